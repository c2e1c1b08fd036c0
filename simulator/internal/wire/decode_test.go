package wire

import "testing"

// TestDecodeErrors: they name the field, the wanted type and what came, and no Go type.
func TestDecodeErrors(t *testing.T) {
	t.Parallel()
	type inner struct {
		Deep float64 `json:"deep"`
	}
	for raw, want := range map[string]string{
		`{"text":1}`:           "text: want a string, not a number",
		`{"text":[]}`:          "text: want a string, not an array",
		`{"yes":"true"}`:       "yes: want a boolean, not a string",
		`{"many":{}}`:          "many: want an array, not an object",
		`{"one":true}`:         "one: want an object, not a boolean",
		`{"one":{"deep":"x"}}`: "one.deep: want a number, not a string",
		`{"count":1.5}`:        "count: want an integer from -2147483648 to 2147483647, not 1.5",
		`{"count":3000000000}`: "count: want an integer from -2147483648 to 2147483647, not 3000000000",
		`{"size":-1}`:          "size: want an integer from 0 to 255, not -1",
		`[]`:                   "the value: want an object, not an array",
		`{"other":1}`:          `unknown field "other"`,
		`{} {}`:                "more than one JSON value",
		`{"text":"x","many":[],"one":{"deep":1},"count":1,"size":1,"yes":true}`: "",
	} {
		var into struct {
			Text  string   `json:"text"`
			Yes   *bool    `json:"yes"`
			Many  []string `json:"many"`
			One   inner    `json:"one"`
			Count int32    `json:"count"`
			Size  uint8    `json:"size"`
		}
		got := ""
		if err := Decode([]byte(raw), &into); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", raw, got, want)
		}
	}
}
