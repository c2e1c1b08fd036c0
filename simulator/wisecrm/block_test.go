package wisecrm

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/crmsim/crmsim/simulator/internal/store"
)

// TestBlocks: whatever is stored, changed, moved and removed, in order and out of it, the blocks hold what the table
// does, with columns that are the records' own; and those of a snapshot stay as they were.
func TestBlocks(t *testing.T) {
	t.Parallel()
	tx := newTenant(0)
	e := tx.State.metadata.entities[account]
	table := newTable()
	dice := rand.New(rand.NewPCG(5, 5))
	put := func(w store.Writer, id, created int) {
		d := &draft{created: int64(created), values: make([]value, len(e.fields))}
		d.set(e.id(), textValue(strconv.Itoa(id)))
		d.set(e.field("phone"), numberValue(dice.Int64N(1000)))
		table.put(w, e, d.record(e))
	}
	for round := range 60 {
		before, had := table, slices.Collect(table.byCreated.All())
		w := store.NewWriter()
		for range 100 {
			switch dice.IntN(8) {
			case 0, 1, 2: // the newest
				put(w, dice.IntN(2000), 10_000+round)
			case 3: // the oldest
				put(w, dice.IntN(2000), -round)
			case 4, 5:
				put(w, dice.IntN(2000), dice.IntN(10_000))
			case 6:
				if r := table.get(strconv.Itoa(dice.IntN(2000))); r != nil {
					put(w, dice.IntN(2000), int(r.created)) // at the same moment
				}
			default:
				if r := table.get(strconv.Itoa(dice.IntN(2000))); r != nil && round%10 < 6 {
					table.remove(w, e, r)
				}
			}
			if dice.IntN(10) == 0 {
				sameBlocks(t, e, &table) // It asks for columns, which the next change must not leave.
			}
		}
		if round%10 == 9 { // Remove all but a few.
			for _, r := range slices.Collect(table.byCreated.All())[dice.IntN(3):] {
				table.remove(w, e, r)
			}
		}
		sameBlocks(t, e, &table)
		sameBlocks(t, e, &before)
		if !slices.Equal(slices.Collect(before.byCreated.All()), had) {
			t.Fatal("a snapshot has changed")
		}
		if t.Failed() {
			return
		}
	}
}

// TestBlocksAreFilled: records that are made one after the other, or loaded from the newest on, leave no block half empty.
func TestBlocksAreFilled(t *testing.T) {
	t.Parallel()
	for _, step := range []int64{1, -1} {
		all, w := newBlocks(), store.NewWriter()
		for i := range int64(4 * blockSize) {
			all.put(w, &record{created: step * i})
		}
		if all.Len() != 4 {
			t.Errorf("%d records in steps of %d make %d blocks", 4*blockSize, step, all.Len())
		}
	}
}

func sameBlocks(t *testing.T, e *entity, table *table) {
	t.Helper()
	var all []*record
	for b := range table.blocks.All() {
		if len(b.records) == 0 || len(b.records) > blockSize {
			t.Errorf("a block of %d records", len(b.records))
		}
		all = append(all, b.records...)
		for _, f := range []*field{e.field("phone"), e.id()} {
			column := b.column(f.slot)
			for i, r := range b.records {
				if column.slots != len(b.records) || column.at(i) != r.value(f) {
					t.Errorf("%s of record %d in its block is %v, want %v", f.Name, i, column.at(i), r.value(f))
				}
			}
		}
	}
	if want := slices.Collect(table.byCreated.All()); !slices.Equal(all, want) {
		t.Errorf("the blocks hold %d records, the table %d, or in another order", len(all), len(want))
	}
}
