package simulator_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/crmsim/crmsim/openapi"
)

// A table is what the control API says of one.
type table struct {
	Name, About string
	Deletable   bool
	Fields      []struct{ Name, Type string }
}

func (w *world) tables(vendor string) []table {
	w.t.Helper()
	var shown struct{ Tables []table }
	w.own("GET", "/data/"+vendor, "", 200, &shown)
	return shown.Tables
}

// A row is a record as a listing shows it.
type row struct {
	ID     string
	Record json.RawMessage
}

func (w *world) rows(vendor, table, query string) []row {
	w.t.Helper()
	var shown struct{ Records []row }
	w.own("GET", "/data/"+vendor+"/"+table+query, "", 200, &shown)
	return shown.Records
}

// listing is everything that the tables of vendors show in a sandbox, as text.
func (w *world) listing(vendors ...string) string {
	w.t.Helper()
	var text strings.Builder
	for _, vendor := range vendors {
		for _, t := range w.tables(vendor) {
			text.WriteString(vendor + " " + t.Name + " " + w.own("GET", "/data/"+vendor+"/"+t.Name+"?limit=1000", "", 200, nil))
		}
	}
	return text.String()
}

// odd are values to put into any field.
var odd = []string{`null`, `""`, `"x"`, `7`, `-1`, `true`, `["x"]`, `[null]`, `{"a":1}`, `1e99`}

// TestNoTableReachesIntoAnotherWorld: whatever is sent to a fork's tables, taken or refused, what every
// other sandbox shows stays the same to the byte. Others read meanwhile, for the race detector.
func TestNoTableReachesIntoAnotherWorld(t *testing.T) {
	t.Parallel()
	for _, vendor := range openapi.Vendors() {
		t.Run(vendor, func(t *testing.T) {
			t.Parallel()
			parent := newSandbox(t)
			bystander := parent.fork("", parent.name)
			t.Cleanup(func() { bystander.own("DELETE", "", "", 204, nil) })
			before, all, others := parent.listing(vendor), parent.listing(openapi.Vendors()...), bystander.listing(openapi.Vendors()...)
			for _, table := range parent.tables(vendor) {
				fork := parent.fork("", parent.name)
				stop := make(chan struct{})
				var reading sync.WaitGroup
				reading.Go(func() {
					for {
						select {
						case <-stop:
							return
						default:
							parent.own("GET", "/data/"+vendor+"/"+table.Name+"?limit=20", "", 200, nil)
						}
					}
				})
				fork.torment(vendor, table)
				close(stop)
				reading.Wait()
				fork.own("DELETE", "", "", 204, nil)
				if parent.listing(vendor) != before {
					t.Fatalf("%s %s: the parent's tables changed", vendor, table.Name)
				}
			}
			if parent.listing(openapi.Vendors()...) != all || bystander.listing(openapi.Vendors()...) != others {
				t.Errorf("%s: the tables of another vendor or of a bystander changed", vendor)
			}
		})
	}
}

// torment sends a table all that may happen to it.
func (w *world) torment(vendor string, table table) {
	w.t.Helper()
	path := "/data/" + vendor + "/" + table.Name
	rows := w.rows(vendor, table.Name, "")
	for _, r := range rows[:min(len(rows), 1)] {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(r.Record, &fields); err != nil {
			w.t.Fatal(err)
		}
		at := path + "/" + url.PathEscape(r.ID)
		for name, value := range fields {
			for _, instead := range append(bent(value), odd...) {
				w.try("PATCH", at, fmt.Sprintf("{%q:%s}", name, instead))
				other := maps.Clone(fields)
				other[name] = json.RawMessage(instead)
				record, _ := json.Marshal(other)
				w.try("PUT", at, string(record))
			}
			w.try("POST", path, "["+string(r.Record)+","+fmt.Sprintf("{%q:[]}", name)+"]")
		}
		for _, whole := range []string{"", "null", "[]", "{}", `{"nobody":1}`, string(r.Record) + "{}", strings.Repeat("[", 9000)} {
			w.try("PUT", at, whole)
			w.try("PATCH", at, whole)
			w.try("POST", path, whole)
		}
		w.try("DELETE", at, "")
		w.try("POST", path, string(r.Record)+"\n"+string(r.Record))
	}
	w.try("DELETE", path, "")
	for _, r := range rows {
		w.try("PUT", path+"/"+url.PathEscape(r.ID), string(r.Record))
	}
}

// bent returns changes of a value that keep its shape: those that write into a list or an object.
func bent(value json.RawMessage) []string {
	var decoded any
	if json.Unmarshal(value, &decoded) != nil {
		return nil
	}
	switch v := decoded.(type) {
	case []any:
		if len(v) == 0 {
			return nil
		}
		first, _ := json.Marshal(v[1:])
		changed := slices.Clone(v)
		changed[0] = v[len(v)-1]
		second, _ := json.Marshal(changed)
		return []string{string(first), string(second)}
	case map[string]any:
		v["new"] = "x"
		text, _ := json.Marshal(v)
		return []string{string(text)}
	}
	return nil
}

