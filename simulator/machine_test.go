package simulator_test

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/crmsim/crmsim/simulator"
)

var (
	machineNames = rapid.SampledFrom([]string{"a", "b", "c"})
	machineSnaps = rapid.SampledFrom([]string{"s", "t"})
	machineApps  = rapid.SampledFrom([]string{"000-a", "000-b", "000-c", "000-default", "shared", "other"})
)

// A machine is a simulator beside its model.
type machine struct {
	config   simulator.Config
	handler  http.Handler
	model    model
	held     []*heldCall
	exported *exportedSnapshot
	serial   int
	restarts int
}

type exportedSnapshot struct {
	file string
	of   string // the sandbox
	plainWorld
}

// TestTheLifeOfSandboxes: sandboxes are made, forked, reset, restored and removed, credentials move, calls are held
// meanwhile, and the simulator starts again; it does what a few maps would do. More with -rapid.checks=1000.
func TestTheLifeOfSandboxes(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state")
	config := simulator.Config{Seed: 42, StateFile: file}
	start, err := simulator.New(config)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		m := &machine{config: config, handler: start, model: model{}}
		m.add("default", plainWorld{accounts: map[string]string{}})
		m.control(t, "POST", "/default/reset", "", 204)
		defer m.clean(start)
		t.Repeat(map[string]func(*rapid.T){
			"create": m.create, "remove": m.remove, "reset": m.reset, "snapshot": m.snapshot, "restore": m.restore, "export": m.export,
			"import": m.importSnapshot, "put": m.put, "take": m.take, "call": m.call, "hold": m.hold, "release": m.release, "restart": m.restart, "": m.check,
		})
		for len(m.held) > 0 {
			m.finish(t, 0)
		}
		m.compare(t)
	})
}

// control calls the control API on sandboxes.
func (m *machine) control(t *rapid.T, method, path, body string, want int) string {
	status, text, _ := (&world{handler: m.handler}).sendText(method, "/_sim/sandboxes"+path, body, nil)
	if status != want {
		t.Fatalf("%s %s %.200s: %d, want %d: %.300s", method, path, body, status, want, text)
	}
	return text
}

// conflicting calls the control API where another sandbox may hold a credential. It reports whether none did.
func (m *machine) conflicting(t *rapid.T, method, path, body string, status int, holders []string) bool {
	if len(holders) == 0 {
		m.control(t, method, path, body, status)
		return true
	}
	text := m.control(t, method, path, body, http.StatusConflict)
	if !slices.ContainsFunc(holders, func(name string) bool { return strings.Contains(text, `\"`+name+`\"`) }) {
		t.Fatalf("%s %s: the conflict names none of %q: %s", method, path, holders, text)
	}
	return false
}

func (m *machine) add(name string, like plainWorld) {
	origin := plainWorld{like.accounts, owned(name)}
	m.model[name] = &plainSandbox{origin.clone(), name, origin, map[string]plainWorld{}}
}

// any returns one of the sandboxes that there are.
func (m *machine) any(t *rapid.T) *plainSandbox {
	return m.model[rapid.SampledFrom(slices.Sorted(maps.Keys(m.model))).Draw(t, "sandbox")]
}

func (m *machine) create(t *rapid.T) {
	name, from, like := machineNames.Draw(t, "name"), "", plainWorld{accounts: map[string]string{}}
	if rapid.Bool().Draw(t, "fork") {
		parent := m.any(t)
		from, like = parent.name, parent.clone()
	}
	body := fmt.Sprintf(`{"name":%q,"from":%q}`, name, from)
	if m.model[name] != nil {
		m.control(t, "POST", "", body, http.StatusConflict)
	} else if m.conflicting(t, "POST", "", body, http.StatusCreated, m.model.conflicts(nil, owned(name))) {
		m.add(name, like)
	}
}

