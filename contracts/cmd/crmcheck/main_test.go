package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

// serve listens as a crmsim whose answers to adding an account go through change.
func serve(t *testing.T, change func(string) string) *httptest.Server {
	t.Helper()
	sim, err := simulator.New(simulator.Config{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/gw/account/add" {
			sim.ServeHTTP(w, r)
			return
		}
		recorder := httptest.NewRecorder()
		sim.ServeHTTP(recorder, r)
		w.Header().Set("Content-Type", recorder.Header().Get("Content-Type"))
		io.WriteString(w, change(recorder.Body.String()))
	}))
	t.Cleanup(server.Close)
	return server
}

func asIs(s string) string { return s }

// credentials returns the environment of a live run on a crmsim's default sandbox.
func credentials(t *testing.T, address string) map[string]string {
	t.Helper()
	response, err := http.Get(address + "/_sim/sandboxes/default")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var sandbox struct{ Credentials map[string]map[string]any }
	if err := json.NewDecoder(response.Body).Decode(&sandbox); err != nil {
		t.Fatal(err)
	}
	environment := map[string]string{"CRMCHECK_WISECRM_URL": address}
	for name, value := range sandbox.Credentials["wisecrm"] {
		environment["CRMCHECK_WISECRM_"+strings.ToUpper(name)] = fmt.Sprint(value)
	}
	return environment
}

// execute1 runs one command line, given as words, in an environment.
func execute1(line string, environment map[string]string) (code int, out, errors string) {
	var stdout, stderr bytes.Buffer
	code = execute(strings.Fields(line), func(name string) string { return environment[name] }, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	sound := serve(t, asIs).URL
	defective := serve(t, func(s string) string { return strings.Replace(s, `"account_id":"002-`, `"account_id":"999-`, 1) }).URL
	other := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(other.Close)
	live := credentials(t, sound)
	partly := map[string]string{"CRMCHECK_WISECRM_APPKEY": "hidden"}
	cases := map[string]struct {
		line        string
		environment map[string]string
		code        int
		out, errors string
	}{
		"in process": {"run --vendor wisecrm", nil, 0,
			"wisecrm on the simulator in process, effects up to destructive, seed 42\n", ""},
		"a crmsim elsewhere": {"run --vendor wisecrm --url " + sound, nil, 0, "1 passed, 0 failed, 0 skipped\n", ""},
		"a vendor": {"run --vendor wisecrm --effects destructive", live, 0,
			"wisecrm on live " + sound + ", effects up to destructive", ""},
		"a defect":              {"run --vendor wisecrm --url " + defective, nil, 1, "crmcheck run --id addAccount.works --seed 42\n", ""},
		"a read-only vendor":    {"run --vendor wisecrm", live, 3, "effects up to read", ""},
		"nothing of that level": {"run --vendor wisecrm --level question", nil, 3, "0 passed, 0 failed, 0 skipped\n", ""},
		"no crmsim": {"run --vendor wisecrm --url " + other.URL, nil, 2, "",
			"a live run needs CRMCHECK_WISECRM_APPID, CRMCHECK_WISECRM_APPKEY, CRMCHECK_WISECRM_OP_USER\n"},
		"nobody there": {"run --vendor wisecrm --url http://127.0.0.1:1", nil, 2, "", "no connection to crmsim at http://127.0.0.1:1"},
		"some credentials": {"run --vendor wisecrm", partly, 2, "",
			"crmcheck: wisecrm: a live run also needs CRMCHECK_WISECRM_APPID, CRMCHECK_WISECRM_OP_USER\n"},
		"an unknown flag":   {"run --vender wisecrm", nil, 2, "", "crmcheck: unknown flag --vender"},
		"an unknown vendor": {"run --vendor acme", nil, 2, "", "crmcheck: unknown vendor acme\n"},
		"an unknown effect": {"run --vendor wisecrm --effects all", nil, 2, "", `unknown effect "all"`},
		"an unknown class":  {"mutate --class shapes", nil, 2, "", "unknown class shapes"},
		"a mutant": {"mutate --workers 0 --vendor wisecrm --id wisecrm/getAccount/answer.trailing", nil, 0,
			"100.0 % (1 of 1)", ""},
		"no such mutant": {"mutate --workers 0 --vendor wisecrm --id wisecrm/getAccount/none", nil, 3, "", ""},
		"no command":     {"", nil, 2, "", "crmcheck: expected one of"},
		"a plan":         {"plan --vendor wisecrm", nil, 0, "1 would run, 0 would be skipped\n", ""},
		"a plan of what may not": {"plan --vendor wisecrm --effects read", nil, 3,
			"carries out a valid call, which does something (skipped: is write, and the run may only read)", ""},
		"a plan of unknown specs": {"plan --id WI-NONE-01", nil, 2, "", "crmcheck: no spec WI-NONE-01\n"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			line := c.line
			if raceDetector && strings.HasPrefix(line, "mutate --workers") {
				t.Skip("too slow with -race: make test runs it without")
			}
			if strings.Contains(line, "wisecrm") && !strings.HasPrefix(line, "mutate") {
				line += " --id addAccount.works"
			}
			code, out, errors := execute1(line, c.environment)
			if code != c.code || !strings.Contains(out, c.out) || !strings.Contains(errors, c.errors) || (errors == "") != (c.errors == "") {
				t.Errorf("exit %d, want %d\n%s%s", code, c.code, out, errors)
			}
			if strings.Count(errors, "\n") > 1 {
				t.Errorf("more than one line: %s", errors)
			}
		})
	}
}

func TestLiveCredentialsAppearNowhere(t *testing.T) {
	t.Parallel()
	server := serve(t, func(s string) string { return strings.Replace(s, `{`, `{"secret":"appkey-default",`, 1) + "!" })
	environment := credentials(t, server.URL)
	dir := t.TempDir()
	code, out, errors := execute1("run --vendor wisecrm --id addAccount.works --effects destructive --report "+dir, environment)
	if code != 1 || !strings.Contains(out, "[redacted]") {
		t.Fatalf("exit %d, want a failure that shows the traffic\n%s%s", code, out, errors)
	}
	texts := map[string]string{"output": out + errors}
	for _, name := range []string{"report.json", "junit.xml", "report.md"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	for where, text := range texts {
		for name, value := range environment {
			if name != "CRMCHECK_WISECRM_URL" && strings.Contains(text, value) {
				t.Errorf("%s holds %s:\n%s", where, name, text)
			}
		}
	}
}
