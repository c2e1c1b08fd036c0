package openapi

import (
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/openapi/internal/form"
)

// OutcomeOK names the outcome of an answer that carries no outcome of its own.
const OutcomeOK = "ok"

// An answerRule is one documented status: no media type means that the body must be empty. XML, where
// it is documented too, is the same value in another form.
type answerRule struct {
	media    []string
	variants []*shape   // the alternatives of a oneOf or anyOf at the root, or the one schema
	outcomes [][]string // of the variants
	line     int
}

// Outcomes returns the names of all documented outcomes of the operation, sorted: the values that
// the document's outcome property (x-outcome) can take, or OutcomeOK for an answer without it.
func (o *Operation) Outcomes() []string {
	var names []string
	for _, rule := range o.answers {
		names = append(names, slices.Concat(rule.outcomes...)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func outcomesOf(s *shape, key string) []string {
	p := s.byName[key]
	if p == nil {
		return []string{OutcomeOK}
	}
	var names []string
	for _, v := range p.shape.Enum {
		names = append(names, textOf(v))
	}
	return names
}

// An Answer is a response as the document reads it, with all that is wrong with it.
type Answer struct {
	Outcome  string // the value of the document's outcome property, or OutcomeOK
	Findings []Finding
	Body     any // the decoded JSON body, nil when there is none

	cut int // findings beyond the bound, which are counted only
	op  *Operation
}

// CheckResponse checks an answer to the operation. Where a status has several documented shapes the
// findings are those against the closest.
func (o *Operation) CheckResponse(status int, header http.Header, body []byte) *Answer {
	a := &Answer{op: o}
	rule := o.answers[status]
	if rule == nil {
		a.report("status", RuleStatus, "a documented status", strconv.Itoa(status), o.Line)
		return a
	}
	if len(rule.media) == 0 {
		if len(body) > 0 {
			a.report("body", RuleBody, "no body", fmt.Sprintf("%d bytes", len(body)), rule.line)
		}
		return a
	}
	media, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	if !slices.Contains(rule.media, media) {
		a.report("header", RuleContentType, strings.Join(rule.media, " or "), quote(media), rule.line)
	}
	c := newChecker(nil)
	defer c.release()
	if media == mediaXML {
		a.checkXML(c, rule, body)
	} else if value, ok := c.read(body, nil); ok {
		for i := range c.findings {
			c.findings[i].Severity = Violation // A client may stumble over what a server takes.
		}
		a.Outcome, a.Body = outcomeOf(value, o.doc.outcomeKey), value
		c.check(rule.closest(c, a.Outcome, func(*shape) any { return value }), value)
	}
	a.Findings = append(a.Findings, o.own(c.findings, form.Lines{"": rule.line})...)
	a.cut = c.cut
	return a
}

func (a *Answer) report(in, rule, wanted, got string, line int) {
	place := ""
	if in == "header" {
		place = "Content-Type"
	}
	a.Findings = append(a.Findings, Finding{
		Severity: Violation, Operation: a.op.ID, In: in, Place: place, Rule: rule, Wanted: wanted, Got: got, Line: line,
	})
}

// foreign is more violations than a variant has that is meant at all.
const foreign = 1 << 16

// closest returns the variant that an answer means to be: of those that have its outcome, else of those
// without one, else of all, the one that it violates least; the first counts among equals.
func (rule *answerRule) closest(c *checker, outcome string, as func(*shape) any) *shape {
	var closest *shape
	fewest := 0
	for i, s := range rule.variants {
		distance := 0
		if len(rule.variants) > 1 {
			distance = c.distance(s, as(s))
		}
		if !slices.Contains(rule.outcomes[i], outcome) {
			distance += foreign
			if slices.Contains(rule.outcomes[i], OutcomeOK) {
				distance += foreign // The answer carries an outcome, and this variant has none.
			}
		}
		if closest == nil || distance < fewest {
			closest, fewest = s, distance
		}
	}
	return closest
}

func outcomeOf(value any, key string) string {
	object, _ := value.(map[string]any)
	if object[key] == nil {
		return OutcomeOK
	}
	return shorten(textOf(object[key]))
}
