package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"sync"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator"
)

// traffic is a running crmsim and all that the contract suite said to it.
type traffic struct {
	origin    string
	file      string // the exchanges, one a line
	exchanges []*exchange
	close     func()
}

// successes are the outcomes by which the vendors say that a call succeeded.
var successes = []string{"0", "200", openapi.OutcomeOK}

// An exchange is one request to a documented operation and its answer.
type exchange struct {
	Operation string `json:"operation"`
	Type      string `json:"type"` // of the answer
	Answer    string `json:"answer"`

	method, target string
	header         http.Header
	body           []byte
	status         int
	clean          bool // crmsim served the request and had nothing to say about it
}

// record starts a crmsim and runs the contract suite of a vendor against it.
func record(vendor string) (*traffic, error) {
	document, err := openapi.Load(vendor)
	if err != nil {
		return nil, err
	}
	sim, err := simulator.New(simulator.Config{Seed: 42})
	if err != nil {
		return nil, err
	}
	t := &traffic{}
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		op := document.Match(r.Method, r.URL.Path)
		if op == nil {
			sim.ServeHTTP(w, r)
			return
		}
		e, err := exchangeOf(op, sim, r)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		mu.Lock()
		t.exchanges = append(t.exchanges, e.exchange)
		mu.Unlock()
		e.writeTo(w)
	}))
	t.origin, t.close = server.URL, server.Close
	err = execute("go", "-C", "../..", "run", "./contracts/cmd/crmcheck", "run", "--vendor", vendor, "--url", server.URL)
	if err != nil {
		t.close()
		return nil, err
	}
	return t, t.save(vendor)
}

// An answered exchange still has its recorder.
type answered struct {
	*exchange
	recorder *httptest.ResponseRecorder
}

func exchangeOf(op *openapi.Operation, sim http.Handler, r *http.Request) (*answered, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	header := r.Header.Clone()
	recorder := httptest.NewRecorder()
	sim.ServeHTTP(recorder, r)
	h := recorder.Header()
	text, err := plain(recorder)
	if err != nil {
		return nil, err
	}
	outcome := op.CheckResponse(recorder.Code, h, []byte(text)).Outcome
	return &answered{&exchange{
		Operation: op.ID, Type: h.Get("Content-Type"), Answer: text,
		method: r.Method, target: r.RequestURI, header: header, body: body, status: recorder.Code,
		clean: slices.Contains(successes, outcome) && h.Get("Sim-Violation")+h.Get("Sim-Warning") == "",
	}, recorder}, nil
}

// plain returns the body of an answer without its compression.
func plain(recorder *httptest.ResponseRecorder) (string, error) {
	body := recorder.Body.Bytes()
	if recorder.Header().Get("Content-Encoding") != "gzip" {
		return string(body), nil
	}
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(r)
	return string(text), err
}

func (a *answered) writeTo(w http.ResponseWriter) {
	for name, values := range a.recorder.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.recorder.Body.Bytes()) // A client that has gone is its own affair.
}

// save writes the exchanges for tools that are no Go programs.
func (t *traffic) save(vendor string) error {
	path, err := output(vendor, "exchanges.ndjson")
	if err != nil {
		return err
	}
	var all bytes.Buffer
	lines := json.NewEncoder(&all)
	for _, e := range t.exchanges {
		if err := lines.Encode(e); err != nil {
			return fmt.Errorf("%s: %w", e.Operation, err)
		}
	}
	t.file = path
	return os.WriteFile(path, all.Bytes(), 0o644)
}
