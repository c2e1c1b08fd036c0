package dustess

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

// An app is what the vendor issues to a tenant's developer.
type app struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	TenantID     string `json:"tenant_id"`    // in every token of the app
	AccessToken  string `json:"access_token"` // a ready-made token that never expires; "" for none
}

func (a app) key() string { return a.ClientID }

// credentials are what the control API shows of a sandbox.
type credentials struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	AccessToken  string `json:"access_token"`
}

// issue gives the sandbox its one app. Its names are plain, so that they can be written down before the
// sandbox exists. The ready-made token outlasts every setting of the clock, so that a pasted command works.
func issue(tx *tx, sandbox string) any {
	for _, a := range all(tx.State.apps) {
		removeApp(tx, a)
	}
	tx.State.grants = store.NewSet(lessGrant)
	issued := app{"client-" + sandbox, "secret-" + sandbox, tenantID(sandbox), "token-" + sandbox}
	putApp(tx, issued)
	return credentials{issued.ClientID, issued.ClientSecret, issued.AccessToken}
}

// tenantID is W and eleven digits, as tokens of the vendor have it.
func tenantID(sandbox string) string {
	h := fnv.New64a()
	h.Write([]byte(sandbox))
	return fmt.Sprintf("W%011d", h.Sum64()%100_000_000_000)
}

// selectors are what in a request selects the sandbox of the app.
func (a app) selectors() []string { return []string{a.ClientID, a.TenantID, a.AccessToken} }

// putApp adds an app, or replaces the one of its client id.
func putApp(tx *tx, a app) {
	removeApp(tx, a)
	tx.State.apps.Put(tx.Writer, a)
	for _, credential := range a.selectors() {
		tx.Claim(credential)
	}
	tx.Hide(a.ClientSecret)
	tx.Hide(a.AccessToken)
}

func removeApp(tx *tx, a app) {
	old, had := tx.State.apps.Get(a)
	if !had {
		return
	}
	tx.State.apps.Delete(tx.Writer, old)
	for _, credential := range old.selectors() {
		tx.Release(credential)
	}
	tx.Reveal(old.ClientSecret)
	tx.Reveal(old.AccessToken)
}

func checkApp(_ *tx, a *app) error {
	if a.ClientSecret == "" || a.TenantID == "" { // A token without a tenant would lead to no sandbox.
		return errors.New("want a client_secret and a tenant_id")
	}
	return nil
}

// try edits the contact of the document's example with the ready-made token.
func try(origin string, shown any) string {
	c, _ := shown.(credentials)
	return "curl '" + origin + "/customer/v1/batchEditCustomer?accessToken=" + c.AccessToken + "' -H 'Content-Type: application/json'" +
		` -d '{"customer_list":[{"id":"` + exampleContact + `","remark":"张三"}]}'`
}

// open reports whether the document lets anybody in.
func open(op *openapi.Operation) bool { return len(op.Security) == 0 }

// credential is what selects the sandbox: the tenant of an issued token, a ready-made token, or the
// client id in a request for a token.
func credential(c *api.Call) string {
	if c.Operation != nil && open(c.Operation) {
		id, _ := clientOf(c)
		return id
	}
	_, token := tokenOf(c)
	if said, ok := readToken(token); ok {
		return said.ID
	}
	return token
}

// tokenOf returns where an operation takes the token, and the one that stands there: in the header for work orders, in
// the first accessToken of the query for all others (DU-Q06, DU-Q61).
func tokenOf(c *api.Call) (in, token string) {
	inHeader := func(p *openapi.Parameter) bool { return p.Name == "accessToken" && p.In == "header" }
	if c.Operation != nil && slices.ContainsFunc(c.Operation.Parameters, inHeader) {
		return "header", c.HTTP.Header.Get("accessToken")
	}
	return "query", c.Param("accessToken")
}

// clientOf reads client id and secret from the body, in any letter case of the keys (DU-Q01).
func clientOf(c *api.Call) (id, secret string) {
	var body map[string]any
	if json.NewDecoder(bytes.NewReader(c.RawBody)).Decode(&body) != nil {
		return "", ""
	}
	for key, value := range body {
		text, _ := value.(string)
		switch strings.ToLower(key) {
		case "clientid":
			id = max(id, text)
		case "clientsecret":
			secret = max(secret, text)
		}
	}
	return id, secret
}

