package openapi

import (
	"fmt"
	"maps"
	"slices"
	"testing"

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

// propertiesOf returns the properties that a schema and its allOf parts name, and whether others are
// welcome. A schema without properties, or with alternatives, is open.
func propertiesOf(s *openapi3.Schema) (openapi3.Schemas, bool) {
	more := s.AdditionalProperties
	open := more.Schema != nil || more.Has != nil || len(s.OneOf)+len(s.AnyOf) > 0
	named := openapi3.Schemas{}
	maps.Copy(named, s.Properties)
	for _, part := range s.AllOf {
		inner, innerOpen := propertiesOf(part.Value)
		maps.Copy(named, inner)
		open = open || innerOpen && len(inner) > 0
	}
	return named, open || len(named) == 0
}

// TestSchemas: a compiled document has the properties and the questions of the written one.
func TestSchemas(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *Document) {
		for name, ref := range d.spec.Components.Schemas {
			schema, _ := d.Schema(name)
			want, open := propertiesOf(ref.Value)
			got := slices.Sorted(maps.Keys(schema.Properties()))
			if !slices.Equal(got, slices.Sorted(maps.Keys(want))) || schema.shape.open != open {
				t.Errorf("%s has the properties %v, open: %v, want %v and %v", name, got, schema.shape.open, slices.Sorted(maps.Keys(want)), open)
			}
		}
		questions := extensions{d.spec.Extensions}.texts("x-questions")
		walkSchemas(d.spec, func(_ string, s *openapi3.Schema) {
			questions = append(questions, extensions{s.Extensions}.texts("x-questions")...)
		})
		for _, op := range d.Operations() {
			questions = append(questions, op.Questions...)
			for _, p := range op.Parameters {
				questions = append(questions, p.Questions...)
			}
		}
		slices.Sort(questions)
		if got := d.Questions(); !slices.Equal(got, slices.Compact(questions)) {
			t.Errorf("questions %v, want %v", got, questions)
		}
	})
}

// extensions reads the x- keys that crmsim adds to plain OpenAPI.
type extensions struct{ raw map[string]any }

func (x extensions) text(key string) string {
	s, _ := x.raw[key].(string)
	return s
}

func (x extensions) texts(key string) []string {
	list, _ := x.raw[key].([]any)
	var out []string
	for _, v := range list {
		out = append(out, fmt.Sprint(v))
	}
	return out
}

func isTwin(op *openapi3.Operation) bool { return extensions{op.Extensions}.text("x-same-as") != "" }
