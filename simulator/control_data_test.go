package simulator_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

const dataPath = "/data/wisecrm/"

// A shownRecord is a record as the control API shows it.
type shownRecord struct {
	ID     string
	Record map[string]any
}

func TestDataTables(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	var names []string
	for _, table := range w.tables("wisecrm") {
		names = append(names, table.Name)
	}
	slices.Sort(names)
	if got, want := strings.Join(names, " "), "accounts apps businessUnits contacts customRecords duplicates fields modules rights salesOrderDetails salesOrders users"; got != want {
		t.Errorf("tables %s, want %s", got, want)
	}
	for _, table := range names {
		var list struct {
			Records []shownRecord
			More    bool
		}
		w.own("GET", dataPath+table, "", http.StatusOK, &list)
		if list.Records == nil || len(list.Records) == 0 != (table == "rights") || list.More {
			t.Errorf("%s: %d records, more %v", table, len(list.Records), list.More)
			continue
		}
		for _, r := range list.Records[:min(3, len(list.Records))] {
			var one shownRecord
			w.own("GET", dataPath+table+"/"+r.ID, "", http.StatusOK, &one)
			if one.ID != r.ID || len(one.Record) == 0 || len(one.Record) != len(r.Record) {
				t.Errorf("%s: %+v alone, %+v in the list", table, one, r)
			}
		}
	}
	for path, names := range map[string]string{
		"/data/nobody":                  "nobody",
		"/data/nobody/apps":             "nobody",
		"/data/nobody/apps/1":           "nobody",
		dataPath + "nothing":            "accounts",
		dataPath + "nothing/1":          "accounts",
		dataPath + "apps/000-nobody":    "000-nobody",
		dataPath + "accounts/1":         "accounts",
		dataPath + "fields/Account.x":   "Account.x",
		dataPath + "fields/Account":     "Account",
		dataPath + "duplicates/Nobody":  "Nobody",
		dataPath + "rights/" + demoUser: demoUser,
	} {
		if text := w.own("GET", path, "", http.StatusNotFound, nil); !strings.Contains(text, names) {
			t.Errorf("%s: %s", path, text)
		}
	}
	w.own("PUT", dataPath+"nothing/1", "{}", http.StatusNotFound, nil)
	w.own("PUT", "/data/nobody/apps/1", "{}", http.StatusNotFound, nil)
	w.own("DELETE", dataPath+"nothing/1", "", http.StatusNotFound, nil)
	w.own("DELETE", dataPath+"apps/000-nobody", "", http.StatusNotFound, nil)
	w.own("DELETE", dataPath+"accounts/1", "", http.StatusNotFound, nil)
}

// TestListingsAreBounded: a listing shows the first thousand and says that there are more.
func TestListingsAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{Customers: 1000})
	var list struct {
		Records []shownRecord
		More    bool
	}
	w.own("GET", dataPath+"accounts", "", http.StatusOK, &list)
	if len(list.Records) != 1000 || !list.More {
		t.Errorf("%d records, more %v", len(list.Records), list.More)
	}
}

func TestDataRecords(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	const id = "002-00000000-0000-4000-8000-00000000abcd"
	var r shownRecord
	w.own("PUT", dataPath+"accounts/"+id, `{"accountName":"后台","phone":"021","typeCode":2,"createdOn":"2020-05-06 07:08:09","owningUser":"027-00000000-0000-4000-8000-000000000003"}`, http.StatusOK, &r)
	if r.ID != id || r.Record["accountId"] != id || r.Record["accountName"] != "后台" || r.Record["typeCode"] != 2.0 || r.Record["createdOn"] != "2020-05-06 07:08:09" || r.Record["address"] != nil {
		t.Errorf("stored %+v", r)
	}
	want := `"data":{"accountName":"后台","createdOn":"2020-05-06 07:08:09","owningUser":"027-00000000-0000-4000-8000-000000000003"}}`
	if a := w.get(getPath, "account_id", id, "fields", "accountName,createdOn,owningUser"); !strings.HasSuffix(a.body, want) {
		t.Errorf("the API shows %s, want %s", a.body, want)
	}
	// It stands where createdOn puts it, and counts as a duplicate.
	if a := w.post("/gw/entity/adv-query", `{"type":"AND","filters":[]}`, "entity", "Account", "fields", "accountName", "sort", "createdOn", "page_size", "1"); !strings.Contains(a.body, "后台") {
		t.Errorf("the oldest account is not the one of 2020: %s", a.body)
	}
	if a := w.post(addPath, accountNamed("后台")); a.Code != 400 {
		t.Errorf("a duplicate of it is answered %s", a.body)
	}
	w.own("PATCH", dataPath+"accounts/"+id, `{"phone":null}`, http.StatusOK, &r)
	if r.Record["phone"] != nil || r.Record["accountName"] != "后台" {
		t.Errorf("after a change: %+v", r)
	}
	w.own("DELETE", dataPath+"accounts/"+id, "", http.StatusNoContent, nil)
	w.own("GET", dataPath+"accounts/"+id, "", http.StatusNotFound, nil)
	if a := w.get(getPath, "account_id", id, "fields", "phone"); a.Code != 400 {
		t.Errorf("the API shows a deleted record: %s", a.body)
	}
	if n := w.count("后台"); n != 0 {
		t.Errorf("%d accounts of a deleted name", n)
	}
}

