package verdict

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// A pattern is a JSON value that others are held against. An object asks for its members and lets others be; a list
// asks for as many elements, each by its pattern; a text, number or truth value for one that reads the same, so that
// 20 matches "20"; null for null or nothing. An object whose one name begins with $ is an operator.
var operatorNames = []string{"$any", "$contains", "$equals", "$exists", "$matches", "$not"}

// A hole is the place of a value that is not there.
type hole struct{}

// checkPattern reports what cannot be a pattern.
func checkPattern(pattern any) error {
	switch p := pattern.(type) {
	case []any:
		for _, inner := range p {
			if err := checkPattern(inner); err != nil {
				return err
			}
		}
	case map[string]any:
		for name, inner := range p {
			if !strings.HasPrefix(name, "$") {
				if err := checkPattern(inner); err != nil {
					return err
				}
				continue
			}
			if err := checkOperator(p, name, inner); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkOperator(whole map[string]any, name string, argument any) error {
	if !slices.Contains(operatorNames, name) || len(whole) != 1 {
		return fmt.Errorf("%s: want one of %s, alone in its object", name, strings.Join(operatorNames, ", "))
	}
	_, isText := argument.(string)
	_, isBool := argument.(bool)
	_, isList := argument.([]any)
	switch {
	case name == "$exists" && !isBool:
		return fmt.Errorf("%s: want true or false", name)
	case name == "$any" && !isList:
		return fmt.Errorf("%s: want a list of patterns", name)
	case name == "$matches" && !isText:
		return fmt.Errorf("%s: want a regular expression", name)
	case name == "$matches":
		if _, err := regexp.Compile(argument.(string)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	case name == "$equals":
		return nil // Its argument is no pattern.
	}
	return checkPattern(argument)
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
		if text(pattern) == text(got) && simple(got) {
			return nil
		}
		return miss(at, "wanted "+show(pattern), got)
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
		return miss(at, "wanted an object", got)
	}
	for _, name := range slices.Sorted(maps.Keys(p)) {
		inner, there := object[name]
		if !there {
			inner = hole{}
		}
		all = append(all, differences(p[name], inner, at+"/"+name)...)
	}
	return all
}

func elementsMiss(p []any, got any, at string) (all []string) {
	list, ok := got.([]any)
	if !ok || len(list) != len(p) {
		return miss(at, fmt.Sprintf("wanted a list of %d", len(p)), got)
	}
	for i := range p {
		all = append(all, differences(p[i], list[i], fmt.Sprintf("%s/%d", at, i))...)
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
	return miss(at, "wanted one with "+show(argument), got)
}

func matches(argument, got any, at string) []string {
	if simple(got) && regexp.MustCompile(argument.(string)).MatchString(text(got)) { // checkPattern compiled it.
		return nil
	}
	return miss(at, "wanted one that matches "+show(argument), got)
}

func exists(argument, got any, at string) []string {
	if _, absent := got.(hole); absent == (argument == false) {
		return nil
	}
	if argument == false {
		return miss(at, "wanted none", got)
	}
	return miss(at, "wanted one", got)
}

func equals(argument, got any, at string) []string {
	if reflect.DeepEqual(argument, got) {
		return nil
	}
	return miss(at, "wanted exactly "+show(argument), got)
}

func not(argument, got any, at string) []string {
	if len(differences(argument, got, "")) > 0 {
		return nil
	}
	return miss(at, "wanted one that does not match "+show(argument), got)
}

func anyOf(argument, got any, at string) []string {
	for _, pattern := range argument.([]any) {
		if len(differences(pattern, got, "")) == 0 {
			return nil
		}
	}
	return miss(at, "wanted one of "+show(argument), got)
}

func miss(at, wanted string, got any) []string {
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
