package verdict

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
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
	if body == nil {
		body = string(c.Request)
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
	lost, doubled := first.Lost(), c.Accepted && !bytes.Equal(told(first), told(c))
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

// told is the vendor's own answer, seen by the client or not.
func told(c *journal.Call) []byte {
	if len(c.Hidden) > 0 {
		return c.Hidden
	}
	return c.Response
}
