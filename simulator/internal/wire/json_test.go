package wire

import (
	"encoding/json"
	"testing"
)

func FuzzAppendString(f *testing.F) {
	for _, s := range []string{"", "杨志永", "a\"b\\c\n\r\t\x00\x1f", "<&>", "\xff字\xc3", "\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := AppendString(nil, s)
		var back string
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatalf("AppendString(%q) = %s: %v", s, text, err)
		}
		if want := string([]rune(s)); back != want {
			t.Errorf("AppendString(%q) reads back as %q, want %q", s, back, want)
		}
	})
}

func TestObject(t *testing.T) {
	t.Parallel()
	b := []byte("{")
	for _, p := range []struct {
		key   string
		value any
	}{{"b", "x<y"}, {"a", int64(-3)}, {"c", nil}, {"d", true}, {"e", 7}} {
		b = AppendScalar(AppendKey(b, p.key), p.value)
	}
	if got, want := string(append(b, '}')), `{"b":"x<y","a":-3,"c":null,"d":true,"e":7}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
