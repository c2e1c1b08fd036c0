// Package store holds ordered sets of immutable records that are cheap to copy: a transaction works
// on a copy, and readers go on with the original.
package store

import (
	"iter"
	"slices"
	"sync"

	"github.com/tidwall/btree"
)

// A Writer is the identity of one transaction. A set is copied the first time that a writer changes
// it and then belongs to that writer.
type Writer struct{ grown *int } // its address is the identity

// NewWriter returns a writer that owns nothing yet.
func NewWriter() Writer { return Writer{new(int)} }

// Grown returns by how many records all sets that the writer changed have grown.
func (w Writer) Grown() int { return *w.grown }

// A Set holds records in the order of its less function; records that are not less than each other
// are the same record. Copying a Set value is a snapshot. Any number of goroutines may read a set;
// only one at a time may change copies of it, which the sandbox's lock sees to.
type Set[R any] struct {
	tree  *tree[R]
	owner Writer
}

// A tree guards what copying changes in the original: its copy-on-write generation, which readers never look at.
type tree[R any] struct {
	copying sync.Mutex
	nodes   *btree.BTreeG[R]
}

// degree makes nodes of up to 31 records. A write copies the nodes on its way down, so larger ones
// slow it; smaller ones cost memory.
const degree = 16

// NewSet returns an empty set.
func NewSet[R any](less func(a, b R) bool) Set[R] {
	return Set[R]{tree: &tree[R]{nodes: btree.NewBTreeGOptions(less, btree.Options{NoLocks: true, Degree: degree})}}
}

// own makes the set the writer's.
func (s *Set[R]) own(w Writer) {
	if s.owner == w {
		return
	}
	s.tree.copying.Lock()
	defer s.tree.copying.Unlock()
	s.tree, s.owner = &tree[R]{nodes: s.tree.nodes.IsoCopy()}, w
}

// Put adds the record, in the place of the same record if the set has it.
func (s *Set[R]) Put(w Writer, r R) {
	s.own(w)
	if _, had := s.tree.nodes.Set(r); !had {
		*w.grown++
	}
}

// Delete removes the record and reports whether it was there.
func (s *Set[R]) Delete(w Writer, r R) bool {
	s.own(w)
	_, had := s.tree.nodes.Delete(r)
	if had {
		*w.grown--
	}
	return had
}

// Get returns the record that is the same as key.
func (s Set[R]) Get(key R) (R, bool) { return s.tree.nodes.Get(key) }

// First returns the first record that is not less than pivot.
func (s Set[R]) First(pivot R) (first R, found bool) {
	s.tree.nodes.Ascend(pivot, func(r R) bool {
		first, found = r, true
		return false
	})
	return first, found
}

// Last returns the last record.
func (s Set[R]) Last() (R, bool) { return s.tree.nodes.Max() }

// Len returns the number of records.
func (s Set[R]) Len() int { return s.tree.nodes.Len() }

// Least returns the first record of all, unless the set is empty.
func (s Set[R]) Least() (R, bool) { return s.tree.nodes.Min() }

// All yields every record in order.
func (s Set[R]) All() iter.Seq[R] {
	return func(yield func(R) bool) { s.tree.nodes.Scan(yield) }
}

// From yields the records that are not less than pivot, in order.
func (s Set[R]) From(pivot R) iter.Seq[R] {
	return func(yield func(R) bool) { s.tree.nodes.Ascend(pivot, yield) }
}

// Page returns up to size records from position start. It costs the same anywhere in the set.
func (s Set[R]) Page(start, size int) []R {
	n := min(size, s.Len()-start)
	if start < 0 || n <= 0 {
		return nil
	}
	return slices.AppendSeq(make([]R, 0, n), s.Span(start, n))
}

// Span yields up to size records from position start on.
func (s Set[R]) Span(start, size int) iter.Seq[R] {
	return func(yield func(R) bool) {
		first, found := s.tree.nodes.GetAt(start)
		if !found || size <= 0 {
			return
		}
		s.tree.nodes.Ascend(first, func(r R) bool {
			size--
			return yield(r) && size > 0
		})
	}
}
