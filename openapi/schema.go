package openapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// maxFindings bounds what is said about one message, and so what a very wrong one costs.
const maxFindings = 100

// checkSchema holds a decoded value against a schema and returns what is wrong with it. A value that
// is wrong is looked at again for everything, but with its long arrays cut: an error costs several
// kilobytes in kin-openapi.
func checkSchema(schema *openapi3.Schema, value any) []Finding {
	var findings []Finding
	if first := schema.VisitJSON(value, visitFirst...); first != nil {
		value = cutArrays(schema, value)
		err := schema.VisitJSON(value, visitAll...)
		if err == nil {
			err = first // It stands beyond the cut.
		}
		findings = flatten(nil, err)
	}
	more := inspect(nil, schema, value, nil)
	slices.SortFunc(more, func(a, b Finding) int { return strings.Compare(a.Place, b.Place) })
	return append(findings, more[:min(len(more), maxFindings)]...)
}

// cutArrays returns the value with each array cut to one item more than its schema allows, or to a
// length at which nothing new is to be learnt.
func cutArrays(s *openapi3.Schema, value any) any {
	switch v := value.(type) {
	case []any:
		most := uint64(1000)
		if s.MaxItems != nil {
			most = *s.MaxItems + 1
		}
		v = v[:min(uint64(len(v)), most)]
		if s.Items == nil {
			return v
		}
		out := make([]any, len(v))
		for i, child := range v {
			out[i] = cutArrays(s.Items.Value, child)
		}
		return out
	case map[string]any:
		out := maps.Clone(v)
		for name, p := range s.Properties {
			if child, has := v[name]; has {
				out[name] = cutArrays(p.Value, child)
			}
		}
		return out
	default:
		return value
	}
}

// checkText holds a parameter's text against its scalar schema. An empty rule means that it fits.
func checkText(schema *openapi3.Schema, text string) (rule, wanted string) {
	value, ok := scalar(schema, text)
	if !ok {
		return "type", typeName(schema)
	}
	if findings := checkSchema(schema, value); len(findings) > 0 {
		return findings[0].Rule, findings[0].Wanted
	}
	return "", ""
}

// scalar reads a text as the type of the schema.
func scalar(s *openapi3.Schema, text string) (any, bool) {
	switch {
	case s.Type.Is(openapi3.TypeInteger):
		return json.Number(text), isInteger(text)
	case s.Type.Is(openapi3.TypeNumber):
		_, err := strconv.ParseFloat(text, 64)
		return json.Number(text), err == nil
	case s.Type.Is(openapi3.TypeBoolean):
		return text == "true", text == "true" || text == "false"
	default:
		return text, true
	}
}

func flatten(findings []Finding, err error) []Finding {
	switch e := err.(type) {
	case openapi3.MultiError:
		for _, inner := range e {
			findings = flatten(findings, inner)
		}
		return findings
	case *openapi3.SchemaError:
		return append(findings, fromSchemaError(e))
	default:
		return append(findings, Finding{Severity: Violation, Rule: "schema", Got: "a value that cannot be checked"})
	}
}

func fromSchemaError(e *openapi3.SchemaError) Finding {
	f := Finding{
		Severity: Violation, Place: pointer(e.JSONPointer()), Rule: e.SchemaField,
		Wanted: wanted(e), Got: got(e), schema: e.Schema,
	}
	switch {
	case f.Rule == "properties":
		f.Rule = RuleUnknown
	case f.Rule == "enum" && !hasType(e.Schema, e.Value): // kin-openapi looks at the enum first, which hides the type.
		f.Rule, f.Wanted = "type", typeName(e.Schema)
	}
	if accepts := (extensions{e.Schema.Extensions}).accepts(); accepts != nil && accepts.MatchString(textOf(e.Value)) {
		f.Severity = Suspicion
	}
	return f
}

// wanted says what the violated keyword asks for.
func wanted(e *openapi3.SchemaError) string {
	s := e.Schema
	switch e.SchemaField {
	case "required":
		return "a value"
	case "type", "nullable":
		return typeName(s)
	case "enum":
		return "one of " + quote(fmt.Sprint(s.Enum...))
	case "pattern":
		return s.Pattern
	case "format":
		return s.Format
	case "not":
		return "no " + strings.Join(s.Not.Value.Required, ", ")
	case "properties":
		return "only documented properties"
	default:
		return e.Reason
	}
}

func got(e *openapi3.SchemaError) string {
	switch {
	case (extensions{e.Schema.Extensions}).flag("x-secret"):
		return redacted
	case e.SchemaField == "required":
		return "missing"
	}
	switch v := e.Value.(type) {
	case nil:
		return "null"
	case map[string]any:
		return "an object"
	case []any:
		return fmt.Sprintf("an array of %d", len(v))
	case string:
		return quote(v)
	default:
		return textOf(v)
	}
}

// textOf returns a scalar as it stands in JSON. kin-openapi hands numbers back as float64.
func textOf(value any) string {
	if n, ok := value.(float64); ok {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return fmt.Sprint(value)
}

func isInteger(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	return digits != "" && strings.Trim(digits, "0123456789") == ""
}

// hasType tells whether a decoded value is of a type that the schema permits.
func hasType(s *openapi3.Schema, value any) bool {
	switch value.(type) {
	case string:
		return s.Type.Permits(openapi3.TypeString)
	case bool:
		return s.Type.Permits(openapi3.TypeBoolean)
	case json.Number:
		return s.Type.Permits(openapi3.TypeInteger) || s.Type.Permits(openapi3.TypeNumber)
	case nil:
		return s.Nullable
	case []any:
		return s.Type.Permits(openapi3.TypeArray)
	default:
		return s.Type.Permits(openapi3.TypeObject)
	}
}

func typeName(s *openapi3.Schema) string {
	if s.Type == nil {
		return "a value"
	}
	return strings.Join(s.Type.Slice(), " or ")
}

func pointer(path []string) string {
	var b strings.Builder
	for _, p := range path {
		b.WriteString("/" + escapePointer(p))
	}
	return b.String()
}

// escapePointer writes a key as a reference token of RFC 6901.
func escapePointer(key string) string {
	return strings.ReplaceAll(strings.ReplaceAll(key, "~", "~0"), "/", "~1")
}
