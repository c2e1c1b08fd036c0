package quancheng

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/gateway"
	"github.com/crmsim/crmsim/simulator/internal/journal"
)

// A world is a sandbox with the vendor in it.
type world struct {
	t       *testing.T
	vendor  *api.Vendor
	sandbox *api.Sandbox
	shown   credentials
	gateway http.Handler
}

var morning = time.Date(2026, 1, 5, 9, 0, 0, 0, zone)

func newWorld(t *testing.T, name string) *world {
	t.Helper()
	vendor, err := New(api.Options{Seed: 42, Until: morning})
	if err != nil {
		t.Fatal(err)
	}
	return settle(t, vendor, name, nil)
}

// settle makes another sandbox of the vendor's, with the state of from unless that is nil.
func settle(t *testing.T, vendor *api.Vendor, name string, from *world) *world {
	t.Helper()
	var old *api.Sandbox
	if from != nil {
		old = from.sandbox
	}
	sandbox, err := (&api.Shared{Seed: 42, Vendors: []*api.Vendor{vendor}, Journals: journal.NewPool(1<<20, 1<<20)}).NewSandbox(name, old)
	if err != nil {
		t.Fatal(err)
	}
	sandbox.Clock.Set(morning, true)
	w := &world{t: t, vendor: vendor, sandbox: sandbox, shown: sandbox.Credentials[vendor.ID()].(credentials)}
	w.gateway = gateway.New([]*api.Vendor{vendor}, func(string, string, string) *api.Sandbox {
		sandbox.Enter()
		return sandbox
	}, time.Minute)
	return w
}

// get calls an operation by GET, with the sandbox's token unless the query has one.
func (w *world) get(operation, query string) string {
	w.t.Helper()
	body, _ := w.noted(operation, query)
	return body
}

// noted is get with what the answer says of violations.
func (w *world) noted(operation, query string) (body, violation string) {
	w.t.Helper()
	if values, _ := url.ParseQuery(query); !values.Has("token") {
		query += "&token=" + w.shown.Token
	}
	answer := w.exchange(http.MethodGet, operation, query, "", "", nil)
	return answer.Body.String(), answer.Header().Get("Sim-Violation")
}

// post calls an operation by POST, with everything in a form.
func (w *world) post(operation, form string) string {
	w.t.Helper()
	return w.send(http.MethodPost, operation, "", "application/x-www-form-urlencoded", form+"&token="+w.shown.Token)
}

func (w *world) send(method, operation, query, contentType, body string) string {
	w.t.Helper()
	return w.exchange(method, operation, query, contentType, body, nil).Body.String()
}

func (w *world) exchange(method, operation, query, contentType, body string, header map[string]string) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest(method, w.vendor.Document.Operation(operation).Path, strings.NewReader(body))
	r.URL.RawQuery = query
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	answer := httptest.NewRecorder()
	w.gateway.ServeHTTP(answer, r)
	return answer
}

func (w *world) table(name string) api.Table {
	w.t.Helper()
	table, err := w.vendor.Table(name)
	if err != nil {
		w.t.Fatal(err)
	}
	return table
}

// put puts a record, which must be taken.
func (w *world) put(table, id, record string) {
	w.t.Helper()
	if err := w.vendor.Put(w.sandbox, w.table(table), id, []byte(record)); err != nil {
		w.t.Fatalf("%s/%s %s: %v", table, id, record, err)
	}
}

// delete deletes a record, which must be there.
func (w *world) delete(table, id string) {
	w.t.Helper()
	if err := w.vendor.Delete(w.sandbox, w.table(table), id); err != nil {
		w.t.Fatalf("%s/%s: %v", table, id, err)
	}
}

// list returns all that a table shows.
func (w *world) list(name string) string {
	w.t.Helper()
	rows, _, err := w.vendor.List(w.sandbox, w.table(name), api.Page{Limit: 1 << 20})
	if err != nil {
		w.t.Fatal(err)
	}
	var all strings.Builder
	for _, row := range rows {
		all.WriteString(row.ID + " " + string(row.Record) + "\n")
	}
	return all.String()
}

func (w *world) expect(operation, query, want string) {
	w.t.Helper()
	if got := w.get(operation, query); got != want {
		w.t.Errorf("%s?%s:\n got %s\nwant %s", operation, query, got, want)
	}
}

const (
	isTrue  = `{"value":true}`
	isFalse = `{"value":false}`
	isNull  = `{"value":null}`
	isEmpty = `{"value":[]}`
)

// refusedAs is what a refusal begins with.
func (w *world) refused(operation, query, code string) {
	w.t.Helper()
	if got := w.get(operation, query); !strings.HasPrefix(got, `{"error_code":`+code+`,`) {
		w.t.Errorf("%s?%s: got %s, want error_code %s", operation, query, got, code)
	}
}
