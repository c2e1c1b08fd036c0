package conform

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// How many lines of a difference are shown, and how many bytes of a line.
const maxLines, maxLine = 6, 200

// difference shows what a change took away from what a probe saw, and what it added.
func difference(before, after any) string {
	was, is := lines(before), lines(after)
	all := append(only("-", was, is), only("+", is, was)...)
	switch {
	case len(all) == 0:
		return "the same in another order"
	case len(all) > maxLines:
		all = append(all[:maxLines], fmt.Sprintf("and %d more", len(all)-maxLines))
	}
	return strings.Join(all, "; ")
}

// only returns those lines that the others do not have, with a sign before them.
func only(sign string, all, others []string) (some []string) {
	left := map[string]int{}
	for _, line := range others {
		left[line]++
	}
	for _, line := range all {
		if left[line]--; left[line] < 0 {
			some = append(some, sign+" "+shortLine(line))
		}
	}
	return some
}

func shortLine(line string) string {
	if len(line) <= maxLine {
		return line
	}
	return strings.ToValidUTF8(line[:maxLine], "") + "…"
}

// lines writes what a probe saw: a table of the control API has a line for each record.
func lines(value any) (all []string) {
	switch v := value.(type) {
	case string:
		for line := range strings.Lines(v) {
			all = append(all, strings.Trim(line, ", \n"))
		}
	case map[string]string:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			for _, line := range lines(v[name]) {
				all = append(all, name+" "+line)
			}
		}
	default:
		text, err := json.MarshalIndent(v, "", " ")
		if err != nil {
			return []string{fmt.Sprint(v)}
		}
		return lines(string(text))
	}
	return all
}
