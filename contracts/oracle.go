package contracts

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"github.com/crmsim/crmsim/openapi"
)

// maxBody bounds what is read of one body, in bytes.
const maxBody = 32 << 20

// An oracle is the RoundTripper under a spec's client. It sees all traffic of the spec, set-up and
// clean-up included, holds it against the document, and lets nothing out that the run may not do.
type oracle struct {
	suite   *Suite
	spec    *Spec
	session *session
	ledger  *ledger
	redact  *redactor

	mu        sync.Mutex
	exchanges []exchange
}

// An exchange is one request and its answer, redacted, with what is wrong with them.
type exchange struct {
	operation *openapi.Operation // nil when the document has none for the request
	affected  *openapi.Operation // what the request may set off; that of its path when the method is another
	sent, got string
	trouble   string // why there is no answer, "" when there is one
	outcome   string // of the answer
	request   []openapi.Finding
	answer    []openapi.Finding
	wrong     bool // departs from the document on purpose
	cleanup   bool
}

func (o *oracle) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := drain(r.Body)
	if err != nil {
		return nil, err
	}
	op := o.suite.document.Match(r.Method, o.session.path(r.URL))
	// What cannot be parsed is left out, as the client did not mean to send it either.
	query, _ := op.Values(r, body)
	x := exchange{
		operation: op,
		affected:  o.suite.affected(r.Method, o.session.path(r.URL)),
		sent:      o.redact.request(r, body),
		wrong:     marked(r.Context(), wrong),
		cleanup:   marked(r.Context(), cleaningUp),
	}
	if x.operation != nil {
		x.request = x.operation.CheckRequest(r, query, body).Findings
	}
	response, err := o.send(&x, r, query, body)
	if err != nil {
		x.trouble = o.redact.text(err.Error())
	}
	o.mu.Lock()
	o.exchanges = append(o.exchanges, x)
	o.mu.Unlock()
	return response, err
}

// send passes the request on and checks the answer.
func (o *oracle) send(x *exchange, r *http.Request, query url.Values, body []byte) (*http.Response, error) {
	if err := o.refuse(x.affected, r, query, body); err != nil {
		return nil, err
	}
	out := r.Clone(r.Context())
	out.Header.Set("User-Agent", "crmcheck ("+o.spec.ID+")")
	if r.Body != nil {
		out.Body = io.NopCloser(bytes.NewReader(body))
	}
	response, err := o.session.transport.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	text, err := drain(response.Body)
	if err != nil {
		return nil, fmt.Errorf("status %d, then: %w", response.StatusCode, err)
	}
	response.Body = io.NopCloser(bytes.NewReader(text))
	x.got = o.redact.answer(x.operation, response, text)
	if x.operation != nil {
		o.check(x, response, text)
	}
	return response, nil
}

func (o *oracle) check(x *exchange, response *http.Response, body []byte) {
	answer := x.operation.CheckResponse(response.StatusCode, response.Header, body)
	x.answer = answer.Findings
	if len(openapi.Violations(answer.Findings)) == 0 {
		x.outcome = answer.Outcome
	}
	if x.operation.Effect != openapi.Read {
		o.ledger.add(o.suite.vendor.Created(x.operation, answer.Body)...)
	}
}

// drain reads a body to its end and closes it.
func drain(body io.ReadCloser) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	defer body.Close()
	text, err := io.ReadAll(io.LimitReader(body, maxBody+1))
	if err == nil && len(text) > maxBody {
		err = fmt.Errorf("the body is longer than %d bytes", maxBody)
	}
	return text, err
}

// seen returns the traffic so far.
func (o *oracle) seen() []exchange {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.exchanges)
}

// verdict returns what fails the spec in the traffic that the oracle saw.
func (o *oracle) verdict(finished bool) []Failure {
	var failures []Failure
	called, strongest := map[string]bool{}, openapi.Read
	for _, x := range o.seen() {
		failures = append(failures, o.judge(&x)...)
		if x.affected == nil || x.cleanup {
			continue
		}
		if effect := x.affected.Effect; strength(effect) > strength(strongest) {
			strongest = effect
			if strength(effect) > strength(o.spec.Effect()) {
				failures = append(failures, Failure{Headline: fmt.Sprintf("calls %s, which is %s; the spec says that it is %s", x.affected.ID, effect, o.spec.Effect()), Sent: x.sent})
			}
		}
		called[x.affected.ID] = true
	}
	for _, id := range o.spec.Calls {
		if finished && !called[id] {
			failures = append(failures, Failure{Headline: "declares " + id + " and never calls it"})
		}
	}
	if finished && strength(strongest) < strength(o.spec.Effect()) {
		failures = append(failures, Failure{Headline: fmt.Sprintf("says that it is %s, and was %s at most", o.spec.Effect(), strongest)})
	}
	return failures
}

// judge returns what is wrong with one exchange: with its request, then with its answer.
func (o *oracle) judge(x *exchange) []Failure {
	var failures []Failure
	switch {
	case x.wrong && x.operation != nil && len(x.request) == 0:
		failures = append(failures, o.failure(x, "is marked wrong, and the document has nothing against it"))
	case !x.wrong && x.operation == nil:
		failures = append(failures, o.failure(x, "is no operation of the document"))
	case !x.wrong && len(x.request) > 0:
		failures = append(failures, o.departure(x, "request", x.request))
	}
	if x.trouble != "" {
		return append(failures, o.failure(x, x.trouble))
	}
	if violations := openapi.Violations(x.answer); len(violations) > 0 {
		failures = append(failures, o.departure(x, "response", violations))
	}
	return failures
}
