package quancheng

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestTables: what the control API puts is shown, found by the calls, and gone when it is deleted; what
// makes no sense is refused.
func TestTables(t *testing.T) {
	t.Parallel()
	tests := []struct{ table, id, record, bad string }{
		{"settings", "settings", `{"idle_hours":1}`, `{"idle_hours":0}`},
		{"tokens", "t", `{"user_id":2}`, `{"user_id":99}`},
		{"users", "9", `{"name":"新","login_name":"x","password":"y"}`, `{"nme":"x"}`},
		{"customers", "900", `{"Name":"甲","SignId":1}`, `{"Name":""}`},
		{"linkMen", "900", `{"Name":"王","CustId":1}`, `{"Name":"王","CustId":9999}`},
		{"shares", "1-8", `{}`, `{"CustomerId":2}`},
		{"marks", "1-8", `{"IdentityId":1}`, `{"IdentityId":0}`},
		{"contactHistory", "900", `{"CustomerId":1,"Title":"t"}`, `{"CDate":"x"}`},
		{"contactPlans", "900", `{"CustomerId":1,"NextTime":"2026-01-06 10:00:00"}`, `{"State":2}`},
		{"contracts", "900", `{"Number":"HT"}`, `{"PK_ID":901}`},
		{"orders", "YP", `{"Gift":true}`, `{"Number":"other"}`},
		{"calls", "1@2013-05-05 10:25:30", `{"Duration":5}`, `{"Duration":"x"}`},
		{"imsLocks", "021", `{"UserId":1}`, `[]`},
		{"sms", "900", `{"Content":"x"}`, `{"Values":"x"}`},
		{"smsTemplates", "T1", `{"Text":"x"}`, `{} {}`},
		{"messageBoard", "900", `{"Content":"x"}`, `null1`},
		{"baseInfos", "900", `{"Name":"x","Hits":5}`, `{"Hits":1.5}`},
		{"baseTypes", "900", `{"ParId":"p","Name":"x"}`, `{"Sort":"x"}`},
		{"customerKinds", "900", `{"Name":"x"}`, `{"IsDefault":1}`},
		{"customerTypes", "900", `{"Name":"x","ParentId":1}`, `{"Name":"x","ParentId":3}`},
	}
	w := newWorld(t, "default")
	if names := w.vendor.Tables(); len(names) != len(tests) {
		t.Fatalf("%d tables, %d tests: %v", len(names), len(tests), names)
	}
	for _, test := range tests {
		if _, err := w.vendor.PutRecord(w.sandbox, test.table, test.id, json.RawMessage(test.bad)); err == nil {
			t.Errorf("%s: took %s", test.table, test.bad)
		}
		if _, err := w.vendor.PutRecord(w.sandbox, test.table, test.id, json.RawMessage(test.record)); err != nil {
			t.Errorf("%s: %v", test.table, err)
			continue
		}
		if _, known, err := w.vendor.Record(w.sandbox, test.table, test.id); err != nil || !known {
			t.Errorf("%s: does not show what was put: %v", test.table, err)
		}
		deleted, err := w.vendor.DeleteRecord(w.sandbox, test.table, test.id)
		if err != nil || deleted == (test.table == "settings") {
			t.Errorf("%s: deleted %v, %v", test.table, deleted, err)
		}
		if _, known, _ := w.vendor.Record(w.sandbox, test.table, test.id); known && test.table != "settings" {
			t.Errorf("%s: is still there", test.table)
		}
	}
	for _, id := range []string{"0", "-1", "01", "x", "1073741825", "1-2-3"} {
		for _, table := range []string{"customers", "shares"} {
			if _, err := w.vendor.PutRecord(w.sandbox, table, id, json.RawMessage(`{"Name":"x"}`)); err == nil {
				t.Errorf("%s takes the id %q", table, id)
			}
		}
	}
}

// TestTablesKeepIndexes: records that the control API puts and deletes are found and not found by name and number.
func TestTablesKeepIndexes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	put := func(table, id, record string) {
		t.Helper()
		if _, err := w.vendor.PutRecord(w.sandbox, table, id, json.RawMessage(record)); err != nil {
			t.Fatal(err)
		}
	}
	put("customers", "900", `{"Name":"控制台公司","SignId":1,"Tel":"9-00"}`)
	put("linkMen", "900", `{"Name":"王","CustId":900,"Mobile":"9-01"}`)
	w.expect("customerNameIsRepeat", "id=0&sName=控制台公司", isTrue)
	w.expect("customerTelIsRepeat", "id=0&tel=900", isTrue)
	w.expect("customerTelIsRepeat", "id=0&tel=901", isTrue)
	for table, id := range map[string]string{"customers": "900", "linkMen": "900"} {
		if _, err := w.vendor.DeleteRecord(w.sandbox, table, id); err != nil {
			t.Fatal(err)
		}
	}
	w.expect("customerNameIsRepeat", "id=0&sName=控制台公司", isFalse)
	w.expect("customerTelIsRepeat", "id=0&tel=900", isFalse)
	w.expect("customerTelIsRepeat", "id=0&tel=901", isFalse)
	w.expect("listLinkMen", "custId=900", isEmpty)
	before := w.get("getContactPlanCount", "")
	put("contactPlans", "900", `{"CustomerId":1,"UserId":1,"NextTime":"2026-01-06 10:00:00"}`)
	if w.get("getContactPlanCount", "") == before {
		t.Error("an open plan does not count")
	}
	put("contactPlans", "900", `{"State":1}`)
	w.expect("getContactPlanCount", "", before)
	put("customers", "1073741824", `{"Name":"最后","SignId":1}`)
	if got := w.get("saveCustomer", "json=%7B%22Name%22:%22新%22%7D"); got != isTrue {
		t.Error(got)
	}
	if got := w.get("getCustomer", "id=1073741825"); !strings.Contains(got, "新") {
		t.Errorf("ids go on after the largest: %s", got)
	}
}
