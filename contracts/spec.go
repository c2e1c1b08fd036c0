package contracts

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/crmsim/crmsim/openapi"
)

// Levels of a spec.
const (
	Core     = "core"     // the vendor's core operations, as documented
	Extended = "extended" // what goes beyond them
	Question = "question" // asks what no document says
)

// Levels returns all levels.
func Levels() []string { return []string{Core, Extended, Question} }

// About says what a spec touches and where its rule comes from.
type About struct {
	// Calls names the operations under test, by operationId. The spec must call each.
	Calls []string

	// SetUp is the strongest effect of what the spec calls besides, such as to make a record that Calls
	// then read; "" is none beyond that of Calls. A spec that does more, or less, than it says fails, so that
	// a run knows beforehand what a spec will do.
	SetUp string

	// Rule is the rule of the document that a derived spec holds the vendor to, such as "required"; "" for
	// a spec that was written by hand.
	Rule string

	// Apart gives the spec a sandbox of its own on a crmsim. A spec with Control has one anyway.
	Apart bool

	From     string // document and heading
	Evidence string // one of openapi's grades
	Level    string // Core or Extended; "" is Core. A spec with a Question is of level Question.

	// Question is the open question that the spec settles, and Readings are the answers it can tell
	// apart, first the one that crmsim is built on. The body calls Case.Observe with one of them, or
	// with Other.
	Question string
	Readings []string

	// Control says that the spec drives the simulator's control API. It gets a sandbox of its own and
	// is skipped on a live target.
	Control bool
}

// Other is the reading of a vendor that follows none of those that a question offers.
const Other = "something else"

// A Spec is one rule of a vendor.
type Spec struct {
	ID, Text string
	About

	effect string             // the strongest of the operations that it calls
	at     types.CodeLocation // of the declaration
	run    func(ginkgo.SpecContext, *Case)
}

// Effect returns the strongest effect that the spec has: of the operations that it calls, as the document
// has it, and of its set-up.
func (s *Spec) Effect() string { return s.effect }

// The ids of specs: those written by hand are like AB-THING-01, those derived from a document are
// operationId.rule or operationId.rule.place.
var (
	specID    = regexp.MustCompile(`^[A-Z]+(-[A-Z0-9]+)+-[0-9]{2}$`)
	derivedID = regexp.MustCompile(`^[A-Za-z0-9]+\.[A-Za-z]+(\.[^\s.]+)*$`)
)

func (s *Suite) add(spec *Spec) {
	switch {
	case spec.Question != "":
		spec.Level = Question
	case spec.Level == "":
		spec.Level = Core
	}
	for _, problem := range slices.Concat(s.checkIdentity(spec), s.checkOperations(spec), s.checkQuestion(spec)) {
		s.complain(fmt.Errorf("%s: spec %s %w", s.Vendor, spec.ID, problem))
	}
	s.byID[spec.ID] = spec
	s.Specs = append(s.Specs, spec)
}

func (s *Suite) checkIdentity(spec *Spec) (problems []error) {
	if spec.Rule == "" && !specID.MatchString(spec.ID) {
		problems = append(problems, errors.New("has an id that is not like AB-THING-01"))
	}
	if spec.Rule != "" && !derivedID.MatchString(spec.ID) {
		problems = append(problems, errors.New("has an id that is not like addThing.required.name"))
	}
	if s.byID[spec.ID] != nil {
		problems = append(problems, errors.New("is declared twice"))
	}
	if spec.Text == "" {
		problems = append(problems, errors.New("has no text"))
	}
	if spec.From == "" {
		problems = append(problems, errors.New("does not say which document and heading it is from"))
	}
	if !slices.Contains([]string{openapi.Documented, openapi.VendorPage, openapi.PublicClient, openapi.Inferred}, spec.Evidence) {
		problems = append(problems, fmt.Errorf("has evidence %q", spec.Evidence))
	}
	return problems
}

func (s *Suite) checkOperations(spec *Spec) (problems []error) {
	if len(spec.Calls) == 0 {
		problems = append(problems, errors.New("names no operation"))
	}
	spec.effect = cmp.Or(spec.SetUp, openapi.Read)
	if strength(spec.effect) < 0 {
		problems = append(problems, fmt.Errorf("has the set-up %q, which is no effect", spec.SetUp))
	}
	for _, id := range spec.Calls {
		op := s.document.Operation(id)
		if op == nil {
			problems = append(problems, fmt.Errorf("names the operation %s, which the document does not have", id))
		} else if strength(op.Effect) > strength(spec.effect) {
			spec.effect = op.Effect
		}
	}
	return problems
}

func (s *Suite) checkQuestion(spec *Spec) (problems []error) {
	if spec.Question == "" {
		if spec.Level != Core && spec.Level != Extended {
			problems = append(problems, fmt.Errorf("has level %q and no question", spec.Level))
		}
		if len(spec.Readings) > 0 {
			problems = append(problems, errors.New("has readings and no question"))
		}
		return problems
	}
	if !slices.Contains(s.questions, spec.Question) {
		problems = append(problems, fmt.Errorf("asks %s, which the document does not have", spec.Question))
	}
	if len(spec.Readings) == 0 {
		problems = append(problems, errors.New("asks a question without the reading that crmsim is built on"))
	}
	return problems
}
