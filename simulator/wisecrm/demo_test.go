package wisecrm

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"
)

// shown returns all records of a kind as JSON, newest first.
func shown(tx *tx, kind int) []string {
	columns := tx.State.metadata.columns(kind)
	var rows []string
	for r := range tx.State.table(tx.State.metadata.entities[kind]).byCreated.All() {
		rows = append(rows, string(appendRow(nil, tx, columns, r)))
	}
	return rows
}

func TestTheDemoDataIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	one, two := newTenant(100), newTenant(100)
	for kind := range one.State.metadata.entities {
		if a, b := strings.Join(shown(one, kind), "\n"), strings.Join(shown(two, kind), "\n"); a != b || a == "" {
			t.Errorf("%s: the demo data differs, or there is none", one.State.metadata.entities[kind].name)
		}
	}
}

func TestTheDemoDataIsBelievable(t *testing.T) {
	t.Parallel()
	tx := newTenant(500)
	forms := map[int]map[string]string{
		account: {"accountName": `^\p{Han}{8,24}公司$`, "phone": `^0\d{2,3}-[2-8]\d{7}$`, "address": `^\p{Han}{2,4}市\p{Han}{2,4}\d{1,3}号$`},
		contact: {"contactName": `^\p{Han}{2,3}$`, "phone": `^1[3-9]\d{9}$`},
		user:    {"userName": `^\p{Han}{2,3}$`, "mobile": `^1[3-9]\d{9}$`},
	}
	for kind, fields := range forms {
		e := tx.State.metadata.entities[kind]
		for name, form := range fields {
			fits := regexp.MustCompile(form)
			odd := 0
			for r := range tx.State.tables[kind].byID.All() {
				if !fits.MatchString(r.text(e.field(name))) {
					odd++
				}
			}
			untidy := (name == "phone" || name == "address") && odd > 0 && odd*10 < tx.State.tables[kind].byID.Len()
			if odd > 0 && !untidy || name == "phone" && odd == 0 {
				t.Errorf("%s %s: %d of %d are odd", e.name, name, odd, tx.State.tables[kind].byID.Len())
			}
		}
	}
	least := [kinds]int{740, 100, 50, 50, 2, 5}
	for kind, want := range least {
		if n := tx.State.tables[kind].byID.Len(); n < want {
			t.Errorf("%d records of %s, want %d or more", n, tx.State.metadata.entities[kind].name, want)
		}
	}
}

// TestTheDemoNamesAreUnique, however many accounts there are: the vendor refuses duplicates.
func TestTheDemoNamesAreUnique(t *testing.T) {
	t.Parallel()
	tx := newTenant(21_000)
	e := tx.State.metadata.entities[account]
	seen := map[string]bool{}
	repeated := 0
	for r := range tx.State.tables[account].byID.All() {
		name := r.text(e.field("accountName"))
		if seen[name] {
			repeated++
		}
		seen[name] = true
	}
	if repeated > 0 {
		t.Errorf("%d of %d names are another account's", repeated, len(seen)+repeated)
	}
}

// TestTheDemoDataBelongsTogether: required fields are filled, references lead somewhere, but for a few to an account that
// is gone.
func TestTheDemoDataBelongsTogether(t *testing.T) {
	t.Parallel()
	tx := tenant()
	dangling := 0
	for kind, e := range tx.State.metadata.entities {
		references := 0
		for r := range tx.State.table(e).byID.All() {
			if !isID(e, r.id) || r.text(e.id()) != r.id {
				t.Errorf("%s has the id %s", e.name, r.id)
			}
			again, err := readRecord(e, showRecord(e, r).(json.RawMessage), &record{})
			if err == nil {
				again, err = checkRecord(tx, e, again)
			}
			if err != nil || again.values != r.values || again.created != r.created || !r.complete(e) {
				t.Errorf("%s %s cannot be put as it is shown: %v", e.name, r.id, err)
			}
			for _, f := range e.fields {
				id := r.text(f)
				if f.DataType != typeReference || id == "" {
					continue
				}
				references++
				if id == gone {
					dangling++
				} else if to := tx.State.metadata.find(f.ReferenceTo); tx.State.table(to).get(id) == nil {
					t.Errorf("%s %s: %s leads to %s, which is not there", e.name, r.id, f.Name, id)
				}
			}
		}
		if references == 0 && kind != businessUnit {
			t.Errorf("no %s refers to anything", e.name)
		}
	}
	if dangling == 0 || dangling > 30 {
		t.Errorf("%d references to what is gone", dangling)
	}
}

// TestTheDemoModulesAreFresh: what a daily job asks for is there, on more than two pages, with and without values.
func TestTheDemoModulesAreFresh(t *testing.T) {
	t.Parallel()
	tx := tenant()
	e := tx.State.metadata.find("e__cdmxmx")
	since := formatTime(tx.Now.AddDate(0, 0, -12))
	fits, bad := filterOf(tx, e, decoded(`{"type":"AND","filters":[{"fieldName":"c__mx1Id.createdOn","operator":">","value":"`+since+`"}]}`))
	if bad != nil {
		t.Fatal(bad.finding)
	}
	all := tx.State.table(e).find(page{1, 500}, fits, nil)
	empty := map[string]int{}
	for _, r := range all.records {
		for _, name := range []string{"c__banmianjim", "c__mianbanyanse"} {
			if r.value(e.field(name)).kind == nullKind {
				empty[name]++
			}
		}
	}
	if all.total <= 400 || empty["c__banmianjim"] == 0 || empty["c__mianbanyanse"] == 0 {
		t.Errorf("%d rows, of which lack %v", all.total, empty)
	}
}

// TestTheDemoDataIsInOrder: records are listed newest first, by the time that they show.
func TestTheDemoDataIsInOrder(t *testing.T) {
	t.Parallel()
	tx := newTenant(300)
	e := tx.State.metadata.entities[account]
	last := formatTime(tx.Now)
	newest := tx.State.tables[account].byCreated.Page(0, 1)[0]
	if got, want := newest.text(e.field("createdOn")), formatTime(tx.Now.Add(-time.Hour)); got != want {
		t.Errorf("the newest account is of %s, want %s", got, want)
	}
	for r := range tx.State.tables[account].byCreated.All() {
		on := r.text(e.field("createdOn"))
		if on > last || on != r.text(e.field("modifiedOn")) {
			t.Fatalf("%s made on %s comes after %s", r.id, on, last)
		}
		last = on
	}
}
