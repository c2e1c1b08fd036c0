package openapi

import (
	"bytes"
	"cmp"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/openapi/internal/form"
)

// A Request is a request as the document reads it, with all that is wrong with it.
type Request struct {
	Findings []Finding
	Body     any // the decoded JSON body: json.Number for numbers; nil when there is none

	cut    int // findings beyond the bound, which are counted only
	op     *Operation
	values []given // beside op.Parameters
}

type given struct {
	text    string
	present bool
}

// CheckRequest checks a request against the operation, given its body and its Values. The first
// value of a repeated parameter counts.
func (o *Operation) CheckRequest(r *http.Request, values url.Values, body []byte) *Request {
	in := &Request{op: o, values: make([]given, len(o.Parameters))}
	for i, p := range o.Parameters {
		in.bind(i, p, r, values, body)
	}
	in.checkNames(values)
	if !o.takesForm(r) {
		in.checkBody(r.Header.Get("Content-Type"), body)
	}
	return in
}

// Has reports whether the parameter was given a value that is not empty.
func (in *Request) Has(name string) bool {
	i := in.position(name)
	return i >= 0 && in.values[i].present
}

// Text returns the parameter's value, its default when it was not given, or "".
func (in *Request) Text(name string) string {
	i := in.position(name)
	switch {
	case i < 0:
		return ""
	case in.values[i].present:
		return in.values[i].text
	default:
		return in.op.Parameters[i].fallback
	}
}

// Int returns Text as a number, 0 when it is none.
func (in *Request) Int(name string) int {
	n, _ := strconv.Atoi(strings.TrimSpace(in.Text(name)))
	return n
}

// Bool returns Text as a truth value: "true" in any letter case and "1" are true.
func (in *Request) Bool(name string) bool {
	s := strings.TrimSpace(in.Text(name))
	return s == "1" || strings.EqualFold(s, "true")
}

// Violated returns the first violation that spoils the whole request, those of the rule "required"
// before all others, or nil. What is wrong within one item of a batch (x-items) is that item's own.
func (in *Request) Violated() *Finding {
	var first *Finding
	for i := range in.Findings {
		f := &in.Findings[i]
		if f.Severity != Violation || in.itemOf(f) >= 0 {
			continue
		}
		if f.Rule == RuleRequired {
			return f
		}
		if first == nil {
			first = f
		}
	}
	return first
}

// ItemsViolated returns the first violation within each item of a batch (x-items), by the item's
// position; an item that is missing has none.
func (in *Request) ItemsViolated() map[int]*Finding {
	violated := map[int]*Finding{}
	for i := range in.Findings {
		f := &in.Findings[i]
		if n := in.itemOf(f); f.Severity == Violation && n >= 0 && violated[n] == nil {
			violated[n] = f
		}
	}
	return violated
}

// itemOf returns the position of the batch item that a finding is within, or -1.
func (in *Request) itemOf(f *Finding) int {
	rest, within := strings.CutPrefix(f.Place, "/"+in.op.items+"/")
	if in.op.items == "" || f.In != "body" || !within {
		return -1
	}
	number, _, _ := strings.Cut(rest, "/")
	n, err := strconv.Atoi(number)
	if err != nil {
		return -1
	}
	return n
}

func (in *Request) position(name string) int {
	if in.op == nil { // The zero Request has no parameters.
		return -1
	}
	return slices.IndexFunc(in.op.Parameters, func(p *Parameter) bool { return p.Name == name })
}

// report adds a finding about an element of the document that stands at the lines, nil for the operation itself.
func (in *Request) report(s Severity, where, place, rule, wanted, got string, at form.Lines) {
	line := in.op.Line
	if at != nil {
		line = at.Of(rule)
	}
	in.Findings = append(in.Findings, Finding{
		Severity: s, Operation: in.op.ID, In: where, Place: place, Rule: rule, Wanted: wanted, Got: got, Line: line,
	})
}

func (in *Request) bind(i int, p *Parameter, r *http.Request, query url.Values, body []byte) {
	values := query[p.Name]
	if p.In == inHeader {
		values = r.Header.Values(p.Name)
	}
	if len(values) > 1 {
		in.report(Suspicion, p.In, p.Name, RuleRepeated, "one value", strconv.Itoa(len(values))+" values", p.lines)
	}
	if len(values) == 0 || in.empty(values[0]) {
		in.bindNothing(p, len(values) > 0, r, body)
		return
	}
	in.values[i] = given{values[0], true}
	in.checkValue(p, values[0])
}

