package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDataGoesOutAndIn: what one crmsim exports, another loads, and then exports alike.
func TestDataGoesOutAndIn(t *testing.T) {
	t.Parallel()
	one, two := crmsim(t), crmsim(t)
	dir := t.TempDir()
	seeds := filepath.Join(dir, "seeds.yaml")
	write(t, seeds, "wisecrm:\n  accounts:\n    - {accountName: 甲公司, phone: '$5'}\n")
	command("data", "load", seeds, "--url", one.URL).refused(t, "an unknown name", `no record is named "5"`)
	write(t, seeds, "wisecrm:\n  accounts:\n    - {accountName: 甲公司, phone: $$5}\n")
	if r := command("data", "load", seeds, "--url", one.URL); r.code != 0 || r.out != "1 records\n" {
		t.Fatalf("load: %+v", r)
	}
	for _, format := range []string{"yaml", "ndjson"} {
		out := command("data", "export", "--url", one.URL, "--format", format)
		if out.code != 0 || !strings.Contains(out.out, "甲公司") || strings.Contains(out.out, "appkey") {
			t.Fatalf("%s: export %d %.2000s", format, out.code, out.out)
		}
		file := filepath.Join(dir, format)
		write(t, file, out.out)
		if r := command("data", "load", file, "--url", two.URL); r.code != 0 {
			t.Fatalf("%s: %+v", format, r)
		}
		if again := command("data", "export", "--url", two.URL, "--format", format); again.out != out.out {
			t.Errorf("%s: what was loaded is exported otherwise", format)
		}
	}
	command("data", "export", "--url", one.URL, "--sandbox", "nobody").refused(t, "unknown sandbox", "nobody")
	command("data", "load", "/nowhere", "--url", one.URL).refused(t, "no file", "/nowhere")
}

func TestASeedFileAtTheStart(t *testing.T) {
	t.Parallel()
	seeds := filepath.Join(t.TempDir(), "seeds.yaml")
	write(t, seeds, "wisecrm: {accounts: [{accountName: 甲公司}]}")
	r := command("exec", "--seed-file", seeds, "--", "sh", "-c", curl+" -d fields=accountName --data-urlencode qname=甲公司")
	if r.code != 0 || !strings.Contains(r.errs, "clean, 1 call") {
		t.Errorf("%+v", r)
	}
	write(t, seeds, "wisecrm: {acounts: [{}]}")
	command("exec", "--seed-file", seeds, "--", "true").refused(t, "a table that is not there", `no table "acounts"`)
	command("exec", "--seed-file", "/nowhere", "--", "true").refused(t, "no file", "/nowhere")
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
