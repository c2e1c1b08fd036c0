package dustess

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

const tokenName = "accessToken" // in the query or, of work orders, in the header

// inHeader reports whether an operation takes the token in the header.
func inHeader(op *openapi.Operation) bool {
	return op != nil && slices.ContainsFunc(op.Parameters, func(p *openapi.Parameter) bool { return p.Name == tokenName && p.In == "header" })
}

// sign adds the token where the operation takes it.
func sign(ctx context.Context, e *Env, r *contracts.Request) {
	key := http.CanonicalHeaderKey(tokenName)
	_, inQuery := r.Query[tokenName]
	_, given := r.Header[key]
	switch op := e.Operation(r.Operation); {
	case op == nil || len(op.Security) == 0:
	case inHeader(op) && !given:
		r.Header.Set(key, e.Token(ctx))
	case !inHeader(op) && !inQuery:
		r.Query.Set(tokenName, e.Token(ctx))
	}
}

// An envelope wraps each answer. Keys that it lacks are nil.
type envelope struct {
	Success *bool           `json:"success"`
	Code    *int            `json:"code"`
	Msg     string          `json:"msg"`
	TraceID *string         `json:"trace_id"`
	Data    json.RawMessage `json:"data"`
}

func envelopeOf(a contracts.Answer) (e envelope) {
	ExpectWithOffset(1, json.Unmarshal([]byte(a.Text), &e)).To(Succeed())
	return e
}

// read takes the outcome out of an answer: a code tells it or, where there is none, success (DU-Q08).
func read(a *contracts.Answer) error {
	var e envelope
	err := json.Unmarshal([]byte(a.Text), &e)
	a.OK, a.Message, a.Data = e.Code == nil && e.Success != nil && *e.Success, e.Msg, e.Data
	if e.Code != nil {
		a.OK, a.Code = *e.Code == 0, *e.Code
	}
	return err
}

// rows returns the codes of the items of a batch by their index.
func rows(a contracts.Answer) map[int]int {
	var data struct{ Success, Fail []struct{ Code, Index int } }
	ExpectWithOffset(1, json.Unmarshal(a.Data, &data)).To(Succeed(), a.Text)
	codes := map[int]int{}
	for _, row := range append(data.Success, data.Fail...) {
		codes[row.Index] = row.Code
	}
	return codes
}

// written is a call with a body as it is written.
func written(operation, body string) contracts.Request {
	return contracts.Request{Operation: operation, Body: contracts.Text(body)}
}

// EditRaw edits by items as they are written, and returns the code of each in the order of the request.
func (e *Env) EditRaw(ctx context.Context, items ...string) []int {
	codes := rows(e.Send(ctx, written("batchEditCustomer", `{"customer_list":[`+strings.Join(items, ",")+`]}`)))
	all := make([]int, len(items))
	for i := range items {
		ExpectWithOffset(1, codes).To(HaveKey(i+1), "row of item %d", i+1)
		all[i] = codes[i+1]
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
