package quancheng

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// TestTables: what the control API puts is shown, found by the calls, and gone when it is deleted; what
// makes no sense is refused.
func TestTables(t *testing.T) {
	t.Parallel()
	tests := []struct{ table, id, record, bad string }{
		{"settings", "settings", `{"organization":"甲","site_key":"k","idle_hours":1}`, `{"site_key":"k","idle_hours":0}`},
		{"users", "9", `{"name":"新","login_name":"x","password":"y"}`, `{"nme":"x"}`},
		{"users", "9", `{"login_name":"x"}`, `{"login_name":"liting"}`},
		{"tokens", "t", `{"user_id":2}`, `{"user_id":99}`},
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
		{"customerTypes", "900", `{"Name":"x"}`, `{"Name":"x","ParentId":900}`},
		{"counters", "counters", `{"customer":300000}`, `{"customer":-1}`},
	}
	w := newWorld(t, "default")
	tested := map[string]bool{}
	for _, test := range tests {
		tested[test.table] = true
		table := w.table(test.table)
		if w.vendor.Put(w.sandbox, table, test.id, []byte(test.bad)) == nil {
			t.Errorf("%s: took %s", test.table, test.bad)
		}
		w.put(test.table, test.id, test.record)
		if _, err := w.vendor.Get(w.sandbox, table, test.id); err != nil {
			t.Errorf("%s: does not show what was put: %v", test.table, err)
		}
		stays := test.table == "settings" || test.table == "counters"
		if err := w.vendor.Delete(w.sandbox, table, test.id); errors.Is(err, api.ErrStays) != stays || !stays && err != nil {
			t.Errorf("%s: deleting: %v", test.table, err)
		}
		if _, err := w.vendor.Get(w.sandbox, table, test.id); err == nil && test.table != "settings" && test.table != "counters" {
			t.Errorf("%s: is still there", test.table)
		}
	}
	for _, table := range w.vendor.Tables {
		if !tested[table.Name()] || table.About() == "" {
			t.Errorf("%s is not tested, or does not say what it is", table.Name())
		}
	}
	for _, id := range []string{"0", "-1", "01", "x", "1073741825", "1-2-3"} {
		for _, table := range []string{"customers", "shares"} {
			if w.vendor.Put(w.sandbox, w.table(table), id, []byte(`{"Name":"x"}`)) == nil {
				t.Errorf("%s takes the id %q", table, id)
			}
		}
	}
}

// TestTablesTakeWhatTheyShow: all that a table shows may be put, and changes nothing.
func TestTablesTakeWhatTheyShow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "one")
	w.expect("getContactPlanCount", "token="+w.signIn(), w.get("getContactPlanCount", ""))
	for _, table := range w.vendor.Tables {
		rows, _, err := w.vendor.List(w.sandbox, table, api.Page{Limit: 1 << 20})
		if err != nil {
			t.Fatal(err)
		}
		before := w.list(table.Name())
		if err := w.vendor.Load(w.sandbox, table, rows); err != nil {
			t.Errorf("%s: %v", table.Name(), err)
		}
		if w.list(table.Name()) != before {
			t.Errorf("%s has changed", table.Name())
		}
	}
}

// TestTablesKeepIndexes: records that the control API puts and deletes are found and not found by name and number.
func TestTablesKeepIndexes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	w.put("customers", "900", `{"Name":"控制台公司","SignId":1,"Tel":"9-00"}`)
	w.put("linkMen", "900", `{"Name":"王","CustId":900,"Mobile":"9-01"}`)
	w.expect("customerNameIsRepeat", "id=0&sName=控制台公司", isTrue)
	w.expect("customerTelIsRepeat", "id=0&tel=900", isTrue)
	w.expect("customerTelIsRepeat", "id=0&tel=901", isTrue)
	w.delete("customers", "900")
	w.expect("customerNameIsRepeat", "id=0&sName=控制台公司", isFalse)
	w.expect("customerTelIsRepeat", "id=0&tel=900", isFalse)
	w.expect("customerTelIsRepeat", "id=0&tel=901", isFalse)
	before := w.get("getContactPlanCount", "")
	w.put("contactPlans", "900", `{"CustomerId":1,"UserId":1,"NextTime":"2026-01-06 10:00:00"}`)
	if w.get("getContactPlanCount", "") == before {
		t.Error("an open plan does not count")
	}
	w.put("contactPlans", "900", `{"State":1}`)
	w.expect("getContactPlanCount", "", before)
	w.put("customers", "1073741824", `{"Name":"最后","SignId":1}`)
	w.expect("saveCustomer", "json=%7B%22Name%22:%22新%22%7D", isTrue)
	if got := w.get("getCustomer", "id=1073741825"); !strings.Contains(got, "新") {
		t.Errorf("ids go on after the largest: %s", got)
	}
}

