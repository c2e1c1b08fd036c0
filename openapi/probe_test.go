package openapi

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// probe.yaml is a document of its own: one operation a trap.
const probeDocument = `
openapi: 3.0.3
info: {title: probe, version: '1'}
x-outcome: code
security: []
x-public: A document for a test.
paths:
  /q:
    get:
      operationId: query
      x-source: {document: probe}
      x-evidence: documented
      x-effect: read
      parameters:
        - {name: limit, in: query, schema: {type: integer, format: int32, maximum: 100}}
        - {name: flag, in: query, allowEmptyValue: true, schema: {type: boolean, x-accepts: '^(1|0|TRUE)$'}}
        - {name: name, in: query, schema: {type: string, maxLength: 3}}
        - {name: 'tags[]', in: query, schema: {type: string}}
        - {name: key, in: header, required: true, schema: {type: string}}
      responses: &responses
        '200':
          description: ok
          content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}
        '204': {description: nothing}
  /b:
    post:
      operationId: body
      x-source: {document: probe}
      x-evidence: documented
      x-effect: write
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: *responses
  /n:
    post:
      operationId: nobody
      x-source: {document: probe}
      x-evidence: documented
      x-effect: write
      responses: *responses
components:
  schemas:
    Thing:
      type: object
      required: [id]
      properties:
        id: {type: integer, format: int64}
        mail: {type: string, format: email}
        uuid: {type: string, format: uuid}
        uri: {type: string, format: uri}
        day: {type: string, format: date-time}
        gone: {nullable: true, allOf: [{type: string}]}
        text: {type: string, x-accepts: '^[0-9]+$'}
        secret: {type: string, maxLength: 3, x-secret: true}
        number: {anyOf: [{type: string, minLength: 1}, {type: integer}]}
        part: {allOf: [{type: object, properties: {tel: {type: string}}}]}
        way: {oneOf: [{$ref: '#/components/schemas/Mail'}, {$ref: '#/components/schemas/Phone'}]}
    Mail: {type: object, required: [mail], properties: {mail: {type: string}}}
    Phone: {type: object, required: [tel, kind], properties: {tel: {type: string}, kind: {type: integer}}}
    Answer:
      oneOf: [{$ref: '#/components/schemas/Good'}, {$ref: '#/components/schemas/Bad'}]
    Good:
      type: object
      required: [code, data]
      properties: {code: {type: integer, enum: [0]}, data: {type: array, items: {type: integer}}}
    Bad:
      type: object
      required: [code, text]
      properties: {code: {type: integer, enum: [4, 5]}, text: {type: string}}
      not: {required: [data]}
`

