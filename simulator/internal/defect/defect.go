// Package defect gives a simulator one way to misbehave, for measuring what a suite would catch. The places
// where it can misbehave ask At; a simulator that works as it should has no Hook there to ask.
package defect

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/crmsim/crmsim/openapi"
)

// Kinds of defects. A Place says where in the operation, as the comments have it.
const (
	// Acceptance: what must be refused is taken, or the reverse.
	Unchecked = "unchecked" // a refusal that never comes; place of the request/rule
	Wider     = "wider"     // a bound is held one too late; place/keyword
	Narrower  = "narrower"  // a bound is held one too early; place/keyword
	Lacking   = "lacking"   // a value of an enum is refused; place=value
	AnyMethod = "anyMethod" // another method of the path does the same

	// Input: the operation does not see what was sent.
	Ignored = "ignored" // an optional value counts as not sent; place
	More    = "more"    // an integer counts as the next one; place
	Less    = "less"    // an integer counts as the one before; place
	Case    = "case"    // a text counts in other letter case; place
	Flipped = "flipped" // a truth value counts as its opposite; place
	Shorter = "shorter" // a list counts without its last item; place
	Clock   = "clock"   // the sandbox's clock is not asked; "authentication" or "operation"

	// State: the operation answers as it should and leaves something else behind.
	LostAdd    = "lostAdd"    // new records; table
	LostChange = "lostChange" // changes of records; table
	LostDelete = "lostDelete" // deletions; table
	LostField  = "lostField"  // one field of a write; table/field
	Wiped      = "wiped"      // a field that the call did not change; table/field
	Double     = "double"     // a new record twice; table
	Neighbour  = "neighbour"  // changes of a record hit the next one; table
	Partial    = "partial"    // the last of several records; table
	Hard       = "hard"       // a record is removed where it is to be marked; table
	Soft       = "soft"       // a record is marked where it is to be removed; table
	Leaves     = "leaves"     // a refused call takes effect; place of the request/rule
	RepeatedID = "repeatedID" // a new record gets the id of the one before
	Stale      = "stale"      // reads what was before the last write
	Beginning  = "beginning"  // reads what the sandbox began with
)

// kinds are all of them.
var kinds = []string{
	Unchecked, Wider, Narrower, Lacking, AnyMethod, Ignored, More, Less, Case, Flipped, Shorter, Clock,
	LostAdd, LostChange, LostDelete, LostField, Wiped, Double, Neighbour, Partial, Hard, Soft, Leaves, RepeatedID, Stale, Beginning,
}

// A Defect is one way of one operation to misbehave.
type Defect struct{ Vendor, Operation, Kind, Place string }

// String returns vendor/operation/kind/place, which Parse reads.
func (d Defect) String() string {
	return strings.TrimSuffix(strings.Join([]string{d.Vendor, d.Operation, d.Kind, d.Place}, "/"), "/")
}

// Parse reads what String returns. The error names a kind, a vendor or an operation that there is not.
func Parse(text string) (Defect, error) {
	parts := append(strings.SplitN(text, "/", 4), "", "", "", "")
	d := Defect{parts[0], parts[1], parts[2], parts[3]}
	document, err := openapi.Load(d.Vendor)
	switch {
	case err != nil:
		return d, fmt.Errorf("defect %s: %w", text, err)
	case document.Operation(d.Operation) == nil:
		return d, fmt.Errorf("defect %s: %s has no operation %q", text, d.Vendor, d.Operation)
	case !slices.Contains(kinds, d.Kind):
		return d, fmt.Errorf("defect %s: there is no kind %q (have %s)", text, d.Kind, strings.Join(kinds, ", "))
	}
	return d, nil
}

// A Hook is what the places of a simulator ask. It is safe for concurrent use.
type Hook struct {
	Memory sync.Map // what a defect remembers from call to call

	planted Defect
	seen    func(Defect) // nil unless the simulator only tells what could be
	fired   atomic.Int64
	panic   atomic.Pointer[string]
}

// Plant returns the hook that makes the simulator misbehave in the given way.
func Plant(d Defect) *Hook { return &Hook{planted: d} }

// Observe returns a hook with which the simulator works as it should and names every defect that would
// have shown itself.
func Observe(seen func(Defect)) *Hook { return &Hook{seen: seen} }

// Fired returns how often the defect has shown itself.
func (h *Hook) Fired() int { return int(h.fired.Load()) }

// Panicked notes that the defect made a handler panic.
func (h *Hook) Panicked(with any) {
	text := fmt.Sprint(with)
	h.panic.CompareAndSwap(nil, &text)
}

// Panic returns what a handler panicked with first, "" if none did.
func (h *Hook) Panic() string {
	if text := h.panic.Load(); text != nil {
		return *text
	}
	return ""
}

// Indifferent returns the defects that made no difference in any trial, sorted.
func (h *Hook) Indifferent() []string {
	var all []string
	h.Memory.Range(func(key, failed any) bool {
		if d, is := key.(Defect); is && failed != 0 {
			all = append(all, d.String())
		}
		return true
	})
	slices.Sort(all)
	return all
}

// Observes reports whether the simulator works as it should and only tells what could be.
func (h *Hook) Observes() bool { return h.seen != nil }

// Concerns reports whether the hook is interested in calls of the operation: its own, and all for one that
// remembers writes.
func (h *Hook) Concerns(op *openapi.Operation) bool {
	return h.seen != nil || h.planted.Vendor == op.Document().Vendor && (h.planted.Operation == op.ID || h.planted.Kind == Stale)
}

// Wants reports whether a defect of the kind may show itself in the operation, so that it is worth
// finding out whether it can.
func (h *Hook) Wants(op *openapi.Operation, kinds ...string) bool {
	return h.seen != nil || h.Concerns(op) && slices.Contains(kinds, h.planted.Kind)
}

// At reports whether the defect is to show itself here and now. It is asked where it would make a difference.
func (h *Hook) At(op *openapi.Operation, kind, place string) bool {
	d := Defect{op.Document().Vendor, op.ID, kind, place}
	if h.seen != nil {
		h.seen(d)
		return false
	}
	if h.planted != d {
		return false
	}
	h.fired.Add(1)
	return true
}

// fewTrials show that a defect makes no difference.
const fewTrials = 20

// Settled is for what is costly to find out while observing: whether a defect makes a difference. Once it did, it is
// named without another trial; after a few trials in which it did not, no more.
func (h *Hook) Settled(op *openapi.Operation, kind, place string) bool {
	if h.seen == nil {
		return false
	}
	d := Defect{op.Document().Vendor, op.ID, kind, place}
	switch failed, _ := h.Memory.Load(d); failed {
	case 0:
		h.seen(d)
		return true
	case fewTrials:
		return true
	default:
		return false
	}
}

// Settle notes the outcome of a trial.
func (h *Hook) Settle(op *openapi.Operation, kind, place string, difference bool) {
	if h.seen == nil {
		return
	}
	d := Defect{op.Document().Vendor, op.ID, kind, place}
	failed, _ := h.Memory.LoadOrStore(d, 0)
	if difference {
		h.Memory.Store(d, 0)
		return
	}
	h.Memory.Store(d, failed.(int)+1)
}
