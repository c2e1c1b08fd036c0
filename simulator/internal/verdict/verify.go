// Package verdict judges a program by the journal of the sandbox that it used: whether it made the calls that a
// test wants, and what a vendor would have held against it.
package verdict

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/simulator/internal/journal"
)

// A Want is the calls that a program should have made. Without a number that is one or more.
type Want struct {
	Operation string         `json:"operation"`
	Vendor    string         `json:"vendor,omitempty"`
	AtLeast   *int           `json:"atLeast,omitempty"`
	AtMost    *int           `json:"atMost,omitempty"`
	Exactly   *int           `json:"exactly,omitempty"`
	Where     map[string]any `json:"where,omitempty"` // patterns for parameters, body, outcome, status, method and fault
}

// A Result reports whether the calls were made, and if not, which came nearest.
type Result struct {
	Satisfied bool     `json:"satisfied"`
	Message   string   `json:"message"`
	Found     int      `json:"found"`
	Missing   int      `json:"missing"` // calls that are wanted and were not made
	Matched   []uint64 `json:"matched"` // sequences in the journal
	Nearest   []Miss   `json:"nearest"` // calls that are not as wanted, the most alike first
	Dropped   uint64   `json:"dropped"` // entries that the journal no longer has
}

// A Miss is a call that does not match, with each difference in words.
type Miss struct {
	Sequence    uint64   `json:"sequence"`
	Operation   string   `json:"operation"`
	Differences []string `json:"differences"`
}

// maxMisses bounds what is told of calls that were not wanted.
const maxMisses = 3

// looks are what Where can look at.
var looks = map[string]func(*journal.Call) any{
	"parameters": func(c *journal.Call) any { return c.Parameters },
	"body":       body,
	"outcome":    func(c *journal.Call) any { return c.Outcome },
	"status":     func(c *journal.Call) any { return json.Number(strconv.Itoa(c.Status)) },
	"method":     func(c *journal.Call) any { return c.Method },
	"fault":      faultOf,
}

// body is a request's body: decoded JSON, any other text as it is, nil for none.
func body(c *journal.Call) any {
	var plain string
	if value := c.Body(); value != nil || json.Unmarshal(c.Request, &plain) != nil || plain == "" {
		return value
	}
	return plain
}

// faultOf is a call's fault, which most calls do not have.
func faultOf(c *journal.Call) any {
	if c.Fault == "" {
		return hole{}
	}
	return c.Fault
}

// Check reports what makes no sense in a want.
func (w *Want) Check() error {
	if w.Operation == "" {
		return errors.New("operation: want the id of an operation")
	}
	if w.Exactly != nil && (w.AtLeast != nil || w.AtMost != nil) {
		return errors.New("exactly goes with neither atLeast nor atMost")
	}
	for _, n := range []*int{w.AtLeast, w.AtMost, w.Exactly} {
		if n != nil && *n < 0 {
			return errors.New("a number of calls is 0 or more")
		}
	}
	if w.AtLeast != nil && w.AtMost != nil && *w.AtLeast > *w.AtMost {
		return errors.New("atLeast is more than atMost")
	}
	for name, pattern := range w.Where {
		if looks[name] == nil {
			return fmt.Errorf("where has no %q; it has %s", name, strings.Join(slices.Sorted(maps.Keys(looks)), ", "))
		}
		if err := checkPattern(pattern); err != nil {
			return fmt.Errorf("where %s: %w", name, err)
		}
	}
	return nil
}

func (w *Want) bounds() (least, most int) {
	const any = int(^uint(0) >> 1)
	least, most = 1, any
	switch {
	case w.Exactly != nil:
		return *w.Exactly, *w.Exactly
	case w.AtLeast != nil:
		least = *w.AtLeast
	case w.AtMost != nil:
		least = 0
	}
	if w.AtMost != nil {
		most = *w.AtMost
	}
	return least, most
}

