package openapi

import (
	"cmp"
	"maps"
	"slices"
)

// A Schema is a read-only view of one schema of a document.
type Schema struct{ shape *shape }

// Keywords are what a schema says of a value beyond its type. The zero value of each says nothing.
type Keywords struct {
	Format, Pattern            string
	Accepts                    string // pattern of values outside the schema that are suspicions only (x-accepts)
	Enum                       []any  // scalars
	MinLength, MinItems        uint64
	MaxLength, MaxItems        *uint64
	Min, Max                   *float64
	ExclusiveMin, ExclusiveMax bool
	Required                   []string
	Closed                     bool // a property without a schema is a violation, elsewhere a suspicion
	Open                       bool // a property without a schema is welcome
	Secret                     bool // x-secret
}

// A RequestBody is what an operation wants of a request body.
type RequestBody struct {
	Required bool
	Media    string
	Schema   Schema
}

// A Response is one documented status of an operation. Without a media type its body is empty.
type Response struct {
	Status   int
	Media    []string
	Variants []Schema   // one of which the body must fit
	Outcomes [][]string // of the variants
}

// Schema returns what the document says of the parameter's value.
func (p *Parameter) Schema() Schema { return Schema{p.shape} }

// AllowEmpty reports whether the empty value is a value of the parameter.
func (p *Parameter) AllowEmpty() bool { return p.allowEmpty }

// Default returns the value that the vendor takes when the parameter is not given, as text; "" for none.
func (p *Parameter) Default() string { return p.fallback }

// Secret reports whether the parameter's value must be in no output.
func (p *Parameter) Secret() bool { return p.secret }

// Forms reports whether a twin of the operation takes the parameters as a form.
func (o *Operation) Forms() bool { return o.forms }

// Batch returns the body's array that is carried out item by item, "" for none, and how many items it may have, 0 for any.
func (o *Operation) Batch() (field string, most int) { return o.items, o.maxItems }

// IgnoresCase reports whether the names of parameters count in any letter case.
func (d *Document) IgnoresCase() bool { return d.ignoreCase }

// BlankIsEmpty reports whether a parameter or a body of blanks counts as empty.
func (d *Document) BlankIsEmpty() bool { return d.blankEmpty }

// Body returns what the operation wants of a request body, and whether it takes one.
func (o *Operation) Body() (RequestBody, bool) {
	if o.body == nil {
		return RequestBody{}, false
	}
	return RequestBody{o.body.required, o.body.media, Schema{o.body.schema}}, true
}

// Responses returns the documented answers, sorted by status.
func (o *Operation) Responses() []Response {
	var all []Response
	for _, status := range slices.Sorted(maps.Keys(o.answers)) {
		rule := o.answers[status]
		all = append(all, Response{status, rule.media, views(rule.variants), rule.outcomes})
	}
	return all
}

func views(shapes []*shape) []Schema {
	var all []Schema
	for _, s := range shapes {
		all = append(all, Schema{s})
	}
	return all
}

// Keywords returns what the schema and the parts of its allOf say; no document says a thing twice.
func (s Schema) Keywords() Keywords {
	var k Keywords
	for _, part := range s.shape.parts {
		k.Format, k.Pattern, k.Accepts = cmp.Or(k.Format, part.Format), cmp.Or(k.Pattern, part.Pattern), cmp.Or(k.Accepts, part.Shape.Accepts)
		k.MinLength, k.MinItems = max(k.MinLength, part.MinLength), max(k.MinItems, part.MinItems)
		k.MaxLength, k.MaxItems = cmp.Or(k.MaxLength, part.MaxLength), cmp.Or(k.MaxItems, part.MaxItems)
		k.Min, k.Max = cmp.Or(k.Min, part.Min), cmp.Or(k.Max, part.Max)
		k.ExclusiveMin, k.ExclusiveMax = k.ExclusiveMin || part.ExclusiveMin, k.ExclusiveMax || part.ExclusiveMax
		k.Enum, k.Required = append(k.Enum, part.Enum...), append(k.Required, part.Shape.Required...)
		k.Closed, k.Open, k.Secret = k.Closed || part.Closed, k.Open || part.Open, k.Secret || part.Secret
	}
	return k
}

// Alternatives returns the alternatives of a oneOf or an anyOf, nil when there are none.
func (s Schema) Alternatives() []Schema { return views(slices.Concat(s.shape.oneOf, s.shape.anyOf)) }

// Others returns the schema of properties that have none of their own, and whether there is one.
func (s Schema) Others() (Schema, bool) { return Schema{s.shape.others}, s.shape.others != nil }

// Types returns the JSON types that the schema permits; none permits all.
func (s Schema) Types() []string {
	if len(s.shape.Types) == 0 && len(s.shape.allOf) > 0 {
		return Schema{s.shape.allOf[0]}.Types()
	}
	return slices.Clone(s.shape.Types)
}

// Schemas returns the names of the document's component schemas, sorted.
func (d *Document) Schemas() []string {
	var names []string
	for _, p := range d.schemas {
		names = append(names, p.name)
	}
	return names
}

// Schema returns the component schema of that name, and whether there is one.
func (d *Document) Schema(name string) (Schema, bool) {
	i := slices.IndexFunc(d.schemas, func(p *property) bool { return p.name == name })
	if i < 0 {
		return Schema{}, false
	}
	return Schema{d.schemas[i].shape}, true
}

// Type returns "object", "array", "string", "integer", "number" or "boolean", or "" when the schema
// allows several of them.
func (s Schema) Type() string {
	if types := s.Types(); len(types) == 1 {
		return types[0]
	}
	return ""
}

// Nullable reports whether null fits the schema.
func (s Schema) Nullable() bool { return s.shape.null }

// Items returns the schema of an array's items, and whether there is one.
func (s Schema) Items() (Schema, bool) { return Schema{s.shape.items}, s.shape.items != nil }

// Properties returns the named properties of an object, those of its allOf parts included.
func (s Schema) Properties() map[string]Schema {
	out := make(map[string]Schema, len(s.shape.properties))
	for _, p := range s.shape.properties {
		out[p.name] = Schema{p.shape}
	}
	return out
}
