package contracts

import (
	"cmp"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/crmsim/crmsim/openapi"
)

// ReportSchema names the shape of Report as JSON. It changes when a reader of the old shape would
// misread the new.
const ReportSchema = "crmcheck-report/1"

// Statuses of a spec.
const (
	Passed  = "passed"
	Failed  = "failed"
	Skipped = "skipped"
)

// A Report is what became of a run. It holds no secret.
type Report struct {
	Schema   string           `json:"schema"`
	Version  string           `json:"version"` // of the suites
	Started  time.Time        `json:"started"`
	Seconds  float64          `json:"seconds"`
	Seed     int64            `json:"seed"`
	IDs      []string         `json:"ids,omitempty"`    // as chosen
	Levels   []string         `json:"levels,omitempty"` // as chosen
	Targets  []ReportedTarget `json:"targets"`
	Totals   Totals           `json:"totals"`
	Specs    []Result         `json:"specs"` // in the order they were declared
	Coverage []Coverage       `json:"coverage"`
}

// A ReportedTarget is where one vendor's suite ran.
type ReportedTarget struct {
	Vendor   string `json:"vendor"`
	Document string `json:"document"` // version of the vendor's document
	Target   string `json:"target"`
	Live     bool   `json:"live"`
	Effects  string `json:"effects"` // the strongest that was allowed
}

// Totals counts specs by status.
type Totals struct {
	Passed  int `json:"passed"`
	Failed  int `json:"failed"`
	Skipped int `json:"skipped"`
}

// A Result is what became of one spec.
type Result struct {
	ID         string            `json:"id"`
	Vendor     string            `json:"vendor"`
	Text       string            `json:"text"`
	Level      string            `json:"level"`
	Effect     string            `json:"effect"`
	Operations []string          `json:"operations"`
	From       string            `json:"from"`
	Evidence   string            `json:"evidence"`
	Status     string            `json:"status"`
	Reason     string            `json:"reason,omitempty"` // why it was skipped
	Seconds    float64           `json:"seconds"`
	Failures   []Failure         `json:"failures,omitempty"`
	Reading    *Reading          `json:"reading,omitempty"`
	Findings   []openapi.Finding `json:"findings,omitempty"` // about answers, which did not fail the spec
}

// A Reading is what a question spec learnt.
type Reading struct {
	Question string `json:"question"`
	Chosen   string `json:"chosen"`             // the reading that crmsim is built on
	Observed string `json:"observed,omitempty"` // "" when the spec could not tell
}

// ExitCode returns 1 when a spec failed, 3 when none ran, else 0. A broken run is 2.
func (r *Report) ExitCode() int {
	switch {
	case r.Totals.Failed > 0:
		return 1
	case r.Totals.Passed == 0:
		return 3
	default:
		return 0
	}
}

// collect takes the result of a spec from Ginkgo.
func (r *run) collect(s ginkgo.SpecReport) {
	planned := r.plan[r.byTitle[s.LeafNodeText]]
	result := planned.result()
	result.Seconds = s.RunTime.Seconds()
	c := r.cases[planned.Spec.ID]
	switch {
	case s.State.Is(types.SpecStatePassed):
		result.Status = Passed
	case s.State.Is(types.SpecStateSkipped):
		result.Status, result.Reason = Skipped, cmp.Or(s.Failure.Message, "the run was interrupted")
	default:
		result.Status, result.Failures = Failed, failures(c, s)
	}
	if s.State.Is(types.SpecStateInterrupted) {
		r.broken = errors.New("the run was interrupted")
	}
	if c != nil {
		c.complete(&result, r.again(c.spec))
	}
	r.results = append(r.results, result)
}

func (p *Planned) result() Result {
	s := p.Spec
	return Result{
		ID: s.ID, Vendor: p.suite.Vendor, Text: s.Text, Level: s.Level, Effect: s.Effect(),
		Operations: s.Calls, From: s.From, Evidence: s.Evidence,
	}
}

// failures returns what the case recorded, after what only Ginkgo knows: a panic, a timeout, or a
// failure that did not come through Gomega.
func failures(c *Case, s ginkgo.SpecReport) []Failure {
	var recorded []Failure
	if c != nil {
		recorded = c.failures
	}
	if s.State.Is(types.SpecStateFailed) && len(recorded) > 0 {
		return recorded
	}
	f := Failure{Headline: s.LeafNodeText, Detail: strings.TrimSpace(s.Failure.Message + "\n" + s.Failure.ForwardedPanic),
		At: place(s.Failure.Location)}
	if c != nil && c.oracle != nil {
		f = c.assertion(f.Detail, f.At)
	}
	return append([]Failure{f}, recorded...)
}

// complete adds what the oracle and the spec learnt.
func (c *Case) complete(result *Result, again string) {
	for i := range result.Failures {
		f := &result.Failures[i]
		f.Headline, f.Again = c.spec.ID+"  "+f.Headline, again
	}
	if c.spec.Level == Question {
		result.Reading = &Reading{c.spec.Question, c.spec.Readings[0], c.observed}
	}
	if c.oracle == nil {
		return
	}
	result.Reason = c.oracle.redact.text(result.Reason)
	for _, x := range c.oracle.seen() {
		for _, f := range x.answer {
			if f.Severity == openapi.Suspicion || c.lenient() {
				f.Got, f.Place = c.oracle.redact.text(f.Got), c.oracle.redact.text(f.Place)
				result.Findings = append(result.Findings, f)
			}
		}
	}
	c.oracle.forget()
}

func (r *run) report(jobs []Job) *Report {
	report := &Report{
		Schema: ReportSchema, Version: version(), Started: r.started.UTC().Truncate(time.Millisecond), Seconds: time.Since(r.started).Seconds(),
		Seed: r.options.Seed, IDs: r.options.IDs, Levels: r.options.Levels, Specs: r.results,
	}
	order := map[string]int{}
	for i, p := range r.plan {
		order[p.Spec.ID] = i
	}
	slices.SortFunc(report.Specs, func(a, b Result) int { return order[a.ID] - order[b.ID] })
	for _, s := range report.Specs {
		report.Totals.count(s.Status)
	}
	for _, job := range jobs {
		report.Targets = append(report.Targets, ReportedTarget{
			job.Suite.Vendor, job.Suite.document.Version, job.Target.String(), job.Target.Live(), job.Target.Strongest(),
		})
		report.Coverage = append(report.Coverage, r.coverage(job.Suite)...)
	}
	return report
}

func (t *Totals) count(status string) {
	switch status {
	case Passed:
		t.Passed++
	case Failed:
		t.Failed++
	default:
		t.Skipped++
	}
}

// String returns "12 passed, 1 failed, 3 skipped".
func (t Totals) String() string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", t.Passed, t.Failed, t.Skipped)
}

// version names the build that the suites are compiled into.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return cmp.Or(info.Main.Version, "unknown")
}
