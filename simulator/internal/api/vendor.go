// Package api is what the simulated vendors are written with: what a vendor is, what a call is, how a
// handler's changes become visible, and how the control API reaches a vendor's records.
//
// A vendor is a Definition: its document, one handler an operation, and its own words for what goes
// wrong. A handler holds only the vendor's rule. The request is already checked and the transaction
// already open; it returns an answer, and its changes are kept if the answer says so.
package api

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/redact"
)

// A Definition is one vendor, with S the struct that holds its state.
type Definition[S any] struct {
	Protocol
	Handlers map[string]Handler[S] // by operationId
	// Remembered are operations that change none of the vendor's data, but what the vendor remembers: such as that it
	// has issued a token. Their handlers get a transaction too.
	Remembered []string

	// Tables are what the control API may read and change. Together they hold all of the state: a
	// state file is their records, read back in this order.
	Tables []Table

	// Empty returns a state without records.
	Empty func() S
	// Detach gives a copied state its own of what changes in place. Nil when nothing does.
	Detach func(s *S)
	// Demo fills an empty state with the demo data, and size more customers. The transaction's time is when
	// the demo data ends.
	Demo func(tx *Tx[S], size int)
	// Issue makes the credentials of the named sandbox the only ones and returns them as the control
	// API shows them. They depend on nothing but the name.
	Issue func(tx *Tx[S], sandbox string) any

	// Sign completes the credentials and the signature of a call that asks for it, with those of the
	// sandbox. What was sent stays as it is.
	Sign func(s *S, c *Call)
	// Missing returns the vendor's refusal of a call for what only the state can say is missing, which a vendor may
	// look for before anything that violates the document. Nil when the vendor does not.
	Missing func(s *S, c *Call) *Answer
	// Authenticate returns the vendor's refusal, or nil.
	Authenticate func(s *S, c *Call) *Answer
	// Limit returns the bound on calls like this one. Nil when the vendor has none.
	Limit func(s *S, c *Call) Limit
}

// A Protocol is what of a vendor needs no state: where it is served, and its own words.
type Protocol struct {
	Document *openapi.Document
	Base     string   // what a client's base URL ends with, such as "/gw/"
	Prefixes []string // paths that begin so are this vendor's

	// Canonical returns the documented path that another spelling of it stands for, and whether there
	// is one. Nil when only the documented spelling counts.
	Canonical func(path string) (string, bool)
	// Batches are the operations whose handlers heed Call.ItemFault.
	Batches []string
	// Try returns a command line that calls the vendor at the origin with credentials that Issue returned.
	Try func(origin string, credentials any) string
	// Credential returns what in a request selects a sandbox, or "".
	Credential func(c *Call) string

	// Refuse answers a violation of the document.
	Refuse func(c *Call, f openapi.Finding) Answer
	// Failure answers with one of the vendor's own codes, for Limit and for faults.
	Failure func(c *Call, code int) Answer
	// CodeLimited is the code of a call beyond Limit, CodeSystem that of a failure within the vendor.
	CodeLimited, CodeSystem int
	CodeSuccess             int // which no fault may have; 0 is none's failure either
	// NotFound answers a path, or a method of a path, that the document does not have.
	NotFound func(c *Call) Answer
	// TooLarge answers a body beyond crmsim's own bound.
	TooLarge func(c *Call) Answer
	// Token finds tokens of the vendor's own making, whether they are still good or not. Nil when all of them are
	// hidden by the records that bear them.
	Token redact.Token
}

// A Handler carries out one operation.
type Handler[S any] func(tx *Tx[S], c *Call) Answer

// A Vendor is a Definition whose state type is out of sight, ready to serve any number of sandboxes.
type Vendor struct {
	Protocol
	Tables []Table

	template *version        // the demo data
	writes   map[string]bool // by operationId
	empty    func() any
	begin    func(s *Sandbox, from *version) transaction
	view     func(s *Sandbox, of *version) transaction
	issue    func(tx transaction, sandbox string) any
	detach   func(state any) any // nil when nothing changes in place

	sign         func(state any, c *Call)
	authenticate func(state any, c *Call) *Answer
	limit        func(state any, c *Call) Limit
	missing      func(state any, c *Call) *Answer
	handle       func(tx transaction, c *Call) Answer
}

// Options say how a vendor's sandboxes begin.
type Options struct {
	Seed      Seed
	Customers int       // beyond the demo data
	Until     time.Time // when the demo data ends
}

