package suites

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator"
)

// nulls are servers that do nothing. A spec that passes on one of them looks at nothing.
var nulls = map[string]http.HandlerFunc{
	"empty object": func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "{}") },
	"not found":    func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusNotFound, "") },
	"error":        func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusInternalServerError, "") },
	"hang up":      func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	"echo": func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		answer(w, http.StatusOK, string(body))
	},
}

func answer(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	io.WriteString(w, text)
}

// behind returns a crmsim whose vendors are answered for by a handler, while its control API works as ever: a run
// that cannot make its sandboxes would be broken, and no spec would be tried.
func behind(sim, vendors http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/_sim/") {
			sim.ServeHTTP(w, r)
			return
		}
		vendors.ServeHTTP(w, r)
	})
}

// runOn runs all specs of a vendor and returns the ids of those that passed. One that says that it found too little to
// try anything, and so was skipped, claims nothing.
func runOn(t *testing.T, s *contracts.Suite, server http.Handler) (passed []string) {
	t.Helper()
	report, err := contracts.Run(t.Context(), contracts.Options{Seed: 42}, contracts.Job{Suite: s, Target: contracts.InProcess(server)})
	if err != nil {
		t.Fatal(err)
	}
	for _, result := range report.Specs {
		if result.Status == contracts.Passed {
			passed = append(passed, result.ID)
		}
	}
	return passed
}

func newSimulator(t *testing.T) *simulator.Simulator {
	t.Helper()
	sim, err := simulator.New(simulator.Config{Seed: 42})
	if err != nil {
		t.Fatal(err)
	}
	return sim
}

// skipWithRace leaves six runs of all suites to the run without the race detector, in which they say the same.
func skipWithRace(t *testing.T) {
	t.Helper()
	if raceDetector {
		t.Skip("too slow with -race: make test runs it without")
	}
}

func TestNoSpecPassesOnANullServer(t *testing.T) {
	skipWithRace(t)
	sim := newSimulator(t)
	for _, s := range All() {
		for name, null := range nulls {
			t.Run(s.Vendor+"/"+name, func(t *testing.T) {
				for _, id := range runOn(t, s, behind(sim, null)) {
					t.Errorf("%s passes", id)
				}
			})
		}
	}
}

// An emptied crmsim answers every read as if there were nothing to list.
type emptied struct {
	sim      http.Handler
	document *openapi.Document

	mu  sync.Mutex
	saw map[string]map[string]bool // by spec and operation, whether an answer was more than lists that are hidden now
}

func (e *emptied) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	recorder := httptest.NewRecorder()
	e.sim.ServeHTTP(recorder, r)
	text := recorder.Body.Bytes()
	if op := e.document.Match(r.Method, r.URL.Path); op != nil {
		lists := false
		if op.Effect == openapi.Read {
			text, lists = without(text)
		}
		e.note(r.UserAgent(), op.ID, !lists)
	}
	for name, values := range recorder.Header() {
		if name != "Content-Length" {
			w.Header()[name] = values
		}
	}
	w.WriteHeader(recorder.Code)
	w.Write(text)
}

// note remembers what a spec saw of an operation; the oracle names the spec in its User-Agent.
func (e *emptied) note(agent, operation string, saw bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	id := strings.TrimSuffix(strings.TrimPrefix(agent, "crmcheck ("), ")")
	if e.saw[id] == nil {
		e.saw[id] = map[string]bool{}
	}
	e.saw[id][operation] = e.saw[id][operation] || saw
}

// sawNothing reports whether all answers of the operations under test were lists that the spec was not shown.
func (e *emptied) sawNothing(s *contracts.Spec) bool {
	return len(e.saw[s.ID]) > 0 && !slices.ContainsFunc(s.Calls, func(op string) bool { return e.saw[s.ID][op] })
}

// without returns a JSON text without the members of its lists, and whether there were any.
func without(text []byte) ([]byte, bool) {
	var value any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if decoder.Decode(&value) != nil {
		return text, false
	}
	value, lists := emptiedOf(value)
	less, err := json.Marshal(value)
	return less, lists && err == nil
}

func emptiedOf(value any) (any, bool) {
	switch v := value.(type) {
	case []any:
		return []any{}, len(v) > 0
	case map[string]any:
		lists := false
		for name, child := range v {
			if _, number := child.(json.Number); number && strings.HasPrefix(strings.ToLower(name), "total") {
				v[name] = 0
				continue
			}
			less, any := emptiedOf(child)
			v[name], lists = less, lists || any
		}
		return v, lists
	}
	return value, false
}

// blind are the specs that pass on empty lists. Most ask only whether a call is taken; the others go over what they find,
// or compare two lists that may both be empty. The list only shrinks: an entry that no longer passes is an error.
var blind = strings.Fields(`
	WI-AUTH-05 WI-AUTH-11 WI-META-PICKLIST-03 WI-Q04-01 WI-Q05-01 WI-Q06-01 WI-Q08-01 WI-Q10-01 WI-Q57-01 WI-Q60-01
	WI-Q54-01 WI-Q59-01 WI-Q51-05 DU-TOKEN-03 DU-SETTING-01 DU-Q03-01 DU-Q73-01 DU-Q74-01 SE-CONTACT-QUERY-05 SE-Q03-01
	SE-Q39-01 SE-Q08-03 SE-Q26-01 SE-Q27-01 SE-Q23-01 SE-Q34-01
`)

// TestNoSpecPassesOnEmptyLists: a spec makes what it then finds. One that passes though it was shown none of what the
// operations under test list has found nothing in the lists.
func TestNoSpecPassesOnEmptyLists(t *testing.T) {
	skipWithRace(t)
	sim, listed := newSimulator(t), map[string]bool{}
	for _, s := range All() {
		t.Run(s.Vendor, func(t *testing.T) {
			server := &emptied{sim: sim, document: s.Document(), saw: map[string]map[string]bool{}}
			passed := runOn(t, s, behind(sim, server))
			for _, spec := range s.Specs {
				passes := slices.Contains(passed, spec.ID) && server.sawNothing(spec)
				if known := slices.Contains(blind, spec.ID); known {
					listed[spec.ID] = passes
				} else if passes {
					t.Errorf("%s passes", spec.ID)
				}
			}
		})
	}
	for _, id := range blind {
		if !listed[id] {
			t.Errorf("%s does not pass, or is no spec: take it off the list", id)
		}
	}
}

func TestWithout(t *testing.T) {
	for text, want := range map[string]string{
		`{"code":0,"data":{"records":[{"id":1}],"totalSize":2}}`: `{"code":0,"data":{"records":[],"totalSize":0}}`,
		`{"data":[[1],[2]]}`: `{"data":[]}`,
		`[7]`:                `[]`,
	} {
		if got, lists := without([]byte(text)); string(got) != want || !lists {
			t.Errorf("%s became %s, %t; want %s", text, got, lists, want)
		}
	}
	for _, text := range []string{`{"data":{"id":1}}`, `{"data":[]}`, `<value/>`, ``} {
		if got, lists := without([]byte(text)); string(got) != text || lists {
			t.Errorf("%s became %s, %t; want no lists", text, got, lists)
		}
	}
}
