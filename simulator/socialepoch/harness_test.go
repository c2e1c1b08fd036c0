package socialepoch

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
)

// A world is a sandbox in which only this vendor lives.
type world struct {
	vendor      api.Vendor
	sandbox     *api.Sandbox
	credentials credentials
}

func newWorld(t testing.TB, name string, customers int) *world {
	t.Helper()
	document, err := openapi.Load("socialepoch")
	if err != nil {
		t.Fatal(err)
	}
	spied := define(document)
	spied.Tables = append(spied.Tables, api.Table[state]{Name: spy, Get: func(s *state, _ string) (any, bool) { return s, true }})
	vendor, err := api.New(spied, 42, customers)
	if err != nil {
		t.Fatal(err)
	}
	sandbox := api.NewSandbox(name, 42)
	shown, selectors := vendor.Settle(sandbox, nil)
	w := &world{vendor, sandbox, shown.(credentials)}
	if len(selectors) != 1 || selectors[0] != w.id() {
		t.Fatalf("selected by %q, want the tenant's id %s", selectors, w.id())
	}
	return w
}

// spy is a table that gives the whole state away.
const spy = "state"

// state returns the published state.
func (w *world) state(t testing.TB) *state {
	t.Helper()
	s, _, err := w.vendor.Record(w.sandbox, spy, "")
	if err != nil {
		t.Fatal(err)
	}
	return s.(*state)
}

func (w *world) id() string { t := tenant{TenantID: w.credentials.TenantID}; return t.id() }

// headers signs a call.
func (w *world) headers(timestamp string) map[string]string {
	return map[string]string{
		"tenant_id": w.id(), "timestamp": timestamp, "token": signature(w.id(), timestamp, w.credentials.APIKey),
	}
}

// call makes a call with the headers and body as they are.
func (w *world) call(operation, body string, headers map[string]string) (*api.Call, api.Answer) {
	op := w.vendor.Document().Operation(operation)
	r := httptest.NewRequest(http.MethodPost, op.Path, strings.NewReader(body))
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	r.Header.Set("Content-Type", "application/json")
	raw, _ := io.ReadAll(r.Body) // A strings.Reader does not fail.
	c := &api.Call{Operation: op, HTTP: r, RawBody: raw, Sandbox: w.sandbox}
	return c, w.vendor.Answer(c)
}

// ask makes a signed call and returns the answer's body.
func (w *world) ask(operation, body string) string {
	body = strings.ReplaceAll(body, "TENANT", w.id())
	_, answer := w.call(operation, strings.ReplaceAll(body, "ADMIN", w.credentials.UserName), w.headers("1767574800000"))
	return string(answer.Body)
}

func codeOf(t testing.TB, body []byte) int {
	t.Helper()
	var envelope struct{ Code int }
	if err := json.Unmarshal(body, &envelope); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return envelope.Code
}
