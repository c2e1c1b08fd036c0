package verdict

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/journal"
)

// Rules of problems that no single call shows.
const (
	RuleDoubled  = "doubled-write"  // a write took effect twice
	RuleRepeated = "repeated-write" // a write was sent again that had taken effect
	RuleToken    = "token-often"    // tokens were fetched though earlier ones were good
	RuleUnread   = "pages-unread"   // a list was not read to its end
	RuleTwice    = "page-twice"     // the same page was read twice
	RuleUnsigned = "unsigned"       // crmsim signed in the program's place
	RuleReplayed = "replayed"       // an old signature was sent again
)

// moments are the parts of a call that say when it was signed. Two attempts at the same thing differ in them.
var moments = []string{"timestamp", "createTime"}

const hidden = "[redacted]" // what the journal shows of secrets

// sense is what a call says, but for when and by whose secret it was signed. Calls of the same sense want the same.
func sense(c *journal.Call, but ...string) string {
	but = append(but, moments...)
	body := c.Body()
	if text := string(c.Request); body == nil && text != `""` && (!strings.Contains(text, "=") || strings.HasPrefix(text, `"<`)) {
		body = text // Of a form the parameters say it all, as they do in the query of the same call by GET.
	}
	text, _ := json.Marshal([]any{c.Vendor, c.Operation, without(c.Parameters, but), without(body, but)}) // All made by a JSON decoder.
	return string(text)
}

// without returns a value without the named members and without secrets.
func without(value any, names []string) any {
	switch v := value.(type) {
	case map[string]any:
		rest := make(map[string]any, len(v))
		for name, inner := range v {
			if !slices.Contains(names, name) && inner != hidden {
				rest[name] = without(inner, names)
			}
		}
		return rest
	case []any:
		rest := make([]any, len(v))
		for i, inner := range v {
			rest[i] = without(inner, names)
		}
		return rest
	default:
		return value
	}
}

// operation returns a call's operation, nil when the document has none.
func operation(c *journal.Call) *openapi.Operation {
	doc, err := openapi.Load(c.Vendor)
	if err != nil {
		return nil
	}
	return doc.Operation(c.Operation)
}

// soon is within what time the same write is taken for the same attempt.
const soon = time.Minute

// writes looks for writes that were sent again after they had taken effect.
func (j *judge) writes() {
	accepted := map[string]*journal.Call{}
	for _, c := range j.calls {
		op := operation(c)
		if op == nil || op.Effect == openapi.Read || fetchesToken(op) {
			continue
		}
		if c.Grew < 0 {
			maps.DeleteFunc(accepted, func(_ string, before *journal.Call) bool { return undoes(c, before) })
		}
		key := sense(c)
		if first := accepted[key]; first != nil {
			j.again(first, c)
		}
		if c.Accepted {
			accepted[key] = c
		}
	}
}

const lookFirst = "after a failure that leaves it open whether a write took effect, look first and write only what is missing"

func (j *judge) again(first, c *journal.Call) {
	lost, doubled := first.Lost(), first.Grew > 0 && c.Grew > 0 // Answers say little: Quancheng's are "true", whatever was added.
	switch {
	case doubled && lost:
		j.add(c, Problem{
			Severity: openapi.Violation, Rule: RuleDoubled,
			What: fmt.Sprintf("call %d took effect though its answer was lost (%s); call %d did the same again, and now there are two",
				first.Sequence, first.Fault, c.Sequence),
			Fix: lookFirst,
		})
	case lost:
		j.add(c, Problem{
			Severity: openapi.Suspicion, Rule: RuleRepeated,
			What: fmt.Sprintf("call %d took effect though its answer was lost (%s); call %d sent the same again",
				first.Sequence, first.Fault, c.Sequence),
			Fix: lookFirst,
		})
	case doubled && c.Time.Sub(first.Time).Abs() < soon:
		j.add(c, Problem{
			Severity: openapi.Suspicion, Rule: RuleDoubled,
			What: fmt.Sprintf("call %d did the same as call %d, which had succeeded, and now there are two", c.Sequence, first.Sequence),
			Fix:  "remember what was written, and do not write it again",
		})
	}
}

// undoes reports whether a call may have deleted what a write before it had added: it names an id of the write's
// answer, or the write's answer has none.
func undoes(deletion, write *journal.Call) bool {
	if write.Vendor != deletion.Vendor || write.Grew <= 0 {
		return false
	}
	answer, _ := write.Answer()
	ids := leaves(answer)
	return len(ids) == 0 || slices.ContainsFunc(leaves([]any{deletion.Parameters, deletion.Body()}), func(id string) bool {
		return slices.Contains(ids, id)
	})
}

// minID is how long an id is at least: what is shorter is more likely a code or a number of records.
const minID = 4

// leaves are the texts and numbers in a value that may be ids. A list in a text is several.
func leaves(value any) (all []string) {
	switch v := value.(type) {
	case map[string]any:
		for _, inner := range v {
			all = append(all, leaves(inner)...)
		}
	case []any:
		for _, inner := range v {
			all = append(all, leaves(inner)...)
		}
	case string, json.Number:
		for _, id := range strings.Split(fmt.Sprint(v), ",") {
			if len(id) >= minID && strings.ContainsAny(id, "0123456789") {
				all = append(all, id)
			}
		}
	}
	return all
}
