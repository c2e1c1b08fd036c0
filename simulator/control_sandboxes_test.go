package simulator_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator"
)

type shownSandbox struct {
	Name        string
	Credentials map[string]map[string]any
	BaseURLs    map[string]string `json:"base_urls"`
}

func TestTheDefaultSandbox(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{Seed: 42})
	var sb shownSandbox
	w.own("GET", "", "", http.StatusOK, &sb)
	c := sb.Credentials["wisecrm"]
	if sb.Name != simulator.DefaultSandbox || len(c) != 3 || c["appid"] != "000-default" || c["appkey"] != "appkey-default" || c["op_user"] != demoUser {
		t.Errorf("the documented credentials have changed: %+v", sb)
	}
	if sb.BaseURLs["wisecrm"] != "http://localhost:8080/gw/" {
		t.Errorf("base URLs %v", sb.BaseURLs)
	}
}

// TestBaseURLsFollowTheCaller: behind a published port the container's own address is of no use.
func TestBaseURLsFollowTheCaller(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{AllowHosts: []string{"crmsim"}})
	r := httptest.NewRequest("GET", "/_sim/sandboxes/default", nil)
	r.Host = "crmsim:9999"
	if got := w.send(r); !strings.Contains(got.Body.String(), `"http://crmsim:9999/gw/"`) {
		t.Errorf("answered %s", got.Body)
	}
}

func TestCreateSandboxes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	for body, want := range map[string]string{`{"name":"a"}`: "a", `{"name":"pr-12","from":"default"}`: "pr-12", `{"name":"0` + strings.Repeat("x", 39) + `"}`: "0" + strings.Repeat("x", 39)} {
		var sb shownSandbox
		w.control("POST", "/sandboxes", body, http.StatusCreated, &sb)
		if sb.Name != want || sb.Credentials["wisecrm"]["appid"] != "000-"+want {
			t.Errorf("%s: created %+v", body, sb)
		}
	}
	for body, want := range map[string]int{
		`{"name":"default"}`:                           409,
		`{"name":"a"}`:                                 409,
		`{"name":"a","from":"default"}`:                409,
		`{"name":"b","from":"nobody"}`:                 404,
		`{"name":"A"}`:                                 400,
		`{"name":"-a"}`:                                400,
		`{"name":"a b"}`:                               400,
		`{"name":"a/b"}`:                               400,
		`{"name":".."}`:                                400,
		`{"name":"a\n"}`:                               400,
		`{"name":"企能"}`:                                400,
		`{"name":"~a"}`:                                400,
		`{"name":"` + strings.Repeat("x", 41) + `"}`:   400,
		`{"name":"000' OR 1"}`:                         400,
		`{"name":"c","credentials":{"wisecrm":false}}`: 400,
	} {
		w.control("POST", "/sandboxes", body, want, nil)
	}
	for _, want := range []string{"sandbox-1", "sandbox-2"} {
		if sb := w.fork("", ""); sb.name != want {
			t.Errorf("a sandbox without a name is called %s, want %s", sb.name, want)
		}
	}
	w.control("POST", "/sandboxes", "", http.StatusCreated, nil)
	var list struct{ Sandboxes []shownSandbox }
	w.control("GET", "/sandboxes", "", http.StatusOK, &list)
	var names []string
	for _, sb := range list.Sandboxes {
		names = append(names, sb.Name)
	}
	want := "0" + strings.Repeat("x", 39) + " a default pr-12 sandbox-1 sandbox-2 sandbox-3"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("sandboxes %s, want %s", got, want)
	}
}

func TestDeleteSandboxes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	w.own("DELETE", "", "", http.StatusConflict, nil)
	w.own("GET", "", "", http.StatusOK, nil)
	w.fork("a", "")
	w.control("DELETE", "/sandboxes/a", "", http.StatusNoContent, nil)
	w.control("DELETE", "/sandboxes/a", "", http.StatusNotFound, nil)
}

func TestUnknownSandboxes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	for _, c := range []struct{ method, path string }{
		{"GET", ""}, {"DELETE", ""}, {"POST", "/reset"}, {"GET", "/clock"}, {"PUT", "/clock"}, {"GET", "/faults"}, {"PUT", "/faults"},
		{"DELETE", "/faults"}, {"GET", "/journal"}, {"DELETE", "/journal"}, {"GET", "/data/wisecrm"}, {"GET", "/data/wisecrm/apps"},
		{"GET", "/data/wisecrm/apps/1"}, {"PUT", "/data/wisecrm/apps/1"}, {"DELETE", "/data/wisecrm/apps/1"},
	} {
		if text := w.control(c.method, "/sandboxes/nobody"+c.path, `{}`, http.StatusNotFound, nil); !strings.Contains(text, "nobody") {
			t.Errorf("%s %s: %s", c.method, c.path, text)
		}
	}
}

