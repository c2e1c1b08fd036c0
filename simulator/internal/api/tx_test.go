package api

import (
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/store"
)

// A notebook is the state of these tests.
type notebook struct{ notes store.Set[string] }

func newCell() *cell[notebook] {
	c := &cell[notebook]{}
	c.current.Store(&version[notebook]{state: notebook{store.NewSet(func(a, b string) bool { return a < b })}})
	return c
}

var uuid4 = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

func TestUUIDsDependOnTheSeedOnly(t *testing.T) {
	t.Parallel()
	draw := func(seed uint64) (ids [1000]string) {
		tx := &Tx[notebook]{seed: seed}
		for i := range ids {
			ids[i] = tx.NewUUID()
		}
		return ids
	}
	first := draw(1)
	if first != draw(1) {
		t.Error("the same seed gives other ids")
	}
	seen := map[string]bool{}
	for _, seed := range []uint64{0, 1, 2, 3, 42, 1 << 63} {
		for _, id := range draw(seed) {
			if !uuid4.MatchString(id) {
				t.Fatalf("%s is no UUID of version 4", id)
			}
			if seen[id] {
				t.Fatalf("seed %d gives %s, which was given before", seed, id)
			}
			seen[id] = true
		}
	}
}

// TestUpdateIsAllOrNothing: what a change did is published when it says so, and else leaves nothing,
// not even a used id or a credential.
func TestUpdateIsAllOrNothing(t *testing.T) {
	t.Parallel()
	c := newCell()
	var refused, kept string
	selectors := c.update(1, time.Time{}, func(tx *Tx[notebook]) bool {
		refused = tx.NewUUID()
		tx.State.notes.Put(tx.Writer, "lost")
		tx.Selects("nobody")
		return false
	})
	if selectors != nil || c.current.Load().state.notes.Len() != 0 {
		t.Errorf("a refused change left %v and %d notes", selectors, c.current.Load().state.notes.Len())
	}
	before := c.view(time.Time{})
	selectors = c.update(1, time.Time{}, func(tx *Tx[notebook]) bool {
		kept = tx.NewUUID()
		tx.State.notes.Put(tx.Writer, "kept")
		tx.Selects("a")
		tx.Selects("b")
		return true
	})
	if len(selectors) != 2 || selectors[0] != "a" || selectors[1] != "b" || c.view(time.Time{}).State.notes.Len() != 1 {
		t.Errorf("a kept change left %v and %d notes", selectors, c.view(time.Time{}).State.notes.Len())
	}
	if kept != refused {
		t.Errorf("ids %s and %s: a refused change used one up", refused, kept)
	}
	if before.State.notes.Len() != 0 {
		t.Error("a reader sees what came after it began")
	}
	c.update(1, time.Time{}, func(tx *Tx[notebook]) bool {
		if again := tx.NewUUID(); again == kept {
			t.Errorf("id %s was given twice", again)
		}
		return false
	})
}

// TestWritersTakeTurns: no change is lost.
func TestWritersTakeTurns(t *testing.T) {
	t.Parallel()
	c := newCell()
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 50 {
				c.update(7, time.Time{}, func(tx *Tx[notebook]) bool {
					tx.State.notes.Put(tx.Writer, tx.NewUUID())
					return true
				})
			}
		})
	}
	wait.Wait()
	if n := c.view(time.Time{}).State.notes.Len(); n != 400 {
		t.Errorf("%d notes, want 400", n)
	}
}
