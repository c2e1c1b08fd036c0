package mutate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/openapi"
)

// Kinds of mutants of one value of an answer. All begin with "answer.".
const (
	dropped     = "answer.dropped"     // a property is not there
	null        = "answer.null"        // a value is null
	retyped     = "answer.retyped"     // a value has another JSON type
	outOfEnum   = "answer.outOfEnum"   // a value that the enum does not have
	beyond      = "answer.beyond"      // a value one beyond a bound; place/keyword
	malformed   = "answer.malformed"   // a text that breaks its pattern or format
	extra       = "answer.extra"       // a property too many in a closed object
	altered     = "answer.altered"     // another text of the same shape
	more        = "answer.more"        // the next integer
	less        = "answer.less"        // the integer before
	flipped     = "answer.flipped"     // the other truth value
	another     = "answer.another"     // another value of the enum; place=value
	siblings    = "answer.siblings"    // two values of the same type in each other's place; place,name
	swapped     = "answer.swapped"     // a property of the first two items in each other's place
	reversed    = "answer.reversed"    // a list in reverse order
	lastDropped = "answer.lastDropped" // a list without its last item
	lastDoubled = "answer.lastDoubled" // a list with its last item twice
)

// A tree is the JSON body of an answer while it is searched for places where a mutant can be.
type tree struct {
	// at reports whether the mutant is to be made. It is asked for each that can be.
	at func(kind, place string) bool
	// all visits all items of a list, not only the first few.
	all bool
}

// fewItems show what the items of a list are like.
const fewItems = 3

// visit goes through a value whose schemas are those of all documented answers that have it. set puts another value in its place.
func (t *tree) visit(v any, schemas []openapi.Schema, place string, set func(any)) {
	switch v := v.(type) {
	case map[string]any:
		if t.retype(place, []any{}, set) {
			return
		}
		t.object(v, schemas, place)
	case []any:
		if t.retype(place, map[string]any{}, set) {
			return
		}
		t.list(v, schemas, place, set)
	case nil:
	default:
		t.scalar(v, schemas, place, set)
	}
}

func (t *tree) retype(place string, to any, set func(any)) bool {
	is := t.at(retyped, place)
	if is {
		set(to)
	}
	return is
}

func (t *tree) object(v map[string]any, schemas []openapi.Schema, place string) {
	names := slices.Sorted(maps.Keys(v))
	for _, name := range names {
		child := place + "/" + name
		switch {
		case t.at(dropped, child):
			delete(v, name)
		case v[name] != nil && t.at(null, child):
			v[name] = nil
		default:
			t.visit(v[name], property(schemas, name), child, func(to any) { v[name] = to })
		}
	}
	if slices.ContainsFunc(schemas, func(s openapi.Schema) bool { return s.Keywords().Closed }) && t.at(extra, place) {
		v["unexpected"] = true
	}
	for i, name := range names[:max(0, len(names)-1)] {
		other := names[i+1]
		if alike(v[name], v[other]) && t.at(siblings, place+"/"+name+","+other) {
			v[name], v[other] = v[other], v[name]
		}
	}
}

// alike reports whether two values are different scalars of one type.
func alike(a, b any) bool {
	return scalarType(a) != "" && scalarType(a) == scalarType(b) && a != b
}

func scalarType(v any) string {
	switch v.(type) {
	case string, json.Number, bool:
		return fmt.Sprintf("%T", v)
	default:
		return ""
	}
}

func property(schemas []openapi.Schema, name string) []openapi.Schema {
	var all []openapi.Schema
	for _, s := range spread(schemas) {
		if p, has := s.Properties()[name]; has {
			all = append(all, p)
		} else if others, has := s.Others(); has {
			all = append(all, others)
		}
	}
	return all
}

func itemsOf(schemas []openapi.Schema) []openapi.Schema {
	var all []openapi.Schema
	for _, s := range spread(schemas) {
		if items, has := s.Items(); has {
			all = append(all, items)
		}
	}
	return all
}

// spread puts the alternatives of schemas beside them.
func spread(schemas []openapi.Schema) []openapi.Schema {
	var all []openapi.Schema
	for _, s := range schemas {
		all = append(append(all, s), spread(s.Alternatives())...)
	}
	return all
}

func (t *tree) list(v []any, schemas []openapi.Schema, place string, set func(any)) {
	items, child := itemsOf(schemas), place+"/*"
	for i := range v {
		if i < fewItems || t.all {
			t.visit(v[i], items, child, func(to any) { v[i] = to })
		}
	}
	if len(v) == 0 {
		return
	}
	if t.at(lastDropped, place) {
		set(v[:len(v)-1])
		return
	}
	if t.at(lastDoubled, place) {
		set(append(slices.Clone(v), v[len(v)-1]))
		return
	}
	if len(v) == 1 {
		return
	}
	if !same(v[0], v[len(v)-1]) && t.at(reversed, place) {
		slices.Reverse(v)
	}
	first, isObject := v[0].(map[string]any)
	second, isToo := v[1].(map[string]any)
	if !isObject || !isToo {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(first)) {
		if alike(first[name], second[name]) && t.at(swapped, child+"/"+name) {
			first[name], second[name] = second[name], first[name]
		}
	}
}

