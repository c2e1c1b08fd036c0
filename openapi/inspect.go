package openapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A place is where inspect stands in a value; its pointer is only written when something is wrong there.
type place struct {
	up    *place
	key   string
	index int // of an array's item, -1 for a property
}

func (p *place) pointer() string {
	switch {
	case p == nil:
		return ""
	case p.index >= 0:
		return p.up.pointer() + "/" + strconv.Itoa(p.index)
	default:
		return p.up.pointer() + "/" + escapePointer(p.key)
	}
}

// inspect adds what kin-openapi lets pass: properties that the schema does not name, and numbers
// that are no whole numbers or leave their range. Free-form schemas take any name. The findings are
// in no order.
func inspect(findings []Finding, s *openapi3.Schema, value any, at *place) []Finding {
	if len(findings) >= maxFindings {
		return findings
	}
	switch v := value.(type) {
	case json.Number:
		if problem := integerProblem(s, string(v)); problem != "" {
			findings = append(findings, Finding{Severity: Violation, Place: at.pointer(), Rule: "type", Wanted: problem, Got: string(v), schema: s})
		}
	case []any:
		if s.Items == nil {
			return findings
		}
		for i, child := range v {
			findings = inspect(findings, s.Items.Value, child, &place{up: at, index: i})
		}
	case map[string]any:
		findings = inspectObject(findings, s, v, at)
	}
	return findings
}

func inspectObject(findings []Finding, s *openapi3.Schema, value map[string]any, at *place) []Finding {
	named, open := propertiesOf(s)
	for key, child := range value {
		switch p := named[key]; {
		case p != nil:
			findings = inspect(findings, p.Value, child, &place{up: at, key: key, index: -1})
		case !open:
			findings = append(findings, unnamed(s, named, &place{up: at, key: key, index: -1}))
		}
	}
	return findings
}

// unnamed is the finding about a property that the schema does not name, or names in other letter case.
func unnamed(s *openapi3.Schema, named openapi3.Schemas, at *place) Finding {
	f := Finding{Severity: Suspicion, Place: at.pointer(), Rule: RuleUnknown, Wanted: "a documented property", Got: quote(at.key), schema: s}
	for name := range named {
		if strings.EqualFold(name, at.key) {
			f.Rule, f.Wanted = RuleCase, name
		}
	}
	return f
}

// propertiesOf returns the properties that a schema and its allOf parts name, and whether others
// are welcome. A schema without properties, or with alternatives, is open.
func propertiesOf(s *openapi3.Schema) (openapi3.Schemas, bool) {
	more := s.AdditionalProperties
	open := more.Schema != nil || more.Has != nil || len(s.OneOf)+len(s.AnyOf) > 0
	if len(s.AllOf) == 0 {
		return s.Properties, open || len(s.Properties) == 0
	}
	named := maps.Clone(s.Properties)
	if named == nil {
		named = openapi3.Schemas{}
	}
	for _, part := range s.AllOf {
		inner, innerOpen := propertiesOf(part.Value)
		maps.Copy(named, inner)
		open = open || innerOpen && len(inner) > 0
	}
	return named, open || len(named) == 0
}

func integerProblem(s *openapi3.Schema, text string) string {
	if !s.Type.Is(openapi3.TypeInteger) {
		return ""
	}
	if !isInteger(text) {
		return "an integer written as digits"
	}
	bits := 64
	if s.Format == "int32" {
		bits = 32
	}
	if _, err := strconv.ParseInt(text, 10, bits); err != nil {
		return fmt.Sprintf("an integer of %d bits", bits)
	}
	return ""
}
