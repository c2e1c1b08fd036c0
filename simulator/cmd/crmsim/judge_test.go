package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/verdict"
)

// fetch makes a call of a vendor.
func fetch(t *testing.T, url string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
}

const good = "/gw/account/list?appid=000-default&sign=appkey-default&op_user=027-00000000-0000-4000-8000-000000000001&fields=accountId&page_size=1"

func TestReport(t *testing.T) {
	t.Parallel()
	server := crmsim(t)
	fetch(t, server.URL+good)
	if r := command("report", "--url", server.URL, "--fail-on", "suspicion"); r.code != 0 || !strings.Contains(r.out, "sandbox default: clean, 1 call") {
		t.Errorf("a clean program: %+v", r)
	}
	fetch(t, server.URL+good+"&strange=1")
	for failOn, code := range map[string]int{"violation": 0, "suspicion": exitFailed, "never": 0} {
		if r := command("report", "--url", server.URL, "--fail-on", failOn); r.code != code || !strings.Contains(r.out, "strange") {
			t.Errorf("a suspicion, --fail-on %s: %+v", failOn, r)
		}
	}
	fetch(t, server.URL+"/gw/account/list")
	r := command("report", "--url", server.URL, "--format", "json")
	if r.code != exitFailed || !strings.Contains(r.out, `"verdict": "violation"`) || !strings.Contains(r.errs, "the verdict on the sandbox default is violation") {
		t.Errorf("a violation: %+v", r)
	}
	command("report", "--url", server.URL, "--sandbox", "nobody").refused(t, "unknown sandbox", "nobody")
}

func TestVerify(t *testing.T) {
	t.Parallel()
	server := crmsim(t)
	fetch(t, server.URL+good)
	for _, c := range []struct {
		line string
		code int
		says string
	}{
		{"listAccounts", 0, "found 1"},
		{"listAccounts --exactly 1 --where {\"parameters\":{\"fields\":\"accountId\"}}", 0, "found 1"},
		{"listAccounts --at-least 2", exitFailed, "at least 2 calls"},
		{"listAccounts --at-most 0", exitFailed, "at most 0 calls"},
		{"listAccounts --where {\"parameters\":{\"fields\":\"x\"}}", exitFailed, `/parameters/fields: wanted "x", got "accountId"`},
		{"listAcounts", exitUsage, "did you mean listAccounts"},
		{"listAccounts --where {", exitUsage, "--where"},
	} {
		r := command(append([]string{"verify", "--url", server.URL}, strings.Fields(c.line)...)...)
		if r.code != c.code || !strings.Contains(r.out+r.errs, c.says) {
			t.Errorf("%s: %+v, want %d and %s", c.line, r, c.code, c.says)
		}
	}
}

// TestHealthWaits for a crmsim that is still starting.
func TestHealthWaits(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "port")
	if r := command("health", "--url", "http://127.0.0.1:1", "--wait", "1ms"); r.code != exitFailed {
		t.Errorf("nobody there: %+v", r)
	}
	c, origin := process(t, "--port-file", file)
	if r := command("health", "--url", origin, "--wait", "10s"); r.code != 0 || r.out != "ok\n" {
		t.Errorf("a crmsim that is there: %+v", r)
	}
	port, err := os.ReadFile(file)
	if err != nil || !strings.HasSuffix(origin, ":"+strings.TrimSpace(string(port))) {
		t.Errorf("port file %q of %s: %v", port, origin, err)
	}
	_ = c.Process.Kill()
}

const curl = `curl -sS --get "${WISECRM_URL}account/list" -d appid=$WISECRM_APPID -d sign=$WISECRM_APPKEY -d op_user=$WISECRM_OP_USER -d page_size=1`

