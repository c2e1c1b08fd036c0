package contracts

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/reporters"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/openapi"
)

// runMixed runs a suite that passes, fails and skips, with secrets in every corner.
func runMixed(t *testing.T) *Report {
	t.Helper()
	s := toySuite(t)
	s.Spec("TO-ADD-01", "adds", adds, careless)
	s.Spec("TO-ADD-02", "leaks", adds, func(ctx ginkgo.SpecContext, e *toyEnv) {
		e.add(ctx)
		err := errors.New(`Get "http://x/toy/add?key=` + url.QueryEscape(toyKey) + `&id=1": {"secret":"hush hush"} ` + toyKey)
		Expect(err).NotTo(HaveOccurred())
	})
	s.Spec("TO-GET-01", "echoes", About{Calls: []string{"getThing"}, From: "Things > Get", Evidence: openapi.Documented, Level: Extended},
		func(ctx ginkgo.SpecContext, e *toyEnv) {
			_, err := e.send(ctx, "GET", "get", url.Values{"id": {"theirs"}}, "")
			Expect(err).NotTo(HaveOccurred())
			ginkgo.Skip("knows " + toyKey)
		})
	s.Spec("TO-DEL-01", "deletes", About{Calls: []string{"deleteThing"}, From: "Things > Delete", Evidence: openapi.Documented}, nil)
	server := newToy()
	server.answer = func(_, body string) (int, string) {
		return 200, strings.Replace(body, `"code"`,
			`"note":"`+strings.ReplaceAll(toyKey, "&", `\u0026`)+`","secret":"hush hush","`+toyKey+`":1,"code"`, 1)
	}
	report, err := Run(t.Context(), Options{Seed: 3}, Job{s.Suite, liveAt(server, openapi.Write)})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestReportFiles(t *testing.T) {
	t.Parallel()
	report := runMixed(t)
	dir := filepath.Join(t.TempDir(), "new", "folder")
	if err := report.Write(dir); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, name := range []string{"report.json", "junit.xml", "report.md"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(text)
		for _, secret := range []string{toyKey, url.QueryEscape(toyKey), `open\u0026sesame`, "open&amp;sesame", "hush"} {
			if strings.Contains(string(text), secret) {
				t.Errorf("%s holds the secret %q:\n%s", name, secret, text)
			}
		}
		if !strings.Contains(string(text), "[redacted]") {
			t.Errorf("%s shows nothing that was redacted, so this test proves nothing", name)
		}
	}
	var read struct {
		Report
		Specs []struct{ ID, Status, Reason, Level, From string } `json:"specs"`
	}
	if err := json.Unmarshal([]byte(files["report.json"]), &read); err != nil {
		t.Fatal(err)
	}
	if read.Schema != ReportSchema || read.Totals != (Totals{1, 1, 2}) || len(read.Specs) != 4 || read.Targets[0].Effects != openapi.Write {
		t.Errorf("report.json says %+v", read)
	}
	if s := read.Specs[2]; s.ID != "TO-GET-01" || s.Status != Skipped || s.Reason != "knows [redacted]" ||
		s.Level != Extended || s.From != "Things > Get" {
		t.Errorf("result %+v", s)
	}
	var junit reporters.JUnitTestSuites
	if err := xml.Unmarshal([]byte(files["junit.xml"]), &junit); err != nil {
		t.Fatal(err)
	}
	if s := junit.TestSuites[0]; s.Tests != 4 || s.Failures != 1 || s.Skipped != 2 || s.TestCases[1].Failure == nil {
		t.Errorf("junit.xml says %+v", s)
	}
	for _, part := range []string{"1 passed, 1 failed, 2 skipped", "## Failures", "TO-ADD-02  addThing  leaks",
		"| toy | getThing | 1 of 4 | 400, 402, 500 |"} {
		if !strings.Contains(files["report.md"], part) {
			t.Errorf("report.md lacks %q:\n%s", part, files["report.md"])
		}
	}
}

func TestCoverageLeavesNothingOut(t *testing.T) {
	t.Parallel()
	report := runMixed(t)
	want := map[string]map[string][]string{
		"addThing":    {"0": {"TO-ADD-01", "TO-ADD-02"}, "400": {}, "402": {}, "500": {}},
		"getThing":    {"0": {"TO-GET-01"}, "400": {}, "402": {}, "500": {}},
		"deleteThing": {"0": {"TO-ADD-01", "TO-ADD-02"}, "400": {}, "402": {}, "500": {}},
	}
	if len(report.Coverage) != len(want) {
		t.Fatalf("%d operations, want %d", len(report.Coverage), len(want))
	}
	for _, c := range report.Coverage {
		if len(c.Outcomes) != 4 {
			t.Errorf("%s has %d outcomes, want 4", c.Operation, len(c.Outcomes))
		}
		for _, o := range c.Outcomes {
			if !slices.Equal(o.Specs, want[c.Operation][o.Outcome]) {
				t.Errorf("%s %s reached by %q, want %q", c.Operation, o.Outcome, o.Specs, want[c.Operation][o.Outcome])
			}
		}
	}
}

func TestAnswersOutsideTheDocumentReachNothing(t *testing.T) {
	t.Parallel()
	server := newToy()
	server.answer = func(_, body string) (int, string) { return 200, strings.Replace(body, `"id"`, `"ID"`, 1) }
	s := toySuite(t)
	s.Spec("TO-ADD-01", "adds", adds, careless)
	report, err := Run(t.Context(), Options{}, Job{s.Suite, InProcess(server)})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range report.Coverage {
		if c.Operation == "addThing" && c.Reached() != 0 {
			t.Errorf("coverage %+v, want nothing reached", c)
		}
	}
}

func TestExitCode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		totals Totals
		want   int
	}{{Totals{3, 0, 1}, 0}, {Totals{3, 1, 0}, 1}, {Totals{0, 1, 0}, 1}, {Totals{0, 0, 4}, 3}, {Totals{}, 3}} {
		if got := (&Report{Totals: c.totals}).ExitCode(); got != c.want {
			t.Errorf("exit code %d for %s, want %d", got, c.totals, c.want)
		}
	}
}

