// Package vendortest is what the tests of the vendors' packages share: one vendor in one sandbox, called over HTTP
// and through its tables.
package vendortest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/gateway"
	"github.com/crmsim/crmsim/simulator/internal/journal"
)

// Now is when the clock of a World stands still, and when its demo data ends.
var Now = time.Date(2026, 1, 5, 9, 15, 0, 0, time.UTC)

// Options are those of every World's vendor.
var Options = api.Options{Seed: 42, Until: Now}

// A World is one vendor in one sandbox.
type World struct {
	*api.Sandbox
	Vendor  *api.Vendor
	Shared  *api.Shared
	gateway http.Handler
}

// New returns a sandbox of that name with the vendor's demo data.
func New(t testing.TB, v *api.Vendor, name string) *World {
	t.Helper()
	shared := &api.Shared{Seed: Options.Seed, Vendors: []*api.Vendor{v}, Journals: journal.NewPool(1<<20, 1<<20)}
	return (&World{Vendor: v, Shared: shared}).Fork(t, name)
}

// Fork returns a sandbox of that name with the state of this one.
func (w *World) Fork(t testing.TB, name string) *World {
	t.Helper()
	s, err := w.Shared.NewSandbox(name, w.Sandbox)
	if err != nil {
		t.Fatal(err)
	}
	s.Clock.Set(Now, true)
	choose := func(_, _, _ string) *api.Sandbox {
		s.Enter()
		return s
	}
	return &World{s, w.Vendor, w.Shared, gateway.New([]*api.Vendor{w.Vendor}, choose, time.Minute)}
}

// Call sends a request with a JSON body, or none, and headers, which are name and value in turn.
func (w *World) Call(op *openapi.Operation, query, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(op.Methods[0], op.Path+"?"+query, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for pair := range slices.Chunk(headers, 2) {
		r.Header.Set(pair[0], pair[1])
	}
	answer := httptest.NewRecorder()
	w.gateway.ServeHTTP(answer, r)
	return answer
}

// Table returns a table of the vendor.
func (w *World) Table(t testing.TB, name string) api.Table {
	t.Helper()
	table, err := w.Vendor.Table(name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return table
}

// Rows returns all rows of a table.
func (w *World) Rows(t testing.TB, name string) []api.Row {
	t.Helper()
	rows, more, err := w.Vendor.List(w.Sandbox, w.Table(t, name), api.Page{Limit: 1 << 20})
	if err != nil || more {
		t.Fatalf("%s: more %v, %v", name, more, err)
	}
	return rows
}

// Put stores a record as the control API does.
func (w *World) Put(t testing.TB, table, id, record string) error {
	t.Helper()
	return w.Vendor.Put(w.Sandbox, w.Table(t, table), id, json.RawMessage(record))
}

// MustPatch changes a record as the control API does.
func (w *World) MustPatch(t testing.TB, table, id, patch string) {
	t.Helper()
	if err := w.Vendor.Patch(w.Sandbox, w.Table(t, table), id, json.RawMessage(patch)); err != nil {
		t.Fatalf("%s %s: %v", table, id, err)
	}
}

// CheckTables puts every record of every table as it is shown and wants the table to stay as it was.
func (w *World) CheckTables(t *testing.T) {
	for _, table := range w.Vendor.Tables {
		before := w.Rows(t, table.Name())
		if err := w.Vendor.Load(w.Sandbox, table, before); err != nil {
			t.Errorf("%s: what it shows cannot be stored: %v", table.Name(), err)
		}
		if after := w.Rows(t, table.Name()); !slices.EqualFunc(before, after, sameRow) {
			t.Errorf("%s has changed by being put as it was", table.Name())
		}
	}
}

func sameRow(a, b api.Row) bool { return a.ID == b.ID && string(a.Record) == string(b.Record) }
