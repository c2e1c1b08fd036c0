package openapi

import (
	"fmt"
	"regexp"

	"github.com/getkin/kin-openapi/openapi3"
)

// extensions reads the x- keys that crmsim adds to plain OpenAPI.
type extensions struct{ raw map[string]any }

func (x extensions) text(key string) string {
	s, _ := x.raw[key].(string)
	return s
}

func (x extensions) flag(key string) bool {
	b, _ := x.raw[key].(bool)
	return b
}

func (x extensions) texts(key string) []string {
	list, _ := x.raw[key].([]any)
	var out []string
	for _, v := range list {
		out = append(out, fmt.Sprint(v))
	}
	return out
}

func (x extensions) table(key string) map[string]string {
	raw, _ := x.raw[key].(map[string]any)
	out := make(map[string]string, len(raw))
	for k, v := range raw {
		out[k] = fmt.Sprint(v)
	}
	return out
}

// compileAccepts replaces every x-accepts of a document by its compiled form. The pattern names the
// values outside a schema, or the media types outside a request body, that the vendor is thought to let pass.
func compileAccepts(spec *openapi3.T) error {
	var failure error
	compile := func(raw map[string]any) {
		pattern, ok := raw["x-accepts"].(string)
		if !ok {
			return
		}
		re, err := regexp.Compile(pattern)
		if err != nil {
			failure = fmt.Errorf("x-accepts: %w", err)
			return
		}
		raw["x-accepts"] = re
	}
	walkSchemas(spec, func(_ string, s *openapi3.Schema) { compile(s.Extensions) })
	for _, item := range spec.Paths.Map() {
		for _, op := range item.Operations() {
			if op.RequestBody != nil && !isTwin(op) {
				compile(op.RequestBody.Value.Extensions)
			}
		}
	}
	return failure
}

// accepts returns the compiled x-accepts, nil when there is none.
func (x extensions) accepts() *regexp.Regexp {
	re, _ := x.raw["x-accepts"].(*regexp.Regexp)
	return re
}