func TestTargetFrom(t *testing.T) {
	t.Parallel()
	fallback := InProcess(newToy())
	cases := map[string]struct {
		address     string
		environment map[string]string
		want        Target
		problem     string
	}{
		"nothing given":            {"", nil, fallback, ""},
		"a URL":                    {"http://a", nil, Target{URL: "http://a"}, ""},
		"a URL of the environment": {"", map[string]string{"CRMCHECK_TOY_URL": "http://b"}, Target{URL: "http://b"}, ""},
		"the argument goes before": {"http://a", map[string]string{"CRMCHECK_TOY_URL": "http://b"}, Target{URL: "http://a"}, ""},
		"credentials make it live": {"http://a", map[string]string{"CRMCHECK_TOY_KEY": "k", "CRMCHECK_TOY_USER": "u"},
			Target{URL: "http://a", Credentials: map[string]string{"key": "k", "user": "u"}}, ""},
		"credentials without a URL": {"", map[string]string{"CRMCHECK_TOY_KEY": "k", "CRMCHECK_TOY_USER": "u"},
			Target{}, "toy: a live run also needs --url or CRMCHECK_TOY_URL"},
		"some of the credentials": {"http://a", map[string]string{"CRMCHECK_TOY_KEY": "k"},
			Target{}, "toy: a live run also needs CRMCHECK_TOY_USER"},
		"some, and not even the URL": {"", map[string]string{"CRMCHECK_TOY_USER": "u"}, Target{}, "toy: a live run also needs CRMCHECK_TOY_KEY"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := toySuite(t)
			s.vendor.Credentials = []Credential{{Name: "key"}, {Name: "user", Public: true}}
			got, err := TargetFrom(s.Suite, c.address, func(name string) string { return c.environment[name] }, fallback)
			if (err == nil) != (c.problem == "") || err != nil && err.Error() != c.problem {
				t.Fatalf("error %v, want %q", err, c.problem)
			}
			if got.URL != c.want.URL || got.Live() != c.want.Live() || len(got.Credentials) != len(c.want.Credentials) {
				t.Errorf("target %+v, want %+v", got, c.want)
			}
		})
	}
}
