package api

import (
	"encoding/hex"
	"sync"
	"sync/atomic"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/store"
)

// A Tx is what a handler works on: the vendor's state in one sandbox, its time and its ids. For an
// operation that only reads, State is the published state and must not be changed.
type Tx[S any] struct {
	State *S
	change
}

// A change is the part of a Tx that does not depend on the type of the state.
type change struct {
	store.Writer
	Now time.Time

	seed    uint64
	serial  uint64
	claims  store.Set[claim]
	touched []claim  // those whose number changed
	short   []string // secrets that only this sandbox hides
}

// A transaction is a Tx whose state type is out of sight.
type transaction interface {
	base() *change
	version() *version // what the transaction would publish
}

func (tx *Tx[S]) base() *change { return &tx.change }
func (tx *Tx[S]) version() *version {
	return &version{state: tx.State, serial: tx.serial, claims: tx.claims, short: tx.short}
}

// begin opens a transaction on a copy of the version's state.
func begin[S any](s *Sandbox, from *version) transaction {
	state := *from.state.(*S)
	return &Tx[S]{&state, change{
		Writer: store.NewWriter(), Now: s.Clock.Now(), seed: s.idSeed, serial: from.serial, claims: from.claims, short: from.short,
	}}
}

// view opens a transaction that only reads.
func view[S any](s *Sandbox, of *version) transaction {
	return &Tx[S]{of.state.(*S), change{Now: s.Clock.Now()}}
}

// NewUUID returns the sandbox's next id, lower-case in the form 8-4-4-4-12. The sequence depends on
// nothing but the seed and the sandbox's name, and a transaction that is not kept uses up no id.
func (c *change) NewUUID() string {
	c.serial++
	var raw [16]byte
	for i, half := range [2]uint64{mix(c.seed ^ mix(c.serial)), mix(c.seed + c.serial*0x9e3779b97f4a7c15)} {
		for b := range 8 {
			raw[i*8+b] = byte(half >> (8 * b))
		}
	}
	raw[6], raw[8] = raw[6]&0x0f|0x40, raw[8]&0x3f|0x80 // version 4, variant of RFC 9562
	text := make([]byte, 36)
	hex.Encode(text, raw[:4])
	for i, span := range [][2]int{{4, 6}, {6, 8}, {8, 10}, {10, 16}} {
		at := 8 + i*5
		text[at] = '-'
		hex.Encode(text[at+1:], raw[span[0]:span[1]])
	}
	return string(text)
}

// FirstID returns where a sandbox goes on numbering records whose ids are numbers: far beyond last, and
// hardly ever where another sandbox does. Issue calls it, so that two sandboxes do not give the same new ids.
func (c *change) FirstID(last int32) int32 {
	const room, most = 100_000_000, 1_900_000_000
	next := int64(last) + int64(mix(c.seed)%room)
	if next > most { // After some twenty generations of forks.
		next = int64(last) + int64(mix(c.seed)%1000)
	}
	return int32(min(next, most))
}

// mix is the finaliser of splitmix64: it spreads neighbouring numbers over all 64 bits.
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// A cell holds one vendor's state in one sandbox. Writers take turns; readers never wait.
type cell struct {
	writing sync.Mutex
	current atomic.Pointer[version]
	limits  limiter
}

// apart returns a version whose state shares nothing with the given one that changes in place.
func (v *Vendor) apart(of *version) *version {
	if v.detach == nil {
		return of
	}
	next := *of
	next.state = v.detach(of.state)
	return &next
}

// A version is a state that is published and so never changes again, with the credentials that select
// its sandbox.
type version struct {
	state  any // *S of the vendor's Definition
	serial uint64
	claims store.Set[claim]
	short  []string // secrets that only this sandbox hides
}

// update runs change in a transaction and publishes what it did if it returns true. Nothing is kept
// when the error is not nil: a *Conflict, when a credential that the change claims is another sandbox's.
func (v *Vendor) update(s *Sandbox, change func(transaction) bool) error {
	c := s.cell(v)
	c.writing.Lock()
	defer c.writing.Unlock()
	tx := v.begin(s, c.current.Load())
	if !change(tx) {
		return nil
	}
	return s.shared.Holders.publish(s, v.ID(), c, tx.version(), tx.base().touched)
}
