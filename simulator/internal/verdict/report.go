package verdict

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/journal"
)

// Verdicts on a program that nothing was found against. The others are the names of severities.
const (
	Clean      = "clean"
	Incomplete = "incomplete" // the journal has dropped calls, which nobody can judge as a whole
)

// Calls are those that a journal has, oldest first, and what it knows of those that it dropped.
type Calls struct {
	Kept    []*journal.Call
	Dropped uint64
	Found   map[journal.Found]int // findings of kept and dropped calls
}

// A Report is the verdict on the program that used a sandbox.
type Report struct {
	Sandbox    string    `json:"sandbox"`
	Verdict    string    `json:"verdict"` // Clean, Incomplete, "suspicion" or "violation": the worst of the problems
	Calls      int       `json:"calls"`
	Dropped    uint64    `json:"dropped"` // entries that the journal no longer has: of those only findings are known
	Operations []Used    `json:"operations"`
	Problems   []Problem `json:"problems"`
	Rates      []Rate    `json:"rates"`
}

// Used is an operation that was called.
type Used struct {
	Vendor    string         `json:"vendor"`
	Operation string         `json:"operation"`
	Calls     int            `json:"calls"`
	Refused   int            `json:"refused"`
	Outcomes  map[string]int `json:"outcomes"` // calls by the outcome that the vendor gave
}

// A Problem is one thing that the vendor would have held against the program, however often it happened.
type Problem struct {
	Severity  openapi.Severity `json:"severity"`
	Vendor    string           `json:"vendor"`
	Operation string           `json:"operation"`
	In        string           `json:"in"`
	Place     string           `json:"place"`
	Rule      string           `json:"rule"`
	What      string           `json:"what"`
	Fix       string           `json:"fix"`
	Line      int              `json:"line,omitempty"` // in the vendor's YAML file
	Count     int              `json:"count"`
	Calls     []uint64         `json:"calls"` // sequences in the journal, the first ones
}

// A Rate is how fast a vendor was called: the most calls under one limit, by the sandbox's clock.
type Rate struct {
	Vendor  string `json:"vendor"`
	Key     string `json:"key,omitempty"` // what the vendor counts by
	Calls   int    `json:"calls"`
	Peak    int    `json:"peak"`
	Per     string `json:"per"`
	Allowed int    `json:"allowed"` // 0 for no limit
}

// A Limit is what a vendor allows calls like the given one. Calls 0 is no limit.
type Limit struct {
	Key   string
	Calls int
	Per   time.Duration
}

// A judge collects problems.
type judge struct {
	calls    []*journal.Call
	problems map[sameness]*Problem
	order    []*Problem
}

// sameness is what makes two problems the same.
type sameness struct {
	severity                           openapi.Severity
	vendor, operation, in, place, rule string
}

// Judge returns the verdict on calls. limit says what the vendor allows a call.
func Judge(sandbox string, calls Calls, limit func(*journal.Call) Limit) *Report {
	all := calls.Kept
	j := &judge{calls: all, problems: map[sameness]*Problem{}}
	j.findings()
	j.dropped(calls.Found)
	j.unsigned()
	j.replayed()
	j.writes()
	j.tokens()
	j.pages()
	slices.SortStableFunc(j.order, func(a, b *Problem) int { return cmp.Compare(b.Severity, a.Severity) })
	r := &Report{
		Sandbox: sandbox, Verdict: Clean, Calls: len(all), Dropped: calls.Dropped,
		Operations: used(all), Problems: []Problem{}, Rates: rates(all, limit),
	}
	for _, p := range j.order {
		r.Problems = append(r.Problems, *p)
	}
	switch {
	case len(r.Problems) > 0:
		r.Verdict = r.Problems[0].Severity.String()
	case r.Dropped > 0:
		r.Verdict = Incomplete
	}
	return r
}

// add counts a problem of a call.
func (j *judge) add(c *journal.Call, p Problem) {
	p.Vendor, p.Operation = c.Vendor, cmp.Or(c.Operation, c.Nearest)
	same := sameness{p.Severity, p.Vendor, p.Operation, p.In, p.Place, p.Rule}
	is := j.problems[same]
	if is == nil {
		is = &p
		j.problems[same] = is
		j.order = append(j.order, is)
	}
	is.Count++
	if len(is.Calls) < maxNumbers {
		is.Calls = append(is.Calls, c.Sequence)
	}
}

func used(all []*journal.Call) []Used {
	by := map[[2]string]*Used{}
	for _, c := range all {
		key := [2]string{c.Vendor, c.Operation}
		u := by[key]
		if u == nil {
			u = &Used{Vendor: c.Vendor, Operation: c.Operation, Outcomes: map[string]int{}}
			by[key] = u
		}
		u.Calls++
		if !c.Accepted {
			u.Refused++
		}
		if c.Outcome != "" {
			u.Outcomes[c.Outcome]++
		}
	}
	list := []Used{}
	for _, key := range slices.SortedFunc(maps.Keys(by), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		list = append(list, *by[key])
	}
	return list
}

