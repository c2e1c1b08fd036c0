package openapi

import (
	"fmt"
	"slices"
	"testing"
)

const batchDocument = `
openapi: 3.0.3
info: {title: batch, version: '1'}
x-outcome: code
security: [{token: []}, {}]
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

// TestSecurity: an operation without security has the document's; an empty alternative is no credentials.
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
}
