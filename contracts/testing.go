package contracts

import (
	"net/http"
	"testing"
)

// Test runs a suite in process against a simulator's handler, with a subtest for each spec. It is what
// a vendor's package calls from its test.
func Test(t *testing.T, suite *Suite, handler http.Handler) {
	t.Helper()
	report, err := Run(t.Context(), Options{Seed: 42}, Job{suite, InProcess(handler)})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range report.Specs {
		t.Run(s.ID, func(t *testing.T) {
			for _, f := range s.Failures {
				t.Error(f.String())
			}
			if s.Status == Skipped {
				t.Error("was skipped: " + s.Reason) // Nothing stands in a spec's way here.
			}
		})
	}
	if report.ExitCode() == 3 {
		t.Error("no spec ran")
	}
}
