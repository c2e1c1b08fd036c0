package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
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

// A mutator makes a valid message wrong, or right in another way.
type mutator struct {
	*rand.Rand
	seeds []any // whose properties it puts into others
}

var strange = []any{
	nil, true, false, "", "x", "0", "1", " 1", "2026-02-31 00:00:00", "文", strings.Repeat("长", 40),
	json.Number("0"), json.Number("-1"), json.Number("1.0"),
	json.Number("1.5"), json.Number("1e3"), json.Number("2147483648"),
	json.Number("9223372036854775808"), json.Number("1e999"), json.Number("201"),
	[]any{}, map[string]any{}, []any{nil}, map[string]any{"x": nil},
}

// mutate changes one place of a value, which it copies on the way.
func (m mutator) mutate(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if len(v) == 0 || m.IntN(6) == 0 {
			break
		}
		out := maps.Clone(v)
		keys := slices.Sorted(maps.Keys(v))
		key := keys[m.IntN(len(keys))]
		switch m.IntN(8) {
		case 0:
			delete(out, key)
		case 1:
			out[keys[m.IntN(len(keys))]] = v[key]
		case 2:
			out[strings.ToUpper(key)] = v[key]
		case 3:
			if other, ok := m.seeds[m.IntN(len(m.seeds))].(map[string]any); ok && len(other) > 0 {
				names := slices.Sorted(maps.Keys(other))
				name := names[m.IntN(len(names))]
				out[name] = other[name]
			}
		default:
			out[key] = m.mutate(v[key])
		}
		return out
	case []any:
		if len(v) == 0 || m.IntN(6) == 0 {
			break
		}
		out := slices.Clone(v)
		i := m.IntN(len(v))
		switch m.IntN(8) {
		case 0:
			return slices.Delete(out, i, i+1)
		case 1:
			return append(out, slices.Repeat([]any{v[i]}, 1<<m.IntN(10)/len(v))...)
		default:
			out[i] = m.mutate(v[i])
		}
		return out
	}
	return strange[m.IntN(len(strange))]
}

// TestLikeKin: mutants of all examples of all operations are judged as kin-openapi judges them.
func TestLikeKin(t *testing.T) {
	t.Parallel()
	for i, m := range messages(t) {
		random := mutator{rand.New(rand.NewPCG(42, uint64(i))), m.seeds}
		mutants := 60
		if m.op.ID == "keywords" {
			mutants = 3000
		}
		for _, seed := range m.seeds {
			m.compare(t, encode(t, seed))
			for range mutants {
				value := seed
				for range 1 + random.IntN(3) {
					value = random.mutate(value)
					m.compare(t, encode(t, value))
				}
			}
		}
	}
}

// TestNothingFollows: what follows a body spoils the whole request, for every operation (WI-Q22, SE-Q08, DU-Q24).
func TestNothingFollows(t *testing.T) {
	t.Parallel()
	for _, m := range messages(t) {
		for _, rest := range []string{"x", " {}", "\x00", "]", "\xff", "\u00a0"} {
			in := &Request{op: m.op}
			if !m.answer {
				in.checkBody(m.op.body.media, append(encode(t, m.seeds[0]), rest...))
				if v := in.Violated(); v == nil || v.Rule != RuleTrailing || v.Place != "" {
					t.Errorf("%s: with %q after its body it violates %v", m.name, rest, v)
				}
			}
		}
	}
}

// FuzzLikeKin is TestLikeKin for bytes of any kind.
func FuzzLikeKin(f *testing.F) {
	all := messages(f)
	for i, m := range all {
		for _, seed := range m.seeds {
			text, err := json.Marshal(seed)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(uint16(i), uint64(0), text)
			f.Add(uint16(i), uint64(i), text)
		}
	}
	f.Fuzz(func(t *testing.T, which uint16, seed uint64, body []byte) {
		m := all[int(which)%len(all)]
		m.compare(t, body)
		var value any
		if seed == 0 || json.Unmarshal(body, &value) != nil {
			return
		}
		random := mutator{rand.New(rand.NewPCG(seed, 0)), m.seeds}
		for range 1 + random.IntN(3) {
			value = random.mutate(value)
		}
		if text, err := json.Marshal(value); err == nil && len(text) < 1<<16 { // Larger ones only take time.
			m.compare(t, text)
		}
	})
}

// TestParametersLikeKin: every parameter of every operation takes the texts that kin-openapi takes.
func TestParametersLikeKin(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *Document) {
		for _, op := range d.Operations() {
			raw := d.spec.Paths.Value(op.Path).GetOperation(op.Methods[0])
			for _, p := range op.Parameters {
				schema := raw.Parameters.GetByInAndName(p.In, p.Name).Schema.Value
				for _, text := range parameterTexts(schema) {
					compareParameter(t, p, schema, text)
				}
			}
		}
	})
}

func compareParameter(t *testing.T, p *Parameter, schema *openapi3.Schema, text string) {
	t.Helper()
	var value any = text
	switch {
	case schema.Type.Is("boolean") && (text == "true" || text == "false"):
		value = text == "true"
	case schema.Type.Is("integer") && isInteger(text):
		value = json.Number(text)
	}
	want := schema.VisitJSON(value, kinOptions...)
	if rule := p.shape.checkParameter(text); (rule == "") != (want == nil) && !listed(value, "", rule, fmt.Sprint(want)) {
		t.Errorf("%s=%q: we find %q, kin-openapi %v", p.Name, text, rule, want)
	}
}

// FuzzParametersLikeKin is TestParametersLikeKin for texts of any kind.
func FuzzParametersLikeKin(f *testing.F) {
	schemas := map[*Parameter]*openapi3.Schema{}
	for _, m := range messages(f) {
		d := m.op.doc
		for _, p := range m.op.Parameters {
			schemas[p] = d.spec.Paths.Value(m.op.Path).GetOperation(m.op.Methods[0]).Parameters.GetByInAndName(p.In, p.Name).Schema.Value
		}
	}
	for _, text := range parameterTexts(&openapi3.Schema{}) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for p, schema := range schemas {
			compareParameter(t, p, schema, text)
		}
	})
}

func parameterTexts(s *openapi3.Schema) []string {
	texts := []string{
		"0", "-1", "1", "201", "2147483647", "2147483648", "-2147483649", "9223372036854775808", "000000001",
		"1.0", "1e3", "+1", "TRUE", "true", "false", "MD5", "杨志永",
		"002-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d", "2013-05-05 10:25:30", "2013-02-31 10:25:30", "a,b", ",", strings.Repeat("长", 300),
	}
	for _, value := range s.Enum {
		texts = append(texts, textOf(value))
	}
	for _, limit := range []*float64{s.Min, s.Max} {
		if limit != nil {
			texts = append(texts, textOf(*limit-1), textOf(*limit), textOf(*limit+1))
		}
	}
	return texts
}