type shownClock struct {
	Now    time.Time
	Frozen bool
}

func TestTheClock(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	clock := func(body string) (c shownClock) {
		t.Helper()
		w.own("PUT", "/clock", body, http.StatusOK, &c)
		return c
	}
	start := time.Date(2030, 2, 28, 23, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		body string
		want time.Time
	}{
		{`{"now":"2030-02-28T23:00:00Z","frozen":true}`, start},
		{`{"advance":"24h"}`, start.Add(24 * time.Hour)},
		{`{"advance":"-90s"}`, start.Add(24*time.Hour - 90*time.Second)},
		{`{}`, start.Add(24*time.Hour - 90*time.Second)},
		{`{"now":"2030-03-01T07:00:00+08:00","advance":"1s"}`, start.Add(time.Second)},
	} {
		if got := clock(c.body); !got.Now.Equal(c.want) || !got.Frozen {
			t.Errorf("%s: %+v, want %v", c.body, got, c.want)
		}
	}
	if got := clock(`{"frozen":false}`); got.Frozen || got.Now.Before(start) || got.Now.Sub(start) > time.Hour {
		t.Errorf("the clock runs on from %+v", got)
	}
	first := clock(`{}`).Now
	for clock(`{}`).Now.Equal(first) && t.Context().Err() == nil {
	}
	// What is made carries the sandbox's time, in China's zone (WI-Q47).
	clock(`{"now":"2031-12-31T16:00:00Z","frozen":true}`)
	id := w.add("新年")
	if a := w.get(getPath, "account_id", id, "fields", "createdOn,modifiedOn"); !strings.HasSuffix(a.body, `{"createdOn":"2032-01-01 00:00:00","modifiedOn":"2032-01-01 00:00:00"}}`) {
		t.Errorf("made in the new year: %s", a.body)
	}
}

// TestFarTimes: what the clock cannot show or order is refused, and the simulator goes on.
func TestFarTimes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	w.freeze()
	for _, body := range []string{
		`{"now":"0001-01-01T00:00:00Z"}`, `{"now":"9999-12-31T23:59:59Z","advance":"24h"}`, `{"now":"9999-12-31T23:59:59Z"}`,
		`{"now":"2400-01-01T00:00:00Z"}`, `{"advance":"2562047h"}`, `{"advance":"-2562047h"}`,
	} {
		w.own("PUT", "/clock", body, http.StatusBadRequest, nil)
	}
	var got shownClock
	w.own("GET", "/clock", "", http.StatusOK, &got)
	if want := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC); !got.Now.Equal(want) || !got.Frozen {
		t.Errorf("the clock shows %+v, want %v", got, want)
	}
	for _, now := range []string{"1970-01-02T00:00:00Z", "2199-12-31T23:59:59Z"} {
		w.own("PUT", "/clock", `{"now":"`+now+`","frozen":true}`, http.StatusOK, nil)
		w.add(now)
	}
	if a := w.get(listPath, "fields", "accountName", "page_size", "1"); !strings.Contains(a.body, "2199") {
		t.Errorf("the newest account is not the one of 2199: %s", a.body)
	}
}

func TestFaultsAreShownAsWritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{Faults: []string{"wisecrm.addAccount=code=500:x2"}})
	var got []string
	w.own("GET", "/faults", "", http.StatusOK, &got)
	if len(got) != 1 || got[0] != "wisecrm.addAccount=code=500:x2" {
		t.Errorf("faults of the configuration: %q", got)
	}
	w.own("PUT", "/faults", `["reset:0.5","latency=1ms..2ms:after"]`, http.StatusOK, &got)
	if strings.Join(got, " ") != "reset:0.5 latency=1ms..2ms:after" {
		t.Errorf("faults %q", got)
	}
	w.own("DELETE", "/faults", "", http.StatusNoContent, nil)
	if text := w.own("GET", "/faults", "", http.StatusOK, nil); strings.TrimSpace(text) != "[]" {
		t.Errorf("faults %s", text)
	}
}

func TestClearTheJournal(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	w.accounts()
	w.own("DELETE", "/journal", "", http.StatusNoContent, nil)
	if entries := w.journal(); len(entries) != 0 {
		t.Errorf("journal %+v", entries)
	}
	w.accounts()
	if e := w.last(); e.Sequence != 1 {
		t.Errorf("numbering goes on with %d", e.Sequence)
	}
}
