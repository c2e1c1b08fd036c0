package simulator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator"
)

// TestTheIdleLongestGoes: beyond the bound a new sandbox takes the place of the one that was idle longest,
// never the default one's, nor one's in use.
func TestTheIdleLongestGoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{Seed: 42, MaxSandboxes: 3})
	worlds := map[string]*world{}
	for _, name := range []string{"a", "b", "c"} {
		worlds[name] = w.fork(name, "")
	}
	worlds["a"].accounts()
	w.fork("d", "")
	w.fork("e", "")
	for name, status := range map[string]int{"default": 200, "a": 200, "b": 404, "c": 404, "d": 200, "e": 200} {
		w.control("GET", "/sandboxes/"+name, "", status, nil)
	}
	if got := read(worlds["b"].send(worlds["b"].request("GET", listPath, "", "fields", "accountId"))); got.Code != 401 {
		t.Errorf("a credential of a sandbox that is gone: %s", got.body)
	}
}

// TestACredentialInAnotherSandboxIsRefused with the holder's name, through the control API too.
func TestACredentialInAnotherSandboxIsRefused(t *testing.T) {
	t.Parallel()
	a, b := newSandbox(t), newSandbox(t)
	for path, record := range map[string]string{
		"/data/wisecrm/apps/shared-app":       `{"appid":"shared-app","appkey":"k"}`,
		"/data/dustess/apps/shared-client":    `{"client_id":"shared-client","client_secret":"s"}`,
		"/data/quancheng/tokens/shared-token": `{"token":"shared-token","user_id":1}`,
		"/data/quancheng/users/9":             `{"user_id":9,"login_name":"shared-login","password":"p"}`,
	} {
		a.own("PUT", path, record, 200, nil)
		before := b.listing(openapi.Vendors()...)
		if text := b.own("PUT", path, record, 409, nil); !strings.Contains(text, a.name) {
			t.Errorf("%s: the conflict does not name %s: %s", path, a.name, text)
		}
		if b.listing(openapi.Vendors()...) != before {
			t.Errorf("%s: a refused change left something", path)
		}
	}
	a.own("POST", "/reset", "", 204, nil)
	b.own("PUT", "/data/wisecrm/apps/shared-app", `{"appid":"shared-app","appkey":"k"}`, 200, nil)
}

// TestNewRecordsOfTwoSandboxesHaveDifferentIDs, so that a client that mixes tenants up meets an error.
func TestNewRecordsOfTwoSandboxesHaveDifferentIDs(t *testing.T) {
	t.Parallel()
	a, b := newSandbox(t), newSandbox(t)
	seen := map[string]bool{}
	for _, w := range []*world{a, b, a.fork("", a.name)} {
		for i := range 5 {
			id := w.add(fmt.Sprint("甲", i))
			if seen[id] {
				t.Errorf("the id %s was given twice", id)
			}
			seen[id] = true
		}
	}
}

// TestTheClockIsChangedInOneStep: of many changes at one time none is lost.
func TestTheClockIsChangedInOneStep(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	w.freeze()
	var wait sync.WaitGroup
	for range 64 {
		wait.Go(func() { w.own("PUT", "/clock", `{"advance":"1h"}`, 200, nil) })
	}
	wait.Wait()
	if text := w.own("GET", "/clock", "", 200, nil); !strings.Contains(text, "2026-03-04T04:00:00Z") {
		t.Errorf("64 hours later the clock shows %s", text)
	}
}

func TestSnapshots(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	w.freeze()
	start := w.accounts()
	w.own("PUT", "/snapshots/before", "", 200, nil)
	w.add("甲")
	w.own("PUT", "/clock", `{"advance":"24h"}`, 200, nil)
	w.own("PUT", "/snapshots/after", "", 200, nil)
	for name, want := range map[string]int{"before": start, "after": start + 1} {
		w.own("POST", "/snapshots/"+name+"/restore", "", 204, nil)
		if n := w.accounts(); n != want {
			t.Errorf("after restoring %s there are %d accounts, want %d", name, n, want)
		}
	}
	w.own("POST", "/snapshots/before/restore", "", 204, nil)
	if text := w.own("GET", "/clock", "", 200, nil); !strings.Contains(text, "2026-03-01T12:00:00Z") {
		t.Errorf("the clock shows %s", text)
	}
	other := newSandbox(t)
	file := w.own("GET", "/snapshots/after", "", 200, nil)
	other.own("PUT", "/snapshots/theirs", file, 200, nil)
	other.own("PUT", "/snapshots/theirs", file[:len(file)/2], 400, nil)
	w.own("DELETE", "/snapshots/after", "", 204, nil)
	w.own("DELETE", "/snapshots/after", "", 404, nil)
	w.own("POST", "/snapshots/after/restore", "", 404, nil)
	w.own("GET", "/snapshots/after", "", 404, nil)
	w.own("PUT", "/snapshots/Not%20A%20Name", "", 400, nil)
	var shown struct {
		Snapshots []struct{ Name, Taken string }
	}
	w.own("GET", "/snapshots", "", 200, &shown)
	if len(shown.Snapshots) != 1 || shown.Snapshots[0].Name != "before" || shown.Snapshots[0].Taken != "2026-03-01T12:00:00Z" {
		t.Errorf("snapshots %+v", shown.Snapshots)
	}
	// The snapshot of another sandbox brings that one's records, and keeps this one's credentials.
	other.own("POST", "/snapshots/theirs/restore", "", 204, nil)
	if n, m := other.accounts(), w.accounts(); n != start+1 || m != start {
		t.Errorf("%d and %d accounts, want %d and %d", n, m, start+1, start)
	}
}

