package verdict

import (
	"encoding/json"
	"strings"
	"testing"
)

func decode(t *testing.T, text string) (value any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return value
}

// TestPatterns: what matches has no difference, and what does not is told in words.
func TestPatterns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ pattern, got, want string }{
		{`{}`, `{"a":1}`, ``},
		{`{"a":1}`, `{"a":1,"b":2}`, ``},
		{`{"a":1}`, `{"a":"1"}`, ``},
		{`{"a":"1000000"}`, `{"a":1000000}`, ``},
		{`{"a":true}`, `{"a":"true"}`, ``},
		{`[1.0,1,100]`, `[1,1.0,1e2]`, ``},
		{`{"$equals":[1.0]}`, `[1]`, ``},
		{`12345678901234567890`, `12345678901234567891`, `: wanted 12345678901234567890, got 12345678901234567891`},
		{`{"a":null}`, `{}`, ``},
		{`{"a":null}`, `{"a":null}`, ``},
		{`{"a":null}`, `{"a":0}`, `/a: wanted null, got 0`},
		{`{"a":{"b":"杨志永"}}`, `{"a":{"b":"杨志永","c":1}}`, ``},
		{`{"a":{"b":"杨志永"}}`, `{"a":{"b":"老黄"}}`, `/a/b: wanted "杨志永", got "老黄"`},
		{`{"a":1}`, `{}`, `/a: wanted 1, it is missing`},
		{`{"a":1}`, `[]`, `: wanted an object, got []`},
		{`{"a":1}`, `{"a":{}}`, `/a: wanted 1, got {}`},
		{`[1,{"b":2}]`, `[1,{"b":2,"c":3}]`, ``},
		{`[1]`, `[1,2]`, `: wanted a list of 1, got [1,2]`},
		{`{"a":1,"b":2}`, `{"a":2,"b":3}`, `/a: wanted 1, got 2; /b: wanted 2, got 3`},
		{`{"$contains":"志"}`, `"杨志永"`, ``},
		{`{"$contains":"x"}`, `"杨志永"`, `: wanted one with "x", got "杨志永"`},
		{`{"$contains":{"id":2}}`, `[{"id":1},{"id":2,"n":"b"}]`, ``},
		{`{"$contains":3}`, `[1,2]`, `: wanted one with 3, got [1,2]`},
		{`{"$matches":"^0[0-9]+$"}`, `"021"`, ``},
		{`{"$matches":"^0"}`, `"121"`, `: wanted one that matches "^0", got "121"`},
		{`{"a":{"$exists":false}}`, `{}`, ``},
		{`{"a":{"$exists":false}}`, `{"a":null}`, `/a: wanted none, got null`},
		{`{"a":{"$exists":true}}`, `{}`, `/a: wanted one, it is missing`},
		{`{"$equals":{"a":1}}`, `{"a":1}`, ``},
		{`{"$equals":{"a":1}}`, `{"a":1,"b":2}`, `: wanted exactly {"a":1}, got {"a":1,"b":2}`},
		{`{"$not":"x"}`, `"y"`, ``},
		{`{"$not":"x"}`, `"x"`, `: wanted one that does not match "x", got "x"`},
		{`{"$any":["x",{"$matches":"^y"}]}`, `"yz"`, ``},
		{`{"$any":["x"]}`, `"z"`, `: wanted one of ["x"], got "z"`},
	} {
		pattern := decode(t, c.pattern)
		if err := checkPattern(pattern); err != nil {
			t.Errorf("%s: %v", c.pattern, err)
		} else if got := strings.ReplaceAll(strings.Join(differences(pattern, decode(t, c.got), "@"), "; "), "@", ""); got != c.want {
			t.Errorf("%s of %s: %q, want %q", c.pattern, c.got, got, c.want)
		}
	}
}

func TestWhatIsNoPattern(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"$near":1}`, `{"$exists":1}`, `{"$any":1}`, `{"$matches":1}`, `{"$matches":"("}`, `{"$not":{"$near":1}}`, `{"a":[{"$near":1}]}`,
		`{"$not":1,"$exists":true}`, `{"$not":1,"a":2}`,
	} {
		if checkPattern(decode(t, text)) == nil {
			t.Errorf("%s is taken for a pattern", text)
		}
	}
	for _, text := range []string{
		strings.Repeat(`{"$any":[{"$not":`, 500) + "1" + strings.Repeat("}]}", 500), "[" + strings.Repeat("0,", maxValues) + "0]",
	} {
		if err := checkPattern(decode(t, text)); err == nil || len(err.Error()) > 140 {
			t.Errorf("a pattern of %d bytes: %v, want one line", len(text), err)
		}
	}
}
