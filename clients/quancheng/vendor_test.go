package quancheng

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
)

var testCredentials = Credentials{Token: "11111111-1111-4111-8111-111111111111", SiteKey: "site"}

// A vendor answers every request with the next of its answers, the last one for ever, and
// remembers the requests.
type vendor struct {
	url string

	mu       sync.Mutex
	answers  []string
	requests []received
}

type received struct {
	method, path string
	query, form  url.Values
}

func newVendor(t *testing.T, answers ...string) *vendor {
	t.Helper()
	v := &vendor{answers: answers}
	server := httptest.NewServer(v)
	t.Cleanup(server.Close)
	v.url = server.URL + "/OM/WebApi/Handler/1.0/"
	return v
}

func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	path := strings.TrimPrefix(r.URL.Path, "/OM/WebApi/Handler/1.0/")
	v.requests = append(v.requests, received{r.Method, path, r.URL.Query(), r.PostForm})
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	io.WriteString(w, v.answers[0])
	if len(v.answers) > 1 {
		v.answers = v.answers[1:]
	}
}

// seen returns the requests up to now.
func (v *vendor) seen() []received {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.requests)
}

func (v *vendor) client(t *testing.T, credentials Credentials) *Client {
	t.Helper()
	client, err := NewClient(credentials, WithBaseURL(v.url))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

const refusedToken = `{"error_code":1002,"error_msg":"访问令牌无效或已过期"}`
