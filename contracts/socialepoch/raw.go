package socialepoch

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/contracts"
)

// sign adds the headers that the request does not name itself. The signature of a deletion stands in its body as
// well, and is made of what the body holds by then.
func sign(_ context.Context, e *Env, r *contracts.Request) {
	for name, values := range e.signed(e.moment()) {
		if _, given := r.Header[name]; !given {
			r.Header[name] = values
		}
	}
	if body, isObject := r.Body.(map[string]any); isObject && r.Operation == "delCustomers" {
		e.signBody(body)
	}
}

// read takes the data, or the code and message of a refusal, out of an answer.
func read(a *contracts.Answer) error {
	var envelope struct {
		Code    int
		Message string
		Data    json.RawMessage
	}
	err := json.Unmarshal([]byte(a.Text), &envelope)
	a.OK, a.Code, a.Message, a.Data = envelope.Code == accepted, envelope.Code, envelope.Message, envelope.Data
	return err
}

// dataOf returns the fields of an answer's data, which must be an object.
func (e *Env) dataOf(a contracts.Answer) map[string]json.RawMessage {
	var fields map[string]json.RawMessage
	ExpectWithOffset(1, json.Unmarshal(a.Data, &fields)).To(Succeed(), a.Text)
	return fields
}

// header makes a header of names and values in turn; "" leaves out what signing would add.
func header(pairs ...string) http.Header {
	all := http.Header{}
	for pair := range slices.Chunk(pairs, 2) {
		name := http.CanonicalHeaderKey(pair[0])
		if all[name] = nil; pair[1] != "" {
			all[name] = pair[1:]
		}
	}
	return all
}

// moment is the target's time as headers hold it.
func (e *Env) moment() string { return strconv.FormatInt(e.Now().UnixMilli(), 10) }

// signed returns the headers that authenticate a request made at that moment.
func (e *Env) signed(timestamp string) http.Header {
	id := e.Credential("tenant_id")
	return header("tenant_id", id, "timestamp", timestamp, "token", Digest(id, timestamp, e.Credential("api_key")))
}

// legacy adds to a body what authenticates it in the older way.
func (e *Env) legacy(body Fields) Fields {
	next := body.With("userName", e.Credential("user_name"), "createTime", e.Now().In(china).Format(time.DateTime))
	e.signBody(next)
	return next
}

// signBody signs a body for what it holds.
func (e *Env) signBody(body map[string]any) {
	body["token"] = Digest(inText(body["tenantId"]), inText(body["userName"]), inText(body["createTime"]), e.Credential("api_key"))
}

// inText is a value as it stands in what is signed: a text without its quotes, nothing for null.
func inText(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	text, err := json.Marshal(value)
	ExpectWithOffset(2, err).NotTo(HaveOccurred())
	return string(text)
}

// china is the zone of the vendor's date-times (SE-Q33).
var china = time.FixedZone("Asia/Shanghai", 8*60*60)

// Digest is the MD5 of the parts one after another, in lower-case hex.
func Digest(parts ...string) string {
	sum := md5.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}
