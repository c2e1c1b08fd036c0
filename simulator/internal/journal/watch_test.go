package journal

import (
	"strings"
	"testing"
)

func TestAWatchSeesWhatComes(t *testing.T) {
	t.Parallel()
	j := NewPool(1<<20, 1<<20).New()
	j.Add(Entry{Operation: "old"})
	w := j.Watch(Filter{Operation: "new"})
	b, wait := w.Next()
	if len(b.Entries) != 0 || wait == nil {
		t.Fatalf("a watch begins with %+v", b)
	}
	j.Add(Entry{Operation: "other"})
	<-wait
	if b, wait = w.Next(); len(b.Entries) != 0 || b.Lost != 0 || wait == nil {
		t.Fatalf("another operation is shown: %+v", b)
	}
	j.Add(Entry{Operation: "new"})
	<-wait
	if b, _ = w.Next(); len(b.Entries) != 1 || b.Lost != 0 {
		t.Errorf("what came is %+v", b)
	}
}

func TestAWatchGoesOnBehindAnEntry(t *testing.T) {
	t.Parallel()
	j := NewPool(1<<20, 1<<20).New()
	for range 5 {
		j.Add(Entry{})
	}
	if b, _ := j.Watch(Filter{After: 3}).Next(); len(b.Entries) != 2 || b.Lost != 0 {
		t.Errorf("behind 3 of 5 there are %+v", b)
	}
	if b, wait := j.Watch(Filter{After: 9}).Next(); wait == nil {
		t.Errorf("behind an entry to come there are %+v", b)
	}
}

// TestASlowWatchIsTold what it lost; it never makes the journal keep more.
func TestASlowWatchIsTold(t *testing.T) {
	t.Parallel()
	j := NewPool(8<<10, 1<<20).New()
	w := j.Watch(Filter{})
	for range 100 {
		j.Add(Entry{Query: strings.Repeat("x", 1000)})
	}
	seen, lost := 0, uint64(0)
	for {
		b, wait := w.Next()
		if wait != nil {
			break
		}
		seen, lost = seen+len(b.Entries), lost+b.Lost
	}
	if seen == 0 || seen > 8 || lost+uint64(seen) != 100 {
		t.Errorf("saw %d and lost %d of 100", seen, lost)
	}
}

func TestAWatchLearnsOfTheEnd(t *testing.T) {
	t.Parallel()
	pool := NewPool(1<<20, 1<<20)
	j := pool.New()
	j.Add(Entry{})
	w := j.Watch(Filter{})
	_, wait := w.Next()
	j.Clear()
	<-wait
	if b, _ := w.Next(); !b.Cleared || b.Closed {
		t.Errorf("after the journal was cleared: %+v", b)
	}
	j.Add(Entry{})
	if b, _ := w.Next(); len(b.Entries) != 1 || b.Lost != 0 {
		t.Errorf("the first entry of the new numbering: %+v", b)
	}
	_, wait = w.Next()
	pool.Remove(j)
	<-wait
	if b, _ := w.Next(); !b.Closed {
		t.Errorf("after the sandbox was removed: %+v", b)
	}
}
