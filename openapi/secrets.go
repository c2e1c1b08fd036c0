package openapi

import (
	"bytes"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
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
	var out strings.Builder
	done, from := 0, 0 // what is written, and where the pair begins
	for from <= len(raw) {
		pair, _, _ := strings.Cut(raw[from:], "&")
		end := from + len(pair)
		// A semicolon is part of the value here, and parts two pairs elsewhere: either may be meant.
		for part := range strings.SplitSeq(pair, ";") {
			if without := d.redactPair(part); without != part {
				out.Grow(len(raw) + len(redacted) - out.Len())
				out.WriteString(raw[done:from])
				out.WriteString(without)
				done = end
				break
			}
			from += len(part) + 1
		}
		from = end + 1
	}
	if done == 0 {
		return raw
	}
	return out.String() + raw[done:]
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

// mentionsSecret reports whether a name of a secret occurs in a text where a property has its name, which spares most
// bodies the search for where.
func (d *Document) mentionsSecret(text []byte) bool {
	for _, marks := range [...]string{`""`, "<>"} {
		for rest := text; ; {
			at := bytes.IndexByte(rest, marks[0])
			if at < 0 {
				break
			}
			rest = rest[at+1:]
			if end := bytes.IndexByte(rest[:min(len(rest), maxSecretName)], marks[1]); end > 0 && isSecret(d, rest[:end]) {
				return true
			}
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

// maxSecretName bounds the length of a secret's name, in any letter case: one letter of ASCII has a form of three bytes.
const maxSecretName = 100

// IsSecret reports whether a parameter, header or property of that name, in any letter case, is a secret.
func (d *Document) IsSecret(name string) bool { return isSecret(d, name) }

func isSecret[T string | []byte](d *Document, name T) bool {
	if len(name) > maxSecretName {
		return false
	}
	var room [maxSecretName]byte
	lower := room[:len(name)]
	for i := range len(name) {
		c := name[i]
		if c >= utf8.RuneSelf {
			return d.secrets.names[foldedName(string(name))]
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	return d.secrets.names[string(lower)]
}

// foldedName is a name with letters beyond ASCII that fold to one of it, the long s and the sign of Kelvin.
func foldedName(name string) string { return strings.ReplaceAll(strings.ToLower(name), "ſ", "s") }
