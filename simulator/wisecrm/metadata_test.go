package wisecrm

import (
	"sync"
	"testing"
)

// TestANewFieldDisturbsNobody: sandboxes share metadata until they change it, so a change must leave
// what others read alone. The race detector is the judge.
func TestANewFieldDisturbsNobody(t *testing.T) {
	t.Parallel()
	shared := standardMetadata().entities[account]
	r := (&draft{values: make([]value, len(shared.fields))}).record(shared)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 100 {
				if next := shared.withField(field{Name: "c__level", DataType: typeInt}); next.field("c__level").slot != len(shared.fields) {
					t.Error("the new field has no slot of its own")
				}
			}
		})
		wait.Go(func() {
			for range 100 {
				for _, f := range shared.fields {
					r.value(f)
				}
			}
		})
	}
	wait.Wait()
}
