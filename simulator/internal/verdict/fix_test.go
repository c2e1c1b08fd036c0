package verdict

import (
	"testing"

	"github.com/crmsim/crmsim/openapi"
)

// TestFixes: what to do about a finding names the place, or what was wanted, and where the rule stands.
func TestFixes(t *testing.T) {
	t.Parallel()
	for rule, want := range map[string]string{
		openapi.RuleRequired: "send /name in the body: W (openapi/v.yaml:7)", openapi.RuleEmpty: "give /name a value, or leave it out (openapi/v.yaml:7)",
		openapi.RuleUnknown: "leave /name out, or spell it as the document does (openapi/v.yaml:7)", openapi.RuleCase: "write W (openapi/v.yaml:7)",
		openapi.RuleRepeated: "send /name once (openapi/v.yaml:7)", openapi.RuleSyntax: "send W and nothing else (openapi/v.yaml:7)",
		openapi.RuleTrailing: "send W and nothing else (openapi/v.yaml:7)", openapi.RuleContentType: "send the header Content-Type: W (openapi/v.yaml:7)",
		openapi.RuleSize: "send less in one call: W (openapi/v.yaml:7)", openapi.RuleBody: "send no body (openapi/v.yaml:7)", "path": "call W (openapi/v.yaml:7)", "type": "send W (openapi/v.yaml:7)",
		"enum": "send W (openapi/v.yaml:7)", "unique": "look the record up before adding it (openapi/v.yaml:7)",
	} {
		if got := Fix("v", openapi.Finding{In: "body", Place: "/name", Rule: rule, Wanted: "W", Line: 7}); got != want {
			t.Errorf("%s: %q, want %q", rule, got, want)
		}
	}
	for _, rule := range []string{"signature", "timestamp", "credential", "token", "limit", "exists", "state", "permission", "odd"} {
		if Fix("v", openapi.Finding{Rule: rule}) == "" {
			t.Errorf("%s: nothing to do", rule)
		}
	}
}
