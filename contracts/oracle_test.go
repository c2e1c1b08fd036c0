package contracts

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/openapi"
)

// careless is a body that passes whatever the answer is.
func careless(ctx ginkgo.SpecContext, e *toyEnv) { e.add(ctx) }

func TestPasses(t *testing.T) {
	t.Parallel()
	server := newToy()
	result := runOne(t, InProcess(server), adds, careless)
	if result.Status != Passed || len(result.Failures) > 0 {
		t.Fatalf("status %s: %v", result.Status, result.Failures)
	}
	if got := strings.Join(server.calls, " "); got != "add delete" {
		t.Errorf("calls %q, want the clean-up after the spec", got)
	}
	if server.sandboxes != 0 {
		t.Errorf("%d sandboxes are left", server.sandboxes)
	}
	if server.agents[0] != "crmcheck (TO-ONE-01)" {
		t.Errorf("User-Agent %q, want the spec's id in it", server.agents[0])
	}
}

// The bodies of these specs assert nothing that the defect touches: only the oracle can fail them.
func TestOracleFailsASpecFor(t *testing.T) {
	t.Parallel()
	change := func(operation string, status int, from, to string) func(string, string) (int, string) {
		return func(op, body string) (int, string) {
			if op != operation {
				return http.StatusOK, body
			}
			return status, strings.Replace(body, from, to, 1)
		}
	}
	cases := map[string]struct {
		answer func(operation, body string) (int, string)
		want   []string
	}{
		"a field of another type": {change("add", 200, `"t1"`, `1`), []string{"TO-ONE-01  addThing  response body /id  type",
			"got    200 {\"code\":0,\"id\":1}", "openapi/toy.yaml:", "(Things > Add, documented)", "crmcheck run --id TO-ONE-01 --seed 7"}},
		"a required field left out":     {change("add", 200, `"id"`, `"ID"`), []string{"addThing  response body /id  required: missing"}},
		"an undocumented code":          {change("add", 200, `"code":0`, `"code":7`), []string{"addThing  response body /code  enum"}},
		"an undocumented status":        {change("add", 201, "", ""), []string{"addThing  response status  status: 201"}},
		"bytes after the value":         {change("add", 200, "}", "}!!"), []string{"addThing  response body  trailing"}},
		"clean-up outside the document": {change("delete", 200, `"id":"t1"`, `"id":false`), []string{"deleteThing  response body /id  type"}},
		"clean-up that is not answered": {func(op, body string) (int, string) {
			return 200, map[bool]string{true: "hang up", false: body}[op == "delete"]
		}, []string{"clean-up: ", "deleteThing  the server closed the connection"}},
		"an empty answer in the clean-up": {func(op, body string) (int, string) { return 200, map[bool]string{false: body}[op == "delete"] },
			[]string{"deleteThing  response body  syntax"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newToy()
			server.answer = c.answer
			wantFailure(t, runOne(t, InProcess(server), adds, careless), c.want...)
		})
	}
}

func TestOracleJudgesRequests(t *testing.T) {
	t.Parallel()
	get := About{Calls: []string{"getThing"}, From: "Things > Get", Evidence: openapi.Documented}
	call := func(wrong bool, method, path string, query url.Values) toyBody {
		return func(ctx ginkgo.SpecContext, e *toyEnv) {
			var sending context.Context = ctx
			if wrong {
				sending = Wrong(ctx)
			}
			_, err := e.send(sending, method, path, query, "")
			Expect(err).NotTo(HaveOccurred())
		}
	}
	cases := map[string]struct {
		about About
		body  toyBody
		want  string // "" when the spec passes
	}{
		"an undocumented parameter": {get, call(false, "GET", "get", url.Values{"id": {"theirs"}, "ID2": {"1"}}),
			"getThing  request query ID2  unknown"},
		"a value outside the document": {get, call(false, "GET", "get", url.Values{"id": {"much too long"}}),
			"getThing  request query id  maxLength"},
		"no operation":              {get, call(false, "DELETE", "get", url.Values{}), "request  is no operation of the document"},
		"another method on purpose": {get, call(true, "DELETE", "get", url.Values{}), ""},
		"wrong on purpose":          {get, call(true, "GET", "get", url.Values{}), ""},
		"marked wrong, but right": {get, call(true, "GET", "get", url.Values{"id": {"theirs"}}),
			"getThing  is marked wrong, and the document has nothing against it"},
		"more than its operations may do": {get, careless, "calls addThing, which is write; the spec says that it is read"},
		"less than its set-up may do": {get.After(openapi.Write), call(false, "GET", "get", url.Values{"id": {"theirs"}}),
			"says that it is write, and was read at most"},
		"set-up that is declared": {get.After(openapi.Write), addsAndGets, ""},
		"a declared operation is not called": {About{Calls: []string{"getThing", "addThing"}, From: "Things", Evidence: openapi.Documented},
			careless, "declares getThing and never calls it"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := runOne(t, InProcess(newToy()), c.about, c.body)
			if c.want != "" {
				wantFailure(t, result, c.want)
			} else if result.Status != Passed {
				t.Errorf("status %s: %v", result.Status, result.Failures)
			}
		})
	}
}

