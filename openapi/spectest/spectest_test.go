package spectest

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/crmsim/crmsim/openapi"
)

const document = `
openapi: 3.0.3
info: {title: t, version: '1'}
paths: {}
components:
  schemas:
    Thing:
      type: object
      properties:
        id: {type: integer}
        name: {type: string, nullable: true}
        tags: {type: array, items: {type: string}}
        part: {$ref: '#/components/schemas/Part'}
    Part: {type: object, properties: {on: {type: boolean}, any: {}}}
`

type part struct {
	On  bool `json:"on"`
	Any any  `json:"any"`
}

type base struct {
	ID json.Number `json:"id"`
}

func TestCompare(t *testing.T) {
	t.Parallel()
	doc, err := openapi.Parse("t", []byte(document))
	if err != nil {
		t.Fatal(err)
	}
	thing, _ := doc.Schema("Thing")
	type good struct {
		base
		Name *string  `json:"name"`
		Tags []string `json:"tags"`
		Part part     `json:"part"`
		own  int
	}
	type bad struct {
		ID   string          `json:"id"`
		Tags []int           `json:"tags"`
		Part map[string]part `json:"part"`
		More bool            `json:"more"`
	}
	for _, c := range []struct {
		of   reflect.Type
		want []string
	}{
		{reflect.TypeFor[good](), nil},
		{reflect.TypeFor[bad](), []string{
			"Thing.id: string does not hold integer",
			"Thing.tags[]: int does not hold string",
			"Thing.more: the schema has no such property",
			"Thing.name: spectest.bad has no such field",
		}},
		{reflect.TypeFor[[]good](), []string{"Thing: []spectest.good does not hold object"}},
	} {
		if got := compare(c.of, thing, "Thing"); !slices.Equal(got, c.want) {
			t.Errorf("%v: got %q, want %q", c.of, got, c.want)
		}
	}
	_ = good{own: 1}.own
}
