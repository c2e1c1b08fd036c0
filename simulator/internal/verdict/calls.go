package verdict

import (
	"fmt"
	"slices"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/journal"
)

// unsigned looks for calls that asked crmsim to sign. No vendor does.
func (j *judge) unsigned() {
	for _, c := range j.calls {
		if c.Signed {
			j.add(c, Problem{
				Severity: openapi.Suspicion, Rule: RuleUnsigned, What: "the header Sim-Sign had crmsim add credentials or a signature",
				Fix: "sign as the vendor wants it, before the program meets the vendor",
			})
		}
	}
}

// patience is how long after a call another may come that was signed in the same moment: some vendors' are seconds.
const patience = 2 * time.Second

// replayed looks for calls that name the moment of an earlier call's signature, though time has passed. What else
// they say does not count: who signs anew takes the time anew.
func (j *judge) replayed() {
	first := map[string]*journal.Call{}
	for _, c := range j.calls {
		moment := momentOf(c)
		if moment == "" {
			continue
		}
		key := c.Vendor + " " + moment
		before := first[key]
		if before == nil {
			first[key] = c
			continue
		}
		if age := c.Time.Sub(before.Time); age >= patience {
			j.add(c, Problem{
				Severity: openapi.Suspicion, Rule: RuleReplayed,
				What: fmt.Sprintf("call %d has the signature of call %d, which was %s old",
					c.Sequence, before.Sequence, age.Round(time.Millisecond)),
				Fix: "sign each attempt anew: vendors refuse old signatures, and may refuse one that was used",
			})
		}
	}
}

// momentOf is when a call was signed, as it says itself; "" when it does not.
func momentOf(c *journal.Call) string {
	body, _ := c.Body().(map[string]any)
	for _, name := range moments {
		for _, from := range []map[string]any{c.Parameters, body} {
			if value := from[name]; value != nil {
				return fmt.Sprint(value)
			}
		}
	}
	return ""
}

// Bounds on how often a program may fetch a token whose last one nobody refused.
const (
	maxTokens   = 3
	tokenWindow = time.Hour
)

// tokens looks for tokens that are fetched again and again.
func (j *judge) tokens() {
	fetched := map[string][]time.Time{} // by vendor and who fetches
	for _, c := range j.calls {
		if refusedToken(c) {
			clear(fetched)
		}
		op := operation(c)
		if op == nil || !fetchesToken(op) || !c.Accepted || c.Lost() { // A token that never came is fetched again.
			continue
		}
		key := sense(c)
		recent := slices.DeleteFunc(fetched[key], func(t time.Time) bool { return c.Time.Sub(t) > tokenWindow })
		fetched[key] = append(recent, c.Time)
		if len(fetched[key]) > maxTokens {
			j.add(c, Problem{
				Severity: openapi.Suspicion, Rule: RuleToken,
				What: fmt.Sprintf("%d tokens within an hour, none of which was refused", len(fetched[key])),
				Fix:  "keep a token until shortly before it ends, and share it between all calls of the program",
			})
		}
	}
}

// fetchesToken reports whether an operation is what one calls to be let in: nothing but that needs no credentials.
func fetchesToken(op *openapi.Operation) bool { return len(op.Security) == 0 }

// refusedToken reports whether a call was refused for what let it in so far.
func refusedToken(c *journal.Call) bool {
	return slices.ContainsFunc(c.Findings, func(f openapi.Finding) bool {
		return f.Severity == openapi.Violation && slices.Contains([]string{"token", "credential", "expired"}, f.Rule)
	})
}
