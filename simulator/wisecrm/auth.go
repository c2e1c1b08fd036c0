package wisecrm

import (
	"crypto/md5"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

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

	FutureForbidden bool     `json:"future_forbidden"` // no timestamp may be ahead of the clock (WI-Q09)
	ClampPageSize   bool     `json:"clamp_page_size"`  // a page_size above 200 is 200 (WI-Q35)
	GzipAlways      bool     `json:"gzip_always"`      // answers are compressed unasked (WI-Q57)
	Denied          []string `json:"denied"`           // operations that the app has no right to call, by operationId: 403
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

// issue gives the sandbox its one app. Its names are plain, so that they can be written down before the sandbox exists.
func issue(tx *tx, sandbox string) any {
	for _, a := range slices.Collect(tx.State.apps.All()) {
		removeApp(tx, a)
	}
	issued := app{AppID: "000-" + sandbox, AppKey: "appkey-" + sandbox}
	putApp(tx, issued)
	return credentials{issued.AppID, issued.AppKey, userID(1)}
}

// try lists a page of accounts in plain mode, which needs no signature.
func try(origin string, shown any) string {
	c, _ := shown.(credentials)
	return "curl '" + origin + "/gw/account/list?appid=" + c.AppID + "&sign=" + c.AppKey + "&op_user=" + c.OpUser +
		"&fields=accountId,accountName,phone&page_size=3'"
}

// putApp adds an app, or replaces the one of its appid.
func putApp(tx *tx, a app) {
	removeApp(tx, a)
	tx.State.apps.Put(tx.Writer, a)
	tx.Claim(a.AppID)
	tx.Hide(a.AppKey)
}

func removeApp(tx *tx, a app) {
	if old, had := tx.State.apps.Get(a); had {
		tx.State.apps.Delete(tx.Writer, old)
		tx.Release(old.AppID)
		tx.Reveal(old.AppKey)
	}
}

// appCheck returns the check of apps that the control API is given.
func appCheck(document *openapi.Document) func(*tx, *app) error {
	return func(_ *tx, a *app) error {
		if a.AppID == "" || a.AppKey == "" || a.CallsPerMinute < 0 {
			return errors.New("want an appid, an appkey, and calls_per_minute of 0 or more")
		}
		for _, id := range a.Denied {
			if document.Operation(id) == nil {
				return fmt.Errorf("denied: there is no operation %q", id)
			}
		}
		return nil
	}
}

// sign completes a call: the first app, the first user, and a signature as the vendor's page has it.
func sign(s *state, c *api.Call) {
	fill := func(name, value string) {
		if !c.Query.Has(name) && value != "" {
			c.Query.Set(name, value)
		}
	}
	var own app
	for own = range s.apps.All() {
		break
	}
	fill("appid", own.AppID)
	if slices.ContainsFunc(c.Operation.Parameters, func(p *openapi.Parameter) bool { return p.Name == "op_user" }) {
		for u := range s.tables[user].byID.All() {
			fill("op_user", u.id)
			break
		}
	}
	if a, known := s.apps.Get(app{AppID: c.Param("appid")}); known {
		own = a
	}
	if own.AppKey == "" || c.Query.Has("sign") {
		return
	}
	fill("sign_type", "MD5")
	fill("timestamp", strconv.FormatInt(c.Sandbox.Clock.Now().UnixMilli(), 10))
	fill("sign", digest(strings.ToUpper(c.Param("sign_type")), append(signedText(c.Query), own.AppKey...)))
}

// authenticate checks the application and its signature in the order of WI-Q14, with the codes of WI-Q02. The
// document knows no operation that lets anybody in.
func authenticate(s *state, c *api.Call) *api.Answer {
	if len(c.Operation.Security) == 0 {
		return nil
	}
	bad := checkApp(s, c)
	if bad == nil {
		return nil
	}
	answer := bad.answer(c)
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
		return invalid("appid").because("the appid of an app in this sandbox", c.Param("appid"))
	}
	c.Compress = a.GzipAlways
	if bad := checkSign(a, c); bad != nil {
		return bad
	}
	switch {
	case a.Closed:
		return failed(codeNotOpened, messages[codeNotOpened], "query", "appid", "closed", "an app that is not closed", a.AppID)
	case slices.Contains(a.Denied, c.Operation.ID):
		return failed(codeUnsupported, messages[codeUnsupported], "query", "appid", "denied", "an app with the right to call this", a.AppID)
	}
	if a.ClampPageSize {
		clampPageSize(c)
	}
	return nil
}

