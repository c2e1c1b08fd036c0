package quancheng

import "context"

// noToken is what the vendor's own client sends before it has signed in (QC-Q07).
const noToken = "-1"

// A session holds the token that all calls of a client share. Whoever takes it out of the channel may
// sign in meanwhile; the others wait for the result.
type session struct{ token chan string }

func newSession(token string) *session {
	s := &session{make(chan string, 1)}
	s.token <- token
	return s
}

// token returns the token to call with, and signs in when there is none or it is the refused one.
// Calls that find the same token refused sign in once between them.
func (c *caller) token(ctx context.Context, refused string) (string, error) {
	var held string
	select {
	case held = <-c.session.token:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	defer func() { c.session.token <- held }()
	if held != refused {
		return held, nil
	}
	if c.credentials.LoginName == "" {
		return noToken, nil
	}
	fresh, err := c.signIn(ctx, c.credentials.OrgID, c.credentials.LoginName, c.credentials.Password)
	if err != nil {
		return "", err
	}
	held = fresh
	return held, nil
}
