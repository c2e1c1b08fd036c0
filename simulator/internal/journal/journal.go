// Package journal keeps the latest requests of a sandbox and their answers, within a bound on bytes.
//
// An entry is kept as the JSON text that the control API shows, so what is counted is what there is, and
// showing a journal never takes more room than the journal does.
package journal

import (
	"cmp"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/crmsim/crmsim/openapi"
)

// An Entry is one request and its answer. Whoever captures it has replaced all secrets.
type Entry struct {
	Time      time.Time // of the sandbox's clock
	Vendor    string
	Operation string // "" when the document has none for the request
	Nearest   string // the operation that was probably meant, when there is none
	Method    string
	Path      string
	Query     string
	Headers   []Header // those that the document has
	Request   Body
	Status    int // 0 when nothing was answered
	Response  Body
	Hidden    *Body  // the answer that an injected fault kept from the client
	Fault     string // the injected fault, as it was written
	Accepted  bool   // the vendor carried the call out, whatever became of its answer
	Grew      int    // by how many records, indexes included, the vendor's state grew; negative for deletions
	Signed    bool   // the call asked crmsim for its credentials and signature
	Findings  []openapi.Finding
}

// A Header is one header of a request.
type Header struct{ Name, Value string }

// line is an entry as it is kept.
type line struct {
	sequence          uint64
	vendor, operation string // constants of the documents
	status            int
	worst             openapi.Severity // of the findings, 0 for none
	text              []byte
}

// size is what a line costs in memory.
func (l *line) size() int { return cap(l.text) + 96 }

// A Journal drops its oldest entries when it grows beyond its bound, or when the journals of the process
// together grow beyond theirs. It is safe for concurrent use.
type Journal struct {
	pool *Pool

	mu       sync.Mutex
	lines    []line // from first on
	first    int
	bytes    int
	sequence uint64
	used     int64         // when an entry was added last, by the pool's count
	closed   bool          // takes no more entries
	epoch    int           // how often the journal was cleared
	changed  chan struct{} // closed at the next change; nil while nobody waits for one

	found map[Found]int // findings of all entries, dropped ones too; the documents bound what there can be
}

// Found is what a finding is counted by when its entry is gone.
type Found struct {
	Severity                openapi.Severity
	Vendor, Operation, Rule string
}

// Add appends an entry and numbers it.
func (j *Journal) Add(e Entry) {
	l := line{vendor: e.Vendor, operation: e.Operation, status: e.Status}
	for _, f := range e.Findings {
		l.worst = max(l.worst, f.Severity)
	}
	text := e.appendJSON(slices.Grow([]byte(nil), e.room())) // Its capacity is what the allocator gives, so size counts all of it.
	grown := j.add(l, text, e.found())
	j.pool.spend(grown)
}

// found is what the findings of an entry are counted by.
func (e *Entry) found() []Found {
	found := make([]Found, len(e.Findings))
	for i, f := range e.Findings {
		found[i] = Found{f.Severity, e.Vendor, cmp.Or(e.Operation, e.Nearest), f.Rule}
	}
	return found
}

// add appends a line, drops what no longer fits, and returns by how much the journal grew.
func (j *Journal) add(l line, text []byte, found []Found) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return 0
	}
	before := j.bytes
	j.sequence++
	l.sequence, l.text = j.sequence, number(text, j.sequence)
	for _, f := range found {
		if j.found == nil {
			j.found = map[Found]int{}
		}
		j.found[f]++
	}
	j.used = j.pool.tick()
	j.lines = append(j.lines, l)
	j.bytes += l.size()
	for j.bytes > j.pool.each {
		j.dropOldest()
	}
	j.compact()
	j.wake()
	return j.bytes - before
}

// compact gives back the places of lines that were dropped, once they are most.
func (j *Journal) compact() {
	if j.first > 64 && j.first > len(j.lines)/2 || j.first == len(j.lines) {
		j.lines = append([]line(nil), j.lines[j.first:]...)
		j.first = 0
	}
}

func (j *Journal) dropOldest() {
	j.bytes -= j.lines[j.first].size()
	j.lines[j.first] = line{}
	j.first++
}

// shrink drops the oldest entries until want bytes are free, and returns how many are.
func (j *Journal) shrink(want int) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	before := j.bytes
	for before-j.bytes < want && j.first < len(j.lines) {
		j.dropOldest()
	}
	j.compact()
	return before - j.bytes
}

// A Filter says which entries to show. The zero value is all.
type Filter struct {
	Vendor, Operation string
	Status            int              // 0 for any
	Finding           openapi.Severity // entries with a finding at least that severe, 0 for any entry
	After             uint64           // entries with a higher sequence
	Limit             int              // of entries, 0 for no limit
}

func (f *Filter) matches(l *line) bool {
	return l.sequence > f.After && (f.Vendor == "" || f.Vendor == l.vendor) &&
		(f.Operation == "" || f.Operation == l.operation) && (f.Status == 0 || f.Status == l.status) && l.worst >= f.Finding
}

// Entries returns the entries that the filter lets through, oldest first, as JSON texts which must not be
// changed, and whether there are more of them.
func (j *Journal) Entries(f Filter) (texts [][]byte, more bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := j.first; i < len(j.lines); i++ {
		if !f.matches(&j.lines[i]) {
			continue
		}
		if f.Limit > 0 && len(texts) == f.Limit {
			return texts, true
		}
		texts = append(texts, j.lines[i].text)
	}
	return texts, false
}

// WriteJSON writes an object with the entries that the filter lets through, decoded, one a line, the number of
// entries that no longer fitted, and whether there are more entries.
func (j *Journal) WriteJSON(w io.Writer, f Filter) error {
	texts, more := j.Entries(f)
	if _, err := io.WriteString(w, `{"dropped":`+decimal(j.Dropped())+`,"more":`+boolean(more)+`,"entries":[`); err != nil {
		return err
	}
	separator := "\n"
	for _, text := range texts {
		if _, err := io.WriteString(w, separator); err != nil {
			return err
		}
		if _, err := w.Write(Decoded(text)); err != nil {
			return err
		}
		separator = ",\n"
	}
	_, err := io.WriteString(w, "\n]}\n")
	return err
}

// Dropped returns how many entries no longer fitted.
func (j *Journal) Dropped() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.dropped()
}

func (j *Journal) dropped() uint64 { return j.sequence - uint64(len(j.lines)-j.first) }

// Contents is all that a journal knows at one moment.
type Contents struct {
	Texts   [][]byte // as Entries returns them
	Dropped uint64   // entries that no longer fitted
	Found   map[Found]int
}

// Contents returns the entries, and how often what was found in them and in those that were dropped.
func (j *Journal) Contents() Contents {
	j.mu.Lock()
	defer j.mu.Unlock()
	c := Contents{Dropped: j.dropped(), Found: maps.Clone(j.found)}
	for _, l := range j.lines[j.first:] {
		c.Texts = append(c.Texts, l.text)
	}
	return c
}

// Clear drops all entries; numbering starts again.
func (j *Journal) Clear() {
	j.mu.Lock()
	freed := j.bytes
	j.lines, j.first, j.bytes, j.sequence, j.found = nil, 0, 0, 0, nil
	j.epoch++
	j.wake()
	j.mu.Unlock()
	j.pool.spend(-freed)
}
