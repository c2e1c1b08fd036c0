package simulator_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

// TestARefusalsFindingComesFirst, however many suspicions there are.
func TestARefusalsFindingComesFirst(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	var unknown []string
	for i := range 150 {
		unknown = append(unknown, fmt.Sprint("unknown", i), "x")
	}
	a := w.post(addPath, `{"accountName":7.5,"phone":[]}`, unknown...)
	if a.Code == 0 || !strings.Contains(a.header.Get("Sim-Violation"), "phone") && !strings.Contains(a.header.Get("Sim-Violation"), "accountName") {
		t.Errorf("%s with Sim-Violation %q", a.body, a.header.Get("Sim-Violation"))
	}
}

// TestTheSourceOfForksStays: making forks of a sandbox is using it.
func TestTheSourceOfForksStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{MaxSandboxes: 3})
	w.fork("base", "")
	for i := range 6 {
		w.fork(fmt.Sprint("fork-", i), "base")
	}
	w.control("GET", "/sandboxes/base", "", 200, nil)
}

// TestAStateFileOfTooManySandboxes is refused: loading it in part would lose the rest at the next save.
func TestAStateFileOfTooManySandboxes(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state")
	w := newWorld(t, simulator.Config{StateFile: file})
	for i := range 3 {
		w.fork(fmt.Sprint("s-", i), "")
	}
	w.control("POST", "/state", "", 200, nil)
	if _, err := simulator.New(simulator.Config{StateFile: file, MaxSandboxes: 2}); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("loaded with %v", err)
	}
	if _, err := simulator.New(simulator.Config{StateFile: file, MaxSandboxes: 3}); err != nil {
		t.Error(err)
	}
}

// TestAnEditedStateFileThatMakesNoSense is refused with one line, whichever vendor's record is wrong.
func TestAnEditedStateFileThatMakesNoSense(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state")
	newWorld(t, simulator.Config{StateFile: file}).control("POST", "/state", "", 200, nil)
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(good), "\n")
	end := lines[len(lines)-2]
	for _, change := range [][2]string{
		{`"id":"Account.typeCode"`, `"id":"Nobody.typeCode"`},
		{`"entity":"Account"`, `"entity":"Nobody"`},
		{`"accountName":"`, `"accountNane":"`},
		{`"user_id":1,`, `"user_id":"x",`},
		{`"msgId":"`, `"msgID2":"`},
	} {
		edited := strings.Replace(string(good), change[0], change[1], 1)
		if edited == string(good) {
			t.Fatalf("the file has no %s", change[0])
		}
		edited = strings.Replace(edited, end, fmt.Sprintf("{\"end\":%d}\n", len(lines)-2), 1)
		if err := os.WriteFile(file, []byte(edited), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := simulator.New(simulator.Config{StateFile: file}); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want one line", change[1], err)
		}
	}
}

// TestCountersGoUpOnly: an id that is given again would replace a record.
func TestCountersGoUpOnly(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	for _, vendor := range []string{"quancheng", "socialepoch"} {
		path := "/data/" + vendor + "/counters"
		w.own("DELETE", path, "", 409, nil)
		w.own("DELETE", path+"/counters", "", 409, nil)
	}
	w.own("PATCH", "/data/quancheng/counters/counters", `{"customer":1}`, 400, nil)
	w.own("PATCH", "/data/socialepoch/counters/counters", `{"userId":1}`, 400, nil)
}

// TestBoundsOfControlCalls: faults in number and length, bodies, parameters given twice.
func TestBoundsOfControlCalls(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	w.own("PUT", "/faults", "["+strings.Repeat(`"503",`, 200)+`"503"]`, 400, nil)
	w.own("PUT", "/faults", `["reset:0.`+strings.Repeat("0", 500)+`1"]`, 400, nil)
	long := httptest.NewRequest("PUT", "http://localhost/_sim/sandboxes/"+w.name+"/clock", strings.NewReader(`{"advance":"`+strings.Repeat("1", 100_000)+`h"}`))
	if got := w.send(long); got.Code != 413 {
		t.Errorf("a long body: %d", got.Code)
	}
	w.own("GET", "/journal?limit=1&limit=2", "", 400, nil)
	r := httptest.NewRequest("GET", "/gw/user/list", nil)
	r.Header.Set("Sim-Fault", strings.Repeat("x", 5000))
	if got := w.send(r); got.Code != 400 || got.Body.Len() > 500 {
		t.Errorf("a long fault: %d with %d bytes", got.Code, got.Body.Len())
	}
}
