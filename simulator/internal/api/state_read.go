package api

import (
	"bufio"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// A SavedSandbox is a sandbox as a state file has it.
type SavedSandbox struct {
	Name   string
	Faults []string
	Life   Life

	born   time.Time            // zero when it does not matter
	worlds map[string]*Snapshot // now and origin
	taken  []*Snapshot
}

// ReadState reads what WriteState wrote. The error says in one line why a file cannot be taken.
func (h *Shared) ReadState(r io.Reader) ([]SavedSandbox, error) {
	sr := stateReader{shared: h}
	if err := sr.read(r); err != nil {
		return nil, err
	}
	for _, s := range sr.sandboxes {
		if s.worlds[worldNow] == nil {
			return nil, fmt.Errorf("the state of the sandbox %q is missing", s.Name)
		}
	}
	if len(sr.sandboxes) == 0 {
		return nil, errors.New("there is no sandbox in it")
	}
	return sr.sandboxes, nil
}

// ReadSnapshot keeps a snapshot that WriteSnapshot wrote, under a name.
func (h *Shared) ReadSnapshot(r io.Reader, s *Sandbox, name string) (*Snapshot, error) {
	sr := stateReader{shared: h}
	if err := sr.read(r); err != nil {
		return nil, err
	}
	if len(sr.sandboxes) > 0 || len(sr.loose) != 1 {
		return nil, errors.New("want the file of one snapshot")
	}
	taken := sr.loose[0]
	if taken.Name != s.Name { // The credentials are another sandbox's, so this one's come in their place.
		taken.versions, _ = s.issued(taken)
	}
	taken.Name = name
	return s.keep(taken)
}

// Load returns a sandbox as it was saved. The error is a *Conflict when another sandbox holds one of its
// credentials. Its faults are for the caller to put in place.
func (h *Shared) Load(saved SavedSandbox) (*Sandbox, error) {
	s := h.found(saved.Name, saved.worlds[worldOrigin])
	if !saved.born.IsZero() {
		s.born = saved.born
	}
	_, s.Credentials = s.issued(s.start)
	now := saved.worlds[worldNow]
	s.Clock.setting.Store(&now.clock)
	for _, taken := range saved.taken {
		if _, err := s.keep(taken); err != nil {
			return nil, err
		}
	}
	return s, h.open(s, now.versions)
}

// A stateReader builds worlds from lines.
type stateReader struct {
	shared    *Shared
	sandboxes []SavedSandbox
	loose     []*Snapshot // of no sandbox

	lines int
	world *Snapshot
	now   *Sandbox // whose clock and ids the transaction has
	v     *Vendor
	tx    transaction
	table Table
}

func (r *stateReader) read(from io.Reader) error {
	in, sum := bufio.NewReaderSize(from, 64<<10), crc32.New(castagnoli)
	for {
		text, err := in.ReadBytes('\n')
		if err != nil {
			return fmt.Errorf("it ends in line %d, before its end", r.lines+1)
		}
		var l stateLine
		if err := decodeLine(text, &l); err != nil && r.lines > 0 {
			return fmt.Errorf("line %d is damaged: %w", r.lines+1, err)
		}
		switch {
		case r.lines == 0 && (l.Format != "state" || l.Version < 1):
			return errors.New("it is no state file of crmsim")
		case r.lines == 0 && l.Version > stateVersion:
			return fmt.Errorf("a newer crmsim wrote it: its version is %d, this program reads up to %d", l.Version, stateVersion)
		case l.End > 0:
			return r.finish(l, sum.Sum32(), in)
		}
		sum.Write(text) // A hash takes any bytes.
		r.lines++
		if err := r.take(l); err != nil {
			return fmt.Errorf("line %d: %w", r.lines, err)
		}
	}
}

func decodeLine(text []byte, l *stateLine) error {
	return wire.Decode(text, l)
}

func (r *stateReader) finish(end stateLine, sum uint32, rest *bufio.Reader) error {
	if _, err := rest.ReadByte(); err == nil {
		return fmt.Errorf("there is more after its end, line %d", r.lines+1)
	}
	if end.End != r.lines {
		return fmt.Errorf("it has %d lines and should have %d", r.lines, end.End)
	}
	if want := fmt.Sprintf("%08x", sum); end.Checksum != "" && end.Checksum != want {
		return fmt.Errorf("its checksum is wrong: it was damaged, or else edited; then leave checksum out of the last line")
	}
	return r.complete()
}

func (r *stateReader) take(l stateLine) error {
	switch {
	case l.Format != "":
		return nil
	case l.Sandbox != "":
		if err := r.complete(); err != nil {
			return err
		}
		r.world = nil
		return r.takeSandbox(l)
	case l.World != "":
		if err := r.complete(); err != nil {
			return err
		}
		return r.takeWorld(l)
	case l.Vendor != "":
		r.publish()
		return r.takeVendor(l)
	case l.Table != "" && r.v != nil:
		return r.takeRecord(l)
	default:
		return errors.New("a line that says nothing")
	}
}

func (r *stateReader) takeSandbox(l stateLine) error {
	saved := SavedSandbox{Name: l.Sandbox, Faults: l.Faults, worlds: map[string]*Snapshot{}}
	var err error
	if saved.Life.Age, err = span(l.MaxAge); err != nil {
		return fmt.Errorf("max_age: %w", err)
	}
	if saved.Life.Idle, err = span(l.MaxIdle); err != nil {
		return fmt.Errorf("max_idle: %w", err)
	}
	if l.Born != nil {
		saved.born = *l.Born
	}
	r.sandboxes = append(r.sandboxes, saved)
	return nil
}

// span reads a part of a Life, 0 for "".
func span(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if err == nil && d <= 0 {
		err = fmt.Errorf("%s is not more than nothing", text)
	}
	return d, err
}

// publish ends a vendor's records.
func (r *stateReader) publish() {
	if r.v != nil {
		r.world.versions[slices.Index(r.shared.Vendors, r.v)] = r.tx.version()
	}
	r.v = nil
}

// complete refuses a world that lacks a vendor.
func (r *stateReader) complete() error {
	r.publish()
	if r.world == nil {
		return nil
	}
	for i, v := range r.shared.Vendors {
		if r.world.versions[i] == nil {
			return fmt.Errorf("the world that ends before line %d has nothing of %s", r.lines+1, v.ID())
		}
	}
	return nil
}

func (r *stateReader) takeWorld(l stateLine) error {
	r.world = &Snapshot{Name: l.Snapshot}
	if l.Taken != nil {
		r.world.Taken = *l.Taken
	}
	if l.Frozen != nil && !InRange(*l.Frozen) {
		return errors.New("the clock is out of range")
	}
	if l.Frozen != nil {
		r.world.clock = setting{frozen: true, at: *l.Frozen, offset: time.Until(*l.Frozen)}
	} else if l.Offset != "" {
		offset, err := time.ParseDuration(l.Offset)
		if err != nil || !InRange(time.Now().Add(offset)) {
			return errors.New("the clock is out of range")
		}
		r.world.clock.offset = offset
	}
	r.world.versions = make([]*version, len(r.shared.Vendors))
	r.now = &Sandbox{Clock: NewClock()}
	r.now.Clock.setting.Store(&r.world.clock)
	if len(r.sandboxes) == 0 {
		r.loose = append(r.loose, r.world)
		return nil
	}
	last := &r.sandboxes[len(r.sandboxes)-1]
	switch l.World {
	case worldSnapshot:
		last.taken = append(last.taken, r.world)
	case worldNow, worldOrigin:
		last.worlds[l.World] = r.world
	default:
		return fmt.Errorf("world %q is none of %s", l.World, strings.Join([]string{worldNow, worldOrigin, worldSnapshot}, ", "))
	}
	return nil
}

func (r *stateReader) takeVendor(l stateLine) error {
	i := slices.IndexFunc(r.shared.Vendors, func(v *Vendor) bool { return v.ID() == l.Vendor })
	if i < 0 || r.world == nil {
		return fmt.Errorf("there is no vendor %q, or it is out of place", l.Vendor)
	}
	r.v, r.table = r.shared.Vendors[i], nil
	r.tx = r.v.begin(r.now, &version{state: r.v.empty(), serial: l.Serial, claims: noClaims()})
	return nil
}

func (r *stateReader) takeRecord(l stateLine) error {
	if r.table == nil || r.table.Name() != l.Table {
		table, err := r.v.Table(l.Table)
		if err != nil {
			return fmt.Errorf("%s has no table %q", r.v.ID(), l.Table)
		}
		r.table = table
	}
	if err := object(l.Record); err != nil {
		return err
	}
	if err := r.table.restore(r.tx, l.Record); err != nil {
		return fmt.Errorf("%s %s: %w", r.v.ID(), l.Table, err)
	}
	return nil
}
