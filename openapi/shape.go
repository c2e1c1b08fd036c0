package openapi

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/crmsim/crmsim/openapi/internal/form"
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

func (k kinds) String() string {
	var names []string
	for i, name := range kindNames {
		if k&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	if names == nil {
		return "a value"
	}
	return strings.Join(names, " or ")
}

// A shape is a compiled schema: what a value must be to fit.
type shape struct {
	*form.Shape // the keywords

	types               kinds
	accepts, pattern    *pattern
	fitsFormat          func(string) bool
	others, not         *shape
	allOf, anyOf, oneOf []*shape
	parts               []*shape             // itself and the parts of allOf: each holds a value to its own keywords
	properties          []*property          // those of all parts, sorted by name
	byName              map[string]*property // the same
	items               *shape               // of all parts
	open                bool                 // no part minds properties that it does not name
	null                bool                 // null fits
}

type property struct {
	name  string
	shape *shape
}

// A pattern is a regular expression. It is compiled when it is first needed, which most are not.
type pattern struct{ re func() *regexp.Regexp }

// newPattern returns nil for "".
func newPattern(text string) *pattern {
	if text == "" {
		return nil
	}
	return &pattern{sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })}
}

// matches reports whether there is a pattern that the text matches.
func (p *pattern) matches(s string) bool { return p != nil && p.re().MatchString(s) }

// shapes returns the shapes of a form, in its order.
func shapesOf(f *form.Form) []*shape {
	all := make([]*shape, len(f.Shapes))
	for i, keywords := range f.Shapes {
		all[i] = &shape{Shape: keywords}
	}
	for _, s := range all {
		for _, name := range s.Types {
			s.types |= 1 << slices.Index(kindNames, name)
		}
		s.accepts, s.pattern, s.fitsFormat = newPattern(s.Accepts), newPattern(s.Pattern), formats[s.Format]
		s.items, s.others, s.not = at(all, s.Items), at(all, s.Others), at(all, s.Not)
		s.allOf, s.anyOf, s.oneOf = allAt(all, s.AllOf), allAt(all, s.AnyOf), allAt(all, s.OneOf)
		s.byName = make(map[string]*property, len(s.Properties))
		for _, p := range s.Properties {
			s.byName[p.Name] = &property{p.Name, at(all, p.Shape)}
		}
	}
	for _, s := range all {
		s.prepare()
	}
	return all
}

// at returns the shape that a form refers to, or nil.
func at(all []*shape, r form.Ref) *shape {
	if r == 0 {
		return nil
	}
	return all[r-1]
}

func allAt(all []*shape, refs []form.Ref) []*shape {
	var out []*shape
	for _, r := range refs {
		out = append(out, at(all, r))
	}
	return out
}

// prepare derives what a check needs from the keywords: properties, items and the permission of null
// are put together from all parts of an allOf.
func (s *shape) prepare() {
	if s.parts != nil {
		return
	}
	s.parts = []*shape{s}
	s.open = s.Open || s.Closed || s.others != nil || len(s.anyOf)+len(s.oneOf) > 0
	for _, part := range s.allOf {
		part.prepare()
		s.parts = append(s.parts, part.parts...)
		s.items = both(s.items, part.items)
		s.open = s.open || part.open && len(part.byName) > 0
		for name, p := range part.byName {
			if own := s.byName[name]; own != nil {
				p = &property{name, both(own.shape, p.shape)}
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
	s := &shape{Shape: &form.Shape{}, allOf: []*shape{a, b}, byName: map[string]*property{}}
	s.prepare()
	return s
}

// takesNull reports whether null fits: where the shape does not say so, its alternatives and parts may.
func (s *shape) takesNull() bool {
	fitting := func(all []*shape) (n int) {
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
	case len(s.allOf)+len(s.anyOf)+len(s.oneOf) == 0, s.not != nil:
		return false
	}
	return fitting(s.allOf) == len(s.allOf) && (len(s.anyOf) == 0 || fitting(s.anyOf) > 0) && (len(s.oneOf) == 0 || fitting(s.oneOf) == 1)
}

// typeName names the types of a shape, or of its parts and alternatives where it has none of its own.
func (s *shape) typeName() string {
	types := s.types
	if types == 0 {
		for _, other := range slices.Concat(s.allOf, s.anyOf, s.oneOf) {
			types |= other.types
		}
	}
	return types.String()
}

// walk calls visit once for every shape that can be reached from one, which may be nil.
func (s *shape) walk(seen map[*shape]bool, visit func(*shape)) {
	if s == nil || seen[s] {
		return
	}
	seen[s] = true
	visit(s)
	for _, other := range slices.Concat(s.allOf, s.anyOf, s.oneOf, []*shape{s.items, s.others, s.not}) {
		other.walk(seen, visit)
	}
	for _, p := range s.properties {
		p.shape.walk(seen, visit)
	}
}
