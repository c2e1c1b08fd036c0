package rest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/clients/internal/rest"
)

func TestParseBaseURL(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want string // of the operation a/b below it; "" for an error
	}{
		{"https://example.com", "https://example.com/a/b"},
		{"https://example.com/gw", "https://example.com/gw/a/b"},
		{"http://127.0.0.1:8080/~ci-1/gw/", "http://127.0.0.1:8080/~ci-1/gw/a/b"},
		{"http://[::1]:8080/a%2Fb/", "http://[::1]:8080/a%2Fb/a/b"},
		{"", ""},
		{"example.com/gw", ""},
		{"ftp://example.com/gw", ""},
		{"http:///gw", ""},
		{"http://example.com/gw?x=1", ""},
		{"http://example.com/gw#x", ""},
		{"http://exa mple.com/", ""},
	}
	for _, test := range tests {
		base, err := rest.ParseBaseURL(test.text)
		if err != nil {
			if test.want != "" {
				t.Errorf("%q: %v", test.text, err)
			}
			continue
		}
		if got := base.JoinPath("a/b").String(); got != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}

func TestNewRequest(t *testing.T) {
	t.Parallel()
	address := &url.URL{Scheme: "http", Host: "example.com"}

	request, err := rest.NewRequest(t.Context(), http.MethodPost, address, map[string]any{"name": "杨<志&永>"})
	if err != nil {
		t.Fatal(err)
	}
	if got := request.Header.Get("Content-Type"); got != "application/json; charset=utf-8" {
		t.Errorf("content type %q", got)
	}
	if request.GetBody == nil {
		t.Error("a transport cannot send the body again")
	}
	if sent, err := io.ReadAll(request.Body); err != nil || string(sent) != `{"name":"杨<志&永>"}` {
		t.Errorf("sent %q, %v", sent, err)
	}

	request, err = rest.NewRequest(t.Context(), http.MethodPost, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if request.Body != nil || request.Header.Get("Content-Type") != "" {
		t.Error("a request without a body has one, or a content type")
	}

	if _, err = rest.NewRequest(t.Context(), http.MethodPost, address, func() {}); err == nil {
		t.Error("a function has no JSON form")
	}
}

// ask sends a GET to a server that gives one answer, and decodes it into a free-form value.
func ask(t *testing.T, answer http.HandlerFunc) (any, error) {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/?token=SECRET", nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := rest.Send(rest.WithoutRedirects(server.Client()), request)
	if err != nil {
		return nil, err
	}
	var value any
	return value, got.Decode(&value)
}

// TestPackedUnasked: an answer is read whether or not the transport asked for gzip, and not when it is broken.
func TestPackedUnasked(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(`{"name":"杨志永"}`)); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	for what, sent := range map[string][]byte{"whole": packed.Bytes(), "cut": packed.Bytes()[:packed.Len()-9], "plain": []byte(`{"name":"x"}`)} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(sent)
		}))
		t.Cleanup(server.Close)
		for _, unasked := range []bool{true, false} {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			got, err := rest.Send(&http.Client{Transport: &http.Transport{DisableCompression: unasked}}, request)
			if (err == nil) != (what == "whole") || err == nil && string(got.Body) != `{"name":"杨志永"}` {
				t.Errorf("%s, unasked %v: %+v, %v", what, unasked, got, err)
			}
		}
	}
}

