package simulator_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

// Fuzz targets send what nobody would through the whole handler. A simulator is costly to make, so each process has
// one, and a fork for each input.

// A fuzzed simulator has a default sandbox that must stay as it is.
type fuzzed struct {
	handler http.Handler
	before  string // what its tables show
}

var fuzzSimulator = sync.OnceValues(func() (*simulator.Simulator, error) { return simulator.New(simulator.Config{Seed: 42}) })

func fuzzing(f *testing.F) *fuzzed {
	f.Helper()
	sim, err := fuzzSimulator()
	if err != nil {
		f.Fatal(err)
	}
	origin := &world{t: f, handler: sim, name: simulator.DefaultSandbox}
	return &fuzzed{sim, origin.listing()}
}

// sandbox returns a sandbox for one input.
func (z *fuzzed) sandbox(t *testing.T) *world {
	w := (&world{t: t, handler: z.handler}).fork("", "")
	t.Cleanup(func() { w.own("DELETE", "", "", http.StatusNoContent, nil) })
	return w
}

// fuzzedOperations are those that the targets call, with how the vendor's answers begin.
var fuzzedOperations = []struct{ vendor, method, path, envelope string }{
	{"wisecrm", "POST", addPath, `{"error_code":`}, {"wisecrm", "POST", "/gw/entity/adv-query", `{"error_code":`}, {"wisecrm", "GET", listPath, `{"error_code":`},
	{"dustess", "POST", "/customer/v1/batchEditCustomer", `{"`}, {"dustess", "POST", "/auth/v1/access_token/token", `{"`},
	{"dustess", "POST", "/customer/v1/batchAddCustomer", `{"`},
	{"quancheng", "POST", "/WebApi/Handler/1.0/CRM/Customer/Save.ashx", `{"`}, {"quancheng", "GET", "/WebApi/Handler/1.0/Token/Get.ashx", `{"`},
	{"socialepoch", "POST", "/wscrm-bus-api/customer/api/batchImport", `{"code":`}, {"socialepoch", "POST", "/wscrm-bus-api/open/customer/del", `{"code":`},
}

// fuzz sends one call and holds its answer to what holds for all.
func (w *world) fuzz(t *testing.T, operation byte, query, contentType, body, token string, signed bool) {
	op := fuzzedOperations[int(operation)%len(fuzzedOperations)]
	r := httptest.NewRequest(op.method, op.path, strings.NewReader(body))
	r.URL.RawQuery = query
	r.Header.Set("Sim-Sandbox", w.name)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for _, name := range []string{"tenant_id", "timestamp", "token"} {
		if token != "" {
			r.Header.Set(name, token)
		}
	}
	if signed {
		r.Header.Set("Sim-Sign", "yes")
	}
	before := w.listingOf(op.vendor)
	a := w.send(r)
	text := a.Body.String()
	inXML := op.vendor == "quancheng" && strings.HasPrefix(text, "<?xml")
	switch {
	case a.Code >= 500 || a.Code == http.StatusRequestTimeout:
		t.Fatalf("status %d: %s", a.Code, text)
	case !inXML && (!strings.HasPrefix(text, op.envelope) || !json.Valid(a.Body.Bytes())):
		t.Fatalf("not the vendor's envelope: %d %s", a.Code, text)
	case a.Header().Get("Sim-Violation") == "" || op.path == "/customer/v1/batchEditCustomer" || op.path == "/customer/v1/batchAddCustomer":
		// It was taken, or item by item.
	case w.listingOf(op.vendor) != before:
		t.Fatalf("refused (%s), and yet something changed", a.Header().Get("Sim-Violation"))
	}
	w.own("GET", "/journal", "", 200, new(any))
}

// listingOf is everything that a vendor's tables show, as text.
func (w *world) listingOf(vendor string) string {
	var text strings.Builder
	for _, table := range w.tables(vendor) {
		text.WriteString(w.own("GET", "/data/"+vendor+"/"+table.Name+"?limit=1000", "", 200, nil))
	}
	return text.String()
}

// FuzzSignatures: whatever is shown as credentials, by every vendor's ways.
func FuzzSignatures(f *testing.F) {
	z := fuzzing(f)
	f.Add(byte(0), "appid=000-default&sign=%00&sign_type=md5&timestamp=99999999999999999999", "x", "{}")
	f.Add(byte(2), "appid=a&sign=b&sign_type=SHA1&timestamp=-9223372036854775808&appid=c", "", "")
	f.Add(byte(3), "accessToken=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.", "", `{"customer_list":[]}`)
	f.Add(byte(3), "accessToken=a.bnVsbA.c", "", `null`)
	f.Add(byte(4), "", "", `{"clientid":1,"CLIENTID":"client-default","ClientSecret":null}`)
	f.Add(byte(7), "org_id=1&login_name=chenzhiqiang&password=%22%5C&siteKey=&token=00000000-0000-0000-0000-000000000000", "", "")
	f.Add(byte(8), "", "520274", `{"tenantId":"520274","token":1e400,"createTime":{}}`)
	f.Add(byte(9), "", "", `{"tenantId":520274,"userName":"u","token":"x","createTime":"2026-02-30 25:61:61"}`)
	f.Fuzz(func(t *testing.T, operation byte, query, token, body string) {
		z.sandbox(t).fuzz(t, operation, query, contentJSON, body, strings.Map(inHeader, token), false)
	})
}

