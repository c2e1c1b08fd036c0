package wisecrm

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/simulator"
)

// TestContract runs every spec against the simulator; no other test of this package may need it.
func TestContract(t *testing.T) {
	sim, err := simulator.New(simulator.Config{Seed: 42})
	if err != nil {
		t.Fatal(err)
	}
	contracts.Test(t, Suite(), sim)
}

// TestQuestionsAreAsked finds for each open question the spec that the list of questions promises,
// and for each spec that asks one the question in the list.
func TestQuestionsAreAsked(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../openapi/QUESTIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	promised := map[string]string{} // by question
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, " | ")
		if question, ok := strings.CutPrefix(cells[0], "| WI-Q"); ok {
			promised["WI-Q"+question] = strings.TrimSuffix(strings.TrimSpace(cells[len(cells)-1]), " |")
		}
	}
	suite := Suite()
	for question, by := range promised {
		asked := slices.ContainsFunc(suite.Specs, func(s *contracts.Spec) bool { return s.ID == by && s.Question == question })
		if !asked && !strings.HasPrefix(by, "not on the wire: ") {
			t.Errorf("%s: no spec %s asks it", question, by)
		}
	}
	for _, s := range suite.Specs {
		if s.Question != "" && !strings.HasPrefix(promised[s.Question], "WI-") {
			t.Errorf("%s asks %s, which the list calls %q", s.ID, s.Question, promised[s.Question])
		}
	}
}
