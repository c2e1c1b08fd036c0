package socialepoch

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
)

// A tenant is the company, with the settings that the vendor keeps outside its API.
type tenant struct {
	TenantID       int64  `json:"tenant_id"`
	APIKey         string `json:"api_key"`
	UserName       string `json:"user_name"`        // the admin account; "" takes any (SE-Q09)
	WindowSeconds  int    `json:"window_seconds"`   // how far a timestamp may be off; 0: any distance (SE-Q04, SE-Q05)
	CallsPerSecond int    `json:"calls_per_second"` // of one path; 0: no limit (SE-Q36)
	MaxPageSize    int64  `json:"max_page_size"`    // of a list; 0: maxPageSize (SE-Q30)
	UTCOffset      string `json:"utc_offset"`       // of the zone of date-times, such as +07:00; "": +08:00 (SE-Q33)
}

// zone is that of the tenant's date-times.
func (t *tenant) zone() *time.Location {
	at, err := time.Parse("-07:00", t.UTCOffset)
	if err != nil {
		return zone
	}
	_, seconds := at.Zone()
	return time.FixedZone(t.UTCOffset, seconds)
}

// parseTime reads a moment as the vendor writes it, and nothing else (SE-Q05): time.Parse alone takes an
// hour of one digit, and fractions of a second.
func parseTime(text string, zone *time.Location) (time.Time, error) {
	at, err := time.ParseInLocation(time.DateTime, text, zone)
	if err == nil && at.Format(time.DateTime) != text {
		err = errors.New("want yyyy-MM-dd HH:mm:ss")
	}
	return at, err
}

// id is the tenant's id as calls write it.
func (t *tenant) id() string { return strconv.FormatInt(t.TenantID, 10) }

// credentials are what the control API shows of a sandbox.
type credentials struct {
	TenantID int64  `json:"tenant_id"`
	APIKey   string `json:"api_key"`
	UserName string `json:"user_name"`
}

// issue makes the sandbox's tenant. All of it follows from the name, so that it can be written down
// before the sandbox exists.
func issue(tx *tx, sandbox string) any {
	t := tenant{TenantID: tenantID(sandbox), APIKey: "apikey-" + sandbox, UserName: "admin-" + sandbox}
	tx.State.tenant = t
	tx.Claim(t.id())
	tx.Hide(t.APIKey)
	if sandbox != "default" {
		tx.State.counters.UserID = tx.FirstID(tx.State.counters.UserID)
	}
	return credentials{t.TenantID, t.APIKey, t.UserName}
}

// putTenant puts a tenant in the place of the one that there is.
func putTenant(tx *tx, t tenant) {
	tx.Release(tx.State.tenant.id())
	tx.Reveal(tx.State.tenant.APIKey)
	tx.State.tenant = t
	tx.Claim(t.id())
	tx.Hide(t.APIKey)
}

// tenantID is that of the document's examples for the default sandbox, and 13 digits for another.
func tenantID(sandbox string) int64 {
	if sandbox == "default" {
		return 520274
	}
	h := fnv.New64a()
	h.Write([]byte(sandbox)) // A hash takes any bytes.
	return int64(1e12 + h.Sum64()%9e12)
}

// try lists a page of friend contacts. Without a window a signature holds for ever.
func try(origin string, shown any) string {
	c, _ := shown.(credentials)
	id := strconv.FormatInt(c.TenantID, 10)
	const timestamp = "1767574800000"
	return "curl '" + origin + "/wscrm-bus-api/open/customer/queryDelCustomerInfo' -H 'tenant_id: " + id + "' -H 'timestamp: " + timestamp +
		"' -H 'token: " + signature(id, timestamp, c.APIKey) + `' -H 'Content-Type: application/json' -d '{"tenantId":` + id +
		`,"info":{},"current":1,"pageSize":3}'`
}

// credential selects the sandbox: the header, else the body's tenantId.
func credential(c *api.Call) string {
	if id := c.HTTP.Header.Get("tenant_id"); id != "" {
		return id
	}
	return bodyProof(c).tenantID
}

// A proof is what a call shows to be let in: signed headers, or the older signed body.
type proof struct {
	tenantID, userName, timestamp, token string

	in    string   // where it stands: "header" or "body"
	names []string // how tenantID, timestamp and token are called there
}

// headerProof reads the headers; their names have no letter case (SE-Q39).
func headerProof(c *api.Call) proof {
	h := c.HTTP.Header
	return proof{
		tenantID: h.Get("tenant_id"), timestamp: h.Get("timestamp"), token: h.Get("token"),
		in: "header", names: []string{"tenant_id", "timestamp", "token"},
	}
}

// bodyProof reads the first JSON value of the body, if that is an object. The document check comes later.
func bodyProof(c *api.Call) proof {
	p := proof{in: "body", names: []string{"/tenantId", "/createTime", "/token"}}
	var body map[string]json.RawMessage
	if json.NewDecoder(bytes.NewReader(c.RawBody)).Decode(&body) == nil {
		p.tenantID, p.userName = rawText(body["tenantId"]), rawText(body["userName"])
		p.timestamp, p.token = rawText(body["createTime"]), rawText(body["token"])
	}
	return p
}