// TestAStateFileBringsEverythingBack: worlds, what they would answer next, snapshots, clocks, faults.
func TestAStateFileBringsEverythingBack(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state")
	config := simulator.Config{Seed: 42, StateFile: file}
	first := newWorld(t, config)
	first.freeze()
	first.add("甲")
	fork := first.fork("ci", "default")
	fork.own("PUT", "/clock", `{"advance":"24h"}`, 200, nil)
	fork.own("PUT", "/faults", `["wisecrm.addAccount=503:x2"]`, 200, nil)
	fork.own("PUT", "/snapshots/before", "", 200, nil)
	first.control("POST", "/state", "", 200, nil)
	saved, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	second := newWorld(t, config)
	ci := &world{t, second.handler, "ci", fork.appid, fork.appkey}
	for _, pair := range [][2]*world{{first, second}, {fork, ci}} {
		if pair[0].listing(openapi.Vendors()...) != pair[1].listing(openapi.Vendors()...) {
			t.Errorf("%s: the tables differ", pair[0].name)
		}
		for _, path := range []string{"", "/clock", "/faults", "/snapshots", "/snapshots/before"} {
			if pair[0].name == "default" && path == "/snapshots/before" {
				continue
			}
			if a, b := pair[0].own("GET", path, "", 200, nil), pair[1].own("GET", path, "", 200, nil); a != b {
				t.Errorf("%s%s: %s, want %s", pair[0].name, path, b, a)
			}
		}
	}
	second.control("POST", "/state", "", 200, nil)
	if again, _ := os.ReadFile(file); !bytes.Equal(again, saved) {
		t.Error("saved again, the file differs")
	}
	if a, b := first.add("乙"), second.add("乙"); a != b {
		t.Errorf("the next id is %s, want %s", b, a)
	}
	for _, w := range []*world{fork, ci} {
		w.own("POST", "/reset", "", 204, nil)
	}
	if fork.listing(openapi.Vendors()...) != ci.listing(openapi.Vendors()...) {
		t.Error("after a reset the tables differ")
	}
}

// TestADamagedStateFileIsLeftAsItWas, and refused with one line.
func TestADamagedStateFileIsLeftAsItWas(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state")
	newWorld(t, simulator.Config{StateFile: file}).control("POST", "/state", "", 200, nil)
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, damaged := range map[string]string{
		"cut":     string(good[:len(good)-10]),
		"newer":   strings.Replace(string(good), `"version":1`, `"version":9`, 1),
		"flipped": strings.Replace(string(good), "appkey-default", "appkey-Default", 1),
		"empty":   "",
		"other":   "PK\x03\x04",
	} {
		if err := os.WriteFile(file, []byte(damaged), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := simulator.New(simulator.Config{StateFile: file})
		if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: %v, want one line with the file's name", name, err)
		}
		if left, _ := os.ReadFile(file); string(left) != damaged {
			t.Errorf("%s: the file was changed", name)
		}
	}
	w := newWorld(t, simulator.Config{})
	w.control("POST", "/state", "", 409, nil)
}

// TestSavingBlocksNobody: calls go on while the state is written, and each file is whole.
func TestSavingBlocksNobody(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state")
	w := newWorld(t, simulator.Config{Seed: 42, StateFile: file, Customers: 100})
	var wait sync.WaitGroup
	for n := range 4 {
		wait.Go(func() {
			for i := range 20 {
				w.add(fmt.Sprint(n, "-", i))
			}
		})
	}
	for range 3 {
		w.control("POST", "/state", "", 200, nil)
		if _, err := simulator.New(simulator.Config{Seed: 42, StateFile: file}); err != nil {
			t.Error(err)
		}
	}
	wait.Wait()
}

// TestTheControlAPIsFrontDoor: who may come in, and what it says to others.
func TestTheControlAPIsFrontDoor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{AllowHosts: []string{"Host.Docker.Internal"}})
	for host, status := range map[string]int{
		"localhost:8080": 200, "127.0.0.1": 200, "[::1]:8080": 200, "LOCALHOST": 200, "a.localhost:1": 200, "10.0.0.7:8080": 200,
		"host.docker.internal:8080": 200, "evil:8080": 403, "evil.example": 403, "localhost.evil.example": 403, "crmsim": 403,
	} {
		r := httptest.NewRequest("GET", "/_sim/health", nil)
		r.Host = host
		if got := w.send(r); got.Code != status {
			t.Errorf("Host %s: %d, want %d: %s", host, got.Code, status, got.Body)
		}
	}
	for path, status := range map[string]int{"/_sim%2fhealth": 404, "/%5fsim/health": 404, "/_sim/health": 200, "/_sim/health?x=1": 400} {
		r := httptest.NewRequest("GET", "http://localhost"+path, nil)
		if got := w.send(r); got.Code != status {
			t.Errorf("%s: %d, want %d: %s", path, got.Code, status, got.Body)
		}
	}
	r := w.send(httptest.NewRequest("PATCH", "http://localhost/_sim/sandboxes/default/clock", nil))
	if r.Code != 405 || r.Header().Get("Allow") != "GET, PUT" {
		t.Errorf("PATCH of the clock: %d, Allow %q", r.Code, r.Header().Get("Allow"))
	}
	var problem struct{ Error string }
	if err := json.Unmarshal(r.Body.Bytes(), &problem); err != nil || problem.Error == "" {
		t.Errorf("the refusal reads %s", r.Body)
	}
}
