package openapi

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// kinds is a set of JSON types; the empty set permits all of them.
type kinds uint8

const (
	object kinds = 1 << iota
	array
	text
	integer
	number
	boolean
)

var kindNames = []string{"object", "array", "string", "integer", "number", "boolean"}

func (k kinds) permits(one kinds) bool { return k == 0 || k&one != 0 }

func (k kinds) names() []string {
	var out []string
	for i, name := range kindNames {
		if k&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return out
}

// A shape is a compiled schema: what a value must be to fit. Its exported fields are the schema's
// keywords and make up the compiled form; the others are derived when a document is linked.
type shape struct {
	Types        kinds     `json:"types,omitzero"`
	Nullable     bool      `json:"nullable,omitzero"`
	Secret       bool      `json:"secret,omitzero"`
	Accepts      *pattern  `json:"accepts,omitzero"` // values outside the schema that the vendor is thought to let pass
	Format       string    `json:"format,omitzero"`
	Pattern      *pattern  `json:"pattern,omitzero"`
	Enum         []any     `json:"enum,omitzero"`
	MinLength    uint64    `json:"minLength,omitzero"`
	MaxLength    *uint64   `json:"maxLength,omitzero"`
	Min          *float64  `json:"minimum,omitzero"`
	Max          *float64  `json:"maximum,omitzero"`
	ExclusiveMin bool      `json:"exclusiveMinimum,omitzero"`
	ExclusiveMax bool      `json:"exclusiveMaximum,omitzero"`
	MinItems     uint64    `json:"minItems,omitzero"`
	MaxItems     *uint64   `json:"maxItems,omitzero"`
	MinProps     uint64    `json:"minProperties,omitzero"`
	MaxProps     *uint64   `json:"maxProperties,omitzero"`
	Items        ref       `json:"items,omitzero"`
	Properties   []*named  `json:"properties,omitzero"` // sorted by name
	Required     []string  `json:"required,omitzero"`
	Open         bool      `json:"open,omitzero"`   // any other property is welcome
	Closed       bool      `json:"closed,omitzero"` // any other property is a violation
	Others       ref       `json:"others,omitzero"` // what other properties must be
	AllOf        []*ref    `json:"allOf,omitzero"`
	AnyOf        []*ref    `json:"anyOf,omitzero"`
	OneOf        []*ref    `json:"oneOf,omitzero"`
	Not          ref       `json:"not,omitzero"`
	Lines        lines     `json:"lines,omitzero"`
	parts        []*shape  // itself and the parts of allOf: each holds a value to its own keywords
	properties   []*named  // those of all parts, sorted by name
	byName       nameIndex // of properties
	open         bool      // no part minds properties that it does not name
	items        *shape    // of all parts
	null         bool      // null fits
	fitsFormat   func(string) bool
}

// nameIndex finds a property by its name.
type nameIndex map[string]*named

// A named shape is that of a property.
type named struct {
	Name  string `json:"name"`
	Shape ref    `json:"shape"`
}

// A ref points at a shape; the compiled form has the shape's number, from 1.
type ref struct {
	*shape
	number int
}

// MarshalJSON writes the shape's number.
func (r ref) MarshalJSON() ([]byte, error) { return strconv.AppendInt(nil, int64(r.number), 10), nil }

// UnmarshalJSON reads what MarshalJSON writes.
func (r *ref) UnmarshalJSON(number []byte) (err error) {
	r.number, err = strconv.Atoi(string(number))
	return err
}

// lines are where an element and those of its keywords that stand elsewhere are in the YAML file; ""
// is the element itself.
type lines map[string]int

func (l lines) of(keyword string) int {
	if n, ok := l[keyword]; ok {
		return n
	}
	return l[""]
}

// A pattern is a regular expression. It is compiled when it is first needed, which most are not.
type pattern struct {
	text string
	re   func() *regexp.Regexp
}

func newPattern(text string) *pattern {
	return &pattern{text, sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })}
}

func (p *pattern) matches(s string) bool { return p.re().MatchString(s) }

// MarshalText writes the expression.
func (p *pattern) MarshalText() ([]byte, error) { return []byte(p.text), nil }

// UnmarshalText reads an expression that has compiled before.
func (p *pattern) UnmarshalText(text []byte) error {
	*p = *newPattern(string(text))
	return nil
}

// refs calls visit for every shape that this one refers to.
func (s *shape) refs(visit func(*ref)) {
	for _, r := range []*ref{&s.Items, &s.Others, &s.Not} {
		if r.number > 0 {
			visit(r)
		}
	}
	for _, list := range [][]*ref{s.AllOf, s.AnyOf, s.OneOf} {
		for _, r := range list {
			visit(r)
		}
	}
	for _, p := range s.Properties {
		visit(&p.Shape)
	}
}

// prepare derives what a check needs from the keywords: properties, items and the permission of null
// are put together from all parts of an allOf.
func (s *shape) prepare() {
	if s.parts != nil {
		return
	}
	s.parts, s.items, s.fitsFormat = []*shape{s}, s.Items.shape, formats[s.Format]
	s.open = s.Open || s.Closed || s.Others.shape != nil || len(s.AnyOf)+len(s.OneOf) > 0
	s.byName = nameIndex{}
	for _, p := range s.Properties {
		s.byName[p.Name] = p
	}
	for _, r := range s.AllOf {
		r.prepare()
		s.parts = append(s.parts, r.parts...)
		s.items = both(s.items, r.items)
		s.open = s.open || r.open && len(r.byName) > 0
		for name, p := range r.byName {
			if own := s.byName[name]; own != nil {
				p = &named{name, ref{shape: both(own.Shape.shape, p.Shape.shape)}}
			}
			s.byName[name] = p
		}
	}
	s.open = s.open || len(s.byName) == 0
	for _, name := range slices.Sorted(maps.Keys(s.byName)) {
		s.properties = append(s.properties, s.byName[name])
	}
	s.null = s.takesNull()
}

// both returns the shape of what must fit two shapes, either of which may be nil.
func both(a, b *shape) *shape {
	switch {
	case a == nil:
		return b
	case b == nil || a == b:
		return a
	}
	s := &shape{AllOf: []*ref{{shape: a}, {shape: b}}}
	s.prepare()
	return s
}

// takesNull reports whether null fits: where the shape does not say so, its alternatives and parts may.
func (s *shape) takesNull() bool {
	fitting := func(all []*ref) (n int) {
		for _, r := range all {
			if r.prepare(); r.null {
				n++
			}
		}
		return n
	}
	switch {
	case s.Nullable:
		return true
	case len(s.AllOf)+len(s.AnyOf)+len(s.OneOf) == 0, s.Not.shape != nil:
		return false
	}
	return fitting(s.AllOf) == len(s.AllOf) && (len(s.AnyOf) == 0 || fitting(s.AnyOf) > 0) && (len(s.OneOf) == 0 || fitting(s.OneOf) == 1)
}

// typeName names the types of a shape, or of its parts and alternatives where it has none of its own.
func (s *shape) typeName() string {
	types := s.Types
	for _, r := range slices.Concat(s.AllOf, s.AnyOf, s.OneOf) {
		if s.Types == 0 {
			types |= r.Types
		}
	}
	if types == 0 {
		return "a value"
	}
	return strings.Join(types.names(), " or ")
}

// walkShapes calls visit once for every shape that can be reached from one.
func walkShapes(s *shape, seen map[*shape]bool, visit func(*shape)) {
	if s == nil || seen[s] {
		return
	}
	seen[s] = true
	visit(s)
	s.refs(func(r *ref) { walkShapes(r.shape, seen, visit) })
}
