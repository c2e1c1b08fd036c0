package contracts

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2/types"
)

// Planned is a spec that was chosen for a run.
type Planned struct {
	Spec *Spec
	Skip string // why it will not run, "" when it will

	suite *Suite
}

// Plan returns the specs that Run would carry out with the same arguments, in the order they were
// declared unless the options say else, without contacting a target. The error is as Run's.
func Plan(options Options, jobs ...Job) ([]Planned, error) {
	if err := check(options, jobs); err != nil {
		return nil, err
	}
	fits := types.MustParseLabelFilter(options.Labels)
	var plan []Planned
	for _, job := range jobs {
		chosen := job.Suite.chosen(options.IDs)
		for _, spec := range job.Suite.Specs {
			p := Planned{spec, spec.obstacle(job.Target), job.Suite}
			if chosen(spec) && (len(options.Levels) == 0 || slices.Contains(options.Levels, spec.Level)) && fits(p.labels()) {
				plan = append(plan, p)
			}
		}
	}
	if options.InOrder {
		slices.SortStableFunc(plan, func(a, b Planned) int {
			return slices.Index(options.IDs, a.Spec.ID) - slices.Index(options.IDs, b.Spec.ID)
		})
	}
	return plan, nil
}

// chosen returns which specs the ids stand for: their own, those that begin with one and a dot, and those that
// took the place of one. No ids stand for all.
func (s *Suite) chosen(ids []string) func(*Spec) bool {
	exact, groups := map[string]bool{}, []string{}
	for _, id := range ids {
		id = cmp.Or(s.Aliases[id], id)
		if exact[id] = true; s.byID[id] == nil {
			groups = append(groups, id)
		}
	}
	return func(spec *Spec) bool {
		return len(ids) == 0 || exact[spec.ID] || slices.ContainsFunc(groups, spec.among)
	}
}

// among reports whether the spec's id is this one, or begins with it and a dot.
func (s *Spec) among(id string) bool { return s.ID == id || strings.HasPrefix(s.ID, id+".") }

// labels returns what a label filter selects the spec by.
func (p *Planned) labels() []string {
	labels := []string{"vendor:" + p.suite.Vendor, "level:" + p.Spec.Level, "effect:" + p.Spec.Effect()}
	if p.Spec.Rule != "" {
		labels = append(labels, "rule:"+p.Spec.Rule)
	}
	for _, id := range p.Spec.Calls {
		labels = append(labels, "op:"+id)
	}
	return labels
}

// title is what Ginkgo knows the spec by.
func (s *Spec) title() string { return s.ID + " " + s.Text }

// obstacle says why a spec cannot run on a target, or "".
func (s *Spec) obstacle(t Target) string {
	switch {
	case s.Control && t.Live():
		return "needs a simulator's control API"
	case !t.allows(s.Effect()):
		return fmt.Sprintf("is %s, and the run may only %s", s.Effect(), t.Strongest())
	default:
		return ""
	}
}

func check(options Options, jobs []Job) error {
	known := map[string]bool{}
	vendors := map[string]bool{}
	var problems []error
	for _, job := range jobs {
		problems = append(problems, job.Suite.problems...)
		if vendors[job.Suite.Vendor] {
			problems = append(problems, fmt.Errorf("%s: has two suites in one run", job.Suite.Vendor))
		}
		vendors[job.Suite.Vendor] = true
		if strength(job.Target.Strongest()) < 0 {
			problems = append(problems, fmt.Errorf("%s: unknown effect %q", job.Suite.Vendor, job.Target.Effects))
		}
		for id := range job.Suite.byID {
			if known[id] {
				problems = append(problems, fmt.Errorf("%s: spec %s is another vendor's too", job.Suite.Vendor, id))
			}
			known[id] = true
		}
	}
	for _, id := range options.IDs {
		if !known[id] && !slices.ContainsFunc(jobs, func(j Job) bool { return j.Suite.Aliases[id] != "" || j.Suite.Has(id) }) {
			problems = append(problems, fmt.Errorf("no spec %s", id))
		}
	}
	if _, err := types.ParseLabelFilter(options.Labels); err != nil {
		problems = append(problems, fmt.Errorf("label filter %q: %w", options.Labels, err))
	}
	for _, level := range options.Levels {
		if !slices.Contains(Levels(), level) {
			problems = append(problems, fmt.Errorf("unknown level %q", level))
		}
	}
	return errors.Join(problems...)
}
