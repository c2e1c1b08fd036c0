package openapi

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const formDocument = `
openapi: 3.0.3
info: {title: forms, version: '1'}
x-outcome: error_code
x-ignore-case: true
security: []
x-public: A document for a test.
paths:
  /Get.ashx:
    get:
      operationId: get
      x-source: {document: forms}
      x-evidence: documented
      x-effect: read
      parameters:
        - {name: custId, in: query, required: true, schema: {type: integer, format: int32}}
        - {name: format, in: query, allowEmptyValue: true, schema: {type: string}}
      responses: &responses
        '200':
          description: ok
          content:
            application/json: {schema: &schema {$ref: '#/components/schemas/Answer'}}
            text/xml: {schema: *schema}
    post:
      operationId: getByPost
      x-same-as: get
      requestBody:
        content:
          application/x-www-form-urlencoded: {schema: {type: object, properties: {custId: {type: integer}, format: {type: string}}}}
      responses: *responses
components:
  schemas:
    Answer: {oneOf: [{$ref: '#/components/schemas/Value'}, {$ref: '#/components/schemas/Failure'}]}
    Value:
      type: object
      required: [value]
      properties:
        value:
          type: array
          items:
            type: object
            required: [PK_ID, Name]
            properties: {PK_ID: {type: integer}, Name: {type: string, nullable: true}, IsMain: {type: boolean}}
    Failure:
      type: object
      required: [error_code]
      properties: {error_code: {type: integer, enum: [1001, 2001]}}
`

func forms(t *testing.T) *Operation {
	t.Helper()
	doc, err := Parse("forms", []byte(formDocument))
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Operations()) != 1 || doc.Match("POST", "/Get.ashx") != doc.Match("GET", "/Get.ashx") {
		t.Fatal("the twin is an operation of its own")
	}
	return doc.Operation("get")
}

func TestFormsAndLetterCase(t *testing.T) {
	t.Parallel()
	op := forms(t)
	const multipart = "--b\r\nContent-Disposition: form-data; name=\"custId\"\r\n\r\n7\r\n--b--\r\n"
	for _, c := range []struct {
		name, method, query, media, body string
		custID                           int
		rules                            string
	}{
		{"query", "GET", "custId=7", "", "", 7, ""},
		{"form", "POST", "", "application/x-www-form-urlencoded", "custId=7&format=", 7, ""},
		{"post with a query", "POST", "custId=7", "", "", 7, ""},
		{"the query comes first", "POST", "custId=7", "application/x-www-form-urlencoded", "custId=8", 7, ""},
		{"multipart", "POST", "", "multipart/form-data; boundary=b", multipart, 7, ""},
		{"letter case", "GET", "CUSTID=7", "", "", 7, "case"},
		{"the query comes first, whatever the letter case", "POST", "CUSTID=7", "application/x-www-form-urlencoded", "custId=8", 7, "case"},
		{"the first of repeated", "GET", "custId=7&custId=6", "", "", 7, "repeated"},
		{"the first of all spellings in a form", "POST", "", "application/x-www-form-urlencoded", "custid=7&custId=8", 7, "repeated case"},
		{"a form part by part", "POST", "", "multipart/form-data; boundary=b", strings.ReplaceAll(multipart, "custId", "CUSTID"), 7, "case"},
		{"a GET has no form", "GET", "format=", "application/x-www-form-urlencoded", "custId=7", 0, "required body"},
		{"a semicolon is part of a value", "GET", "custId=7&format=a;custId=8", "", "", 7, ""},
		{"a semicolon is part of a form's value", "POST", "", "application/x-www-form-urlencoded", "custId=7&format=a;b", 7, ""},
		{"the first of all spellings comes first", "GET", "CUSTID=7&custId=6", "", "", 7, "repeated case"},
		{"missing", "POST", "", "application/x-www-form-urlencoded", "format=json", 0, "required"},
		{"unknown in the form", "POST", "", "application/x-www-form-urlencoded", "custId=7&x=1", 7, "unknown"},
		{"JSON is no form", "POST", "", "application/json", `{"custId":7}`, 0, "required"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := request(c.method, "/Get.ashx?"+c.query, c.body, map[string]string{"Content-Type": c.media})
			values, err := op.Values(r, []byte(c.body))
			if (err != nil) != strings.Contains(c.name, "JSON") {
				t.Errorf("Values: %v", err)
			}
			in := op.CheckRequest(r, values, []byte(c.body))
			var rules []string
			for _, f := range in.Findings {
				rules = append(rules, f.Rule)
			}
			if in.Int("custId") != c.custID || strings.Join(rules, " ") != c.rules {
				t.Errorf("custId is %d and the rules %v, want %d and %q", in.Int("custId"), rules, c.custID, c.rules)
			}
		})
	}
}

