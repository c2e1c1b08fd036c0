package verdict

import (
	"encoding/json"
	"regexp"
	"slices"
	"testing"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/openapi/spectest"
)

// paging is what the parts of paging are called.
var paging = regexp.MustCompile(`(?i)^page|^current$|_page$|^limit$|^offset$|^size$`)

// TestEveryListIsKnown: whatever a document calls the parts of paging, the report knows it.
func TestEveryListIsKnown(t *testing.T) {
	t.Parallel()
	known, lists := slices.Concat(pageNames, sizeNames), map[string]bool{}
	for _, vendor := range openapi.Vendors() {
		for _, e := range spectest.RequestExamples(t, "../../../openapi/"+vendor+".yaml") {
			var body map[string]any
			_ = json.Unmarshal([]byte(e.Body), &body) // Some bodies are lists, or forms.
			names := []string{}
			for name := range e.Query {
				names = append(names, name)
			}
			for name := range body {
				names = append(names, name)
			}
			for _, name := range names {
				if !paging.MatchString(name) {
					continue
				}
				lists[e.Operation] = true
				if !slices.Contains(known, name) {
					t.Errorf("%s %s pages by %q, which the report does not know", vendor, e.Operation, name)
				}
			}
		}
	}
	for _, operation := range []string{"listAccounts", "advQuery", "getAllCustomers", "queryDelCustomerInfo", "msgPage"} {
		if !lists[operation] {
			t.Errorf("found no paging in the examples of %s", operation)
		}
	}
}
