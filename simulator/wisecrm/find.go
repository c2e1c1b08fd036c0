package wisecrm

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
)

// spanSize is how many records make it worth the while of one more processor to search them.
const spanSize = 8192

// A matcher says of a block which of its records fit, by their places; nil means all.
type matcher func(*block) func(int) bool

// find is a page of the records that fit, newest first or in an order of their own, in which ties stay newest
// first (WI-Q70). It looks at every record, on all processors when there are many.
func (t *table) find(p page, fits matcher, order func(a, b *record) int) pageful {
	return t.findIn(min(runtime.GOMAXPROCS(0), 1+t.byCreated.Len()/spanSize), p, fits, order)
}

// findIn is find in so many spans at a time.
func (t *table) findIn(n int, p page, fits matcher, order func(a, b *record) int) pageful {
	size, all := t.byCreated.Len(), slices.Collect(t.blocks.All())
	start, near := p.start()
	most := min(start+p.size, size)
	if !near || start >= size {
		most = 0 // There is only the total to find.
	}
	spans := make([]top, n)
	search := func(i int) {
		spans[i] = top{most: most, order: order}
		for at := len(all) * i / n; at < len(all)*(i+1)/n; at++ {
			spans[i].search(all[at], at*blockSize, fits)
		}
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
	whole := top{most: most, order: order}
	for i := range spans {
		whole.total += spans[i].total
		whole.best = append(whole.best, spans[i].best...)
	}
	whole.cut()
	found := pageful{total: whole.total}
	for i := start; most > 0 && i < len(whole.best); i++ {
		found.records = append(found.records, whole.best[i].record)
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
}

// A ranked record has a place that is before those of older ones.
type ranked struct {
	*record
	at int
}

// search looks at the records of a block, which have their places from at on.
func (s *top) search(b *block, at int, fits matcher) {
	fit := func(int) bool { return true }
	if fits != nil {
		fit = fits(b)
	}
	for i, r := range b.records {
		if fit(i) {
			s.total++
			s.offer(ranked{r, at + i})
		}
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
