package socialepoch

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// TestRefusalsSayWhy: whatever a call is refused for, the answer names place and rule. TestHeaderProof and
// TestBodyProof see to what lets a call in.
func TestRefusalsSayWhy(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default", 0)
	number := countries[0].number(1)
	const imported = `{"tenantId":TENANT,"data":[
		{"agentAccount":"linjing","whatsApp":"1"},{"agentAccount":"%s","whatsApp":"2","birthday":"%s"}]}`
	const action = `{"tenantId":TENANT,"data":[{"agentAccount":"nobody","friendWhatsId":"1","platformType":1,"type":1}]}`
	for _, test := range []struct {
		operation, body string
		want            []string
	}{
		{"setPrincipalAsNull", `{"tenantId":TENANT,"userName":"me","data":["1"]}`, []string{
			`body /userName: permission, wanted the tenant's admin account, got "me"`,
		}},
		{"setPrincipalAsNull", `{"tenantId":TENANT,"userName":"ADMIN","data":["1","` + number + `","1",2]}`, []string{
			`body /data/0: exists`, `body /data/3: exists, wanted the number of a customer, got "2"`,
		}},
		{"setPrincipalAsNull", `{"tenantId":TENANT,"userName":"ADMIN","data":[1.0]}`, []string{"body /data/0: type"}},
		{"setPrincipalAsNull", `{"tenantId":TENANT,"userName":"ADMIN","data":[1e3]}`, []string{"body /data/0: type"}},
		{"delFriendsContacts", `{"tenantId":TENANT,"userName":"me","info":{"friendWhatsId":"1"}}`, []string{"body /userName: permission"}},
		{"delFriendsContacts", `{"tenantId":TENANT,"userName":"ADMIN","info":{}}`, []string{"body /info/friendWhatsId: required"}},
		{"addAgent", `{"username":"linjing","password":"x"}`, []string{`body /username: unique, wanted a name that no agent has, got "linjing"`}},
		{"delAgent", `{"username":"nobody"}`, []string{"body /username: exists"}},
		{"batchImport", fmt.Sprintf(imported, "nobody", ""), []string{
			`body /data/1/agentAccount: exists, wanted the name of an agent, got "nobody"`,
		}},
		{"batchImport", fmt.Sprintf(imported, "linjing", "2001/02/30"), []string{
			`body /data/1/birthday: format, wanted a day that there is, got "2001/02/30"`,
		}},
		{"batchAddActions", action, []string{`body /data/0/agentAccount: exists`}},
		{"msgPage", `{"tenantId":TENANT,"info":{"startChatTime":1}}`, []string{"body /info/endChatTime: required"}},
		{"msgPage", `{"tenantId":TENANT,"info":{"endChatTime":1}}`, []string{"body /info/startChatTime: required"}},
		{"queryCustomers", `{}`, []string{"body: type"}},
	} {
		answer, got := w.call(test.operation, w.own(test.body), w.headers(millis))
		for _, want := range test.want {
			if !strings.Contains(got, test.operation+" "+want) {
				t.Errorf("%s %s\nanswered %s\nnoted    %s\nwant     %s", test.operation, test.body, answer, got, want)
			}
		}
	}
	for more, want := range map[string]string{
		`"type":2`:              "body /item: required",
		`"type":3,"item":[]`:    "body /item: required",
		`"type":2,"item":[1]`:   "body /item/0: type",
		`"type":4,"item":["a"]`: "body /type: enum",
		`"type":3,"item":"a"`:   `body /item: type, wanted agents or numbers, by type, got "a"`,
		`"type":3,"item":[1.0]`: "body /item/0: type",
		`"type":3,"item":[1e3]`: "body /item/0: type",
		`"type":3,"item":[""]`:  "body /item/0: type",
	} {
		body := `{"tenantId":520274` + signed("admin-default", created) + "," + more + "}"
		if _, got := w.call("delCustomers", body, nil); !strings.Contains(got, want) {
			t.Errorf("delCustomers %s: noted %q, want %s", more, got, want)
		}
	}
	w.patch(t, "tenants", w.id(), `{"window_seconds":60,"calls_per_second":1}`)
	late := `header timestamp: window, wanted 60 seconds from now at most, got 1`
	if _, got := w.call("queryCustomers", `[]`, w.headers("1")); !strings.Contains(got, late) {
		t.Errorf("out of the window: %q", got)
	}
	now := w.headers(fmt.Sprint(w.sandbox.Clock.Now().UnixMilli()))
	w.sandbox.Clock.Set(w.sandbox.Clock.Now(), true)
	w.call("queryCustomers", `[]`, now)
	if _, got := w.call("queryCustomers", `[]`, now); !strings.Contains(got, "limit") {
		t.Errorf("too many calls: %q", got)
	}
}

