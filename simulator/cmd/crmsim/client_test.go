package main

import (
	"os/exec"
	"strings"
	"testing"
)

// shell evaluates exports with a real shell and returns what it says about variables.
func shell(t *testing.T, exports string, variables ...string) []string {
	t.Helper()
	script := exports + "\n"
	for _, name := range variables {
		script += `printf '%s|' "$` + name + `"` + "\n"
	}
	out, err := exec.Command("sh", "-eu", "-c", script).CombinedOutput()
	if err != nil {
		t.Fatalf("sh: %v: %s\n%s", err, out, script)
	}
	return strings.Split(strings.TrimSuffix(string(out), "|"), "|")
}

func TestEnv(t *testing.T) {
	t.Parallel()
	server := crmsim(t)
	r := command("env", "--url", server.URL)
	if r.code != 0 || r.errs != "" {
		t.Fatalf("%+v", r)
	}
	for _, line := range strings.Split(strings.TrimSpace(r.out), "\n") {
		if !strings.HasPrefix(line, "export ") {
			t.Errorf("a line that is no export: %s", line)
		}
	}
	got := shell(t, r.out, "WISECRM_URL", "WISECRM_APPID", "WISECRM_APPKEY", "WISECRM_OP_USER")
	want := []string{server.URL + "/gw/", "000-default", "appkey-default", "027-00000000-0000-4000-8000-000000000001"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %q, want %q", got[i], want[i])
		}
	}
	command("env", "--url", server.URL, "--sandbox", "nobody").refused(t, "unknown sandbox", "nobody")
	command("env", "--url", server.URL, "--sandbox", "../health").refused(t, "a path for a name", "health")
}

// TestEnvQuotes: whatever a value holds, the shell gives it back and runs nothing of it.
func TestEnvQuotes(t *testing.T) {
	t.Parallel()
	server := answering(t, 200, `{"credentials":{"v":{"quote":"it's","dollar":"$HOME `+"`id`"+` $(id) \\","big":4389148472417,"more":12345678901234567890,"small":7,"line":"a\nb","none":""}},"base_urls":{"v":"http://h/x"}}`)
	r := command("env", "--url", server.URL)
	if r.code != 0 {
		t.Fatalf("%+v", r)
	}
	got := shell(t, r.out, "V_URL", "V_QUOTE", "V_DOLLAR", "V_BIG", "V_MORE", "V_SMALL", "V_LINE", "V_NONE")
	want := []string{"http://h/x", "it's", "$HOME `id` $(id) \\", "4389148472417", "12345678901234567890", "7", "a\nb", ""}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %q, want %q", got[i], want[i])
		}
	}
}

func TestEnvOfSomethingElse(t *testing.T) {
	t.Parallel()
	command("env", "--url", answering(t, 200, "<html>").URL).refused(t, "no JSON", "/_sim/sandboxes/default")
	command("env", "--url", answering(t, 404, "{}").URL).refused(t, "an error", "404")
}
