package simulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

// TestWhatAFaultLeavesBehind: a fault before the call changes nothing, one after it leaves the change.
func TestWhatAFaultLeavesBehind(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	for _, c := range []struct {
		fault  string
		status int
		code   int // -1 when the body is not the vendor's
		want   int // accounts after the call
	}{
		{"503", 503, -1, 0},
		{"503:after", 503, -1, 1},
		{"204", 204, -1, 0},
		{"code=500", 200, 500, 0},
		{"code=500:after", 200, 500, 1},
		{"code=12345", 200, 12345, 0},
		{"garbage", 200, -1, 0},
		{"garbage:after", 200, -1, 1},
		{"latency=0s", 200, 0, 1},
		{"latency=0s..1ms:after", 200, 0, 1},
		{"wisecrm=503", 503, -1, 0},
		{"wisecrm.addAccount=503", 503, -1, 0},
		{"wisecrm.getAccount=503", 200, 0, 1},
		{"503:1", 503, -1, 0},
	} {
		for _, by := range []string{"header", "control"} {
			name := c.fault + " by " + by
			r := w.request("POST", addPath, accountNamed(name))
			if by == "header" {
				r.Header.Set("Sim-Fault", c.fault)
			} else {
				w.own("PUT", "/faults", fmt.Sprintf("[%q]", c.fault), http.StatusOK, nil)
			}
			a := read(w.send(r))
			hit := w.last().Fault
			w.own("DELETE", "/faults", "", http.StatusNoContent, nil)
			if a.status != c.status || a.Code != c.code || w.count(name) != c.want {
				t.Errorf("%s: status %d, code %d, %d accounts; want %d, %d, %d", name, a.status, a.Code, w.count(name), c.status, c.code, c.want)
			}
			missed := c.want == 1 && !strings.Contains(c.fault, "after") && !strings.HasPrefix(c.fault, "latency")
			if wanted := map[bool]string{true: "", false: c.fault}[missed]; hit != wanted {
				t.Errorf("%s: the journal names the fault %q, want %q", name, hit, wanted)
			}
		}
	}
}

// TestAFaultAfterARefusal: there is nothing to keep of a call that is refused anyway.
func TestAFaultAfterARefusal(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	before := w.accounts()
	r := w.request("POST", addPath, `{"accountName":""}`)
	r.Header.Set("Sim-Fault", "503:after")
	if a := read(w.send(r)); a.status != 503 {
		t.Errorf("status %d, want 503", a.status)
	}
	if n := w.accounts(); n != before {
		t.Errorf("%d accounts, want %d", n, before)
	}
}

func TestTheDiceBelongToTheSandbox(t *testing.T) {
	t.Parallel()
	throw := func(seed uint64) (hits string) {
		w := newWorld(t, simulator.Config{Seed: seed, Faults: []string{"wisecrm.listUsers=503:0.5"}})
		for range 40 {
			if w.get("/gw/user/list", "fields", "userId").status == http.StatusServiceUnavailable {
				hits += "x"
			} else {
				hits += "."
			}
		}
		return hits
	}
	first := throw(3)
	if second := throw(3); first != second {
		t.Errorf("seed 3 threw %s, then %s", first, second)
	}
	if n := strings.Count(first, "x"); n < 10 || n > 30 {
		t.Errorf("%d of 40 calls were hit at rate 0.5: %s", n, first)
	}
	if other := throw(4); other == first {
		t.Errorf("seeds 3 and 4 both threw %s", first)
	}
}

// TestBadFaultsAreRefused: each way to give a fault names what is wrong, and none takes effect.
func TestBadFaultsAreRefused(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	for _, text := range []string{"burn", "99", "600", "503:x0", "503:2", "503:NaN", "code=", "latency=2s..1s", "latency=-1s", "wisecrm=", "503:after:later", "=503:", "\x00",
		"truncate:0", "code=0", "code=200", "socialepoch=code=200", "503:x1:x2", "503:after:after"} {
		r := w.request("POST", addPath, accountNamed("不该有"))
		r.Header.Set("Sim-Fault", text)
		if a := read(w.send(r)); a.status != http.StatusBadRequest || !strings.Contains(a.body, "crmsim: header Sim-Fault") {
			t.Errorf("header %q: %d %s", text, a.status, a.body)
		}
		w.own("PUT", "/faults", fmt.Sprintf("[\"503\",%q]", strings.ReplaceAll(text, "\x00", "?")), http.StatusBadRequest, nil)
		if _, err := simulator.New(simulator.Config{Faults: []string{text}}); err == nil {
			t.Errorf("a simulator starts with the fault %q", text)
		}
	}
	if n := w.count("不该有"); n != 0 {
		t.Errorf("%d calls with a bad fault took effect", n)
	}
	if text := w.own("GET", "/faults", "", http.StatusOK, nil); strings.TrimSpace(text) != "[]" {
		t.Errorf("faults %s, want none of a refused list", text)
	}
}

// TestAFaultOfAnotherVendor strikes nobody: in a header, which is for its own call alone, it is a mistake.
func TestAFaultOfAnotherVendor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{Faults: []string{"dustess=503"}})
	r := w.request("GET", "/gw/user/list", "", "fields", "userId")
	if a := read(w.send(r)); a.status != http.StatusOK || w.last().Fault != "" {
		t.Errorf("a rule of another vendor: %d, fault %q", a.status, w.last().Fault)
	}
	r = w.request("GET", "/gw/user/list", "", "fields", "userId")
	r.Header.Set("Sim-Fault", "dustess=503")
	if a := read(w.send(r)); a.status != http.StatusBadRequest || !strings.Contains(a.body, "the call is one of wisecrm, not of dustess") {
		t.Errorf("a header with another vendor: %d %s", a.status, a.body)
	}
}

func TestTheFirstRuleThatFitsCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{Faults: []string{"wisecrm.listUsers=500:x1", "wisecrm=502:x1", "503"}})
	for i, want := range []int{500, 502, 503, 503} {
		if got := w.get("/gw/user/list", "fields", "userId").status; got != want {
			t.Errorf("call %d: status %d, want %d", i+1, got, want)
		}
	}
	// The header counts before all rules, and uses none of them up.
	w.own("PUT", "/faults", `["500:x1"]`, http.StatusOK, nil)
	for i, c := range []struct {
		header string
		want   int
	}{{"418", 418}, {"", 500}, {"", 200}} {
		r := w.request("GET", "/gw/user/list", "", "fields", "userId")
		if c.header != "" {
			r.Header.Set("Sim-Fault", c.header)
		}
		if got := w.send(r).Code; got != c.want {
			t.Errorf("call %d with header %q: status %d, want %d", i+1, c.header, got, c.want)
		}
	}
}

// TestFaultsLeaveTheControlAPIAlone: what one needs to end a fault must not run into it.
func TestFaultsLeaveTheControlAPIAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{Faults: []string{"reset", "503"}})
	w.control("GET", "/health", "", http.StatusOK, nil)
	w.own("DELETE", "/faults", "", http.StatusNoContent, nil)
	if a := w.get("/gw/user/list", "fields", "userId"); a.Code != 0 {
		t.Errorf("after the faults are cleared: %s", a.body)
	}
}
