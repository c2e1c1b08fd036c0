package openapi

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// secrets finds what x-secret marks: parameters by their names, properties in the text of a body.
type secrets struct {
	names map[string]bool // of parameters and properties, in lower case
	body  *regexp.Regexp  // nil when no property is secret
}

// findSecrets collects the secrets of each operation, and those of all for traffic that no operation owns.
func (d *Document) findSecrets() {
	all := map[string]bool{}
	properties := map[string]bool{}
	for _, op := range d.operations {
		own := map[string]bool{}
		raw := d.spec.Paths.Value(op.Path).GetOperation(op.Methods[0])
		walkOperation(raw, func(name string, s *openapi3.Schema) {
			if name != "" && (extensions{s.Extensions}).flag("x-secret") {
				own[name], properties[name], all[strings.ToLower(name)] = true, true, true
			}
		})
		for _, p := range op.Parameters {
			if p.secret {
				all[strings.ToLower(p.Name)] = true
			}
		}
		op.secrets = secrets{body: secretProperties(own)}
	}
	d.secrets = secrets{names: all, body: secretProperties(properties)}
}

// secretProperties matches the properties with their values, in JSON and in XML.
func secretProperties(names map[string]bool) *regexp.Regexp {
	if len(names) == 0 {
		return nil
	}
	var quoted []string
	for _, name := range slices.Sorted(maps.Keys(names)) {
		quoted = append(quoted, regexp.QuoteMeta(name))
	}
	any := "(?:" + strings.Join(quoted, "|") + ")"
	return regexp.MustCompile(`(?i)("` + any + `"\s*:\s*)(?:"(?:[^"\\]|\\.)*"?|[^\s",}\]]+)|(<` + any + `>)[^<]*`)
}

// RedactQuery returns a raw query, or a form body, with the values of secret parameters replaced.
func (d *Document) RedactQuery(raw string) string {
	if raw == "" {
		return ""
	}
	pairs := strings.Split(raw, "&")
	for i, pair := range pairs {
		name, _, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(name); err != nil || d.isSecret(plain) {
			pairs[i] = name + "=" + redacted
		}
	}
	return strings.Join(pairs, "&")
}

// RedactHeader returns a copy of the header without the values of secret headers and cookies.
func (d *Document) RedactHeader(h http.Header) http.Header {
	out := h.Clone()
	for name := range out {
		if d.isSecret(name) || name == "Authorization" || name == "Cookie" || name == "Set-Cookie" {
			out[name] = []string{redacted}
		}
	}
	return out
}

// RedactBody returns a body with the values of secret properties replaced: those of the operation's
// traffic or, with a nil operation, all that the document has. Clients send secrets where they do not
// belong, so requests want nil. A form is redacted as a query is. The text need not be well-formed.
func (d *Document) RedactBody(o *Operation, contentType string, body []byte) []byte {
	if len(body) == 0 {
		return body
	}
	if strings.HasPrefix(contentType, "application/x-www-form-urlencoded") {
		return []byte(d.RedactQuery(string(body)))
	}
	if strings.HasPrefix(contentType, "multipart/") && len(d.secrets.names) > 0 {
		return []byte(redacted) // Its secrets stand on lines of their own, apart from their names.
	}
	finder := d.secrets.body
	if o != nil {
		finder = o.secrets.body
	}
	if finder == nil {
		return body
	}
	return finder.ReplaceAll(body, []byte(`$1$2"`+redacted+`"`))
}

// isSecret tells whether a parameter, header or property of that name, in any letter case, is a secret.
func (d *Document) isSecret(name string) bool { return d.secrets.names[strings.ToLower(name)] }
