package openapi

import (
	"strings"
	"testing"
)

const secretDocument = `
openapi: 3.0.3
info: {title: secrets, version: '1'}
x-outcome: code
security: []
x-public: A document for a test.
paths:
  /login:
    post:
      operationId: login
      x-source: {document: secrets}
      x-evidence: documented
      x-effect: write
      parameters:
        - {name: sign, in: query, schema: {type: string}, x-secret: true}
        - {name: X-Key, in: header, schema: {type: string, x-secret: true}}
      requestBody:
        content: {application/json: {schema: {type: object, properties: {password: {type: string, x-secret: true}}}}}
      responses:
        '200':
          description: ok
          content:
            application/json: {schema: {type: object, properties: {value: {type: string, x-secret: true}}}}
  /other:
    get:
      operationId: other
      x-source: {document: secrets}
      x-evidence: documented
      x-effect: read
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: object, properties: {value: {type: string}}}}}
`

func TestRedact(t *testing.T) {
	t.Parallel()
	doc, err := Parse("secrets", []byte(secretDocument))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"a=1&sign=hush&b=2", "a=1&sign=[redacted]&b=2"},
		{"SIGN=hush", "SIGN=[redacted]"},
		{"%73ign=hush;a=1", "%73ign=[redacted]"},           // A semicolon is part of the value,
		{"a=1;sign=hush;b&c=2", "a=1;sign=[redacted]&c=2"}, // or parts two pairs.
		{"sign%3Dhush", "[redacted]"},
		{"%zz=hush", "[redacted]"},
		{"sign", "sign=[redacted]"},
		{"a%20b=1&&x", "a%20b=1&&x"},
		{"sign=hush&sign=hush&", "sign=[redacted]&sign=[redacted]&"},
		{"&sign=hu&;sign;x=1&b;", "&sign=[redacted]&;sign=[redacted]&b;"},
		{"ſIGN=hush", "ſIGN=[redacted]"},
	} {
		if got := doc.RedactQuery(c.in); got != c.want {
			t.Errorf("RedactQuery(%q) = %q, want %q", c.in, got, c.want)
		}
	}
	login, other := doc.Operation("login"), doc.Operation("other")
	for _, c := range []struct {
		op       *Operation
		in, want string
	}{
		{login, `{"password":"hu\"sh","a":1}`, `{"password":"[redacted]","a":1}`},
		{login, `{"PASSWORD" : 17, "x": {"value":"hush"}}`, `{"PASSWORD" : "[redacted]", "x": {"value":"[redacted]"}}`},
		{login, `{"paſſword":"hush","a":"` + "\"" + `}`, `{"paſſword":"[redacted]","a":"` + "\"" + `}`},
		{login, `{"a:"password":"hush"}`, `{"a:"password":"[redacted]"}`},
		{login, `{"password":"hush`, `{"password":"[redacted]"`},
		{login, `<root><value>hush</value></root>`, `<root><value>"[redacted]"</value></root>`},
		{login, "password=hush&a=1", "password=[redacted]&a=1"},
		{login, "--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nhush", "[redacted]"},
		{other, `{"value":"plain"}`, `{"value":"plain"}`},
		{nil, `{"value":"hush","sign":"hush"}`, `{"value":"[redacted]","sign":"[redacted]"}`},
		{nil, "", ""},
	} {
		if got := string(doc.RedactBody(c.op, []byte(c.in))); got != c.want {
			t.Errorf("RedactBody(%v, %q) = %q, want %q", c.op != nil, c.in, got, c.want)
		}
	}
}

// FuzzRedactBody: whatever stands around it, the value of a secret property does not come through.
func FuzzRedactBody(f *testing.F) {
	doc, err := Parse("secrets", []byte(secretDocument))
	if err != nil {
		f.Fatal(err)
	}
	f.Add("{", ",", "}")
	f.Add("[{", "\n", "")
	f.Fuzz(func(t *testing.T, before, space, after string) {
		if strings.TrimLeft(space, " \n\t") != "" || strings.Contains(before+after, "hush") || !strings.HasPrefix(strings.TrimSpace(before), "{") {
			return
		}
		text := before + `"password"` + space + ":" + space + `"hush"` + after
		if got := string(doc.RedactBody(nil, []byte(text))); strings.Contains(got, "hush") && strings.Count(before, `"`)%2 == 0 {
			t.Errorf("RedactBody(%q) = %q", text, got)
		}
	})
}