// New returns the vendor of a definition. Every operation of the document must have a handler and every
// handler an operation.
func New[S any](d Definition[S], o Options) (*Vendor, error) {
	if err := complete(d); err != nil {
		return nil, err
	}
	v := &Vendor{
		Protocol: d.Protocol,
		Tables:   d.Tables,
		writes:   map[string]bool{},
		empty:    func() any { s := d.Empty(); return &s },
		begin:    begin[S],
		view:     view[S],
		issue:    func(tx transaction, sandbox string) any { return d.Issue(tx.(*Tx[S]), sandbox) },
		handle: func(tx transaction, c *Call) Answer {
			return d.Handlers[c.Operation.ID](tx.(*Tx[S]), c)
		},
		missing:      func(any, *Call) *Answer { return nil },
		sign:         func(any, *Call) {},
		authenticate: func(state any, c *Call) *Answer { return d.Authenticate(state.(*S), c) },
		limit:        func(any, *Call) Limit { return Limit{} },
	}
	if d.Detach != nil {
		v.detach = func(state any) any { s := *state.(*S); d.Detach(&s); return &s }
	}
	if d.Missing != nil {
		v.missing = func(state any, c *Call) *Answer { return d.Missing(state.(*S), c) }
	}
	if d.Sign != nil {
		v.sign = func(state any, c *Call) { d.Sign(state.(*S), c) }
	}
	if d.Limit != nil {
		v.limit = func(state any, c *Call) Limit { return d.Limit(state.(*S), c) }
	}
	for _, op := range d.Document.Operations() {
		v.writes[op.ID] = op.Effect != openapi.Read || slices.Contains(d.Remembered, op.ID)
	}
	v.template = v.demoData(o, func(tx transaction) { d.Demo(tx.(*Tx[S]), o.Customers) })
	return v, nil
}

func complete[S any](d Definition[S]) error {
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
	if len(wrong) == 0 {
		return nil
	}
	slices.Sort(wrong)
	return fmt.Errorf("%s: %s", d.Document.Vendor, strings.Join(wrong, "; "))
}

// demoData returns the version that fill makes of an empty one.
func (v *Vendor) demoData(o Options, fill func(tx transaction)) *version {
	s := &Sandbox{Clock: NewClock(), idSeed: uint64(o.Seed)}
	s.Clock.Set(o.Until, true)
	tx := v.begin(s, &version{state: v.empty()})
	fill(tx)
	return tx.version()
}

// ID returns the vendor's id, such as "wisecrm".
func (v *Vendor) ID() string { return v.Document.Vendor }

// Sign completes the call's credentials and signature with those of its sandbox.
func (v *Vendor) Sign(c *Call) { v.sign(v.state(c.Sandbox), c) }

// Authenticate returns the vendor's refusal of the call, or nil.
func (v *Vendor) Authenticate(c *Call) *Answer { return v.authenticate(v.state(c.Sandbox), c) }

// Limit returns the vendor's bound on calls like this one.
func (v *Vendor) Limit(c *Call) Limit { return v.limit(v.state(c.Sandbox), c) }

// Allow counts the call and reports whether it is within the vendor's limit.
func (v *Vendor) Allow(c *Call) bool {
	return c.Sandbox.cell(v).limits.allow(v.Limit(c), c.Sandbox.Clock.Now())
}

// Refused answers a call that violates the document, f being its first violation.
func (v *Vendor) Refused(c *Call, f openapi.Finding) Answer {
	if answer := v.missing(v.state(c.Sandbox), c); answer != nil {
		return *answer
	}
	return v.Refuse(c, f)
}

// Handle runs the operation's handler. What it changes is kept if its answer says so. The error is a
// *Conflict when the answer would hand out a credential that another sandbox holds; nothing is kept then.
func (v *Vendor) Handle(c *Call) (answer Answer, err error) {
	if c.Defect != nil {
		return v.mishandle(c)
	}
	if !v.writes[c.Operation.ID] {
		return v.handle(v.view(c.Sandbox, c.Sandbox.cell(v).current.Load()), c), nil
	}
	err = v.update(c.Sandbox, func(tx transaction) bool {
		answer = v.handle(tx, c)
		c.Grew = tx.base().Grown()
		return answer.Commit
	})
	return answer, err
}

// state returns the vendor's published state in the sandbox.
func (v *Vendor) state(s *Sandbox) any { return s.cell(v).current.Load().state }
