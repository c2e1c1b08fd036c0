package socialepoch

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// sign gives a call what it lacks of signed headers, of the tenant in the body and, where the document wants
// it or the call has begun it, of the older scheme. What was sent stays as it is, so a call that has begun
// the older scheme without headers gets none.
func sign(s *state, c *api.Call) {
	t, now := &s.tenant, c.Sandbox.Clock.Now()
	headers, body := headerProof(c), bodyProof(c)
	begun := body.token+body.timestamp != ""
	onlyBody := begun && headers.tenantID+headers.timestamp+headers.token == ""
	both := slices.ContainsFunc(c.Operation.Security, func(schemes []string) bool {
		return len(schemes) > 1 && slices.Contains(schemes, signedBody)
	})
	if older := onlyBody || both; older || c.Operation.Requires("tenantId") {
		completeBody(c, "tenantId", t.id())
		if older || c.Operation.Requires("userName") {
			completeBody(c, "userName", strconv.Quote(t.UserName))
		}
		if older {
			completeBody(c, "createTime", strconv.Quote(now.In(t.zone()).Format(time.DateTime)))
			completeBody(c, "token", strconv.Quote(t.sign(bodyProof(c))))
		}
	}
	if onlyBody {
		return
	}
	h := c.HTTP.Header
	lacks := func(name, value string) {
		if h.Get(name) == "" {
			h.Set(name, value)
		}
	}
	lacks("tenant_id", t.id())
	lacks("timestamp", strconv.FormatInt(now.UnixMilli(), 10))
	lacks("token", t.sign(headerProof(c)))
}

// completeBody adds a field with its JSON value to an object that lacks it. No body is an empty object.
func completeBody(c *api.Call, name, value string) {
	text := bytes.TrimSpace(c.RawBody)
	if len(text) == 0 {
		text = []byte("{}")
	}
	var sent map[string]json.RawMessage
	if text[0] != '{' || json.NewDecoder(bytes.NewReader(text)).Decode(&sent) != nil {
		return
	}
	if _, has := sent[name]; has {
		return
	}
	rest := bytes.TrimSpace(text[1:])
	if rest[0] != '}' {
		value += ","
	}
	c.RawBody = slices.Concat([]byte(`{"`+name+`":`+value), rest)
}