func (in *Request) empty(s string) bool {
	return s == "" || in.op.doc.blankEmpty && strings.TrimSpace(s) == ""
}

func (in *Request) bindNothing(p *Parameter, sent bool, r *http.Request, body []byte) {
	switch {
	case p.Required && sent:
		in.report(Violation, p.In, p.Name, RuleRequired, "a value", "empty", p.lines)
	case p.Required:
		got := "missing"
		if p.In == inQuery {
			got = cmp.Or(in.op.Undecodable(r, body, p.Name), got)
		}
		in.report(Violation, p.In, p.Name, RuleRequired, "a value", got, p.lines)
	case sent && !p.allowEmpty:
		in.report(Violation, p.In, p.Name, RuleEmpty, "a value", "empty", p.lines)
	}
}

func (in *Request) checkValue(p *Parameter, text string) {
	rule := p.shape.checkParameter(text)
	if rule == "" {
		return
	}
	severity := Violation
	if p.shape.accepts.matches(text) {
		severity = Suspicion
	}
	got := quote(text)
	if p.secret {
		got = redacted
	}
	in.report(severity, p.In, p.Name, rule, p.shape.wanted(rule), got, p.shape.Lines)
}

// checkNames looks at every query parameter that the document does not have. kin-openapi does not.
func (in *Request) checkNames(query url.Values) {
	var strange []string // the first in the alphabet
	for name := range query {
		if i := in.position(name); i >= 0 && in.op.Parameters[i].In == inQuery {
			continue
		}
		at, _ := slices.BinarySearch(strange, name)
		if strange = slices.Insert(strange, at, name); len(strange) > maxFindings {
			strange = strange[:maxFindings]
			in.cut++
		}
	}
	for _, name := range strange {
		i := slices.IndexFunc(in.op.Parameters, func(p *Parameter) bool { return strings.EqualFold(p.Name, name) })
		if i >= 0 {
			in.report(Suspicion, "query", shorten(name), RuleCase, in.op.Parameters[i].Name, quote(name), in.op.Parameters[i].lines)
			continue
		}
		in.report(Suspicion, "query", shorten(name), RuleUnknown, "a documented parameter", quote(name), nil)
	}
}

func (in *Request) checkBody(contentType string, body []byte) {
	rule := in.op.body
	if rule == nil {
		if len(body) > 0 {
			in.report(Suspicion, "body", "", RuleBody, "no body", strconv.Itoa(len(body))+" bytes", nil)
		}
		return
	}
	if len(body) == 0 || in.op.doc.blankEmpty && len(bytes.TrimSpace(body)) == 0 {
		if rule.required {
			in.report(Violation, "body", "", RuleRequired, "a body", "empty", rule.lines)
		}
		return
	}
	in.checkMedia(rule, contentType)
	c := newChecker(in.op)
	defer c.release()
	in.Body, _ = c.read(body, rule.schema)
	in.Findings = append(in.Findings, in.op.own(c.findings, rule.lines)...)
	in.cut += c.cut
}

func (in *Request) checkMedia(rule *bodyRule, contentType string) {
	media := contentType
	if contentType != rule.media {
		media, _, _ = mime.ParseMediaType(contentType)
	}
	if media == rule.media {
		return
	}
	severity := Violation
	if rule.accepts.matches(media) || rule.refuses != nil && !rule.refuses.matches(media) {
		severity = Suspicion
	}
	sent, _, _ := strings.Cut(contentType, ";") // Not media, which is in lower case: nobody would know a secret again.
	in.report(severity, "header", "Content-Type", RuleContentType, rule.media, quote(strings.TrimSpace(sent)), rule.lines)
}

// own completes findings about a body: they are the operation's, and those without a line stand where
// the body does.
func (o *Operation) own(findings []Finding, body form.Lines) []Finding {
	for i := range findings {
		f := &findings[i]
		f.Operation, f.In = o.ID, "body"
		if f.Line == 0 {
			f.Line = body.Of("")
		}
	}
	return findings
}
