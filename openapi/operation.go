package openapi

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// Effects of an operation on the vendor's data (x-effect).
const (
	Read        = "read"        // changes nothing
	Write       = "write"       // adds or changes records
	Destructive = "destructive" // removes records
)

// Grades of evidence for what a document says (x-evidence), strongest first.
const (
	Documented   = "documented"    // the vendor's source document says so
	VendorPage   = "vendor-page"   // another page of the vendor says so
	PublicClient = "public-client" // programs that call the vendor rely on it
	Inferred     = "inferred"      // our reading, named by a question id
)

// An Operation is one thing that a vendor's API does. Its ID names it everywhere: the simulator's
// handler and route, the journal, the client's method and the contracts' coverage.
type Operation struct {
	ID, Path   string
	Methods    []string // the documented one first, then those of twins (x-same-as)
	Summary    string
	Source     string // document and heading
	URL        string // the vendor's page, or ""
	Evidence   string // Documented, VendorPage, PublicClient or Inferred
	Effect     string // Read, Write or Destructive
	Questions  []string
	Parameters []*Parameter
	Security   [][]string // alternatives of schemes that must go together, each sorted; one without schemes lets anybody in
	Line       int        // in the vendor's YAML file, 0 when not known

	doc       *Document
	body      *bodyRule
	forms     bool   // a twin takes the parameters as a form
	items     string // the JSON pointer of the body's array that is carried out item by item, or ""
	responses map[int]*responseRule
	secrets   secrets
}

// A Parameter is a documented query or header parameter.
type Parameter struct {
	Name, In  string // In is "query" or "header"
	Required  bool
	Questions []string

	raw        *openapi3.Parameter
	pattern    *regexp.Regexp // of a schema that fits can judge alone
	simple     bool           // fits can judge the schema alone
	schema     *openapi3.Schema
	accepts    *regexp.Regexp
	allowEmpty bool
	secret     bool
	fallback   string // the default value as text
	hasDefault bool
}

// A bodyRule is what an operation wants of a request body.
type bodyRule struct {
	required bool
	schema   *openapi3.Schema
	media    string
	accepts  *regexp.Regexp // other media types that the vendor lets pass
	raw      *openapi3.RequestBody
}

// Document returns the document that the operation belongs to.
func (o *Operation) Document() *Document { return o.doc }

// HasBody tells whether the operation takes a request body.
func (o *Operation) HasBody() bool { return o.body != nil }

func newOperation(d *Document, method, path string, item *openapi3.PathItem, raw *openapi3.Operation) (*Operation, error) {
	x := extensions{raw.Extensions}
	o := &Operation{
		ID: raw.OperationID, Methods: []string{method}, Path: path, Summary: raw.Summary,
		Evidence: x.text("x-evidence"), Effect: x.text("x-effect"), Questions: x.texts("x-questions"),
		Line: d.lines[raw.OperationID], doc: d, responses: map[int]*responseRule{},
	}
	if items := x.text("x-items"); items != "" {
		o.items = "/" + items + "/"
	}
	security := raw.Security
	if security == nil {
		security = &d.spec.Security
	}
	for _, alternative := range *security {
		o.Security = append(o.Security, slices.Sorted(maps.Keys(alternative)))
	}
	source := x.table("x-source")
	o.Source, o.URL = source["document"], source["url"]
	if err := o.complete(); err != nil {
		return nil, err
	}
	for _, ref := range slices.Concat(item.Parameters, raw.Parameters) {
		p, err := newParameter(ref.Value)
		if err != nil {
			return nil, err
		}
		o.Parameters = append(o.Parameters, p)
	}
	if raw.RequestBody != nil {
		body, err := newBodyRule(raw.RequestBody.Value)
		if err != nil {
			return nil, err
		}
		o.body = body
	}
	return o, o.addResponses(raw.Responses)
}

func (o *Operation) complete() error {
	switch {
	case o.ID == "":
		return errors.New("has no operationId")
	case o.Source == "":
		return errors.New("has no x-source with a document")
	case !slices.Contains([]string{Documented, VendorPage, PublicClient, Inferred}, o.Evidence):
		return fmt.Errorf("has x-evidence %q", o.Evidence)
	case !slices.Contains([]string{Read, Write, Destructive}, o.Effect):
		return fmt.Errorf("has x-effect %q", o.Effect)
	}
	return nil
}

func newParameter(raw *openapi3.Parameter) (*Parameter, error) {
	if raw.In != openapi3.ParameterInQuery && raw.In != openapi3.ParameterInHeader {
		return nil, fmt.Errorf("parameter %s: in %q is not supported", raw.Name, raw.In)
	}
	if raw.Schema == nil || raw.Schema.Value.Type.Is(openapi3.TypeArray) || raw.Schema.Value.Type.Is(openapi3.TypeObject) {
		return nil, fmt.Errorf("parameter %s: only scalar schemas are supported", raw.Name)
	}
	schema := raw.Schema.Value
	p := &Parameter{
		Name: raw.Name, In: raw.In, Required: raw.Required,
		Questions: slices.Concat(extensions{raw.Extensions}.texts("x-questions"), extensions{schema.Extensions}.texts("x-questions")),
		raw:       raw,
		schema:    schema, accepts: extensions{schema.Extensions}.accepts(), allowEmpty: raw.AllowEmptyValue,
		secret: extensions{raw.Extensions}.flag("x-secret") || extensions{schema.Extensions}.flag("x-secret"),
	}
	if err := p.prepare(); err != nil {
		return nil, fmt.Errorf("parameter %s: %w", raw.Name, err)
	}
	if schema.Default != nil {
		p.fallback, p.hasDefault = fmt.Sprint(schema.Default), true
	}
	return p, nil
}

func newBodyRule(raw *openapi3.RequestBody) (*bodyRule, error) {
	if len(raw.Content) != 1 {
		return nil, fmt.Errorf("request body: wants one media type, has %d", len(raw.Content))
	}
	for media, content := range raw.Content {
		if content.Schema == nil {
			return nil, fmt.Errorf("request body %s: has no schema", media)
		}
		return &bodyRule{
			required: raw.Required, schema: content.Schema.Value, media: media, accepts: extensions{raw.Extensions}.accepts(), raw: raw,
		}, nil
	}
	return nil, nil
}

// Requires reports whether the request body must have a field.
func (o *Operation) Requires(field string) bool {
	return o.body != nil && slices.Contains(o.body.schema.Required, field)
}
