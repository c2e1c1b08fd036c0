package contracts

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/openapi"
)

// selectable returns a suite of two operations whose texts do what they can to be taken for ids.
func selectable(t *testing.T) *Suite {
	t.Helper()
	s := toySuite(t)
	s.Spec("TO-ADD-01", "TO-GET-01 adds", adds, careless)
	required := adds
	required.Rule = "required"
	s.Spec("addThing.required.name", "adds, TO-ADD-01", required, careless)
	s.Spec("addThing.required.name.first", "adds", required, careless)
	s.Spec("TO-GET-01", "", About{Calls: []string{"getThing", "addThing"}, From: "Things > Get",
		Evidence: openapi.Documented, Level: Extended},
		func(ctx ginkgo.SpecContext, e *toyEnv) {
			id := e.add(ctx)
			_, err := e.send(ctx, "GET", "get", map[string][]string{"id": {id}}, "")
			Expect(err).NotTo(HaveOccurred())
		})
	s.Specs[3].Text, s.problems = " reads, without a title to speak of", nil
	return s.Suite
}

func TestSelection(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		options Options
		want    string
	}{
		"all":                       {Options{}, "TO-ADD-01 addThing.required.name addThing.required.name.first TO-GET-01"},
		"an operation":              {Options{Labels: "op:getThing"}, "TO-GET-01"},
		"no operation":              {Options{Labels: "op:get"}, ""},
		"an operation and no rule":  {Options{Labels: "op:addThing && !rule:required"}, "TO-ADD-01 TO-GET-01"},
		"a level":                   {Options{Labels: "level:extended"}, "TO-GET-01"},
		"an id":                     {Options{IDs: []string{"TO-GET-01"}}, "TO-GET-01"},
		"an id that begins another": {Options{IDs: []string{"addThing.required.name"}}, "addThing.required.name"},
		"the beginning of ids":      {Options{IDs: []string{"addThing.required"}}, "addThing.required.name addThing.required.name.first"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report, err := Run(t.Context(), c.options, Job{selectable(t), InProcess(newToy())})
			if err != nil {
				t.Fatal(err)
			}
			var ran []string
			for _, s := range report.Specs {
				ran = append(ran, s.ID)
				if s.Status != Passed {
					t.Errorf("%s %s: %v", s.ID, s.Status, s.Failures)
				}
			}
			if got := strings.Join(ran, " "); got != c.want {
				t.Errorf("ran %q, want %q", got, c.want)
			}
		})
	}
}

// TestContractOfTheToy is what TestGoTestSelects calls: the contract as a vendor's package has it.
func TestContractOfTheToy(t *testing.T) {
	server := newToy()
	Test(t, selectable(t), server)
	for _, agent := range server.agents {
		t.Log("called by", agent)
	}
}

// TestGoTestSelects: only what -run and the label filter select makes any call, and is reported.
func TestGoTestSelects(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for flags, want := range map[string][]string{
		"-test.run=^TestContractOfTheToy$/^TO-GET-01$":                      {"TO-GET-01"},
		"-test.run=^TestContractOfTheToy$ -ginkgo.label-filter=op:getThing": {"TO-GET-01"},
		"-test.run=^TestContractOfTheToy$ -ginkgo.label-filter=rule:required": {"addThing.required.name",
			"addThing.required.name.first"},
		"-test.run=^TestContractOfTheToy$/^addThing.required.name$ -ginkgo.label-filter=!level:extended": {"addThing.required.name"},
	} {
		text, err := exec.CommandContext(t.Context(), program, append(strings.Fields(flags), "-test.v")...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", flags, err, text)
		}
		for what, pattern := range map[string]string{"calls": `called by crmcheck \((\S+)\)`, "reports": `--- PASS: TestContractOfTheToy/(\S+)`} {
			var got []string
			for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1) {
				got = append(got, match[1])
			}
			slices.Sort(got)
			if got = slices.Compact(got); !slices.Equal(got, want) {
				t.Errorf("%s: %s of %q, want %q", flags, what, got, want)
			}
		}
	}
}

// TestFailuresAreNoDumps: a failed assertion is told in one line, without the types and addresses of Go.
func TestFailuresAreNoDumps(t *testing.T) {
	t.Parallel()
	type thing struct {
		ID   *int
		Name string
	}
	many := make([]thing, 400)
	for name, assert := range map[string]func(){
		"structs":  func() { Expect(thing{new(7), "x"}).To(Equal(thing{new(8), "y"})) },
		"pointers": func() { Expect(&thing{new(7), "x"}).To(Equal(&thing{new(8), "y"})) },
		"maps":     func() { Expect(map[string]any{"a": 1}).To(HaveKey("b")) },
		"lists":    func() { Expect(many).To(BeEmpty()) },
		"texts":    func() { Expect("one\ntwo").To(Equal("three")) },
		"errors":   func() { Expect(os.ErrNotExist).NotTo(HaveOccurred()) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := runOne(t, InProcess(newToy()), adds, func(ctx ginkgo.SpecContext, e *toyEnv) {
				e.add(ctx)
				assert()
			})
			wantFailure(t, result, "TO-ONE-01  addThing  does one thing", "\n  sent   POST /toy/add", "\n  got    200", "\n  rule   Things > Add",
				"\n  at     contracts/selection_test.go:", "\n  again  crmcheck run --id TO-ONE-01")
			detail := result.Failures[0].Detail
			if len(detail) > maxMessage+len("…") || strings.Contains(detail, "\n") ||
				regexp.MustCompile(`0xc0|<[a-z*\[]|len:\d`).MatchString(detail) {
				t.Errorf("%d bytes: %s", len(detail), detail)
			}
		})
	}
}
