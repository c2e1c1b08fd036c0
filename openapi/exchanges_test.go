package openapi_test

import (
	"testing"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/openapi/spectest"
)

// TestExchanges: every documented example fits its document.
func TestExchanges(t *testing.T) {
	t.Parallel()
	for _, vendor := range openapi.Vendors() {
		t.Run(vendor, func(t *testing.T) {
			t.Parallel()
			document, err := openapi.Load(vendor)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range spectest.Exchanges(t, "../testdata/"+vendor) {
				if e.Source == "" || e.Evidence == "" {
					t.Errorf("%s: want a source and its evidence", e.Name)
				}
				for _, f := range e.Check(document) {
					t.Errorf("%s: %v", e.Name, f)
				}
			}
		})
	}
}
