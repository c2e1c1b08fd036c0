package quancheng

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

// noToken is what clients send before they have a token.
const noToken = "-1"

// orgID is the one organisation of a site.
const orgID = 1

// A user works in the organisation and may sign in.
type user struct {
	ID        int32  `json:"user_id"`
	Name      string `json:"name"`
	LoginName string `json:"login_name"`
	Password  string `json:"password"`
}

func lessUser(a, b *user) bool { return a.ID < b.ID }

// lessLogin orders users by login name.
func lessLogin(a, b *user) bool {
	return a.LoginName < b.LoginName || a.LoginName == b.LoginName && a.ID < b.ID
}

// userNamed returns the user with a login name, or nil.
func (s *state) userNamed(login string) *user {
	for u := range s.logins.From(&user{LoginName: login}) {
		if u.LoginName == login {
			return u
		}
		break
	}
	return nil
}

// putUser stores a user in the place of the one with the same id.
func putUser(tx *tx, u *user) {
	if old, had := tx.State.users.Get(u); had {
		forgetUser(tx, old)
	}
	addUser(tx, u)
}

// addUser stores a user with a new id.
func addUser(tx *tx, u *user) {
	tx.State.users.Put(tx.Writer, u)
	tx.State.logins.Put(tx.Writer, u)
	tx.Claim(u.LoginName)
	tx.Hide(u.Password)
}

func forgetUser(tx *tx, u *user) {
	tx.State.users.Delete(tx.Writer, u)
	tx.State.logins.Delete(tx.Writer, u)
	tx.Release(u.LoginName)
	tx.Reveal(u.Password)
}

// deleteUser signs the user out for good.
func deleteUser(tx *tx, u *user) {
	forgetUser(tx, u)
	var theirs []*token
	for t := range tx.State.tokens.All() {
		if t.UserID == u.ID {
			theirs = append(theirs, t)
		}
	}
	for _, t := range theirs {
		dropToken(tx, t)
	}
}

// credentials are what the control API shows of a sandbox.
type credentials struct {
	OrgID     int    `json:"org_id"`
	LoginName string `json:"login_name"`
	Password  string `json:"password"`
	Token     string `json:"token"`
	SiteKey   string `json:"site_key"`
}

// issue gives the sandbox a token, a site key, and login names that are its own.
func issue(tx *tx, sandbox string) any {
	s := tx.State
	s.tokens, s.byUse, s.uses = store.NewSet(lessToken), store.NewSet(lessUsed), newUses()
	ready := &token{Value: guid(sandbox, 0), UserID: 1, Lasts: true}
	putToken(tx, ready)
	s.settings.SiteKey = "sitekey-" + sandbox
	tx.Claim(s.settings.SiteKey)
	tx.Hide(s.settings.SiteKey)
	issueLogins(tx, sandbox)
	if sandbox != "default" {
		for _, last := range s.last.all() {
			*last = tx.FirstID(*last)
		}
	}
	shown := credentials{OrgID: orgID, Token: ready.Value, SiteKey: s.settings.SiteKey}
	for u := range s.users.All() {
		shown.LoginName, shown.Password = u.LoginName, u.Password
		break
	}
	return shown
}

// issueLogins puts the sandbox's name behind the login names, in the place of the one that they come from. Those of
// the default sandbox have none.
func issueLogins(tx *tx, sandbox string) {
	taken, suffix := map[string]bool{}, ""
	if sandbox != "default" {
		suffix = "@" + sandbox
	}
	users := tx.State.users.Page(0, tx.State.users.Len())
	tx.State.users, tx.State.logins = store.NewSet(lessUser), store.NewSet(lessLogin)
	for _, u := range users {
		again := *u
		again.Password = "password-" + sandbox
		if name, _, _ := strings.Cut(u.LoginName, "@"); name != "" {
			if again.LoginName = name + suffix; taken[again.LoginName] {
				again.LoginName = name + "-" + decimal(u.ID) + suffix
			}
			taken[again.LoginName] = true
		}
		addUser(tx, &again)
	}
}

// try reads a page of customers.
func try(origin string, shown any) string {
	c, _ := shown.(credentials)
	return "curl '" + origin + base + "CRM/Customer/GetAllList.ashx?format=json&pageIndex=1&pageSize=3&token=" + c.Token + "'"
}

// sent returns the credential that a call sends for a scheme of the document, "" for none. A guest has no token and
// says so (QC-Q05).
func sent(c *api.Call, scheme string) string {
	if scheme == "siteKey" {
		return c.Param(scheme)
	}
	value := c.Param("token")
	if (scheme == "guest") != (value == noToken) {
		return ""
	}
	return value
}

// credential selects the sandbox: what the document says lets the call in, or the login name of a call that
// nothing lets in. A token that the operation does not take selects nothing (QC-Q82).
func credential(c *api.Call) string {
	if c.Operation == nil {
		return cmp.Or(sent(c, "token"), sent(c, "siteKey"), c.Param("login_name"))
	}
	for _, alternative := range c.Operation.Security {
		for _, scheme := range alternative {
			if value := sent(c, scheme); value != "" {
				return value
			}
		}
	}
	return c.Param("login_name")
}

