package wisecrm

import (
	"encoding/json"
	"strings"
	"testing"
)

func decoded(text string) any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var value any
	if d.Decode(&value) != nil {
		return nil
	}
	return value
}

// one returns the filter of one condition.
func one(t testing.TB, fieldName, operator, value string) (func(*record) bool, *failure) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"type": "AND", "filters": []any{map[string]any{"fieldName": fieldName, "operator": operator, "value": value}}})
	if err != nil {
		t.Fatal(err)
	}
	tx := tenant()
	fits, bad := filterOf(tx, tx.State.metadata.entities[account], decoded(string(body)))
	return fits.record, bad
}

// record reports whether a single record fits.
func (fits matcher) record(r *record) bool { return fits(&block{records: []*record{r}})(0) }

// TestConditions: of a record with values and one with nulls (WI-Q51, WI-Q52).
func TestConditions(t *testing.T) {
	t.Parallel()
	tx := tenant()
	e := tx.State.metadata.entities[account]
	full := newRecord(tx, e, userID(2), []change{
		{e.field("accountName"), textValue("Acme 企能")}, {e.field("phone"), textValue("021-5")}, {e.field("typeCode"), numberValue(10)},
	})
	bare := newRecord(tx, e, userID(1), []change{{e.field("accountName"), textValue("光")}})
	for _, c := range []struct {
		field, operator, value string
		full, bare             bool
	}{
		{"phone", "=", "021-5", true, false}, {"phone", "=", "021-50", false, false}, {"phone", "<>", "021-5", false, true}, {"phone", "<>", "x", true, true},
		{"phone", ">", "021-4", true, false}, {"phone", "<", "021-6", true, false}, {"phone", ">", "021-5", false, false}, {"phone", "<", "021-5", false, false},
		{"phone", "cl", "21", true, false}, {"phone", "nc", "21", false, true}, {"phone", "nc", "x", true, true},
		{"phone", "$NULL$", "", false, true}, {"phone", "$NOT_NULL$", "", true, false},
		{"accountName", "cl", "aCME", true, false}, {"accountName", "=", "acme 企能", false, false}, {"accountName", "cl", "企", true, false},
		{"typeCode", ">", "9", true, false}, {"typeCode", "=", "10", true, false}, {"typeCode", "cl", "1", true, false}, {"typeCode", "<>", "9", true, true},
		{"owningUser.userName", "=", userNames[1], true, false}, {"owningUser.userName", "$NULL$", "", false, false}, {" phone ", "=", "021-5", true, false},
	} {
		fits, bad := one(t, c.field, c.operator, c.value)
		if bad != nil {
			t.Errorf("%+v: refused with %v", c, bad)
			continue
		}
		if fits(full) != c.full || fits(bare) != c.bare {
			t.Errorf("%+v: chooses %v and %v", c, fits(full), fits(bare))
		}
	}
}

func TestFilters(t *testing.T) {
	t.Parallel()
	tx := tenant()
	e := tx.State.metadata.entities[account]
	r := newRecord(tx, e, userID(1), []change{{e.field("accountName"), textValue("甲")}, {e.field("phone"), textValue("1")}})
	const yes, no = `{"fieldName":"accountName","operator":"=","value":"甲"}`, `{"fieldName":"phone","operator":"=","value":"2"}`
	for filter, want := range map[string]bool{
		`{"type":"AND","filters":[` + yes + `,` + yes + `]}`: true, `{"type":"AND","filters":[` + yes + `,` + no + `]}`: false,
		`{"type":"OR","filters":[` + no + `,` + yes + `]}`: true, `{"type":"or","filters":[` + no + `,` + no + `]}`: false,
		`{"type":"or","filters":[` + no + `,` + yes + `]}`: true,
	} {
		fits, bad := filterOf(tx, e, decoded(filter))
		if bad != nil || fits.record(r) != want {
			t.Errorf("%s: %v, want %v", filter, bad, want)
		}
	}
	for filter, want := range map[string]int{
		`{"type":"AND","filters":[]}`: 0,
		`{"type":"AND","filters":[{"fieldName":"nope","operator":"=","value":"1"}]}`:                       401,
		`{"type":"AND","filters":[{"fieldName":" ","operator":"=","value":"1"}]}`:                          402,
		`{"type":"AND","filters":[{"fieldName":"phone","operator":"="}]}`:                                  402,
		`{"type":"AND","filters":[{"fieldName":"phone","operator":"=","value":""}]}`:                       402,
		`{"type":"AND","filters":[{"fieldName":"typeCode","operator":"=","value":"x"}]}`:                   401,
		`{"type":"AND","filters":[{"fieldName":"typeCode","operator":"=","value":99}]}`:                    0,
		`{"type":"AND","filters":[{"fieldName":"createdOn","operator":">","value":"yesterday"}]}`:          401,
		`{"type":"AND","filters":[` + yes + `,{"fieldName":"createdOn.x","operator":"$NULL$","value":1}]}`: 401,
	} {
		_, bad := filterOf(tx, e, decoded(filter))
		refused(t, filter, bad, want)
	}
}