func TestExec(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"clean":            {[]string{"--", "sh", "-c", curl + " -d fields=accountId"}, 0, "sandbox default: clean, 1 call"},
		"a violation":      {[]string{"--", "sh", "-c", curl}, exitFailed, "violation: wisecrm listAccounts (required)"},
		"never mind":       {[]string{"--fail-on", "never", "--", "sh", "-c", curl}, 0, "violation"},
		"its own code":     {[]string{"--", "sh", "-c", "exit 7"}, 7, "clean, 0 calls"},
		"a signal":         {[]string{"--", "sh", "-c", "kill -TERM $$"}, 128 + int(syscall.SIGTERM), "clean"},
		"crmcheck's names": {[]string{"--", "sh", "-c", `test "$CRMCHECK_DUSTESS_CLIENT_ID" = "$DUSTESS_CLIENT_ID" && test -n "$CRMCHECK_QUANCHENG_URL$SOCIALEPOCH_API_KEY$CRMSIM_URL"`}, 0, "clean"},
		"a fault":          {[]string{"--faults", "wisecrm=503", "--", "sh", "-c", curl + ` -d fields=accountId -f; test $? = 22`}, 0, "clean"},
		"no command":       {[]string{"--"}, exitUsage, "want a command"},
		"unknown command":  {[]string{"--", "/nowhere/to/be/found"}, exitNotFound, "/nowhere"},
		"unknown name":     {[]string{"--", "no-such-command"}, exitNotFound, "no-such-command"},
		"not executable":   {[]string{"--", "./judge_test.go"}, exitNotExecutable, "judge_test.go"},
		"unknown fault":    {[]string{"--fault", "burn", "--", "true"}, exitUsage, "burn"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := command(append([]string{"exec"}, c.args...)...)
			if r.code != c.code || !strings.Contains(r.errs, c.says) || strings.Contains(r.out, "sandbox default") {
				t.Errorf("%+v, want %d and %s, and no verdict where the command prints", r, c.code, c.says)
			}
		})
	}
}

// TestExecPassesSignalsOn: whoever stops crmsim exec stops the command, and learns how it ended. A second SIGTERM
// stops even a command that does not heed the first.
func TestExecPassesSignalsOn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		trap    string
		signals []syscall.Signal
		code    int
	}{
		"TERM":       {`trap 'exit 9' TERM`, []syscall.Signal{syscall.SIGTERM}, 9},
		"INT":        {`trap 'exit 8' INT`, []syscall.Signal{syscall.SIGINT}, 8},
		"TERM twice": {`trap 'touch "$0.heeded"' TERM`, []syscall.Signal{syscall.SIGTERM, syscall.SIGTERM}, 128 + int(syscall.SIGKILL)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ready := filepath.Join(t.TempDir(), "ready")
			p := asProcess("exec", "--", "sh", "-c", c.trap+`; touch "$0"; while :; do sleep 0.01; done`, ready)
			p.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // Away from the terminal, if there is one.
			if err := p.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = p.Process.Kill() })
			for i, s := range c.signals {
				file := ready + []string{"", ".heeded"}[i]
				await(t, func() bool { _, err := os.Stat(file); return err == nil })
				if err := p.Process.Signal(s); err != nil {
					t.Fatal(err)
				}
			}
			_ = p.Wait() // The code is what counts.
			if code := p.ProcessState.ExitCode(); code != c.code {
				t.Errorf("ended with %d, want %d", code, c.code)
			}
		})
	}
}

// await waits for something that another process does.
func await(t *testing.T, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not come")
		}
	}
}

// TestGoRunTakesItWithIt: go run does not pass on the signal that ends it, so the program looks for it (finding G2).
func TestGoRunTakesItWithIt(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "port")
	c := underGoRun(file)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill() })
	await(t, func() bool { _, err := os.Stat(file); return err == nil })
	port, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	url := "http://127.0.0.1:" + strings.TrimSpace(string(port))
	if r := command("health", "--url", url); r.code != 0 {
		t.Fatalf("before: %+v", r)
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // It ends by the signal.
	await(t, func() bool { return command("health", "--url", url).code == exitFailed })
}

func TestWhereGoRunBuilds(t *testing.T) {
	t.Parallel()
	for program, want := range map[string]bool{
		"/tmp/go-build2139849941/b001/exe/crmsim":                     true,
		"/home/me/cache/11/" + strings.Repeat("0a", 32) + "-d/crmsim": true,
		"/usr/local/bin/crmsim":                                       false,
		"/home/me/build/crmsim":                                       false,
	} {
		if got := goRun.MatchString(program); got != want {
			t.Errorf("%s: %v, want %v", program, got, want)
		}
	}
}

// TestAnIncompleteVerdictFails with a code of its own, unless something worse was found.
func TestAnIncompleteVerdictFails(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		worst  openapi.Severity
		failOn string
		code   int
	}{
		{0, "violation", exitIncomplete}, {0, "never", 0},
		{openapi.Suspicion, "violation", exitIncomplete}, {openapi.Suspicion, "suspicion", exitFailed},
	} {
		r := &verdict.Report{Sandbox: "s", Dropped: 1}
		if c.worst > 0 {
			r.Problems = []verdict.Problem{{Severity: c.worst}}
		}
		if code := codeFor(io.Discard, failOn(r, c.failOn)); code != c.code {
			t.Errorf("%+v: ended with %d", c, code)
		}
	}
}
