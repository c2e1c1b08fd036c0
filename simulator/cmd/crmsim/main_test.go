package main

import (
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

// ran is how a command ended.
type ran struct {
	code      int
	out, errs string
}

func command(args ...string) ran {
	var out, errs bytes.Buffer
	code := run(args, &out, &errs)
	return ran{code, out.String(), errs.String()}
}

// refused checks that a command ended with exit code 2 and one line that names what is wrong.
func (r ran) refused(t *testing.T, what, names string) {
	t.Helper()
	if r.code != exitUsage || r.out != "" || strings.Count(r.errs, "\n") != 1 || !strings.HasPrefix(r.errs, "crmsim: ") || !strings.Contains(r.errs, names) {
		t.Errorf("%s: exit %d, out %q, errors %q; want 2 and one line that names %s", what, r.code, r.out, r.errs, names)
	}
}

func TestBadCommandLines(t *testing.T) {
	t.Parallel()
	for line, names := range map[string]string{
		"--nope":                                "--nope",
		"serve --nope":                          "--nope",
		"frobnicate":                            "frobnicate",
		"env frobnicate":                        "frobnicate",
		"health --nope":                         "--nope",
		"--seed":                                "--seed",
		"--seed x":                              "--seed",
		"--seed -1":                             "--seed",
		"--seed 18446744073709551616":           "--seed",
		"--customers -1":                        "--customers",
		"--customers 10000001":                  "--customers",
		"--customers 1.5":                       "--customers",
		"--log-format xml":                      "--log-format",
		"--listen 127.0.0.1:0 --fault burn":     "burn",
		"--listen 127.0.0.1:0 --fault 503,burn": "burn",
		"--listen 127.0.0.1:0 --fault 503:x2:aft":            "aft",
		"--listen nonsense":                                  "nonsense",
		"--listen=":                                          "--listen",
		"--max-sandboxes 0":                                  "--max-sandboxes",
		"--demo-until yesterday":                             "--demo-until",
		"--listen 127.0.0.1:0 --state /":                     "/",
		"--listen 127.0.0.1:0 --fault wisecrm.addAcount=503": "addAccount",
		"--listen 127.0.0.1:0 --fault nosuch=500":            "nosuch",
		"--listen 127.0.0.1":                                 "127.0.0.1",
		"--listen 127.0.0.1:99999":                           "99999",
		"--listen 256.0.0.1:0":                               "256.0.0.1",
		"env --url ://x":                                     "://x",
		"env --url http://127.0.0.1:1":                       "127.0.0.1:1",
		"env --url ftp://127.0.0.1:1":                        "ftp",
		"serve --listen 127.0.0.1:0 --fault latency":         "latency",
	} {
		command(strings.Fields(line)...).refused(t, line, names)
	}
}

func TestABusyPort(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	command("--listen", taken.Addr().String()).refused(t, "busy port", taken.Addr().String())
}

// TestBadEnvironment cannot run beside the others: the environment is the process's.
func TestBadEnvironment(t *testing.T) {
	t.Setenv("CRMSIM_SEED", "x")
	command("--listen", "127.0.0.1:0").refused(t, "environment", "CRMSIM_SEED")
	t.Setenv("CRMSIM_SEED", "1")
	t.Setenv("CRMSIM_LISTEN", "")
	command().refused(t, "an empty address", "--listen")
}

func TestFlagsCountMoreThanTheEnvironment(t *testing.T) {
	server := crmsim(t)
	t.Setenv("CRMSIM_URL", "http://127.0.0.1:1")
	if r := command("health", "--url", server.URL); r.code != 0 {
		t.Errorf("a flag beside the environment: %+v", r)
	}
	t.Setenv("CRMSIM_URL", server.URL)
	if r := command("health"); r.code != 0 {
		t.Errorf("the environment alone: %+v", r)
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"--help", "-h", "serve --help", "env --help", "health --help"} {
		r := command(strings.Fields(line)...)
		if r.code != 0 || r.errs != "" || !strings.Contains(r.out, "Usage: crmsim") {
			t.Errorf("%s: %+v", line, r)
		}
	}
	if r := command("serve", "--help"); !strings.Contains(r.out, "--listen") || !strings.Contains(r.out, "CRMSIM_LISTEN") {
		t.Errorf("serve --help does not show flags and their variables:\n%s", r.out)
	}
}

// crmsim serves a simulator.
func crmsim(t *testing.T) *httptest.Server {
	t.Helper()
	sim, err := simulator.New(simulator.Config{Seed: 42})
	if err != nil {
		t.Fatal(err)
	}
	return served(t, sim)
}

func served(t *testing.T, h http.Handler) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server
}

// answering serves one answer to everything.
func answering(t *testing.T, status int, body string) *httptest.Server {
	t.Helper()
	return served(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
}

func TestHealth(t *testing.T) {
	t.Parallel()
	server := crmsim(t)
	for _, url := range []string{server.URL, server.URL + "/"} {
		if r := command("health", "--url", url); r != (ran{0, "ok\n", ""}) {
			t.Errorf("%s: %+v", url, r)
		}
	}
	for what, url := range map[string]string{
		"nothing there":   "http://127.0.0.1:1",
		"no crmsim":       answering(t, 200, `{"status":"ok"}`).URL,
		"no JSON":         answering(t, 200, `<html>`).URL,
		"an error":        answering(t, 503, `{"name":"crmsim","status":"ok"}`).URL,
		"not well":        answering(t, 200, `{"name":"crmsim","status":"starting"}`).URL,
		"a wrong address": "http://127.0.0.1:99999",
	} {
		r := command("health", "--url", url)
		if r.code != exitFailed || r.out != "" || strings.Count(r.errs, "\n") != 1 || !strings.HasPrefix(r.errs, "crmsim: ") {
			t.Errorf("%s: %+v", what, r)
		}
	}
}
