package contracts

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/openapi"
)

func TestWrongDeclarationsBreakTheRun(t *testing.T) {
	t.Parallel()
	from, evidence := "Things", openapi.Documented
	cases := map[string]struct {
		id, text string
		about    About
		want     string
	}{
		"id":    {"add-1", "x", adds, "has an id that is not like"},
		"text":  {"TO-ADD-02", "", adds, "has no text"},
		"twice": {"TO-ADD-01", "x", adds, "is declared twice"},
		"unknown operation": {"TO-ADD-02", "x", About{Calls: []string{"getThings"}, From: from, Evidence: evidence},
			"names the operation getThings, which the document does not have"},
		"no operation":  {"TO-ADD-02", "x", About{From: from, Evidence: evidence}, "names no operation"},
		"no provenance": {"TO-ADD-02", "x", About{Calls: []string{"addThing"}, Evidence: evidence}, "does not say which document"},
		"no evidence":   {"TO-ADD-02", "x", About{Calls: []string{"addThing"}, From: from}, `has evidence ""`},
		"unknown level": {"TO-ADD-02", "x", About{Calls: []string{"addThing"}, From: from, Evidence: evidence, Level: "basic"},
			`has level "basic"`},
		"unknown question": {"TO-ADD-02", "x", About{Calls: []string{"addThing"}, From: from, Evidence: evidence, Question: "TO-Q99",
			Readings: []string{"a", "b"}}, "asks TO-Q99, which the document does not have"},
		"a question's reading": {"TO-ADD-02", "x", About{Calls: []string{"addThing"}, From: from, Evidence: evidence, Question: "TO-Q01"},
			"without the reading that crmsim is built on"},
		"reading, no question": {"TO-ADD-02", "x", About{Calls: []string{"addThing"}, From: from, Evidence: evidence, Readings: []string{"a"}},
			"has readings and no question"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newToy()
			s := toySuite(t)
			s.Spec("TO-ADD-01", "adds", adds, careless)
			s.Spec(c.id, c.text, c.about, careless)
			_, err := Run(t.Context(), Options{}, Job{s.Suite, InProcess(server)})
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want one line with %q", err, c.want)
			}
			if len(server.calls) > 0 {
				t.Errorf("a broken run called %q", server.calls)
			}
		})
	}
}

func TestBrokenRuns(t *testing.T) {
	t.Parallel()
	down := httptest.NewServer(http.NotFoundHandler())
	down.Close()
	other := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(other.Close)
	key := map[string]string{"key": toyKey}
	cases := map[string]struct {
		target  Target
		options Options
		want    string
	}{
		"nobody there": {Target{URL: down.URL}, Options{}, "toy: no connection to crmsim at " + down.URL},
		"no vendor there": {Target{URL: down.URL, Credentials: key, Effects: openapi.Write},
			Options{}, "toy: no connection to live " + down.URL},
		"no crmsim": {Target{URL: other.URL}, Options{},
			"is no crmsim (not what crmsim answers: POST /_sim/sandboxes gave 404 Not Found); a live run needs CRMCHECK_TOY_KEY"},
		"no URL":                {Target{URL: "localhost"}, Options{}, "the URL of the target must be http or https"},
		"unknown effect":        {Target{URL: down.URL, Effects: "all"}, Options{}, `unknown effect "all"`},
		"unknown spec":          {InProcess(newToy()), Options{IDs: []string{"TO-ADD-09"}}, "no spec TO-ADD-09"},
		"unknown level":         {InProcess(newToy()), Options{Levels: []string{"basic"}}, `unknown level "basic"`},
		"a key in the URL":      {Target{URL: "http://me:hidden@127.0.0.1:1/?x"}, Options{}, "without a query"},
		"a password in the URL": {Target{URL: strings.Replace(down.URL, "://", "://me:hidden@", 1)}, Options{}, "me:xxxxx@"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := toySuite(t)
			s.Spec("TO-ADD-01", "adds", adds, careless)
			_, err := Run(t.Context(), c.options, Job{s.Suite, c.target})
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want one line with %q", err, c.want)
			}
			if err != nil && (strings.Contains(err.Error(), toyKey) || strings.Contains(err.Error(), "hidden")) {
				t.Errorf("error %v holds a secret", err)
			}
		})
	}
}