// String says what is wanted.
func (w *Want) String() string {
	number := "at least 1 call"
	switch {
	case w.Exactly != nil:
		number = "exactly " + calls(*w.Exactly)
	case w.AtLeast != nil && w.AtMost != nil:
		number = fmt.Sprintf("%d to %s", *w.AtLeast, calls(*w.AtMost))
	case w.AtLeast != nil:
		number = "at least " + calls(*w.AtLeast)
	case w.AtMost != nil:
		number = "at most " + calls(*w.AtMost)
	}
	if len(w.Where) == 0 {
		return number + " of " + w.Operation
	}
	return number + " of " + w.Operation + " with " + show(w.Where)
}

func calls(n int) string {
	if n == 1 {
		return "1 call"
	}
	return fmt.Sprintf("%d calls", n)
}

// Verify holds calls against a want that passed Check.
func Verify(w *Want, all Calls) *Result {
	r := &Result{Matched: []uint64{}, Nearest: []Miss{}, Dropped: all.Dropped}
	made := map[string]int{}
	for _, c := range all.Kept {
		made[cmp.Or(c.Operation, "("+c.Method+" "+cut(c.Path)+")")]++
		switch {
		case w.Vendor != "" && c.Vendor != w.Vendor:
		case c.Operation == w.Operation:
			if missed := w.missedBy(c); len(missed) > 0 {
				r.Nearest = append(r.Nearest, Miss{c.Sequence, c.Operation, missed})
			} else {
				r.Matched = append(r.Matched, c.Sequence)
			}
		case c.Operation == "" && c.Nearest == w.Operation:
			r.Nearest = append(r.Nearest, Miss{c.Sequence, "", []string{"/path: the document has no " + c.Method + " " + cut(c.Path)}})
		}
	}
	slices.SortStableFunc(r.Nearest, func(a, b Miss) int { return len(a.Differences) - len(b.Differences) })
	r.Nearest = r.Nearest[:min(len(r.Nearest), maxMisses)]
	least, most := w.bounds()
	r.Found = len(r.Matched)
	r.Missing = max(0, least-r.Found)
	unsure := r.Dropped > 0 && (w.Exactly != nil || w.AtMost != nil) // A call that was dropped may be one too many.
	r.Satisfied = r.Found >= least && r.Found <= most && !unsure
	if r.Satisfied && r.Found > 0 { // Else the nearest ones may be what was meant.
		r.Nearest = []Miss{}
	}
	r.Message = r.words(w, made)
	return r
}

func (w *Want) missedBy(c *journal.Call) (all []string) {
	for _, name := range slices.Sorted(maps.Keys(w.Where)) {
		all = append(all, differences(w.Where[name], looks[name](c), "/"+name)...)
	}
	return all
}

func (r *Result) words(w *Want, made map[string]int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "wanted %s, found %d", w, r.Found)
	if r.Dropped > 0 {
		fmt.Fprintf(&b, "; the journal has dropped %d entries, so there may have been more and nobody can say how many", r.Dropped)
	}
	if r.Satisfied {
		return b.String()
	}
	for _, m := range r.Nearest {
		fmt.Fprintf(&b, "\n  call %d differs: %s", m.Sequence, strings.Join(m.Differences, "; "))
	}
	if len(r.Matched) > 0 {
		fmt.Fprintf(&b, "\n  matched are the calls %s", numbers(r.Matched))
	} else if len(r.Nearest) == 0 {
		var others []string
		for _, operation := range slices.Sorted(maps.Keys(made)) {
			others = append(others, fmt.Sprintf("%s ×%d", operation, made[operation]))
		}
		fmt.Fprintf(&b, "\n  called were: %s", cmp.Or(cut(strings.Join(others, ", ")), "nothing"))
	}
	return b.String()
}

// maxNumbers bounds the calls that are named.
const maxNumbers = 10

func numbers(all []uint64) string {
	var shown []string
	for _, n := range all[:min(len(all), maxNumbers)] {
		shown = append(shown, fmt.Sprint(n))
	}
	if len(all) > maxNumbers {
		shown = append(shown, "…")
	}
	return strings.Join(shown, ", ")
}
