package openapi

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// The rules of this file keep out what other people's tools stumble over: each was a mistake once.
// `make strangers` runs the tools themselves.

// reserved are names that a target language has for its own types, in lower case.
var reserved = strings.Fields(`array boolean buffer byte character class date decimal double enum error event exception file
	float function guid int integer iterator list long map module nil none nothing null number object optional process promise
	proxy record request response set short string symbol text thread tuple type unit uuid void`)

// folded is a name as generators see it that write it in another style.
func folded(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", ".", "").Replace(name))
}

// TestRulesNames: no two components, and no two properties of an object, differ only in letter case or
// underscores, and no component is called as a target language calls a type of its own.
func TestRulesNames(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *Document) {
		c := d.spec.Components
		components := slices.Sorted(maps.Keys(c.Schemas))
		components = slices.AppendSeq(components, maps.Keys(c.Parameters))
		components = slices.AppendSeq(components, maps.Keys(c.Responses))
		for _, name := range alike(components) {
			t.Errorf("component %s: another is called so but for letter case and underscores", name)
		}
		for _, name := range components {
			if slices.Contains(reserved, folded(name)) {
				t.Errorf("component %s: languages have a type of that name", name)
			}
		}
		walkSchemas(d.spec, func(_ string, s *openapi3.Schema) {
			named, _ := propertiesOf(s)
			for _, name := range alike(slices.Collect(maps.Keys(named))) {
				t.Errorf("property %s of %q: another is called so but for letter case and underscores", name, s.Description)
			}
		})
	})
}

func alike(names []string) []string {
	seen := map[string]bool{}
	var twice []string
	slices.Sort(names)
	for _, name := range names {
		if seen[folded(name)] {
			twice = append(twice, name)
		}
		seen[folded(name)] = true
	}
	return twice
}

// TestRulesYAML: no word stands unquoted that YAML 1.1 reads as a truth value, nor a time or a number that only it knows.
func TestRulesYAML(t *testing.T) {
	t.Parallel()
	words := regexp.MustCompile(`(?im)(?:^\s*(?:- )?|[{,\[:] ?)` +
		`(y|n|yes|no|on|off|=|[0-9]+(?::[0-5]?[0-9])+|[0-9]{4}-[0-9]{2}-[0-9]{2}|0[0-7]+|0b[01]+)\s*(?:[:,}\]]|$)`)
	for _, vendor := range Vendors() {
		text, err := files.ReadFile(vendor + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		quoted := regexp.MustCompile(`'[^'\n]*'`).ReplaceAll(text, []byte("''"))
		for _, m := range words.FindAllSubmatch(quoted, -1) {
			t.Errorf("%s.yaml: quote %s", vendor, m[1])
		}
	}
}

// TestRulesNull: where null is allowed, every reader of the document allows it. An integer's enum cannot
// hold null for all of them, so a range stands there instead.
func TestRulesNull(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *Document) {
		walkSchemas(d.spec, func(property string, s *openapi3.Schema) {
			switch {
			case !s.Nullable:
			case s.Type == nil || len(s.AllOf)+len(s.OneOf)+len(s.AnyOf) > 0:
				t.Errorf("%s %q: nullable counts only beside a type and without allOf, oneOf and anyOf", property, s.Description)
			case s.Enum != nil && !slices.Contains(s.Enum, nil):
				t.Errorf("%s %q: nullable, but null is not in the enum", property, s.Description)
			case s.Enum != nil && !s.Type.Is(openapi3.TypeString):
				t.Errorf("%s %q: a nullable enum of numbers", property, s.Description)
			}
		})
	})
}