func probe(t *testing.T) *Document {
	t.Helper()
	doc, err := Parse("probe", []byte(probeDocument))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// wrongRequests is what clients get wrong. kin reports whether kin-openapi's own request validation
// notices: where it does not, this package must; where that changes with an upgrade, this test says so.
var wrongRequests = []struct {
	name, method, target, body string
	header                     map[string]string
	rule, place                string
	severity                   Severity
	kin                        bool
}{
	{"undocumented parameter", "GET", "/q?lmit=1", "", nil, RuleUnknown, "lmit", Suspicion, false},
	{"parameter in other letter case", "GET", "/q?Limit=1", "", nil, RuleCase, "Limit", Suspicion, false},
	{"repeated scalar", "GET", "/q?limit=1&limit=2", "", nil, RuleRepeated, "limit", Suspicion, false},
	{"empty value of a number", "GET", "/q?limit=", "", nil, RuleEmpty, "limit", Violation, true},
	{"empty value of a text", "GET", "/q?name=", "", nil, RuleEmpty, "name", Violation, false},
	{"text for a number", "GET", "/q?limit=x", "", nil, "type", "limit", Violation, true},
	{"fraction for an integer", "GET", "/q?limit=1.0", "", nil, "type", "limit", Violation, true},
	{"integer beyond its range", "GET", "/q?limit=-99999999999", "", nil, "format", "limit", Violation, true},
	{"beyond the maximum", "GET", "/q?limit=101", "", nil, "maximum", "limit", Violation, true},
	{"over-long", "GET", "/q?name=abcd", "", nil, "maxLength", "name", Violation, true},
	{"accepted spelling of a boolean", "GET", "/q?flag=TRUE", "", nil, "type", "flag", Suspicion, false},
	{"no boolean", "GET", "/q?flag=maybe", "", nil, "type", "flag", Violation, true},
	{"missing header", "GET", "/q", "", map[string]string{"key": ""}, RuleRequired, "key", Violation, true},
	{"bracketed name not declared", "GET", "/q?tag[]=a", "", nil, RuleUnknown, "tag[]", Suspicion, false},
	{"missing property", "POST", "/b", `{}`, nil, "required", "/id", Violation, true},
	{"undocumented property", "POST", "/b", `{"id":1,"idd":2}`, nil, RuleUnknown, "/idd", Suspicion, false},
	{"property in other letter case", "POST", "/b", `{"id":1,"ID":2}`, nil, RuleCase, "/ID", Suspicion, false},
	{"trailing bytes", "POST", "/b", `{"id":1} x`, nil, RuleTrailing, "", Violation, false},
	{"repeated key", "POST", "/b", `{"id":1,"id":2}`, nil, RuleRepeated, "/id", Suspicion, false},
	{"repeated key, nested", "POST", "/b", `{"id":1,"x":{"a":":","a":2}}`, nil, RuleRepeated, "/x/a", Suspicion, false},
	{"invalid UTF-8", "POST", "/b", "{\"id\":1,\"text\":\"\xff\"}", nil, RuleSyntax, "", Violation, false},
	{"no JSON", "POST", "/b", `{"id":`, nil, RuleSyntax, "", Violation, true},
	{"no body", "POST", "/b", ``, nil, RuleRequired, "", Violation, true},
	{"other content type", "POST", "/b", `{"id":1}`, map[string]string{"Content-Type": "text/plain"}, RuleContentType, "Content-Type", Violation, true},
	{"email", "POST", "/b", `{"id":1,"mail":"nobody"}`, nil, "format", "/mail", Violation, false},
	{"uuid", "POST", "/b", `{"id":1,"uuid":"123"}`, nil, "format", "/uuid", Violation, false},
	{"uri", "POST", "/b", `{"id":1,"uri":"/x"}`, nil, "format", "/uri", Violation, false},
	{"31 February", "POST", "/b", `{"id":1,"day":"2026-02-31T00:00:00Z"}`, nil, "format", "/day", Violation, false},
	{"exponent for an integer", "POST", "/b", `{"id":1e3}`, nil, "type", "/id", Violation, false},
	{"integer of more than 64 bits", "POST", "/b", `{"id":9223372036854775808}`, nil, "format", "/id", Violation, false},
	{"number where text is accepted to be one", "POST", "/b", `{"id":1,"text":7}`, nil, "type", "/text", Suspicion, true},
	{"a secret is not shown", "POST", "/b", `{"id":1,"secret":"abcd"}`, nil, "maxLength", "/secret", Violation, true},
	{"wrong type within allOf", "POST", "/b", `{"id":1,"part":{"tel":1}}`, nil, "type", "/part/tel", Violation, true},
	{"wrong within the one alternative of its type", "POST", "/b", `{"id":1,"number":""}`, nil, "minLength", "/number", Violation, true},
	{"of no alternative's type", "POST", "/b", `{"id":1,"number":true}`, nil, "type", "/number", Violation, true},
	{"wrong within the closest alternative", "POST", "/b", `{"id":1,"way":{"tel":1,"kind":2}}`, nil, "type", "/way/tel", Violation, true},
	{"missing in the closest alternative", "POST", "/b", `{"id":1,"way":{"tel":"1"}}`, nil, "required", "/way/kind", Violation, true},
	{"fits two alternatives", "POST", "/b", `{"id":1,"way":{"tel":"1","kind":2,"mail":""}}`, nil, "oneOf", "/way", Violation, true},
	{"null among alternatives", "POST", "/b", `{"id":1,"number":null}`, nil, "nullable", "/number", Violation, true},
	{"body where none is documented", "POST", "/n", `{"id":1}`, nil, RuleBody, "", Suspicion, false},
}

func TestWrongRequests(t *testing.T) {
	t.Parallel()
	doc := probe(t)
	for _, c := range wrongRequests {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := request(c.method, c.target, c.body, c.header)
			op := doc.Match(c.method, r.URL.Path)
			values, err := op.Values(r, []byte(c.body))
			if err != nil {
				t.Fatal(err)
			}
			findings := op.CheckRequest(r, values, []byte(c.body)).Findings
			if !isJust(findings, c.severity, c.rule, c.place) {
				t.Errorf("found %v, want one %v of rule %s at %q", findings, c.severity, c.rule, c.place)
			}
			if strings.Contains(c.name, "secret") && strings.Contains(findings[0].String(), "abcd") {
				t.Errorf("%v shows the secret", findings[0])
			}
			if noticed := kinRequest(doc, op, r, c.body) != nil; noticed != c.kin {
				t.Errorf("kin-openapi notices: %v, the table says %v", noticed, c.kin)
			}
		})
	}
}

