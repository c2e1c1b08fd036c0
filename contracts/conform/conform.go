// Package conform derives specs from a vendor's document. From one valid call per operation it derives
// what the document says of each parameter and body field, of the credentials, methods and media types: a
// call that departs is refused as the document says, does nothing, and one that does not is taken.
//
// # Moving a vendor here
//
//  1. In the vendor's package, give contracts.Vendor a Sign and a Read, and replace the package's own Call,
//     Answer, Send and Fetch by contracts.Request, contracts.Answer and the methods of contracts.Case. Of
//     raw.go only what signs and what reads the envelope stays.
//  2. Replace about, controlled, asks and their like by contracts.From(…) and its methods: .Beyond() for
//     Extended, .Controlled(), .Asks(question, readings…), .After(effect). Name only the operations under
//     test; what set-up calls is seen by the oracle, and if that is stronger than they are, say so with
//     .After(openapi.Write).
//  3. Write a file valid.go with a Valid for each operation, as contracts/quancheng has one. Request sets up what the
//     call needs, new records each time, and returns the call with as many optional fields as the vendor takes together,
//     with values that are not those of a call without them; every container of fields must be there, since deriving
//     needs a value in place to break it. SetUp is the strongest effect of what Request and Probe call. Probe reads what
//     the call changes: Case.Simulated gives the control API on a crmsim, nil on a live target, where the vendor's own
//     API may do; nil says that the target does not show it. Check looks at the answer of the valid call, and for a read
//     finds there what Request made. Again, Shown, Gone, Batch, Rows, Pages and Filters are what the life of a record and the lists
//     are derived from; Fit and Idle are for values that the rest of the call must fit, or that leave nothing to do.
//  4. Call Derive in Suite with the Valids and the vendor's Judge, Proven and Proofs, Core and Unshown. Judge gets
//     the finding that the document's checker has first, those of "required" before others, and holds the answer to the
//     code that the vendor has for it; for an item of a batch, to the code in that item's row. Run the package's test.
//     For each derived spec that fails find out who is wrong: the valid call, the document or the simulator (those are
//     bugs: mend them with a test), or what a schema cannot say, which needs an Except with its question. What holds
//     for all operations and no schema says is a Rule.
//  5. Delete the hand-written specs that are now derived: what they say of required, type, enum, bound, pattern, names,
//     credentials, media type, method, fields that are kept, pages. List their ids in aliases.go with the id, or the
//     beginning of ids up to a dot, of what took their place, and give that list to Suite.Alias after Derive.
//
// A call in the middle of a derived spec is marked as wrong by itself when the document has something against it.
//
// The id of a derived spec is operationId.rule.place; the place in a body is the path of names to a field, with dots
// between, and with a last "-" for the items of an array.
package conform

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path"
	"slices"

	"github.com/onsi/ginkgo/v2"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// An Env is what a vendor's specs work through; whatever has a *contracts.Case within it is one.
type Env interface{ Frame() *contracts.Case }

// A Valid is one valid call of an operation.
type Valid[E Env] struct {
	Operation string
	// Request sets up what the call needs and returns the call; each time with other records, so that each of
	// the calls it returns would do something.
	Request func(ctx context.Context, env E) contracts.Request
	SetUp   string // the strongest effect of what Request and Probe call; "" is read
	Control bool   // Request or Probe needs the control API
	// Probe returns what the call would change, as it is now, or nil when the target does not show it. An operation that
	// is no read must have one: after a refused call it must be as before, and after the valid call it must not.
	Probe func(ctx context.Context, env E, r contracts.Request) any
	// Again is what the same call does when it is made again; a read has none.
	Again Repeat
	// Shown returns the record that the call made or changed, as Decode gives it, from the vendor's own answers or, with
	// ShownByControl, from the control API. Each parameter and scalar field of the call must be in it: under the same
	// name, whatever its letter case and underscores, or as Names says: a place, and the path in the record. Unshown are
	// the places that no record can show, with the reason.
	Shown          func(ctx context.Context, env E, r contracts.Request, a contracts.Answer) any
	ShownByControl bool
	Names, Unshown map[string]string
	// Unread says why a write has no Shown.
	Unread string
	// Gone removes the record that the call is about, by the vendor's own operation, whose effect GoneBy is, or by the
	// control API when that is "". AfterGone is what the call does then; a read may be taken, but shows another answer.
	Gone      func(ctx context.Context, env E, r contracts.Request)
	GoneBy    string
	AfterGone Repeat
	// Batch is the array of a call that does with each item what it does with one. Probe then looks at those records
	// only that the items of its own call are about.
	Batch *Batch
	// Rows returns what tells the rows of a list apart; Pages and Filters need it. Request must see to rows on
	// more than one page, and to rows for each value of a filter; RowsByControl says that it does by the control API.
	Rows          func(a contracts.Answer) []string
	RowsByControl bool
	Pages         *Pages
	Filters       []Filter
	// Idle are the places where the call may have another value, or none, and then does nothing.
	Idle []string
	// Fit makes the rest of the call fit another value that a place was given; nil when nothing needs to.
	Fit func(env E, r *contracts.Request, place string)
	// Check asserts what the answer of the valid call says. For a read it finds there what Request made.
	Check func(env E, r contracts.Request, a contracts.Answer)
}

