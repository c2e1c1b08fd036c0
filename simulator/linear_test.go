package simulator_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// A step is an operation on a register, or on the sandbox that the register is in.
type step struct{ kind, key, value string }

// A moment is what a register and the sandbox's one snapshot hold. It never changes.
type moment struct {
	now, kept map[string]string // kept is nil while there is no snapshot
	others    int               // records that count counts and the test did not make
}

// sequential is the register as it would be with one caller.
func (r *register) sequential(others int) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return moment{map[string]string{}, nil, others} },
		Step: func(state, input, output any) (bool, any) {
			return r.may(state.(moment), input.(step), output.(result))
		},
		Equal: func(a, b any) bool {
			x, y := a.(moment), b.(moment)
			return maps.Equal(x.now, y.now) && (x.kept == nil) == (y.kept == nil) && maps.Equal(x.kept, y.kept)
		},
		DescribeOperation: func(input, output any) string { return fmt.Sprintf("%v -> %+v", input, output) },
	}
}

// may reports whether a step may have the result, and what is then.
func (r *register) may(m moment, s step, got result) (bool, moment) {
	value, known := m.now[s.key]
	next := m
	change := func(key, value string) {
		next.now = maps.Clone(m.now)
		next.now[key] = value
	}
	switch s.kind {
	case "reset":
		next.now = map[string]string{}
	case "snapshot":
		next.kept = m.now
	case "restore":
		if m.kept == nil {
			return !got.found, m
		}
		next.now = m.kept
	case "count":
		return got.count == len(m.now)+m.others, m
	case "get":
		return got.found == known && got.value == value, m
	case "put":
		change(s.key, s.value)
	case "add":
		if got.key == "" { // The vendor keeps it to itself; no other step finds the record.
			got.key = "added " + s.value
		}
		if _, twice := m.now[got.key]; twice {
			return false, m
		}
		change(got.key, s.value)
	case "set":
		if known {
			change(s.key, s.value)
		}
		return got.found == known, next
	case "remove":
		if known {
			next.now = maps.Clone(m.now)
			delete(next.now, s.key)
		}
		return got.found == known || r.removesNothing, next
	}
	return got.found, next
}

// run carries a step out.
func (r *register) run(c *caller, s step) result {
	switch s.kind {
	case "reset":
		status, answer, err := c.control("POST", "/reset", "")
		return done(status, answer, err)
	case "snapshot":
		status, answer, err := c.control("PUT", "/snapshots/s", "")
		return outcome(status, answer, err, `"name": "s"`, "")
	case "restore":
		status, answer, err := c.control("POST", "/snapshots/s/restore", "")
		return done(status, answer, err)
	case "count":
		return r.count(c)
	case "get":
		return r.get(c, s.key)
	case "put":
		return r.put(c, s.key, s.value)
	case "add":
		return r.add(c, s.value)
	case "set":
		return r.set(c, s.key, s.value)
	default:
		return r.remove(c, s.key)
	}
}

// done is the result of a control call that has nothing to say.
func done(status int, answer string, err error) result {
	if err == nil && status == 204 {
		return result{found: true}
	}
	return outcome(status, answer, err, "", "there is no snapshot")
}

// steps are those that the vendor has.
func (r *register) steps() []string {
	kinds := []string{"get", "get", "remove", "count"}
	for kind, has := range map[string]bool{"add": r.add != nil, "put": r.put != nil, "set": r.set != nil} {
		if has {
			kinds = append(kinds, kind, kind)
		}
	}
	return kinds
}

// A history takes down who did what when. Moments are numbered, so that no clock is needed.
type history struct {
	at   atomic.Int64
	mu   sync.Mutex
	done []porcupine.Operation
	keys []string // that were given to added records
}

func (h *history) run(client int, r *register, c *caller, s step) result {
	called := h.at.Add(1)
	got := r.run(c, s)
	returned := h.at.Add(1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.done = append(h.done, porcupine.Operation{ClientId: client, Input: s, Call: called, Output: got, Return: returned})
	if got.key != "" {
		h.keys = append(h.keys, got.key)
	}
	return got
}

// key is one of those that records were given, the last ones more often, or else one to put a record under.
func (h *history) key(dice *rand.Rand) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.keys) == 0 {
		return fmt.Sprint(900_000_000 + 1000*dice.IntN(3)) // Apart, so that an added record does not get one of them.
	}
	return h.keys[max(0, len(h.keys)-1-dice.IntN(4))]
}

