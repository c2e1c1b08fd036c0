// Package journal keeps the latest requests of a sandbox and their answers, within a bound on bytes.
package journal

import (
	"encoding/json"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/crmsim/crmsim/openapi"
)

// An Entry is one request and its answer. Whoever captures it has replaced all secrets.
type Entry struct {
	Sequence  uint64            `json:"sequence"` // from 1, in the order of arrival at the journal
	Time      time.Time         `json:"time"`     // of the sandbox's clock
	Vendor    string            `json:"vendor"`
	Operation string            `json:"operation"`         // "" when the document has none for the request
	Nearest   string            `json:"nearest,omitempty"` // the operation that was probably meant
	Method    string            `json:"method"`
	Path      string            `json:"path"`
	Query     string            `json:"query"`
	Request   Body              `json:"request"`
	Status    int               `json:"status"`
	Response  Body              `json:"response"`
	Fault     string            `json:"fault,omitempty"` // the injected fault, as it was written
	Findings  []openapi.Finding `json:"findings"`
}

// A Body is shown as JSON when it is JSON, as text otherwise, and cut to MaxBody bytes.
type Body []byte

// MaxBody is how many bytes of a body an entry keeps.
const MaxBody = 16 << 10

// Cut returns a body short enough to keep.
func Cut(body []byte) Body {
	if len(body) <= MaxBody {
		return body
	}
	end := MaxBody
	for end > 0 && !utf8.RuneStart(body[end]) {
		end--
	}
	return append(append(Body{}, body[:end]...), "… (cut)"...)
}

// MarshalJSON writes JSON as it is and anything else as a string.
func (b Body) MarshalJSON() ([]byte, error) {
	if len(b) == 0 {
		return []byte(`""`), nil
	}
	if json.Valid(b) {
		return b, nil
	}
	return json.Marshal(string(b))
}

// size estimates what an entry costs in memory.
func (e *Entry) size() int {
	n := 400 + len(e.Path) + len(e.Query) + cap(e.Request) + cap(e.Response) + len(e.Fault)
	for _, f := range e.Findings {
		n += 150 + len(f.Wanted) + len(f.Got) + len(f.Place)
	}
	return n
}

// A Journal drops its oldest entries when it grows beyond its bound. It is safe for concurrent use.
type Journal struct {
	mu       sync.Mutex
	entries  []Entry // from first on
	first    int
	bytes    int
	limit    int
	sequence uint64
}

// New returns an empty journal that keeps at most limit bytes.
func New(limit int) *Journal { return &Journal{limit: limit} }

// Add appends an entry and numbers it.
func (j *Journal) Add(e Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.sequence++
	e.Sequence = j.sequence
	j.entries = append(j.entries, e)
	j.bytes += e.size()
	for j.bytes > j.limit {
		j.bytes -= j.entries[j.first].size()
		j.entries[j.first] = Entry{}
		j.first++
	}
	if j.first > 64 && j.first > len(j.entries)/2 {
		j.entries = append([]Entry(nil), j.entries[j.first:]...)
		j.first = 0
	}
}

// Entries returns what the journal holds, oldest first.
func (j *Journal) Entries() []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]Entry{}, j.entries[j.first:]...)
}

// Dropped returns how many entries no longer fit.
func (j *Journal) Dropped() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.sequence - uint64(len(j.entries)-j.first)
}

// Clear drops all entries; numbering starts again.
func (j *Journal) Clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries, j.first, j.bytes, j.sequence = nil, 0, 0, 0
}
