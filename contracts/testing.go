package contracts

import (
	"net/http"
	"testing"

	"github.com/onsi/ginkgo/v2"
)

// Test runs a suite in process against a simulator's handler, with a subtest for each spec. It is what
// a vendor's package calls from its test. Only those specs run whose subtests -run selects, and whose
// labels fit -ginkgo.label-filter.
func Test(t *testing.T, suite *Suite, handler http.Handler) {
	t.Helper()
	results := map[string]Result{}
	configured, _ := ginkgo.GinkgoConfiguration()
	options := Options{Seed: 42, Labels: configured.LabelFilter}
	job := Job{suite, InProcess(handler)}
	plan, err := Plan(options, job)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range plan {
		t.Run(p.Spec.ID, func(t *testing.T) {
			options.IDs = append(options.IDs, p.Spec.ID)
			t.Parallel() // Waits for the end of Test, and so for the results.
			report(t, results[p.Spec.ID])
		})
	}
	if len(options.IDs) == 0 {
		t.Skip("no spec was selected")
	}
	all, err := Run(t.Context(), options, job)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all.Specs {
		results[s.ID] = s
	}
}

func report(t *testing.T, s Result) {
	for _, f := range s.Failures {
		t.Error(f.String())
	}
	if s.Status != Passed && len(s.Failures) == 0 {
		t.Errorf("%s: %s", s.Status, s.Reason) // Nothing stands in a spec's way here.
	}
}
