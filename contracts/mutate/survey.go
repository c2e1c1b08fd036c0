package mutate

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// A Survey is what a run of all specs on the simulator as it should be has shown.
type Survey struct {
	Mutants []Mutant // sorted by id
	Specs   []string // in the order they were declared
	// Indifferent are mutants that some spec meets, and that made no difference to any call on which they were tried.
	Indifferent []string

	calls map[string]int // of operations, by spec
}

// surveyor collects what a survey shows. Its methods are safe for concurrent use.
type surveyor struct {
	b     *bench
	mu    sync.Mutex
	met   map[string]map[string]bool // specs by mutant
	calls map[string]int
}

// Take runs all specs of the suites and returns the mutants that they meet. The error says that the suites do not
// pass on the simulator as it is, so that there is nothing to measure.
func Take(ctx context.Context, suites []*contracts.Suite, seed int64) (*Survey, error) {
	b, err := newBench(suites, seed, 0)
	if err != nil {
		return nil, err
	}
	s := &surveyor{b: b, met: map[string]map[string]bool{}, calls: map[string]int{}}
	indifferent := b.sim.Observe(s.meetNow)
	defer b.sim.Repair()
	b.mutator.at = func(op *openapi.Operation, kind, place string) bool {
		s.meetNow(idOf(op, kind, place))
		return false
	}
	counted := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.count()
		b.mutator.ServeHTTP(w, r)
	})
	options := contracts.Options{Client: b.client(func(spec string, op *openapi.Operation, kind, place string) bool {
		s.meet(spec, idOf(op, kind, place))
		return false
	}).between}
	report, err := b.run(ctx, options, counted, suites...)
	if err != nil {
		return nil, err
	}
	for _, r := range report.Specs {
		if r.Status != contracts.Passed {
			return nil, fmt.Errorf("spec %s does not pass on the simulator as it should be: %s", r.ID, reasonOf(&r))
		}
	}
	return s.survey(report, indifferent()), nil
}

func idOf(op *openapi.Operation, kind, place string) string {
	return strings.TrimSuffix(strings.Join([]string{op.Document().Vendor, op.ID, kind, strings.TrimPrefix(place, "/")}, "/"), "/")
}

func reasonOf(r *contracts.Result) string {
	if len(r.Failures) > 0 {
		return r.Failures[0].Headline
	}
	return r.Reason
}

// meetNow notes that the spec that called last meets the mutant.
func (s *surveyor) meetNow(id string) {
	if spec := s.b.spec.Load(); spec != nil {
		s.meet(*spec, id)
	}
}

func (s *surveyor) meet(spec, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.met[id] == nil {
		s.met[id] = map[string]bool{}
	}
	s.met[id][spec] = true
}

func (s *surveyor) count() {
	if spec := s.b.spec.Load(); spec != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.calls[*spec]++
	}
}

func (s *surveyor) survey(report *contracts.Report, indifferent []string) *Survey {
	survey := &Survey{calls: s.calls, Indifferent: slices.DeleteFunc(indifferent, func(id string) bool { return s.met[id] != nil })}
	about := map[string]*contracts.Result{}
	byVendor := map[string][]string{}
	for i := range report.Specs {
		r := &report.Specs[i]
		about[r.ID] = r
		survey.Specs = append(survey.Specs, r.ID)
		byVendor[r.Vendor] = append(byVendor[r.Vendor], r.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(s.met)) {
		m, err := parse(id)
		if err != nil {
			continue // Cannot be: the places that name mutants name the kinds of this package.
		}
		m.Specs = slices.Collect(maps.Keys(s.met[id]))
		slices.SortFunc(m.Specs, func(a, b string) int { return s.compare(&m, about[a], about[b]) })
		if m.Kind == success || m.Kind == idle {
			m.Sample = s.b.mutator.successes[m.Vendor+"/"+m.Operation]
		}
		survey.Mutants = append(survey.Mutants, m)
	}
	for vendor, specs := range byVendor {
		for _, kind := range nullKinds {
			survey.Mutants = append(survey.Mutants, Mutant{
				ID: vendor + "/all/" + kind, Vendor: vendor, Operation: "all", Kind: kind, Class: Null, Specs: specs,
			})
		}
	}
	slices.SortFunc(survey.Mutants, func(a, b Mutant) int { return cmp.Compare(a.ID, b.ID) })
	return survey
}

// compare puts those specs first that are about the mutant's operation, derived ones before all others, and short
// ones before long ones.
func (s *surveyor) compare(m *Mutant, a, b *contracts.Result) int {
	rank := func(r *contracts.Result) int {
		switch {
		case strings.HasPrefix(r.ID, m.Operation+"."):
			return 0
		case len(r.Operations) > 0 && r.Operations[0] == m.Operation:
			return 1
		case slices.Contains(r.Operations, m.Operation):
			return 2
		default:
			return 3
		}
	}
	return cmp.Or(rank(a)-rank(b), s.calls[a.ID]-s.calls[b.ID], cmp.Compare(a.ID, b.ID))
}
