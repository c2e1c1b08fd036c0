package socialepoch

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestSignatureVectors(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../testdata/socialepoch/signatures.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Name       string `json:"name"`
		Scheme     string `json:"scheme"`
		HeaderID   string `json:"tenant_id"`
		Timestamp  string `json:"timestamp"`
		BodyID     string `json:"tenantId"`
		UserName   string `json:"userName"`
		CreateTime string `json:"createTime"`
		APIKey     string `json:"api_key"`
		Token      string `json:"token"`
	}
	if err := json.Unmarshal(raw, &vectors); err != nil || len(vectors) == 0 {
		t.Fatalf("%d vectors, %v", len(vectors), err)
	}
	for _, v := range vectors {
		got := signature(v.HeaderID, v.Timestamp, v.APIKey)
		if v.Scheme == "body" {
			got = signature(v.BodyID, v.UserName, v.CreateTime, v.APIKey)
		}
		if got != v.Token {
			t.Errorf("%s: token %s, want %s", v.Name, got, v.Token)
		}
	}
}

// A proofCase is a call and the code of its answer.
type proofCase struct {
	name, operation, body string
	headers               map[string]string
	want                  int
}

const millis, created = "1767574800000", "2026-01-05 09:00:00"

func contactsQuery(more string) string {
	return `{"tenantId":520274,"info":{},"current":1,"pageSize":1` + more + `}`
}

// legacy is what a body of the older scheme has besides; signed is the same with the right token.
func legacy(user, time, token string) string {
	return fmt.Sprintf(`,"userName":%q,"createTime":%q,"token":%q`, user, time, token)
}

func signed(user, time string) string {
	return legacy(user, time, signature("520274", user, time, "apikey-default"))
}

func TestHeaderProof(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default", 0)
	if w.credentials != (credentials{520274, "apikey-default", "admin-default"}) {
		t.Fatalf("credentials of the default sandbox: %+v", w.credentials)
	}
	good := w.headers(millis)
	with := func(name, value string) map[string]string {
		headers := maps.Clone(good)
		headers[name] = value
		return headers
	}
	checkProofs(t, w, []proofCase{
		{"headers", "queryDelCustomerInfo", contactsQuery(""), good, 200},
		{"headers in capitals", "queryDelCustomerInfo", contactsQuery(""), map[string]string{"TENANT_ID": good["tenant_id"], "TIMESTAMP": millis, "TOKEN": good["token"]}, 200},
		{"tenantId as text", "queryDelCustomerInfo", strings.Replace(contactsQuery(""), "520274", `"520274"`, 1), good, 200},
		{"an age of years", "queryDelCustomerInfo", contactsQuery(""), w.headers("1"), 200},
		{"leftovers beside headers", "queryDelCustomerInfo", contactsQuery(legacy("x", "y", "z")), good, 200},
		{"nothing", "queryDelCustomerInfo", contactsQuery(""), nil, 504},
		{"nothing and no body", "queryDelCustomerInfo", "", nil, 504},
		{"no tenant_id", "queryDelCustomerInfo", contactsQuery(""), with("tenant_id", ""), 502},
		{"no timestamp", "queryDelCustomerInfo", contactsQuery(""), with("timestamp", ""), 503},
		{"no token", "queryDelCustomerInfo", contactsQuery(""), with("token", ""), 504},
		{"token only", "queryDelCustomerInfo", contactsQuery(""), map[string]string{"token": "x"}, 502},
		{"wrong token", "queryDelCustomerInfo", contactsQuery(""), with("token", strings.Repeat("0", 32)), 507},
		{"token in capitals", "queryDelCustomerInfo", contactsQuery(""), with("token", strings.ToUpper(good["token"])), 507},
		{"another timestamp", "queryDelCustomerInfo", contactsQuery(""), with("timestamp", "1767574800001"), 507},
		{"unknown tenant", "queryDelCustomerInfo", contactsQuery(""), map[string]string{"tenant_id": "1", "timestamp": "1", "token": signature("1", "1", "apikey-default")}, 507},
		{"another tenant in the body", "queryDelCustomerInfo", strings.Replace(contactsQuery(""), "520274", "520275", 1), good, 507},
		{"no tenant in the body", "queryDelCustomerInfo", `{"info":{},"current":1,"pageSize":1}`, good, 400},
		{"a timestamp that is no number", "queryDelCustomerInfo", contactsQuery(""), w.headers("now"), 400},
		{"no JSON", "queryDelCustomerInfo", "{", good, 400},
		{"an array has no proof", "queryCustomers", `[]`, nil, 504},
		{"headers for an array", "queryCustomers", `[]`, good, 200},
	})
}

