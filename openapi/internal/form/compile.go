package form

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A compiler turns kin-openapi's model of a document into the compiled form.
type compiler struct {
	Form
	byID      map[string]*Operation
	refs      map[*openapi3.Schema]Ref
	questions []string // of schemas
	err       error    // the first
}

// Compile compiles a document given as YAML text, and returns what kin-openapi made of it as well.
func Compile(vendor string, text []byte) (*Form, *openapi3.T, error) {
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	spec, err := loader.LoadFromData(text)
	if err != nil {
		return nil, nil, fmt.Errorf("load %s.yaml: %w", vendor, err)
	}
	if err := addCredentials(spec); err != nil {
		return nil, nil, fmt.Errorf("load %s.yaml: %w", vendor, err)
	}
	x := extensions{spec.Extensions}
	c := compiler{byID: map[string]*Operation{}, refs: map[*openapi3.Schema]Ref{}, Form: Form{
		Vendor: vendor, Title: spec.Info.Title, Version: spec.Info.Version,
		Outcome: x.text("x-outcome"), BlankIsEmpty: x.flag("x-blank-is-empty"), IgnoreCase: x.flag("x-ignore-case"),
	}}
	if len(spec.Servers) > 0 {
		c.Server = spec.Servers[0].URL
	}
	c.paths(spec)
	if spec.Components != nil {
		for _, name := range slices.Sorted(maps.Keys(spec.Components.Schemas)) {
			c.Schemas = append(c.Schemas, Property{name, c.ref(spec.Components.Schemas[name])})
		}
	}
	c.refuseRecursion()
	if c.err != nil {
		return nil, nil, fmt.Errorf("load %s.yaml: %w", vendor, c.err)
	}
	c.Questions = append(c.questions, x.texts("x-questions")...)
	for _, op := range c.Operations {
		c.Questions = append(c.Questions, op.Questions...)
		for _, p := range op.Parameters {
			c.Questions = append(c.Questions, p.Questions...)
		}
	}
	slices.Sort(c.Questions)
	c.Questions = slices.Compact(c.Questions)
	slices.SortFunc(c.Operations, func(a, b *Operation) int { return a.Line - b.Line })
	return &c.Form, spec, nil
}

// fail keeps the first error.
func (c *compiler) fail(where string, err error) {
	if c.err == nil && err != nil {
		c.err = fmt.Errorf("%s: %w", where, err)
	}
}

func (c *compiler) paths(spec *openapi3.T) {
	paths := slices.Sorted(maps.Keys(spec.Paths.Map()))
	each := func(twins bool, visit func(method, path string, op *openapi3.Operation) error) {
		for _, path := range paths {
			operations := spec.Paths.Value(path).Operations()
			for _, method := range slices.Sorted(maps.Keys(operations)) {
				if op := operations[method]; isTwin(op) == twins {
					c.fail(method+" "+path, visit(method, path, op))
				}
			}
		}
	}
	each(false, func(method, path string, raw *openapi3.Operation) error {
		op, err := c.operation(spec, method, path, raw)
		if err != nil {
			return err
		}
		if other := c.byID[op.ID]; other != nil {
			return fmt.Errorf("operationId %s is taken by %s %s", op.ID, other.Methods[0], other.Path)
		}
		c.byID[op.ID] = op
		c.Operations = append(c.Operations, op)
		return nil
	})
	each(true, c.twin)
}

// isTwin reports whether an operation only repeats another one under another method.
func isTwin(op *openapi3.Operation) bool {
	return (extensions{op.Extensions}).text("x-same-as") != ""
}

// twin lets the operation that a twin names (x-same-as) answer to the twin's method as well. The twin
// stands in the document for other people's tools: it takes the same parameters as a form.
func (c *compiler) twin(method, path string, raw *openapi3.Operation) error {
	same := extensions{raw.Extensions}.text("x-same-as")
	op := c.byID[same]
	if op == nil || op.Path != path {
		return fmt.Errorf("x-same-as %s is no operation of this path", same)
	}
	op.Methods = append(op.Methods, method)
	op.Forms = op.Forms || raw.RequestBody != nil
	return nil
}

func (c *compiler) operation(spec *openapi3.T, method, path string, raw *openapi3.Operation) (*Operation, error) {
	x := extensions{raw.Extensions}
	source := x.table("x-source")
	o := &Operation{
		ID: raw.OperationID, Methods: []string{method}, Path: path, Summary: raw.Summary,
		Source: source["document"], URL: source["url"],
		Evidence: x.text("x-evidence"), Effect: x.text("x-effect"), Questions: x.texts("x-questions"),
		Line: linesOf(raw.Origin, "operationId").Of("operationId"), Security: securityOf(spec, raw), Answers: map[int]Answer{},
	}
	if err := errors.Join(complete(o), guard(spec, raw)); err != nil {
		return nil, err
	}
	if strings.Contains(path, "{") {
		return nil, errors.New("parameters in paths are not supported")
	}
	for _, p := range slices.Concat(spec.Paths.Value(path).Parameters, raw.Parameters) {
		compiled, err := c.parameter(p.Value)
		if err != nil {
			return nil, fmt.Errorf("parameter %s: %w", p.Value.Name, err)
		}
		o.Parameters = append(o.Parameters, compiled)
	}
	if raw.RequestBody != nil {
		if err := c.body(o, raw.RequestBody.Value, x.text("x-items")); err != nil {
			return nil, fmt.Errorf("request body: %w", err)
		}
	}
	return o, c.answers(o, raw.Responses)
}

