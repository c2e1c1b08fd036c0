package quancheng

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

// TestPublicCustomers: whoever makes a customer public takes its owner and its sharing (QC-Q72).
func TestPublicCustomers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		do   func(w *world)
	}{
		{"SetPublicCust", func(w *world) { w.expect("setPublicCust", "pkidList=900", isTrue) }},
		{"Save", func(w *world) { w.save("saveCustomer", "json", `{"PK_ID":900,"IsPublic":true,"OwnerId":3}`, isTrue) }},
		{"Update", func(w *world) { w.save("updateCustomer", "customer", `{"PK_ID":900,"IsPublic":true}`, isTrue) }},
		{"control API", func(w *world) { w.put("customers", "900", `{"Name":"甲","OwnerId":3,"IsPublic":true}`) }},
	} {
		w := newWorld(t, "default")
		w.put("customers", "900", `{"Name":"甲","OwnerId":3}`)
		w.put("shares", "900-2", `{}`)
		test.do(w)
		if got := w.get("getCustomer", "id=900"); !strings.Contains(got, `"OwnerId":0,"IsPublic":true`) {
			t.Errorf("%s: %s", test.name, got)
		}
		w.expect("cancelShare", "strIds=900", isFalse)
		if w.vendor.Put(w.sandbox, w.table("shares"), "900-2", []byte(`{}`)) == nil {
			t.Errorf("%s: took a share of a public customer", test.name)
		}
		w.expect("setPublicCust", "pkidList=900", isFalse)
	}
}

func (w *world) save(operation, parameter, object, want string) {
	w.t.Helper()
	w.expect(operation, parameter+"="+url.QueryEscape(object), want)
}

// TestEmptyNames: nothing takes a name away (QC-Q58, QC-Q84).
func TestEmptyNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	w.put("linkMen", "900", `{"Name":"王","CustId":1}`)
	before := w.get("getCustomer", "id=1") + w.get("getLinkMan", "id=900")
	for _, name := range []string{`""`, `null`, `"  "`, `"　"`} {
		w.save("saveCustomer", "json", `{"Name":`+name+`}`, isFalse)
		w.save("saveCustomer", "json", `{"PK_ID":1,"Name":`+name+`}`, isFalse)
		w.save("updateCustomer", "customer", `{"PK_ID":1,"Name":`+name+`,"Tel":"1"}`, isFalse)
		w.save("insertLinkMan", "man", `{"CustId":1,"Name":`+name+`}`, isFalse)
		w.save("saveLinkMan", "man", `{"PK_ID":900,"Name":`+name+`,"Tel":"1"}`, `{"value":0}`)
	}
	if after := w.get("getCustomer", "id=1") + w.get("getLinkMan", "id=900"); after != before {
		t.Errorf("changed\n%s\nto\n%s", before, after)
	}
	if w.get("saveCustomer", "json="+url.QueryEscape(`{"PK_ID":1,"Tel":null,"Address":""}`)) != isTrue ||
		!strings.Contains(w.get("getCustomer", "id=1"), `"Tel":"",`) {
		t.Error("null and \"\" clear all else")
	}
}

// TestListsOfWhatIsGone: a parent that the control API deletes has nothing below it (QC-Q16).
func TestListsOfWhatIsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	for _, list := range []struct{ operation, query, table, id string }{
		{"getCustomerTypes", "parent_id=1", "customerTypes", "1"},
		{"listLinkMen", "custId=", "customers", ""},
		{"getLinkManList", "cust_id=", "customers", ""},
		{"getBaseType", "par_id=own", "baseTypes", "900"},
	} {
		if list.id == "" {
			w.put("customers", "900", `{"Name":"甲"}`)
			w.put("linkMen", "900", `{"Name":"王","CustId":900}`)
			list.id, list.query = "900", list.query+"900"
		}
		if list.table == "baseTypes" {
			w.put("baseTypes", "900", `{"ParId":"own","Name":"x"}`)
		}
		if w.get(list.operation, list.query) == isEmpty {
			t.Fatalf("%s?%s: nothing before", list.operation, list.query)
		}
		w.delete(list.table, list.id)
		w.expect(list.operation, list.query, isEmpty)
	}
	if err := w.vendor.Clear(w.sandbox, w.table("customers")); err != nil {
		t.Fatal(err)
	}
	w.expect("listLinkMen", "custId=1", isEmpty)
	w.expect("getLinkMan", "id=1", isNull)
}

// TestPlanIDs: ids of plans and records that the control API puts and deletes are taken and free (QC-Q27).
func TestPlanIDs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	insert := func(planID, historyID, want string) {
		t.Helper()
		w.expect("insertContactPlan", "title=t&customer_id=1&type_id=1&route_id=1&link_man_id=0&next_time=2026-01-06&plan_id="+planID+"&history_id="+historyID, want)
	}
	w.put("contactPlans", "900", `{"CustomerId":1}`)
	w.put("contactHistory", "900", `{"CustomerId":1}`)
	w.put("contactHistory", "901", `{"CustomerId":2}`)
	insert("900", "0", isFalse)
	insert("901", "900", isTrue)
	insert("901", "900", isFalse)
	insert("902", "901", isFalse)
	insert("902", "999", isFalse)
	insert("-1", "0", isFalse)
	w.delete("contactPlans", "900")
	insert("900", "0", isTrue)
	w.delete("contactHistory", "900")
	insert("902", "900", isFalse)
	next := decimal(w.lastPlan() + 1)
	w.put("contactPlans", next, `{"CustomerId":1}`)
	insert("0", "0", isTrue)
	if got := w.get("getContactPlan", "id="+decimal(w.lastPlan())); !strings.Contains(got, `"Title":"t"`) || decimal(w.lastPlan()) == next {
		t.Errorf("plan_id 0 takes no free id: %s", got)
	}
}

// lastPlan is the id of a plan that was assigned last.
func (w *world) lastPlan() int32 {
	w.t.Helper()
	text, err := w.vendor.Get(w.sandbox, w.table("counters"), "counters")
	var last lastIDs
	if err != nil || json.Unmarshal(text, &last) != nil {
		w.t.Fatal(err)
	}
	return last.Plan
}

// TestDemoIsRelatedAndDirty: demo records name each other, and some are what people leave behind.
func TestDemoIsRelatedAndDirty(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	has := func(table, part string, most int) {
		t.Helper()
		if n := strings.Count(w.list(table), part); n == 0 || n > most {
			t.Errorf("%s: %d of %s, want 1 to %d", table, n, part, most)
		}
	}
	has("customers", `"Name":" `, 20)
	has("customers", `"Tel":""`, 20)
	has("customers", `转 801`, 20)
	has("customers", `margin-top:0px;`, 20)
	has("customers", `"OwnerId":9`, 5)
	has("sms", `"NextSent":"2026-01-`, 10)
	has("contactPlans", `"State":0`, 100)
	if plans := w.list("contactPlans"); strings.Count(plans, `"HistoryId":0,`) > strings.Count(plans, `"HistoryId":`)/2 {
		t.Error("most plans follow from no contact record")
	}
	gone := 0
	for line := range strings.SplitSeq(w.list("contactHistory"), "\n") {
		_, id, found := strings.Cut(line, `"LinkManId":`)
		if id, _, _ = strings.Cut(id, ","); found && id != "0" && w.get("getLinkMan", "id="+id) == isNull {
			gone++
		}
	}
	if gone == 0 || gone > 20 {
		t.Errorf("%d contact records name link men who are gone", gone)
	}
}
