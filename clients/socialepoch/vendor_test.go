package socialepoch

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

var testCredentials = Credentials{TenantID: 520274, APIKey: "TESTKEY", UserName: "yangkun"}

// A vendor answers every request with the next of its answers, the last one for ever, and
// remembers the requests.
type vendor struct {
	url string

	mu       sync.Mutex
	answers  []string
	requests []received
}

type received struct {
	method, path, body string
	header             http.Header
}

func newVendor(t *testing.T, answers ...string) *vendor {
	v := &vendor{answers: answers}
	server := httptest.NewServer(v)
	t.Cleanup(server.Close)
	v.url = server.URL
	return v
}

func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.requests = append(v.requests, received{r.Method, r.URL.RequestURI(), string(body), r.Header})
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

// client returns a client of the vendor, with the clock of the signature vectors.
func (v *vendor) client(t *testing.T) *Client {
	t.Helper()
	client, err := NewClient(testCredentials, WithBaseURL(v.url), WithClock(testClock))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func testClock() time.Time { return time.UnixMilli(1710936559123) }

// ok is a success with the data, which is JSON.
func ok(data string) string { return `{"code":200,"message":"Success","data":` + data + `}` }
