package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// kin-openapi is the reference: what it says of a decoded value, this package must say of the bytes.

// kinOptions make VisitJSON report everything at once, and check the formats that it leaves unchecked.
var kinOptions = func() []openapi3.SchemaValidationOption {
	validators := map[string]openapi3.StringFormatValidator{}
	for name, fits := range formats {
		validators[name] = openapi3.NewCallbackValidator(func(s string) error {
			if fits(s) {
				return nil
			}
			return errors.New("does not have the format")
		})
	}
	return []openapi3.SchemaValidationOption{
		openapi3.EnableFormatValidation(), openapi3.DisableSchemaErrorDetails(), openapi3.MultiErrors(),
		openapi3.WithStringFormatValidators(validators),
	}
}()

// A message is what an operation's body or answer must be, as kin-openapi and as this package know it.
type message struct {
	name   string
	op     *Operation
	answer bool
	schema *openapi3.Schema
	shape  *shape // of a body
	seeds  []any
}

// check returns the findings about a body, and how many there are beside.
func (m message) check(body []byte) ([]Finding, int) {
	if m.answer {
		a := m.op.CheckResponse(http.StatusOK, http.Header{"Content-Type": {"application/json"}}, body)
		return a.Findings, a.cut
	}
	in := &Request{op: m.op}
	in.checkBody(m.op.body.media, body)
	return in.Findings, in.cut
}

// keywordDocument has the keywords and combinations that the documents leave out.
const keywordDocument = `
openapi: 3.0.3
info: {title: keywords, version: '1'}
security: []
x-public: A document for a test.
paths:
  /:
    post:
      operationId: keywords
      x-source: {document: keywords}
      x-evidence: documented
      x-effect: write
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/All'}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/All'}}}}}
components:
  schemas:
    All:
      type: object
      properties:
        closed: {type: object, additionalProperties: false, properties: {a: {type: integer}}}
        others: {type: object, additionalProperties: {type: integer, nullable: true}, properties: {a: {type: string}}}
        counted: {type: object, minProperties: 1, maxProperties: 2}
        list: {type: array, minItems: 1, maxItems: 2, items:
          {type: number, minimum: 0, exclusiveMinimum: true, maximum: 201, exclusiveMaximum: true}}
        length: {type: string, minLength: 1, maxLength: 2}
        both: {allOf: [{type: object, required: [a], properties: {a: {type: integer, minimum: 0}}},
          {type: object, properties: {a: {type: integer, maximum: 9}}}]}
        same: {nullable: true, allOf: [{type: string}]}
        none: {allOf: [{type: string}, {nullable: true}]}
        one: {oneOf: [{type: integer, minimum: 0}, {type: integer, maximum: 2},
          {type: string, nullable: true}, {type: boolean, nullable: true}]}
        lists: {allOf: [{type: array, items: {type: integer}}, {type: array, items: {minimum: 0}}]}
        any: {anyOf: [{type: object, required: [a], properties: {a: {type: boolean}}}, {type: array, items: {type: boolean}}]}
        inner: {type: array, items: {anyOf: [{type: string, enum: [x]}, {type: integer, enum: [1, null]}]}}
        not: {type: string, not: {enum: [x]}}
        free: {}
        tree: {$ref: '#/components/schemas/All'}
`

// messages returns the bodies and answers of all operations of all documents, with their examples.
func messages(t testing.TB) []message {
	t.Helper()
	texts := map[string][]byte{"keywords": []byte(keywordDocument)}
	for _, vendor := range Vendors() {
		text, err := files.ReadFile(vendor + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		texts[vendor] = text
	}
	var all []message
	for _, vendor := range slices.Sorted(maps.Keys(texts)) {
		d, err := Parse(vendor, texts[vendor])
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range d.Operations() {
			raw := d.spec.Paths.Value(op.Path).GetOperation(op.Methods[0])
			if raw.RequestBody != nil {
				all = append(all, newMessage(op, false, raw.RequestBody.Value.Content.Get(op.body.media)))
			}
			all = append(all, newMessage(op, true, raw.Responses.Value("200").Value.Content.Get("application/json")))
		}
	}
	if len(all) < 100 {
		t.Fatalf("found %d messages, which cannot be all", len(all))
	}
	return all
}

func newMessage(op *Operation, answer bool, content *openapi3.MediaType) message {
	m := message{name: op.ID, op: op, answer: answer, schema: content.Schema.Value}
	if answer {
		m.name += " answer"
	} else {
		m.shape = op.body.schema
	}
	for _, name := range slices.Sorted(maps.Keys(content.Examples)) {
		m.seeds = append(m.seeds, content.Examples[name].Value.Value)
	}
	if content.Example != nil {
		m.seeds = append(m.seeds, content.Example)
	}
	m.seeds = append(m.seeds, sample(content.Schema.Value, 0))
	return m
}

// sample returns a value that has every property of a schema, so that mutants reach them all.
func sample(s *openapi3.Schema, depth int) any {
	for _, alternatives := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf, s.AllOf} {
		if len(alternatives) > 0 && len(s.Properties) == 0 {
			return sample(alternatives[0].Value, depth)
		}
	}
	switch {
	case len(s.Enum) > 0:
		return s.Enum[0]
	case s.Type.Is("array") && depth < 6:
		return []any{sample(s.Items.Value, depth+1)}
	case s.Type.Is("array"):
		return []any{}
	case s.Type.Is("integer"), s.Type.Is("number"):
		return 1.0
	case s.Type.Is("boolean"):
		return true
	case s.Type.Is("object"):
		object := map[string]any{}
		for name, p := range s.Properties {
			if depth < 6 && p.Value != s {
				object[name] = sample(p.Value, depth+1)
			}
		}
		return object
	default:
		return "2026-01-02 03:04:05"
	}
}