func same(a, b any) bool {
	one, _ := json.Marshal(a)
	two, _ := json.Marshal(b)
	return bytes.Equal(one, two)
}

func (t *tree) scalar(v any, schemas []openapi.Schema, place string, set func(any)) {
	to, is := t.replace(v, keywordsOf(schemas), place)
	if is {
		set(to)
	}
}

func keywordsOf(schemas []openapi.Schema) []openapi.Keywords {
	var all []openapi.Keywords
	for _, s := range spread(schemas) {
		all = append(all, s.Keywords())
	}
	return all
}

func (t *tree) replace(v any, keywords []openapi.Keywords, place string) (any, bool) {
	switch v := v.(type) {
	case string:
		if t.at(retyped, place) {
			return json.Number("1"), true
		}
		if to := alter(v); to != v && t.at(altered, place) {
			return to, true
		}
	case json.Number:
		if t.at(retyped, place) {
			return v.String(), true
		}
		if n, err := v.Int64(); err == nil {
			if t.at(more, place) {
				return json.Number(strconv.FormatInt(n+1, 10)), true
			}
			if t.at(less, place) {
				return json.Number(strconv.FormatInt(n-1, 10)), true
			}
		}
	case bool:
		if t.at(retyped, place) {
			return strconv.FormatBool(v), true
		}
		if t.at(flipped, place) {
			return !v, true
		}
	}
	if to, is := t.otherOfEnum(v, keywords, place); is {
		return to, true
	}
	return t.outside(v, keywords, place)
}

func (t *tree) otherOfEnum(v any, keywords []openapi.Keywords, place string) (any, bool) {
	var values []any
	for _, k := range keywords {
		values = append(values, k.Enum...)
	}
	for _, other := range values {
		if text := fmt.Sprint(other); text != fmt.Sprint(v) && t.at(another, place+"="+text) {
			return other, true
		}
	}
	if len(values) == 0 || !t.at(outOfEnum, place) {
		return nil, false
	}
	if _, number := v.(json.Number); number {
		return json.Number("987654"), true
	}
	return "none of these", true
}

// outside leaves the bounds of the value's schemas, or its pattern or format.
func (t *tree) outside(v any, keywords []openapi.Keywords, place string) (any, bool) {
	for _, k := range keywords {
		switch v := v.(type) {
		case string:
			if k.MaxLength != nil && t.at(beyond, place+"/maxLength") {
				return v + strings.Repeat("1", int(*k.MaxLength)+1-len([]rune(v))), true
			}
			if k.MinLength > 0 && t.at(beyond, place+"/minLength") {
				return v[:min(len(v), int(k.MinLength)-1)], true
			}
			if broken, is := breakShape(v, &k); is && t.at(malformed, place) {
				return broken, true
			}
		case json.Number:
			if k.Max != nil && t.at(beyond, place+"/maximum") {
				return json.Number(strconv.FormatFloat(math.Floor(*k.Max)+1, 'f', -1, 64)), true
			}
			if k.Min != nil && t.at(beyond, place+"/minimum") {
				return json.Number(strconv.FormatFloat(math.Ceil(*k.Min)-1, 'f', -1, 64)), true
			}
		}
	}
	return nil, false
}

// breakShape returns a text that the pattern or the format of the schema forbids, and whether it has one.
func breakShape(v string, k *openapi.Keywords) (string, bool) {
	if k.Pattern == "" && k.Format == "" {
		return "", false
	}
	pattern, err := regexp.Compile(k.Pattern)
	for _, broken := range []string{"no " + v, v + "\u0001", "", "\u0001"} {
		if err != nil || k.Pattern == "" || !pattern.MatchString(broken) {
			return broken, true
		}
	}
	return "", false
}

// alter returns another text of the same shape: its last digit or Latin letter is another one. A text without
// any gets a letter.
func alter(s string) string {
	for i := len(s) - 1; i >= 0; i-- {
		b := []byte(s)
		switch c := s[i]; {
		case c >= '1' && c <= '9', c >= 'b' && c <= 'z', c >= 'B' && c <= 'Z':
			b[i]--
		case c == '0', c == 'a', c == 'A':
			b[i]++
		default:
			continue
		}
		return string(b)
	}
	return s + "x"
}