// rawText returns a string's value, "" for null, and the JSON of anything else.
func rawText(raw json.RawMessage) string {
	var text *string
	if json.Unmarshal(raw, &text) != nil {
		return string(raw)
	}
	if text == nil {
		return ""
	}
	return *text
}

// signedBody is what the document calls the older scheme.
const signedBody = "signedBody"

// authenticate lets in who has signed the headers or, with none of them sent, the body, as far as the
// document takes either, or wants both (SE-Q03).
func authenticate(s *state, c *api.Call) *api.Answer {
	headers, body := headerProof(c), bodyProof(c)
	signedHeaders := headers.tenantID+headers.timestamp+headers.token != ""
	i := slices.IndexFunc(c.Operation.Security, func(schemes []string) bool { return slices.Contains(schemes, "token") == signedHeaders })
	if i < 0 {
		return headers.refuse(c, codeNoToken, 2, openapi.RuleRequired, "signed headers")
	}
	if signedHeaders {
		if refused := s.tenant.check(c, headers); refused != nil {
			return refused
		}
		if body.tenantID != "" && body.tenantID != headers.tenantID { // SE-Q06
			return body.refuse(c, codeSignature, 0, "tenant", headers.tenantID)
		}
	}
	if !slices.Contains(c.Operation.Security[i], signedBody) {
		return nil
	}
	if body.token+body.timestamp == "" { // Without either the older scheme does not count as used.
		return body.refuse(c, codeNoToken, 2, openapi.RuleRequired, "a signature, in headers or in the body")
	}
	return s.tenant.check(c, body)
}

// refuse refuses a call for one of the three parts of what it shows. The token is a secret.
func (p proof) refuse(c *api.Call, code, part int, rule, wanted string) *api.Answer {
	f := openapi.Finding{Severity: openapi.Violation, In: p.in, Place: p.names[part], Rule: rule, Wanted: wanted}
	if part < 2 {
		f.Got = []string{p.tenantID, p.timestamp}[part]
	}
	c.Note(f)
	return new(failureOf(code).bare())
}

// check looks for faults in the order of SE-Q07.
func (t *tenant) check(c *api.Call, p proof) *api.Answer {
	switch {
	case p.tenantID == "":
		return p.refuse(c, codeNoTenant, 0, openapi.RuleRequired, "the tenant's id")
	case p.timestamp == "":
		return p.refuse(c, codeNoTimestamp, 1, openapi.RuleRequired, "the moment of the request")
	case p.token == "":
		return p.refuse(c, codeNoToken, 2, openapi.RuleRequired, "a signature")
	case p.tenantID != t.id():
		return p.refuse(c, codeSignature, 0, "tenant", "a tenant that there is")
	case p.token != t.sign(p): // SE-Q44
		return p.refuse(c, codeSignature, 2, "signature", "MD5 in small letters of "+p.tenantID+p.userName+p.timestamp+"[redacted]")
	}
	return t.checkTime(c, p)
}

// sign is the token of a proof.
func (t *tenant) sign(p proof) string {
	return signature(p.tenantID, p.userName, p.timestamp, t.APIKey)
}

// checkTime holds the moment of the request against the window, if there is one. That a header is no
// number is left to the document check (SE-Q04, SE-Q05).
func (t *tenant) checkTime(c *api.Call, p proof) *api.Answer {
	var at time.Time
	if p.in == "header" {
		millis, err := strconv.ParseInt(p.timestamp, 10, 64)
		if err != nil {
			return nil
		}
		at = time.UnixMilli(millis)
	} else {
		created, err := parseTime(p.timestamp, t.zone())
		if err != nil {
			p.refuse(c, codeInvalid, 1, "format", "yyyy-MM-dd HH:mm:ss")
			return new(invalid("createTime").bare())
		}
		at = created
	}
	if t.WindowSeconds > 0 && c.Sandbox.Clock.Now().Sub(at).Abs() > time.Duration(t.WindowSeconds)*time.Second {
		return p.refuse(c, codeTooLate, 1, "window", strconv.Itoa(t.WindowSeconds)+" seconds from now at most")
	}
	return nil
}

// signature is the MD5 of the parts one after another, in lower-case hex.
func signature(parts ...string) string {
	h := md5.New()
	for _, part := range parts {
		h.Write([]byte(part)) // A hash takes any bytes.
	}
	return hex.EncodeToString(h.Sum(nil))
}

// limit bounds the calls of one path (SE-Q36).
func limit(s *state, c *api.Call) api.Limit {
	return api.Limit{Key: c.Operation.ID, Calls: s.tenant.CallsPerSecond, Per: time.Second}
}

// asAdmin lets a handler run only in the name of the admin account (SE-Q09).
func asAdmin(handle handler) handler {
	return func(tx *tx, c *api.Call) api.Answer {
		if admin := tx.State.tenant.UserName; admin != "" && bodyOf(c).text("userName") != admin {
			return rejectField(c, "/userName", "permission", "the tenant's admin account")
		}
		return handle(tx, c)
	}
}
