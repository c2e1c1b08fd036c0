// Package spectest holds Go structs to the schemas of the OpenAPI documents, so that types written
// by hand cannot drift from them unnoticed.
//
//	spectest.Match[Entity](t, document, "Entity")
package spectest

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/openapi"
)

// Match fails the test unless T has a JSON field for each property of the component schema, of a
// type that holds the property's values, and no field besides. It goes down into nested structs and
// slices; maps, interfaces and types that decode themselves hold anything.
func Match[T any](t testing.TB, document *openapi.Document, schema string) {
	t.Helper()
	s, ok := document.Schema(schema)
	if !ok {
		t.Errorf("%s has no schema %s; it has %s", document.Vendor, schema, strings.Join(document.Schemas(), ", "))
		return
	}
	for _, problem := range compare(reflect.TypeFor[T](), s, schema) {
		t.Error(problem)
	}
}

var decoder = reflect.TypeFor[json.Unmarshaler]()

// compare returns all differences between a type and a schema, each with the place where it is.
func compare(t reflect.Type, s openapi.Schema, at string) []string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() == reflect.Interface || reflect.PointerTo(t).Implements(decoder) || s.Type() == "" {
		return nil
	}
	if !holds(t, s.Type()) {
		return []string{at + ": " + t.String() + " does not hold " + s.Type()}
	}
	switch {
	case t.Kind() == reflect.Struct:
		return compareFields(t, s, at)
	case t.Kind() == reflect.Slice:
		items, ok := s.Items()
		if !ok {
			return nil
		}
		return compare(t.Elem(), items, at+"[]")
	default:
		return nil
	}
}

// holds reports whether a Go type can take any value of a JSON type.
func holds(t reflect.Type, jsonType string) bool {
	number := t == reflect.TypeFor[json.Number]()
	switch jsonType {
	case "object":
		return t.Kind() == reflect.Struct || t.Kind() == reflect.Map
	case "array":
		return t.Kind() == reflect.Slice
	case "string":
		return t.Kind() == reflect.String && !number
	case "boolean":
		return t.Kind() == reflect.Bool
	case "integer":
		return number || t.Kind() == reflect.Int || t.Kind() == reflect.Int64
	case "number":
		return number || t.Kind() == reflect.Float64
	default:
		return false
	}
}

func compareFields(t reflect.Type, s openapi.Schema, at string) []string {
	var problems []string
	properties := s.Properties()
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		property, ok := properties[name]
		if !ok {
			problems = append(problems, at+"."+name+": the schema has no such property")
			continue
		}
		problems = append(problems, compare(f.Type, property, at+"."+name)...)
		delete(properties, name)
	}
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		problems = append(problems, at+"."+name+": "+t.String()+" has no such field")
	}
	return problems
}