func complete(o *Operation) error {
	switch {
	case o.ID == "":
		return errors.New("has no operationId")
	case o.Source == "":
		return errors.New("has no x-source with a document")
	case !slices.Contains([]string{"documented", "vendor-page", "public-client", "inferred"}, o.Evidence):
		return fmt.Errorf("has x-evidence %q", o.Evidence)
	case !slices.Contains([]string{"read", "write", "destructive"}, o.Effect):
		return fmt.Errorf("has x-effect %q", o.Effect)
	}
	return nil
}

func (c *compiler) parameter(raw *openapi3.Parameter) (*Parameter, error) {
	if raw.In != openapi3.ParameterInQuery && raw.In != openapi3.ParameterInHeader {
		return nil, fmt.Errorf("in %q is not supported", raw.In)
	}
	shape := c.Shapes[c.ref(raw.Schema)-1]
	combined := len(shape.AnyOf) + len(shape.OneOf) + len(shape.AllOf) + int(shape.Not)
	if combined > 0 || len(shape.Types) != 1 || shape.Types[0] == "array" || shape.Types[0] == "object" {
		return nil, errors.New("only scalar schemas are supported")
	}
	x, schema := extensions{raw.Extensions}, raw.Schema.Value
	p := &Parameter{
		Name: raw.Name, In: raw.In, Required: raw.Required, AllowEmpty: raw.AllowEmptyValue,
		Secret: x.flag("x-secret") || shape.Secret, Shape: c.ref(raw.Schema), Lines: linesOf(raw.Origin, "required"),
		Questions: slices.Concat(x.texts("x-questions"), extensions{schema.Extensions}.texts("x-questions")),
	}
	if schema.Default != nil {
		p.Default = fmt.Sprint(schema.Default)
		if n, ok := schema.Default.(float64); ok {
			p.Default = strconv.FormatFloat(n, 'f', -1, 64) // Not 1e+06.
		}
	}
	return p, nil
}

func (c *compiler) body(o *Operation, raw *openapi3.RequestBody, items string) error {
	if len(raw.Content) != 1 {
		return fmt.Errorf("wants one media type, has %d", len(raw.Content))
	}
	x := extensions{raw.Extensions}
	for media, content := range raw.Content {
		if content.Schema == nil {
			return fmt.Errorf("%s has no schema", media)
		}
		o.Body = &Body{
			Required: raw.Required, Media: media, Shape: c.ref(content.Schema), Lines: linesOf(raw.Origin, "required"),
			Accepts: c.pattern(media, x.text("x-accepts")), Refuses: c.pattern(media, x.text("x-refuses")),
		}
		if items == "" {
			return nil
		}
		list := content.Schema.Value.Properties[items]
		if list == nil || list.Value.MaxItems == nil {
			return fmt.Errorf("x-items %s is no property that says maxItems", items)
		}
		o.Items, o.MaxItems = items, int(*list.Value.MaxItems)
	}
	return nil
}

func (c *compiler) answers(o *Operation, raw *openapi3.Responses) error {
	for _, code := range slices.Sorted(maps.Keys(raw.Map())) {
		response := raw.Value(code).Value
		status, err := strconv.Atoi(code)
		if err != nil {
			return fmt.Errorf("response %s: list real statuses, a default hides the undocumented ones", code)
		}
		if len(response.Headers) > 0 {
			return fmt.Errorf("response %s: headers are not checked", code)
		}
		answer := Answer{Line: linesOf(response.Origin).Of("")}
		for _, media := range slices.Sorted(maps.Keys(response.Content)) {
			root := c.ref(response.Content[media].Schema)
			variants := slices.Concat(c.Shapes[root-1].OneOf, c.Shapes[root-1].AnyOf)
			if variants == nil {
				variants = []Ref{root}
			}
			if answer.Media != nil && !slices.Equal(answer.Variants, variants) {
				return fmt.Errorf("response %s: %s has another schema than %s", code, media, answer.Media[0])
			}
			answer.Media, answer.Variants = append(answer.Media, media), variants
		}
		o.Answers[status] = answer
	}
	return nil
}

// ref returns the shape of a schema, which is compiled when it is first met.
func (c *compiler) ref(raw *openapi3.SchemaRef) Ref {
	if raw == nil {
		return 0
	}
	known, ok := c.refs[raw.Value]
	if !ok {
		s := &Shape{}
		c.Shapes = append(c.Shapes, s)
		known = Ref(len(c.Shapes))
		c.refs[raw.Value] = known
		c.schema(s, raw.Value)
	}
	return known
}

