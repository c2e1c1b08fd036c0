package redact

import (
	"slices"
	"sync"
	"sync/atomic"
)

// Shortest is how many bytes a secret must have to be kept by a Known. Shorter ones stand by chance in too many texts.
const Shortest = 6

// A Known is a set of secrets. Looking for all of them in a text takes about the same time however many there are: a
// filter of how secrets begin says where a closer look pays. The zero value is empty. A Known is safe for concurrent
// use, and what Add has returned from is found by every search that begins later.
type Known struct {
	filter atomic.Pointer[filter]

	mu      sync.RWMutex
	holders map[string]int           // how often a secret was added
	lengths map[beginning][]sameSize // longest first
	stale   int                      // bits of the filter whose secrets are gone
}

// A beginning is the first bytes of a secret, as many as Shortest, the first one highest.
type beginning uint64

// sameSize counts the secrets of one beginning and one length.
type sameSize struct{ length, secrets int }

// Add adds a secret, unless it is too short. What is added twice stays until it is removed twice.
func (k *Known) Add(secret string) {
	if len(secret) < Shortest {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.holders == nil {
		k.holders, k.lengths = map[string]int{}, map[beginning][]sameSize{}
	}
	if k.holders[secret]++; k.holders[secret] > 1 {
		return
	}
	begin := beginningOf(secret)
	sizes := k.lengths[begin]
	at, found := longerFirst(sizes, len(secret))
	if !found {
		sizes = slices.Insert(sizes, at, sameSize{length: len(secret)})
	}
	sizes[at].secrets++
	k.lengths[begin] = sizes
	if f := k.filter.Load(); f == nil || f.room() < len(k.lengths)+k.stale {
		k.build()
	} else {
		f.set(begin)
	}
}

// Remove takes back one Add.
func (k *Known) Remove(secret string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.holders[secret] == 0 {
		return
	}
	if k.holders[secret]--; k.holders[secret] > 0 {
		return
	}
	delete(k.holders, secret)
	begin := beginningOf(secret)
	sizes := k.lengths[begin]
	at, _ := longerFirst(sizes, len(secret))
	if sizes[at].secrets--; sizes[at].secrets == 0 {
		sizes = slices.Delete(sizes, at, at+1)
	}
	if k.lengths[begin] = sizes; len(sizes) == 0 {
		delete(k.lengths, begin)
		k.stale++
	}
}

// Has reports whether a text is one of the secrets.
func (k *Known) Has(text string) bool {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.holders[text] > 0
}

func longerFirst(sizes []sameSize, length int) (at int, found bool) {
	return slices.BinarySearchFunc(sizes, length, func(s sameSize, length int) int { return length - s.length })
}

func beginningOf(text string) beginning {
	return beginning(text[0])<<40 | beginning(text[1])<<32 | beginning(text[2])<<24 | beginning(text[3])<<16 | beginning(text[4])<<8 |
		beginning(text[5])
}

// find appends where the secrets stand in a text: at each place where some begin, the longest of them. It spends
// effort, and stops when there is none left.
func (k *Known) find(text string, found []span, effort *int) []span {
	f := k.filter.Load()
	if f == nil {
		return found
	}
	end := 0 // of the latest span
	for i := 0; i <= len(text)-Shortest; i++ {
		if skip := f.skips[pairOf(text[i+Shortest-2], text[i+Shortest-1])].Load(); skip > 0 {
			i += int(skip) - 1
			continue
		}
		b := beginningOf(text[i : i+Shortest])
		if !f.has(b) {
			continue
		}
		length := k.longest(b, text[i:], effort)
		switch {
		case *effort < 0:
			return found
		case length == 0:
		case i < end: // Secrets that overlap are replaced as one.
			end = max(end, i+length)
			found[len(found)-1].to = end
		default:
			end = i + length
			found = append(found, span{i, end})
		}
	}
	return found
}

// longest returns the length of the longest secret that a text begins with, 0 for none.
func (k *Known) longest(b beginning, text string, effort *int) int {
	k.mu.RLock()
	defer k.mu.RUnlock()
	for _, s := range k.lengths[b] {
		if s.length > len(text) {
			continue
		}
		if *effort -= s.length; *effort < 0 {
			return 0
		}
		if k.holders[text[:s.length]] > 0 {
			return s.length
		}
	}
	return 0
}

// A filter says where no secret can begin. Secrets are only ever added to it.
type filter struct {
	// skips has for each two neighbours among the first bytes how far on the next secret begins at the earliest, when
	// they are the last of those bytes (Horspool's rule). Several pairs share one.
	skips [1 << 12]atomic.Uint32
	words []atomic.Uint64 // a bit for each beginning, which several may share
	shift int             // leaves as many bits of a hash as the number of a bit has
}

func pairOf(a, b byte) int { return (int(a)<<5 ^ int(b)) & (1<<12 - 1) }

// bitsEach is how many bits a filter has for a beginning: of 32 random places one is looked at in vain.
const bitsEach = 32

// build makes a new filter for twice the secrets that there are.
func (k *Known) build() {
	bits := 11
	for 1<<bits < 2*bitsEach*len(k.lengths) {
		bits++
	}
	f := &filter{words: make([]atomic.Uint64, 1<<(bits-6)), shift: 64 - bits}
	for i := range f.skips {
		f.skips[i].Store(Shortest - 1)
	}
	for begin := range k.lengths {
		f.set(begin)
	}
	k.stale = 0
	k.filter.Store(f)
}

// room is for how many beginnings the filter is large enough.
func (f *filter) room() int { return len(f.words) * 64 / bitsEach }

func (f *filter) bit(b beginning) uint64 { return uint64(b) * 0x9e3779b97f4a7c15 >> f.shift }

func (f *filter) has(b beginning) bool {
	bit := f.bit(b)
	return f.words[bit/64].Load()>>(bit%64)&1 != 0
}

// set adds a beginning. There is one writer at a time.
func (f *filter) set(b beginning) {
	bit := f.bit(b)
	word := &f.words[bit/64]
	word.Store(word.Load() | 1<<(bit%64))
	for skip := range uint32(Shortest - 1) {
		if pair := &f.skips[pairOf(byte(b>>(8*skip+8)), byte(b>>(8*skip)))]; pair.Load() > skip {
			pair.Store(skip)
		}
	}
}
