package dustess

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestATokenServesManyCalls(t *testing.T) {
	t.Parallel()
	v := newVendor(t, someNames)
	client := v.client(t)
	for range 3 {
		if _, err := client.Lists.Pools(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if v.tokens() != 1 {
		t.Errorf("asked for %d tokens, want 1", v.tokens())
	}
	for _, r := range v.seen() {
		if got := r.query["accessToken"]; len(got) != 1 || got[0] != "token-1" {
			t.Errorf("sent the tokens %q", got)
		}
	}
	var sent map[string]string
	if err := json.Unmarshal([]byte(v.requests[0].body), &sent); err != nil || sent["clientId"] != "client-TEST" || sent["clientSecret"] != "secret-TEST" {
		t.Errorf("asked for a token with %s, %v", v.requests[0].body, err)
	}
}

// expiresIn is a local time in Shanghai; a token is replaced five minutes before (DU-Q02, DU-Q03).
func TestATokenIsReplacedBeforeItEnds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		end   string
		later time.Duration
		want  int // tokens in all
	}{
		{"still good", "2026-01-05 19:15:00", 114 * time.Minute, 1},
		{"about to end", "2026-01-05 19:15:00", 115 * time.Minute, 2},
		{"two hours when the end is not told", "", 114 * time.Minute, 1},
		{"and no longer", "7200", 115 * time.Minute, 2},
	}
	for _, test := range tests {
		v := newVendor(t, someNames)
		v.end = test.end
		now := testNow
		client := v.client(t, WithClock(func() time.Time { return now }))
		for range 2 {
			if _, err := client.Lists.Pools(t.Context()); err != nil {
				t.Fatal(err)
			}
			now = now.Add(test.later)
		}
		if v.tokens() != test.want {
			t.Errorf("%s: asked for %d tokens, want %d", test.name, v.tokens(), test.want)
		}
	}
}

func TestARefusedTokenIsReplacedOnce(t *testing.T) {
	t.Parallel()
	v := newVendor(t, badToken, someNames)
	if pools, err := v.client(t).Lists.Pools(t.Context()); err != nil || len(pools) != 2 {
		t.Errorf("got %v, %v", pools, err)
	}
	if got := v.seen(); len(got) != 2 || got[1].query.Get("accessToken") != "token-2" || got[0].body != got[1].body {
		t.Errorf("sent %v", got)
	}

	v = newVendor(t, badToken)
	_, err := v.client(t).Lists.Pools(t.Context())
	if e, ok := errors.AsType[*Error](err); !ok || e.Code != CodeToken || e.Message != "access token invalid" || len(v.seen()) != 2 {
		t.Errorf("got %v after %d calls, want the refusal after 2", err, len(v.seen()))
	}
}

func TestWrongCredentialsAreTold(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `{"success":false,"code":40001,"msg":"client id or secret invalid","data":null}`)
	}))
	t.Cleanup(server.Close)
	client, err := NewClient(testCredentials, WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Token(t.Context())
	if e, ok := errors.AsType[*Error](err); !ok || e.Code != CodeClient || e.Operation != "getAccessToken" {
		t.Errorf("got %v", err)
	}
	if strings.Contains(err.Error(), "secret-TEST") {
		t.Errorf("%v shows the secret", err)
	}
}

// All callers that find no good token wait for one and the same request, which the first caller's
// context does not end. The bubble is idle only when every caller waits.
func TestNoStampede(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fetched atomic.Int32
		release := make(chan struct{})
		source := &tokens{now: time.Now}
		source.fetch = func(ctx context.Context) (token, error) {
			n := fetched.Add(1)
			<-release
			return token{fmt.Sprint("token-", n), time.Now().Add(2 * time.Hour)}, ctx.Err()
		}
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if got, err := source.get(t.Context(), ""); got != "token-1" || err != nil {
					t.Errorf("got %q, %v", got, err)
				}
			})
		}
		synctest.Wait()
		close(release)
		all.Wait()
		for range 50 {
			all.Go(func() {
				if got, err := source.get(t.Context(), "token-1"); got != "token-2" || err != nil {
					t.Errorf("after a refusal: got %q, %v", got, err)
				}
			})
		}
		all.Wait()
		if fetched.Load() != 2 {
			t.Errorf("fetched %d tokens, want 2", fetched.Load())
		}
	})
}

// A failed request for a token is the failure of those who waited for it, and of nobody after.
func TestAFailedTokenIsAskedForAgain(t *testing.T) {
	t.Parallel()
	failures := []error{errors.New("no connection"), nil}
	source := &tokens{now: time.Now}
	source.fetch = func(context.Context) (token, error) {
		err := failures[0]
		failures = failures[1:]
		return token{"token-1", time.Now().Add(time.Hour)}, err
	}
	if _, err := source.get(t.Context(), ""); err == nil {
		t.Error("no error")
	}
	if got, err := source.get(t.Context(), ""); got != "token-1" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}