// TestOlderWakeUps: a body that is signed in the older way may name the agent in the older way (SE-Q63).
func TestOlderWakeUps(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default", 0)
	body := func(item, more string) string { return `{"tenantId":520274,"data":[` + item + `]` + more + `}` }
	older := signed("admin-default", created)
	const item = `{"userName":"linjing","whatsId":"86100","friendWhatsId":"1","type":1}`
	for _, test := range []struct {
		body    string
		headers map[string]string
		want    string // "" for a success
	}{
		{body(item, older), nil, ""},
		{body(strings.Replace(item, `"type":1`, `"type":"1","platformType":"2"`, 1), older), nil, ""},
		{body(item, ""), w.headers(millis), "/data/0/agentAccount: required"},
		{body(item, older), w.headers(millis), "/data/0/agentAccount: required"},
		{body(strings.Replace(item, "linjing", "nobody", 1), older), nil, `/data/0/userName: exists, wanted the name of an agent, got "nobody"`},
		{body(strings.Replace(item, "userName", "agentAccount", 1), older), nil, "/data/0/platformType: required"},
		{body(`{"friendWhatsId":"1","platformType":1,"type":1}`, older), nil, "/data/0/agentAccount: required"},
		{body(`{"userName":"linjing","type":1}`, older), nil, "/data/0/friendWhatsId: required"},
	} {
		answer, got := w.call("batchAddActions", test.body, test.headers)
		if !strings.Contains(got, test.want) || (codeOf(t, answer) == 200) != (test.want == "") {
			t.Errorf("%s\nanswered %s\nnoted    %s\nwant     %s", test.body, answer, got, test.want)
		}
	}
	made := 0
	for _, a := range records[action](t, w, "actions") {
		if a.AgentAccount == "linjing" && a.WhatsID == "86100" {
			made++
		}
	}
	if made != 2 {
		t.Errorf("%d wake-ups of linjing, want 2", made)
	}
}

// TestPageSizeSetting: a tenant may take smaller pages only (SE-Q30).
func TestPageSizeSetting(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "pages", 0)
	w.patch(t, "tenants", w.id(), `{"max_page_size":20}`)
	for _, operation := range []string{"queryDelCustomerInfo", "msgPage"} {
		for size, want := range map[int]string{20: "", 21: "/pageSize: maximum, wanted at most 20"} {
			_, got := w.call(operation, w.own(fmt.Sprintf(`{"tenantId":TENANT,"info":{},"current":1,"pageSize":%d}`, size)), w.headers(millis))
			if !strings.Contains(got, want) || (got == "") != (want == "") {
				t.Errorf("%s, pages of %d: noted %q, want %q", operation, size, got, want)
			}
		}
	}
}

// TestZoneSetting: all date-times are in the zone of the tenant (SE-Q33).
func TestZoneSetting(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "zones", 0)
	w.sandbox.Clock.Set(morning, true) // 01:00 UTC
	for offset, want := range map[string]string{"": "2026-01-05 09:00:00", "+07:00": "2026-01-05 08:00:00", "-03:30": "2026-01-04 21:30:00"} {
		w.patch(t, "tenants", w.id(), `{"window_seconds":1,"utc_offset":"`+offset+`"}`)
		w.put(t, "contacts", "86100-999001", `{"delFlag":1}`)
		if got := records[shownContact](t, w, "contacts")["86100-999001"].DeleteTime; got != want {
			t.Errorf("%s: the control API shows %s, want %s", offset, got, want)
		}
		token := signature(w.id(), "a", want, w.credentials.APIKey)
		query := `{"tenantId":` + w.id() + `,"info":{"friendWhatsId":"999001"},"current":1,"pageSize":1` + legacy("a", want, token) + `}`
		if got, _ := w.call("queryDelCustomerInfo", query, nil); !strings.Contains(got, `"deleteTime":"`+want+`"`) {
			t.Errorf("%s: answered %s, want %s", offset, got, want)
		}
	}
}

