package form

import (
	"strings"
	"testing"
)

const document = `
openapi: 3.0.3
info: {title: t, version: '1'}
security: []
x-public: A document for a test.
paths:
  /a:
    post:
      operationId: a
      x-source: {document: t}
      x-evidence: documented
      x-effect: write
      parameters: [{name: p, in: query, schema: {type: integer, default: 10}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
      responses: {'200': {description: ok}}
components:
  securitySchemes:
    key: {type: apiKey, in: query, name: key}
  schemas:
    A: {type: object, properties: {list: {type: array, items: {type: string}}}}
`

// TestRefused: what the checks would not check is an error, and not silence.
func TestRefused(t *testing.T) {
	t.Parallel()
	if _, _, err := Compile("t", []byte(document)); err != nil {
		t.Fatal(err)
	}
	const schema = "{type: string}"
	for _, c := range []struct{ old, changed, want string }{
		{"operationId: a", "summary: a", "has no operationId"},
		{"x-source: {document: t}", "summary: a", "has no x-source"},
		{"documented", "guessed", `x-evidence "guessed"`},
		{"x-effect: write", "x-effect: save", `x-effect "save"`},
		{"/a:", "/{a}:", "parameters in paths"},
		{"in: query", "in: cookie", `in "cookie"`},
		{"schema: {type: integer, default: 10}", "schema: {type: array, items: {type: string}}", "only scalar schemas"},
		{"schema: {type: integer, default: 10}", "schema: {anyOf: [{type: string}]}", "only scalar schemas"},
		{"{application/json: ", "{text/xml: {}, application/json: ", "wants one media type, has 2"},
		{"x-effect: write", "x-effect: write\n      x-items: list", "x-items list"},
		{"'200':", "default:", "list real statuses"},
		{"{description: ok}", "{description: ok, headers: {a: {schema: {type: string}}}}", "headers are not checked"},
		{"security: []\n", "", "has no security"},
		{"x-public: A document for a test.\n", "", "without the reason as x-public"},
		{"x-effect: write", "x-effect: write\n      security: []", "without the reason as x-public"},
		{"x-effect: write", "x-effect: write\n      security: [{}, {key: []}]", "without the reason as x-public"},
		{"security: []", "security: [{key: []}]", "has x-public, but"},
		{"x-effect: write", "x-effect: write\n      security: [{none: []}]", "no security scheme is called none"},
		{"name: key", "name: p", "the credential p is a parameter too"},
		{"type: apiKey", "type: http, scheme: basic", "type http is not supported"},
		{"type: apiKey", "type: apiKey, x-schema: 7", "security scheme key: x-schema"},
		{"type: apiKey", "type: apiKey, x-schema: {$ref: '#/components/schemas/B'}", "no such schema"},
		{schema, "{type: string, pattern: '('}", "missing closing )"},
		{schema, "{type: string, x-accepts: '('}", "missing closing )"},
		{schema, "{type: string, readOnly: true}", "schema at line 20: uniqueItems, multipleOf, readOnly"},
		{schema, "{type: number, multipleOf: 2}", "multipleOf"},
		{schema, "{enum: [{a: 1}]}", "enum of map"},
		{schema, "{allOf: [{type: object, additionalProperties: false}]}", "additionalProperties beside or within allOf"},
		{schema, "{anyOf: [{$ref: '#/components/schemas/A'}]}", "alternatives that contain themselves"},
	} {
		if !strings.Contains(document, c.old) {
			t.Fatalf("the document has no %q", c.old)
		}
		_, _, err := Compile("t", []byte(strings.Replace(document, c.old, c.changed, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.changed, err, c.want)
		}
	}
}
