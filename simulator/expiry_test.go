package simulator_test

import (
	"net/http"
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