func TestBodyProof(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default", 0)
	good := w.headers(millis)
	wrong := maps.Clone(good)
	wrong["token"] = "x"
	del := func(more string) string { return `{"tenantId":520274,"type":3,"item":["1"]` + more + `}` }
	delSigned := signed("admin-default", created)
	checkProofs(t, w, []proofCase{
		{"the body", "queryDelCustomerInfo", contactsQuery(signed("anybody", created)), nil, 200},
		{"the body, wrong token", "queryDelCustomerInfo", contactsQuery(legacy("anybody", created, "x")), nil, 507},
		{"the body, no token", "queryDelCustomerInfo", contactsQuery(legacy("anybody", created, "")), nil, 504},
		{"the body, no createTime", "queryDelCustomerInfo", contactsQuery(legacy("anybody", "", "x")), nil, 503},
		{"the body, no tenant", "queryDelCustomerInfo", `{"info":{},"current":1,"pageSize":1` + signed("a", created) + `}`, nil, 502},
		{"the body, no such day", "queryDelCustomerInfo", contactsQuery(signed("anybody", "2026-02-30 09:00:00")), nil, 400},
		{"the body, an hour of one digit", "queryDelCustomerInfo", contactsQuery(signed("anybody", "2026-01-05 9:00:00")), nil, 400},
		{"the body, a month of one digit", "queryDelCustomerInfo", contactsQuery(signed("anybody", "2026-1-05 09:00:00")), nil, 400},
		{"the body, a fraction", "queryDelCustomerInfo", contactsQuery(signed("anybody", "2026-01-05 09:00:00.5")), nil, 400},
		{"the body, a zone", "queryDelCustomerInfo", contactsQuery(signed("anybody", "2026-01-05 09:00:00Z")), nil, 400},
		{"the body, a T", "queryDelCustomerInfo", contactsQuery(signed("anybody", "2026-01-05T09:00:00")), nil, 400},
		{"the body, a blank behind", "queryDelCustomerInfo", contactsQuery(signed("anybody", "2026-01-05 09:00:00 ")), nil, 400},
		{"the body, a day that some years have", "queryDelCustomerInfo", contactsQuery(signed("anybody", "2026-02-29 09:00:00")), nil, 400},
		{"the body where headers are usual", "listUserByTenantId", `{"tenantId":520274` + signed("a", created) + `}`, nil, 200},
		{"del: body", "delCustomers", del(delSigned), nil, 200},
		{"del: both", "delCustomers", del(delSigned), good, 200},
		{"del: headers alone", "delCustomers", del(`,"userName":"admin-default"`), good, 504},
		{"del: no createTime", "delCustomers", del(legacy("admin-default", "", "x")), good, 503},
		{"del: an hour of one digit", "delCustomers", del(signed("admin-default", "2026-01-05 9:00:00")), good, 400},
		{"del: no tenantId", "delCustomers", strings.Replace(del(delSigned), `"tenantId":520274,`, "", 1), nil, 502},
		{"del: no tenantId, headers", "delCustomers", strings.Replace(del(delSigned), `"tenantId":520274,`, "", 1), good, 502},
		{"del: the admin in capitals", "delCustomers", del(signed("Admin-default", created)), good, 400},
		{"del: the admin and a blank", "delCustomers", del(signed("admin-default ", created)), good, 400},
		{"del: something behind the body", "delCustomers", del(delSigned) + "x", good, 400},
		{"del: wrong body", "delCustomers", del(legacy("admin-default", created, "x")), good, 507},
		{"del: wrong headers", "delCustomers", del(delSigned), wrong, 507},
		{"del: not the admin", "delCustomers", del(signed("somebody", created)), good, 400},
		{"del: no userName", "delCustomers", del(signed("", created)), good, 400},
	})
}

