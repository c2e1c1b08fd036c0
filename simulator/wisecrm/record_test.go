package wisecrm

import (
	"encoding/json"
	"strings"
	"testing"
)

// keyOf returns the duplicate key of a record with two values.
func keyOf(e *entity, first, second string) string {
	r := &draft{values: make([]value, len(e.fields))}
	for i, given := range []string{first, second} {
		if i < len(e.duplicates) && given != "" {
			r.set(e.field(e.duplicates[i]), textValue(given))
		}
	}
	return e.duplicateKey(r.record(e))
}

// FuzzDuplicateKey: two records have the same key exactly when all their values are the same but for
// white space around them, and none when no value counts (WI-Q26, WI-Q63).
func FuzzDuplicateKey(f *testing.F) {
	f.Add("杨志永", "021", " 杨志永 ", "021\t")
	f.Add("a", "", "", "a")
	f.Add("a\x00", "b", "a", "\x00b")
	f.Add(" ", "\t", "", "")
	f.Fuzz(func(t *testing.T, name1, phone1, name2, phone2 string) {
		m := tenant().State.metadata
		trim := strings.TrimSpace
		if one, two := keyOf(m.entities[contact], name1, phone1), keyOf(m.entities[contact], name2, phone2); (one == two) != (trim(name1) == trim(name2) && trim(phone1) == trim(phone2)) {
			t.Errorf("contacts (%q, %q) and (%q, %q) have the keys %q and %q", name1, phone1, name2, phone2, one, two)
		}
		if one, two := keyOf(m.entities[account], name1, ""), keyOf(m.entities[account], name2, ""); (one == two) != (trim(name1) == trim(name2)) {
			t.Errorf("accounts %q and %q have the keys %q and %q", name1, name2, one, two)
		}
		for _, kind := range []int{account, contact, salesOrder} {
			if key := keyOf(m.entities[kind], " ", ""); key != "" {
				t.Errorf("a %s without values has the key %q", m.entities[kind].name, key)
			}
		}
	})
}

// TestTheIndexesFollow: what is stored, changed and removed is found by every index and by none.
func TestTheIndexesFollow(t *testing.T) {
	t.Parallel()
	tx := newTenant(0)
	e := tx.State.metadata.entities[contact]
	table := &tx.State.tables[contact]
	lens := func() [4]int {
		return [4]int{table.byID.Len(), table.byCreated.Len(), table.byKey.Len(), table.byTarget.Len()}
	}
	before := lens()
	targets := tx.State.tables[account].byCreated.Page(0, 2)
	r := newRecord(tx, e, userID(1), []change{{e.field("contactName"), textValue("甲")}, {e.field("accountId"), textValue(targets[0].id)}})
	table.put(tx.Writer, e, r)
	moved := r.changed(tx, e, userID(2), []change{{e.field("contactName"), textValue("乙")}, {e.field("accountId"), textValue(targets[1].id)}})
	table.put(tx.Writer, e, moved)
	if got := lens(); got != [4]int{before[0] + 1, before[1] + 1, before[2] + 1, before[3] + 1} {
		t.Errorf("indexes of %v after one record more than %v", got, before)
	}
	has := func(target string) bool {
		for _, id := range table.referring(e.field("accountId"), target) {
			if id == r.id {
				return true
			}
		}
		return false
	}
	if has(targets[0].id) || !has(targets[1].id) {
		t.Error("the record is found where it was, or not where it is")
	}
	twin := newRecord(tx, e, userID(1), []change{{e.field("contactName"), textValue("甲")}})
	twin.key = e.duplicateKey(twin)
	if table.duplicated(twin) {
		t.Error("the record is a duplicate by the name it had")
	}
	twin = newRecord(tx, e, userID(1), []change{{e.field("contactName"), textValue("乙")}})
	twin.key = e.duplicateKey(twin)
	if !table.duplicated(twin) || table.duplicated(moved) {
		t.Error("the record is no duplicate by the name it has, or one of itself")
	}
	table.remove(tx.Writer, e, moved)
	if got := lens(); got != before || has(targets[1].id) {
		t.Errorf("indexes of %v after the end, want %v", got, before)
	}
}

func TestCascades(t *testing.T) {
	t.Parallel()
	tx := tenant()
	e := tx.State.metadata.entities[account]
	for text, want := range map[string]int{
		"": 0, " ": 0, "{}": 0, `{ "SalesOrder": [ "accountId" ] }`: 0, `{"SalesOrder":["accountId"],"Contact":["accountId"]}`: 0, `{"SalesOrder":[]}`: 0,
		"null": 401, "[]": 401, `"SalesOrder"`: 401, "SalesOrder": 401, `{"SalesOrder":"accountId"}`: 401, `{"SalesOrder":[1]}`: 401, `{"SalesOrder":["accountId"]} x`: 401,
		`{"Nobody":["accountId"]}`: 401, `{"SalesOrder":["nope"]}`: 401, `{"SalesOrder":["owningUser"]}`: 401, `{"SalesOrder":["subject"]}`: 401, `{"salesorder":["accountId"]}`: 401,
	} {
		_, bad := cascadesOf(tx, e, text)
		refused(t, text, bad, want)
	}
}

// FuzzCascades: what is accepted names references to the entity and nothing else.
func FuzzCascades(f *testing.F) {
	for _, text := range []string{`{"SalesOrder":["accountId"]}`, `{"Contact":["accountId","owningUser"]}`, `{"":[""]}`, `{"User":null}`, "[[", `{"SalesOrder":["accountId","accountId"]}`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tx := tenant()
		all, bad := cascadesOf(tx, tx.State.metadata.entities[account], text)
		if bad != nil && len(all) > 0 {
			t.Errorf("%q: refused, with %d cascades", text, len(all))
		}
		for _, c := range all {
			if c.field.ReferenceTo != "Account" || c.entity.field(c.field.Name) != c.field {
				t.Errorf("%q: cascades over %s.%s", text, c.entity.name, c.field.Name)
			}
		}
		if bad == nil && !blank(text) && !json.Valid([]byte(text)) {
			t.Errorf("%q is accepted", text)
		}
	})
}
