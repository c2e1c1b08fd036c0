package redact

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// slow is a redactor as plain as it can be: it looks for each secret by itself, and finds the origin of a byte by
// decoding again. It says which bytes of a text belong to secrets.
type slow []string

// hides returns for each byte of the text whether it is part of a secret.
func (s slow) hides(text string) []bool {
	hidden := make([]bool, len(text))
	type read struct {
		text string
		of   int
		one  func(string) (string, int)
	}
	readings := []read{{text: text}}
	for i := 0; i < len(readings) && len(readings) < maxReadings; i++ {
		for n, one := range []func(string) (string, int){slowForm, slowPercent, slowBackslash, slowAmpersand} {
			inner := slowDecode(readings[i].text, one)
			if n == 1 && !strings.Contains(readings[i].text, "+") || slices.ContainsFunc(readings, func(r read) bool { return r.text == inner }) {
				continue
			}
			readings = append(readings, read{inner, i, one})
		}
	}
	for number, r := range readings {
		for _, secret := range s {
			for from := range len(r.text) {
				if !strings.HasPrefix(r.text[from:], secret) {
					continue
				}
				first, last := from, from+len(secret)
				for at := number; at > 0; at = readings[at].of {
					outer := readings[readings[at].of].text
					first, last = slowOrigin(outer, readings[at].one, first, false), slowOrigin(outer, readings[at].one, last, true)
				}
				for ; first < last; first++ {
					hidden[first] = true
				}
			}
		}
	}
	return hidden
}

func slowDecode(text string, one func(string) (string, int)) string {
	var b strings.Builder
	for text != "" {
		plain, length := one(text)
		if length == 0 {
			plain, length = text[:1], 1
		}
		b.WriteString(plain)
		text = text[length:]
	}
	return b.String()
}

// slowOrigin returns where the byte at a position of the decoded text began or, at the end of a part, the byte before
// it ended.
func slowOrigin(text string, one func(string) (string, int), position int, end bool) int {
	i := 0
	for decoded := 0; i < len(text); {
		plain, length := one(text[i:])
		if length == 0 {
			plain, length = text[i:i+1], 1
		}
		if decoded += len(plain); decoded > position || end && decoded == position {
			if end {
				i += length
			}
			break
		}
		i += length
	}
	return i
}

func slowForm(text string) (string, int) {
	if text[0] == '+' {
		return " ", 1
	}
	return slowPercent(text)
}

func slowPercent(text string) (string, int) {
	if text[0] != '%' || len(text) < 3 {
		return "", 0
	}
	b, err := strconv.ParseUint(text[1:3], 16, 8)
	if err != nil {
		return "", 0
	}
	return string([]byte{byte(b)}), 3
}

func slowBackslash(text string) (string, int) {
	if len(text) < 2 || text[0] != '\\' {
		return "", 0
	}
	if at := strings.IndexByte(`"\/bfnrt`, text[1]); at >= 0 {
		return "\"\\/\b\f\n\r\t"[at : at+1], 2
	}
	unit := func(text string) (rune, bool) {
		if len(text) < 6 || text[:2] != `\u` {
			return 0, false
		}
		n, err := strconv.ParseUint(text[2:6], 16, 16)
		return rune(n), err == nil
	}
	high, ok := unit(text)
	if !ok {
		return "", 0
	}
	if low, ok := unit(text[6:]); ok && utf16.IsSurrogate(high) {
		return string(utf16.DecodeRune(high, low)), 12
	}
	return string(high), 6
}

func slowAmpersand(text string) (string, int) {
	if text[0] != '&' {
		return "", 0
	}
	name, _, closed := strings.Cut(text[1:min(len(text), 12)], ";")
	if !closed {
		return "", 0
	}
	if plain := map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'"}[name]; plain != "" {
		return plain, len(name) + 2
	}
	if !strings.HasPrefix(name, "#") {
		return "", 0
	}
	digits, base := name[1:], 10
	if digits != "" && (digits[0] == 'x' || digits[0] == 'X') {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	if err != nil || !utf8.ValidRune(rune(n)) {
		return "", 0
	}
	return string(rune(n)), len(name) + 2
}

// replaced replaces each run of hidden bytes.
func replaced(text string, hidden []bool) string {
	var b strings.Builder
	for i := range len(text) {
		if !hidden[i] {
			b.WriteByte(text[i])
		} else if i == 0 || !hidden[i-1] {
			b.WriteString(Placeholder)
		}
	}
	return b.String()
}

// FuzzLikeTheSlowOne holds the redactor to one that tries everything: the same bytes are hidden, whether the secrets
// are known, added by a call, or many.
func FuzzLikeTheSlowOne(f *testing.F) {
	for _, seed := range [][3]string{
		{"x=%25%37&y=\\u00", "key", "secret-1"},
		{"&#x6b;ey %6bey \\u006bey secret-12", "key", "secret-1"},
		{"a+b%2Bc a b c%20", "a b", "b c a b"},
		{"aaaaaaaaaaaaaa", "aaaaaa", "aaaaaaaaa"},
		{"%2525252541secretsecret", "A", "secret"},
		{`\ud83d\ude00 &amp;lt;\\u0026lt;`, "😀", "<\\u0026"},
		{"sign=%E5%AF%86%E7%A0%81&x", "密码", "sign=密码"},
		{"\\u00e9abcdef \xc3\xa9abcdef", "\xa9abcdef", "abcdef"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, text, one, other string) {
		if len(text) > 200 || one == "" || other == "" {
			return
		}
		if len(other) < Shortest {
			other += "secret"
		}
		want := replaced(text, slow{one, other}.hides(text))
		known := new(Known)
		known.Add(other)
		many := New(new(Known), nil, one, other)
		for i := range few {
			many.Add("\x00\x01\x02\x03\x04\x05\x06" + strconv.Itoa(i) + strings.Repeat("\x00", 200))
		}
		for who, r := range map[string]*Redactor{"known": New(known, nil, one), "added": New(new(Known), nil, one, other), "many": many} {
			got := r.Text(text)
			for strings.Contains(got, Placeholder+Placeholder) && !strings.Contains(text, Placeholder) { // Neighbours are two.
				got = strings.ReplaceAll(got, Placeholder+Placeholder, Placeholder)
			}
			if got != want && !strings.Contains(text, Placeholder) {
				t.Errorf("%s: %q without %q and %q is %q, want %q", who, text, one, other, got, want)
			}
		}
	})
}
