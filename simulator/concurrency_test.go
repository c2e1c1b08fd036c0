package simulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

// TestOneOfManyWins: of calls that add the same name at the same time exactly one succeeds.
func TestOneOfManyWins(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	for round := range 5 {
		name := fmt.Sprintf("抢注%d", round)
		var won, lost atomic.Int64
		var wait sync.WaitGroup
		for range 16 {
			wait.Go(func() {
				switch a := w.post(addPath, accountNamed(name)); a.Code {
				case 0:
					won.Add(1)
				case 400:
					lost.Add(1)
				default:
					t.Errorf("answered %s", a.body)
				}
			})
		}
		wait.Wait()
		if won.Load() != 1 || lost.Load() != 15 || w.count(name) != 1 {
			t.Errorf("%s: %d calls won, %d lost, %d accounts", name, won.Load(), lost.Load(), w.count(name))
		}
	}
}

// TestIDsAreNeverGivenTwice: not under concurrency either.
func TestIDsAreNeverGivenTwice(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	var seen sync.Map
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			for n := range 25 {
				id := w.add(fmt.Sprintf("客户%d-%d", i, n))
				if _, again := seen.LoadOrStore(id, true); again {
					t.Errorf("id %s was given twice", id)
				}
			}
		})
	}
	wait.Wait()
}

// TestReadersSeeWholeStates: a writer keeps phone and address the same, and no reader sees them differ.
func TestReadersSeeWholeStates(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	id := w.post(addPath, `{"accountName":"整体","phone":"0","address":"0"}`).Data.AccountID
	var writing sync.WaitGroup
	var done atomic.Bool
	for i := range 2 {
		writing.Go(func() {
			for n := range 200 {
				value := fmt.Sprintf("%d-%d", i, n)
				if a := w.post(updatePath, fmt.Sprintf(`{"phone":%q,"address":%q}`, value, value), "account_id", id); a.Code != 0 {
					t.Errorf("update: %s", a.body)
				}
			}
		})
	}
	var reading sync.WaitGroup
	for range 4 {
		reading.Go(func() {
			for !done.Load() {
				a := w.get(getPath, "account_id", id, "fields", "phone,address")
				var got struct {
					Data struct{ Phone, Address string }
				}
				if err := json.Unmarshal([]byte(a.body), &got); err != nil || got.Data.Phone != got.Data.Address {
					t.Errorf("a reader saw half of a write: %s", a.body)
					return
				}
			}
		})
	}
	writing.Wait()
	done.Store(true)
	reading.Wait()
}

// TestAPageAndItsTotalAgree: while accounts come and go, a page is of one state.
func TestAPageAndItsTotalAgree(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	var done atomic.Bool
	var writing sync.WaitGroup
	writing.Go(func() {
		for n := range 150 {
			id := w.add(fmt.Sprintf("成对%d", n))
			if a := w.post("/gw/account/delete", "", "account_id", id); a.Code != 0 {
				t.Errorf("delete: %s", a.body)
			}
		}
	})
	var reading sync.WaitGroup
	for range 3 {
		reading.Go(func() {
			for !done.Load() {
				a := w.get(listPath, "fields", "accountName", "qname", "成对*", "page_size", "200")
				var got struct {
					Total int `json:"total_size"`
					Data  []any
				}
				if err := json.Unmarshal([]byte(a.body), &got); err != nil || got.Total != len(got.Data) || got.Total > 1 {
					t.Errorf("total %d of %d rows: %s", got.Total, len(got.Data), a.body)
					return
				}
			}
		})
	}
	writing.Wait()
	done.Store(true)
	reading.Wait()
}

// TestTimesAreCountedOnce: a fault for three calls hits three, however they come.
func TestTimesAreCountedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{Faults: []string{"wisecrm.listUsers=503:x3"}})
	var hit atomic.Int64
	var wait sync.WaitGroup
	for range 32 {
		wait.Go(func() {
			if w.get("/gw/user/list", "fields", "userId").status == http.StatusServiceUnavailable {
				hit.Add(1)
			}
		})
	}
	wait.Wait()
	if hit.Load() != 3 {
		t.Errorf("%d calls were hit, want 3", hit.Load())
	}
}

// TestResetsAmongWrites: a reset is whole, and what comes after it starts from the demo data.
func TestResetsAmongWrites(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	demo := w.accounts()
	var wait sync.WaitGroup
	for i := range 4 {
		wait.Go(func() {
			for n := range 25 {
				w.post(addPath, accountNamed(fmt.Sprintf("客户%d-%d", i, n)))
			}
		})
	}
	wait.Go(func() {
		for range 20 {
			w.own("POST", "/reset", "", http.StatusNoContent, nil)
		}
	})
	wait.Wait()
	w.own("POST", "/reset", "", http.StatusNoContent, nil)
	if n := w.accounts(); n != demo {
		t.Errorf("%d accounts after the last reset, want %d", n, demo)
	}
}