func TestRunsAgainstASeparateCRMSim(t *testing.T) {
	t.Parallel()
	server := newToy()
	listener := httptest.NewServer(http.StripPrefix("/~box", server))
	t.Cleanup(listener.Close)
	for _, address := range []string{listener.URL + "/~box", listener.URL + "/~box/toy/", listener.URL + "/~box/toy"} {
		if result := runOne(t, Target{URL: address}, adds, careless); result.Status != Passed {
			t.Errorf("%s: status %s: %v", address, result.Status, result.Failures)
		}
	}
	if server.sandboxes != 0 || len(server.calls) != 6 {
		t.Errorf("calls %q and %d sandboxes left", server.calls, server.sandboxes)
	}
}

func TestOrderAndNamesFollowTheSeed(t *testing.T) {
	t.Parallel()
	trace := func(seed int64) string {
		var names []string
		s := toySuite(t)
		for _, id := range []string{"TO-A-01", "TO-B-01", "TO-C-01", "TO-D-01", "TO-E-01", "TO-F-01"} {
			s.Spec(id, "names", adds, func(ctx ginkgo.SpecContext, e *toyEnv) {
				e.add(ctx)
				names = append(names, e.Unique("acme"), e.Unique("acme"))
			})
		}
		if _, err := Run(t.Context(), Options{Seed: seed}, Job{s.Suite, InProcess(newToy())}); err != nil {
			t.Fatal(err)
		}
		if slices.Sort(names); len(slices.Compact(slices.Clone(names))) != 12 {
			t.Errorf("names repeat: %q", names)
		}
		return strings.Join(names, ", ")
	}
	if a, b := trace(1), trace(1); a != b {
		t.Errorf("one seed, two runs: %s and %s", a, b)
	}
	if a, b := trace(1), trace(2); a == b {
		t.Error("two seeds give the same names")
	}
}

func TestQuestions(t *testing.T) {
	t.Parallel()
	ask := About{Calls: []string{"addThing"}, From: "Things", Evidence: openapi.Inferred,
		Question: "TO-Q01", Readings: []string{"kept", "lost"}}
	observe := func(reading string) toyBody {
		return func(ctx ginkgo.SpecContext, e *toyEnv) {
			e.add(ctx)
			if reading != "" {
				e.Observe(reading)
			}
		}
	}
	simulator, live := InProcess(newToy()), liveAt(newToy(), openapi.Write)
	cases := map[string]struct {
		target   Target
		body     toyBody
		status   string
		observed string
		want     string
	}{
		"the chosen reading":             {simulator, observe("kept"), Passed, "kept", ""},
		"another reading of a simulator": {simulator, observe("lost"), Failed, "lost", "TO-Q01: the reading that crmsim is built on"},
		"another reading of the vendor":  {live, observe("lost"), Passed, "lost", ""},
		"no reading at all":              {live, observe(""), Failed, "", "observed no reading of TO-Q01"},
		"a reading nobody listed":        {live, observe("sold"), Failed, "", `the spec observed "sold"`},
		"a vendor that surprises": {live, func(ctx ginkgo.SpecContext, e *toyEnv) {
			Expect(e.add(ctx)).To(Equal(toyKey))
		}, Skipped, "", ""},
		"a simulator that surprises": {simulator, func(ctx ginkgo.SpecContext, e *toyEnv) {
			Expect(e.add(ctx)).To(Equal("another"))
		}, Failed, "", "to equal"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := runOne(t, c.target, ask, c.body)
			if result.Status != c.status || result.Reading == nil || result.Reading.Observed != c.observed || result.Reading.Chosen != "kept" {
				t.Fatalf("status %s, reading %+v, failures %v", result.Status, result.Reading, result.Failures)
			}
			if c.want != "" {
				wantFailure(t, result, c.want)
			}
			if strings.Contains(result.Reason, toyKey) {
				t.Errorf("reason %q holds a secret", result.Reason)
			}
		})
	}
}

