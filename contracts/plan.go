package contracts

import (
	"errors"
	"fmt"
	"slices"
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
	var plan []Planned
	for _, job := range jobs {
		for _, spec := range job.Suite.Specs {
			if options.chooses(spec) {
				plan = append(plan, Planned{spec, spec.obstacle(job.Target), job.Suite})
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

func (o *Options) chooses(s *Spec) bool {
	return (len(o.IDs) == 0 || slices.Contains(o.IDs, s.ID)) && (len(o.Levels) == 0 || slices.Contains(o.Levels, s.Level))
}

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
		if !known[id] {
			problems = append(problems, fmt.Errorf("no spec %s", id))
		}
	}
	for _, level := range options.Levels {
		if !slices.Contains(Levels(), level) {
			problems = append(problems, fmt.Errorf("unknown level %q", level))
		}
	}
	return errors.Join(problems...)
}
