package api

import (
	"net/http"
	"net/url"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/defect"
)

// A Call is one request to a vendor. The checked values of the document's parameters are methods of
// the embedded Request; until the document check they all read as not given, and Param reads what was sent.
type Call struct {
	*openapi.Request
	Operation *openapi.Operation // nil when the document has none for the request
	HTTP      *http.Request
	Compress  bool       // the answer, whatever the client offers to take
	Query     url.Values // with the parameters of a form body, where the operation takes forms
	RawBody   []byte
	Sandbox   *Sandbox
	Notes     []openapi.Finding // what a stage adds to the findings of the document check
	ItemFault ItemFault
	Grew      int          // by how many records the state grew, once the handler has answered
	Defect    *defect.Hook // nil unless the vendor is to misbehave
}

// An ItemFault is an item of a batch that a fault fails with a code of the vendor's.
type ItemFault struct {
	Item  int // from 1, 0 for none
	Code  int
	After bool // the item takes effect first
}

// Note explains what the document cannot: a refusal that is a matter of signatures, settings or
// records, or a suspicion. It must hold no secret.
func (c *Call) Note(f openapi.Finding) {
	if c.Operation != nil {
		f.Operation = c.Operation.ID
	}
	c.Notes = append(c.Notes, f)
}

// Found returns all findings about the call so far.
func (c *Call) Found() []openapi.Finding {
	return append(c.Notes[:len(c.Notes):len(c.Notes)], c.Findings...)
}

// Param returns the first value of a query parameter as it was sent.
func (c *Call) Param(name string) string { return c.Query.Get(name) }

// An Answer is what goes back to the client.
type Answer struct {
	Status       int // HTTP; 0 is 200
	ContentType  string
	CacheControl string // header of that name; "" for none
	Allow        string // header of that name; "" for none
	Body         []byte
	Commit       bool // keep what the handler changed
}

// NotFoundStatus is the HTTP status of a call that the document does not have: 405 where it has the path, else 404.
func NotFoundStatus(d *openapi.Document, path string) int {
	if d.HasPath(path) {
		return http.StatusMethodNotAllowed
	}
	return http.StatusNotFound
}
