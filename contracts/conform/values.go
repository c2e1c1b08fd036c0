package conform

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/crmsim/crmsim/openapi"
)

// lenient reports whether a value outside the schema is a suspicion only (x-accepts).
func lenient(k openapi.Keywords, text string) bool {
	return k.Accepts != "" && compiled(k.Accepts).MatchString(text)
}

// patterns are those that were compiled already: most specs want the same few.
var patterns sync.Map

func compiled(pattern string) *regexp.Regexp {
	known, ok := patterns.Load(pattern)
	if !ok {
		known, _ = patterns.LoadOrStore(pattern, regexp.MustCompile(pattern))
	}
	return known.(*regexp.Regexp)
}

// outOfEnum are values outside a list: in texts one that is nobody's, in numbers those next to the list.
func outOfEnum(enum []any) (outside []any) {
	least, most, numbers := 0.0, 0.0, false
	for i, member := range enum {
		n, ok := member.(float64)
		if !ok {
			continue
		}
		if numbers = true; i == 0 {
			least, most = n, n
		}
		least, most = min(least, n), max(most, n)
	}
	if numbers {
		return []any{number(least - 1), number(most + 1)}
	}
	return []any{"no-such-value"}
}

func number(n float64) json.Number { return json.Number(strconv.FormatFloat(n, 'f', -1, 64)) }

// members are the values of a list, as a request holds them.
func members(enum []any) []any {
	var all []any
	for _, member := range enum {
		if n, ok := member.(float64); ok {
			member = number(n)
		}
		all = append(all, member)
	}
	return all
}

// A limit is a bound with the values at it and past it.
type limit struct {
	rule     string
	at, past any
}

// limits returns the bounds of a scalar.
func limits(k openapi.Keywords) (all []limit) {
	step := func(edge float64, exclusive bool, by float64) (at, past any) {
		if exclusive {
			return number(edge + by), number(edge)
		}
		return number(edge), number(edge - by)
	}
	if k.Min != nil {
		at, past := step(*k.Min, k.ExclusiveMin, 1)
		all = append(all, limit{"minimum", at, past})
	}
	if k.Max != nil {
		at, past := step(*k.Max, k.ExclusiveMax, -1)
		all = append(all, limit{"maximum", at, past})
	}
	if k.MinLength > 1 {
		all = append(all, limit{"minLength", filler(int(k.MinLength)), filler(int(k.MinLength) - 1)})
	}
	if k.MaxLength != nil && (k.Pattern == "" || compiled(k.Pattern).MatchString(filler(int(*k.MaxLength)))) { // A pattern may say it all.
		all = append(all, limit{"maxLength", filler(int(*k.MaxLength)), filler(int(*k.MaxLength) + 1)})
	}
	return all
}

// filler is a text of a number of characters, not bytes.
func filler(n int) string { return strings.Repeat("字", n) }

// broken returns texts that a pattern or a format does not fit, made from one that it fits.
func broken(k openapi.Keywords, valid string) (all []string) {
	candidates := []string{
		"x", "x;y", "1999999999.5", "2013-02-30 10:25:30", "2013-13-01 10:25:30", "2013-05-05 24:00:00", "05.05.2013", "1367720730", "a/b-c/d-e",
		"!" + valid, valid + "!", "\n" + valid, valid + "\n",
	}
	if _, size := utf8.DecodeLastRuneInString(valid); size > 0 {
		candidates = append(candidates, valid[:len(valid)-size])
	}
	pattern := compiled(k.Pattern)
	for _, text := range candidates {
		switch {
		case text == "" || strings.TrimSpace(text) == "" || lenient(k, text) || slices.Contains(all, text):
		case k.Pattern == "", !pattern.MatchString(text):
			all = append(all, text)
		}
	}
	return all
}

// mistyped are the JSON values of each type.
var mistyped = map[string][]any{
	"string":  {"x"},
	"integer": {json.Number("7")},
	"number":  {json.Number("7.5")},
	"boolean": {true},
	"array":   {[]any{}},
	"object":  {map[string]any{}},
}

// notNumbers are texts that are no integer of any size.
var notNumbers = []string{"x", "1.5", "1e9", "0x7ffffffe", "99999999999999999999", "true"}

// beyond are whole numbers that do not fit a format.
var beyond = map[string][]string{"int32": {"2147483648", "-2147483649"}, "int64": {"9223372036854775808", "-9223372036854775809"}}

// typesOf returns the JSON types that a schema or one of its alternatives permits; none permits all.
func typesOf(s openapi.Schema) []string {
	types := s.Types()
	for _, alternative := range s.Alternatives() {
		types = append(types, typesOf(alternative)...)
	}
	return types
}
