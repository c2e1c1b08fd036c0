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
	store.Writer
	Now time.Time

	seed      uint64
	serial    uint64
	selectors []string
}

// NewUUID returns the sandbox's next id, lower-case in the form 8-4-4-4-12. The sequence depends on
// nothing but the seed, and a transaction that is not kept uses up no id.
func (tx *Tx[S]) NewUUID() string {
	tx.serial++
	var raw [16]byte
	for i, half := range [2]uint64{mix(tx.seed ^ mix(tx.serial)), mix(tx.seed + tx.serial*0x9e3779b97f4a7c15)} {
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

// mix is the finaliser of splitmix64: it spreads neighbouring numbers over all 64 bits.
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Selects makes a credential select this sandbox in the requests to come, once the transaction is kept.
func (tx *Tx[S]) Selects(credential string) { tx.selectors = append(tx.selectors, credential) }

// A cell holds one vendor's state in one sandbox. Writers take turns; readers never wait.
type cell[S any] struct {
	writing sync.Mutex
	current atomic.Pointer[version[S]]
	origin  *version[S] // what Reset returns to
}

// A version is a state that is published and so never changes again.
type version[S any] struct {
	state  S
	serial uint64
}

// view returns a transaction that only reads.
func (c *cell[S]) view(now time.Time) *Tx[S] {
	return &Tx[S]{State: &c.current.Load().state, Now: now}
}

// update runs change in a transaction and publishes what it did if it returns true. It returns the
// credentials that now select the sandbox.
func (c *cell[S]) update(seed uint64, now time.Time, change func(*Tx[S]) bool) []string {
	c.writing.Lock()
	defer c.writing.Unlock()
	old := c.current.Load()
	next := &version[S]{state: old.state}
	tx := &Tx[S]{State: &next.state, Writer: store.NewWriter(), Now: now, seed: seed, serial: old.serial}
	if !change(tx) {
		return nil
	}
	next.serial = tx.serial
	c.current.Store(next)
	return tx.selectors
}
