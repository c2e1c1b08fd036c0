package mutate

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/openapi"
)

const toyAnswers = `
openapi: 3.0.3
info: {title: Toy, version: '1'}
x-outcome: code
security: []
x-public: A document for a test.
paths:
  /toy/read:
    get:
      operationId: read
      summary: Read.
      x-source: {document: Toy}
      x-evidence: documented
      x-effect: read
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                additionalProperties: false
                properties:
                  day: {type: string, pattern: '^[0-9]{4}$'}
                  kind: {type: string, enum: [a, b]}
                  n: {type: integer, minimum: 1, maximum: 9}
                  on: {type: boolean}
                  rows: {type: array, items: {type: object, properties: {id: {type: integer}, name: {type: string, maxLength: 3}}}}
`

// TestMutantsOfAnAnswer: what each kind makes of one answer. A place that is no place for the kind changes nothing.
func TestMutantsOfAnAnswer(t *testing.T) {
	t.Parallel()
	document, err := openapi.Parse("toy", []byte(toyAnswers))
	if err != nil {
		t.Fatal(err)
	}
	schemas := schemasOf(document.Operation("read"), 200)
	const answer = `{"day":"2024","kind":"a","n":9,"on":true,"rows":[{"id":1,"name":"x"},{"id":2,"name":"y"}]}`
	for _, c := range []struct{ kind, place, from, to string }{
		{dropped, "/day", `"day":"2024",`, ``},
		{null, "/day", `"2024"`, `null`},
		{retyped, "/day", `"2024"`, `1`},
		{retyped, "/n", `9`, `"9"`},
		{retyped, "/rows", answer[strings.Index(answer, "["):], `{}}`},
		{outOfEnum, "/kind", `"a"`, `"none of these"`},
		{another, "/kind=b", `"a"`, `"b"`},
		{beyond, "/n/maximum", `9`, `10`},
		{beyond, "/n/minimum", `9`, `0`},
		{beyond, "/rows/*/name/maxLength", `"x"`, `"x111"`},
		{malformed, "/day", `"2024"`, `"no 2024"`},
		{extra, "", `[{"id":1,"name":"x"},{"id":2,"name":"y"}]`, `[{"id":1,"name":"x"},{"id":2,"name":"y"}],"unexpected":true`},
		{extra, "/rows/*", "", ""}, // Not closed.
		{altered, "/rows/*/name", `"x"`, `"w"`},
		{more, "/n", `9`, `10`},
		{less, "/n", `9`, `8`},
		{flipped, "/on", `true`, `false`},
		{siblings, "/day,kind", `"day":"2024","kind":"a"`, `"day":"a","kind":"2024"`},
		{siblings, "/kind,n", "", ""}, // Of different types.
		{swapped, "/rows/*/id", `{"id":1,"name":"x"},{"id":2,"name":"y"}`, `{"id":2,"name":"x"},{"id":1,"name":"y"}`},
		{reversed, "/rows", `{"id":1,"name":"x"},{"id":2,"name":"y"}`, `{"id":2,"name":"y"},{"id":1,"name":"x"}`},
		{lastDropped, "/rows", `,{"id":2,"name":"y"}`, ``},
		{lastDoubled, "/rows", `{"id":2,"name":"y"}`, `{"id":2,"name":"y"},{"id":2,"name":"y"}`},
	} {
		var value any
		d := json.NewDecoder(strings.NewReader(answer))
		d.UseNumber()
		if err := d.Decode(&value); err != nil {
			t.Fatal(err)
		}
		once := false
		tree := &tree{at: func(kind, place string) bool {
			is := !once && kind == c.kind && place == c.place
			once = once || is
			return is
		}}
		tree.visit(value, schemas, "", func(to any) { value = to })
		got, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		if want := strings.Replace(answer, c.from, c.to, 1); !bytes.Equal(got, []byte(want)) {
			t.Errorf("%s %s\n got %s\nwant %s", c.kind, c.place, got, want)
		}
	}
}