func TestQuestionReportsAnswersOutsideTheDocument(t *testing.T) {
	t.Parallel()
	server := newToy()
	server.answer = func(op, body string) (int, string) { return 404, body }
	ask := About{Calls: []string{"getThing"}, From: "Things", Evidence: openapi.Inferred, Question: "TO-Q01", Readings: []string{"200", "404"}}
	result := runOne(t, liveAt(server, ""), ask, func(ctx ginkgo.SpecContext, e *toyEnv) {
		_, err := e.send(ctx, "GET", "get", url.Values{"id": {"theirs"}}, "")
		Expect(err).NotTo(HaveOccurred())
		e.Observe("404")
	})
	if result.Status != Passed || len(result.Findings) != 1 || result.Findings[0].Rule != openapi.RuleStatus {
		t.Errorf("status %s, findings %v, want a report of the undocumented status", result.Status, result.Findings)
	}
}

func TestControlSpecsHaveTheirOwnSandbox(t *testing.T) {
	t.Parallel()
	server := newToy()
	about := adds
	about.Control = true
	open := 0
	if result := runOne(t, InProcess(server), about, func(ctx ginkgo.SpecContext, e *toyEnv) {
		e.add(ctx)
		open = server.sandboxes
		Expect(e.Control().Sandbox).To(Equal("box"))
	}); result.Status != Passed {
		t.Fatalf("status %s: %v", result.Status, result.Failures)
	}
	if open != 2 || server.sandboxes != 0 {
		t.Errorf("%d sandboxes during the spec and %d after it, want 2 and 0", open, server.sandboxes)
	}
	wantFailure(t, runOne(t, InProcess(server), adds, func(ctx ginkgo.SpecContext, e *toyEnv) {
		e.add(ctx)
		e.Control()
	}), "the spec uses the control API and does not say so")
}

func TestStoppedRun(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	s := toySuite(t)
	for _, id := range []string{"TO-ADD-01", "TO-ADD-02", "TO-ADD-03"} {
		s.Spec(id, "stops the run", adds, func(ctx ginkgo.SpecContext, e *toyEnv) {
			e.add(ctx)
			stop()
		})
	}
	server := newToy()
	report, err := Run(ctx, Options{}, Job{s.Suite, InProcess(server)})
	if !errors.Is(err, context.Canceled) || report == nil || report.Totals != (Totals{1, 0, 2}) {
		t.Errorf("error %v and report %+v, want the first spec alone to run", err, report)
	}
	if server.sandboxes != 0 || len(server.things) != 1 {
		t.Errorf("%d sandboxes and %d things are left", server.sandboxes, len(server.things)-1)
	}
}

// TestEffectComesFromTheDocument: what a spec may do follows from what its operations do.
func TestEffectComesFromTheDocument(t *testing.T) {
	t.Parallel()
	s := toySuite(t)
	for i, c := range []struct {
		calls []string
		want  string
	}{
		{[]string{"getThing"}, openapi.Read},
		{[]string{"getThing", "addThing"}, openapi.Write},
		{[]string{"deleteThing", "addThing", "getThing"}, openapi.Destructive},
	} {
		s.Spec(fmt.Sprintf("TO-EFFECT-%02d", i+1), "x", About{Calls: c.calls, From: "Things", Evidence: openapi.Documented}, nil)
		if got := s.Specs[len(s.Specs)-1].Effect(); got != c.want {
			t.Errorf("a spec that calls %v is %s, want %s", c.calls, got, c.want)
		}
	}
}