// TestCallsTakeEffectOneAfterAnother: whatever is called at one time in one sandbox, resets, snapshots and
// restores included, each vendor's answers are those of some order that agrees with who waited for whom.
func TestCallsTakeEffectOneAfterAnother(t *testing.T) {
	t.Parallel()
	for round := range uint64(3) {
		linear(t, round)
	}
}

// linear plays one round: two callers a vendor and one who changes the whole sandbox.
func linear(t *testing.T, round uint64) {
	c, all := newSandbox(t).caller(), registers()
	histories, others := make([]history, len(all)), make([]int, len(all))
	var callers sync.WaitGroup
	due := make(chan struct{}) // Each is a change of the whole sandbox while the callers go on.
	for i := range all {
		r, h := &all[i], &histories[i]
		others[i] = r.count(c).count
		for client := range 2 {
			dice := rand.New(rand.NewPCG(round, uint64(10*i+client)))
			callers.Go(func() {
				for n := range 30 {
					if n%10 == 5 {
						due <- struct{}{}
					}
					kinds := r.steps()
					s := step{kinds[dice.IntN(len(kinds))], h.key(dice), fmt.Sprintf("%s %d %d %d", r.vendor, round, client, n)}
					if got := h.run(client, r, c, s); got.odd != "" {
						t.Errorf("%s %v: %s", r.vendor, s, got.odd)
					}
				}
			})
		}
	}
	go func() {
		callers.Wait()
		close(due)
	}()
	dice := rand.New(rand.NewPCG(round, 99))
	for range due {
		s := step{kind: []string{"reset", "snapshot", "restore"}[dice.IntN(3)]}
		if got := changeAll(histories, c, s); got.odd != "" {
			t.Errorf("%v: %s", s, got.odd)
		}
	}
	for i := range all {
		if verdict := porcupine.CheckOperationsTimeout(all[i].sequential(others[i]), histories[i].done, time.Minute); verdict != porcupine.Ok {
			t.Errorf("%s, round %d: no order explains the answers (%s):\n%s", all[i].vendor, round, verdict, describe(histories[i].done))
		}
	}
}

// changeAll carries out a step that is in the histories of all vendors.
func changeAll(histories []history, c *caller, s step) result {
	called := make([]int64, len(histories))
	for i := range histories {
		called[i] = histories[i].at.Add(1)
	}
	got := (*register)(nil).run(c, s)
	for i := range histories {
		h := &histories[i]
		returned := h.at.Add(1)
		h.mu.Lock()
		h.done = append(h.done, porcupine.Operation{ClientId: 2, Input: s, Call: called[i], Output: got, Return: returned})
		h.mu.Unlock()
	}
	return got
}

func describe(done []porcupine.Operation) string {
	var text strings.Builder
	for _, o := range done {
		fmt.Fprintf(&text, "  %d: %d-%d %v -> %+v\n", o.ClientId, o.Call, o.Return, o.Input, o.Output)
	}
	return text.String()
}

// TestTheSequentialModelRefusesWhatMayNotBe, else the test above could not fail.
func TestTheSequentialModelRefusesWhatMayNotBe(t *testing.T) {
	t.Parallel()
	r := wisecrmAccounts
	added := porcupine.Operation{Input: step{"add", "", "甲"}, Output: result{key: "1", found: true}, Call: 1, Return: 2}
	reset := porcupine.Operation{Input: step{kind: "reset"}, Output: result{found: true}, Call: 3, Return: 4}
	for name, later := range map[string]porcupine.Operation{
		"a lost write":            {Input: step{"get", "1", ""}, Output: result{}},
		"another's value":         {Input: step{"get", "1", ""}, Output: result{value: "乙", found: true}},
		"the same id again":       {Input: step{"add", "", "乙"}, Output: result{key: "1", found: true}},
		"a count short":           {Input: step{kind: "count"}, Output: result{count: 7, found: true}},
		"a change of nothing":     {Input: step{"set", "2", "乙"}, Output: result{found: true}},
		"a snapshot out of thin":  {Input: step{kind: "restore"}, Output: result{found: true}},
		"a refusal of what there": {Input: step{"remove", "1", ""}, Output: result{}},
	} {
		later.Call, later.Return = 3, 4
		if porcupine.CheckOperations(r.sequential(7), []porcupine.Operation{added, later}) {
			t.Errorf("%s passes", name)
		}
	}
	after := porcupine.Operation{Input: step{"get", "1", ""}, Output: result{value: "甲", found: true}, Call: 5, Return: 6}
	if porcupine.CheckOperations(r.sequential(7), []porcupine.Operation{added, reset, after}) {
		t.Error("a record outlives a reset")
	}
}
