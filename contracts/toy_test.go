package contracts

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/openapi"
)

// toyDocument is a vendor of things, small enough to see through.
const toyDocument = `openapi: 3.0.3
info: {title: Toy, version: '1'}
x-outcome: code
x-questions: [TO-Q01]
security: []
x-public: A document for a test.
paths:
  /toy/add:
    post:
      operationId: addThing
      x-source: {document: Things > Add}
      x-evidence: documented
      x-effect: write
      parameters: [{$ref: '#/components/parameters/key'}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewThing'}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}}}
  /toy/get:
    get:
      operationId: getThing
      x-source: {document: Things > Get}
      x-evidence: documented
      x-effect: read
      parameters: [{$ref: '#/components/parameters/key'}, {$ref: '#/components/parameters/id'}]
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}}}
  /toy/delete:
    post:
      operationId: deleteThing
      x-source: {document: Things > Delete}
      x-evidence: documented
      x-effect: destructive
      parameters: [{$ref: '#/components/parameters/key'}, {$ref: '#/components/parameters/id'}]
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}}}
components:
  parameters:
    key: {name: key, in: query, required: true, x-secret: true, schema: {type: string}}
    id: {name: id, in: query, required: true, schema: {type: string, maxLength: 8}}
  schemas:
    NewThing: {type: object, required: [name], properties: {name: {type: string}, secret: {type: string, x-secret: true}}}
    Answer: {oneOf: [{$ref: '#/components/schemas/Thing'}, {$ref: '#/components/schemas/Failure'}]}
    Thing: {type: object, required: [code, id], properties: {code: {type: integer, enum: [0]}, id: {type: string}, note: {type: string}}}
    Failure: {type: object, required: [code, text], properties: {code: {type: integer, enum: [400, 402, 500]}, text: {type: string}}}
`

// toyKey is the toy's only credential, and a secret.
const toyKey = "open&sesame"

// toy is a simulator of the toy vendor. It has the part of the control API that a run needs.
type toy struct {
	mu        sync.Mutex
	things    map[string]string
	sandboxes int // that are open
	calls     []string
	agents    []string
	answer    func(operation, body string) (int, string) // changes an answer; nil for none
}

func newToy() *toy { return &toy{things: map[string]string{"theirs": "not ours"}} }

func (s *toy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	operation := strings.TrimPrefix(r.URL.Path, "/toy/")
	if strings.HasPrefix(r.URL.Path, "/_sim/") {
		s.control(w, r)
		return
	}
	s.calls, s.agents = append(s.calls, operation), append(s.agents, r.UserAgent())
	status, text := http.StatusOK, s.carryOut(operation, r)
	if s.answer != nil {
		status, text = s.answer(operation, text)
	}
	if text == "hang up" {
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(status)
	fmt.Fprint(w, text)
}

func (s *toy) control(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodPost:
		s.sandboxes++
		w.WriteHeader(http.StatusCreated)
		json.NewEncoder(w).Encode(map[string]any{"name": "box", "credentials": map[string]any{"toy": map[string]any{"key": toyKey}}})
	case http.MethodDelete:
		s.sandboxes--
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *toy) carryOut(operation string, r *http.Request) string {
	id := r.URL.Query().Get("id")
	switch operation {
	case "add":
		id = fmt.Sprintf("t%d", len(s.things))
		s.things[id] = "new"
	case "get", "delete":
		if s.things[id] == "" {
			return `{"code":400,"text":"no such thing"}`
		}
		if operation == "delete" {
			delete(s.things, id)
		}
	default:
		return `{"code":500,"text":"no such operation"}`
	}
	return fmt.Sprintf(`{"code":0,"id":%q}`, id)
}

// toyEnv is what the toy's specs work through.
type toyEnv struct{ *Case }

// send makes one call and returns the answer as text; it asserts nothing.
func (e *toyEnv) send(ctx context.Context, method, path string, query url.Values, body string) (string, error) {
	query.Set("key", e.Credential("key"))
	r, err := http.NewRequestWithContext(ctx, method, e.BaseURL()+path+"?"+query.Encode(), bytes.NewReader([]byte(body)))
	if err != nil {
		return "", err
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	response, err := e.HTTPClient().Do(r)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return string(text), err
}

// add adds a thing and registers its removal.
func (e *toyEnv) add(ctx context.Context) string {
	text, err := e.send(ctx, "POST", "add", url.Values{}, `{"name":"x","secret":"hush hush"}`)
	Expect(err).NotTo(HaveOccurred())
	var made struct{ ID any }
	Expect(json.Unmarshal(bytes.Trim([]byte(text), "!"), &made)).To(Succeed())
	id := fmt.Sprint(made.ID)
	e.Cleanup(func(ctx context.Context) error {
		_, err := e.send(ctx, "POST", "delete", url.Values{"id": {id}}, "")
		return err
	})
	return id
}

func toyVendor() Vendor[*toyEnv] {
	return Vendor[*toyEnv]{
		ID: "toy", BasePath: "/toy/", Credentials: []Credential{{Name: "key"}},
		Connect: func(c *Case) *toyEnv { return &toyEnv{c} },
		Created: func(op *openapi.Operation, body any) []string {
			thing, _ := body.(map[string]any)
			if id, ok := thing["id"].(string); ok && op.ID == "addThing" {
				return []string{id}
			}
			return nil
		},
		Changes: func(op *openapi.Operation, query url.Values, _ []byte) []string {
			if op.ID == "deleteThing" {
				return []string{query.Get("id")}
			}
			return nil
		},
	}
}

// toySuite returns an empty suite of the toy.
func toySuite(t *testing.T) *Declaration[*toyEnv] {
	t.Helper()
	document, err := openapi.Parse("toy", []byte(toyDocument))
	if err != nil {
		t.Fatal(err)
	}
	return declare(toyVendor(), document, document.Questions())
}

// adds is the About of most toy specs.
var adds = About{Calls: []string{"addThing"}, From: "Things > Add", Evidence: openapi.Documented}

type toyBody = func(ginkgo.SpecContext, *toyEnv)

// runOne runs one spec and returns its result.
func runOne(t *testing.T, target Target, about About, body toyBody) Result {
	t.Helper()
	s := toySuite(t)
	s.Spec("TO-ONE-01", "does one thing", about, body)
	report, err := Run(t.Context(), Options{Seed: 7}, Job{s.Suite, target})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Specs) != 1 {
		t.Fatalf("%d results, want 1", len(report.Specs))
	}
	return report.Specs[0]
}

// liveAt makes the toy somebody's real tenant.
func liveAt(s *toy, effects string) Target {
	target := InProcess(s)
	target.Credentials, target.Effects = map[string]string{"key": toyKey}, effects
	return target
}

// wantFailure checks that a result failed with all the texts, and nothing else went wrong.
func wantFailure(t *testing.T, r Result, texts ...string) {
	t.Helper()
	if r.Status != Failed || len(r.Failures) == 0 {
		t.Fatalf("status %s with %v, want a failure with %q", r.Status, r.Failures, texts)
	}
	all := ""
	for _, f := range r.Failures {
		all += f.String() + "\n"
	}
	for _, text := range texts {
		if !strings.Contains(all, text) {
			t.Errorf("failures lack %q:\n%s", text, all)
		}
	}
}
