package form

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// guard fails unless an operation, or the document for it, says what it asks of its callers: security that every call
// has to meet or, with the reason as x-public, that anybody may call. Forgetting it is then no way to let anybody in.
func guard(spec *openapi3.T, op *openapi3.Operation) error {
	alternatives, x := spec.Security, extensions{spec.Extensions}
	if op.Security != nil {
		alternatives, x = *op.Security, extensions{op.Extensions}
	}
	open := len(alternatives) == 0 || slices.ContainsFunc(alternatives, func(s openapi3.SecurityRequirement) bool { return len(s) == 0 })
	public := strings.TrimSpace(x.text("x-public")) != ""
	switch {
	case alternatives == nil:
		return errors.New("has no security, nor has the document")
	case open && !public:
		return errors.New("lets anybody in by its security, without the reason as x-public beside it")
	case !open && public:
		return errors.New("has x-public, but its security asks for something")
	}
	return nil
}

// securityOf returns the alternatives of an operation, or of the document where it has none of its own.
func securityOf(spec *openapi3.T, op *openapi3.Operation) [][]string {
	alternatives := spec.Security
	if op.Security != nil {
		alternatives = *op.Security
	}
	var out [][]string
	for _, schemes := range alternatives {
		out = append(out, slices.Sorted(maps.Keys(schemes)))
	}
	return out
}

// addCredentials gives every operation a parameter for each credential that its security names, before those of
// its own. A credential that each alternative wants is required. Twins have theirs in their forms.
func addCredentials(spec *openapi3.T) error {
	schemes := map[string]*openapi3.Parameter{}
	if spec.Components != nil {
		for name, scheme := range spec.Components.SecuritySchemes {
			p, err := credential(spec, scheme.Value)
			if err != nil {
				return fmt.Errorf("security scheme %s: %w", name, err)
			}
			schemes[name] = p
		}
	}
	for path, item := range spec.Paths.Map() {
		for method, op := range item.Operations() {
			if isTwin(op) {
				continue
			}
			credentials, err := credentialsOf(schemes, securityOf(spec, op))
			if err != nil {
				return fmt.Errorf("%s %s: %w", method, path, err)
			}
			for _, scheme := range schemes {
				if scheme != nil && op.Parameters.GetByInAndName(scheme.In, scheme.Name) != nil {
					return fmt.Errorf("%s %s: the credential %s is a parameter too, which security is to say", method, path, scheme.Name)
				}
			}
			op.Parameters = append(credentials, op.Parameters...)
		}
	}
	return nil
}

// credentialsOf returns the parameters that alternatives of security ask for. Schemes of one parameter count as one:
// the first that is named describes it.
func credentialsOf(schemes map[string]*openapi3.Parameter, alternatives [][]string) (openapi3.Parameters, error) {
	var credentials openapi3.Parameters
	wanted := map[*openapi3.Parameter]int{}
	for _, name := range slices.Concat(alternatives...) {
		scheme, known := schemes[name]
		switch {
		case !known:
			return nil, fmt.Errorf("no security scheme is called %s", name)
		case scheme == nil:
			continue
		}
		p := credentials.GetByInAndName(scheme.In, scheme.Name)
		if p == nil {
			p = new(*scheme)
			credentials = append(credentials, &openapi3.ParameterRef{Value: p})
		}
		wanted[p]++
		p.Required = wanted[p] == len(alternatives)
		p.AllowEmptyValue = scheme.AllowEmptyValue && !p.Required
	}
	return credentials, nil
}

// credential returns a security scheme as a parameter with the schema x-schema, by default that of any text; nil for
// one that is a property of the body.
func credential(spec *openapi3.T, scheme *openapi3.SecurityScheme) (*openapi3.Parameter, error) {
	x := extensions{scheme.Extensions}
	switch {
	case x.flag("x-in-body"):
		return nil, nil
	case scheme.Type != "apiKey":
		return nil, fmt.Errorf("type %s is not supported", scheme.Type)
	}
	schema := &openapi3.SchemaRef{Value: openapi3.NewStringSchema()}
	if raw, given := x.raw["x-schema"]; given {
		text, err := json.Marshal(raw)
		if err == nil {
			schema = &openapi3.SchemaRef{}
			err = json.Unmarshal(text, schema)
		}
		if err != nil {
			return nil, fmt.Errorf("x-schema: %w", err)
		}
	}
	if schema.Ref != "" {
		if schema = spec.Components.Schemas[strings.TrimPrefix(schema.Ref, "#/components/schemas/")]; schema == nil {
			return nil, errors.New("x-schema: no such schema")
		}
	}
	if schema.Value.Origin == nil {
		schema.Value.Origin = scheme.Origin
	}
	return &openapi3.Parameter{
		Name: scheme.Name, In: scheme.In, Description: scheme.Description, Example: x.raw["x-example"],
		AllowEmptyValue: x.flag("x-allow-empty"), Extensions: scheme.Extensions, Schema: schema, Origin: scheme.Origin,
	}, nil
}
