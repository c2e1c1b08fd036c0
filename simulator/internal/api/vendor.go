// Package api is what the simulated vendors share: how a call runs through authentication, limit,
// document check and handler, and how a handler's changes become visible.
//
// A vendor is a Definition: its document, one handler an operation, and its own words for what goes
// wrong. A handler holds only the vendor's rule. The request is already checked and the transaction
// already open; it returns an answer, and its changes are kept if the answer says so.
package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/crmsim/crmsim/openapi"
)

// A Definition is one vendor, with S the struct that holds its state.
type Definition[S any] struct {
	Document *openapi.Document
	Base     string   // what a client's base URL ends with, such as "/gw/"
	Prefixes []string // paths that begin so are this vendor's
	Handlers map[string]Handler[S]
	Tables   []Table[S] // what the control API may read and change
	// Canonical returns the documented path that another spelling of it stands for, and whether there
	// is one. Nil when only the documented spelling counts.
	Canonical func(path string) (string, bool)

	// Demo fills an empty state with the demo data, and size more customers.
	Demo func(tx *Tx[S], size int)
	// Enrol makes the credentials of the named sandbox the only ones and returns them as the
	// control API shows them.
	Enrol func(tx *Tx[S], sandbox string) any
	// Try returns a command line that calls the vendor at the origin with credentials that Enrol returned.
	Try func(origin string, credentials any) string

	// Secrets returns texts that must not be recorded wherever a client sends them, such as the keys
	// of Enrol. Nil for none.
	Secrets func(s *S) []string
	// Credential returns what in a request selects a sandbox, or "".
	Credential func(c *Call) string
	// Authenticate returns the vendor's refusal, or nil.
	Authenticate func(s *S, c *Call) *Answer
	// Limit returns the bound on calls like this one.
	Limit func(s *S, c *Call) Limit

	// Refuse answers a violation of the document.
	Refuse func(c *Call, f openapi.Finding) Answer
	// Failure answers with one of the vendor's own codes, for Limit and for faults.
	Failure func(c *Call, code int) Answer
	// CodeLimited is the code of a call beyond Limit.
	CodeLimited int
	// NotFound answers a path, or a method of a path, that the document does not have.
	NotFound func(c *Call) Answer
	// TooLarge answers a body beyond crmsim's own bound.
	TooLarge func(c *Call) Answer
}

// A Handler carries out one operation.
type Handler[S any] func(tx *Tx[S], c *Call) Answer

// A Table lets the control API at one kind of a vendor's records, each shown as a JSON object.
type Table[S any] struct {
	Name   string
	All    func(s *S) iter.Seq2[string, any]
	Get    func(s *S, id string) (any, bool)
	Put    func(tx *Tx[S], id string, record json.RawMessage) error // adds or replaces
	Delete func(tx *Tx[S], id string) bool                          // nil when records cannot go
}

// A Call is one request to a vendor. The checked values of the document's parameters are methods of
// the embedded Request; it is nil until the document check.
type Call struct {
	*openapi.Request
	Operation *openapi.Operation
	HTTP      *http.Request
	Query     url.Values // with the parameters of a form body, where the operation takes forms
	RawBody   []byte
	Sandbox   *Sandbox
	Notes     []openapi.Finding // what a stage adds to the findings of the document check
	Selectors []string          // credentials that select the sandbox once the call is answered; see Tx.Selects
}

// Note explains a refusal that is not the document's, such as that of a signature. It must hold no secret.
func (c *Call) Note(f openapi.Finding) {
	f.Operation = c.Operation.ID
	c.Notes = append(c.Notes, f)
}

// Param returns the first value of a query parameter as it was sent.
func (c *Call) Param(name string) string { return c.Query.Get(name) }

// An Answer is what goes back to the client.
type Answer struct {
	Status       int // HTTP; 0 is 200
	ContentType  string
	CacheControl string // header of that name; "" for none
	Body         []byte
	Commit       bool // keep what the handler changed
}

// Vendor is a Definition whose state type is out of sight.
type Vendor interface {
	Document() *openapi.Document
	Base() string
	Prefixes() []string
	Canonical(path string) (string, bool)
	// Answer runs a call of a documented operation in its sandbox.
	Answer(c *Call) Answer
	NotFound(c *Call) Answer
	TooLarge(c *Call) Answer
	Failure(c *Call, code int) Answer
	Credential(c *Call) string
	Secrets(s *Sandbox) []string
	Try(origin string, credentials any) string

	// Settle gives the sandbox a state of this vendor: that of another sandbox, or the demo data
	// when from is nil. It returns the sandbox's credentials and what selects it in a request.
	Settle(s, from *Sandbox) (shown any, selectors []string)
	// Reset takes the sandbox back to how it was settled.
	Reset(s *Sandbox)
	// Tables lists the names of the tables; the others work on one of them. An unknown table is ErrNoTable.
	Tables() []string
	Records(s *Sandbox, table string) (iter.Seq2[string, any], error)
	Record(s *Sandbox, table, id string) (any, bool, error)
	PutRecord(s *Sandbox, table, id string, record json.RawMessage) (selectors []string, err error)
	DeleteRecord(s *Sandbox, table, id string) (bool, error)
}

// ErrNoTable is the answer to a table's name that the vendor does not have.
var ErrNoTable = errors.New("no such table")

// ErrStays is the answer to deleting a record that can only be changed.
var ErrStays = errors.New("the records of this table can be changed, not deleted")

// New returns the vendor of a definition, with size more customers than the demo data has. Every
// operation of the document must have a handler and every handler an operation.
func New[S any](d Definition[S], seed uint64, size int) (Vendor, error) {
	var wrong []string
	for _, op := range d.Document.Operations() {
		if d.Handlers[op.ID] == nil {
			wrong = append(wrong, "no handler for "+op.ID)
		}
	}
	for id := range d.Handlers {
		if d.Document.Operation(id) == nil {
			wrong = append(wrong, "no operation for handler "+id)
		}
	}
	if len(wrong) > 0 {
		slices.Sort(wrong)
		return nil, fmt.Errorf("%s: %s", d.Document.Vendor, strings.Join(wrong, "; "))
	}
	v := &vendor[S]{Definition: d, seed: seed}
	v.template = v.demoData(size)
	return v, nil
}
