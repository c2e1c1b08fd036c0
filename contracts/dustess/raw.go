package dustess

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/openapi"
)

// A Call is a request that the client would not make.
type Call struct {
	Operation   string
	Body        string
	Query       url.Values  // the token is added when this is nil; its token travels where the operation takes it
	Header      http.Header // more headers
	ContentType string      // JSON unless set
	Method      string      // the operation's unless set
	Path        string      // the operation's unless set

	TokenInQuery bool // wherever the operation takes it
}

// Answer is the envelope of an answer to a Call. Keys that it lacks are nil.
type Answer struct {
	Status  int             `json:"-"` // HTTP
	Header  http.Header     `json:"-"`
	Text    string          `json:"-"` // the body
	Success *bool           `json:"success"`
	Code    *int            `json:"code"`
	Msg     *string         `json:"msg"`
	TraceID *string         `json:"trace_id"`
	Data    json.RawMessage `json:"data"`
}

// code returns the code, 0 when there is none.
func (a Answer) code() int {
	if a.Code == nil {
		return 0
	}
	return *a.Code
}

// rows returns the codes of the items of a batch by their index, and the answer's data.
func (a Answer) rows() map[int]int {
	var data struct{ Success, Fail []struct{ Code, Index int } }
	ExpectWithOffset(2, json.Unmarshal(a.Data, &data)).To(Succeed())
	rows := map[int]int{}
	for _, row := range append(data.Success, data.Fail...) {
		rows[row.Index] = row.Code
	}
	return rows
}

// Send makes a call. Its answer must be in the vendor's envelope.
func (e *Env) Send(ctx context.Context, c Call) Answer {
	op := e.Operation(c.Operation)
	address := e.URL(op)
	if c.Path != "" {
		address.Path = strings.TrimSuffix(address.Path, op.Path) + c.Path
	}
	if c.Query == nil && c.Operation != "getAccessToken" {
		c.Query = url.Values{"accessToken": {e.Token(ctx)}}
	}
	header := !c.TokenInQuery && slices.ContainsFunc(op.Parameters,
		func(p *openapi.Parameter) bool { return p.Name == "accessToken" && p.In == "header" })
	tokens := c.Query["accessToken"]
	if header {
		c.Query = url.Values{}
	}
	address.RawQuery = c.Query.Encode()
	request, err := http.NewRequestWithContext(ctx, cmp.Or(c.Method, op.Methods[0]), address.String(), strings.NewReader(c.Body))
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	for name, values := range c.Header {
		request.Header[name] = values
	}
	if header && tokens != nil {
		request.Header["Accesstoken"] = tokens
	}
	if c.Body != "" {
		request.Header.Set("Content-Type", cmp.Or(c.ContentType, "application/json"))
	}
	response, err := e.HTTPClient().Do(request)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	answer := Answer{Status: response.StatusCode, Header: response.Header, Text: string(text)}
	ExpectWithOffset(1, json.Unmarshal(text, &answer)).To(Succeed())
	return answer
}

// EditRaw edits by items as they are written, and returns the code of each in the order of the request.
func (e *Env) EditRaw(ctx context.Context, items ...string) []int {
	answer := e.Send(ctx, Call{Operation: "batchEditCustomer", Body: `{"customer_list":[` + strings.Join(items, ",") + `]}`})
	rows := answer.rows()
	all := make([]int, len(items))
	for i := range items {
		ExpectWithOffset(1, rows).To(HaveKey(i+1), "row of item %d", i+1)
		all[i] = rows[i+1]
	}
	return all
}

// item writes an object with an id and what follows, such as `"age":5`.
func item(id, rest string) string {
	if rest != "" {
		rest = "," + rest
	}
	return `{"id":` + quoted(id) + rest + `}`
}

func quoted(text string) string {
	raw, err := json.Marshal(text)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return string(raw)
}
