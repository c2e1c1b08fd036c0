package gateway

import (
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/fault"
)

// meant returns the operation that was probably meant by a path that the vendor's document does not have: what a site
// has before the vendor's base is not held against it.
func meant(v *api.Vendor, path string) *openapi.Operation {
	if v.Canonical != nil {
		if below, ok := v.Canonical(path); ok {
			path = below
		}
	}
	return nearest(v.Document, path)
}

// nearest returns the documented operation whose path is most like the given one, nil when none is much
// like it.
func nearest(doc *openapi.Document, path string) *openapi.Operation {
	best, found := len(path)/2+1, (*openapi.Operation)(nil)
	for _, op := range doc.Operations() {
		if d := fault.Distance(strings.ToLower(op.Path), strings.ToLower(path)); d < best {
			best, found = d, op
		}
	}
	return found
}
