package quancheng

import (
	"context"
	"net/url"
	"strconv"
)

// TokensService signs users in. A client does so by itself; see Credentials.
type TokensService struct{ caller *caller }

// Get signs a user in and returns an access token, which the client does not keep. Earlier tokens
// stay valid (QC-Q06). Wrong credentials are refused with CodeLogin.
//
// Operation: getToken.
func (s *TokensService) Get(ctx context.Context, orgID int, loginName, password string) (string, error) {
	return s.caller.signIn(ctx, orgID, loginName, password)
}

// signIn posts the credentials, so that the password stays out of addresses and the logs of proxies.
func (c *caller) signIn(ctx context.Context, orgID int, loginName, password string) (string, error) {
	what := write("getToken", "Token/Get", url.Values{
		"org_id": {strconv.Itoa(orgID)}, "login_name": {loginName}, "password": {password},
	})
	raw, answer, err := c.send(ctx, what, "")
	if err != nil {
		return "", err
	}
	var token string
	if err := decode(what, answer, raw, &token); err != nil {
		return "", err
	}
	if token == "" {
		return "", fail(what.operation, answer.Reject("the token is empty"))
	}
	return token, nil
}

// OrganizationsService lists what one may sign in to.
type OrganizationsService struct{ caller *caller }

// An Organization is one that users sign in to (QC-Q05).
type Organization struct {
	ID   int    `json:"PK_ID"` // Credentials.OrgID
	Name string `json:"Name"`
}

func (o Organization) id() int { return o.ID }

// List returns the organisations. It needs no token.
//
// Operation: listOrganizations.
func (s *OrganizationsService) List(ctx context.Context) ([]Organization, error) {
	what := read("listOrganizations", "Organization/GetList", nil)
	raw, answer, err := s.caller.send(ctx, what, noToken)
	if err != nil {
		return nil, err
	}
	return decodeList[Organization](what, answer, raw)
}