func TestXML(t *testing.T) {
	t.Parallel()
	op := forms(t)
	header := http.Header{"Content-Type": {"text/xml; charset=utf-8"}}
	for _, c := range []struct{ body, outcome, rule, place string }{
		{`<root><value><item><PK_ID>1</PK_ID><Name>a</Name><IsMain>true</IsMain></item></value></root>`, "ok", "", ""},
		{`<root><value><item><PK_ID>1</PK_ID><Name/></item></value></root>`, "ok", "", ""},
		{`<root><value/></root>`, "ok", "", ""},
		{`<root><error_code>1001</error_code></root>`, "1001", "", ""},
		{`<root><error_code>9</error_code></root>`, "9", "enum", "/error_code"},
		{`<root><value><item><PK_ID>x</PK_ID><Name/></item></value></root>`, "ok", "type", "/value/0/PK_ID"},
		{`<root><value><item><Name/></item></value></root>`, "ok", "required", "/value/0/PK_ID"},
		{`<root>`, "", "syntax", ""},
	} {
		answer := op.CheckResponse(200, header, []byte(c.body))
		violations := Violations(answer.Findings)
		switch {
		case answer.Outcome != c.outcome:
			t.Errorf("%s: outcome %q, want %q", c.body, answer.Outcome, c.outcome)
		case c.rule == "" && len(violations) > 0:
			t.Errorf("%s: found %v", c.body, violations)
		case c.rule != "" && (len(violations) != 1 || violations[0].Rule != c.rule || violations[0].Place != c.place):
			t.Errorf("%s: found %v, want %s at %q", c.body, violations, c.rule, c.place)
		}
	}
}

// TestUndecodable: a parameter that was given, but badly encoded, is not said to be missing.
func TestUndecodable(t *testing.T) {
	t.Parallel()
	op := forms(t)
	for _, c := range []struct{ method, query, body, got string }{
		{"GET", "custId=%zz", "", `a value that cannot be decoded: invalid URL escape "%zz"`},
		{"GET", "CUSTID=%", "", `a value that cannot be decoded: invalid URL escape "%"`},
		{"GET", "custid%49=%zz", "", "missing"},
		{"GET", "", "custId=%zz", "missing"}, // A GET has no form.
		{"POST", "", "custId=7%zz", `a value that cannot be decoded: invalid URL escape "%zz"`},
	} {
		r := request(c.method, "/Get.ashx?"+c.query, c.body, map[string]string{"Content-Type": "application/x-www-form-urlencoded"})
		values, _ := op.Values(r, []byte(c.body))
		in := op.CheckRequest(r, values, []byte(c.body))
		if v := in.Violated(); v == nil || v.Rule != RuleRequired || v.Place != "custId" || v.Got != c.got {
			t.Errorf("%s %s %s: found %v, want that it got %s", c.method, c.query, c.body, in.Findings, c.got)
		}
	}
}

// FuzzValues: queries are read as net/url reads them, but for semicolons.
func FuzzValues(f *testing.F) {
	for _, raw := range []string{"", "a=1&b=2&a=3", "a", "=", "&&", "a=%", "%zz=1&b=%20+", "a=b=c", "a;b=c;d&e=;", "文=字&a=%ff"} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		r := &http.Request{Method: http.MethodGet, URL: &url.URL{RawQuery: raw}}
		got, err := (*Operation)(nil).Values(r, nil)
		want, wantErr := url.ParseQuery(strings.ReplaceAll(raw, ";", "%3B"))
		if fmt.Sprint(got) != fmt.Sprint(want) || (err == nil) != (wantErr == nil) {
			t.Errorf("%q is read as %v, %v, want %v, %v", raw, got, err, want, wantErr)
		}
	})
}