// A Proof is a way to call an operation with other credentials than the vendor asks for.
type Proof[E Env] struct {
	Name string                            // the place in the id
	Text string                            // what the vendor does, for people
	Of   func(op *openapi.Operation) bool  // the operations that it applies to
	Make func(env E, r *contracts.Request) // changes the valid call
	Code int                               // of the refusal; 0 when the call is taken
}

// A Rule holds for all operations of a vendor and is in no schema.
type Rule[E Env] struct {
	Rule, Place string
	Text        string
	From        string // beside the operation's own source
	Control     bool
	Of          func(op *openapi.Operation) bool
	Body        func(ctx ginkgo.SpecContext, env E, c Call[E])
}

// An Except is a derived spec that does not hold, or that cannot be put to the test, for a reason that a question names.
type Except struct {
	ID       string // of the spec, or a pattern as path.Match takes it
	Question string
	Why      string
}

// A Vendor is what deriving needs to know of one.
type Vendor[E Env] struct {
	Valid []Valid[E]
	// Unshown are the places that no record shows whatever the operation, with the reason.
	Unshown map[string]string
	Proven  []string // the names of the parameters, and the places of body fields, that the Proofs look after
	Proofs  []Proof[E]
	Rules   []Rule[E]
	Except  []Except
	// Core reports whether specs of the operation are of the vendor's core; nil is all of them.
	Core func(op *openapi.Operation) bool
	// Judge returns what is wrong with the answer to a call of which the document says f, or nil. Without f
	// the call is within the document: the answer must not be a refusal that says otherwise.
	Judge func(env E, f *openapi.Finding, a contracts.Answer) error
}

// Finding rules beside those of the document's checker.
const (
	RuleMethod = "method" // the path has no such method
)

// Derive declares all specs that follow from the document and the valid calls. What is missing or
// superfluous makes the suite broken.
func Derive[E Env](d *contracts.Declaration[E], v Vendor[E]) {
	unused := map[string]bool{}
	for _, x := range v.Except {
		unused[x.ID] = true
		if !slices.Contains(d.Document().Questions(), x.Question) || x.Why == "" {
			d.Complain(fmt.Errorf("%s: the exception %s asks %q, which the document does not have, or gives no reason", d.Vendor, x.ID, x.Question))
		}
	}
	valid, places, oversized := map[string]bool{}, map[string]bool{}, false
	for _, call := range v.Valid {
		op := d.Document().Operation(call.Operation)
		for _, problem := range problems(op, call, valid[call.Operation]) {
			d.Complain(fmt.Errorf("%s: %s", d.Vendor, problem))
		}
		if op == nil {
			continue
		}
		valid[op.ID] = true
		c := Call[E]{d: d, vendor: &v, valid: call, op: op, unused: unused}
		c.derive()
		oversized = oversized || c.oversize()
		for place := range c.places() {
			places[place] = true
		}
	}
	for _, op := range d.Document().Operations() {
		if !valid[op.ID] {
			d.Complain(fmt.Errorf("%s: operation %s has no valid call", d.Vendor, op.ID))
		}
	}
	for _, name := range v.Proven {
		if !places[name] {
			d.Complain(fmt.Errorf("%s: no operation has the credential %s", d.Vendor, name))
		}
	}
	for _, x := range v.Except {
		if unused[x.ID] {
			d.Complain(fmt.Errorf("%s: the exception %s matches no derived spec", d.Vendor, x.ID))
		}
	}
}

