// Package dustess_test behaves on the wire as real programs do that call Dustess: how they sign in, what they send, what
// they read and what they make of a failure. It is our own account of them in our own words; each names its source by the
// stored number of a public file. Under a few faults the tests show what the program would have done.
package dustess_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator/simtest"
)

// A world is a crmsim on a port of its own, and what a program is configured with.
type world struct {
	*simtest.Simulator
	base, id, secret string
}

func start(t *testing.T) *world {
	t.Parallel()
	sim := simtest.New(t)
	sim.AllowViolations() // What a program does wrong is what its test shows.
	c := sim.Credentials("dustess")
	return &world{sim, sim.BaseURL("dustess"), c["client_id"], c["client_secret"]}
}

// fault puts faults in the place of those before.
func (w *world) fault(faults ...string) {
	for i := range faults {
		faults[i] = "dustess." + faults[i]
	}
	w.Control(http.MethodPut, "/faults", append([]string{}, faults...), nil)
}

// later lets time pass.
func (w *world) later(span time.Duration) {
	w.Control(http.MethodPut, "/clock", map[string]string{"advance": span.String()}, nil)
}

// records returns the records of a table whose field has a value.
func (w *world) records(table, field, value string) []map[string]any {
	var page struct {
		Records []struct{ Record map[string]any }
	}
	w.Control(http.MethodGet, "/data/dustess/"+table+"?"+url.Values{field: {value}}.Encode(), nil, &page)
	records := []map[string]any{}
	for _, row := range page.Records {
		records = append(records, row.Record)
	}
	return records
}

// remarks returns what the latest call of an operation was warned of, or refused for.
func (w *world) remarks(operation string) string {
	var journal struct {
		Entries []struct {
			Operation string
			Findings  []struct{ Place, Rule string }
		}
	}
	w.Control(http.MethodGet, "/journal?operation="+operation, nil, &journal)
	text := ""
	if n := len(journal.Entries); n > 0 {
		for _, f := range journal.Entries[n-1].Findings {
			text += f.Place + ": " + f.Rule + "; "
		}
	}
	return text
}

// An answer is what came back: a status and a body, or the error that none came.
type answer struct {
	status int
	body   []byte
	err    error
}

// post sends JSON, with headers as name and value in turn.
func (w *world) post(path string, body any, headers ...string) answer {
	text, err := json.Marshal(body)
	if err != nil {
		return answer{err: err}
	}
	request, err := http.NewRequest(http.MethodPost, w.base+path, bytes.NewReader(text))
	if err != nil {
		return answer{err: err}
	}
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return answer{err: err}
	}
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, got, err}
}

// object reads the body as a language without types does: an object, or nil for whatever else it is.
func (a answer) object() map[string]any {
	var object map[string]any
	if json.Unmarshal(a.body, &object) != nil {
		return nil
	}
	return object
}

// in follows keys into nested objects; nil where one is missing.
func in(value any, keys ...string) any {
	for _, key := range keys {
		object, _ := value.(map[string]any)
		value = object[key]
	}
	return value
}

// phone is a number that no demo data has.
func phone(n int) string { return fmt.Sprintf("199%08d", n) }
