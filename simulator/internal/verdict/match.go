package verdict

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// A pattern is a JSON value that others are held against. An object asks for its members and lets others be; a list
// asks for as many elements, each by its pattern; a text, number or truth value for one that reads the same, so that
// 20 matches "20"; null for null or nothing. An object whose one name begins with $ is an operator.
var operatorNames = []string{"$any", "$contains", "$equals", "$exists", "$matches", "$not"}

// A hole is the place of a value that is not there.
type hole struct{}

// Bounds on a pattern, so that it can be held against thousands of calls.
const (
	maxDepth  = 32
	maxValues = 10_000
)

// A checker goes through a pattern once.
type checker struct{ depth, values int }

// checkPattern reports what cannot be a pattern. It compiles the regular expressions in place.
func checkPattern(pattern any) error { return new(checker).check(pattern) }

func (c *checker) check(pattern any) error {
	c.depth++
	defer func() { c.depth-- }()
	if c.values++; c.depth > maxDepth || c.values > maxValues {
		return fmt.Errorf("want a pattern of %d values at most, nested %d deep at most", maxValues, maxDepth)
	}
	switch p := pattern.(type) {
	case []any:
		for _, inner := range p {
			if err := c.check(inner); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(p)) {
			check := c.check
			if strings.HasPrefix(name, "$") {
				check = func(argument any) error { return c.operator(p, name, argument) }
			}
			if err := check(p[name]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *checker) operator(whole map[string]any, name string, argument any) error {
	if !slices.Contains(operatorNames, name) || len(whole) != 1 {
		return fmt.Errorf("%s: want one of %s, alone in its object", name, strings.Join(operatorNames, ", "))
	}
	_, isBool := argument.(bool)
	_, isList := argument.([]any)
	switch {
	case name == "$exists" && !isBool:
		return fmt.Errorf("%s: want true or false", name)
	case name == "$any" && !isList:
		return fmt.Errorf("%s: want a list of patterns", name)
	case name == "$matches":
		text, isText := argument.(string)
		if !isText {
			return fmt.Errorf("%s: want a regular expression", name)
		}
		expression, err := regexp.Compile(text)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		whole[name] = expression
		return nil
	case name == "$equals":
		return nil // Its argument is no pattern.
	}
	return c.check(argument)
}

// differences says in words how a value misses a pattern, and nothing when it matches. Paths have slashes.
func differences(pattern, got any, at string) []string {
	switch p := pattern.(type) {
	case map[string]any:
		for name, argument := range p {
			if strings.HasPrefix(name, "$") {
				return operate(name, argument, got, at)
			}
		}
		return membersMiss(p, got, at)
	case []any:
		return elementsMiss(p, got, at)
	default:
		if _, absent := got.(hole); absent && pattern == nil {
			return nil
		}
		if simple(got) && (text(pattern) == text(got) || sameNumber(pattern, got)) {
			return nil
		}
		return miss(at, "wanted", pattern, got)
	}
}

// operate holds a value against an operator that checkPattern knows.
func operate(name string, argument, got any, at string) []string {
	switch name {
	case "$contains":
		return contains(argument, got, at)
	case "$matches":
		return matches(argument, got, at)
	case "$exists":
		return exists(argument, got, at)
	case "$equals":
		return equals(argument, got, at)
	case "$not":
		return not(argument, got, at)
	default:
		return anyOf(argument, got, at)
	}
}

func membersMiss(p map[string]any, got any, at string) (all []string) {
	object, ok := got.(map[string]any)
	if !ok {
		return miss(at, "wanted an object", nothing, got)
	}
	for _, name := range slices.Sorted(maps.Keys(p)) {
		inner, there := object[name]
		if !there {
			inner = hole{}
		}
		all = append(all, differences(p[name], inner, under(at, name))...)
	}
	return all
}

func elementsMiss(p []any, got any, at string) (all []string) {
	list, ok := got.([]any)
	if !ok || len(list) != len(p) {
		return miss(at, "wanted a list of "+strconv.Itoa(len(p)), nothing, got)
	}
	for i := range p {
		all = append(all, differences(p[i], list[i], under(at, strconv.Itoa(i)))...)
	}
	return all
}

// contains wants a text in a text, or an element of a list.
func contains(argument, got any, at string) []string {
	if list, ok := got.([]any); ok {
		for _, element := range list {
			if len(differences(argument, element, "")) == 0 {
				return nil
			}
		}
	} else if part, ok := argument.(string); ok && simple(got) && strings.Contains(text(got), part) {
		return nil
	}
	return miss(at, "wanted one with", argument, got)
}

func matches(argument, got any, at string) []string {
	if simple(got) && argument.(*regexp.Regexp).MatchString(text(got)) { // checkPattern compiled it.
		return nil
	}
	return miss(at, "wanted one that matches", argument, got)
}

func exists(argument, got any, at string) []string {
	if _, absent := got.(hole); absent == (argument == false) {
		return nil
	}
	if argument == false {
		return miss(at, "wanted none", nothing, got)
	}
	return miss(at, "wanted one", nothing, got)
}

func equals(argument, got any, at string) []string {
	if same(argument, got) {
		return nil
	}
	return miss(at, "wanted exactly", argument, got)
}

func not(argument, got any, at string) []string {
	if len(differences(argument, got, "")) > 0 {
		return nil
	}
	return miss(at, "wanted one that does not match", argument, got)
}

func anyOf(argument, got any, at string) []string {
	for _, pattern := range argument.([]any) {
		if len(differences(pattern, got, "")) == 0 {
			return nil
		}
	}
	return miss(at, "wanted one of", argument, got)
}

// same reports whether two JSON values are the same. It matters not how a number is written.
func same(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		object, ok := b.(map[string]any)
		return ok && maps.EqualFunc(a, object, same)
	case []any:
		list, ok := b.([]any)
		return ok && slices.EqualFunc(a, list, same)
	default:
		return reflect.DeepEqual(a, b) || sameNumber(a, b)
	}
}

// sameNumber reports whether two numbers are the same though they are written differently, such as 1 and 1.0. Of two
// integers every digit counts.
func sameNumber(a, b any) bool {
	m, ok := a.(json.Number)
	n, alsoOK := b.(json.Number)
	if !ok || !alsoOK || !strings.ContainsAny(string(m+n), ".eE") {
		return false
	}
	x, err := m.Float64()
	y, bad := n.Float64()
	return err == nil && bad == nil && x == y
}

// nothing is the argument of what is wanted without one.
var nothing = hole{}

// under is the path of a part. There is none where nobody reads the differences.
func under(at, name string) string {
	if at == "" {
		return ""
	}
	return at + "/" + name
}

func miss(at, wanted string, argument, got any) []string {
	if at == "" {
		return []string{wanted}
	}
	if argument != nothing {
		wanted += " " + show(argument)
	}
	if _, absent := got.(hole); absent {
		return []string{at + ": " + wanted + ", it is missing"}
	}
	return []string{at + ": " + wanted + ", got " + show(got)}
}

// simple reports whether a value is neither an object nor a list nor missing.
func simple(value any) bool {
	switch value.(type) {
	case map[string]any, []any, hole:
		return false
	}
	return true
}

// text is how a simple value reads.
func text(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case string:
		return v
	default:
		return fmt.Sprint(v)
	}
}

// maxShown is how many bytes of a value are told.
const maxShown = 200

func show(value any) string {
	text, err := wire.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return cut(string(text))
}

func cut(text string) string {
	if len(text) <= maxShown {
		return text
	}
	return strings.ToValidUTF8(text[:maxShown], "") + "…"
}
