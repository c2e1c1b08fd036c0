package dustess

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

const (
	life  = 2 * time.Hour    // of a token, as announced (DU-Q03)
	grace = 10 * time.Minute // for which it is taken beyond that (DU-Q03)
)

// claims are what a token says. Its times are Unix nanoseconds, as observed (DU-Q03).
type claims struct {
	Exp int64  `json:"exp"`
	Iat int64  `json:"iat"`
	ID  string `json:"id"` // of the tenant
}

var encoding = base64.RawURLEncoding

var tokenHead = encoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`))

// tokenStart is how every token begins.
var tokenStart = tokenHead + "."

// token makes a JWT. A new one leaves earlier ones valid (DU-Q03).
func (a app) token(now time.Time) string {
	payload := fmt.Sprintf(`{"exp":%d,"iat":%d,"id":%q}`, now.Add(life+grace).UnixNano(), now.UnixNano(), a.TenantID)
	text := tokenHead + "." + encoding.EncodeToString([]byte(payload))
	return text + "." + a.sign(text)
}

func (a app) sign(text string) string {
	mac := hmac.New(sha256.New, []byte(a.ClientSecret))
	mac.Write([]byte(text))
	return encoding.EncodeToString(mac.Sum(nil))
}

// readToken returns what a JWT says, without looking at its signature.
func readToken(token string) (claims, bool) {
	_, rest, _ := strings.Cut(token, ".")
	payload, _, dotted := strings.Cut(rest, ".")
	raw, err := encoding.DecodeString(payload)
	var c claims
	if !dotted || err != nil || json.Unmarshal(raw, &c) != nil {
		return claims{}, false
	}
	return c, true
}

// accepts returns why the app does not take a token, "" when it does.
func (a app) accepts(token string, now time.Time) string {
	if token != "" && token == a.AccessToken {
		return ""
	}
	c, isJWT := readToken(token)
	last := strings.LastIndex(token, ".")
	switch {
	case !isJWT || c.ID != a.TenantID || !hmac.Equal([]byte(token[last+1:]), []byte(a.sign(token[:last]))):
		return "a token that was not issued here"
	case now.UnixNano() >= c.Exp:
		return "a token that ended at " + localTime(time.Unix(0, c.Exp))
	default:
		return ""
	}
}

// findToken finds tokens that getAccessToken made, here or elsewhere, whether they are still good or not.
func findToken(text string) (from, to int) {
	for rare := strings.IndexByte(tokenStart, 'J'); ; { // A byte that few other texts have, so that the search is fast.
		at := strings.Index(text[from:], tokenStart[rare:])
		if at < 0 {
			return -1, -1
		}
		if from += at; from >= rare && text[from-rare:from] == tokenStart[:rare] {
			from -= rare
			break
		}
		from++
	}
	end := strings.IndexFunc(text[from:], func(r rune) bool {
		return r != '.' && r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
	if end < 0 {
		return from, len(text)
	}
	return from, from + end
}

// A grant remembers that a token was issued. A JWT by itself would be good again after a reset, or in another sandbox
// of the same name. To sign a count of resets with it would not do: the same requests would give other answers.
type grant struct {
	ClientID string    `json:"client_id"`
	IssuedAt time.Time `json:"issued_at"`
}

func lessGrant(a, b grant) bool {
	return a.IssuedAt.Before(b.IssuedAt) || a.IssuedAt.Equal(b.IssuedAt) && a.ClientID < b.ClientID
}

func (g grant) good(now time.Time) bool { return now.Before(g.IssuedAt.Add(life + grace)) }

// remembered is how long a grant is kept, so that who sends a token of yesterday is told that it has expired.
const remembered = 24 * time.Hour

// addGrant remembers a token, and drops the grants that are too old to matter: each once, so that a call pays for
// no more than it adds.
func addGrant(tx *tx, g grant) {
	for oldest, found := tx.State.grants.Least(); found && tx.Now.Sub(oldest.IssuedAt) >= remembered; {
		tx.State.grants.Delete(tx.Writer, oldest)
		oldest, found = tx.State.grants.Least()
	}
	tx.State.grants.Put(tx.Writer, g)
}

// tokenFor returns a token that the app may use now: the one that it was given, or one that it was issued; "" for none.
func (s *state) tokenFor(a app, now time.Time) string {
	if a.AccessToken != "" {
		return a.AccessToken
	}
	for g := range s.grants.All() {
		if g.ClientID == a.ClientID && g.good(now) {
			return a.token(g.IssuedAt)
		}
	}
	return ""
}

// accepts returns why a token of an app is not taken, "" when it is.
func (s *state) accepts(a app, token string, now time.Time) string {
	reason := a.accepts(token, now)
	if reason != "" || token == a.AccessToken {
		return reason
	}
	said, _ := readToken(token)
	if _, issued := s.grants.Get(grant{a.ClientID, time.Unix(0, said.Iat).UTC()}); !issued {
		return "a token that was issued before a reset, or in another sandbox of this name"
	}
	return ""
}

// deleteApp takes an app away for good, and its tokens with it.
func deleteApp(tx *tx, a app) {
	removeApp(tx, a)
	for _, g := range all(tx.State.grants) {
		if g.ClientID == a.ClientID {
			tx.State.grants.Delete(tx.Writer, g)
		}
	}
}

func grantTable() api.Table {
	return api.Rows[state, grant]{
		Called: "tokens", Is: "Tokens that getAccessToken has issued, and when; the id is client_id@issued_at.",
		In: api.In(func(s *state) *store.Set[grant] { return &s.grants }),
		ID: func(g grant) string { return g.ClientID + "@" + g.IssuedAt.Format(time.RFC3339Nano) },
		Key: func(id string) (grant, error) {
			at := strings.LastIndexByte(id, '@')
			issued, err := time.Parse(time.RFC3339Nano, id[at+1:])
			if at < 1 || err != nil || !api.InRange(issued) {
				return grant{}, errors.New("want an id of client_id and issued_at, such as client-default@2026-01-05T09:00:00Z")
			}
			return grant{id[:at], issued.UTC()}, nil
		},
		Check: func(tx *tx, g *grant) error {
			g.IssuedAt = g.IssuedAt.UTC()
			if _, known := tx.State.apps.Get(app{ClientID: g.ClientID}); !known || !api.InRange(g.IssuedAt) {
				return errors.New("want the client_id of an app, and an issued_at that a clock can have")
			}
			return nil
		},
	}
}
