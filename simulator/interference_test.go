package simulator_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator"
)

// setting is a number from the environment, for runs that are longer than those of every day.
func setting(t *testing.T, name string, usual int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// TestManyTestsInOneProcessDoNotMeet: each has a sandbox and sees exactly what it wrote, whatever the others
// write, reset, fork, restore and remove meanwhile. CRMSIM_SANDBOXES says how many there are, CRMSIM_CALLS how
// many calls they make together; with the latter the calls go over a port, and the log says what they took.
func TestManyTestsInOneProcessDoNotMeet(t *testing.T) {
	sandboxes, long := setting(t, "CRMSIM_SANDBOXES", 40), os.Getenv("CRMSIM_CALLS") != ""
	each := setting(t, "CRMSIM_CALLS", 25*sandboxes) / sandboxes
	if !long {
		t.Parallel()
	}
	w := newWorld(t, simulator.Config{Seed: 42})
	send := w.sendText
	if long {
		send = overTheWire(t, w.serve(nil), sandboxes)
	}
	testers := make([]tester, sandboxes)
	before := heap()
	var wait sync.WaitGroup
	for i := range testers {
		x := &testers[i]
		*x = tester{t: t, name: fmt.Sprintf("test-%d", i), dice: rand.New(rand.NewPCG(42, uint64(i))), send: send, register: registers()[i%4]}
		wait.Go(func() { x.work(each) })
	}
	wait.Wait()
	if !long {
		return
	}
	var took []time.Duration
	for i := range testers {
		took = append(took, testers[i].took...)
	}
	slices.Sort(took)
	calls, p50, p99 := len(took), took[len(took)/2], took[len(took)*99/100]
	took, testers = nil, nil // What the test itself keeps does not count.
	after := heap()
	t.Logf("%d calls in %d sandboxes: p50 %v, p99 %v, heap %d KiB before, %d KiB after", calls, sandboxes, p50, p99, before>>10, after>>10)
	runtime.KeepAlive(took)
	runtime.KeepAlive(testers)
	if after > before+16<<20 {
		t.Errorf("the heap grew from %d to %d bytes, with all sandboxes gone", before, after)
	}
}

// heap is what is alive.
func heap() uint64 {
	var m runtime.MemStats
	for range 2 { // What has a finalizer goes with the second.
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

type sender = func(method, target, body string, header map[string]string) (int, string, error)

// overTheWire sends calls to the server at the origin.
func overTheWire(t *testing.T, origin string, connections int) sender {
	transport := &http.Transport{MaxIdleConnsPerHost: connections}
	t.Cleanup(transport.CloseIdleConnections)
	client := &http.Client{Transport: transport}
	return func(method, target, body string, header map[string]string) (int, string, error) {
		r, err := http.NewRequestWithContext(context.Background(), method, origin+target, strings.NewReader(body))
		if err != nil {
			return 0, "", err
		}
		for name, value := range header {
			r.Header.Set(name, value)
		}
		response, err := client.Do(r)
		if err != nil {
			return 0, "", err
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		return response.StatusCode, string(text), err
	}
}

// A tester is somebody's test: one sandbox, one vendor, and what must be there.
type tester struct {
	t        *testing.T
	name     string
	dice     *rand.Rand
	send     sender
	register register

	caller *caller
	is     moment
	keys   []string
	took   []time.Duration
}

func (x *tester) timed(method, target, body string, header map[string]string) (int, string, error) {
	start := time.Now()
	defer func() { x.took = append(x.took, time.Since(start)) }()
	return x.send(method, target, body, header)
}

// begin makes the sandbox, which begins as others did.
func (x *tester) begin() {
	x.caller = x.make(x.name, "")
	x.is, x.keys = moment{now: map[string]string{}, others: x.register.count(x.caller).count}, nil
}

func (x *tester) make(name, from string) *caller {
	status, answer, err := x.timed("POST", "/_sim/sandboxes", fmt.Sprintf(`{"name":%q,"from":%q}`, name, from), nil)
	made, parsed := parseKeys(answer)
	if err != nil || parsed != nil || status != http.StatusCreated {
		x.t.Errorf("%s: no sandbox: %d %s %v", name, status, answer, err)
	}
	return &caller{made, x.timed}
}

func (x *tester) end(c *caller) {
	if status, answer, err := c.control("DELETE", "", ""); err != nil || status != http.StatusNoContent {
		x.t.Errorf("%s: not removed: %d %s %v", c.Name, status, answer, err)
	}
}

// do carries out a step and holds the result to what must be.
func (x *tester) do(c *caller, is moment, s step) moment {
	got := x.register.run(c, s)
	may, next := x.register.may(is, s, got)
	if !may || got.odd != "" {
		x.t.Errorf("%s %s: %v -> %+v with %v", c.Name, x.register.vendor, s, got, is)
	}
	if got.key != "" {
		x.keys = append(x.keys, got.key)
	}
	return next
}

// work makes a number of calls, and a few more to end.
func (x *tester) work(calls int) {
	x.begin()
	for n := 0; len(x.took) < calls && !x.t.Failed(); n++ {
		switch x.dice.IntN(40) {
		case 0:
			x.is = x.do(x.caller, x.is, step{kind: "reset"})
		case 1:
			x.is = x.do(x.caller, x.is, step{kind: "snapshot"})
		case 2:
			x.is = x.do(x.caller, x.is, step{kind: "restore"})
		case 3:
			x.end(x.caller)
			x.begin()
		case 4:
			x.fork(n)
		case 5:
			x.disturb()
		default:
			x.is = x.do(x.caller, x.is, x.next(n))
		}
	}
	for key, value := range x.is.now {
		if got := x.register.get(x.caller, key); !strings.HasPrefix(key, "added ") && got.value != value {
			x.t.Errorf("%s: in the end %s is %+v, want %q", x.name, key, got, value)
		}
	}
	x.end(x.caller)
}

// next is a step on a record of this test.
func (x *tester) next(n int) step {
	kinds := x.register.steps()
	key := fmt.Sprint(900_000_000 + 1000*x.dice.IntN(3))
	if len(x.keys) > 0 {
		key = x.keys[max(0, len(x.keys)-1-x.dice.IntN(4))]
	}
	return step{kinds[x.dice.IntN(len(kinds))], key, fmt.Sprintf("%s %d", x.name, n)}
}

// fork works in a fork, which has what its origin has; neither sees the other.
func (x *tester) fork(n int) {
	fork := x.make(x.name+"-fork", x.name)
	is := moment{now: x.is.now, others: x.is.others}
	for i := range 5 {
		is = x.do(fork, is, x.next(n+1_000_000+i))
	}
	x.is = x.do(x.caller, x.is, step{kind: "count"})
	x.end(fork)
}

// disturb changes what a client of another sandbox would notice at once, were it shared.
func (x *tester) disturb() {
	for _, call := range [][3]string{
		{"PUT", "/clock", `{"advance":"1h"}`}, {"PUT", "/faults", `["socialepoch.queryAgent=503"]`}, {"DELETE", "/faults", ""}, {"DELETE", "/journal", ""},
		{"PATCH", "/data/dustess/settings/settings", `{"hints":true}`}, {"DELETE", "/data/wisecrm/rights", ""}, {"DELETE", "/data/quancheng/sms", ""},
	} {
		if status, answer, err := x.caller.control(call[0], call[1], call[2]); err != nil || status >= 400 {
			x.t.Errorf("%s %v: %d %s %v", x.name, call, status, answer, err)
		}
	}
}
