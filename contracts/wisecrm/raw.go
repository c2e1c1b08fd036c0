package wisecrm

import (
	"cmp"
	"context"
	"crypto/md5"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/gomega"
)

// A Call is a request that the client would not make. Send signs it, by code of its own.
type Call struct {
	Operation   string
	Query       url.Values // the authentication's parameters are added unless they stand here; an empty list leaves one out
	Body        string
	ContentType string // JSON unless set
	Method      string // the operation's unless set
	Path        string // the operation's unless set
	Header      map[string]string
}

// Answer is the envelope of an answer to a Call.
type Answer struct {
	Status    int             `json:"-"` // HTTP
	Header    http.Header     `json:"-"`
	Text      string          `json:"-"` // the body
	Code      int             `json:"error_code"`
	Message   string          `json:"error_msg"`
	TotalSize int             `json:"total_size"`
	PageSize  int             `json:"page_size"`
	PageNo    int             `json:"page_no"`
	Data      json.RawMessage `json:"data"`
}

// Values makes a query of names and values in turn; of a repeated name the last value stays.
func Values(pairs ...string) url.Values {
	query := url.Values{}
	for pair := range slices.Chunk(pairs, 2) {
		query.Set(pair[0], pair[1])
	}
	return query
}

// Acting is Values with the acting user.
func (e *Env) Acting(pairs ...string) url.Values {
	return Values(append([]string{"op_user", e.Credential("op_user")}, pairs...)...)
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
	return Answer{Status: response.StatusCode, Header: response.Header, Text: string(text)}
}

func (e *Env) request(ctx context.Context, c Call) *http.Request {
	op := e.Operation(c.Operation)
	address := e.URL(op)
	if c.Path != "" {
		address.Path = strings.TrimSuffix(address.Path, op.Path) + c.Path
	}
	address.RawQuery = e.signed(c.Query).Encode()
	request, err := http.NewRequestWithContext(ctx, cmp.Or(c.Method, op.Methods[0]), address.String(), strings.NewReader(c.Body))
	ExpectWithOffset(2, err).NotTo(HaveOccurred())
	if c.Body != "" {
		request.Header.Set("Content-Type", cmp.Or(c.ContentType, "application/json; charset=utf-8"))
	}
	for name, value := range c.Header {
		request.Header.Set(name, value)
	}
	return request
}

// signed returns the query with the parameters of the authentication.
func (e *Env) signed(query url.Values) url.Values {
	all := url.Values{}
	maps.Copy(all, query)
	for name, value := range map[string]string{
		"appid": e.Credential("appid"), "sign_type": "MD5", "timestamp": strconv.FormatInt(e.Now().UnixMilli(), 10),
	} {
		if _, given := all[name]; !given {
			all.Set(name, value)
		}
	}
	if _, given := all["sign"]; !given {
		all.Set("sign", Signature(TextToSign(all)+"appkey="+e.Credential("appkey"), all.Get("sign_type")))
	}
	return all
}

// TextToSign joins what is signed before the key (vendor page on authorisation; WI-Q05, WI-Q06,
// WI-Q07, WI-Q13): parameters by character code, blank ones and sign left out, values as they are.
func TextToSign(query url.Values) string {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if value := query.Get(name); name != "sign" && strings.TrimSpace(value) != "" {
			text.WriteString(name + "=" + value + "&")
		}
	}
	return text.String()
}

// Signature is the hex of a text's MD5, or of its SHA1 if that is asked for.
func Signature(text, signType string) string {
	if strings.EqualFold(signType, "SHA1") {
		sum := sha1.Sum([]byte(text))
		return hex.EncodeToString(sum[:])
	}
	sum := md5.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}