func (c *compiler) list(raw openapi3.SchemaRefs) []Ref {
	var out []Ref
	for _, r := range raw {
		out = append(out, c.ref(r))
	}
	return out
}

// ruleKeywords are those that findings name and that may stand on lines of their own.
var ruleKeywords = []string{
	"type", "nullable", "enum", "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems",
	"minProperties", "maxProperties", "required", "oneOf", "not",
}

func (c *compiler) schema(s *Shape, raw *openapi3.Schema) {
	x := extensions{raw.Extensions}
	c.questions = append(c.questions, x.texts("x-questions")...)
	s.Lines = linesOf(raw.Origin, ruleKeywords...)
	where := fmt.Sprintf("schema at line %d", s.Lines.Of(""))
	if raw.Type != nil {
		s.Types = raw.Type.Slice()
	}
	s.Nullable, s.Secret, s.Format, s.Required = raw.Nullable, x.flag("x-secret"), raw.Format, raw.Required
	s.Accepts, s.Pattern = c.pattern(where, x.text("x-accepts")), c.pattern(where, raw.Pattern)
	s.MinLength, s.MaxLength, s.Min, s.Max = raw.MinLength, raw.MaxLength, raw.Min, raw.Max
	s.ExclusiveMin, s.ExclusiveMax = raw.ExclusiveMin.IsTrue(), raw.ExclusiveMax.IsTrue()
	s.MinItems, s.MaxItems, s.MinProps, s.MaxProps = raw.MinItems, raw.MaxItems, raw.MinProps, raw.MaxProps
	for _, value := range raw.Enum {
		switch value.(type) {
		case nil, bool, string, float64:
		default:
			c.fail(where, fmt.Errorf("enum of %T is not supported", value))
		}
		s.Enum = append(s.Enum, value)
	}
	s.Items, s.Not = c.ref(raw.Items), c.ref(raw.Not)
	for _, name := range slices.Sorted(maps.Keys(raw.Properties)) {
		s.Properties = append(s.Properties, Property{name, c.ref(raw.Properties[name])})
	}
	more := raw.AdditionalProperties
	s.Open, s.Closed, s.Others = more.Has != nil && *more.Has, more.Has != nil && !*more.Has, c.ref(more.Schema)
	s.AllOf, s.AnyOf, s.OneOf = c.list(raw.AllOf), c.list(raw.AnyOf), c.list(raw.OneOf)
	bounded := func(r Ref) bool { return c.Shapes[r-1].Closed || c.Shapes[r-1].Others > 0 }
	switch {
	case raw.UniqueItems, raw.MultipleOf != nil, raw.ReadOnly, raw.WriteOnly:
		c.fail(where, errors.New("uniqueItems, multipleOf, readOnly and writeOnly are not supported"))
	case len(s.AllOf) > 0 && (bounded(c.refs[raw]) || slices.ContainsFunc(s.AllOf, bounded)):
		c.fail(where, errors.New("additionalProperties beside or within allOf is not supported"))
	}
}

// pattern returns a pattern that compiles.
func (c *compiler) pattern(where, text string) string {
	_, err := regexp.Compile(text)
	c.fail(where, err)
	return text
}

// linesOf returns the line of an element, and those of keywords that stand elsewhere.
func linesOf(origin *openapi3.Origin, keywords ...string) Lines {
	if origin == nil || origin.Key == nil {
		return nil
	}
	l := Lines{"": origin.Key.Line}
	for _, keyword := range keywords {
		if at, ok := origin.Fields.Lookup(keyword); ok && at.Line != l[""] {
			l[keyword] = at.Line
		}
	}
	return l
}

// refuseRecursion fails where an alternative holds the shape that it is an alternative of: each level of
// a message would be tried anew for each level above it.
func (c *compiler) refuseRecursion() {
	for i, s := range c.Shapes {
		seen := map[Ref]bool{}
		for _, alternative := range slices.Concat(s.AnyOf, s.OneOf, []Ref{s.Not}) {
			c.reach(alternative, seen)
		}
		if seen[Ref(i+1)] {
			c.fail(fmt.Sprintf("schema at line %d", s.Lines.Of("")), errors.New("alternatives that contain themselves are not supported"))
		}
	}
}

// reach adds a shape and all that it refers to.
func (c *compiler) reach(r Ref, seen map[Ref]bool) {
	if r == 0 || seen[r] {
		return
	}
	seen[r] = true
	s := c.Shapes[r-1]
	for _, other := range slices.Concat(s.AllOf, s.AnyOf, s.OneOf, []Ref{s.Items, s.Others, s.Not}) {
		c.reach(other, seen)
	}
	for _, p := range s.Properties {
		c.reach(p.Shape, seen)
	}
}