func TestRefusesWhatIsNoAnswer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		status      int
		contentType string
		body        string
		reason      string
	}{
		{"page of a proxy", 502, "text/html", "<html>Bad Gateway</html>", "the status is not 2xx"},
		{"JSON with an error status", 500, "application/json", `{"code":0}`, "the status is not 2xx"},
		{"JSON that says not found", 404, "application/json", `{"code":0}`, "the status is not 2xx"},
		{"page with status 200", 200, "text/html", "<html>", "not the JSON expected"},
		{"no body", 204, "", "", "not the JSON expected"},
		{"half a value", 200, "application/json", `{"code":`, "not the JSON expected"},
		{"two values", 200, "application/json", `{"code":0}{"code":0}`, "goes on after the JSON"},
		{"bytes after the value", 200, "application/json", `{"code":0}]`, "goes on after the JSON"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := ask(t, func(w http.ResponseWriter, _ *http.Request) {
				if test.contentType != "" {
					w.Header().Set("Content-Type", test.contentType)
				}
				w.WriteHeader(test.status)
				io.WriteString(w, test.body)
			})
			odd, ok := errors.AsType[*rest.ResponseError](err)
			if !ok {
				t.Fatalf("got %v, want a *ResponseError", err)
			}
			if odd.Status != test.status || odd.ContentType != test.contentType || string(odd.Body) != test.body {
				t.Errorf("the answer did not survive: %+v", odd)
			}
			if !strings.Contains(odd.Reason, test.reason) || !strings.Contains(odd.Error(), odd.Reason) {
				t.Errorf("%v does not say: %s", odd, test.reason)
			}
		})
	}
}

func TestKeepsBigIntegers(t *testing.T) {
	t.Parallel()
	got, err := ask(t, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, ` [12345678901234567890] `+"\n")
	})
	if err != nil {
		t.Fatal(err)
	}
	if number := got.([]any)[0]; number != json.Number("12345678901234567890") {
		t.Errorf("got %#v", number)
	}
}

func TestKeepsOnlyTheHeadOfAnOddAnswer(t *testing.T) {
	t.Parallel()
	_, err := ask(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		io.WriteString(w, strings.Repeat("x", 5000))
	})
	odd, ok := errors.AsType[*rest.ResponseError](err)
	if !ok || len(odd.Body) != 4096 {
		t.Errorf("got %v, want the first 4096 bytes", err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// blanks never ends.
type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestReadsABoundedBody(t *testing.T) {
	t.Parallel()
	endless := &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(blanks{})}, nil
	})}
	request := httptest.NewRequest(http.MethodGet, "http://example.com/", nil)
	request.RequestURI = ""
	_, err := rest.Send(endless, request)
	if odd, ok := errors.AsType[*rest.ResponseError](err); !ok || !strings.Contains(odd.Reason, "longer") {
		t.Errorf("got %v", err)
	}
}

func TestDoesNotFollowRedirects(t *testing.T) {
	t.Parallel()
	_, err := ask(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/elsewhere" {
			t.Error("the redirect was followed")
		}
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	})
	if odd, ok := errors.AsType[*rest.ResponseError](err); !ok || odd.Status != http.StatusFound || odd.Reason != "the status is not 2xx" {
		t.Errorf("got %v", err)
	}
}

func TestKeepsTheCallersRedirectPolicy(t *testing.T) {
	t.Parallel()
	own := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return nil }}
	if rest.WithoutRedirects(own) != own {
		t.Error("a client with a policy of its own was replaced")
	}
	plain := &http.Client{}
	if rest.WithoutRedirects(plain); plain.CheckRedirect != nil {
		t.Error("the caller's client was changed")
	}
}

func TestErrorsWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	cut := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	short := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, `{"code":0}`)
	}
	for name, answer := range map[string]http.HandlerFunc{"no answer": cut, "half an answer": short} {
		_, err := ask(t, answer)
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		if _, ok := errors.AsType[*rest.ResponseError](err); ok {
			t.Errorf("%s: %v is a *ResponseError", name, err)
		}
		if strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: %v shows the query", name, err)
		}
	}
}

func TestErrorWrapsTheContexts(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	address := &url.URL{Scheme: "http", Host: "127.0.0.1:1", RawQuery: "token=SECRET"}
	request, err := rest.NewRequest(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = rest.Send(&http.Client{}, request)
	if !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), "SECRET") {
		t.Errorf("got %v", err)
	}
}
