package mutate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/crmsim/crmsim/openapi"
)

// Kinds of mutants of a whole answer.
const (
	undocumented = "answer.undocumented" // a status that the document does not have
	contentType  = "answer.contentType"  // text/html
	truncated    = "answer.truncated"    // the connection ends within the body
	halved       = "answer.halved"       // half of the body, with its length
	trailing     = "answer.trailing"     // bytes behind the body
	repeatedKey  = "answer.repeatedKey"  // the first property twice
	empty        = "answer.empty"        // no body
	stale        = "answer.stale"        // the answer before this one
	failure      = "answer.failure"      // the answer to a call without parameters, in the place of a success
	success      = "answer.success"      // an earlier success, in the place of a failure
	idle         = "answer.idle"         // an earlier success, and the call is not carried out
	dead         = "answer.dead"         // the call is not carried out, and the connection ends
)

// A mutator stands before a simulator and changes the answers of operations. It makes one mutant, or tells of
// all that it could make.
type mutator struct {
	inner     http.Handler
	documents []*openapi.Document
	// at reports whether the mutant is to be made for this call.
	at func(op *openapi.Operation, kind, place string) bool
	// make says that at is true for at most one mutant, so that all of its places must be visited.
	make bool

	mu        sync.Mutex
	last      map[string][]byte // answer by operation
	successes map[string][]byte // by operation; those of earlier runs included
}

func newMutator(inner http.Handler, documents []*openapi.Document) *mutator {
	return &mutator{inner: inner, documents: documents, last: map[string][]byte{}, successes: map[string][]byte{}}
}

// operation returns what a request calls, nil for the control API and for what no document has.
func (m *mutator) operation(r *http.Request) *openapi.Operation {
	for _, d := range m.documents {
		if op := d.Match(r.Method, r.URL.Path); op != nil {
			return op
		}
	}
	return nil
}

func (m *mutator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	op := m.operation(r)
	if op == nil || m.at == nil {
		m.inner.ServeHTTP(w, r)
		return
	}
	at := func(kind, place string) bool { return m.at(op, kind, place) }
	if at(dead, "") {
		panic(http.ErrAbortHandler)
	}
	sample := m.remembered(m.successes, op)
	if op.Effect != openapi.Read && sample != nil && at(idle, "") {
		write(w, http.StatusOK, http.Header{"Content-Type": {"application/json"}}, sample)
		return
	}
	answer := ask(m.inner, r)
	status, header, body := answer.status, answer.header.Clone(), answer.body.Bytes()
	body = m.meddle(r, op, at, &status, header, body)
	if at(truncated, "") {
		header.Set("Content-Length", fmt.Sprint(len(body)+1))
		write(w, status, header, body[:len(body)/2])
		return
	}
	header.Del("Content-Length")
	write(w, status, header, body)
}

func write(w http.ResponseWriter, status int, header http.Header, body []byte) {
	for name, values := range header {
		w.Header()[name] = values
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // To a recorder in this process.
}

func (m *mutator) remembered(in map[string][]byte, op *openapi.Operation) []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	return in[op.Document().Vendor+"/"+op.ID]
}

func (m *mutator) remember(in map[string][]byte, op *openapi.Operation, body []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	in[op.Document().Vendor+"/"+op.ID] = body
}

// meddle returns the body of the answer as the mutant has it.
func (m *mutator) meddle(
	r *http.Request, op *openapi.Operation, at func(kind, place string) bool, status *int, header http.Header, body []byte,
) []byte {
	before, sample := m.remembered(m.last, op), m.remembered(m.successes, op)
	m.remember(m.last, op, body)
	done := refused(header)
	if !done {
		m.remember(m.successes, op, body)
	}
	switch {
	case before != nil && !bytes.Equal(before, body) && at(stale, ""):
		return before
	case !done && at(failure, ""):
		return m.refusal(r, op)
	case done && sample != nil && at(success, ""):
		return sample
	case at(undocumented, ""):
		*status = undocumentedStatus(op)
	case at(contentType, ""):
		header.Set("Content-Type", "text/html")
	case at(halved, ""):
		return body[:len(body)/2]
	case at(trailing, ""):
		return append(bytes.Clone(body), "}"...)
	case at(empty, ""):
		return nil
	case len(body) > 2 && body[0] == '{' && at(repeatedKey, ""):
		return repeatFirst(body)
	}
	return m.meddleWithin(op, at, *status, body)
}

// refused reports whether crmsim named a violation of the request.
func refused(h http.Header) bool { return h.Get("Sim-Violation") != "" }

func (m *mutator) meddleWithin(op *openapi.Operation, at func(kind, place string) bool, status int, body []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var value any
	if d.Decode(&value) != nil {
		return body
	}
	changed := false
	t := &tree{all: m.make, at: func(kind, place string) bool {
		is := at(kind, place)
		changed = changed || is
		return is
	}}
	t.visit(value, schemasOf(op, status), "", func(to any) { value = to })
	if !changed {
		return body
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if e.Encode(value) != nil {
		return body
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

func schemasOf(op *openapi.Operation, status int) []openapi.Schema {
	for _, r := range op.Responses() {
		if r.Status == status {
			return r.Variants
		}
	}
	return nil
}

func undocumentedStatus(op *openapi.Operation) int {
	for status := http.StatusAccepted; ; status++ {
		if !slices.ContainsFunc(op.Responses(), func(r openapi.Response) bool { return r.Status == status }) {
			return status
		}
	}
}

// refusal returns what the operation answers to a call without parameters and without a body.
func (m *mutator) refusal(r *http.Request, op *openapi.Operation) []byte {
	bare := r.Clone(r.Context())
	bare.URL.RawQuery, bare.RequestURI, bare.Body, bare.ContentLength, bare.Header = "", op.Path, http.NoBody, 0, http.Header{}
	return ask(m.inner, bare).body.Bytes()
}

// A recorder keeps an answer.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func ask(h http.Handler, r *http.Request) *recorder {
	w := &recorder{header: http.Header{}}
	h.ServeHTTP(w, r)
	w.WriteHeader(http.StatusOK)
	return w
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *recorder) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

// repeatFirst writes the first property of an object twice.
func repeatFirst(body []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(body))
	_, _ = d.Token() // The brace.
	start := d.InputOffset()
	_, _ = d.Token()
	var value json.RawMessage
	if d.Decode(&value) != nil {
		return body
	}
	first := string(body[start:d.InputOffset()])
	return []byte("{" + first + "," + strings.TrimPrefix(string(body), "{"))
}
