// Package contracts is the frame of the contract suites: how a spec is declared, the target it runs
// on, and the oracle that holds all of its traffic against the vendor's document.
//
// A vendor's package returns its suite; nothing registers itself:
//
//	func Suite() *contracts.Suite {
//		s := contracts.NewSuite(vendor)
//		s.Spec("WI-ACCOUNT-ADD-03", "refuses a duplicate name unless forced", contracts.About{
//			Calls: []string{"addAccount"}, From: "客户管理 > 新增客户: force_add", Evidence: openapi.Documented,
//		}, func(ctx SpecContext, e *Env) { … })
//		return s.Suite
//	}
//
// Run carries suites out through Ginkgo, as often as one likes in one process:
//
//	report, err := contracts.Run(ctx, contracts.Options{Seed: 42}, contracts.Job{Suite: suite, Target: contracts.InProcess(simulator)})
//
// A spec asserts with Gomega. It need not look at the shape of an answer: the oracle fails the spec
// for each answer outside the document and for each request that departs from it unmarked.
package contracts

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/crmsim/crmsim/openapi"
)

// A Vendor is what the frame must know of a vendor, with E the type that its specs work through.
type Vendor[E any] struct {
	ID          string // as openapi.Load takes it
	BasePath    string // what a client's base URL has after the origin, such as "/gw/"; "" for nothing
	Credentials []Credential

	// Connect makes what a spec works through, anew for each spec. All its traffic must go through
	// the case's HTTPClient.
	Connect func(*Case) E
	// Created returns the ids of the records that an answer says it made. body is the decoded answer.
	Created func(op *openapi.Operation, body any) []string
	// Changes returns the ids of existing records that a request would change or remove, as they
	// stand in the request, even when they are empty or malformed. A call that only adds has none.
	Changes func(op *openapi.Operation, query url.Values, body []byte) []string

	// Cleared are the tables that a crmsim's sandbox is without when a derived spec begins: such a spec makes what it
	// needs, and reads whole tables to see whether anything has changed.
	Cleared []string

	// Sign adds to a Request the credentials that it does not name itself: in the query or the form, or in
	// the header. It is code of its own, not the client's.
	Sign func(ctx context.Context, env E, r *Request)
	// Read fills in what the envelope of an answer says. The error is about a body that is no envelope.
	Read func(*Answer) error
}

// A Credential is one part of what a vendor's client needs to be let in. A live run takes it from
// the environment, CRMCHECK_<VENDOR>_<NAME> in capitals; a simulator's sandbox shows it under Name.
type Credential struct {
	Name   string
	Public bool // may stand in a report; all others are blacked out wherever they appear
}

// A Suite is the contract of one vendor.
type Suite struct {
	Vendor string
	Specs  []*Spec // in the order they were declared

	Aliases map[string]string // ids of former specs, with those that took their place

	document  *openapi.Document
	questions []string    // that the document has
	vendor    Vendor[any] // without Connect, which lives in the bodies of the specs
	byID      map[string]*Spec
	problems  []error
}

// A Declaration is a Suite that still takes specs.
type Declaration[E any] struct {
	*Suite
	connect func(*Case) E
	sign    func(context.Context, E, *Request)
}

// NewSuite returns the suite of a vendor, without specs. A vendor that has no document makes the
// suite broken, which Run reports.
func NewSuite[E any](v Vendor[E]) *Declaration[E] {
	document, err := openapi.Load(v.ID)
	if err != nil {
		d := declare(v, &openapi.Document{Vendor: v.ID}, nil)
		d.complain(err)
		return d
	}
	return NewSuiteOf(v, document)
}

// NewSuiteOf is NewSuite for a document that crmsim does not come with.
func NewSuiteOf[E any](v Vendor[E], document *openapi.Document) *Declaration[E] {
	d := declare(v, document, document.Questions())
	if v.Connect == nil || v.Created == nil || v.Changes == nil {
		d.complain(fmt.Errorf("%s: the vendor lacks Connect, Created or Changes", v.ID))
	}
	return d
}

func declare[E any](v Vendor[E], document *openapi.Document, questions []string) *Declaration[E] {
	return &Declaration[E]{connect: v.Connect, sign: v.Sign, Suite: &Suite{
		Vendor:    v.ID,
		document:  document,
		questions: questions,
		byID:      map[string]*Spec{},
		vendor: Vendor[any]{
			ID: v.ID, BasePath: v.BasePath, Credentials: v.Credentials, Created: v.Created, Changes: v.Changes, Read: v.Read, Cleared: v.Cleared,
		},
	}}
}

// Spec declares one rule of the vendor. The id is never reused; the text words the rule as what the
// vendor does. A declaration that is wrong makes the suite broken, which Run reports.
func (d *Declaration[E]) Spec(id, text string, about About, body func(ctx ginkgo.SpecContext, e E)) {
	d.add(&Spec{
		ID: id, Text: text, About: about, at: types.NewCodeLocation(1),
		run: func(ctx ginkgo.SpecContext, c *Case) {
			env := d.connect(c)
			c.sign = func(ctx context.Context, r *Request) { d.sign(ctx, env, r) }
			body(ctx, env)
		},
	})
}

// As returns what a spec works through with other credentials, of another sandbox of the same crmsim.
func (d *Declaration[E]) As(c *Case, credentials map[string]string) E {
	other, session := *c, *c.session
	session.credentials, other.session = credentials, &session
	env := d.connect(&other)
	other.sign = func(ctx context.Context, r *Request) { d.sign(ctx, env, r) }
	return env
}

// Document returns the vendor's document.
func (s *Suite) Document() *openapi.Document { return s.document }

// Alias says which specs took the place of one that is no more: an id, or the beginning of ids up to a dot. An
// id that was published so still means something. An alias of nothing, or that is a living spec's id, makes the suite
// broken.
func (s *Suite) Alias(aliases map[string]string) {
	for old, id := range aliases {
		if !s.Has(id) || s.byID[old] != nil {
			s.complain(fmt.Errorf("%s: %s cannot be an alias of %s", s.Vendor, old, id))
		}
	}
	s.Aliases = aliases
}

// Has reports whether there is a spec of that id, or of one that begins with it and a dot.
func (s *Suite) Has(id string) bool {
	return slices.ContainsFunc(s.Specs, func(spec *Spec) bool { return spec.among(id) })
}

// Complain makes the suite broken, which Run reports. It is for packages that declare specs by rule.
func (s *Suite) Complain(err error) { s.complain(err) }

func (s *Suite) complain(err error) {
	if err != nil {
		s.problems = append(s.problems, err)
	}
}
