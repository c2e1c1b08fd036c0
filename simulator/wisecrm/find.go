package wisecrm

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
)

// spanSize is how many records make it worth the while of one more processor to search them.
const spanSize = 8192

// find is a page of the records that fit, newest first or in an order of their own, in which ties stay newest
// first (WI-Q70). It looks at every record, on all processors when there are many.
func (t *table) find(p page, fits func(*record) bool, order func(a, b *record) int) pageful {
	return t.findIn(min(runtime.GOMAXPROCS(0), 1+t.byCreated.Len()/spanSize), p, fits, order)
}

// findIn is find in so many spans at a time.
func (t *table) findIn(n int, p page, fits func(*record) bool, order func(a, b *record) int) pageful {
	size := t.byCreated.Len()
	start, near := p.start()
	most := min(start+p.size, size)
	if !near || start >= size {
		most = 0 // There is only the total to find.
	}
	spans := make([]top, n)
	search := func(i int) {
		spans[i] = top{most: most, order: order}
		spans[i].search(t, size*i/n, size*(i+1)/n, fits)
	}
	failures := make(chan any, n)
	var wait sync.WaitGroup
	for i := 1; i < n; i++ {
		wait.Go(func() {
			defer func() { failures <- recover() }() // A panic on a goroutine of its own would end the process.
			search(i)
		})
	}
	search(0)
	wait.Wait()
	for range n - 1 {
		if failure := <-failures; failure != nil {
			panic(failure)
		}
	}
	all := top{most: most, order: order}
	for i := range spans {
		all.total += spans[i].total
		all.best = append(all.best, spans[i].best...)
	}
	all.cut()
	found := pageful{total: all.total}
	for i := start; most > 0 && i < len(all.best); i++ {
		found.records = append(found.records, all.best[i].record)
	}
	return found
}

// A top is the first records, in an order, of those that fit.
type top struct {
	most  int                    // how many of them are wanted
	order func(a, b *record) int // nil: newest first
	best  []ranked               // those wanted, and some more
	worst *record                // the last of those wanted, once there are enough
	total int                    // of all that fit

	touched byte // So that the compiler does not leave out reading what nobody seems to need.
}

// A ranked record has its place among all records, newest first.
type ranked struct {
	*record
	at int
}

// search looks at the records of a table between two places, newest first. It asks the memory for the values of
// many records before it looks at one: a processor waits for many as long as for one.
func (s *top) search(t *table, from, to int, fits func(*record) bool) {
	block := make([]*record, 0, 64)
	for r := range t.byCreated.Span(from, to-from) {
		block = append(block, r)
		if from++; len(block) < cap(block) && from < to {
			continue
		}
		for _, r := range block {
			s.touched += r.values.touch()
		}
		for i, r := range block {
			if fits == nil || fits(r) {
				s.total++
				s.offer(ranked{r, from - len(block) + i})
			}
		}
		block = block[:0]
	}
}

// offer takes a record that comes after all that it was offered before.
func (s *top) offer(r ranked) {
	switch {
	case s.most == 0:
	case s.order == nil:
		if len(s.best) < s.most {
			s.best = append(s.best, r)
		}
	case s.worst == nil || s.order(r.record, s.worst) < 0:
		s.best = append(s.best, r)
		if len(s.best) >= 2*s.most {
			s.cut()
			s.worst = s.best[s.most-1].record
		}
	}
}

// cut sorts the records and leaves those that are wanted.
func (s *top) cut() {
	if s.order != nil {
		slices.SortFunc(s.best, func(a, b ranked) int { return cmp.Or(s.order(a.record, b.record), cmp.Compare(a.at, b.at)) })
	}
	s.best = s.best[:min(s.most, len(s.best))]
}
