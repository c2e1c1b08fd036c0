package gateway

import (
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/fault"
)

// nearest returns the documented operation that was probably meant: what a site has before the vendor's base is not
// held against a path.
func (x *exchange) nearest() *openapi.Operation {
	path := x.call.HTTP.URL.Path
	if x.vendor.Canonical != nil {
		if below, ok := x.vendor.Canonical(path); ok {
			path = below
		}
	}
	return nearest(x.vendor.Document, path)
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
