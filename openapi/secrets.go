package openapi

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// secrets finds what x-secret marks: parameters by their names, properties in the text of a body.
type secrets struct {
	names map[string]bool // of parameters and properties, in lower case
	body  *pattern        // nil when no property is secret
}

// findSecrets collects the secrets of each operation, and those of all for traffic that no operation owns.
func (d *Document) findSecrets() {
	all, properties := map[string]bool{}, map[string]bool{}
	for _, op := range d.operations {
		own, seen := map[string]bool{}, map[*shape]bool{}
		collect := func(s *shape) {
			for _, p := range s.properties {
				if p.shape.Secret {
					own[p.name], properties[strings.ToLower(p.name)] = true, true
				}
			}
		}
		if op.body != nil {
			op.body.schema.walk(seen, collect)
		}
		for _, rule := range op.answers {
			for _, variant := range rule.variants {
				variant.walk(seen, collect)
			}
		}
		for _, p := range op.Parameters {
			if p.secret {
				all[strings.ToLower(p.Name)] = true
			}
		}
		op.secrets = secrets{body: secretProperties(own)}
	}
	maps.Copy(all, properties)
	d.secrets = secrets{names: all, body: secretProperties(all)}
}

// secretProperties matches the properties with their values, in JSON and in XML.
func secretProperties(names map[string]bool) *pattern {
	if len(names) == 0 {
		return nil
	}
	var quoted []string
	for _, name := range slices.Sorted(maps.Keys(names)) {
		quoted = append(quoted, regexp.QuoteMeta(name))
	}
	any := "(?:" + strings.Join(quoted, "|") + ")"
	return newPattern(`(?i)("` + any + `"\s*:\s*)(?:"(?:[^"\\]|\\.)*"?|[^\s",}\]]+)|(<` + any + `>)[^<]*`)
}

// RedactQuery returns a raw query, or a form body, with the values of secret parameters replaced. The
// text need not be well-formed: a pair that hides its name is replaced whole.
func (d *Document) RedactQuery(raw string) string {
	pairs := strings.Split(raw, "&")
	for i, pair := range pairs {
		// A semicolon is part of the value here, and parts two pairs elsewhere: either may be meant.
		parts := strings.Split(pair, ";")
		for n, part := range parts {
			if parts[n] = d.redactPair(part); parts[n] != part {
				parts = parts[:n+1]
				break
			}
		}
		pairs[i] = strings.Join(parts, ";")
	}
	return strings.Join(pairs, "&")
}

func (d *Document) redactPair(pair string) string {
	name, _, _ := strings.Cut(pair, "=")
	if !strings.ContainsAny(name, "%+") {
		if d.IsSecret(name) {
			return name + "=" + redacted
		}
		return pair
	}
	plain, err := url.QueryUnescape(name)
	inner, _, encoded := strings.Cut(plain, "=")
	switch {
	case err != nil, encoded && d.IsSecret(strings.TrimSpace(inner)):
		return redacted
	case d.IsSecret(strings.TrimSpace(plain)):
		return name + "=" + redacted
	}
	return pair
}

// RedactHeader returns a copy of the header without the values of secret headers and cookies.
func (d *Document) RedactHeader(h http.Header) http.Header {
	out := h.Clone()
	for name := range out {
		if d.IsSecret(name) || name == "Authorization" || name == "Cookie" || name == "Set-Cookie" {
			out[name] = []string{redacted}
		}
	}
	return out
}

// RedactBody returns a body with the values of secret properties replaced: those of the operation's
// traffic or, with a nil operation, all that the document has. Clients send secrets where they do not
// belong, so requests want nil. The text need not be well-formed: what is neither JSON nor XML is
// redacted as a form.
func (d *Document) RedactBody(o *Operation, body []byte) []byte {
	text := bytes.TrimSpace(body)
	if len(text) == 0 || len(d.secrets.names) == 0 {
		return body
	}
	finder := d.secrets.body
	if o != nil {
		finder = o.secrets.body
	}
	switch {
	case text[0] != '{' && text[0] != '[' && text[0] != '<' && text[0] != '"':
		if bytes.HasPrefix(text, []byte("--")) {
			return []byte(redacted) // A multipart form: its secrets stand on lines of their own, apart from their names.
		}
		return []byte(d.RedactQuery(string(body)))
	case finder == nil, !d.mentionsSecret(text):
		return body
	}
	return finder.re().ReplaceAll(body, []byte(`$1$2"`+redacted+`"`))
}

// mentionsSecret reports whether a name of a secret occurs in a text at all, which spares most bodies the
// search for where.
func (d *Document) mentionsSecret(text []byte) bool {
	lower := bytes.ToLower(text)
	for name := range d.secrets.names {
		if bytes.Contains(lower, []byte(name)) {
			return true
		}
	}
	return false
}

// RedactText returns running text with the values of secret properties replaced, where it quotes JSON or XML.
func (d *Document) RedactText(text string) string {
	if d.secrets.body == nil {
		return text
	}
	return d.secrets.body.re().ReplaceAllString(text, `$1$2"`+redacted+`"`)
}

// IsSecret reports whether a parameter, header or property of that name, in any letter case, is a secret.
func (d *Document) IsSecret(name string) bool { return d.secrets.names[strings.ToLower(name)] }
