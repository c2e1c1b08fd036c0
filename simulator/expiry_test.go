package simulator_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator"
)

// TestSandboxesExpire by age and by idleness; a nanosecond is over by the next call.
func TestSandboxesExpire(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	for wish, status := range map[string]int{
		`{"name":"old","max_age":"1ns"}`:                     http.StatusNotFound,
		`{"name":"idle","max_idle":"1ns"}`:                   http.StatusNotFound,
		`{"name":"young","max_age":"1h","max_idle":"1h"}`:    http.StatusOK,
		`{"name":"both","max_age":"1h","max_idle":"1ns"}`:    http.StatusNotFound,
		`{"name":"forever","from":"default"}`:                http.StatusOK,
		`{"name":"fork-of-one","from":"x","max_age":"1h"}`:   0,
		`{"name":"nonsense","max_age":"soon"}`:               0,
		`{"name":"nonsense","max_idle":"-1h"}`:               0,
		`{"name":"nonsense","max_age":"1h","max_idle":"0s"}`: 0,
	} {
		name := strings.Split(wish, `"`)[3]
		if status == 0 {
			refused := map[bool]int{true: http.StatusNotFound, false: http.StatusBadRequest}[strings.Contains(wish, `"from":"x"`)]
			w.control("POST", "/sandboxes", wish, refused, nil)
			continue
		}
		w.control("POST", "/sandboxes", wish, http.StatusCreated, nil)
		w.control("GET", "/sandboxes/"+name, "", status, nil)
	}
}

// TestALifeOutlivesTheProcess: a sandbox shows when it ends, and is as old after a restart as it was before.
func TestALifeOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state")
	w := newWorld(t, simulator.Config{StateFile: file})
	w.control("POST", "/sandboxes", `{"name":"both","max_age":"10h","max_idle":"1h"}`, http.StatusCreated, nil)
	w.control("POST", "/sandboxes", `{"name":"none"}`, http.StatusCreated, nil)
	w.control("POST", "/state", "", http.StatusOK, nil)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"both": "10h0m0s 1h0m0s", "none": " "} {
		for _, w := range []*world{w, newWorld(t, simulator.Config{StateFile: file})} {
			var shown struct {
				MaxAge  string `json:"max_age"`
				MaxIdle string `json:"max_idle"`
			}
			w.control("GET", "/sandboxes/"+name, "", http.StatusOK, &shown)
			if got := shown.MaxAge + " " + shown.MaxIdle; got != want {
				t.Errorf("%s ends after %q, want %q", name, got, want)
			}
		}
	}
	old := regexp.MustCompile(`"born":"[^"]*"`).ReplaceAllString(string(text), `"born":"2026-01-05T09:00:00Z"`)
	old = regexp.MustCompile(`,"checksum":"[^"]*"`).ReplaceAllString(old, "")
	if err := os.WriteFile(file, []byte(old), 0o600); err != nil {
		t.Fatal(err)
	}
	newWorld(t, simulator.Config{StateFile: file}).control("GET", "/sandboxes/both", "", http.StatusNotFound, nil)
}

// TestAnExpiredSandboxLetsGo of its name and its credentials: a call with them is a stranger's then.
func TestAnExpiredSandboxLetsGo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{MaxIdle: time.Nanosecond})
	gone := w.fork("brief", "")
	if a := gone.get(listPath, "fields", "accountId"); a.Code != 401 {
		t.Errorf("the credentials of a sandbox that is gone are answered %s", a.body)
	}
	if text := w.control("GET", "/sandboxes", "", http.StatusOK, nil); strings.Contains(text, "brief") {
		t.Errorf("it is still listed: %s", text)
	}
	w.fork("brief", "")
	if a := w.get(listPath, "fields", "accountId"); a.Code != 0 {
		t.Errorf("the default sandbox answers %s", a.body)
	}
}