// maxPageSize is the most that a page holds.
const maxPageSize = 200

// clampPageSize makes a page_size above the maximum the maximum, and says so (WI-Q35).
func clampPageSize(c *api.Call) {
	sent := c.Param("page_size")
	if n, err := strconv.Atoi(sent); err != nil || n <= maxPageSize {
		return
	}
	c.Query.Set("page_size", strconv.Itoa(maxPageSize))
	c.Note(openapi.Finding{Severity: openapi.Suspicion, In: "query", Place: "page_size", Rule: "maximum", Wanted: "at most 200", Got: sent})
}

// checkSign accepts the key itself whatever else is sent (WI-Q04), and a signature within the window.
func checkSign(a app, c *api.Call) *failure {
	if c.Param("sign") == a.AppKey && !a.PlainForbidden {
		return nil
	}
	algorithm := strings.ToUpper(c.Param("sign_type")) // WI-Q03
	switch {
	case blank(algorithm):
		return invalid("sign").because("the appkey, or sign_type with a signature", "another text without sign_type")
	case algorithm != "MD5" && algorithm != "SHA1":
		return invalid("sign_type").because("MD5 or SHA1", c.Param("sign_type"))
	case blank(c.Param("timestamp")):
		return missing("timestamp")
	}
	if bad := checkTimestamp(c); bad != nil {
		return bad
	}
	if bad := checkFuture(a, c); bad != nil {
		return bad
	}
	text := signedText(c.Query)
	if !strings.EqualFold(c.Param("sign"), digest(algorithm, append(text, a.AppKey...))) { // WI-Q08
		return failed(codeInvalid, invalid("sign").message, "query", "sign", "signature",
			algorithm+" of "+string(text)+"[appkey]", signed(c.Param("sign"), algorithm, text, a.AppKey))
	}
	return nil
}

// checkFuture is for apps whose timestamps may not be ahead of the clock at all (WI-Q09).
func checkFuture(a app, c *api.Call) *failure {
	now := c.Sandbox.Clock.Now().UnixMilli()
	if sent, _ := strconv.ParseInt(c.Param("timestamp"), 10, 64); !a.FutureForbidden || sent <= now {
		return nil
	}
	return invalid("timestamp").because("milliseconds that are not ahead of "+strconv.FormatInt(now, 10), c.Param("timestamp"))
}

// signed says what a wrong signature is of, as far as one can tell. The vendor's Java sample takes the bytes of the
// machine's own charset, which is GBK on many a machine in China.
func signed(sign, algorithm string, text []byte, key string) string {
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes(append(text, key...))
	if err == nil && strings.EqualFold(sign, digest(algorithm, gbk)) {
		return "the signature fits GBK bytes, UTF-8 is signed"
	}
	return "another"
}

// checkTimestamp wants milliseconds; a timestamp in seconds is long past (WI-Q11).
func checkTimestamp(c *api.Call) *failure {
	now := c.Sandbox.Clock.Now().UnixMilli()
	sent, err := strconv.ParseInt(c.Param("timestamp"), 10, 64)
	age := math.Abs(float64(now) - float64(sent)) // Which cannot overflow.
	if err == nil && age < float64(window.Milliseconds()) {
		return nil
	}
	return invalid("timestamp").because("milliseconds within 30 s of "+strconv.FormatInt(now, 10), c.Param("timestamp"))
}

// signedText is what is signed but for the key: the query's parameters but sign, blank ones left out,
// sorted by character code, values decoded, the first of a repeated one; the body is not signed
// (WI-Q05, WI-Q06, WI-Q07, WI-Q13).
func signedText(query url.Values) []byte {
	names, text := make([]string, 0, 16), make([]byte, 0, 512)
	for name := range query {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
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
	return api.Limit{Key: a.AppID, Calls: a.CallsPerMinute, Per: time.Minute}
}