// sign gives a call what it lacks: a token and the site key where the document wants them, and the first
// user's login where that is asked for.
func sign(s *state, c *api.Call) {
	lacks := func(name, value string) {
		if c.Param(name) == "" && value != "" {
			c.Query.Set(name, value)
		}
	}
	if len(c.Operation.Security) > 0 {
		for _, scheme := range c.Operation.Security[0] {
			if scheme == "siteKey" {
				lacks("siteKey", s.settings.SiteKey)
			} else {
				lacks("token", guid(c.Sandbox.Name, 0))
			}
		}
		return
	}
	for u := range s.users.All() {
		lacks("login_name", u.LoginName)
		break
	}
	if u := s.userNamed(c.Param("login_name")); u != nil {
		lacks("org_id", strconv.Itoa(orgID))
		lacks("password", u.Password)
	}
}

// authenticate checks the format (QC-Q75), then what the document says lets the call in: every credential
// that was sent must be good, also one that is not needed (QC-Q07, QC-Q64).
func authenticate(s *state, c *api.Call) *api.Answer {
	if format := c.Param("format"); format != "" && !strings.EqualFold(format, "json") && !strings.EqualFold(format, "xml") { // QC-Q12
		return new(reject(c, invalid("format"), "format", "enum", "json or xml"))
	}
	for _, scheme := range []string{"token", "siteKey"} {
		takes := func(alternative []string) bool { return slices.Contains(alternative, scheme) }
		if value := sent(c, scheme); value != "" && slices.ContainsFunc(c.Operation.Security, takes) {
			if refused := s.checkCredential(c, scheme, value); refused != nil {
				return refused
			}
		}
	}
	return lacking(c)
}

// checkCredential refuses a token or a site key that is not the site's.
func (s *state) checkCredential(c *api.Call, scheme, value string) *api.Answer {
	if scheme == "siteKey" {
		if value != s.settings.SiteKey {
			return new(reject(c, failureOf(codeSiteKey), "siteKey", "credential", "the site's key"))
		}
		return nil
	}
	t, known := s.tokens.Get(&token{Value: value})
	if !known {
		return new(reject(c, failureOf(codeTokenInvalid), "token", "credential", "a token that Token/Get gave"))
	}
	if !s.use(t, c.Sandbox.Clock.Now()) {
		return new(reject(c, failureOf(codeTokenInvalid), "token", "expired", "a token that was used within "+s.settings.idle().String()))
	}
	return nil
}

// lacking refuses a call that sends less than each of the document's alternatives wants.
func lacking(c *api.Call) *api.Answer {
	lacks := ""
	for _, alternative := range c.Operation.Security {
		i := slices.IndexFunc(alternative, func(scheme string) bool { return sent(c, scheme) == "" })
		if i < 0 {
			return nil
		}
		lacks = cmp.Or(lacks, alternative[i])
	}
	switch {
	case lacks == "":
		return nil
	case lacks == "siteKey":
		return new(reject(c, missing("siteKey"), "siteKey", openapi.RuleRequired, "the site's key"))
	case c.Param("token") == noToken: // QC-Q07
		return new(reject(c, failureOf(codeTokenInvalid), "token", "credential", "a token that Token/Get gave, not "+noToken))
	default:
		return new(reject(c, failureOf(codeTokenMissing), "token", openapi.RuleRequired, "a token that Token/Get gave"))
	}
}

// caller is the user whose token the call carries.
func caller(tx *tx, c *api.Call) int32 {
	if t, known := tx.State.tokens.Get(&token{Value: c.Param("token")}); known {
		return t.UserID
	}
	return 0
}

// getToken signs a user in. Each call gives a new token, and earlier ones stay valid (QC-Q06). An unknown
// organisation, login name or password is refused alike (QC-Q74).
func getToken(tx *tx, c *api.Call) api.Answer {
	u := tx.State.userNamed(c.Text("login_name"))
	switch {
	case number(c, "org_id") != orgID:
		return reject(c, failureOf(codeLogin), "org_id", "credential", "the organisation "+strconv.Itoa(orgID))
	case u == nil:
		return reject(c, failureOf(codeLogin), "login_name", "credential", "the login name of a user")
	case u.Password != c.Text("password"):
		return reject(c, failureOf(codeLogin), "password", "credential", "the user's password")
	}
	dropIdle(tx)
	tx.State.last.Token++
	t := &token{Value: guid(c.Sandbox.Name, tx.State.last.Token), UserID: u.ID, Used: tx.Now.UTC()}
	putToken(tx, t)
	return ok(c, func(w *writer) { w.string(t.Value) })
}

// An organization is one that users sign in to.
type organization struct{ name string }

func (o organization) fields(w *writer) {
	w.number("PK_ID", orgID)
	w.text("Name", o.name)
}

// listOrganizations lists the site's one organisation (QC-Q05).
func listOrganizations(tx *tx, c *api.Call) api.Answer {
	return listed(c, []organization{{tx.State.settings.Organization}})
}