// sign completes a call with the token of the first app or, where the call is for a token, with an app's id and secret.
func sign(s *state, c *api.Call) {
	var own app
	for own = range s.apps.All() {
		break
	}
	switch {
	case own.ClientID == "":
	case open(c.Operation):
		if id, _ := clientOf(c); id != "" {
			own, _ = s.apps.Get(app{ClientID: id}) // The secret that is lacking is that of the id that was sent.
		}
		c.RawBody = own.complete(c.RawBody)
		if c.HTTP.Header.Get("Content-Type") == "" {
			c.HTTP.Header.Set("Content-Type", "application/json")
		}
	default:
		in, _ := tokenOf(c)
		if in == "query" && c.Query.Has("accessToken") || in == "header" && c.HTTP.Header.Values("accessToken") != nil {
			return
		}
		switch token := s.tokenFor(own, c.Sandbox.Clock.Now()); {
		case token == "":
		case in == "header":
			c.HTTP.Header.Set("accessToken", token)
		default:
			c.Query.Set("accessToken", token)
		}
	}
}

// complete adds what a body that asks for a token lacks of the app's id and secret. One that is no JSON object
// stays as it is.
func (a app) complete(body []byte) []byte {
	given := map[string]json.RawMessage{}
	if len(bytes.TrimSpace(body)) > 0 && json.Unmarshal(body, &given) != nil || given == nil {
		return body
	}
	for name, value := range map[string]string{"clientId": a.ClientID, "clientSecret": a.ClientSecret} {
		sent := func(key string) bool { return strings.EqualFold(key, name) }
		if value != "" && !slices.ContainsFunc(slices.Collect(maps.Keys(given)), sent) {
			given[name], _ = json.Marshal(value) // A string always has a JSON form.
		}
	}
	completed, err := json.Marshal(given)
	if err != nil {
		return body
	}
	return completed
}

// authenticate looks at the one token that tokenOf knows, and nowhere else.
func authenticate(s *state, c *api.Call) *api.Answer {
	if open(c.Operation) {
		return nil
	}
	reason := "no token"
	in, token := tokenOf(c)
	if token != "" {
		reason = "a token that was not issued here"
		for a := range s.apps.All() {
			if reason = s.accepts(a, token, c.Sandbox.Clock.Now()); reason == "" {
				return nil
			}
		}
	}
	refusal := deny(c, codeToken, messages[codeToken], openapi.Finding{
		In: in, Place: "accessToken", Rule: "token", Wanted: "a valid token", Got: reason,
	})
	return &refusal
}

// getAccessToken answers a token that ends in two hours; the end is a date in Shanghai (DU-Q02, DU-Q03, DU-Q41).
func getAccessToken(tx *tx, c *api.Call) api.Answer {
	id, secret := clientOf(c)
	a, known := tx.State.apps.Get(app{ClientID: id})
	f := openapi.Finding{In: "body", Place: "/clientId", Rule: "credential", Wanted: "the client id of an app in this sandbox", Got: id}
	if known {
		f.Place, f.Wanted, f.Got = "/clientSecret", "the secret of "+id, "another text, or none"
	}
	if !known || secret != a.ClientSecret {
		return deny(c, codeClient, messages[codeClient], f)
	}
	addGrant(tx, grant{a.ClientID, tx.Now.UTC().Round(0)})
	return kept(ok("", struct {
		AccessToken string `json:"accessToken"`
		ExpiresIn   string `json:"expiresIn"`
	}{a.token(tx.Now), localTime(tx.Now.Add(life))}))
}

// zone is that of the vendor's dates (DU-Q41).
var zone = api.China

func localTime(t time.Time) string { return t.In(zone).Format(time.DateTime) }

// limit is the sandbox's bound on calls; no figure is documented (DU-Q52).
func limit(s *state, _ *api.Call) api.Limit {
	return api.Limit{Calls: s.settings.CallsPerMinute, Per: time.Minute}
}
