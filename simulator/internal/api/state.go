package api

import (
	"bufio"
	"encoding/json"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// A state file holds sandboxes, or one snapshot, as lines of JSON: a head, then for each sandbox its worlds
// (the present one, the snapshots, and for a fork what it began with; any other goes back to the demo data), for each
// world its vendors, for each vendor its records, table by table; last a count of the lines and a checksum over them.
// An entry of a line that this program does not know is an error, so that nothing of a newer file is lost in silence.

// stateVersion is that of the files this program writes, and the highest it reads.
const stateVersion = 1

// A stateLine is one line; which fields it has says what it is.
type stateLine struct {
	Format  string `json:"crmsim,omitempty"` // "state"
	Version int    `json:"version,omitempty"`

	Sandbox string   `json:"sandbox,omitempty"`
	Faults  []string `json:"faults,omitempty"`
	MaxAge  string   `json:"max_age,omitempty"`
	MaxIdle string   `json:"max_idle,omitempty"`

	Born *time.Time `json:"born,omitempty"` // of a sandbox that ends at an age

	World    string     `json:"world,omitempty"` // now, origin or snapshot
	Snapshot string     `json:"snapshot,omitempty"`
	Taken    *time.Time `json:"taken,omitempty"`
	Offset   string     `json:"offset,omitempty"` // of the clock
	Frozen   *time.Time `json:"frozen,omitempty"` // where the clock stands still

	Vendor string `json:"vendor,omitempty"`
	Serial uint64 `json:"serial,omitempty"` // of the ids

	Table  string          `json:"table,omitempty"`
	Record json.RawMessage `json:"record,omitempty"`

	End      int    `json:"end,omitempty"` // how many lines there are before this one
	Checksum string `json:"checksum,omitempty"`
}

const (
	worldNow      = "now"
	worldOrigin   = "origin"
	worldSnapshot = "snapshot"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// A stateWriter writes lines and remembers the first error.
type stateWriter struct {
	vendors []*Vendor
	w       *bufio.Writer
	sum     hash.Hash32
	lines   int
	err     error
}

func (h *Shared) newStateWriter(w io.Writer) *stateWriter {
	sw := &stateWriter{vendors: h.Vendors, sum: crc32.New(castagnoli)}
	sw.w = bufio.NewWriterSize(io.MultiWriter(w, sw.sum), 64<<10)
	sw.line(stateLine{Format: "state", Version: stateVersion})
	return sw
}

func (w *stateWriter) line(l stateLine) {
	if w.err != nil {
		return
	}
	text, err := wire.Marshal(l)
	if err == nil {
		_, err = w.w.Write(append(text, '\n'))
	}
	w.lines++
	w.err = err
}

func (w *stateWriter) close() error {
	if w.err == nil {
		w.err = w.w.Flush()
	}
	w.line(stateLine{End: w.lines, Checksum: fmt.Sprintf("%08x", w.sum.Sum32())})
	if w.err == nil {
		w.err = w.w.Flush()
	}
	return w.err
}

func (w *stateWriter) world(kind string, s *Snapshot) {
	l := stateLine{World: kind, Snapshot: s.Name}
	if kind == worldSnapshot { // Else two files of the same state would differ.
		l.Taken = &s.Taken
	}
	if s.clock.frozen {
		l.Frozen = &s.clock.at
	} else if s.clock.offset != 0 {
		l.Offset = s.clock.offset.String()
	}
	w.line(l)
	for i, v := range w.vendors {
		w.vendor(v, s.versions[i])
	}
}

func (w *stateWriter) vendor(v *Vendor, now *version) {
	w.line(stateLine{Vendor: v.ID(), Serial: now.serial})
	for _, t := range v.Tables {
		all, err := t.all(now.state, "")
		if err != nil {
			w.err = err
			return
		}
		for _, record := range all {
			text, err := wire.Marshal(record)
			if err != nil {
				w.err = err
				return
			}
			w.line(stateLine{Table: t.Name(), Record: text})
		}
	}
}

// WriteState writes sandboxes whole: state, clock, faults, snapshots, and what a reset returns to. Calls go on
// meanwhile; each sandbox is written as it was at one moment.
func (h *Shared) WriteState(w io.Writer, sandboxes []*Sandbox) error {
	sw := h.newStateWriter(w)
	for _, s := range sandboxes {
		sw.line(s.head())
		sw.world(worldNow, s.take(""))
		if s.forked {
			sw.world(worldOrigin, s.start)
		}
		for _, taken := range s.Snapshots() {
			sw.world(worldSnapshot, taken)
		}
	}
	return sw.close()
}

// head is the line of a state file with which a sandbox begins.
func (s *Sandbox) head() stateLine {
	l := stateLine{Sandbox: s.Name, Faults: s.Faults.Rules()}
	l.MaxAge, l.MaxIdle = s.Life.Texts()
	if s.Life.Age > 0 {
		l.Born = &s.born
	}
	return l
}

// WriteSnapshot writes one snapshot of a sandbox, under the sandbox's name.
func (h *Shared) WriteSnapshot(w io.Writer, of *Sandbox, s *Snapshot) error {
	sw := h.newStateWriter(w)
	named := *s
	named.Name = of.Name
	sw.world(worldSnapshot, &named)
	return sw.close()
}
