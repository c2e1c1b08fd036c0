package socialepoch

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/openapi"
)

// TestDemo: the demo data belongs together, and a page of each kind of it fits the document.
func TestDemo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "demo", 500)
	agents, customers := records[agent](t, w, "agents"), records[customer](t, w, "customers")
	if len(customers) != demoCustomers+500 {
		t.Errorf("%d customers, want %d", len(customers), demoCustomers+500)
	}
	known := func(name string) bool { _, is := agents[name]; return is }
	for id, c := range customers {
		if c.Principal != "" && !known(c.Principal) {
			t.Errorf("customer %s is owned by %q, who is not there", id, c.Principal)
		}
	}
	accounts := records[account](t, w, "accounts")
	for id, a := range accounts {
		if !known(a.AgentAccount) {
			t.Errorf("account %s is that of %q, who is not there", id, a.AgentAccount)
		}
	}
	deleted, strangers := 0, 0
	for id, k := range records[shownContact](t, w, "contacts") {
		if accounts[k.WhatsID].WhatsApp == "" {
			t.Errorf("contact %s is of an account that is not there", id)
		}
		if customers[k.FriendWhatsID].WhatsApp == "" || !known(k.AgentAccount) {
			strangers++
		}
		deleted += k.DelFlag
	}
	if strangers == 0 || strangers > 5 {
		t.Errorf("%d contacts are of nobody, want a few", strangers)
	}
	if deleted == 0 || deleted != w.state().contacts.deleted {
		t.Errorf("%d deleted contacts, counted %d", deleted, w.state().contacts.deleted)
	}
	strangers = 0
	now, latest := morning.UnixMilli(), int64(0)
	for id, m := range records[message](t, w, "messages") {
		if accounts[m.WhatsID].WhatsApp == "" {
			t.Errorf("message %s is of an account that is not there", id)
		}
		if customers[m.FriendWhatsID].WhatsApp == "" || !known(m.Username) {
			strangers++
		}
		if m.ChatTime <= now {
			latest = max(latest, m.ChatTime)
		}
	}
	if strangers == 0 || strangers > 10 {
		t.Errorf("%d messages are of nobody, want a few", strangers)
	}
	if age := time.Duration(now-latest) * time.Millisecond; age > time.Hour {
		t.Errorf("the last message is %s old", age)
	}
	w.fits(t, "queryDelCustomerInfo", `{"tenantId":TENANT,"info":{},"current":1,"pageSize":1000}`)
	w.fits(t, "msgPage", `{"tenantId":TENANT,"info":{},"pageSize":1000}`)
	w.fits(t, "listUserByTenantId", `{}`)
	w.fits(t, "queryAgent", `{"username":"linjing"}`)
	for source := 1; source <= 3; source++ {
		w.fits(t, "queryUserStatus", fmt.Sprintf(`{"source":%d}`, source))
	}
	w.fits(t, "queryExecuteStatus", "?taskId="+demoTask)
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
	op := w.vendor.Document.Operation(operation)
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

// TestPages: pages of any size hold every contact once, in order, for each way to find them.
func TestPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "pages", 300)
	s := w.state()
	for _, q := range []conditions{
		{flag: -1}, {flag: 0}, {flag: 1}, {flag: -1, agent: "linjing"}, {flag: 1, account: accountNumber(1, 0)},
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
	before := w.state()
	for _, step := range [][2]string{
		{"batchImport", `{"tenantId":TENANT,"data":[{"agentAccount":"linjing","whatsApp":"999001"},{"agentAccount":"nobody","whatsApp":"999002"}]}`},
		{"batchAddActions", `{"tenantId":TENANT,"data":[{"agentAccount":"linjing","friendWhatsId":"1","platformType":1,"type":1},{"agentAccount":"nobody","friendWhatsId":"1","platformType":1,"type":1}]}`},
		{"setPrincipalAsNull", `{"tenantId":TENANT,"userName":"somebody","data":["` + countries[0].number(1) + `"]}`},
		{"delFriendsContacts", `{"tenantId":TENANT,"userName":"somebody","info":{"friendWhatsId":"` + countries[0].number(1) + `"}}`},
		{"addAgent", `{"username":"linjing","password":"x"}`},
	} {
		if code := codeOf(t, w.ask(step[0], step[1])); code != codeInvalid {
			t.Errorf("%s: code %d", step[0], code)
		}
	}
	if w.state() != before {
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
