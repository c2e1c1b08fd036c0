package verdict

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/journal"
)

// Transcript is what was said in calls, for people: what was sent, decoded, what came, what was wrong with it and
// how to put that right.
func Transcript(all []*journal.Call) string {
	var b strings.Builder
	for _, c := range all {
		at := c.Time.UTC().Format(time.DateTime)
		fmt.Fprintf(&b, "#%d %s %s %s  %s %s\n", c.Sequence, at, c.Vendor, cmp.Or(c.Operation, "(unknown)"), c.Method, cut(c.Path))
		add := func(name, text string) {
			if text != "" {
				fmt.Fprintf(&b, "   %-6s %s\n", name, text)
			}
		}
		add("sent", parameters(c))
		if text := line(c.Request); c.Body() != nil || !strings.Contains(text, "=") { // A form is among the parameters.
			add("body", text)
		}
		switch {
		case c.Status == 0:
			add("got", "no answer")
		default:
			add("got", strings.TrimSpace(fmt.Sprintf("%d %s", c.Status, line(c.Response))))
		}
		add("fault", c.Fault)
		add("hidden", line(c.Hidden))
		for _, f := range c.Findings {
			add(map[openapi.Severity]string{openapi.Violation: "wrong", openapi.Suspicion: "odd"}[f.Severity], f.String())
			add("fix", Fix(c.Vendor, f))
		}
	}
	return b.String()
}

func parameters(c *journal.Call) string {
	var shown []string
	for _, name := range slices.Sorted(maps.Keys(c.Parameters)) {
		value := show(c.Parameters[name])
		if text, ok := c.Parameters[name].(string); ok {
			value = cut(text)
		}
		shown = append(shown, name+"="+value)
	}
	return strings.Join(shown, " ")
}

// line is what a body says, on one line.
func line(text json.RawMessage) string {
	if len(text) == 0 || text[0] != '"' {
		return long(string(text))
	}
	var plain string
	if json.Unmarshal(text, &plain) != nil {
		return ""
	}
	return long(strings.ReplaceAll(plain, "\n", " "))
}

// maxBody is how many bytes of a body a transcript shows.
const maxBody = 1000

func long(text string) string {
	if len(text) <= maxBody {
		return text
	}
	return strings.ToValidUTF8(text[:maxBody], "") + "…"
}
