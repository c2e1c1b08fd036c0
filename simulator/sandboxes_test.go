package simulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

func TestTheCredentialSelectsTheWorld(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	ci := w.fork("ci", "")
	if ci.appid == w.appid || ci.appkey == w.appkey {
		t.Fatalf("sandbox ci has the credentials of default: %s", ci.appid)
	}
	w.add("只在默认")
	ci.add("只在CI")
	for _, c := range []struct {
		in   *world
		name string
		want int
	}{{w, "只在默认", 1}, {w, "只在CI", 0}, {ci, "只在默认", 0}, {ci, "只在CI", 1}} {
		if got := c.in.count(c.name); got != c.want {
			t.Errorf("%s holds %d accounts %s, want %d", c.in.name, got, c.name, c.want)
		}
	}
	if n := len(ci.journal()); n != 3 {
		t.Errorf("the journal of ci has %d entries, want its own 3", n)
	}
	ci.freeze()
	if text := w.own("GET", "/clock", "", http.StatusOK, nil); !strings.Contains(text, `"frozen": false`) {
		t.Errorf("the clock of default stands still with that of ci: %s", text)
	}
	ci.own("PUT", "/faults", `["503"]`, http.StatusOK, nil)
	if a := w.get(listPath, "fields", "accountId"); a.status != 200 {
		t.Errorf("a fault of ci hits default: status %d", a.status)
	}
}

// TestTheNameSelectsTheWorld: header and path select a sandbox where no credential does, and the
// path counts more than the header, the header more than the credential.
func TestTheNameSelectsTheWorld(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	w.fork("ci", "")
	w.fork("qa", "")
	for _, c := range []struct{ path, header, want string }{
		{"", "", "default"}, {"", "ci", "ci"}, {"/~ci", "", "ci"}, {"/~ci", "qa", "ci"}, {"/~default", "qa", "default"},
	} {
		r := w.request("GET", c.path+"/gw/user/list", "", "fields", "userId", "tag", c.path+c.header)
		if c.header != "" {
			r.Header.Set("Sim-Sandbox", c.header)
		}
		w.send(r)
		seen := &world{t: t, handler: w.handler, name: c.want}
		if e := seen.last(); !strings.Contains(e.Query, "tag=") || e.Path != "/gw/user/list" || e.Operation != "listUsers" {
			t.Errorf("%+v: the journal of %s ends with %+v", c, c.want, e)
		}
		seen.own("DELETE", "/journal", "", http.StatusNoContent, nil)
	}
	// The world is selected, but the credentials are still looked at.
	r := w.request("GET", "/~ci/gw/user/list", "", "fields", "userId")
	if a := read(w.send(r)); a.Code != 401 {
		t.Errorf("the credentials of default in ci: %s, want 401", a.body)
	}
	for _, path := range []string{"/~nobody/gw/user/list", "/~Ci/gw/user/list"} {
		if got := w.send(w.request("GET", path, "", "fields", "userId")); got.Code != http.StatusNotFound || !strings.Contains(got.Body.String(), "crmsim: ") {
			t.Errorf("%s: %d %s, want crmsim's own 404", path, got.Code, got.Body)
		}
	}
	r = w.request("GET", "/gw/user/list", "", "fields", "userId")
	r.Header.Set("Sim-Sandbox", "nobody")
	if got := w.send(r); got.Code != http.StatusNotFound || !strings.Contains(got.Body.String(), `no sandbox`) || got.Header().Get("Sim-Violation") == "" {
		t.Errorf("header of an unknown sandbox: %d %s", got.Code, got.Body)
	}
}

func TestAForkGoesItsOwnWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	before := w.add("先于分叉")
	w.own("PUT", "/data/wisecrm/fields/Account.c__level", `{"data_type":"int"}`, http.StatusOK, nil)
	child := w.fork("child", "default")
	if child.count("先于分叉") != 1 {
		t.Error("the fork does not see the data of its parent")
	}
	if a := child.get(getPath, "account_id", before, "fields", "accountName,c__level"); a.Code != 0 {
		t.Errorf("the fork does not know the field of its parent: %s", a.body)
	}
	if a := child.get(listPath, "fields", "accountId", "appid", w.appid, "sign", child.appkey); a.Code != 401 {
		t.Errorf("the key of the fork opens its parent: %s", a.body)
	}
	r := w.request("GET", "/~child"+listPath, "", "fields", "accountId")
	if a := read(w.send(r)); a.Code != 401 {
		t.Errorf("the key of the parent opens the fork: %s", a.body)
	}
	w.add("在父")
	child.add("在子")
	if w.count("在子") != 0 || child.count("在父") != 0 {
		t.Error("parent and fork see what the other adds")
	}
	// A fork is reset to what it was born with.
	child.own("POST", "/reset", "", http.StatusNoContent, nil)
	if child.count("在子") != 0 || child.count("先于分叉") != 1 {
		t.Error("a reset fork is not as it was created")
	}
}

func TestReset(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	demo := w.accounts()
	w.add("甲公司")
	w.freeze()
	w.own("PUT", "/data/wisecrm/apps/000-extra", `{"appkey":"k"}`, http.StatusOK, nil)
	w.own("PUT", "/faults", `["wisecrm.addAccount=503"]`, http.StatusOK, nil)
	w.own("POST", "/reset", "", http.StatusNoContent, nil)
	if n := w.accounts(); n != demo {
		t.Errorf("%d accounts after a reset, want %d", n, demo)
	}
	if n := len(w.journal()); n != 1 {
		t.Errorf("%d entries in the journal after a reset and one call", n)
	}
	if text := w.own("GET", "/clock", "", http.StatusOK, nil); !strings.Contains(text, `"frozen": false`) {
		t.Errorf("the clock after a reset: %s", text)
	}
	if text := w.own("GET", "/faults", "", http.StatusOK, nil); strings.TrimSpace(text) != "[]" {
		t.Errorf("the faults after a reset: %s", text)
	}
	if a := w.get(listPath, "fields", "accountId", "appid", "000-extra", "sign", "k"); a.Code != 401 {
		t.Errorf("an app outlived the reset: %s", a.body)
	}
}

// TestADeletedSandboxIsGone: its credential is as good as unknown, and its name is free again.
func TestADeletedSandboxIsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	ci := w.fork("ci", "")
	ci.add("旧")
	ci.own("DELETE", "", "", http.StatusNoContent, nil)
	if a := ci.get(listPath, "fields", "accountId"); a.Code != 401 || !a.vendors {
		t.Errorf("the credential of a deleted sandbox: %s", a.body)
	}
	ci.own("GET", "", "", http.StatusNotFound, nil)
	again := w.fork("ci", "")
	if again.count("旧") != 0 {
		t.Error("a new sandbox has the data of a deleted one of its name")
	}
}

// TestSandboxesComeAndGoUnderLoad: neighbours notice nothing.
func TestSandboxesComeAndGoUnderLoad(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	var wait sync.WaitGroup
	var done atomic.Bool
	for i := range 4 {
		mine := w.fork(fmt.Sprintf("load-%d", i), "")
		demo := mine.accounts()
		wait.Go(func() {
			added := 0
			for ; !done.Load() || added < 10; added++ {
				mine.add(fmt.Sprintf("客户%d", added))
			}
			if n := mine.accounts(); n != demo+added {
				t.Errorf("%s holds %d accounts, want %d", mine.name, n, demo+added)
			}
		})
	}
	var forks sync.WaitGroup
	for i := range 4 {
		forks.Go(func() {
			for n := range 10 {
				child := w.fork(fmt.Sprintf("fork-%d-%d", i, n), fmt.Sprintf("load-%d", i))
				held := child.accounts()
				child.add("只在分叉")
				if got := child.accounts(); got != held+1 {
					t.Errorf("%s went from %d accounts to %d by one add", child.name, held, got)
				}
				if n%2 == 0 {
					child.own("DELETE", "", "", http.StatusNoContent, nil)
				}
			}
		})
	}
	forks.Wait()
	done.Store(true)
	wait.Wait()
}