func addsAndGets(ctx ginkgo.SpecContext, e *toyEnv) {
	_, err := e.send(ctx, "GET", "get", url.Values{"id": {e.add(ctx)}}, "")
	Expect(err).NotTo(HaveOccurred())
}

func TestWrongRequestsStillGetTheirAnswerChecked(t *testing.T) {
	t.Parallel()
	server := newToy()
	server.answer = func(string, string) (int, string) { return 200, `{"code":400}` }
	about := About{Calls: []string{"getThing"}, From: "Things > Get", Evidence: openapi.Documented}
	result := runOne(t, InProcess(server), about, func(ctx ginkgo.SpecContext, e *toyEnv) {
		_, err := e.send(Wrong(ctx), "GET", "get", url.Values{}, "")
		Expect(err).NotTo(HaveOccurred())
	})
	wantFailure(t, result, "getThing  response body", "required: missing")
}

func TestSoftFindingsAreReported(t *testing.T) {
	t.Parallel()
	server := newToy()
	server.answer = func(_, body string) (int, string) {
		return 200, strings.Replace(body, `"code"`, `"novelty":1,"code"`, 1)
	}
	result := runOne(t, InProcess(server), adds, careless)
	if result.Status != Passed {
		t.Fatalf("status %s: %v", result.Status, result.Failures)
	}
	if len(result.Findings) != 2 || result.Findings[0].Place != "/novelty" {
		t.Errorf("findings %v, want one of each answer", result.Findings)
	}
}

func TestFailedAssertion(t *testing.T) {
	t.Parallel()
	result := runOne(t, InProcess(newToy()), adds, func(ctx ginkgo.SpecContext, e *toyEnv) {
		Expect(e.add(ctx)).To(Equal("another"))
	})
	wantFailure(t, result, "TO-ONE-01  addThing  does one thing", "Expected t1 to equal another", "got    200 {\"code\":0,\"id\":\"t1\"}",
		"at     contracts/oracle_test.go:", "rule   Things > Add, documented")
	if len(result.Failures) != 1 {
		t.Errorf("%d failures, want the assertion alone", len(result.Failures))
	}
}

func TestPanicAndTimeout(t *testing.T) {
	t.Parallel()
	wantFailure(t, runOne(t, InProcess(newToy()), adds, func(ctx ginkgo.SpecContext, e *toyEnv) {
		e.add(ctx)
		panic("boo " + toyKey)
	}), "boo [redacted]", "addThing")

	s := toySuite(t)
	s.Spec("TO-SLOW-01", "waits", adds, func(ctx ginkgo.SpecContext, e *toyEnv) {
		e.add(ctx)
		<-ctx.Done()
	})
	server := newToy()
	report, err := Run(t.Context(), Options{Timeout: 50 * time.Millisecond}, Job{s.Suite, InProcess(server)})
	if err != nil {
		t.Fatal(err)
	}
	wantFailure(t, report.Specs[0], "timeout", "at     contracts/oracle_test.go:")
}