// strictness lists where this package and kin-openapi differ on purpose, with the reason. Each takes a
// place, the value there and what either says of it. Beside these, all values of a repeated name are
// checked, and not the last alone: readers differ in which one they take.
var strictness = []struct {
	reason  string
	applies func(value any, ours, kin string) bool
}{
	{"kin-openapi reads integers as float64: 1.0 and 1e3 are written by no client that means an integer, and some servers refuse them",
		func(value any, ours, kin string) bool {
			n, ok := value.(json.Number)
			return ok && !isInteger(string(n)) && ours == "type" && kin != "type"
		}},
	{"an integer has 64 bits where no format says otherwise, and 2^63 is not 2^63-1: kin-openapi has no more than the float64 of it",
		func(value any, ours, _ string) bool {
			n, ok := value.(json.Number)
			_, err := strconv.ParseInt(string(n), 10, 64)
			return ok && isInteger(string(n)) && err != nil && (ours == "type" || ours == "format")
		}},
}

// compare fails the test where the findings about a body are not kin-openapi's: each of either's places
// must be at or below one of the other's. Below an alternative, kin-openapi does not say what is wrong.
func (m message) compare(t *testing.T, body []byte) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	err := decoder.Decode(&value)
	_, rest := decoder.Token()
	if err != nil || rest != io.EOF || !utf8.Valid(body) {
		if findings, _ := m.check(body); len(bytes.TrimSpace(body)) > 0 && len(Violations(findings)) == 0 {
			t.Errorf("%s: %.2000q is not one JSON value in UTF-8, but passes", m.name, body)
		}
		return
	}
	kin := map[string]string{}
	kinFindings(kin, m.schema.VisitJSON(value, kinOptions...))
	ours, repeats := map[string]string{}, false
	findings, cut := m.check(body)
	for _, f := range findings {
		repeats = repeats || f.Rule == RuleRepeated
		if f.Rule != RuleRepeated && f.Rule != RuleCase && (f.Rule != RuleUnknown || f.Severity == Violation) {
			ours[f.Place] = f.Rule
		}
	}
	for place, rule := range ours {
		above := slices.ContainsFunc(slices.Collect(maps.Keys(kin)), func(p string) bool { return within(place, p) })
		if !above && !repeats && !listed(value, place, rule, kin[place]) {
			t.Errorf("%s: %.2000s\nwe find %s at %q, kin-openapi only %v", m.name, body, rule, place, kin)
		}
	}
	for place, rule := range kin {
		below := slices.ContainsFunc(slices.Collect(maps.Keys(ours)), func(p string) bool { return within(p, place) })
		if !below && cut == 0 && !listed(value, place, "", rule) {
			t.Errorf("%s: %.2000s\nkin-openapi finds %s at %q, we only %v", m.name, body, rule, place, ours)
		}
	}
	m.compareRead(t, body, value, cut > 0 || repeats)
}

// compareRead holds the reading of bytes to encoding/json and the findings on the way to those of a walk over the value.
func (m message) compareRead(t *testing.T, body []byte, value any, verdictOnly bool) {
	t.Helper()
	c := newChecker(nil)
	defer c.release()
	got, ok := c.read(body, m.shape)
	if !ok || !reflect.DeepEqual(got, value) {
		t.Fatalf("%s: %.2000s is read as %v, want %v", m.name, body, got, value)
	}
	if m.answer {
		return
	}
	read := places(c.findings)
	c.restart()
	c.check(m.shape, value)
	if walked := places(c.findings); !verdictOnly && !slices.Equal(read, walked) {
		t.Errorf("%s: %.2000s\nreading finds %q, walking %q", m.name, body, read, walked)
	}
}

func places(findings []Finding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, f.Place+" "+f.Rule)
	}
	slices.Sort(out)
	return out
}

func within(place, other string) bool { return place == other || strings.HasPrefix(place, other+"/") }

func listed(root any, place, ours, kin string) bool {
	value := root
	for _, key := range strings.Split(place, "/")[1:] {
		switch v := value.(type) {
		case map[string]any:
			value = v[strings.ReplaceAll(strings.ReplaceAll(key, "~1", "/"), "~0", "~")]
		case []any:
			i, _ := strconv.Atoi(key)
			value = v[i]
		}
	}
	for _, s := range strictness {
		if s.applies(value, ours, kin) {
			return true
		}
	}
	return false
}

func kinFindings(found map[string]string, err error) {
	switch e := err.(type) {
	case openapi3.MultiError:
		for _, inner := range e {
			kinFindings(found, inner)
		}
	case *openapi3.SchemaError:
		place := ""
		for _, key := range e.JSONPointer() {
			place += "/" + escapePointer(key)
		}
		found[place] = e.SchemaField
	}
}
