package api

import (
	"errors"
	"hash/fnv"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/fault"
	"github.com/crmsim/crmsim/simulator/internal/journal"
)

// A Sandbox is a world of its own: the state of all vendors, clock, faults, limits, journal and
// snapshots. Nothing that a request can change lives outside a sandbox.
type Sandbox struct {
	Name        string
	Clock       *Clock
	Faults      *fault.Set
	Journal     *journal.Journal
	Credentials map[string]any // by vendor id, as the control API shows them

	idSeed  uint64
	started setting          // of the clock, to which Reset returns
	forked  bool             // it began as another sandbox was, not with the demo data
	cells   map[string]*cell // by vendor id
	holders *Holders
	gone    bool // guarded by holders

	calls atomic.Int64 // under way
	used  atomic.Int64 // when a call began or ended last, in Unix nanoseconds of the machine

	taking    sync.Mutex
	snapshots map[string]*Snapshot
}

// A Snapshot is a sandbox's state and clock at one moment. It never changes, and taking or restoring
// one costs the same at any number of records.
type Snapshot struct {
	Name     string
	Taken    time.Time // by the sandbox's clock
	clock    setting
	versions map[string]*version
}

// Errors of sandboxes and their snapshots.
var (
	ErrGone       = errors.New("the sandbox was removed")
	ErrNoSnapshot = errors.New("there is no such snapshot")
	ErrSnapshots  = errors.New("the sandbox has as many snapshots as it may have")
)

// maxSnapshots bounds what one sandbox keeps: a snapshot holds every record that was changed since.
const maxSnapshots = 100

// A Seed says how the ids and the dice of a sandbox come about.
type Seed uint64

// of mixes the sandbox's name in, so that no two sandboxes give the same ids.
func (s Seed) of(name string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(name)) // A hash takes any bytes.
	return mix(uint64(s) ^ mix(h.Sum64()))
}

// Shared is what the sandboxes of a simulator have in common: no request changes it, but for who holds
// which credential.
type Shared struct {
	Seed     Seed
	Vendors  []*Vendor
	Holders  Holders
	Journals *journal.Pool
}

// NewSandbox returns a sandbox in which all vendors live, with the state and the clock of another one, or
// with the demo data when from is nil. The error is a *Conflict when another sandbox holds one of the
// credentials that the name gives it.
func (h *Shared) NewSandbox(name string, from *Sandbox) (*Sandbox, error) {
	var start *Snapshot
	if from != nil {
		start = from.take("")
	}
	s := h.found(name, start)
	versions := map[string]*version{}
	for id, c := range s.cells {
		versions[id] = c.origin
	}
	return s, h.open(s, versions)
}

// found returns a sandbox in which nobody has been yet, nor can be: nothing of it is published.
func (h *Shared) found(name string, start *Snapshot) *Sandbox {
	s := &Sandbox{
		Name: name, Clock: NewClock(), Credentials: map[string]any{},
		idSeed: h.Seed.of(name), cells: make(map[string]*cell, len(h.Vendors)), holders: &h.Holders,
	}
	s.Faults = fault.NewSet(s.idSeed)
	s.used.Store(time.Now().UnixNano())
	if start != nil {
		s.forked = true
		s.Clock.setting.Store(&start.clock)
	}
	s.started = *s.Clock.setting.Load()
	for _, v := range h.Vendors {
		old := v.template
		if start != nil {
			old = start.versions[v.ID()]
		}
		tx := v.begin(s, old)
		tx.base().credentials = noClaims()
		s.Credentials[v.ID()] = v.issue(tx, name)
		s.cells[v.ID()] = &cell{origin: tx.version(), detach: v.detach}
	}
	return s
}

// open publishes a sandbox's first versions and gives it a journal.
func (h *Shared) open(s *Sandbox, versions map[string]*version) error {
	if err := h.Holders.replace(s, versions); err != nil {
		return err
	}
	s.Journal = h.Journals.New()
	return nil
}

