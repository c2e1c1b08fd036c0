package dustess

import (
	"context"
	"sync"
	"time"
)

const (
	defaultLife  = 2 * time.Hour   // of a token whose end is not told (DU-Q02)
	early        = 5 * time.Minute // how long before its end a token is replaced
	fetchTimeout = 30 * time.Second
)

// zone is that of the vendor's dates (DU-Q41). China has no daylight saving time.
var zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// Token returns the access token that calls go out with, and gets one if need be. It serves calls
// that this package does not have: send it as the query parameter accessToken or, about work orders, as the header of
// that name.
//
// Operation: getAccessToken.
func (c *Client) Token(ctx context.Context) (string, error) { return c.caller.tokens.get(ctx, "") }

// tokens keeps one token and replaces it when it ends or is refused.
type tokens struct {
	now   func() time.Time
	fetch func(context.Context) (token, error)

	mu      sync.Mutex
	current token
	pending *fetching // nil unless a token is being fetched
}

type token struct {
	text string
	end  time.Time
}

// A fetching is one request for a token, with all calls that wait for it.
type fetching struct {
	done  chan struct{} // closed when the rest is set
	token token
	err   error
}

// get returns a token that is still good and is not the refused one. All callers that need a new one
// wait for the same request, which outlives the context of each.
func (t *tokens) get(ctx context.Context, refused string) (string, error) {
	t.mu.Lock()
	if good := t.current; good.text != refused && t.now().Before(good.end.Add(-early)) {
		t.mu.Unlock()
		return good.text, nil
	}
	if t.pending == nil {
		t.pending = &fetching{done: make(chan struct{})}
		go t.renew(context.WithoutCancel(ctx), t.pending)
	}
	f := t.pending
	t.mu.Unlock()
	select {
	case <-f.done:
		return f.token.text, f.err
	case <-ctx.Done():
		return "", fail("getAccessToken", ctx.Err())
	}
}

func (t *tokens) renew(ctx context.Context, f *fetching) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	f.token, f.err = t.fetch(ctx)
	t.mu.Lock()
	if f.err == nil {
		t.current = f.token
	}
	t.pending = nil
	t.mu.Unlock()
	close(f.done)
}

// tokenRequest is in the spelling of most programs (DU-Q01).
type tokenRequest struct {
	ClientID     string `json:"clientId"`
	ClientSecret string `json:"clientSecret"`
}

type tokenAnswer struct {
	outcome
	Data struct {
		AccessToken string `json:"accessToken"`
		ExpiresIn   string `json:"expiresIn"` // a date-time, in spite of its name
	} `json:"data"`
}

func (a tokenAnswer) missing() string { return lacks("data.accessToken", a.Data.AccessToken == "") }

func (c *caller) fetchToken(ctx context.Context) (token, error) {
	what := post("getAccessToken", "auth/v1/access_token/token", tokenRequest(c.credentials))
	response, err := c.exchange(ctx, what, "")
	if err != nil {
		return token{}, fail(what.operation, err)
	}
	got, err := read[tokenAnswer](what.operation, response)
	if err != nil {
		return token{}, err
	}
	end, err := time.ParseInLocation(time.DateTime, got.Data.ExpiresIn, zone)
	if err != nil {
		end = c.tokens.now().Add(defaultLife)
	}
	return token{got.Data.AccessToken, end}, nil
}