func (m *machine) remove(t *rapid.T) {
	s := m.any(t)
	if s.name == simulator.DefaultSandbox {
		m.control(t, "DELETE", "/default", "", http.StatusConflict)
		return
	}
	m.control(t, "DELETE", "/"+s.name, "", http.StatusNoContent)
	m.control(t, "GET", "/"+s.name, "", http.StatusNotFound)
	delete(m.model, s.name)
}

func (m *machine) reset(t *rapid.T) {
	s := m.any(t)
	if m.conflicting(t, "POST", "/"+s.name+"/reset", "", http.StatusNoContent, m.model.conflicts(s, s.origin.apps)) {
		s.plainWorld = s.origin.clone()
	}
}

func (m *machine) snapshot(t *rapid.T) {
	s, name := m.any(t), machineSnaps.Draw(t, "snapshot")
	m.control(t, "PUT", "/"+s.name+"/snapshots/"+name, "", http.StatusOK)
	s.snapshots[name] = s.clone()
}

func (m *machine) restore(t *rapid.T) {
	s, name := m.any(t), machineSnaps.Draw(t, "snapshot")
	path := "/" + s.name + "/snapshots/" + name + "/restore"
	if taken, there := s.snapshots[name]; !there {
		m.control(t, "POST", path, "", http.StatusNotFound)
	} else if m.conflicting(t, "POST", path, "", http.StatusNoContent, m.model.conflicts(s, taken.apps)) {
		s.plainWorld = taken.clone()
	}
}

func (m *machine) export(t *rapid.T) {
	s, name := m.any(t), machineSnaps.Draw(t, "snapshot")
	if taken, there := s.snapshots[name]; there {
		m.exported = &exportedSnapshot{m.control(t, "GET", "/"+s.name+"/snapshots/"+name, "", http.StatusOK), s.name, taken.clone()}
	} else {
		m.control(t, "GET", "/"+s.name+"/snapshots/"+name, "", http.StatusNotFound)
	}
}

func (m *machine) importSnapshot(t *rapid.T) {
	if m.exported == nil {
		t.Skip("nothing was exported")
	}
	s, name := m.any(t), machineSnaps.Draw(t, "snapshot")
	m.control(t, "PUT", "/"+s.name+"/snapshots/"+name, m.exported.file, http.StatusOK)
	s.snapshots[name] = m.exported.clone()
	if s.name != m.exported.of { // Another sandbox's snapshot comes without that one's credentials.
		s.snapshots[name] = plainWorld{m.exported.clone().accounts, owned(s.name)}
	}
}

func (m *machine) put(t *rapid.T) {
	s, appid := m.any(t), machineApps.Draw(t, "appid")
	body := fmt.Sprintf(`{"appid":%q,"appkey":%q}`, appid, keyOf(appid))
	if m.conflicting(t, "PUT", "/"+s.name+"/data/wisecrm/apps/"+appid, body, http.StatusOK, m.model.conflicts(s, map[string]bool{appid: true})) {
		s.apps[appid] = true
	}
}

func (m *machine) take(t *rapid.T) {
	s, appid := m.any(t), machineApps.Draw(t, "appid")
	status := http.StatusNotFound
	if s.apps[appid] {
		status = http.StatusNoContent
	}
	m.control(t, "DELETE", "/"+s.name+"/data/wisecrm/apps/"+appid, "", status)
	delete(s.apps, appid)
}

func (m *machine) name() string {
	m.serial++
	return fmt.Sprintf("account %d", m.serial)
}

func (m *machine) call(t *rapid.T) {
	appid, name := machineApps.Draw(t, "appid"), m.name()
	m.added(t, m.model.holder(appid), appid, name, answerOf(m.handler, addRequest(appid, strings.NewReader(accountNamed(name)))))
}

