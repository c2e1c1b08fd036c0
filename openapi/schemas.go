package openapi

import "slices"

// A Schema is a read-only view of one schema of a document.
type Schema struct{ shape *shape }

// Schemas returns the names of the document's component schemas, sorted.
func (d *Document) Schemas() []string {
	var names []string
	for _, p := range d.schemas {
		names = append(names, p.name)
	}
	return names
}

// Schema returns the component schema of that name, and whether there is one.
func (d *Document) Schema(name string) (Schema, bool) {
	i := slices.IndexFunc(d.schemas, func(p *property) bool { return p.name == name })
	if i < 0 {
		return Schema{}, false
	}
	return Schema{d.schemas[i].shape}, true
}

// Type returns "object", "array", "string", "integer", "number" or "boolean", or "" when the schema
// allows several of them.
func (s Schema) Type() string {
	switch {
	case len(s.shape.Types) == 1:
		return s.shape.Types[0]
	case len(s.shape.Types) == 0 && len(s.shape.allOf) > 0:
		return Schema{s.shape.allOf[0]}.Type()
	default:
		return ""
	}
}

// Nullable reports whether null fits the schema.
func (s Schema) Nullable() bool { return s.shape.null }

// Items returns the schema of an array's items, and whether there is one.
func (s Schema) Items() (Schema, bool) { return Schema{s.shape.items}, s.shape.items != nil }

// Properties returns the named properties of an object, those of its allOf parts included.
func (s Schema) Properties() map[string]Schema {
	out := make(map[string]Schema, len(s.shape.properties))
	for _, p := range s.shape.properties {
		out[p.name] = Schema{p.shape}
	}
	return out
}