// TestACustomField: added, shown by metadata, checked and used in every operation.
func TestACustomField(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	old := w.add("加字段之前")
	w.own("PUT", dataPath+"fields/Account.c__level", `{"name":"级别","data_type":"picklist","nullable":false,"values":[{"value":1,"label":"甲"},{"value":2,"label":"乙"}]}`, http.StatusOK, nil)
	w.own("PUT", dataPath+"fields/Account.c__parent", `{"name":"上级","data_type":"reference","reference_to":"Account"}`, http.StatusOK, nil)
	a := w.get("/gw/metadata/field", "entity", "Account", "type", "2")
	if want := `"data":[{"field":"c__level","name":"级别","type":2,"data_type":"picklist","nullable":false,"creatable":true,"updatable":true},` +
		`{"field":"c__parent","name":"上级","type":2,"data_type":"reference","reference_to":"Account","nullable":true,"creatable":true,"updatable":true}]}`; !strings.HasSuffix(a.body, want) {
		t.Errorf("metadata/field: %s, want %s", a.body, want)
	}
	if a = w.get("/gw/metadata/picklist", "entity", "Account", "fields", "c__level"); !strings.Contains(a.body, `{"value":2,"label":"乙"}`) {
		t.Errorf("metadata/picklist: %s", a.body)
	}
	if a = w.get(getPath, "account_id", old, "fields", "c__level,c__parent"); !strings.HasSuffix(a.body, `"data":{"c__level":null,"c__parent":null}}`) {
		t.Errorf("an older record: %s", a.body)
	}
	for body, want := range map[string]int{
		`{"accountName":"级别一"}`:                              402,
		`{"accountName":"级别一","c__level":3}`:                 401,
		`{"accountName":"级别一","c__level":"x"}`:               401,
		`{"accountName":"级别一","c__level":1,"c__parent":"x"}`: 401,
	} {
		if a := w.post(addPath, body); a.Code != want {
			t.Errorf("%s: %s, want code %d", body, a.body, want)
		}
	}
	child := w.post(addPath, `{"accountName":"级别二","c__level":"2","c__parent":"`+old+`"}`)
	if child.Code != 0 {
		t.Fatalf("add: %s", child.body)
	}
	a = w.post("/gw/entity/adv-query", `{"type":"AND","filters":[{"fieldName":"c__parent.accountName","operator":"=","value":"加字段之前"},{"fieldName":"c__level","operator":">","value":1}]}`,
		"entity", "Account", "fields", "accountName,c__level,c__parent.accountName", "sort", "c__level:desc")
	if want := `"data":[{"accountName":"级别二","c__level":2,"c__parent.accountName":"加字段之前"}]}`; !strings.HasSuffix(a.body, want) {
		t.Errorf("adv-query: %s, want %s", a.body, want)
	}
	if a = w.post("/gw/account/delete", "", "account_id", old, "cascade_delete", `{"Account":["c__parent"]}`); a.Code != 0 || w.count("级别二") != 0 {
		t.Errorf("cascading over the field: %s, %d left", a.body, w.count("级别二"))
	}
	// What is not updatable is ignored on update, as the vendor does.
	w.own("PATCH", dataPath+"fields/Account.phone", `{"updatable":false}`, http.StatusOK, nil)
	id := w.post(addPath, `{"accountName":"电话","phone":"1","c__level":1}`).Data.AccountID
	if a = w.post(updatePath, `{"phone":"2"}`, "account_id", id); a.Code != 0 {
		t.Errorf("update: %s", a.body)
	}
	if a = w.get(getPath, "account_id", id, "fields", "phone"); !strings.Contains(a.body, `"phone":"1"`) {
		t.Errorf("a field that is not updatable was changed: %s", a.body)
	}
	// Fields stay once they are there, and the answer says so.
	if text := w.own("DELETE", dataPath+"fields/Account.c__level", "", http.StatusConflict, nil); !strings.Contains(text, "not deleted") {
		t.Errorf("deleting a field: %s", text)
	}
}

func TestTheDuplicateRuleCanBeChanged(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	w.post(addPath, `{"accountName":"同名","phone":"1"}`)
	var r shownRecord
	w.own("GET", dataPath+"duplicates/Account", "", http.StatusOK, &r)
	if fields, _ := json.Marshal(r.Record["fields"]); string(fields) != `["accountName"]` {
		t.Errorf("the rule is %s at first", fields)
	}
	for _, c := range []struct {
		rule, body string
		code       int
	}{
		{`["accountName"]`, `{"accountName":"同名","phone":"2"}`, 400},
		{`["accountName","phone"]`, `{"accountName":"同名","phone":"1"}`, 400},
		{`["accountName","phone"]`, `{"accountName":"同名","phone":"2"}`, 0},
		{`["phone"]`, `{"accountName":"别名","phone":"1"}`, 400},
		{`["phone"]`, `{"accountName":"同名","phone":"3"}`, 0},
		{`["phone"]`, `{"accountName":"无电话"}`, 0},
		{`["phone"]`, `{"accountName":"无电话"}`, 0},
		{`[]`, `{"accountName":"同名","phone":"1"}`, 0},
		{`["accountName"]`, `{"accountName":"同名","phone":"9"}`, 400},
	} {
		w.own("PUT", dataPath+"duplicates/Account", `{"fields":`+c.rule+`}`, http.StatusOK, nil)
		if a := w.post(addPath, c.body); a.Code != c.code {
			t.Errorf("rule %s, %s: %s, want code %d", c.rule, c.body, a.body, c.code)
		}
	}
	w.own("DELETE", dataPath+"duplicates/Account", "", http.StatusConflict, nil)
}

