package mutate

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/crmsim/crmsim/openapi"
)

// equivalents is the reviewed list of mutants that nobody could tell from the real thing: on each line an id, in
// which % stands for any text behind the vendor's name, white space, and the reason.
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
		vendor, _, _ := strings.Cut(pattern, "/")
		if reason = strings.TrimSpace(reason); reason == "" {
			problems = append(problems, fmt.Errorf("equivalent mutant %s: there is no reason", pattern))
			continue
		} else if _, err := openapi.Load(vendor); err != nil {
			problems = append(problems, fmt.Errorf("equivalent mutant %s: it does not begin with a vendor's name", pattern))
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
// it is about a vendor that is not among those given.
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
		if vendor, _, _ := strings.Cut(e.Pattern, "/"); !used && slices.Contains(vendors, vendor) {
			problems = append(problems, fmt.Errorf("equivalent mutant %s: there is none", e.Pattern))
		}
	}
	return reasons, errors.Join(problems...)
}
