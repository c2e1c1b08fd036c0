package store

import (
	"slices"
	"sync"
	"testing"
)

func ints() Set[int] { return NewSet(func(a, b int) bool { return a < b }) }

func TestSnapshotKeepsWhatItSaw(t *testing.T) {
	t.Parallel()
	set, w := ints(), NewWriter()
	set.Put(w, 1)
	snapshot := set
	w = NewWriter()
	set.Put(w, 2)
	set.Delete(w, 1)
	if got := slices.Collect(snapshot.All()); !slices.Equal(got, []int{1}) {
		t.Errorf("snapshot holds %v, want [1]", got)
	}
	if got := slices.Collect(set.All()); !slices.Equal(got, []int{2}) {
		t.Errorf("set holds %v, want [2]", got)
	}
}

func TestForksDoNotSeeEachOther(t *testing.T) {
	t.Parallel()
	base, w := ints(), NewWriter()
	for i := range 1000 {
		base.Put(w, i)
	}
	var wait sync.WaitGroup
	for fork := range 8 {
		wait.Go(func() {
			mine, w := base, NewWriter()
			for i := range 1000 {
				if i%8 != fork {
					mine.Delete(w, i)
				}
			}
			if mine.Len() != 125 {
				t.Errorf("fork %d holds %d records, want 125", fork, mine.Len())
			}
		})
	}
	wait.Wait()
	if base.Len() != 1000 {
		t.Errorf("base holds %d records, want 1000", base.Len())
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	set, w := ints(), NewWriter()
	for i := range 10 {
		set.Put(w, i)
	}
	for _, c := range []struct {
		start, size int
		want        []int
	}{
		{0, 3, []int{0, 1, 2}}, {8, 3, []int{8, 9}}, {10, 3, nil}, {1 << 60, 3, nil}, {-1, 3, nil}, {3, 0, nil},
	} {
		if got := set.Page(c.start, c.size); !slices.Equal(got, c.want) {
			t.Errorf("Page(%d, %d) = %v, want %v", c.start, c.size, got, c.want)
		}
	}
}