// TestDeletingACustomer: whatever is reached through a customer goes with it.
func TestDeletingACustomer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	w.put("customers", "900", `{"Name":"甲"}`)
	w.put("linkMen", "900", `{"Name":"王","CustId":900,"IsMain":true}`)
	w.put("shares", "900-2", `{}`)
	w.put("marks", "900-1", `{"IdentityId":3}`)
	w.delete("customers", "900")
	w.expect("listLinkMen", "custId=900", isEmpty)
	w.expect("getLinkManList", "cust_id=900", isEmpty)
	w.expect("getLinkMan", "id=900", isNull)
	w.expect("cancelShare", "strIds=900", isFalse)
	w.expect("removeCollection", "userId=1&custIdString=900", isFalse)
	w.put("customers", "900", `{"Name":"甲"}`)
	if got := w.get("getCustomer", "id=900"); !strings.Contains(got, `"IdentityId":0`) {
		t.Errorf("a new customer has the old one's mark: %s", got)
	}
}

// TestOneDefaultKind: the last kind that becomes the default is the only one.
func TestOneDefaultKind(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	w.put("customerKinds", "3", `{"Name":"丙","IsDefault":true}`)
	got, want := w.list("customerKinds"), `{"PK_ID":3,"Name":"丙","IsDefault":true}`
	if strings.Count(got, `"IsDefault":true`) != 1 || !strings.Contains(got, want) {
		t.Errorf("kinds\n%s", got)
	}
}

// TestDeletingAUser: a user that is gone is signed out.
func TestDeletingAUser(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	w.put("tokens", "his", `{"user_id":2,"lasts":true}`)
	w.expect("getCustomer", "id=999999&token=his", isNull)
	w.delete("users", "2")
	w.refused("getCustomer", "id=999999&token=his", "1002")
}

// TestNothingIsDated1970: a record that is put without its dates is dated now.
func TestNothingIsDated1970(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	w.put("customers", "900", `{"Name":"甲"}`)
	w.put("linkMen", "900", `{"Name":"王","CustId":900}`)
	for _, table := range []string{"contactHistory", "contactPlans", "sms", "messageBoard"} {
		w.put(table, "900", `{}`)
	}
	for _, table := range w.vendor.Tables {
		if got := w.list(table.Name()); strings.Contains(got, "1970") || strings.Contains(got, "0001-01-01") {
			t.Errorf("%s is dated 1970:\n%s", table.Name(), got)
		}
	}
}

// TestDemoEndsWhenToldTo: the demo data are as old as the caller wants, with the same ids and names.
func TestDemoEndsWhenToldTo(t *testing.T) {
	t.Parallel()
	late := morning.AddDate(3, 0, 0)
	vendor, err := New(api.Options{Seed: 42, Until: late})
	if err != nil {
		t.Fatal(err)
	}
	w := settle(t, vendor, "default", nil)
	last := w.get("getCustomer", "id=240")
	if !strings.Contains(last, stampOf(late.Add(-time.Hour)).String()) {
		t.Errorf("the last customer: %s", last)
	}
	old := newWorld(t, "default").get("getCustomer", "id=240")
	if cut := func(s string) string { return s[:strings.Index(s, `"CDate"`)] }; cut(old) != cut(last) {
		t.Errorf("other data:\n%s\n%s", old, last)
	}
}