func TestRightRequests(t *testing.T) {
	t.Parallel()
	doc := probe(t)
	for _, c := range []struct{ method, target, body string }{
		{"GET", "/q", ""},
		{"GET", "/q?limit=100&flag=true&name=%E5%AD%97%E5%AD%97%E5%AD%97&tags[]=a", ""},
		{"GET", "/q?flag=", ""},
		{"GET", "/q?name=a;b", ""},
		{"POST", "/b", `{"id":1,"text":"\ud800"}`},
		{"POST", "/b", `{"id":1,"number":7,"part":{"tel":"1"},"way":{"mail":""}}`},
		{"POST", "/b", " {\"\\u0069d\":1}\r\n\t"},
		{"POST", "/b", `{"id":9007199254740993,"gone":null,"mail":"a@b.cn","uuid":"3b241101-e2bb-4255-8caf-4136c566a962","uri":"https://a.cn"}`},
		{"POST", "/n", ""},
	} {
		r := request(c.method, c.target, c.body, nil)
		op := doc.Match(c.method, r.URL.Path)
		values, _ := op.Values(r, []byte(c.body))
		if findings := op.CheckRequest(r, values, []byte(c.body)).Findings; len(findings) > 0 {
			t.Errorf("%s %s %s: found %v", c.method, c.target, c.body, findings)
		}
	}
}

// wrongAnswers is what servers get wrong.
var wrongAnswers = []struct {
	name        string
	status      int
	contentType string
	body        string
	rule, place string
	severity    Severity
	kin         bool
}{
	{"undocumented status", 500, "application/json", `{"code":0,"data":[]}`, RuleStatus, "", Violation, true},
	{"redirect", 301, "", "", RuleStatus, "", Violation, false},
	{"body on 204", 204, "", "x", RuleBody, "", Violation, false},
	{"other content type", 200, "text/html", `{"code":0,"data":[]}`, RuleContentType, "Content-Type", Violation, true},
	{"trailing bytes", 200, "application/json", `{"code":0,"data":[]}{}`, RuleTrailing, "", Violation, false},
	{"repeated key", 200, "application/json", `{"code":0,"code":0,"data":[]}`, RuleRepeated, "/code", Violation, false},
	{"no JSON", 200, "application/json", `<html>`, RuleSyntax, "", Violation, true},
	{"empty", 200, "application/json", ``, RuleSyntax, "", Violation, true},
	{"undocumented code", 200, "application/json", `{"code":7,"text":"x"}`, "enum", "/code", Violation, true},
	{"code of another type", 200, "application/json", `{"code":"0","data":[]}`, "type", "/code", Violation, true},
	{"wrong type in a list", 200, "application/json", `{"code":0,"data":[1,"2"]}`, "type", "/data/1", Violation, true},
	{"fraction in a list of integers", 200, "application/json", `{"code":0,"data":[1.0]}`, "type", "/data/0", Violation, false},
	{"data in a failure", 200, "application/json", `{"code":4,"text":"x","data":[]}`, "not", "", Violation, true},
	{"null for a list", 200, "application/json", `{"code":0,"data":null}`, "nullable", "/data", Violation, true},
	{"a new field", 200, "application/json", `{"code":0,"data":[],"more":1}`, RuleUnknown, "/more", Suspicion, false},
}

