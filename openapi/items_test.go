package openapi

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

const batchDocument = `
openapi: 3.0.3
info: {title: batch, version: '1'}
x-outcome: code
security: [{token: []}, {}]
x-public: The token may be left out.
paths:
  /signed:
    get:
      operationId: signed
      x-source: {document: batch}
      x-evidence: documented
      x-effect: read
      security: [{sign: [], appid: []}]
      responses: {'200': {description: ok}}
  /batch:
    post:
      operationId: batch
      x-source: {document: batch}
      x-evidence: documented
      x-effect: write
      x-items: list
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [list]
              properties:
                list: {type: array, maxItems: 3, items: {type: object, required: [id], properties: {id: {type: integer}}}}
      responses:
        '200': {description: ok}
components:
  securitySchemes:
    appid: {type: apiKey, in: query, name: appid}
    sign: {type: apiKey, in: query, name: sign, x-secret: true, x-schema: {$ref: '#/components/schemas/Hash'}}
    token: {type: apiKey, in: header, name: token, x-schema: {type: integer}}
    guest: {type: apiKey, in: header, name: token, x-allow-empty: true}
    signedBody: {type: apiKey, in: header, name: none, x-in-body: true}
  schemas:
    Hash: {type: string, pattern: '^[0-9a-f]+$'}
`

// TestItems: what is wrong within an item of a batch does not spoil the whole request.
func TestItems(t *testing.T) {
	t.Parallel()
	doc, err := Parse("batch", []byte(batchDocument))
	if err != nil {
		t.Fatal(err)
	}
	op := doc.Operation("batch")
	for _, c := range []struct {
		body  string
		whole bool
		items []int
	}{
		{`{"list":[{"id":1}]}`, false, nil},
		{`{"list":[{"id":1},{},7]}`, false, []int{1, 2}},
		{`{"list":[{},{},{},{}]}`, true, []int{0, 1, 2, 3}},
		{`{"list":{}}`, true, nil},
		{`{}`, true, nil},
	} {
		in := op.CheckRequest(request("POST", "/batch", c.body, nil), nil, []byte(c.body))
		if got := in.Violated() != nil; got != c.whole {
			t.Errorf("%s: violated as a whole: %v, want %v", c.body, got, c.whole)
		}
		var items []int
		for n := range in.ItemsViolated() {
			items = append(items, n)
		}
		slices.Sort(items)
		if !slices.Equal(items, c.items) {
			t.Errorf("%s: violated items %v, want %v", c.body, items, c.items)
		}
	}
}

// TestSecurity: an operation without security has the document's; an empty alternative is no credentials. Each
// credential is a parameter, required where every alternative wants it.
func TestSecurity(t *testing.T) {
	t.Parallel()
	doc, err := Parse("batch", []byte(batchDocument))
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"batch": "[[token] []]", "signed": "[[appid sign]]"} {
		if got := fmt.Sprint(doc.Operation(id).Security); got != want {
			t.Errorf("%s has the security %s, want %s", id, got, want)
		}
	}
	for _, c := range []struct {
		security string
		want     string // findings of a call without any parameter, then of one with all of them empty or wrong
	}{
		{"[{sign: [], appid: []}]", "appid: required, sign: required; appid: required, sign: pattern"},
		{"[{sign: [], appid: []}, {appid: []}]", "appid: required; appid: required, sign: pattern"},
		{"[{appid: []}, {signedBody: []}]", "; appid: empty, sign: unknown"},
		{"[{token: []}]", "token: required; token: required, appid: unknown, sign: unknown"},
		{"[{token: []}, {guest: []}]", "token: required; token: required, appid: unknown, sign: unknown"},
		{"[{guest: []}, {appid: []}]", "; appid: empty, sign: unknown"},
	} {
		text := strings.Replace(batchDocument, "[{sign: [], appid: []}]", c.security, 1)
		doc, err := Parse("batch", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := found(doc, "", nil) + "; " + found(doc, "appid=&sign=%C3%A9", http.Header{"Token": {""}}); got != c.want {
			t.Errorf("security %s: found %s, want %s", c.security, got, c.want)
		}
	}
}

// found lists what is wrong with a call of the signed operation.
func found(doc *Document, query string, header http.Header) string {
	r := &http.Request{Method: "GET", URL: &url.URL{Path: "/signed", RawQuery: query}, Header: header}
	op := doc.Operation("signed")
	values, _ := op.Values(r, nil)
	var all []string
	for _, f := range op.CheckRequest(r, values, nil).Findings {
		all = append(all, f.Place+": "+f.Rule)
	}
	return strings.Join(all, ", ")
}
