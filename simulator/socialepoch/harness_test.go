package socialepoch

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/gateway"
	"github.com/crmsim/crmsim/simulator/internal/journal"
)

// A world is a sandbox in which only this vendor lives.
type world struct {
	vendor      *api.Vendor
	sandbox     *api.Sandbox
	credentials credentials
	gateway     http.Handler
	spied       *state // the published state, as the last look at it found it
}

var morning = time.Date(2026, 1, 5, 9, 0, 0, 0, zone)

func newWorld(t testing.TB, name string, customers int) *world {
	t.Helper()
	document, err := openapi.Load("socialepoch")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{}
	definition := define(document)
	definition.Limit = func(s *state, c *api.Call) api.Limit {
		w.spied = s
		if c.Operation == nil {
			return api.Limit{}
		}
		return limit(s, c)
	}
	if w.vendor, err = api.New(definition, api.Options{Seed: 42, Customers: customers, Until: morning}); err != nil {
		t.Fatal(err)
	}
	w.sandbox, err = (&api.Shared{Seed: 42, Vendors: []*api.Vendor{w.vendor}, Journals: journal.NewPool(1<<20, 1<<20)}).NewSandbox(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.credentials = w.sandbox.Credentials[w.vendor.ID()].(credentials)
	w.gateway = gateway.New([]*api.Vendor{w.vendor}, func(string, string, string) *api.Sandbox {
		w.sandbox.Enter()
		return w.sandbox
	}, time.Minute)
	return w
}

// state returns the published state.
func (w *world) state() *state {
	w.vendor.Allow(&api.Call{Sandbox: w.sandbox})
	return w.spied
}

func (w *world) id() string { t := tenant{TenantID: w.credentials.TenantID}; return t.id() }

func (w *world) table(t testing.TB, name string) api.Table {
	t.Helper()
	table, err := w.vendor.Table(name)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// put puts a record, which must be taken.
func (w *world) put(t testing.TB, table, id, record string) {
	t.Helper()
	if err := w.vendor.Put(w.sandbox, w.table(t, table), id, []byte(record)); err != nil {
		t.Fatalf("%s/%s %s: %v", table, id, record, err)
	}
}

// patch changes a record, which must be taken.
func (w *world) patch(t testing.TB, table, id, record string) {
	t.Helper()
	if err := w.vendor.Patch(w.sandbox, w.table(t, table), id, []byte(record)); err != nil {
		t.Fatalf("%s/%s %s: %v", table, id, record, err)
	}
}

// records returns what a table shows, by id.
func records[R any](t testing.TB, w *world, table string) map[string]R {
	t.Helper()
	rows, _, err := w.vendor.List(w.sandbox, w.table(t, table), api.Page{Limit: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]R{}
	for _, row := range rows {
		var r R
		if err := json.Unmarshal(row.Record, &r); err != nil {
			t.Fatal(err)
		}
		all[row.ID] = r
	}
	if len(all) != len(rows) {
		t.Errorf("%s has an id twice", table)
	}
	return all
}

// headers signs a call.
func (w *world) headers(timestamp string) map[string]string {
	return map[string]string{
		"tenant_id": w.id(), "timestamp": timestamp, "token": signature(w.id(), timestamp, w.credentials.APIKey),
	}
}

// call makes a call with the headers and body as they are, and returns the answer's body and what it says of
// violations. A body that begins with "?" is a query.
func (w *world) call(operation, body string, headers map[string]string) (answer, violation string) {
	op := w.vendor.Document.Operation(operation)
	query := ""
	if strings.HasPrefix(body, "?") {
		query, body = body, ""
	}
	r := httptest.NewRequest(op.Methods[0], op.Path+query, strings.NewReader(body))
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	r.Header.Set("Content-Type", "application/json")
	got := httptest.NewRecorder()
	w.gateway.ServeHTTP(got, r)
	return got.Body.String(), got.Header().Get("Sim-Violation")
}

// ask makes a signed call and returns the answer's body.
func (w *world) ask(operation, body string) string {
	answer, _ := w.call(operation, w.own(body), w.headers("1767574800000"))
	return answer
}

// own puts the sandbox's tenant and admin account into a body.
func (w *world) own(body string) string {
	return strings.NewReplacer("TENANT", w.id(), "ADMIN", w.credentials.UserName).Replace(body)
}

func codeOf(t testing.TB, body string) int {
	t.Helper()
	var envelope struct{ Code int }
	if err := json.Unmarshal([]byte(body), &envelope); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return envelope.Code
}
