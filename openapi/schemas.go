package openapi

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A Schema is a read-only view of one schema of a document.
type Schema struct{ raw *openapi3.Schema }

// Schemas returns the names of the document's component schemas, sorted.
func (d *Document) Schemas() []string { return slices.Sorted(maps.Keys(d.spec.Components.Schemas)) }

// Schema returns the component schema of that name, and whether there is one.
func (d *Document) Schema(name string) (Schema, bool) {
	ref := d.spec.Components.Schemas[name]
	if ref == nil {
		return Schema{}, false
	}
	return Schema{ref.Value}, true
}

// Type returns "object", "array", "string", "integer", "number" or "boolean", or "" when the schema
// allows several of them.
func (s Schema) Type() string {
	if s.raw.Type == nil || len(s.raw.Type.Slice()) != 1 {
		for _, part := range s.raw.AllOf {
			return Schema{part.Value}.Type()
		}
		return ""
	}
	return strings.Join(s.raw.Type.Slice(), "")
}

// Nullable tells whether null fits the schema.
func (s Schema) Nullable() bool { return s.raw.Nullable }

// Items returns the schema of an array's items, and whether there is one.
func (s Schema) Items() (Schema, bool) {
	if s.raw.Items == nil {
		return Schema{}, false
	}
	return Schema{s.raw.Items.Value}, true
}

// Properties returns the named properties of an object, those of its allOf parts included.
func (s Schema) Properties() map[string]Schema {
	named, _ := propertiesOf(s.raw)
	out := make(map[string]Schema, len(named))
	for name, ref := range named {
		out[name] = Schema{ref.Value}
	}
	return out
}
