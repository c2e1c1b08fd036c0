package gateway

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
		h := &hider{[]string{"other", secret}, func(string) []string { return nil }}
		for name, spelt := range spellings(secret) {
			got := h.text("x=1&before=" + spelt + "&after=2")
			if want := "x=1&before=[redacted]&after=2"; got != want {
				t.Errorf("%q as %s (%s): %s", secret, name, spelt, got)
			}
		}
	}
}

func TestTokensOfTheVendorsMakingAreHidden(t *testing.T) {
	t.Parallel()
	h := &hider{nil, func(text string) []string {
		if at := strings.Index(text, "tok_"); at >= 0 {
			return []string{text[at : at+7]}
		}
		return nil
	}}
	for in, want := range map[string]string{
		"a tok_123 b":          "a [redacted] b",
		"a=%74ok_123&b":        "a=[redacted]&b",
		`{"t":"\u0074ok_123"}`: `{"t":"[redacted]"}`,
		"nothing":              "nothing",
	} {
		if got := h.text(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

// FuzzHide: whatever stands around it, a secret that is written as it is does not stay.
func FuzzHide(f *testing.F) {
	f.Add("x=%25%37&y=\\u00", "key")
	f.Add("&#x6b;ey %6bey \\u006bey", "key")
	f.Fuzz(func(t *testing.T, text, secret string) {
		if secret == "" || strings.Contains(redacted, secret) || strings.ContainsAny(secret, "[]") {
			return
		}
		h := &hider{[]string{secret}, func(string) []string { return nil }}
		for _, rest := range strings.Split(h.text(text), redacted) {
			if len(text) < 1000 && strings.Contains(rest, secret) {
				t.Errorf("%q in %q is left in %q", secret, text, rest)
			}
		}
	})
}
