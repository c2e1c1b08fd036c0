package quancheng

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	. "github.com/onsi/gomega"
)

// base is where a site keeps the operations.
const base = "/WebApi/Handler/1.0/"

// A way is how a call carries its parameters.
type way string

// The ways that the vendor offers (接口说明: GET/POST; QC-Q02).
const (
	byGet       way = "GET with a query"
	byForm      way = "POST with a form"
	byMultipart way = "POST with a multipart form"
	byPostQuery way = "POST with a query"
)

func ways() []way { return []way{byGet, byForm, byMultipart, byPostQuery} }

// A Call is a request that the client would not make.
type Call struct {
	Operation string
	Way       way        // byGet when left empty
	Values    url.Values // token is added unless it stands here; an empty list leaves it out
	Query     url.Values // of a POST, beside its form
	Method    string     // instead of the way's
	Path      string     // instead of the operation's
	RawQuery  string     // added to the query as it is
}

// Answer is the answer to a Call.
type Answer struct {
	Status  int             `json:"-"` // HTTP
	Header  http.Header     `json:"-"`
	Text    string          `json:"-"` // the body
	Value   json.RawMessage `json:"value"`
	Code    int             `json:"error_code"`
	Message string          `json:"error_msg"`
}

// values makes parameters of names and values in turn.
func values(pairs ...string) url.Values {
	all := url.Values{}
	for pair := range slices.Chunk(pairs, 2) {
		all.Add(pair[0], pair[1])
	}
	return all
}

// with returns the parameters with one more, or another value of one.
func with(all url.Values, name, value string) url.Values {
	changed := maps.Clone(all)
	changed.Set(name, value)
	return changed
}

// without returns the parameters without one.
func without(all url.Values, name string) url.Values {
	changed := maps.Clone(all)
	changed[name] = nil
	return changed
}

// Send makes a call. Its answer must be JSON.
func (e *Env) Send(ctx context.Context, c Call) Answer {
	answer := e.Fetch(ctx, c)
	ExpectWithOffset(1, json.Unmarshal([]byte(answer.Text), &answer)).To(Succeed(), answer.Text)
	return answer
}

// Get makes a call by GET.
func (e *Env) Get(ctx context.Context, operation string, parameters url.Values) Answer {
	return e.Send(ctx, Call{Operation: operation, Values: parameters})
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
	parameters := maps.Clone(c.Values)
	if parameters == nil {
		parameters = url.Values{}
	}
	if _, given := parameters["token"]; !given && !tokenless[c.Operation] {
		parameters.Set("token", e.Credential("token"))
	}
	var contentType, body string
	query := c.Query
	switch c.Way {
	case byForm:
		contentType, body = "application/x-www-form-urlencoded", parameters.Encode()
	case byMultipart:
		contentType, body = multipartForm(parameters)
	default:
		query = parameters
	}
	address.RawQuery = strings.Trim(query.Encode()+"&"+c.RawQuery, "&")
	method := c.Method
	if method == "" {
		method, _, _ = strings.Cut(string(c.Way), " ")
	}
	request, err := http.NewRequestWithContext(ctx, method, address.String(), strings.NewReader(body))
	ExpectWithOffset(2, err).NotTo(HaveOccurred())
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	return request
}

// tokenless are the operations that a call sends no token to unless it says so.
var tokenless = map[string]bool{"getToken": true, "updateBaseInfoHit": true, "addMessageBoard": true}

func multipartForm(parameters url.Values) (contentType, body string) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		for _, value := range parameters[name] {
			ExpectWithOffset(3, w.WriteField(name, value)).To(Succeed())
		}
	}
	ExpectWithOffset(3, w.Close()).To(Succeed())
	return w.FormDataContentType(), form.String()
}

// text writes a JSON value's scalar.
func text(value any) string {
	if number, ok := value.(float64); ok {
		return fmt.Sprintf("%.0f", number)
	}
	return fmt.Sprint(value)
}
