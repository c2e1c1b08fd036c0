package redact

import (
	"encoding/json"
	"html"
	"net/url"
	"strings"
	"testing"
)

// spellings are the ways in which a secret can be written.
func spellings(secret string) map[string]string {
	inJSON := func(s string) string { text, _ := json.Marshal(s); return string(text[1 : len(text)-1]) }
	every := func(s string, escape func(byte) string) string {
		var b strings.Builder
		for i := range len(s) {
			b.WriteString(escape(s[i]))
		}
		return b.String()
	}
	hex := func(b byte) string { return "%" + string("0123456789ABCDEF"[b>>4]) + string("0123456789abcdef"[b&15]) }
	utf16 := func(s string) string {
		var b strings.Builder
		for _, r := range s {
			text, _ := json.Marshal(string(r))
			if len(text) == 3 { // A plain character.
				b.WriteString(`\u00` + string("0123456789abcdef"[r>>4]) + string("0123456789ABCDEF"[r&15]))
				continue
			}
			b.Write(text[1 : len(text)-1])
		}
		return b.String()
	}
	return map[string]string{
		"plain": secret, "query": url.QueryEscape(secret), "path": url.PathEscape(secret), "every byte": every(secret, hex),
		"JSON": inJSON(secret), "JSON, every character": utf16(secret), "XML": html.EscapeString(secret),
		"JSON in a form": url.QueryEscape(inJSON(secret)), "JSON in JSON": inJSON(inJSON(secret)), "twice in a query": url.QueryEscape(url.QueryEscape(secret)),
		"JSON in JSON in a form": url.QueryEscape(inJSON(inJSON(secret))), "XML in a form": url.QueryEscape(html.EscapeString(secret)),
	}
}

// TestNoSpellingOfASecretIsLeft, and what stands around it stays.
func TestNoSpellingOfASecretIsLeft(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"appkey-7", `pass"wo\rd`, "密码 a+b", "50%41", "<a&b>", "a/b?c=d&e", "😀key"} {
		known := new(Known)
		known.Add(secret)
		for who, r := range map[string]*Redactor{"known": New(known, nil, "other"), "added": New(new(Known), nil, "other", secret)} {
			if who == "known" && len(secret) < Shortest {
				continue
			}
			for name, spelt := range spellings(secret) {
				got := r.Text("x=1&before=" + spelt + "&after=2")
				if want := "x=1&before=[redacted]&after=2"; got != want {
					t.Errorf("%q, %s, as %s (%s): %s", secret, who, name, spelt, got)
				}
			}
		}
	}
}

func TestTokensOfTheVendorsMakingAreHidden(t *testing.T) {
	t.Parallel()
	r := New(new(Known), []Token{func(text string) (int, int) {
		at := strings.Index(text, "tok_")
		return at, at + 7
	}})
	for in, want := range map[string]string{
		"a tok_123 b":          "a [redacted] b",
		"tok_123tok_456 x":     "[redacted][redacted] x",
		"a=%74ok_123&b":        "a=[redacted]&b",
		`{"t":"\u0074ok_123"}`: `{"t":"[redacted]"}`,
		"nothing":              "nothing",
	} {
		if got := r.Text(in + " "); got != want+" " {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
