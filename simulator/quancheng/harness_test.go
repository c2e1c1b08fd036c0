package quancheng

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// A world is a sandbox with the vendor in it, called without the server around it.
type world struct {
	t       *testing.T
	vendor  api.Vendor
	sandbox *api.Sandbox
	shown   credentials
}

func newWorld(t *testing.T, name string) *world {
	t.Helper()
	vendor, err := New(42, 0)
	if err != nil {
		t.Fatal(err)
	}
	return settle(t, vendor, name)
}

func settle(t *testing.T, vendor api.Vendor, name string) *world {
	t.Helper()
	sandbox := api.NewSandbox(name, 42)
	sandbox.Clock.Set(time.Date(2026, 1, 5, 9, 0, 0, 0, zone), true)
	shown, _ := vendor.Settle(sandbox, nil)
	return &world{t, vendor, sandbox, shown.(credentials)}
}

// get calls an operation by GET, with the sandbox's token unless the query has one.
func (w *world) get(operation, query string) string {
	w.t.Helper()
	if values, _ := url.ParseQuery(query); !values.Has("token") {
		query += "&token=" + w.shown.Token
	}
	return w.send(http.MethodGet, operation, query, "", "")
}

// post calls an operation by POST, with everything in a form.
func (w *world) post(operation, form string) string {
	w.t.Helper()
	return w.send(http.MethodPost, operation, "", "application/x-www-form-urlencoded", form+"&token="+w.shown.Token)
}

func (w *world) send(method, operation, query, contentType, body string) string {
	w.t.Helper()
	op := w.vendor.Document().Operation(operation)
	r := httptest.NewRequest(method, op.Path, strings.NewReader(body))
	r.URL.RawQuery = query
	r.Header.Set("Content-Type", contentType)
	values, _ := op.Values(r, []byte(body))
	c := &api.Call{Operation: op, HTTP: r, Query: values, RawBody: []byte(body), Sandbox: w.sandbox}
	return string(w.vendor.Answer(c).Body)
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
