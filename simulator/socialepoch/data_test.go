package socialepoch

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/openapi"
)

// TestDemo: the demo data belongs together, and a page of each kind of it fits the document.
func TestDemo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "demo", 500)
	records := func(table string) map[string]any {
		all, err := w.vendor.Records(w.sandbox, table)
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]any{}
		for id, r := range all {
			if found[id] != nil {
				t.Errorf("%s has %s twice", table, id)
			}
			found[id] = r
		}
		return found
	}
	agents, customers := records("agents"), records("customers")
	if len(customers) != demoCustomers+500 {
		t.Errorf("%d customers, want %d", len(customers), demoCustomers+500)
	}
	for id, r := range customers {
		if c := r.(*customer); c.Principal != "" && agents[c.Principal] == nil {
			t.Errorf("customer %s is owned by %q, who is not there", id, c.Principal)
		}
	}
	deleted := 0
	for id, r := range records("contacts") {
		k := r.(shownContact)
		if customers[k.FriendWhatsID] == nil || agents[k.AgentAccount] == nil {
			t.Errorf("contact %s is of nobody", id)
		}
		deleted += k.DelFlag
	}
	if deleted == 0 || deleted != w.state(t).contacts.deleted {
		t.Errorf("%d deleted contacts, counted %d", deleted, w.state(t).contacts.deleted)
	}
	for id, r := range records("messages") {
		if m := r.(*message); customers[m.FriendWhatsID] == nil || agents[m.Username] == nil {
			t.Errorf("message %s is of nobody", id)
		}
	}
	w.fits(t, "queryDelCustomerInfo", `{"tenantId":TENANT,"info":{},"current":1,"pageSize":1000}`)
	w.fits(t, "msgPage", `{"tenantId":TENANT,"info":{},"pageSize":1000}`)
	w.fits(t, "listUserByTenantId", `{}`)
	w.fits(t, "queryAgent", `{"username":"linjing"}`)
	var asked []string
	for id := range customers {
		asked = append(asked, fmt.Sprintf(`{"whatsApp":%q}`, id))
	}
	w.fits(t, "queryCustomers", "["+strings.Join(asked, ",")+"]")
}

// fits makes a call and holds the answer to the document.
func (w *world) fits(t *testing.T, operation, body string) {
	t.Helper()
	answer := w.ask(operation, body)
	op := w.vendor.Document().Operation(operation)
	checked := op.CheckResponse(http.StatusOK, http.Header{"Content-Type": {contentType}}, []byte(answer))
	if checked.Outcome != "200" || len(checked.Findings) > 0 {
		t.Errorf("%s: outcome %s, %v", operation, checked.Outcome, checked.Findings)
	}
}

// TestDeterminism: the same calls in the same order give the same bytes, wake-ups included.
func TestDeterminism(t *testing.T) {
	t.Parallel()
	run := func() string {
		w := newWorld(t, "same", 50)
		var all strings.Builder
		for _, step := range [][2]string{
			{"batchImport", `{"tenantId":TENANT,"data":[{"agentAccount":"linjing","whatsApp":"999001","b":"2","a":"1","c":"3"}]}`},
			{"queryCustomers", `[{"whatsApp":"999001"}]`},
			{"addAgent", `{"username":"new","password":"x"}`},
			{"queryAgent", `{"username":"new"}`},
			{"batchAddActions", `{"tenantId":TENANT,"data":[{"agentAccount":"new","friendWhatsId":"1","platformType":1,"type":1}]}`},
			{"msgPage", `{"tenantId":TENANT,"info":{},"pageSize":1000}`},
			{"queryDelCustomerInfo", `{"tenantId":TENANT,"info":{},"current":1,"pageSize":1000}`},
		} {
			all.WriteString(w.ask(step[0], step[1]))
		}
		return all.String()
	}
	if first, second := run(), run(); first != second {
		t.Error("two runs differ")
	}
}