func TestRights(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	const other = "027-00000000-0000-4000-8000-000000000002"
	mine := w.add("我的")
	theirs := w.post(addPath, accountNamed("他的"), "op_user", other).Data.AccountID
	total := w.accounts()
	for _, c := range []struct {
		level            string
		add, mine, their int // codes
		all              bool
		seen             int // accounts of these two
	}{
		{"", 0, 0, 0, true, 2},
		{"self", 0, 0, 410, false, 1},
		{"none", 410, 410, 410, false, 0},
	} {
		if c.level != "" {
			w.own("PUT", dataPath+"rights/"+demoUser, `{"level":"`+c.level+`"}`, http.StatusOK, nil)
		}
		for id, want := range map[string]int{mine: c.mine, theirs: c.their} {
			if a := w.get(getPath, "account_id", id, "fields", "phone"); a.Code != want {
				t.Errorf("level %q: get %s, want code %d", c.level, a.body, want)
			}
			if a := w.post(updatePath, `{"phone":"1"}`, "account_id", id); a.Code != want {
				t.Errorf("level %q: update %s, want code %d", c.level, a.body, want)
			}
		}
		if n := w.count("我的") + w.count("他的"); n != c.seen {
			t.Errorf("level %q sees %d of the two accounts, want %d", c.level, n, c.seen)
		}
		if n := w.accounts(); (n >= total) != c.all {
			t.Errorf("level %q sees %d of %d accounts", c.level, n, total)
		}
		if a := w.post(addPath, accountNamed("新的"+c.level)); a.Code != c.add {
			t.Errorf("level %q: add %s, want code %d", c.level, a.body, c.add)
		}
	}
	if a := w.post("/gw/account/delete", "", "account_id", mine); a.Code != 410 {
		t.Errorf("delete without a right: %s", a.body)
	}
	w.own("DELETE", dataPath+"rights/"+demoUser, "", http.StatusNoContent, nil)
	if a := w.post("/gw/account/delete", "", "account_id", mine); a.Code != 0 {
		t.Errorf("delete with all rights: %s", a.body)
	}
}

func TestApps(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	w.freeze()
	ci := w.fork("ci", "")
	change := func(method, body string) {
		t.Helper()
		ci.own(method, dataPath+"apps/000-mine", body, http.StatusOK, nil)
	}
	list := func() answer { return ci.get(listPath, "fields", "accountId", "appid", "000-mine", "sign", "k") }
	if a := list(); a.Code != 401 {
		t.Errorf("an unknown app: %s", a.body)
	}
	change("PUT", `{"appkey":"k"}`)
	if a := list(); a.Code != 0 {
		t.Errorf("a new app: %s", a.body)
	}
	if n := len(ci.journal()); n != 1 {
		t.Errorf("%d entries in the journal of ci: the new app does not select its sandbox", n)
	}
	change("PATCH", `{"closed":true}`)
	if a := list(); a.Code != 490 {
		t.Errorf("a closed app: %s", a.body)
	}
	change("PATCH", `{"closed":false,"plain_forbidden":true}`)
	if a := list(); a.Code != 401 {
		t.Errorf("a plain key where it is forbidden: %s", a.body)
	}
	ci.freeze()
	change("PATCH", `{"plain_forbidden":false,"calls_per_minute":2}`)
	for i, want := range []int{0, 0, 491, 491} {
		if a := list(); a.Code != want {
			t.Errorf("call %d within the minute: %s, want code %d", i+1, a.body, want)
		}
	}
	ci.own("PUT", "/clock", `{"advance":"60s"}`, http.StatusOK, nil)
	if a := list(); a.Code != 0 {
		t.Errorf("in the next minute: %s", a.body)
	}
	// An app's id that selects one sandbox goes on to do so, whoever else wants it.
	ci.own("PUT", dataPath+"apps/"+w.appid, `{"appkey":"stolen"}`, http.StatusConflict, nil)
	if a := w.get(listPath, "fields", "accountId"); a.Code != 0 {
		t.Errorf("another sandbox took the app over: %s", a.body)
	}
	ci.own("DELETE", dataPath+"apps/000-mine", "", http.StatusNoContent, nil)
	if a := list(); a.Code != 401 {
		t.Errorf("a deleted app: %s", a.body)
	}
}
