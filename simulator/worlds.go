package simulator

import (
	"cmp"
	"container/heap"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/journal"
)

// DefaultSandbox is the sandbox that exists from the start. Requests that select no other are its own.
const DefaultSandbox = "default"

// Bounds on what the journals keep.
const (
	journalBytes  = 4 << 20  // of one sandbox
	journalsBytes = 64 << 20 // of all
)

// worlds are the sandboxes. Methods are safe for concurrent use.
type worlds struct {
	api.Shared
	most int      // sandboxes beside the default one
	life api.Life // of sandboxes that do not say

	mu     sync.RWMutex
	byName map[string]*api.Sandbox // nil for a name whose sandbox is being made
	idle   idleHeap                // all but the default one
	places map[*api.Sandbox]*idle  // in the heap
	serial int                     // of names that nobody chose
	swept  time.Time               // when somebody looked last for sandboxes that have expired
}

var (
	errTaken = errors.New("there is a sandbox of that name")
	errFull  = errors.New("there are as many sandboxes as there may be, and all are in use")
)

func newWorlds(seed uint64, most int, vendors []*api.Vendor) *worlds {
	return &worlds{
		Shared: api.Shared{Seed: api.Seed(seed), Vendors: vendors, Journals: journal.NewPool(journalBytes, journalsBytes)},
		most:   most, byName: map[string]*api.Sandbox{}, places: map[*api.Sandbox]*idle{},
	}
}

// create adds a sandbox with the state and clock of another one, or with the demo data when from is nil. A
// sandbox too many takes the place of the one that was idle longest. The error is errTaken, errFull, or an
// *api.Conflict.
func (w *worlds) create(name string, from *api.Sandbox, life api.Life) (*api.Sandbox, error) {
	return w.add(name, func(name string) (*api.Sandbox, error) { return w.NewSandbox(name, from) }, life)
}

// add makes a sandbox while its name is reserved. Meanwhile other calls go on.
func (w *worlds) add(name string, make func(name string) (*api.Sandbox, error), life api.Life) (*api.Sandbox, error) {
	w.sweep()
	name, err := w.reserve(name)
	if err != nil {
		return nil, err
	}
	s, err := make(name)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		delete(w.byName, name)
		return nil, err
	}
	w.byName[name] = s
	if name != DefaultSandbox {
		s.Life = api.Life{Age: cmp.Or(life.Age, w.life.Age), Idle: cmp.Or(life.Idle, w.life.Idle)}
		w.places[s] = &idle{sandbox: s, since: s.Used()}
		heap.Push(&w.idle, w.places[s])
	}
	return s, nil
}

// reserve takes a name, a new one for "", and makes room for its sandbox.
func (w *worlds) reserve(name string) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for name == "" {
		w.serial++
		if free := fmt.Sprintf("sandbox-%d", w.serial); !w.has(free) {
			name = free
		}
	}
	if w.has(name) {
		return "", errTaken
	}
	if name != DefaultSandbox && len(w.byName) > w.most && !w.evict() {
		return "", errFull
	}
	w.byName[name] = nil
	return name, nil
}

func (w *worlds) has(name string) bool {
	_, there := w.byName[name]
	return there
}

// evict removes the sandbox that was idle longest, and reports whether there was one. The caller holds the lock.
func (w *worlds) evict() bool {
	var busy []*idle
	defer func() {
		for _, i := range busy {
			heap.Push(&w.idle, i)
		}
	}()
	for len(w.idle) > 0 {
		switch longest := w.idle[0]; {
		case longest.sandbox.Busy():
			busy = append(busy, heap.Pop(&w.idle).(*idle))
		case longest.sandbox.Used() != longest.since:
			longest.since = longest.sandbox.Used()
			heap.Fix(&w.idle, 0)
		default:
			w.drop(longest.sandbox)
			return true
		}
	}
	return false
}

// sweepEvery is how often it is looked for sandboxes that have expired and that nobody asks for.
const sweepEvery = time.Second

// sweep removes the sandboxes that have expired, if nobody has looked just now.
func (w *worlds) sweep() {
	now := time.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	if now.Sub(w.swept) < sweepEvery {
		return
	}
	w.swept = now
	for s := range w.places {
		if s.Expired(now) {
			w.drop(s)
		}
	}
}

// remove deletes a sandbox and reports whether it was there.
func (w *worlds) remove(s *api.Sandbox) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.byName[s.Name] != s {
		return false
	}
	w.drop(s)
	return true
}

func (w *worlds) drop(s *api.Sandbox) {
	delete(w.byName, s.Name)
	heap.Remove(&w.idle, w.places[s].at)
	delete(w.places, s)
	w.Remove(s)
}

// named returns the sandbox of that name, or nil.
func (w *worlds) named(name string) *api.Sandbox {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.byName[name]
}

// choose lets a call enter the sandbox of that name or, with an empty name, the one that the credential
// selects, which is the default one for a credential that selects none. It returns nil for an unknown name, and for
// that of a sandbox whose time is over.
func (w *worlds) choose(name, vendor, credential string) *api.Sandbox {
	s, over := w.enter(name, vendor, credential)
	if over == nil {
		return s
	}
	w.remove(over)
	s, _ = w.enter(name, vendor, credential)
	return s
}

// enter returns the sandbox that a call has entered, or one that it cannot enter because its time is over.
func (w *worlds) enter(name, vendor, credential string) (s, over *api.Sandbox) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	s = w.byName[name]
	if name == "" {
		if s = w.Holders.Holder(vendor, credential); s == nil {
			s = w.byName[DefaultSandbox]
		}
	}
	if s != nil && s.Life != (api.Life{}) && s.Expired(time.Now()) {
		return nil, s
	}
	if s != nil {
		s.Enter() // Under the lock, so that nothing evicts it in between.
	}
	return s, nil
}

// all returns the sandboxes, sorted by name.
func (w *worlds) all() []*api.Sandbox {
	w.mu.RLock()
	defer w.mu.RUnlock()
	list := make([]*api.Sandbox, 0, len(w.byName))
	for _, name := range slices.Sorted(maps.Keys(w.byName)) {
		if s := w.byName[name]; s != nil {
			list = append(list, s)
		}
	}
	return list
}

// idle is a sandbox with the time of its last use, as it was when somebody looked, and its place in the heap.
type idle struct {
	sandbox *api.Sandbox
	since   int64
	at      int
}

// An idleHeap has the sandbox that was idle longest first. Times may be too early, never too late, so
// evict looks again before it takes the first one.
type idleHeap []*idle

func (h idleHeap) Len() int           { return len(h) }
func (h idleHeap) Less(i, j int) bool { return h[i].since < h[j].since }

func (h idleHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].at, h[j].at = i, j
}

// Push implements heap.Interface.
func (h *idleHeap) Push(x any) {
	i := x.(*idle)
	i.at = len(*h)
	*h = append(*h, i)
}

// Pop implements heap.Interface.
func (h *idleHeap) Pop() any {
	last := (*h)[len(*h)-1]
	(*h)[len(*h)-1] = nil
	*h = (*h)[:len(*h)-1]
	return last
}
