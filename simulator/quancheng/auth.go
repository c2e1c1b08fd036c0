package quancheng

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

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

// A token lets its user in. It is valid while it is used within the idle time (QC-Q06); the one that
// the sandbox comes with lasts, so that it can be written down.
type token struct {
	Value  string `json:"token"`
	UserID int32  `json:"user_id"`
	Lasts  bool   `json:"lasts"`
	// used is the time of the last call, in Unix nanoseconds. It is the one thing that changes in
	// place: a call that only reads renews the token too.
	used *atomic.Int64
}

func lessToken(a, b *token) bool { return a.Value < b.Value }

func newToken(value string, userID int32, lasts bool, now time.Time) *token {
	t := &token{value, userID, lasts, &atomic.Int64{}}
	t.used.Store(now.UnixNano())
	return t
}

// use tells whether the token is valid, and renews it.
func (t *token) use(now time.Time, idle time.Duration) bool {
	if !t.Lasts && now.UnixNano()-t.used.Load() >= idle.Nanoseconds() {
		return false
	}
	t.used.Store(now.UnixNano())
	return true
}

// guid derives a token from the sandbox's name, so that no two sandboxes have the same one.
func guid(sandbox string, n int32) string {
	sum := sha256.Sum256([]byte("quancheng token " + sandbox + " " + strconv.Itoa(int(n))))
	sum[6], sum[8] = sum[6]&0x0f|0x40, sum[8]&0x3f|0x80 // version 4, variant of RFC 9562
	text := hex.EncodeToString(sum[:16])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

// credentials are what the control API shows of a sandbox.
type credentials struct {
	OrgID     int    `json:"org_id"`
	LoginName string `json:"login_name"`
	Password  string `json:"password"`
	Token     string `json:"token"`
	SiteKey   string `json:"site_key"`
}

// enrol gives the sandbox a token, a site key, and login names that are its own.
func enrol(tx *tx, sandbox string) any {
	s := tx.State
	s.tokens = store.NewSet(lessToken)
	s.ready = guid(sandbox, 0)
	putToken(tx, newToken(s.ready, 1, true, tx.Now))
	s.settings.SiteKey = "sitekey-" + sandbox
	tx.Selects(s.settings.SiteKey)
	for i, u := range s.users.Page(0, s.users.Len()) {
		again := *u
		again.LoginName, again.Password = loginNames[i%len(loginNames)], "password-"+sandbox
		if sandbox != "default" {
			again.LoginName += "@" + sandbox
		}
		putUser(tx, &again)
	}
	first, _ := s.users.Get(&user{ID: 1})
	return credentials{orgID, first.LoginName, first.Password, s.ready, s.settings.SiteKey}
}

func putToken(tx *tx, t *token) {
	tx.State.tokens.Put(tx.Writer, t)
	tx.Selects(t.Value)
}

func putUser(tx *tx, u *user) {
	tx.State.users.Put(tx.Writer, u)
	if u.LoginName != "" {
		tx.Selects(u.LoginName)
	}
}

// secrets are what a sandbox comes with, or was given since, and the journal must not hold. Tokens that
// Token/Get gave are redacted where the document says that a token stands.
func secrets(s *state) []string {
	all := []string{s.ready, s.settings.SiteKey}
	for u := range s.users.All() {
		if u.Password != "" {
			all = append(all, u.Password)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// try reads a page of customers.
func try(origin string, shown any) string {
	c, _ := shown.(credentials)
	return "curl '" + origin + base + "CRM/Customer/GetAllList.ashx?format=json&pageIndex=1&pageSize=3&token=" + c.Token + "'"
}

// credential selects the sandbox: the token, else the site key, else the login name.
func credential(c *api.Call) string {
	for _, name := range []string{"token", "siteKey", "login_name"} {
		if value := c.Param(name); value != "" && value != noToken {
			return value
		}
	}
	return ""
}

// authenticate checks the format, then token or site key, in the order of QC-Q75.
func authenticate(s *state, c *api.Call) *api.Answer {
	if bad := checkFormat(c); bad != nil {
		return bad
	}
	code := 0
	switch c.Operation.ID {
	case "getToken": // QC-Q82
	case "listOrganizations":
		code = checkToken(s, c, true)
	case "updateBaseInfoHit", "addMessageBoard":
		code = checkSite(s, c)
	default:
		code = checkToken(s, c, false)
	}
	if code == 0 {
		return nil
	}
	answer := failureOf(code).answer(c)
	return &answer
}

// checkFormat refuses another format than json and xml, in JSON (QC-Q12).
func checkFormat(c *api.Call) *api.Answer {
	format := c.Param("format")
	if format == "" || strings.EqualFold(format, "json") || strings.EqualFold(format, "xml") {
		return nil
	}
	answer := reject(c, invalid("format"), "format", "enum", "json or xml")
	return &answer
}

// checkToken returns the code of what is wrong with the token, 0 for nothing (QC-Q07).
func checkToken(s *state, c *api.Call, withoutLogin bool) int {
	value := c.Param("token")
	switch {
	case value == "":
		return codeTokenMissing
	case value == noToken && withoutLogin:
		return 0
	}
	t, known := s.tokens.Get(&token{Value: value})
	if !known || !t.use(c.Sandbox.Clock.Now(), s.settings.idle()) {
		return codeTokenInvalid
	}
	return 0
}

// checkSite lets the site in by its key; a token is not needed, but if it is given it must be good
// (QC-Q07, QC-Q64). A site key that is missing is a missing parameter, which the document check finds.
func checkSite(s *state, c *api.Call) int {
	if value := c.Param("token"); value != "" && value != noToken {
		if code := checkToken(s, c, false); code != 0 {
			return code
		}
	}
	if key := c.Param("siteKey"); key != "" && key != s.settings.SiteKey {
		return codeSiteKey
	}
	return 0
}

// caller is the user whose token the call carries.
func caller(tx *tx, c *api.Call) int32 {
	if t, known := tx.State.tokens.Get(&token{Value: c.Param("token")}); known {
		return t.UserID
	}
	return 0
}

// getToken signs a user in. Each call gives a new token, and earlier ones stay valid (QC-Q06).
func getToken(tx *tx, c *api.Call) api.Answer {
	u := signIn(tx, c)
	if u == nil {
		return failureOf(codeLogin).answer(c)
	}
	tx.State.last.token++
	t := newToken(guid(c.Sandbox.Name, tx.State.last.token), u.ID, false, tx.Now)
	putToken(tx, t)
	return ok(c, func(w *writer) { w.string(t.Value) })
}

// signIn finds the user, or nil for an unknown organisation, login name or password alike (QC-Q74).
func signIn(tx *tx, c *api.Call) *user {
	if number(c, "org_id") != orgID {
		return nil
	}
	for u := range tx.State.users.All() {
		if u.LoginName == c.Text("login_name") {
			if u.Password == c.Text("password") {
				return u
			}
			return nil
		}
	}
	return nil
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