// TestTables: the control API stores what it is given, refuses what makes no sense, and shows no password.
func TestTables(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "tables", 0)
	accepted := map[string][2]string{
		"agents":    {"helper", `{"nickname":"H"}`},
		"customers": {"999001", `{"principal":"linjing","tags":["a"],"extensions":{"x":"y"}}`},
		"contacts":  {"86100-999001", `{"agentAccount":"linjing","delFlag":1,"deleteTime":"2025-04-02 21:01:28"}`},
		"messages":  {"M1", `{"username":"linjing","whatsId":"86100","friendWhatsId":"999001","content":"hi"}`},
		"actions":   {"20c7c02bf11b494286dd165da47388c9", `{"agentAccount":"linjing"}`},
		"tenants":   {w.id(), `{"window_seconds":5}`},
	}
	if tables := w.vendor.Tables(); len(tables) != len(accepted)+1 {
		t.Errorf("tables %q", tables)
	}
	for table, record := range accepted {
		if _, err := w.vendor.PutRecord(w.sandbox, table, record[0], json.RawMessage(record[1])); err != nil {
			t.Errorf("%s: %v", table, err)
		}
		shown, ok, err := w.vendor.Record(w.sandbox, table, record[0])
		if err != nil || !ok {
			t.Errorf("%s: %t, %v", table, ok, err)
		}
		text, err := json.Marshal(shown)
		if err != nil || !contains(t, text, record[1]) {
			t.Errorf("%s shows %s, want %s in it, %v", table, text, record[1], err)
		}
		if had, err := w.vendor.DeleteRecord(w.sandbox, table, record[0]); (had && err == nil) != (table != "tenants") {
			t.Errorf("%s: deleted %t, %v", table, had, err)
		}
	}
	refused := [][3]string{
		{"agents", "a", `{"username":"b"}`},
		{"customers", "+999", `{}`},
		{"customers", "999", `{"unknown":1}`},
		{"contacts", "1-2", `{"delFlag":2}`},
		{"contacts", "1-2", `{"delFlag":1,"deleteTime":"now"}`},
		{"contacts", "12", `{}`},
		{"messages", "M", `{"whatsId":"1","chatType":3}`},
		{"actions", "x", `{}`},
		{"tenants", "1", `{}`},
		{"tenants", w.id(), `{"api_key":""}`},
		{"tenants", w.id(), `{"tenant_id":1}`},
	}
	for _, r := range refused {
		if _, err := w.vendor.PutRecord(w.sandbox, r[0], r[1], json.RawMessage(r[2])); err == nil {
			t.Errorf("%s/%s took %s", r[0], r[1], r[2])
		}
	}
}

// contains tells whether every key of the part has the same value in the whole.
func contains(t *testing.T, whole []byte, part string) bool {
	t.Helper()
	var w, p map[string]json.RawMessage
	if json.Unmarshal(whole, &w) != nil || json.Unmarshal([]byte(part), &p) != nil {
		return false
	}
	for key, value := range p {
		if !bytes.Equal(w[key], value) {
			return false
		}
	}
	return true
}

// TestPages: pages of any size hold every contact once, in order, for each way to find them.
func TestPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "pages", 300)
	s := w.state(t)
	for _, q := range []conditions{
		{flag: -1}, {flag: 0}, {flag: 1}, {flag: -1, agent: "linjing"}, {flag: 1, account: account(1, 0)},
		{flag: -1, friend: countries[0].number(1)}, {flag: -1, friend: "1"},
	} {
		var want []*contact
		for k := range s.contacts.byDeleted.All() {
			if q.fit(k) {
				want = append(want, k)
			}
		}
		for _, size := range []int{1, 7, 1000} {
			var got []*contact
			for start := 0; ; start += size {
				page, total := s.contacts.page(q, start, size)
				if total != len(want) {
					t.Fatalf("%+v: total %d, want %d", q, total, len(want))
				}
				if len(page) == 0 {
					break
				}
				got = append(got, page...)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%+v in pages of %d: %d contacts, want %d in order", q, size, len(got), len(want))
			}
		}
	}
}

// TestNothingChangesOnRefusal: a refused write leaves the state as it was.
func TestNothingChangesOnRefusal(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "refused", 0)
	before := w.state(t)
	for _, step := range [][2]string{
		{"batchImport", `{"tenantId":TENANT,"data":[{"agentAccount":"linjing","whatsApp":"999001"},{"agentAccount":"nobody","whatsApp":"999002"}]}`},
		{"batchAddActions", `{"tenantId":TENANT,"data":[{"agentAccount":"linjing","friendWhatsId":"1","platformType":1,"type":1},{"agentAccount":"nobody","friendWhatsId":"1","platformType":1,"type":1}]}`},
		{"setPrincipalAsNull", `{"tenantId":TENANT,"userName":"somebody","data":["` + countries[0].number(1) + `"]}`},
		{"delFriendsContacts", `{"tenantId":TENANT,"userName":"somebody","info":{"friendWhatsId":"` + countries[0].number(1) + `"}}`},
		{"addAgent", `{"username":"linjing","password":"x"}`},
	} {
		if code := codeOf(t, []byte(w.ask(step[0], step[1]))); code != codeInvalid {
			t.Errorf("%s: code %d", step[0], code)
		}
	}
	if w.state(t) != before {
		t.Error("the state changed")
	}
}

func TestRefusalsNameTheField(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		finding openapi.Finding
		want    string
	}{
		{openapi.Finding{Place: "/data/3/whatsApp", Rule: "required"}, "data.3.whatsApp is required"},
		{openapi.Finding{Place: "/userName", Rule: "minLength"}, "userName is required"},
		{openapi.Finding{Place: "/info", Rule: "nullable", Got: "null"}, "info is required"},
		{openapi.Finding{Place: "/type", Rule: "enum"}, "type is invalid"},
		{openapi.Finding{Place: "", Rule: "syntax"}, "body is invalid"},
		{openapi.Finding{Place: "timestamp", In: "header", Rule: "type"}, "timestamp is invalid"},
	} {
		var answer struct {
			Code    int
			Message string
			Data    any
		}
		if err := json.Unmarshal(refuse(nil, test.finding).Body, &answer); err != nil {
			t.Fatal(err)
		}
		if answer.Code != codeInvalid || answer.Message != test.want || answer.Data != nil {
			t.Errorf("got %+v, want %s", answer, test.want)
		}
	}
}
