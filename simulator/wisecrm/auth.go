package wisecrm

import (
	"crypto/md5"
	"crypto/sha1"
	"encoding/hex"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
)

// An app is what the vendor issues to a developer.
type app struct {
	AppID          string `json:"appid"`
	AppKey         string `json:"appkey"`
	Closed         bool   `json:"closed"`           // the tenant has not paid for the OpenAPI: 490
	PlainForbidden bool   `json:"plain_forbidden"`  // signatures only (WI-Q04)
	CallsPerMinute int    `json:"calls_per_minute"` // 0: no limit (WI-Q56)
}

func lessApp(a, b app) bool { return a.AppID < b.AppID }

// window is how old a signature may be (vendor page on authorisation), or how far ahead (WI-Q09).
const window = 30 * time.Second

// credentials are what the control API shows of a sandbox.
type credentials struct {
	AppID  string `json:"appid"`
	AppKey string `json:"appkey"`
	OpUser string `json:"op_user"`
}

// enrol issues the sandbox's one app. Its names are plain, so that they can be written down before the sandbox exists.
func enrol(tx *tx, sandbox string) any {
	for a := range tx.State.apps.All() {
		tx.State.apps.Delete(tx.Writer, a)
	}
	issued := app{AppID: "000-" + sandbox, AppKey: "appkey-" + sandbox}
	putApp(tx, issued)
	return credentials{issued.AppID, issued.AppKey, userID(1)}
}

func appKeys(s *state) []string {
	var keys []string
	for a := range s.apps.All() {
		keys = append(keys, a.AppKey)
	}
	return keys
}

// try lists a page of accounts in plain mode, which needs no signature.
func try(origin string, shown any) string {
	c, _ := shown.(credentials)
	return "curl '" + origin + "/gw/account/list?appid=" + c.AppID + "&sign=" + c.AppKey + "&op_user=" + c.OpUser +
		"&fields=accountId,accountName,phone&page_size=3'"
}

func putApp(tx *tx, a app) {
	tx.State.apps.Put(tx.Writer, a)
	tx.Selects(a.AppID)
}

// authenticate checks the application and its signature in the order of WI-Q14, with the codes of WI-Q02.
func authenticate(s *state, c *api.Call) *api.Answer {
	bad := checkApp(s, c)
	if bad == nil {
		return nil
	}
	answer := bad.answer()
	return &answer
}

func checkApp(s *state, c *api.Call) *failure {
	for _, name := range []string{"appid", "sign"} {
		if blank(c.Param(name)) {
			return missing(name)
		}
	}
	a, known := s.apps.Get(app{AppID: c.Param("appid")})
	if !known {
		return invalid("appid")
	}
	if bad := checkSign(a, c); bad != nil {
		return bad
	}
	if a.Closed {
		return failureOf(codeNotOpened)
	}
	return nil
}

// checkSign accepts the key itself whatever else is sent (WI-Q04), and a signature within the window.
func checkSign(a app, c *api.Call) *failure {
	if c.Param("sign") == a.AppKey && !a.PlainForbidden {
		return nil
	}
	algorithm := strings.ToUpper(c.Param("sign_type")) // WI-Q03
	switch {
	case blank(algorithm):
		return invalid("sign")
	case algorithm != "MD5" && algorithm != "SHA1":
		return invalid("sign_type")
	case blank(c.Param("timestamp")):
		return missing("timestamp")
	}
	sent, err := strconv.ParseInt(c.Param("timestamp"), 10, 64)
	if err != nil {
		return invalid("timestamp")
	}
	// Milliseconds; a timestamp in seconds is long past (WI-Q11). Subtracting cannot overflow in float64.
	age := float64(c.Sandbox.Clock.Now().UnixMilli()) - float64(sent)
	if age >= float64(window.Milliseconds()) || -age >= float64(window.Milliseconds()) {
		return invalid("timestamp")
	}
	text := signedText(c.Query)
	if !strings.EqualFold(c.Param("sign"), digest(algorithm, append(text, a.AppKey...))) { // WI-Q08
		c.Note(openapi.Finding{
			Severity: openapi.Violation, In: "query", Place: "sign", Rule: "signature",
			Wanted: algorithm + " of " + string(text) + "[appkey]", Got: "another",
		})
		return invalid("sign")
	}
	return nil
}

// signedText is what is signed but for the key: the query's parameters but sign, blank ones left out,
// sorted by character code, values decoded, the first of a repeated one; the body is not signed
// (WI-Q05, WI-Q06, WI-Q07, WI-Q13).
func signedText(query url.Values) []byte {
	text := make([]byte, 0, 512)
	for _, name := range slices.Sorted(maps.Keys(query)) {
		value := query.Get(name)
		if name == "sign" || blank(value) {
			continue
		}
		text = append(append(append(append(text, name...), '='), value...), '&')
	}
	return append(text, "appkey="...)
}

// digest is the lower-case hex of MD5 or SHA1.
func digest(algorithm string, text []byte) string {
	if algorithm == "SHA1" {
		sum := sha1.Sum(text)
		return hex.EncodeToString(sum[:])
	}
	sum := md5.Sum(text)
	return hex.EncodeToString(sum[:])
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// limit is the app's bound on calls; no figure is documented (WI-Q56).
func limit(s *state, c *api.Call) api.Limit {
	a, _ := s.apps.Get(app{AppID: c.Param("appid")})
	return api.Limit{Key: "wisecrm " + a.AppID, Calls: a.CallsPerMinute, Per: time.Minute}
}

// A right narrows what a user may do. Users without one may do everything (WI-Q32).
type right struct {
	UserID string `json:"-"`
	Level  string `json:"level"` // "self": own records only; "none": nothing
}

func lessRight(a, b right) bool { return a.UserID < b.UserID }

// An actor is the user in whose name a call acts.
type actor struct {
	id    string
	level string
}

// actorOf finds op_user (WI-Q31).
func actorOf(tx *tx, c *api.Call) (actor, *failure) {
	id := c.Text("op_user")
	if tx.State.tables[user].get(id) == nil {
		return actor{}, invalid("op_user")
	}
	r, _ := tx.State.rights.Get(right{UserID: id})
	return actor{id, r.Level}, nil
}

// may tells whether the actor has the right on a record.
func (a actor) may(e *entity, r *record) bool {
	switch a.level {
	case "none":
		return false
	case "self":
		return r.text(e.field("owningUser")) == a.id
	default:
		return true
	}
}
