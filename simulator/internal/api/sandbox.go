package api

import (
	"sync"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/fault"
	"github.com/crmsim/crmsim/simulator/internal/journal"
)

// A Sandbox is a world of its own: the state of all vendors, clock, faults, limits and journal.
// Nothing that a request can change lives outside a sandbox.
type Sandbox struct {
	Name    string
	Clock   *Clock
	Faults  *fault.Set
	Journal *journal.Journal

	limits limiter
	cells  map[string]any // by vendor id: *cell[S]
}

// NewSandbox returns a sandbox in which no vendor lives yet; see Vendor.Settle.
func NewSandbox(name string, seed uint64) *Sandbox {
	return &Sandbox{
		Name:    name,
		Clock:   NewClock(),
		Faults:  fault.NewSet(seed),
		Journal: journal.New(journalBytes),
		cells:   map[string]any{},
	}
}

// journalBytes bounds one sandbox's journal.
const journalBytes = 4 << 20

// Forget drops what is not state: journal, faults, counted calls, and what was set of the clock.
func (s *Sandbox) Forget() {
	s.Journal.Clear()
	s.Faults.Clear()
	s.Clock.Reset()
	s.limits.clear()
}

// A Limit bounds the calls under one key. Calls 0 is no limit.
type Limit struct {
	Key   string
	Calls int
	Per   time.Duration
}

// A limiter counts calls in fixed windows of the sandbox's clock.
type limiter struct {
	mu      sync.Mutex
	windows map[string]window
}

type window struct {
	start time.Time
	calls int
}

// allow counts a call and tells whether it is within the limit.
func (l *limiter) allow(limit Limit, now time.Time) bool {
	if limit.Calls <= 0 {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.windows == nil {
		l.windows = map[string]window{}
	}
	w := l.windows[limit.Key]
	if now.Before(w.start) || now.Sub(w.start) >= limit.Per {
		w = window{start: now}
	}
	w.calls++
	l.windows[limit.Key] = w
	return w.calls <= limit.Calls
}

func (l *limiter) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.windows = nil
}