// TestRulesFormats: formats and patterns mean the same to every tool.
func TestRulesFormats(t *testing.T) {
	t.Parallel()
	known := []string{"", "int32", "int64", "float", "double", "date", "date-time", "email", "uuid", "uri"}
	dialect := regexp.MustCompile(`\(\?[^:]|\\[pPhHQAzZ]|[^\x20-\x7e]`)
	each(t, func(t *testing.T, d *Document) {
		walkSchemas(d.spec, func(property string, s *openapi3.Schema) {
			if !slices.Contains(known, s.Format) {
				t.Errorf("%s: not every tool knows format %s", property, s.Format)
			}
			if m := dialect.FindString(s.Pattern); m != "" {
				t.Errorf("%s: not every tool reads %q in pattern %s", property, m, s.Pattern)
			}
		})
	})
}

// TestRulesVariants: alternatives are told apart by a property that both have, with other values, or
// that one has and the other forbids. No alternative consists of required names alone.
func TestRulesVariants(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *Document) {
		walkSchemas(d.spec, func(property string, s *openapi3.Schema) {
			for _, ref := range slices.Concat(s.OneOf, s.AnyOf) {
				if ref.Value.Type == nil {
					t.Errorf("%s %q: an alternative without a type", property, s.Description)
				}
			}
		})
		for _, op := range d.Operations() {
			answer := operationOf(d, op).Responses.Value("200").Value.Content.Get("application/json").Schema.Value
			for i, a := range answer.OneOf {
				for _, b := range answer.OneOf[i+1:] {
					if !apart(a.Value, b.Value) && !apart(b.Value, a.Value) {
						t.Errorf("%s: nothing tells %q from %q", op.ID, a.Ref, b.Ref)
					}
				}
			}
		}
	})
}

func apart(a, b *openapi3.Schema) bool {
	for _, name := range a.Required {
		if b.Not != nil && slices.Equal(b.Not.Value.Required, []string{name}) {
			return true
		}
		mine, theirs := a.Properties[name], b.Properties[name]
		if theirs == nil || !slices.Contains(b.Required, name) || len(mine.Value.Enum) == 0 || len(theirs.Value.Enum) == 0 {
			continue
		}
		if !slices.ContainsFunc(mine.Value.Enum, func(v any) bool { return slices.Contains(theirs.Value.Enum, v) }) {
			return true
		}
	}
	return false
}

// operationOf returns an operation as kin-openapi has it.
func operationOf(d *Document, op *Operation) *openapi3.Operation {
	return d.spec.Paths.Value(op.Path).GetOperation(op.Methods[0])
}

// credentialsOf returns the names of the parameters that security schemes stand for.
func credentialsOf(d *Document) map[string]bool {
	names := map[string]bool{}
	for _, scheme := range d.spec.Components.SecuritySchemes {
		names[scheme.Value.Name] = true
	}
	return names
}

// TestRulesSecurity: every scheme is used, and who lets anybody in says so to people as well. A twin may get its
// credential in the form, so the last of its alternatives asks for none.
func TestRulesSecurity(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *Document) {
		used := map[string]bool{}
		for _, op := range d.Operations() {
			for _, name := range slices.Concat(op.Security...) {
				used[name] = true
			}
			raw := operationOf(d, op)
			if reason := (extensions{raw.Extensions}).text("x-public"); !strings.Contains(raw.Description, reason) {
				t.Errorf("%s: the description does not say %q", op.ID, reason)
			}
			for _, method := range op.Methods[1:] {
				twin := d.spec.Paths.Value(op.Path).GetOperation(method)
				if want := op.Security; len(want) > 0 && !slices.EqualFunc(alternativesOf(d, twin), append(slices.Clip(want), nil), slices.Equal) {
					t.Errorf("%s %s: want the security %v and an empty alternative", method, op.ID, want)
				}
			}
		}
		for name := range d.spec.Components.SecuritySchemes {
			if !used[name] {
				t.Errorf("security scheme %s is not used", name)
			}
		}
	})
}

// alternativesOf returns the security of an operation as Operation.Security has it.
func alternativesOf(d *Document, raw *openapi3.Operation) [][]string {
	var alternatives [][]string
	for _, schemes := range *cmp.Or(raw.Security, &d.spec.Security) {
		alternatives = append(alternatives, slices.Sorted(maps.Keys(schemes)))
	}
	return alternatives
}
