package quancheng

import (
	"context"
	"slices"
	"strconv"
	"time"
)

// noToken is what the vendor's own client sends before it has signed in (QC-Q07).
const noToken = "-1"

// A session holds the token that all calls of a client share. Whoever takes it out of the channel may
// sign in meanwhile; the others wait for the result.
type session struct {
	held  chan held
	now   func() time.Time
	age   time.Duration // at which a token is replaced, 0 for never
	codes []string      // of refusals that mean the token; nil for all that no other meaning is known of
}

type held struct {
	token string
	since time.Time
}

func newSession(token string, s settings) *session {
	made := &session{make(chan held, 1), s.now, s.age, s.codes}
	made.held <- held{token, s.now()}
	return made
}

// otherCodes mean something else than the token.
var otherCodes = []int{CodeLogin, CodeSiteKey, CodeMissing, CodeInvalid, CodeUnknownOperation, CodeObject, CodeInternal}

// refuses reports whether a refusal may be for the token.
func (s *session) refuses(e *Error) bool {
	switch {
	case e.Code == 0:
		return false
	case s.codes != nil:
		return slices.Contains(s.codes, e.CodeText) || slices.Contains(s.codes, strconv.Itoa(e.Code))
	default:
		return !slices.Contains(otherCodes, e.Code)
	}
}

// old reports whether a token is to be replaced though nobody has refused it.
func (s *session) old(h held) bool { return s.age > 0 && s.now().Sub(h.since) >= s.age }

// token returns the token to call with, and signs in when there is none, when it is old, or when it is the
// refused one; fresh reports whether it did. Calls that find the same token refused sign in once between them.
func (c *caller) token(ctx context.Context, refused string) (token string, fresh bool, err error) {
	var h held
	select {
	case h = <-c.session.held:
	case <-ctx.Done():
		return "", false, ctx.Err()
	}
	defer func() { c.session.held <- h }()
	canSignIn := c.credentials.LoginName != ""
	switch {
	case h.token != refused && !(canSignIn && c.session.old(h)):
		return h.token, false, nil
	case !canSignIn:
		return noToken, false, nil
	}
	signedIn, err := c.signIn(ctx, c.credentials.OrgID, c.credentials.LoginName, c.credentials.Password)
	if err != nil {
		return "", false, err
	}
	h = held{signedIn, c.session.now()}
	return h.token, true, nil
}
