package simtest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

func (s *Simulator) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("simtest: %v", err)
	}
}

type clock struct{ Now time.Time }

// Now returns the world's time. The ready-made clients go by it; give it to a program that signs by a clock of its
// own.
func (s *Simulator) Now() time.Time {
	var c clock
	if err := s.control(http.MethodGet, s.path("/clock"), nil, &c); err != nil {
		return time.Now() // The world has ended, and its test with it.
	}
	return c.Now
}

// Advance moves the world's clock on.
func (s *Simulator) Advance(by time.Duration) {
	s.t.Helper()
	s.Control(http.MethodPut, "/clock", map[string]any{"advance": by.String()}, nil)
}

// SetClock sets the world's clock. It runs on from there, unless it stands still.
func (s *Simulator) SetClock(now time.Time) {
	s.t.Helper()
	s.Control(http.MethodPut, "/clock", map[string]any{"now": now}, nil)
}

// Freeze makes the world's clock stand still. Advance and SetClock still move it.
func (s *Simulator) Freeze() {
	s.t.Helper()
	s.Control(http.MethodPut, "/clock", map[string]any{"frozen": true}, nil)
}

// Fault puts faults in the place of those that the world has; without any there are none. A fault is
// [vendor[.operationId]=]EFFECT[:RATE|:xN][:after], such as "wisecrm.addAccount=503:x2": EFFECT is an HTTP status,
// code=NNN, latency=50ms..2s, timeout, reset, truncate or garbage; with :after the call takes effect first.
func (s *Simulator) Fault(rules ...string) {
	s.t.Helper()
	s.Control(http.MethodPut, "/faults", append([]string{}, rules...), nil)
}

// Snapshot keeps the world as it is under a name, its clock included.
func (s *Simulator) Snapshot(name string) {
	s.t.Helper()
	s.Control(http.MethodPut, "/snapshots/"+url.PathEscape(name), nil, nil)
}

// Restore takes the world back to a snapshot. The journal goes on.
func (s *Simulator) Restore(name string) {
	s.t.Helper()
	s.Control(http.MethodPost, "/snapshots/"+url.PathEscape(name)+"/restore", nil, nil)
}

// A row is a record with its id, as the control API shows it.
type row[T any] struct {
	ID     string
	Record T
}

// Get returns a record of a vendor's table, such as "accounts" of "wisecrm". GET …/data/{vendor} of a crmsim
// describes the tables. A record that is not there fails the test.
func Get[T any](s *Simulator, vendor, table, id string) T {
	s.t.Helper()
	var r row[T]
	s.Control(http.MethodGet, recordPath(vendor, table, id), nil, &r)
	return r.Record
}

// Put stores a record in a vendor's table, in the place of the one of that id. What it leaves out is as in a new
// record. Rules that the vendor's API would hold the record to mostly do not apply.
func Put[T any](s *Simulator, vendor, table, id string, record T) {
	s.t.Helper()
	s.Control(http.MethodPut, recordPath(vendor, table, id), record, nil)
}

// List returns the records of a vendor's table in its order. Names and values of fields, in turn, narrow it down.
func List[T any](s *Simulator, vendor, table string, where ...string) []T {
	s.t.Helper()
	query := url.Values{"limit": {"1000"}}
	for i := 0; i+1 < len(where); i += 2 {
		query.Set(where[i], where[i+1])
	}
	list := []T{}
	for {
		var page struct {
			Records []row[json.RawMessage]
			More    bool
		}
		s.Control(http.MethodGet, "/data/"+url.PathEscape(vendor)+"/"+url.PathEscape(table)+"?"+query.Encode(), nil, &page)
		for _, r := range page.Records {
			var record T
			s.must(json.Unmarshal(r.Record, &record))
			list = append(list, record)
		}
		if !page.More || len(page.Records) == 0 {
			return list
		}
		query.Set("after", page.Records[len(page.Records)-1].ID)
	}
}

func recordPath(vendor, table, id string) string {
	return "/data/" + url.PathEscape(vendor) + "/" + url.PathEscape(table) + "/" + url.PathEscape(id)
}
