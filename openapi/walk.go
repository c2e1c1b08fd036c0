package openapi

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// walkSchemas calls visit once for every schema of a document, with the name of the property it
// stands under, or "". The order is stable.
func walkSchemas(spec *openapi3.T, visit func(property string, s *openapi3.Schema)) {
	w := walker{seen: map[*openapi3.Schema]bool{}, visit: visit}
	if spec.Components != nil {
		for _, name := range slices.Sorted(maps.Keys(spec.Components.Schemas)) {
			w.walk("", spec.Components.Schemas[name])
		}
		for _, name := range slices.Sorted(maps.Keys(spec.Components.Parameters)) {
			w.walk("", spec.Components.Parameters[name].Value.Schema)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(spec.Paths.Map())) {
		operations := spec.Paths.Value(path).Operations()
		for _, method := range slices.Sorted(maps.Keys(operations)) {
			w.operation(operations[method])
		}
	}
}

// walkOperation is walkSchemas for the schemas of one operation's traffic.
func walkOperation(op *openapi3.Operation, visit func(property string, s *openapi3.Schema)) {
	walker{seen: map[*openapi3.Schema]bool{}, visit: visit}.operation(op)
}

type walker struct {
	seen  map[*openapi3.Schema]bool
	visit func(string, *openapi3.Schema)
}

// operation leaves out twins, which have nothing of their own.
func (w walker) operation(op *openapi3.Operation) {
	if isTwin(op) {
		return
	}
	for _, p := range op.Parameters {
		w.walk("", p.Value.Schema)
	}
	if op.RequestBody != nil {
		w.content(op.RequestBody.Value.Content)
	}
	responses := op.Responses.Map()
	for _, status := range slices.Sorted(maps.Keys(responses)) {
		w.content(responses[status].Value.Content)
	}
}

func (w walker) content(content openapi3.Content) {
	for _, media := range slices.Sorted(maps.Keys(content)) {
		w.walk("", content[media].Schema)
	}
}

func (w walker) walk(property string, ref *openapi3.SchemaRef) {
	if ref == nil || ref.Value == nil || w.seen[ref.Value] {
		return
	}
	s := ref.Value
	w.seen[s] = true
	w.visit(property, s)
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		w.walk(name, s.Properties[name])
	}
	for _, part := range slices.Concat(s.OneOf, s.AnyOf, s.AllOf) {
		w.walk("", part)
	}
	w.walk("", s.Items)
	w.walk("", s.Not)
	w.walk("", s.AdditionalProperties.Schema)
}
