package gateway

import (
	"cmp"
	"slices"
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/journal"
)

// record adds the exchange to the sandbox's journal, without secrets.
func record(x *exchange) {
	c, doc := x.call, x.vendor.Document
	hide := newHider(x)
	defer hide.Release()
	x.findings = hide.findings(x.found())
	e := journal.Entry{
		Time:     c.Sandbox.Clock.Now(),
		Vendor:   doc.Vendor,
		Method:   hide.text(c.HTTP.Method),
		Path:     hide.text(c.HTTP.URL.Path),
		Query:    hide.query(c.HTTP.URL.RawQuery),
		Request:  hide.body(nil, c.RawBody, c.Body != nil && len(x.findings) == 0),
		Headers:  hide.headers(c),
		Status:   x.status(),
		Accepted: x.accepted(),
		Signed:   x.signed,
		Findings: x.findings,
	}
	if e.Status != 0 {
		e.Response = hide.body(c.Operation, x.sent(), x.fault == nil && isJSON(x.answer))
	}
	if x.hidden != nil {
		hidden := hide.body(c.Operation, x.hidden.Body, isJSON(*x.hidden))
		e.Hidden = &hidden
	}
	if c.Operation != nil {
		e.Operation = c.Operation.ID
	} else if op := x.nearest(); op != nil {
		e.Nearest = op.ID
	}
	if e.Accepted {
		e.Grew = c.Grew
	}
	if x.fault != nil {
		e.Fault = x.fault.Text
	}
	c.Sandbox.Journal.Add(e)
}

// found returns all findings. What a vendor misses, such as a credential, may have been sent and not be decodable.
func (x *exchange) found() []openapi.Finding {
	c, all := x.call, x.call.Found()
	for i := range all {
		if f := &all[i]; x.malformed && f.In == "query" && f.Rule == openapi.RuleRequired {
			f.Got = cmp.Or(c.Operation.Undecodable(c.HTTP, c.RawBody, f.Place), f.Got)
		}
	}
	return all
}

// accepted reports whether the vendor did what the call asks: a write has taken effect, a read was answered.
func (x *exchange) accepted() bool {
	if op := x.call.Operation; op != nil && op.Effect == openapi.Read {
		return x.handled && len(openapi.Violations(x.findings)) == 0
	}
	return x.answer.Commit || x.hidden != nil && x.hidden.Commit
}

// headers are the parameters that the operation takes in headers, but for those that are secrets.
func (h *hider) headers(c *api.Call) (sent []journal.Header) {
	if c.Operation == nil {
		return nil
	}
	for _, p := range c.Operation.Parameters {
		if p.In != "header" || c.Operation.Document().IsSecret(p.Name) {
			continue
		}
		if value := c.HTTP.Header.Get(p.Name); value != "" {
			sent = append(sent, journal.Header{Name: p.Name, Value: h.text(value)})
		}
	}
	return sent
}

// isJSON reports whether an answer is JSON: what a vendor's package says of its own answers is true.
func isJSON(a api.Answer) bool { return strings.HasPrefix(a.ContentType, "application/json") }

// sent is as much of the answer's body as the client gets.
func (x *exchange) sent() []byte {
	if x.delivery == halved {
		return x.answer.Body[:len(x.answer.Body)/2]
	}
	return x.answer.Body
}

// maxFindings bounds what is told of a request that is wrong in very many ways.
const maxFindings = 100

func (h hider) findings(all []openapi.Finding) []openapi.Finding {
	slices.SortStableFunc(all, func(a, b openapi.Finding) int { return cmp.Compare(b.Severity, a.Severity) }) // A refusal's first.
	all = all[:min(len(all), maxFindings)]
	for i := range all {
		f := &all[i]
		f.Place, f.Wanted, f.Got = h.text(f.Place), h.text(f.Wanted), h.text(f.Got)
	}
	return all
}