// FuzzFilter: no body brings it down, and each operator chooses what its opposite leaves.
func FuzzFilter(f *testing.F) {
	f.Add(`{"type":"OR","filters":[{"fieldName":"phone","operator":"cl","value":"021"}]}`, "phone", "021")
	f.Add(`{"type":1,"filters":[1,null,{"fieldName":{}}]}`, "typeCode", "1")
	f.Add(`[]`, "owningUser.userName", "陈晓东")
	f.Add(`null`, "createdOn", "2026-01-01")
	f.Fuzz(func(t *testing.T, body, fieldName, value string) {
		tx := tenant()
		records := accounts(tx, 20)
		if fits, bad := filterOf(tx, tx.State.metadata.entities[account], decoded(body)); bad == nil && fits != nil {
			for _, r := range records {
				fits.record(r)
			}
		}
		for operator, opposite := range map[string]string{"=": "<>", "cl": "nc", "$NULL$": "$NOT_NULL$"} {
			fits, bad := one(t, fieldName, operator, value)
			others, alsoBad := one(t, fieldName, opposite, value)
			if (bad == nil) != (alsoBad == nil) {
				t.Fatalf("%q %q: %s gives %v, %s gives %v", fieldName, value, operator, bad, opposite, alsoBad)
			}
			for _, r := range records {
				if bad == nil && fits(r) == others(r) {
					t.Errorf("%q %q: %s and %s agree on %v", fieldName, value, operator, opposite, r.values)
				}
			}
		}
	})
}

func TestOrder(t *testing.T) {
	t.Parallel()
	tx := tenant()
	e := tx.State.metadata.entities[account]
	for sort, want := range map[string]int{
		"": 0, ",": 0, "phone": 0, "phone:asc, createdOn:DESC": 0, " phone : desc ": 0, "owningUser.userName": 0,
		"nope": 401, "phone:up": 401, "phone:": 401, ":asc": 401, "phone:asc:desc": 401, "phone desc": 401,
	} {
		_, bad := orderOf(tx, e, sort)
		refused(t, sort, bad, want)
	}
	for _, nothing := range []string{"", " ", ",,"} {
		if order, _ := orderOf(tx, e, nothing); order != nil {
			t.Errorf("sort %q sorts", nothing)
		}
	}
	low := newRecord(tx, e, userID(1), []change{{e.field("phone"), textValue("1")}, {e.field("typeCode"), numberValue(9)}})
	high := newRecord(tx, e, userID(1), []change{{e.field("phone"), textValue("2")}, {e.field("typeCode"), numberValue(10)}})
	none := newRecord(tx, e, userID(1), nil)
	for _, sort := range []string{"phone", "typeCode", "phone:asc,typeCode:desc"} {
		order, _ := orderOf(tx, e, sort)
		if order(low, high) >= 0 || order(none, low) >= 0 || order(high, low) <= 0 {
			t.Errorf("%s: null, low, high come in another order", sort)
		}
	}
	if order, _ := orderOf(tx, e, "phone:desc"); order(low, high) <= 0 || order(none, low) <= 0 {
		t.Error("phone:desc: high, low, null come in another order")
	}
}

// FuzzOrder: whatever is accepted is an order.
func FuzzOrder(f *testing.F) {
	for _, sort := range []string{"phone", "typeCode:desc,accountName", "owningUser.userName:asc", "::", "phone:desc,phone:asc"} {
		f.Add(sort)
	}
	f.Fuzz(func(t *testing.T, sort string) {
		tx := tenant()
		order, bad := orderOf(tx, tx.State.metadata.entities[account], sort)
		if bad != nil || order == nil {
			return
		}
		records := accounts(tx, 6)
		for _, a := range records {
			for _, b := range records {
				if order(a, b) != -order(b, a) {
					t.Errorf("%q: %d one way, %d the other", sort, order(a, b), order(b, a))
				}
				for _, c := range records {
					if order(a, b) <= 0 && order(b, c) <= 0 && order(a, c) > 0 {
						t.Errorf("%q is not transitive", sort)
					}
				}
			}
		}
	})
}
