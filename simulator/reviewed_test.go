package simulator_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
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
	w.own("GET", "/journal?vendor=wisecrm&operation=addAccount", "", 200, nil)
	for query, want := range map[string]string{"vendor=wisecrn": "mean wisecrm?", "operation=addAcount": "mean addAccount?", "vendor=dustess&operation=addAccount": "mean"} {
		if text := w.own("GET", "/journal?"+query, "", 400, nil); !strings.Contains(text, want) {
			t.Errorf("%s: %s", query, text)
		}
	}
	r := httptest.NewRequest("GET", "/gw/user/list", nil)
	r.Header.Set("Sim-Fault", strings.Repeat("x", 5000))
	if got := w.send(r); got.Code != 400 || got.Body.Len() > 500 {
		t.Errorf("a long fault: %d with %d bytes", got.Code, got.Body.Len())
	}
}

// TestAControlQueryThatDoesNotParseIsRefused: what is dropped of it may be a filter or a bound.
func TestAControlQueryThatDoesNotParseIsRefused(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	users := "/data/quancheng/users"
	before := w.listing("quancheng")
	for _, query := range []string{"?x=%zz", "?user_id=2;limit=1", "?limit=%zz", "?" + strings.Repeat("zz=1&", 10_001)} {
		w.own("DELETE", users+query, "", 400, nil)
		w.own("GET", users+query, "", 400, nil)
	}
	w.own("POST", "/reset?dry;run=1", "", 400, nil)
	if w.listing("quancheng") != before {
		t.Error("a refused call changed something")
	}
}

// TestWhatControlBodiesCost: many small records, deep ones, and forms of many pairs are refused before they cost much.
func TestWhatControlBodiesCost(t *testing.T) {
	w := newSandbox(t)
	accounts := "http://localhost/_sim/sandboxes/" + w.name + "/data/wisecrm/accounts"
	for name, body := range map[string]string{
		"rows":   "[" + strings.Repeat("{},", 1_390_000) + "{}]",
		"lines":  strings.Repeat("{}\n", 1_390_000),
		"nested": `{"accountName":[` + strings.Repeat(`{"":[]},`, 520_000) + "1]}",
		"one":    `{"accountName":"` + strings.Repeat("x", 60<<20) + `"}`,
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got := w.send(httptest.NewRequest("POST", accounts, strings.NewReader(body)))
		runtime.ReadMemStats(&after)
		if cost := after.TotalAlloc - before.TotalAlloc; got.Code != 413 || got.Body.Len() > 1000 || cost > 80<<20 {
			t.Errorf("%s: %d, %d bytes allocated for %d: %.200s", name, got.Code, cost, len(body), got.Body)
		}
	}
	r := httptest.NewRequest("POST", "/WebApi/Handler/1.0/CRM/Customer/Get.ashx", strings.NewReader(strings.Repeat("0=1&", 480_000)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sim-Sandbox", w.name)
	if got := w.send(r); got.Code != 413 || got.Header().Get("Sim-Violation") == "" && got.Header().Get("Sim-Warning") == "" {
		t.Errorf("a form of many pairs: %d %s %v", got.Code, got.Body, got.Header())
	}
}

// TestAStateFileThatCannotBeWritten is refused at the start, not when everything would be lost.
func TestAStateFileThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for _, file := range []string{filepath.Join(t.TempDir(), "nowhere", "state"), t.TempDir()} {
		if _, err := simulator.New(simulator.Config{StateFile: file}); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// TestCrmsimsOwnRefusalsAreInAHeaderToo, and repeat nothing that may be a secret.
func TestCrmsimsOwnRefusalsAreInAHeaderToo(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	for path, headers := range map[string]string{"/nothing/" + w.appkey: "", "/gw/user/list": "Sim-Sandbox", "/gw/user/get": "Sim-Fault"} {
		r := httptest.NewRequest("GET", path, nil)
		if headers != "" {
			r.Header.Set(headers, w.appkey)
		}
		got := w.send(r)
		if got.Code < 400 || got.Header().Get("Sim-Violation") == "" || headers != "Sim-Fault" && strings.Contains(got.Body.String()+fmt.Sprint(got.Header()), w.appkey) {
			t.Errorf("%s: %d %s %v", path, got.Code, got.Body, got.Header())
		}
	}
}
