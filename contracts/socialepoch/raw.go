package socialepoch

import (
	"cmp"
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/gomega"
)

// A Call is a request that the client would not make. Send signs it, by code of its own.
type Call struct {
	Operation   string
	Body        any               // encoded as JSON; a Text goes out as it is
	Header      map[string]string // those of the authentication are added unless they stand here; "" leaves one out
	Unsigned    bool              // no headers of the authentication at all
	ContentType string            // JSON unless set
	Method      string            // the operation's unless set
	Path        string            // the operation's unless set
	Query       url.Values        // nil for none
}

// A Text is a body that is not encoded.
type Text string

// Answer is the envelope of an answer to a Call.
type Answer struct {
	Status  int             `json:"-"` // HTTP
	Text    string          `json:"-"` // the body
	Code    int             `json:"code"`
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data"`
}

// Send makes a call. Its answer must be in the vendor's envelope.
func (e *Env) Send(ctx context.Context, c Call) Answer {
	answer := e.Fetch(ctx, c)
	ExpectWithOffset(1, json.Unmarshal([]byte(answer.Text), &answer)).To(Succeed())
	return answer
}

// Fetch makes a call and leaves its answer as it is.
func (e *Env) Fetch(ctx context.Context, c Call) Answer {
	response, err := e.HTTPClient().Do(e.request(ctx, c))
	ExpectWithOffset(2, err).NotTo(HaveOccurred())
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	ExpectWithOffset(2, err).NotTo(HaveOccurred())
	return Answer{Status: response.StatusCode, Text: string(text)}
}

// dataOf returns the fields of an answer's data, which must be an object.
func (e *Env) dataOf(a Answer) map[string]json.RawMessage {
	var fields map[string]json.RawMessage
	ExpectWithOffset(1, json.Unmarshal(a.Data, &fields)).To(Succeed(), a.Text)
	return fields
}

func (e *Env) request(ctx context.Context, c Call) *http.Request {
	op := e.Operation(c.Operation)
	address := e.URL(op)
	if c.Path != "" {
		address.Path = strings.TrimSuffix(address.Path, op.Path) + c.Path
	}
	address.RawQuery = c.Query.Encode()
	method, body := cmp.Or(c.Method, op.Methods[0]), io.Reader(http.NoBody)
	if method != http.MethodGet {
		body = strings.NewReader(encode(c.Body))
	}
	request, err := http.NewRequestWithContext(ctx, method, address.String(), body)
	ExpectWithOffset(2, err).NotTo(HaveOccurred())
	if method != http.MethodGet {
		request.Header.Set("Content-Type", cmp.Or(c.ContentType, "application/json"))
	}
	if !c.Unsigned {
		for name, value := range e.signed(strconv.FormatInt(e.Now().UnixMilli(), 10)) {
			request.Header.Set(name, value)
		}
	}
	for name, value := range c.Header {
		request.Header.Set(name, value)
		if value == "" {
			request.Header.Del(name)
		}
	}
	return request
}

func encode(body any) string {
	if text, ok := body.(Text); ok {
		return string(text)
	}
	encoded, err := json.Marshal(body)
	ExpectWithOffset(3, err).NotTo(HaveOccurred())
	return string(encoded)
}

// signed returns the headers that authenticate a request made at that moment.
func (e *Env) signed(timestamp string) map[string]string {
	id := e.Credential("tenant_id")
	return map[string]string{"tenant_id": id, "timestamp": timestamp, "token": Digest(id, timestamp, e.Credential("api_key"))}
}

// legacy adds to a body what authenticates it in the older way.
func (e *Env) legacy(body Fields) Fields {
	created := e.Now().In(china).Format(time.DateTime)
	admin := e.Credential("user_name")
	return body.With("userName", admin, "createTime", created,
		"token", Digest(e.Credential("tenant_id"), admin, created, e.Credential("api_key")))
}

// china is the zone of the vendor's date-times (SE-Q33).
var china = time.FixedZone("Asia/Shanghai", 8*60*60)

// Digest is the MD5 of the parts one after another, in lower-case hex.
func Digest(parts ...string) string {
	sum := md5.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}