func TestWrongAnswers(t *testing.T) {
	t.Parallel()
	doc := probe(t)
	op := doc.Operation("query")
	for _, c := range wrongAnswers {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{"Content-Type": {c.contentType}}
			findings := op.CheckResponse(c.status, header, []byte(c.body)).Findings
			if !isJust(findings, c.severity, c.rule, c.place) {
				t.Errorf("found %v, want one %v of rule %s at %q", findings, c.severity, c.rule, c.place)
			}
			if noticed := kinResponse(doc, op, c.status, header, c.body) != nil; noticed != c.kin {
				t.Errorf("kin-openapi notices: %v, the table says %v", noticed, c.kin)
			}
		})
	}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	op := probe(t).Operation("query")
	if got := op.Outcomes(); !slices.Equal(got, []string{"0", "4", "5"}) {
		t.Errorf("documented outcomes are %v", got)
	}
	answer := op.CheckResponse(200, http.Header{"Content-Type": {"application/json"}}, []byte(`{"code":5,"text":""}`))
	if answer.Outcome != "5" || len(answer.Findings) > 0 {
		t.Errorf("outcome %q, findings %v", answer.Outcome, answer.Findings)
	}
}

// isJust reports whether the findings are the wanted one, besides what is unknown and so harmless.
func isJust(findings []Finding, severity Severity, rule, place string) bool {
	others := slices.DeleteFunc(slices.Clone(findings), func(f Finding) bool { return f.Rule == RuleUnknown && f.Rule != rule })
	return len(others) == 1 && others[0].Severity == severity && others[0].Rule == rule && others[0].Place == place
}

func request(method, target, body string, header map[string]string) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("key", "k")
	for name, value := range header {
		r.Header.Set(name, value)
		if value == "" {
			r.Header.Del(name)
		}
	}
	return r
}

func kinInput(doc *Document, op *Operation, r *http.Request) *openapi3filter.RequestValidationInput {
	item := doc.spec.Paths.Value(op.Path)
	method := op.Methods[0]
	return &openapi3filter.RequestValidationInput{
		Request: r, QueryParams: r.URL.Query(),
		Route:   &routers.Route{Spec: doc.spec, Path: op.Path, PathItem: item, Method: method, Operation: item.GetOperation(method)},
		Options: &openapi3filter.Options{IncludeResponseStatus: true, SkipSettingDefaults: true},
	}
}

func kinRequest(doc *Document, op *Operation, r *http.Request, body string) error {
	r.Body = io.NopCloser(strings.NewReader(body))
	return openapi3filter.ValidateRequest(r.Context(), kinInput(doc, op, r))
}

func kinResponse(doc *Document, op *Operation, status int, header http.Header, body string) error {
	r := request("GET", op.Path, "", nil)
	return openapi3filter.ValidateResponse(r.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: kinInput(doc, op, r), Status: status, Header: header, Body: io.NopCloser(bytes.NewBufferString(body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	})
}
