package dustess

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// A world is the vendor in one sandbox, whose clock stands still.
type world struct {
	vendor  api.Vendor
	sandbox *api.Sandbox
	shown   credentials
}

var worldTime = time.Date(2026, 1, 5, 9, 15, 0, 0, time.UTC)

func newWorld(t testing.TB, name string) *world {
	t.Helper()
	v, err := New(42, 0)
	if err != nil {
		t.Fatal(err)
	}
	return settle(v, name)
}

func settle(v api.Vendor, name string) *world {
	s := api.NewSandbox(name, 42)
	s.Clock.Set(worldTime, true)
	shown, _ := v.Settle(s, nil)
	return &world{v, s, shown.(credentials)}
}

// send makes a call with a token and returns the answer.
func (w *world) send(operation, token, body string) api.Answer {
	op := w.vendor.Document().Operation(operation)
	r := httptest.NewRequest(op.Methods[0], "http://localhost"+op.Path+"?accessToken="+token, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return w.vendor.Answer(&api.Call{Operation: op, HTTP: r, Query: r.URL.Query(), RawBody: []byte(body), Sandbox: w.sandbox})
}

// token gets an access token.
func (w *world) token(t testing.TB) string {
	t.Helper()
	var got struct {
		Data struct{ AccessToken, ExpiresIn string }
	}
	answer := w.send("getAccessToken", "", `{"clientId":"`+w.shown.ClientID+`","clientSecret":"`+w.shown.ClientSecret+`"}`)
	if err := json.Unmarshal(answer.Body, &got); err != nil || got.Data.AccessToken == "" {
		t.Fatalf("no token: %s", answer.Body)
	}
	return got.Data.AccessToken
}

// table reads a whole table as the control API does.
func (w *world) table(t testing.TB, name string) map[string]any {
	t.Helper()
	all, err := w.vendor.Records(w.sandbox, name)
	if err != nil {
		t.Fatal(err)
	}
	records := map[string]any{}
	for id, r := range all {
		records[id] = r
	}
	return records
}