// added holds the answer of a call to what it must be in a sandbox, nil for none.
func (m *machine) added(t *rapid.T, s *plainSandbox, appid, name, answer string) {
	if s == nil || !s.apps[appid] {
		if !strings.Contains(answer, "appid") {
			t.Fatalf("with %s, which selects nothing: %s", appid, answer)
		}
		return
	}
	id := between(answer, `"account_id":"`, `"`)
	if id == "" || s.accounts[id] != "" {
		t.Fatalf("with %s in %s: %s", appid, s.name, answer)
	}
	s.accounts[id] = name
}

func (m *machine) hold(t *rapid.T) {
	if len(m.held) == 3 {
		t.Skip("three are held")
	}
	appid, name := machineApps.Draw(t, "appid"), m.name()
	if rapid.Bool().Draw(t, "inside") {
		in := m.model.holder(appid)
		if in == nil {
			in = m.model[simulator.DefaultSandbox]
		}
		m.held = append(m.held, holdInside(m.handler, appid, name, in))
		return
	}
	m.held = append(m.held, holdOutside(m.handler, appid, name))
}

func (m *machine) release(t *rapid.T) {
	if len(m.held) == 0 {
		t.Skip("none is held")
	}
	m.finish(t, rapid.IntRange(0, len(m.held)-1).Draw(t, "call"))
}

// finish lets a held call end: in the sandbox that it entered, or else in the one that its appid now selects.
func (m *machine) finish(t *rapid.T, i int) {
	c := m.held[i]
	m.held = slices.Delete(m.held, i, i+1)
	c.release()
	in := c.in
	if in == nil {
		in = m.model.holder(c.appid)
	}
	m.added(t, in, c.appid, c.name, <-c.answer)
}

// restart saves, and goes on with another simulator that loads what was saved.
func (m *machine) restart(t *rapid.T) {
	if often := rapid.IntRange(0, 3).Draw(t, "restart"); often > 0 || len(m.held) > 0 || m.restarts == 1 { // It costs more than all else.
		t.Skip("not now")
	}
	m.restarts++
	defer os.Remove(m.config.StateFile)
	if status, text, _ := (&world{handler: m.handler}).sendText("POST", "/_sim/state", "", nil); status != http.StatusOK {
		t.Fatalf("not saved: %d %s", status, text)
	}
	again, err := simulator.New(m.config)
	if err != nil {
		t.Fatal(err)
	}
	m.handler = again
}

// check is what holds after each step.
func (m *machine) check(t *rapid.T) {
	text := m.control(t, "GET", "", "", http.StatusOK)
	if n := strings.Count(text, `"base_urls"`); n != len(m.model) {
		t.Fatalf("there are %d sandboxes, want %d", n, len(m.model))
	}
	for name, s := range m.model {
		apps := m.control(t, "GET", "/"+name+"/data/wisecrm/apps", "", http.StatusOK)
		if n := strings.Count(apps, "\n{"); n != s.appids() {
			t.Fatalf("%s has %d apps, want %v: %s", name, n, s.apps, apps)
		}
	}
}

// compare looks for each account everywhere.
func (m *machine) compare(t *rapid.T) {
	all := map[string]bool{}
	for _, s := range m.model {
		for id := range s.accounts {
			all[id] = true
		}
	}
	for name, s := range m.model {
		for id := range all {
			status, text, _ := (&world{handler: m.handler}).sendText("GET", "/_sim/sandboxes/"+name+"/data/wisecrm/accounts/"+id, "", nil)
			if want := s.accounts[id]; want == "" && status != http.StatusNotFound || !strings.Contains(text, want) {
				t.Fatalf("%s in %s: %d %s, want %q", id, name, status, text, want)
			}
		}
	}
}

// clean leaves the simulator with which all rounds start as it was.
func (m *machine) clean(start http.Handler) {
	for _, c := range m.held {
		c.release()
		<-c.answer
	}
	for _, path := range []string{"a", "b", "c", "default/snapshots/s", "default/snapshots/t"} {
		_, _, _ = (&world{handler: start}).sendText("DELETE", "/_sim/sandboxes/"+path, "", nil)
	}
}
