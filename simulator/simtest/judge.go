package simtest

import (
	"net/http"
	"slices"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/journal"
	"github.com/crmsim/crmsim/simulator/internal/verdict"
)

// A Call is one call that the program made, decoded.
type Call struct {
	Sequence          uint64 // its number in the journal
	Time              time.Time
	Vendor, Operation string
	Method, Path      string
	Parameters        map[string]any // of the query, the headers and the form; JSON in them is decoded
	Body              any            // decoded JSON, numbers as json.Number; nil when it was none
	Status            int            // HTTP; 0 when there was no answer
	Outcome           string         // the code that the vendor gave, whether the program saw it or not
	Accepted          bool           // the vendor did what it was asked for
	Fault             string         // the fault that struck the call
	Findings          []openapi.Finding

	transcript string
}

// String is the call's part of the transcript.
func (c Call) String() string { return c.transcript }

// Calls returns the calls of an operation, or with "" all calls, oldest first.
func (s *Simulator) Calls(operation string) []Call {
	s.t.Helper()
	var list []Call
	for _, c := range s.journal() {
		if operation == "" || c.Operation == operation {
			list = append(list, Call{
				c.Sequence, c.Time, c.Vendor, c.Operation, c.Method, c.Path, c.Parameters, c.Body(),
				c.Status, c.Outcome, c.Accepted, c.Fault, c.Findings,
				verdict.Transcript([]*journal.Call{c}),
			})
		}
	}
	return list
}

func (s *Simulator) journal() []*journal.Call {
	s.t.Helper()
	var shown struct{ Entries []*journal.Call }
	s.Control(http.MethodGet, "/journal", nil, &shown)
	return shown.Entries
}

// A Wish narrows down what Verify wants.
type Wish func(*verdict.Want)

// Exactly wants so many calls.
func Exactly(n int) Wish { return func(w *verdict.Want) { w.Exactly = &n } }

// AtLeast wants so many calls or more.
func AtLeast(n int) Wish { return func(w *verdict.Want) { w.AtLeast = &n } }

// AtMost wants so many calls or fewer, none included.
func AtMost(n int) Wish { return func(w *verdict.Want) { w.AtMost = &n } }

// Never wants no call.
func Never() Wish { return Exactly(0) }

// Where wants calls that have something: part is "parameters", "body", "outcome", "status", "method" or "fault",
// and pattern what it must be. A map asks for its members and lets others be, a list for as many elements, any other
// value for one that reads the same, so that 20 matches "20". The operators are maps of one name: $contains,
// $matches (a regular expression), $exists, $equals, $not and $any (a list of patterns).
func Where(part string, pattern any) Wish {
	return func(w *verdict.Want) {
		if w.Where == nil {
			w.Where = map[string]any{}
		}
		w.Where[part] = pattern
	}
}

// Verify fails the test unless the program made the calls of an operation that are wanted: one or more, unless a
// wish says how many. The test then shows the calls that came nearest, and how they differ.
func (s *Simulator) Verify(operation string, wishes ...Wish) {
	s.t.Helper()
	want := verdict.Want{Operation: operation}
	for _, wish := range wishes {
		wish(&want)
	}
	var result verdict.Result
	s.Control(http.MethodPost, "/verify", want, &result)
	if !result.Satisfied {
		s.t.Errorf("simtest: %s", result.Message)
	}
}

// AllowViolations lets the test pass although the program sends what the vendor's document forbids, or is refused by
// the vendor's rules. Names of operations and of rules, such as
// "unique", narrow that down.
func (s *Simulator) AllowViolations(of ...string) {
	s.allowsAll = s.allowsAll || len(of) == 0
	s.allowed = append(s.allowed, of...)
}

// Clean fails the test unless the verdict on the program is clean so far: no violation, no suspicion, no write that
// was doubled, no list that was read in part, no token fetched again and again. What AllowViolations allows counts
// as clean.
func (s *Simulator) Clean() {
	s.t.Helper()
	s.judge(openapi.Suspicion)
}

// judge fails the test for problems that are at least as bad as a severity.
func (s *Simulator) judge(worst openapi.Severity) {
	s.t.Helper()
	var report verdict.Report
	s.Control(http.MethodGet, "/report", nil, &report)
	report.Problems = slices.DeleteFunc(report.Problems, func(p verdict.Problem) bool { return p.Severity < worst || s.allows(p) })
	if len(report.Problems) > 0 {
		report.Verdict = report.Problems[0].Severity.String()
		s.t.Errorf("simtest: %s", report.String())
	} else if report.Dropped > 0 && worst < openapi.Violation {
		s.t.Errorf("simtest: the journal has dropped %d calls: nobody can say that the program is clean", report.Dropped)
	}
}

func (s *Simulator) allows(p verdict.Problem) bool {
	return s.allowsAll || slices.Contains(s.allowed, p.Operation) || slices.Contains(s.allowed, p.Rule)
}

// conclude ends a test: violations fail it, and a failed test shows what was said.
func (s *Simulator) conclude() {
	s.t.Helper()
	s.judge(openapi.Violation)
	if s.t.Failed() {
		s.t.Logf("simtest: what the program sent and got:\n%s", verdict.Transcript(s.journal()))
	}
}
