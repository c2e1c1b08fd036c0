package openapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// OutcomeOK names the outcome of an answer that carries no outcome of its own.
const OutcomeOK = "ok"

// A responseRule is one documented status: no media type means that the body must be empty. XML,
// where it is documented too, is the same value in another form.
type responseRule struct {
	media    []string
	variants []*openapi3.Schema // the alternatives of a oneOf or anyOf at the root, or the one schema
	raw      *openapi3.Response
}

func (o *Operation) addResponses(raw *openapi3.Responses) error {
	for code, ref := range raw.Map() {
		status, err := strconv.Atoi(code)
		if err != nil {
			return fmt.Errorf("response %s: list real statuses, a default hides the undocumented ones", code)
		}
		if len(ref.Value.Headers) > 0 {
			return fmt.Errorf("response %s: headers are not checked", code)
		}
		rule := &responseRule{raw: ref.Value}
		for _, media := range slices.Sorted(maps.Keys(ref.Value.Content)) {
			schema := ref.Value.Content[media].Schema.Value
			if rule.variants != nil && !slices.Equal(rule.variants, variantsOf(schema)) {
				return fmt.Errorf("response %s: %s has another schema than %s", code, media, rule.media[0])
			}
			rule.media, rule.variants = append(rule.media, media), variantsOf(schema)
		}
		o.responses[status] = rule
	}
	return nil
}

func variantsOf(s *openapi3.Schema) []*openapi3.Schema {
	alternatives := slices.Concat(s.OneOf, s.AnyOf)
	if len(alternatives) == 0 {
		return []*openapi3.Schema{s}
	}
	var out []*openapi3.Schema
	for _, ref := range alternatives {
		out = append(out, ref.Value)
	}
	return out
}

// Outcomes returns the names of all documented outcomes of the operation, sorted: the values that
// the document's outcome property (x-outcome) can take, or OutcomeOK for an answer without it.
func (o *Operation) Outcomes() []string {
	var names []string
	for _, rule := range o.responses {
		for _, s := range rule.variants {
			names = append(names, outcomesOf(s, o.doc.outcomeKey)...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func outcomesOf(s *openapi3.Schema, key string) []string {
	p := s.Properties[key]
	if p == nil {
		return []string{OutcomeOK}
	}
	var names []string
	for _, v := range p.Value.Enum {
		names = append(names, fmt.Sprint(v))
	}
	return names
}

// An Answer is a response as the document reads it, with all that is wrong with it.
type Answer struct {
	Outcome  string // the value of the document's outcome property, or OutcomeOK
	Findings []Finding
	Body     any // the decoded JSON body, nil when there is none

	op *Operation
}

// CheckResponse checks an answer to the operation. Where a status has several documented shapes the
// answer is held against each, and the findings are those of the closest.
func (o *Operation) CheckResponse(status int, header http.Header, body []byte) *Answer {
	a := &Answer{op: o}
	rule := o.responses[status]
	if rule == nil {
		a.report("status", "", RuleStatus, "a documented status", strconv.Itoa(status), nil)
		return a
	}
	if len(rule.media) == 0 {
		if len(body) > 0 {
			a.report("body", "", RuleBody, "no body", fmt.Sprintf("%d bytes", len(body)), rule.raw)
		}
		return a
	}
	media, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	if !slices.Contains(rule.media, media) {
		a.report("header", "Content-Type", RuleContentType, strings.Join(rule.media, " or "), quote(media), rule.raw)
	}
	if media == mediaXML {
		a.checkXML(rule, body)
		return a
	}
	value, findings := decode(body)
	for _, f := range findings {
		a.report("body", f.Place, f.Rule, f.Wanted, f.Got, rule.raw)
	}
	if value == notJSON {
		return a
	}
	a.Outcome = outcomeOf(value, o.doc.outcomeKey)
	a.Body = value
	a.addClosest(rule, func(*openapi3.Schema) any { return value })
	return a
}

func (a *Answer) report(in, place, rule, wanted, got string, at any) {
	line := a.op.Line
	if at != nil {
		line = a.op.doc.lineOf(at, "")
	}
	a.Findings = append(a.Findings, Finding{
		Severity: Violation, Operation: a.op.ID, In: in, Place: place, Rule: rule, Wanted: wanted, Got: got, Line: line,
	})
}

// foreign is more violations than a variant has that is meant at all.
const foreign = 1 << 16

// addClosest adds the findings against that variant which the answer means to be: the one that has
// its outcome, else the one it violates least; the first counts among equals.
func (a *Answer) addClosest(rule *responseRule, as func(*openapi3.Schema) any) {
	var closest []Finding
	fewest := -1
	for _, s := range rule.variants {
		findings := checkSchema(s, as(s))
		distance := len(Violations(findings))
		switch own := outcomesOf(s, a.op.doc.outcomeKey); {
		case slices.Contains(own, a.Outcome):
			distance = 0
		case slices.Contains(own, OutcomeOK):
			distance += foreign // The answer carries an outcome, and this variant has none.
		}
		if fewest < 0 || distance < fewest {
			closest, fewest = findings, distance
		}
	}
	a.Findings = append(a.Findings, a.op.locateFindings(closest, rule.raw)...)
}

func outcomeOf(value any, key string) string {
	object, _ := value.(map[string]any)
	switch v := object[key].(type) {
	case nil:
		return OutcomeOK
	case json.Number:
		return string(v)
	default:
		return fmt.Sprint(v)
	}
}