// TestSign: a call that asks for it gets what it lacks; what was sent stays.
func TestSign(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "one", 0)
	w.sandbox.Clock.Set(morning, true)
	w.patch(t, "tenants", w.id(), `{"window_seconds":60}`)
	signing := func(operation, body string, headers ...string) int {
		all := map[string]string{"Sim-Sign": "yes"}
		for i := 0; i < len(headers); i += 2 {
			all[headers[i]] = headers[i+1]
		}
		answer, _ := w.call(operation, w.own(body), all)
		return codeOf(t, answer)
	}
	from, text := `"sendWhatsApp":"`+accountNumber(0, 0)+`","friendWhatsApp":"1"`, `"content":[{"type":1,"text":"x"}]`
	valid := map[string]string{
		"setPrincipalAsNull":   `{"data":["1"]}`,
		"delCustomers":         `{"type":3,"item":["1"]}`,
		"delFriendsContacts":   `{"info":{"friendWhatsId":"1"}}`,
		"queryDelCustomerInfo": `{"info":{},"current":1,"pageSize":1}`,
		"batchImport":          `{"data":[]}`,
		"queryCustomers":       `[]`,
		"addAgent":             `{"username":"new","password":"x"}`,
		"queryAgent":           `{"username":"new"}`,
		"delAgent":             `{"username":"linjing"}`,
		"listUserByTenantId":   `{}`,
		"msgPage":              ` { "info":{} } `,
		"batchAddActions":      `{"data":[]}`,
		"callbackResult":       `{"data":[]}`,
		"queryUserStatus":      `{"source":1}`,
		"soCreate":             `{"targetType":1,` + from + `,` + text + `}`,
		"moscCreate":           `{"targetType":1,"sendInfos":[{` + from + `}],` + text + `}`,
		"queryExecuteStatus":   "?taskId=" + demoTask,
	}
	for _, op := range w.vendor.Document.Operations() {
		body, known := valid[op.ID]
		if got := signing(op.ID, body); !known || got != 200 {
			t.Errorf("%s: code %d", op.ID, got)
		}
	}
	const page = `"info":{},"current":1,"pageSize":1`
	now, china := fmt.Sprint(morning.UnixMilli()), morning.Format(time.DateTime)
	for _, test := range []struct {
		name, operation, body string
		headers               []string
		want                  int
	}{
		{"the older scheme, begun", "queryDelCustomerInfo", `{` + page + `,"createTime":"` + china + `"}`, nil, 200},
		{"the older scheme, another user", "queryDelCustomerInfo", `{"userName":"a",` + page + `,"createTime":"` + china + `"}`, nil, 200},
		{"no body at all", "queryDelCustomerInfo", "", nil, 400},
		{"no JSON", "queryDelCustomerInfo", "nonsense", nil, 400},
		{"own headers", "queryCustomers", "[]", []string{"tenant_id", w.id(), "timestamp", now}, 200},
		{"wrong token", "queryCustomers", "[]", []string{"token", "x"}, 507},
		{"wrong tenant", "queryCustomers", "[]", []string{"tenant_id", "1"}, 507},
		{"wrong timestamp", "queryCustomers", "[]", []string{"timestamp", "1"}, 508},
		{"wrong tenant in the body", "queryDelCustomerInfo", `{"tenantId":1,` + page + `}`, nil, 507},
		{"wrong user", "setPrincipalAsNull", `{"userName":"me","data":["1"]}`, nil, 400},
		{"wrong token in the body", "delCustomers", `{"type":3,"item":["1"],"token":"x"}`, nil, 507},
		{"wrong token in the body, signed headers", "delCustomers", `{"type":3,"item":["1"],"token":"x"}`, []string{"tenant_id", w.id()}, 507},
		{"wrong time in the body", "delCustomers", `{"type":3,"item":["1"],"createTime":"2020-01-01 00:00:00"}`, nil, 508},
	} {
		if got := signing(test.operation, test.body, test.headers...); got != test.want {
			t.Errorf("%s: code %d, want %d", test.name, got, test.want)
		}
	}
}

// TestCompleteBody: a field is added where there is an object, and nothing else changes.
func TestCompleteBody(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"":               `{"n":1}`,
		" {} ":           `{"n":1}`,
		`{"a":{"n":2}}`:  `{"n":1,"a":{"n":2}}`,
		`{"a":1,"a":2}x`: `{"n":1,"a":1,"a":2}x`,
		`{"n":null}`:     `{"n":null}`,
		"null":           "null",
		"[{}]":           "[{}]",
		`{"a":`:          `{"a":`,
	} {
		c := &api.Call{RawBody: []byte(body)}
		if completeBody(c, "n", "1"); string(c.RawBody) != want {
			t.Errorf("%s: %s, want %s", body, c.RawBody, want)
		}
	}
}

// TestSecrets: the tenant's key is one, until it is another.
func TestSecrets(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default", 0)
	w.put(t, "tenants", "520274", `{"tenant_id":520274,"api_key":"another-key"}`)
	if got := w.sandbox.Redactor(nil).Text("a another-key b apikey-default"); got != "a [redacted] b apikey-default" {
		t.Error(got)
	}
}
