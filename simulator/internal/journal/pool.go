package journal

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

// A Pool bounds the journals of a process: each by itself, and all together. When all together are too
// large, those that were idle longest lose their oldest entries first.
type Pool struct {
	each, all int
	bytes     atomic.Int64
	ticks     atomic.Int64

	mu       sync.Mutex
	journals map[*Journal]struct{}
}

// NewPool returns a pool whose journals keep at most each bytes, and at most all bytes together.
func NewPool(each, all int) *Pool {
	return &Pool{each: each, all: all, journals: map[*Journal]struct{}{}}
}

// New returns an empty journal of the pool.
func (p *Pool) New() *Journal {
	j := &Journal{pool: p}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.journals[j] = struct{}{}
	return j
}

// Remove takes a journal out of the pool. It has no entries from now on.
func (p *Pool) Remove(j *Journal) {
	p.mu.Lock()
	delete(p.journals, j)
	p.mu.Unlock()
	j.mu.Lock()
	j.closed = true
	j.mu.Unlock()
	j.Clear()
}

// Bytes returns what all journals hold.
func (p *Pool) Bytes() int64 { return p.bytes.Load() }

func (p *Pool) tick() int64 { return p.ticks.Add(1) }

// spend counts bytes that a journal took, and frees a sixteenth of the bound when that was too much, so
// that looking for idle journals is rare.
func (p *Pool) spend(n int) {
	if p.bytes.Add(int64(n)) <= int64(p.all) || n <= 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	want := int(p.bytes.Load()) - p.all
	if want <= 0 {
		return // Another call has freed enough meanwhile.
	}
	want += p.all / 16
	for _, j := range p.byUse() {
		freed := j.shrink(want)
		p.bytes.Add(int64(-freed))
		if want -= freed; want <= 0 {
			return
		}
	}
}

// byUse returns the journals, those that were added to the longest time ago first.
func (p *Pool) byUse() []*Journal {
	used := make(map[*Journal]int64, len(p.journals))
	for j := range p.journals {
		j.mu.Lock()
		used[j] = j.used
		j.mu.Unlock()
	}
	return slices.SortedFunc(maps.Keys(used), func(a, b *Journal) int { return cmp.Compare(used[a], used[b]) })
}
