package journal

import (
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
	for want := int(p.bytes.Load()) - p.all + p.all/16; want > 0 && p.bytes.Load() > int64(p.all); {
		idle := p.idlest()
		if idle == nil {
			return
		}
		freed := idle.shrink(want)
		p.bytes.Add(int64(-freed))
		want -= freed
	}
}

// idlest returns the journal that has entries and was added to the longest time ago.
func (p *Pool) idlest() *Journal {
	var idlest *Journal
	var since int64
	for j := range p.journals {
		j.mu.Lock()
		used, empty := j.used, j.bytes == 0
		j.mu.Unlock()
		if !empty && (idlest == nil || used < since) {
			idlest, since = j, used
		}
	}
	return idlest
}
