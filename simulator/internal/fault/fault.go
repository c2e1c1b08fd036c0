// Package fault injects failures. One grammar serves the command line, the environment, the control
// API and the request header Sim-Fault:
//
//	[vendor[.operationId]=]EFFECT[:RATE|:xN][:after]
package fault

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kind is what a fault does to a call.
type Kind int

const (
	Status   Kind = iota // answer an HTTP status without a body
	Code                 // answer the vendor's own envelope with a code
	Latency              // wait, then go on
	Timeout              // never answer
	Reset                // cut the connection
	Truncate             // send half of the answer, then cut the connection
	Garbage              // answer 200 with bytes that are not the vendor's
	Item                 // fail one item of a batch with a code of the vendor's
)

// A Rule says which calls fail, how and how often.
type Rule struct {
	Text      string // as it was written
	Vendor    string // "" for all
	Operation string // "" for all of the vendor
	Kind      Kind
	Number    int // of Status, Code and Item
	Item      int // of a batch, from 1
	Least     time.Duration
	Most      time.Duration // of Latency
	Rate      float64       // of matching calls, 1 for all
	Times     int           // how many calls in all, 0 for no bound
	After     bool          // let the call take effect first, then fail
}

// maxText is how long a rule may be, and MaxRules how many a sandbox may have.
const (
	maxText  = 200
	MaxRules = 100
)

// Parse reads a rule for the vendors and their operations. The error says in one line what is wrong and
// what is wanted; for an unknown vendor or operation that is the nearest name.
func Parse(text string, operations map[string][]string) (Rule, error) {
	if len(text) > maxText {
		return Rule{}, fmt.Errorf("a fault has %d bytes at most, not %d", maxText, len(text))
	}
	r := Rule{Text: text}
	rest := text
	if target, effect, ok := cutTarget(text); ok {
		r.Vendor, r.Operation, _ = strings.Cut(target, ".")
		rest = effect
		if err := r.checkTarget(target, operations); err != nil {
			return Rule{}, fmt.Errorf("fault %q: %w", text, err)
		}
	}
	parts := strings.Split(rest, ":")
	if err := r.parseEffect(parts[0]); err != nil {
		return Rule{}, fmt.Errorf("fault %q: %w", text, err)
	}
	for _, option := range parts[1:] {
		if err := r.parseOption(option); err != nil {
			return Rule{}, fmt.Errorf("fault %q: %w", text, err)
		}
	}
	if r.Rate == 0 {
		r.Rate = 1
	}
	return r, nil
}

// cutTarget splits off "vendor[.operationId]=". Some effects, such as "latency=…", have an equals sign of their own.
func cutTarget(text string) (target, effect string, ok bool) {
	target, effect, ok = strings.Cut(text, "=")
	return target, effect, ok && target != "latency" && target != "code" && target != "item"
}

func (r *Rule) checkTarget(target string, operations map[string][]string) error {
	known, there := operations[r.Vendor]
	if !there {
		names := append(slices.Sorted(maps.Keys(operations)), "latency", "code") // Which also stand before an equals sign.
		return fmt.Errorf("there is no vendor or effect %q; did you mean %s?", r.Vendor, Nearest(r.Vendor, names))
	}
	if _, dotted := strings.CutPrefix(target, r.Vendor+"."); dotted && !slices.Contains(known, r.Operation) {
		return fmt.Errorf("%s has no operation %q; did you mean %s?", r.Vendor, r.Operation, Nearest(r.Operation, known))
	}
	return nil
}

var plain = map[string]Kind{"reset": Reset, "truncate": Truncate, "garbage": Garbage, "timeout": Timeout}

func (r *Rule) parseEffect(effect string) error {
	if kind, ok := plain[effect]; ok {
		r.Kind = kind
		return nil
	}
	if n, err := strconv.Atoi(effect); err == nil && n >= 200 && n <= 599 {
		r.Kind, r.Number = Status, n
		return nil
	}
	if code, ok := strings.CutPrefix(effect, "code="); ok {
		n, err := strconv.Atoi(code)
		if err != nil {
			return fmt.Errorf("code %q is not a number", code)
		}
		if n == 0 {
			return errors.New("code 0 is that of a success")
		}
		r.Kind, r.Number = Code, n
		return nil
	}
	if span, ok := strings.CutPrefix(effect, "latency="); ok {
		return r.parseLatency(span)
	}
	if item, ok := strings.CutPrefix(effect, "item="); ok {
		return r.parseItem(item)
	}
	return fmt.Errorf("effect %q is none of an HTTP status, code=N, item=N,code=N, latency=D[..D], reset, truncate, garbage, timeout", effect)
}

func (r *Rule) parseItem(text string) error {
	item, code, _ := strings.Cut(text, ",code=")
	var err, bad error
	r.Kind = Item
	r.Item, err = strconv.Atoi(item)
	r.Number, bad = strconv.Atoi(code)
	if err != nil || bad != nil || r.Item < 1 || r.Number == 0 {
		return fmt.Errorf("item=%s is not item=N,code=N with an item from 1 and a code of a failure", text)
	}
	return nil
}

func (r *Rule) parseLatency(span string) error {
	least, most, ranged := strings.Cut(span, "..")
	var err error
	if r.Least, err = time.ParseDuration(least); err != nil {
		return fmt.Errorf("latency %q is not a duration such as 50ms", least)
	}
	r.Kind, r.Most = Latency, r.Least
	if ranged {
		if r.Most, err = time.ParseDuration(most); err != nil {
			return fmt.Errorf("latency %q is not a duration such as 2s", most)
		}
	}
	if r.Least < 0 || r.Most < r.Least {
		return fmt.Errorf("latency %s is not a span", span)
	}
	return nil
}

func (r *Rule) parseOption(option string) error {
	if option == "after" {
		if r.After {
			return errTwice(option)
		}
		r.After = true
		return nil
	}
	if times, ok := strings.CutPrefix(option, "x"); ok {
		n, err := strconv.Atoi(times)
		if err != nil || n < 1 {
			return fmt.Errorf("option %q: x wants a count of at least 1", option)
		}
		if r.Times > 0 {
			return errTwice(option)
		}
		r.Times = n
		return nil
	}
	rate, err := strconv.ParseFloat(option, 64)
	if err != nil || !(rate > 0 && rate <= 1) {
		return fmt.Errorf("option %q is none of a rate above 0 and up to 1, xN, after", option)
	}
	if r.Rate > 0 {
		return errTwice(option)
	}
	r.Rate = rate
	return nil
}

func errTwice(option string) error {
	return fmt.Errorf("option %q: there is another one of its kind", option)
}

// matches reports whether the rule is meant for calls of the operation, which may be a batch.
func (r *Rule) matches(vendor, operation string, batch bool) bool {
	return (r.Vendor == "" || r.Vendor == vendor) && (r.Operation == "" || r.Operation == operation) && (r.Kind != Item || batch)
}