// Remove releases a sandbox's credentials and drops its journal. Calls that are under way end in it, unseen
// by any other.
func (h *Shared) Remove(s *Sandbox) {
	h.Holders.remove(s)
	h.Journals.Remove(s.Journal)
}

// Enter counts a call that begins in the sandbox.
func (s *Sandbox) Enter() {
	s.calls.Add(1)
	s.used.Store(time.Now().UnixNano())
}

// Leave counts a call that ends in the sandbox.
func (s *Sandbox) Leave() {
	s.used.Store(time.Now().UnixNano())
	s.calls.Add(-1)
}

// Busy reports whether calls are under way.
func (s *Sandbox) Busy() bool { return s.calls.Load() > 0 }

// Used returns when a call began or ended last, in Unix nanoseconds of the machine's clock.
func (s *Sandbox) Used() int64 { return s.used.Load() }

// lock stops all writers, in an order that is the same for everyone.
func (s *Sandbox) lock() (unlock func()) {
	ids := slices.Sorted(maps.Keys(s.cells))
	for _, id := range ids {
		s.cells[id].writing.Lock()
	}
	return func() {
		for _, id := range ids {
			s.cells[id].writing.Unlock()
		}
	}
}

// Reset takes the sandbox back to how it was created. Snapshots stay; journal, faults and counted calls
// go. The error is a *Conflict when another sandbox holds by now what this one was created with.
func (s *Sandbox) Reset() error {
	versions := make(map[string]*version, len(s.cells))
	for id, c := range s.cells {
		versions[id] = c.origin
	}
	if err := s.restore(versions, s.started); err != nil {
		return err
	}
	s.Journal.Clear()
	s.Faults.Clear()
	return nil
}

func (s *Sandbox) restore(versions map[string]*version, clock setting) error {
	defer s.lock()()
	if err := s.holders.replace(s, versions); err != nil {
		return err
	}
	for _, c := range s.cells {
		c.limits.clear()
	}
	s.Clock.setting.Store(&clock)
	return nil
}

// take returns a snapshot that no sandbox keeps.
func (s *Sandbox) take(name string) *Snapshot {
	defer s.lock()()
	taken := &Snapshot{Name: name, Taken: s.Clock.Now(), clock: *s.Clock.setting.Load(), versions: make(map[string]*version, len(s.cells))}
	for id, c := range s.cells {
		taken.versions[id] = c.apart(c.current.Load())
	}
	return taken
}

// Snapshot keeps the present state and clock under a name, in place of what the name stood for.
func (s *Sandbox) Snapshot(name string) (*Snapshot, error) { return s.keep(s.take(name)) }

func (s *Sandbox) keep(taken *Snapshot) (*Snapshot, error) {
	s.taking.Lock()
	defer s.taking.Unlock()
	if _, there := s.snapshots[taken.Name]; !there && len(s.snapshots) >= maxSnapshots {
		return nil, ErrSnapshots
	}
	if s.snapshots == nil {
		s.snapshots = map[string]*Snapshot{}
	}
	s.snapshots[taken.Name] = taken
	return taken, nil
}

// Snapshots returns the sandbox's snapshots, sorted by name.
func (s *Sandbox) Snapshots() []*Snapshot {
	s.taking.Lock()
	defer s.taking.Unlock()
	list := make([]*Snapshot, 0, len(s.snapshots))
	for _, name := range slices.Sorted(maps.Keys(s.snapshots)) {
		list = append(list, s.snapshots[name])
	}
	return list
}

// Restore takes the sandbox back to a snapshot: its state, its credentials and its clock. Journal and
// faults stay. The error is ErrNoSnapshot, or a *Conflict.
func (s *Sandbox) Restore(name string) error {
	s.taking.Lock()
	taken := s.snapshots[name]
	s.taking.Unlock()
	if taken == nil {
		return ErrNoSnapshot
	}
	return s.restore(taken.versions, taken.clock)
}

// Forget drops a snapshot and reports whether it was there.
func (s *Sandbox) Forget(name string) bool {
	s.taking.Lock()
	defer s.taking.Unlock()
	_, there := s.snapshots[name]
	delete(s.snapshots, name)
	return there
}