func checkProofs(t *testing.T, w *world, tests []proofCase) {
	t.Helper()
	for _, test := range tests {
		answer, violation := w.call(test.operation, test.body, test.headers)
		if got := codeOf(t, answer); got != test.want || (violation == "") != (got == 200) {
			t.Errorf("%s: %s, want %d; noted %q", test.name, answer, test.want, violation)
		}
		if strings.Contains(violation, "apikey") || strings.Contains(violation, w.headers(millis)["token"]) {
			t.Errorf("%s: a note holds a secret: %s", test.name, violation)
		}
	}
}

func TestWindow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "windows", 0)
	now := time.Date(2026, 1, 5, 1, 0, 0, 0, time.UTC)
	w.sandbox.Clock.Set(now, true)
	w.patch(t, "tenants", w.id(), `{"window_seconds":60}`)
	body := `{"tenantId":` + w.id() + `,"info":{},"current":1,"pageSize":1`
	for seconds, want := range map[int]int{0: 200, 60: 200, -60: 200, 61: 508, -61: 508} {
		at := now.Add(time.Duration(seconds) * time.Second)
		answer, _ := w.call("queryDelCustomerInfo", body+"}", w.headers(strconv.FormatInt(at.UnixMilli(), 10)))
		if got := codeOf(t, answer); got != want {
			t.Errorf("headers %d s off: code %d, want %d", seconds, got, want)
		}
		created := at.In(zone).Format(time.DateTime)
		token := signature(w.id(), "a", created, w.credentials.APIKey)
		answer, _ = w.call("queryDelCustomerInfo", fmt.Sprintf(`%s,"userName":"a","createTime":%q,"token":%q}`, body, created, token), nil)
		if got := codeOf(t, answer); got != want {
			t.Errorf("body %d s off: code %d, want %d", seconds, got, want)
		}
	}
}

func TestCallsPerSecond(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "limits", 0)
	w.sandbox.Clock.Set(time.Date(2026, 1, 5, 1, 0, 0, 0, time.UTC), true)
	w.patch(t, "tenants", w.id(), `{"calls_per_second":2}`)
	for call, want := range []int{200, 200, 429} {
		if got := codeOf(t, w.ask("queryCustomers", "[]")); got != want {
			t.Errorf("call %d: code %d, want %d", call+1, got, want)
		}
	}
	if got := codeOf(t, w.ask("listUserByTenantId", "{}")); got != 200 {
		t.Errorf("another path: code %d, want 200", got)
	}
}

func TestTenantIDs(t *testing.T) {
	t.Parallel()
	seen := map[int64]string{}
	for i := range 100_000 {
		name := fmt.Sprintf("sandbox-%d", i)
		id := tenantID(name)
		if seen[id] != "" || id < 1e12 || id >= 1e13 {
			t.Fatalf("%s and %q have tenant id %d", name, seen[id], id)
		}
		seen[id] = name
	}
}

func FuzzBodyProof(f *testing.F) {
	for _, seed := range []string{`{"tenantId":1,"token":"x"}`, `[]`, `{"tenantId":{"a":[1]}}`, `{"token":null}{`, "", "\xff", `{"tenantId":1e400}`} {
		f.Add(seed)
	}
	w := newWorld(f, "fuzz", 0)
	f.Fuzz(func(t *testing.T, body string) {
		for _, headers := range []map[string]string{nil, w.headers("1")} {
			for _, op := range w.vendor.Document.Operations() {
				if op.Effect != "read" {
					continue
				}
				answer, _ := w.call(op.ID, body, headers)
				if code := codeOf(t, answer); code == 200 && headers == nil {
					t.Errorf("%s let in %q", op.ID, body)
				}
			}
		}
	})
}
