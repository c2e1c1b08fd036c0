package dustess

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var testCredentials = Credentials{ClientID: "client-TEST", ClientSecret: "secret-TEST"}

// testNow is a quarter past five in Shanghai.
var testNow = time.Date(2026, 1, 5, 9, 15, 0, 0, time.UTC)

// A vendor gives out the tokens token-1, token-2 and so on, answers every other request with the next
// of its answers, the last one for ever, and remembers the requests.
type vendor struct {
	url string
	end string // of the tokens, as it is told

	mu       sync.Mutex
	answers  []string
	issued   int
	requests []received
}

type received struct {
	method, path, contentType, body string
	query                           url.Values
	header                          string // accessToken
}

func newVendor(t *testing.T, answers ...string) *vendor {
	v := &vendor{answers: answers, end: "2026-01-05 19:15:00"}
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
	v.requests = append(v.requests, received{r.Method, r.URL.Path, r.Header.Get("Content-Type"), string(body), r.URL.Query(),
		r.Header.Get("accessToken")})
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if strings.HasSuffix(r.URL.Path, "/auth/v1/access_token/token") {
		v.issued++
		fmt.Fprintf(w, `{"success":true,"code":0,"msg":"","data":{"accessToken":"token-%d","expiresIn":"%s"}}`, v.issued, v.end)
		return
	}
	io.WriteString(w, v.answers[0])
	if len(v.answers) > 1 {
		v.answers = v.answers[1:]
	}
}

// seen returns the requests up to now, but for those of a token.
func (v *vendor) seen() []received {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(v.requests), func(r received) bool { return strings.Contains(r.path, "/auth/") })
}

// tokens says how many tokens were asked for.
func (v *vendor) tokens() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.issued
}

func (v *vendor) client(t *testing.T, options ...Option) *Client {
	t.Helper()
	options = append([]Option{WithBaseURL(v.url), WithClock(func() time.Time { return testNow })}, options...)
	client, err := NewClient(testCredentials, options...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

const (
	someNames = `{"success":true,"msg":"","data":[{"id":"marketActivity","name":"市场活动"},{"id":"socialPromotion","name":"社交推广"}]}`
	badToken  = `{"code":40002,"msg":"access token invalid","data":{}}`
	applied   = `{"success":true,"msg":"","data":{"fail":null,"success":[{"code":0,"index":1,"id":"ad14ce98","msg":""},{"code":0,"index":2,"uuid":"ad334abc","msg":""}]}}`
)