// inHeader keeps what a header may have.
func inHeader(r rune) rune {
	if r < ' ' || r == 0x7f {
		return -1
	}
	return r
}

// FuzzForms: queries and forms, with good credentials.
func FuzzForms(f *testing.F) {
	z := fuzzing(f)
	for i, query := range []string{
		"fields=accountId;qname=*", "fields=%zz&page_no=0x1&page_size=1e3", "json=%7B%22Name%22%3A%22%5Cud800%22%7D", "json={}&json=[]&format=xml",
		"json=" + url.QueryEscape(`{"Name":"甲","PK_ID":2147483648,"SignId":1.5,"IsPublic":"yes"}`), "&&==&=&%", "+=+&%00=%00",
	} {
		f.Add(byte(i*2), query, query)
	}
	f.Fuzz(func(t *testing.T, operation byte, query, form string) {
		z.sandbox(t).fuzz(t, operation, query, "application/x-www-form-urlencoded", form, "", true)
	})
}

// FuzzBodies: JSON and what is nearly JSON, with good credentials.
func FuzzBodies(f *testing.F) {
	z := fuzzing(f)
	for i, body := range []string{
		`{"accountName":"甲","accountName":"乙"}`, `{"type":"AND","filters":[{"fieldName":"phone","operator":"cl","value":[null]}]}`, `null`,
		`{"customer_list":[{"id":"d3e83957-175a-11eb-b365-1111111111111","custom_fields":[{"id":"field01","type":"text"}],"mobiles":[{}],"tags":[""]},null]}`,
		`{"ClientID":"client-default","ClientSecret":"secret-default"}x`, `{"customer_list":[{"remark":"\ud800","pool":"p","birthday":"0000-00-00"}]}`,
		"[[[[[[", "\xff\xfe", `{"data":[{"agentAccount":"chenxd","whatsApp":"1","birthday":"2020/02/30","":""}]}`,
		`{"type":1.0,"item":[{"a":1},"1","1"],"createTime":"2026-01-01 00:00:00"}`, `{"type":1}{}`,
	} {
		f.Add(byte(i), body)
	}
	f.Fuzz(func(t *testing.T, operation byte, body string) {
		z.sandbox(t).fuzz(t, operation, "", contentJSON, body, "", true)
	})
}

// FuzzControl: bodies and filters of the control API. It answers them, and no other sandbox changes.
func FuzzControl(f *testing.F) {
	z := fuzzing(f)
	for _, seed := range [][3]string{
		{"PUT", "/data/wisecrm/fields/Account.typeCode", `{"values":[{"value":1,"label":null}]}`}, {"POST", "/data/dustess/contacts", "[{}]\n{}"},
		{"PATCH", "/data/quancheng/contactPlans/1", `{"NextTime":null,"State":2}`}, {"GET", "/data/socialepoch/customers?whatsApp=%00&limit=10&after=1", ""},
		{"PUT", "/clock", `{"now":"9999-12-31T23:59:59Z","advance":"2562047h"}`}, {"PUT", "/faults", `["wisecrm.addAccount=latency=1s:50%:after"]`},
		{"PUT", "/snapshots/a", "{\"crmsim\":\"state\",\"version\":1}\n{\"end\":1}\n"}, {"POST", "/snapshots/a/restore", ""}, {"GET", "/journal?status=-1&after=18446744073709551616", ""},
		{"PATCH", "/data/dustess/contacts/d3e83957-175a-11eb-b365-1111111111111", `{"custom_fields":[{"id":"field01","array_value":null}]}`},
		{"PATCH", "/data/wisecrm/accounts/x", `[]`}, {"DELETE", "/data/quancheng/customers", ""}, {"PUT", "/data/quancheng/tokens/%20", `{"token":" ","user_id":1}`},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, method, path, body string) {
		w := z.sandbox(t)
		u, err := url.Parse("http://localhost/_sim/sandboxes/" + w.name + "/" + strings.TrimPrefix(path, "/"))
		if err != nil || u.Host != "localhost" || !strings.HasPrefix(u.Path, "/_sim/sandboxes/"+w.name+"/") || method == "DELETE" && strings.Trim(path, "/") == "" {
			return
		}
		r := httptest.NewRequest("GET", "http://localhost/", strings.NewReader(body))
		r.Method, r.URL = method, u
		if a := w.send(r); a.Code >= 500 && a.Code != http.StatusNotImplemented {
			t.Fatalf("%s %s: %d %s", method, u, a.Code, a.Body)
		}
		for _, vendor := range []string{"wisecrm", "dustess", "quancheng", "socialepoch"} {
			w.listingOf(vendor) // What was taken can be shown.
		}
		if (&world{t: t, handler: z.handler, name: simulator.DefaultSandbox}).listing() != z.before {
			t.Fatal("another sandbox changed")
		}
	})
}
