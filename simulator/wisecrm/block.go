package wisecrm

import (
	"slices"
	"sync/atomic"

	"github.com/crmsim/crmsim/simulator/internal/store"
)

// blockSize is how many records a block holds at most. A write copies the block that it changes, and a search pays
// for each block that it comes to.
const blockSize = 256

// A block is neighbours of a table, newest first. A search of the whole table goes through the blocks, since all that
// it reads of one lies in few places of memory: to follow pointers to every record takes several times as long.
type block struct {
	records []*record
	columns atomic.Pointer[[]tuple] // by slot: the values that the records have there, once a search has asked for them
	owner   store.Writer            // may change the block
}

// column returns the values that the records have in a slot.
func (b *block) column(slot int) *tuple {
	var old []tuple
	made := b.columns.Load()
	if made != nil {
		old = *made
	}
	if slot < len(old) && old[slot].slots > 0 {
		return &old[slot]
	}
	values := make([]value, len(b.records))
	for i, r := range b.records {
		values[i] = r.values.at(slot)
	}
	next := make([]tuple, max(len(old), slot+1))
	copy(next, old)
	next[slot] = pack(values)
	b.columns.CompareAndSwap(made, &next) // A search beside this one may win with another column; the next makes this one anew.
	return &next[slot]
}

func (b *block) oldest() *record { return b.records[len(b.records)-1] }

// newer is the order of lists: newest first, then by id descending (WI-Q37).
func newer(a, b *record) bool {
	return a.created > b.created || a.created == b.created && a.id > b.id
}

// blocks are all records of a table. Each block stands where its oldest record does.
type blocks struct{ store.Set[*block] }

func newBlocks() blocks {
	return blocks{store.NewSet(func(a, b *block) bool { return newer(a.oldest(), b.oldest()) })}
}

// around returns the block in which the record stands or would stand, and its place there; nil when there is no block.
func (all *blocks) around(r *record) (*block, int) {
	b, found := all.First(&block{records: []*record{r}})
	if !found {
		if b, found = all.Last(); !found {
			return nil, 0
		}
	}
	at, _ := slices.BinarySearchFunc(b.records, r, func(a, b *record) int {
		switch {
		case newer(a, b):
			return -1
		case newer(b, a):
			return 1
		}
		return 0
	})
	return b, at
}

// put adds a record, or puts it in the place of one that was made at the same moment and has the same id.
func (all *blocks) put(w store.Writer, r *record) {
	b, at := all.around(r)
	switch {
	case b == nil:
		all.add(w, r)
	case at < len(b.records) && !newer(r, b.records[at]):
		b = all.own(w, b, at)
		b.records[at] = r
		all.Put(w, b)
	case len(b.records) < blockSize:
		b = all.own(w, b, at)
		b.records = slices.Insert(b.records, at, r)
		all.Put(w, b)
	case at == 0 || at == len(b.records):
		all.add(w, r) // Blocks are filled from their ends, as records are made one after the other.
	default:
		all.Delete(w, b)
		half := len(b.records) / 2
		all.add(w, b.records[:half]...)
		all.add(w, b.records[half:]...)
		all.put(w, r)
	}
}

// add makes a block of records.
func (all *blocks) add(w store.Writer, records ...*record) {
	all.Put(w, &block{owner: w, records: append(make([]*record, 0, len(records)+1), records...)})
}

// remove takes a record out.
func (all *blocks) remove(w store.Writer, r *record) {
	b, at := all.around(r)
	b = all.own(w, b, at)
	if b.records = slices.Delete(b.records, at, at+1); len(b.records) > 0 {
		all.Put(w, b)
	}
}

// own returns a block to be changed at a place and put back: itself where the writer has made it, which nobody else
// has seen, or a copy.
func (all *blocks) own(w store.Writer, b *block, at int) *block {
	if at >= len(b.records)-1 {
		all.Delete(w, b) // It may get another place.
	}
	if b.owner != w {
		return &block{owner: w, records: append(make([]*record, 0, len(b.records)+1), b.records...)}
	}
	b.columns.Store(nil)
	return b
}
