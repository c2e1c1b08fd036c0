package mutate

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"
)

// equivalents is the reviewed list of mutants that nobody could tell from the real thing: on each line an id, in
// which % stands for any text, white space, and the reason.
//
//go:embed equivalents.txt
var equivalents string

// An Equivalent is an entry of the list.
type Equivalent struct{ Pattern, Reason string }

// Equivalents reads the reviewed list. The error names the lines that are no entries.
func Equivalents() ([]Equivalent, error) { return readEquivalents(equivalents) }

func readEquivalents(text string) (entries []Equivalent, err error) {
	var problems []error
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		pattern, reason, _ := strings.Cut(line, " ")
		if reason = strings.TrimSpace(reason); reason == "" {
			problems = append(problems, fmt.Errorf("equivalent mutant %s: there is no reason", pattern))
			continue
		}
		entries = append(entries, Equivalent{pattern, reason})
	}
	return entries, errors.Join(problems...)
}

// fits reports whether a text is one that the pattern stands for.
func fits(pattern, text string) bool {
	parts := strings.Split(pattern, "%")
	rest, ok := strings.CutPrefix(text, parts[0])
	if !ok || len(parts) == 1 {
		return ok && rest == ""
	}
	last := parts[len(parts)-1]
	for _, part := range parts[1 : len(parts)-1] {
		if _, rest, ok = strings.Cut(rest, part); !ok {
			return false
		}
	}
	return strings.HasSuffix(rest, last)
}

// Divide takes the equivalent mutants out of ids, with the reason of each. An entry that no id fits is an error, unless
// it begins with the name of a vendor that is not among those given.
func Divide(ids []string, vendors []string, list []Equivalent) (reasons map[string]string, err error) {
	reasons = map[string]string{}
	var problems []error
	for _, e := range list {
		used := false
		for _, id := range ids {
			if fits(e.Pattern, id) {
				used, reasons[id] = true, e.Reason
			}
		}
		if !used && concerns(e.Pattern, vendors) {
			problems = append(problems, fmt.Errorf("equivalent mutant %s: there is none", e.Pattern))
		}
	}
	return reasons, errors.Join(problems...)
}

// concerns reports whether a pattern must fit a mutant of the vendors; one for all vendors need not where some are left out.
func concerns(pattern string, vendors []string) bool {
	name, _, _ := strings.Cut(pattern, "/")
	for _, v := range vendors {
		if name == v {
			return true
		}
	}
	return false
}
