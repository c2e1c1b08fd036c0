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

	Life Life

	shared *Shared
	idSeed uint64
	born   time.Time
	start  *Snapshot // what the sandbox began with, before it got its credentials: the demo data, or another sandbox
	forked bool      // another sandbox
	cells  []cell    // beside shared.Vendors
	gone   bool      // guarded by shared.Holders

	calls atomic.Int64 // under way
	used  atomic.Int64 // when a call began or ended last, in Unix nanoseconds of the machine

	taking    sync.Mutex
	snapshots map[string]*Snapshot
}

// A Life says when a sandbox ends by itself, by the machine's clock; 0 is never.
type Life struct {
	Age  time.Duration // after it was made
	Idle time.Duration // after the last call
}

// Texts returns the spans as they are written, "" for never.
func (l Life) Texts() (age, idle string) {
	if l.Age > 0 {
		age = l.Age.String()
	}
	if l.Idle > 0 {
		idle = l.Idle.String()
	}
	return age, idle
}

// Expired reports whether the sandbox's time is over. One that is in use is not idle.
func (s *Sandbox) Expired(now time.Time) bool {
	return s.Life.Age > 0 && now.Sub(s.born) >= s.Life.Age ||
		s.Life.Idle > 0 && !s.Busy() && now.UnixNano()-s.Used() >= int64(s.Life.Idle)
}

// A Snapshot is a sandbox's state and clock at one moment. It never changes, and taking or restoring
// one costs the same at any number of records.
type Snapshot struct {
	Name     string
	Taken    time.Time // by the sandbox's clock
	clock    setting
	versions []*version // beside the vendors
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

	once     sync.Once
	template *Snapshot
}

// NewSandbox returns a sandbox in which all vendors live, with the state and the clock of another one, or
// with the demo data when from is nil. The error is a *Conflict when another sandbox holds one of the
// credentials that the name gives it.
func (h *Shared) NewSandbox(name string, from *Sandbox) (*Sandbox, error) {
	var start *Snapshot
	if from != nil {
		start = from.present()
	}
	s := h.found(name, start)
	versions, credentials := s.issued(s.start)
	s.Credentials = credentials
	return s, h.open(s, versions)
}

// found returns a sandbox in which nobody has been yet, nor can be: nothing of it is published.
func (h *Shared) found(name string, start *Snapshot) *Sandbox {
	s := &Sandbox{
		Name: name, Clock: NewClock(), shared: h, idSeed: h.Seed.of(name), start: start, forked: start != nil,
		cells: make([]cell, len(h.Vendors)), born: time.Now(),
	}
	s.Faults = fault.NewSet(s.idSeed)
	s.used.Store(time.Now().UnixNano())
	if start == nil {
		s.start = h.demo()
	}
	s.Clock.setting.Store(&s.start.clock)
	return s
}

// demo is the demo data, by a clock that nobody has set.
func (h *Shared) demo() *Snapshot {
	h.once.Do(func() {
		h.template = &Snapshot{versions: make([]*version, len(h.Vendors))}
		for i, v := range h.Vendors {
			h.template.versions[i] = v.template
		}
	})
	return h.template
}

// issued returns a snapshot's state with the sandbox's own credentials, and these as the control API shows them.
func (s *Sandbox) issued(of *Snapshot) ([]*version, map[string]any) {
	versions, credentials := make([]*version, len(s.cells)), make(map[string]any, len(s.cells))
	for i, v := range s.shared.Vendors {
		tx := v.begin(s, of.versions[i])
		tx.base().claims, tx.base().short, tx.base().Now = noClaims(), nil, of.clock.now()
		credentials[v.ID()] = v.issue(tx, s.Name)
		versions[i] = tx.version()
	}
	return versions, credentials
}

// open publishes a sandbox's first versions and gives it a journal.
func (h *Shared) open(s *Sandbox, versions []*version) error {
	s.Journal = h.Journals.New() // Before a credential leads here.
	err := h.Holders.replace(s, versions)
	if err != nil {
		h.Journals.Remove(s.Journal)
	}
	return err
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

// cell returns the vendor's.
func (s *Sandbox) cell(v *Vendor) *cell {
	for i, known := range s.shared.Vendors {
		if known == v {
			return &s.cells[i]
		}
	}
	return nil
}

// lock stops all writers, in an order that is the same for everyone.
func (s *Sandbox) lock() (unlock func()) {
	for i := range s.cells {
		s.cells[i].writing.Lock()
	}
	return func() {
		for i := range s.cells {
			s.cells[i].writing.Unlock()
		}
	}
}

// Reset takes the sandbox back to how it was created. Snapshots stay; journal, faults and counted calls
// go. The error is a *Conflict when another sandbox holds by now what this one was created with.
func (s *Sandbox) Reset() error {
	versions, _ := s.issued(s.start)
	if err := s.restore(versions, s.start.clock); err != nil {
		return err
	}
	s.Journal.Clear()
	s.Faults.Clear()
	return nil
}

func (s *Sandbox) restore(versions []*version, clock setting) error {
	apart := make([]*version, len(versions))
	for i, v := range s.shared.Vendors {
		apart[i] = v.apart(versions[i])
	}
	defer s.lock()()
	if err := s.shared.Holders.replace(s, apart); err != nil {
		return err
	}
	for i := range s.cells {
		s.cells[i].limits.clear()
	}
	s.Clock.setting.Store(&clock)
	return nil
}

// present returns the sandbox as it is, for a sandbox to begin with: what changes in place goes on to change.
func (s *Sandbox) present() *Snapshot {
	defer s.lock()()
	clock := *s.Clock.setting.Load()
	now := &Snapshot{Taken: clock.now(), clock: clock, versions: make([]*version, len(s.cells))}
	for i := range s.cells {
		now.versions[i] = s.cells[i].current.Load()
	}
	return now
}

// take returns a snapshot that no sandbox keeps.
func (s *Sandbox) take(name string) *Snapshot {
	taken := s.present()
	taken.Name = name
	for i, v := range s.shared.Vendors {
		taken.versions[i] = v.apart(taken.versions[i])
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