// try calls the control API and holds it to an answer of its own, whichever.
func (w *world) try(method, path, body string) {
	w.t.Helper()
	r := w.send(httptest.NewRequest(method, "http://localhost:8080/_sim/sandboxes/"+w.name+path, strings.NewReader(body)))
	if r.Code >= 500 {
		w.t.Errorf("%s %s %s: %d %s", method, path, body, r.Code, r.Body)
	}
}

// TestTablesKeepTheirPromises: each describes its records truly, finds them by their ids, pages without
// gap or overlap, filters, and gives back what was put.
func TestTablesKeepTheirPromises(t *testing.T) {
	t.Parallel()
	for _, vendor := range openapi.Vendors() {
		t.Run(vendor, func(t *testing.T) {
			t.Parallel()
			w := newSandbox(t)
			for _, table := range w.tables(vendor) {
				w.promises(vendor, table)
			}
		})
	}
}

func (w *world) promises(vendor string, table table) {
	w.t.Helper()
	path := "/data/" + vendor + "/" + table.Name
	if table.About == "" || len(table.Fields) == 0 {
		w.t.Errorf("%s says %q, with fields %v", path, table.About, table.Fields)
	}
	all := w.rows(vendor, table.Name, "?limit=1000")
	var walked []row
	for after := ""; ; {
		page := w.rows(vendor, table.Name, "?limit=3&after="+url.QueryEscape(after))
		walked = append(walked, page...)
		if len(page) < 3 {
			break
		}
		after = page[2].ID
	}
	if fmt.Sprint(walked) != fmt.Sprint(all) {
		w.t.Errorf("%s: pages of 3 show %d records, a page of 1000 %d", path, len(walked), len(all))
	}
	for _, r := range all[:min(len(all), 5)] {
		w.promise(path, table, r)
	}
	w.own("GET", path+"?nobody=1", "", 400, nil)
	w.own("GET", path+"?limit=0", "", 400, nil)
	w.own("GET", path+"?after=no-such-record%20anywhere", "", 400, nil)
}

func (w *world) promise(path string, table table, r row) {
	w.t.Helper()
	at := path + "/" + url.PathEscape(r.ID)
	var found row
	w.own("GET", at, "", 200, &found)
	if string(found.Record) != string(r.Record) {
		w.t.Errorf("%s shows %s, the listing %s", at, found.Record, r.Record)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(r.Record, &fields); err != nil {
		w.t.Fatal(err)
	}
	for _, f := range table.Fields { // A record may leave fields out.
		delete(fields, f.Name)
	}
	if len(fields) > 0 {
		w.t.Errorf("%s has fields that the table's description has not: %v", at, slices.Sorted(maps.Keys(fields)))
	}
	w.own("PUT", at, string(r.Record), 200, &found)
	if string(found.Record) != string(r.Record) {
		w.t.Errorf("%s: put back it is %s, was %s", at, found.Record, r.Record)
	}
	w.own("PATCH", at, "{}", 200, &found)
	if string(found.Record) != string(r.Record) {
		w.t.Errorf("%s: patched with nothing it is %s, was %s", at, found.Record, r.Record)
	}
	w.own("PUT", at, "null", 400, nil)
	w.own("PUT", at, "[]", 400, nil)
}

// TestWhatIsDeletedIsGone, and can be loaded again in one step.
func TestWhatIsDeletedIsGone(t *testing.T) {
	t.Parallel()
	for _, vendor := range openapi.Vendors() {
		w := newSandbox(t)
		for _, table := range w.tables(vendor) {
			path := "/data/" + vendor + "/" + table.Name
			rows := w.rows(vendor, table.Name, "?limit=1000")
			if !table.Deletable {
				w.own("DELETE", path, "", 409, nil)
				continue
			}
			w.own("DELETE", path, "", 204, nil)
			if left := w.rows(vendor, table.Name, ""); len(left) > 1 { // A table of one row has its initial value again.
				w.t.Errorf("%s: %d records are left", path, len(left))
			}
			var lines strings.Builder
			for _, r := range rows {
				lines.Write(append(r.Record, '\n'))
			}
			if len(rows) == 0 {
				continue
			}
			var loaded struct{ Loaded int }
			w.own("POST", path, lines.String(), 200, &loaded)
			if loaded.Loaded != len(rows) {
				w.t.Errorf("%s: loaded %d of %d", path, loaded.Loaded, len(rows))
			}
		}
	}
}
