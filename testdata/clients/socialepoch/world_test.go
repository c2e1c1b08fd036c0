// Package socialepoch has, in our own words, what real programs send to SocialEpoch and what they make of the
// answers: how they sign, page, repeat and read errors. Each runs unchanged against a crmsim on a real port, and
// under faults it shows what that program would have done. A comment names each program's public source by id.
package socialepoch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

// The credentials of the default sandbox.
const tenantID, apiKey, adminAccount = "520274", "apikey-default", "admin-default"

// A world is a crmsim on a port of its own.
type world struct {
	t   *testing.T
	url string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	sim, err := simulator.New(simulator.Config{Seed: 42})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(sim)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return &world{t, server.URL}
}

// control calls the control API of the default sandbox; the call must succeed. It returns the answer.
func (w *world) control(method, path, body string) []byte {
	w.t.Helper()
	request, err := http.NewRequest(method, w.url+"/_sim/sandboxes/default"+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode/100 != 2 {
		w.t.Fatalf("%s %s: %d %s %v", method, path, response.StatusCode, answer, err)
	}
	return answer
}

// fault makes the operation fail in a way; "" makes it work again.
func (w *world) fault(operation, effect string) {
	w.t.Helper()
	rules := "[]"
	if effect != "" {
		rules = fmt.Sprintf(`["socialepoch.%s=%s"]`, operation, effect)
	}
	w.control("PUT", "/faults", rules)
}

// records returns the ids of the records of a table that have a value in a field.
func (w *world) records(table, field, value string) []string {
	w.t.Helper()
	var page struct {
		Records []map[string]any
	}
	query := "?limit=1000"
	if field != "" {
		query += "&" + field + "=" + value
	}
	w.decode(w.control("GET", "/data/socialepoch/"+table+query, ""), &page)
	var ids []string
	for _, r := range page.Records {
		ids = append(ids, fmt.Sprint(r["taskId"], r["msgId"], r["id"]))
	}
	return ids
}

func (w *world) decode(text []byte, into any) {
	w.t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		w.t.Fatalf("%v in %s", err, text)
	}
}

// calls counts the calls of an operation since the last count, and fails the test if one was refused by the document.
func (w *world) calls(operation string) int {
	w.t.Helper()
	var journal struct {
		Entries []struct {
			Findings []struct{ Severity, Rule, Place string }
		}
	}
	w.decode(w.control("GET", "/journal?operation="+operation, ""), &journal)
	for _, e := range journal.Entries {
		for _, f := range e.Findings {
			if f.Severity == "violation" {
				w.t.Errorf("%s: %+v", operation, f)
			}
		}
	}
	w.control("DELETE", "/journal", "")
	return len(journal.Entries)
}

// An exchange is what a program got for a request.
type exchange struct {
	status int
	header http.Header
	body   []byte
}

// do sends a request and reads the whole answer, as the programs' libraries do. What is cut off is an error.
func do(method, address string, headers map[string]string, body []byte) (*exchange, error) {
	request, err := http.NewRequest(method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	return &exchange{response.StatusCode, response.Header, text}, nil
}

// asPython writes JSON as Python's json.dumps does: blanks after commas and colons, and nothing beyond ASCII.
func asPython(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // The programs' bodies are maps of texts and numbers.
	}
	var out strings.Builder
	quoted := false
	for i, r := range string(text) {
		switch {
		case r == '"' && (i == 0 || text[i-1] != '\\'):
			quoted = !quoted
			out.WriteRune(r)
		case r > 0xffff:
			r -= 0x10000
			fmt.Fprintf(&out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		case r > 0x7e:
			fmt.Fprintf(&out, `\u%04x`, r)
		case (r == ',' || r == ':') && !quoted:
			out.WriteString(string(r) + " ")
		default:
			out.WriteRune(r)
		}
	}
	return []byte(out.String())
}

var errStatus = errors.New("the status is an error")

// raiseForStatus is what the library of that name does: 4xx and 5xx are errors.
func (x *exchange) raiseForStatus() error {
	if x.status >= 400 {
		return fmt.Errorf("%w: %d", errStatus, x.status)
	}
	return nil
}
