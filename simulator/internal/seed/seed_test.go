package seed

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// TestTheSameInBothForms: YAML and lines of JSON say the same, but for where it stands.
func TestTheSameInBothForms(t *testing.T) {
	t.Parallel()
	forms := map[string]string{
		"YAML": `# A comment.
v:
  t:
    acme: {name: "甲", phone: 0211, at: 2026-01-02 03:04:05, big: 12345678901234567890, ok: true, none: null, list: [1, x, {a: $b}]}
  u:
    - &same {name: 乙}
    - *same
`,
		"JSON": `{"vendor":"v","table":"t","name":"acme","record":{"name":"甲","phone":"0211","at":"2026-01-02 03:04:05","big":12345678901234567890,"ok":true,"none":null,"list":[1,"x",{"a":"$b"}]}}

{"vendor":"v","table":"u","record":{"name":"乙"}}
{"vendor":"v","table":"u","record":{"name":"乙"}}
`,
	}
	forms["YAML that is JSON"] = `{"v":{"t":{"acme":{"name":"甲","phone":"0211","at":"2026-01-02 03:04:05",` +
		`"big":12345678901234567890,"ok":true,"none":null,"list":[1,"x",{"a":"$b"}]}},
 "u":[{"name":"乙"},{"name":"乙"}]}}`
	var read [][]api.SeedRow
	for form, text := range forms {
		rows, err := Read(strings.NewReader(text))
		if err != nil || len(rows) != 3 {
			t.Fatalf("%s: %d rows, %v", form, len(rows), err)
		}
		for i := range rows {
			rows[i].At = ""
		}
		read = append(read, rows)
	}
	if !reflect.DeepEqual(read[0], read[1]) || !reflect.DeepEqual(read[0], read[2]) {
		t.Errorf("the forms differ:\n%v", read)
	}
	if n := read[0][0].Record["big"]; n != json.Number("12345678901234567890") {
		t.Errorf("a long number is %v", n)
	}
}

func TestWhatIsNoSeedFile(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"a list":               "- 1",
		"a text":               "x",
		"an unknown key":       `{"vendor":"v","tables":"t"}`,
		"a record that is one": "v: {t: [1]}",
		"two documents":        "v: {t: [{a: 1}]}\n---\nv: {t: [{a: 2}]}",
		"a damaged line":       `{"vendor":"v",`,
		"an alias into itself": "v: {t: [&a {x: *a}]}",
		"aliases of aliases": "v: {t: [{a: &a [x,x,x,x,x,x,x,x,x,x], b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a], c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b], " +
			"d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c], e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d], f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e], g: [*f,*f,*f,*f,*f,*f]}]}",
	} {
		if rows, err := Read(strings.NewReader(text)); err == nil {
			t.Errorf("%s is taken for %v", name, rows)
		}
	}
	for name, text := range map[string]string{"nothing": "", "a comment": "# x", "an empty document": "---", "an empty object": "{}", "an empty vendor": "v:", "an empty table": "v: {t: }"} {
		if rows, err := Read(strings.NewReader(text)); err != nil || len(rows) > 0 {
			t.Errorf("%s: %v, %v", name, rows, err)
		}
	}
}

// FuzzRead: whatever a file says, it is rows or an error.
func FuzzRead(f *testing.F) {
	f.Add("v: {t: [{a: 1}]}")
	f.Add(`{"vendor":"v","table":"t","record":{}}`)
	f.Add("v: {t: [&a {x: *a}]}")
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := Read(strings.NewReader(text))
		for _, row := range rows {
			if err == nil && row.At == "" {
				t.Errorf("%q: a row without a place", text)
			}
		}
	})
}