// findings are what the checks found at the time.
func (j *judge) findings() {
	for _, c := range j.calls {
		for _, f := range c.Findings {
			place := general(f.Place)
			what := strings.TrimPrefix(f.String(), f.Operation+" ")
			j.add(c, Problem{
				Severity: f.Severity, In: f.In, Place: place, Rule: f.Rule, What: what, Fix: Fix(c.Vendor, f), Line: f.Line,
			})
		}
	}
}

// dropped adds the findings of calls that the journal no longer has. found counts those of all calls.
func (j *judge) dropped(found map[journal.Found]int) {
	kept := map[journal.Found]int{}
	for _, c := range j.calls {
		for _, f := range c.Findings {
			kept[journal.Found{Severity: f.Severity, Vendor: c.Vendor, Operation: cmp.Or(c.Operation, c.Nearest), Rule: f.Rule}]++
		}
	}
	gone := slices.SortedFunc(maps.Keys(found), func(a, b journal.Found) int {
		return cmp.Or(cmp.Compare(a.Vendor, b.Vendor), cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Rule, b.Rule))
	})
	for _, f := range gone {
		n := found[f] - kept[f]
		if n <= 0 {
			continue
		}
		j.order = append(j.order, &Problem{
			Severity: f.Severity, Vendor: f.Vendor, Operation: f.Operation, Rule: f.Rule, Count: n, Calls: []uint64{},
			What: fmt.Sprintf("%d findings in calls that are no longer in the journal", n),
			Fix:  "clear the journal before the calls that matter, or judge more often, to see what was wrong",
		})
	}
}

// general is a place without the positions in it: the elements of a list are wrong in the same way.
func general(place string) string {
	steps := strings.Split(place, "/")
	for i, step := range steps {
		if step != "" && strings.Trim(step, "0123456789") == "" {
			steps[i] = "#"
		}
	}
	return strings.Join(steps, "/")
}

// rates counts the most calls that fell into the span of a limit. Where there is none, the span is a minute.
func rates(all []*journal.Call, limit func(*journal.Call) Limit) []Rate {
	type key struct{ vendor, counted string }
	type window struct {
		Rate
		per   time.Duration
		times []time.Time // of the calls in the span that ends now
	}
	by, order := map[key]*window{}, []*window{}
	for _, c := range all {
		l := limit(c)
		if l.Calls == 0 {
			l = Limit{Per: time.Minute}
		}
		w := by[key{c.Vendor, l.Key}]
		if w == nil {
			w = &window{Rate: Rate{Vendor: c.Vendor, Key: l.Key, Per: l.Per.String(), Allowed: l.Calls}, per: l.Per}
			by[key{c.Vendor, l.Key}] = w
			order = append(order, w)
		}
		w.Calls++
		w.times = append(slices.DeleteFunc(w.times, func(t time.Time) bool { return c.Time.Sub(t) >= w.per || t.After(c.Time) }), c.Time)
		w.Peak = max(w.Peak, len(w.times))
	}
	list := []Rate{}
	for _, w := range order {
		list = append(list, w.Rate)
	}
	return list
}

// Fails reports whether the verdict is at least as bad as the named severity.
func (r *Report) Fails(severity openapi.Severity) bool {
	return len(r.Problems) > 0 && r.Problems[0].Severity >= severity
}

// String is the verdict for people: the worst first, each with what to do about it.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "sandbox %s: %s, %s\n", r.Sandbox, r.Verdict, calls(r.Calls))
	if r.Dropped > 0 {
		fmt.Fprintf(&b, "  %d older calls are no longer in the journal: the verdict is incomplete\n", r.Dropped)
	}
	for _, p := range r.Problems {
		fmt.Fprintf(&b, "\n%s: %s %s (%s)\n", p.Severity, p.Vendor, p.Operation, p.Rule)
		fmt.Fprintf(&b, "  what  %s\n", p.What)
		if p.Fix != "" {
			fmt.Fprintf(&b, "  fix   %s\n", p.Fix)
		}
		if len(p.Calls) > 0 {
			fmt.Fprintf(&b, "  seen  %d× in the calls %s\n", p.Count, numbers(p.Calls))
		}
	}
	if len(r.Operations) > 0 {
		b.WriteString("\noperations\n")
	}
	for _, u := range r.Operations {
		fmt.Fprintf(&b, "  %s %s: %s, %d refused\n", u.Vendor, cmp.Or(u.Operation, "(unknown)"), calls(u.Calls), u.Refused)
	}
	for _, rate := range r.Rates {
		allowed := "no limit"
		if rate.Allowed > 0 {
			allowed = fmt.Sprintf("%d allowed", rate.Allowed)
		}
		fmt.Fprintf(&b, "  %s: at most %d in %s, %s\n", strings.TrimSpace(rate.Vendor+" "+rate.Key), rate.Peak, rate.Per, allowed)
	}
	return b.String()
}