// problems returns what is wrong with a valid call.
func problems[E Env](op *openapi.Operation, call Valid[E], another bool) (all []string) {
	switch {
	case op == nil:
		return []string{"a valid call is of the operation " + call.Operation + ", which the document does not have"}
	case another:
		all = append(all, "operation "+op.ID+" has two valid calls")
	}
	if call.Request == nil {
		all = append(all, "the valid call of "+op.ID+" has no Request")
	}
	if op.Effect != openapi.Read && call.Probe == nil {
		all = append(all, "the valid call of "+op.ID+" has no Probe")
	}
	if (op.Effect == openapi.Read) != (call.Again == 0) {
		all = append(all, "the valid call of "+op.ID+" does not say what it does again, or is a read and does")
	}
	if op.Effect != openapi.Read && (call.Shown == nil) == (call.Unread == "") {
		all = append(all, "the valid call of "+op.ID+" has no Shown and does not say why, or has one and does")
	}
	if (call.Gone == nil) != (call.AfterGone == 0) || call.AfterGone == DoesMore {
		all = append(all, "the valid call of "+op.ID+" does not say what it does when its record is gone")
	}
	if call.Rows == nil && (call.Pages != nil || len(call.Filters) > 0) {
		all = append(all, "the valid call of "+op.ID+" has pages or filters and no Rows")
	}
	places := Call[E]{op: op}.places()
	if call.Batch != nil && !places[call.Batch.Place] {
		all = append(all, "the valid call of "+op.ID+" has the batch "+call.Batch.Place+", which the operation does not have")
	}
	for _, place := range slices.Concat(call.Idle, slices.Collect(maps.Keys(call.Names)), slices.Collect(maps.Keys(call.Unshown))) {
		if !places[place] {
			all = append(all, "the valid call of "+op.ID+" names the place "+place+", which the operation does not have")
		}
	}
	return all
}

// places returns the names of the operation's parameters and the places of its body's fields.
func (c Call[E]) places() map[string]bool {
	all := map[string]bool{}
	for _, p := range c.op.Parameters {
		all[p.Name] = true
	}
	if body, has := c.op.Body(); has {
		for _, f := range fields(field{schema: body.Schema}) {
			all[f.place()] = true
		}
	}
	return all
}

// A Call is an operation with its valid call, for the rules.
type Call[E Env] struct {
	d      *contracts.Declaration[E]
	vendor *Vendor[E]
	valid  Valid[E]
	op     *openapi.Operation
	unused map[string]bool // exceptions
}

// Operation returns the operation under test.
func (c Call[E]) Operation() *openapi.Operation { return c.op }

// Request sets up a valid call.
func (c Call[E]) Request(ctx context.Context, env E) contracts.Request {
	return c.valid.Request(ctx, env)
}

// declare adds a derived spec, unless an exception names it.
func (c Call[E]) declare(rule, place, text string, about contracts.About, body func(ginkgo.SpecContext, E)) {
	id := c.op.ID + "." + rule
	if place != "" {
		id += "." + place
	}
	for _, x := range c.vendor.Except {
		if match, err := path.Match(x.ID, id); match || err != nil {
			c.unused[x.ID] = err != nil
			return
		}
	}
	about.Calls, about.Rule, about.Apart = []string{c.op.ID}, rule, true
	about.SetUp = cmp.Or(about.SetUp, c.valid.SetUp)
	about.Control = about.Control || c.valid.Control
	if c.vendor.Core != nil && !c.vendor.Core(c.op) {
		about.Level = contracts.Extended
	}
	if about.From == "" {
		about.From = c.op.Source
	}
	if about.Evidence == "" {
		about.Evidence = c.op.Evidence
	}
	c.d.Spec(id, text, about, body)
}
