package openapi

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// secrets knows the names of a document's secret parameters and properties (x-secret).
type secrets struct {
	names []string       // in lower case
	body  *regexp.Regexp // finds secret properties in a JSON text; nil when there are none
}

func (d *Document) collectSecrets() {
	var properties []string
	walkSchemas(d.spec, func(name string, s *openapi3.Schema) {
		if name != "" && (extensions{s.Extensions}).flag("x-secret") {
			properties = append(properties, regexp.QuoteMeta(name))
			d.secrets.names = append(d.secrets.names, strings.ToLower(name))
		}
	})
	for _, op := range d.operations {
		for _, p := range op.Parameters {
			if p.secret {
				d.secrets.names = append(d.secrets.names, strings.ToLower(p.Name))
			}
		}
	}
	slices.Sort(d.secrets.names)
	d.secrets.names = slices.Compact(d.secrets.names)
	if len(properties) > 0 {
		d.secrets.body = regexp.MustCompile(`(?i)("(?:` + strings.Join(properties, "|") + `)"\s*:\s*)("(?:[^"\\]|\\.)*"?|[^\s",}\]]+)`)
	}
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

// RedactBody returns a JSON or form body with the values of secret properties replaced. The text
// need not be well-formed.
func (d *Document) RedactBody(body []byte) []byte {
	if d.secrets.body == nil || len(body) == 0 {
		return body
	}
	return d.secrets.body.ReplaceAll(body, []byte(`$1"`+redacted+`"`))
}

// isSecret tells whether a parameter or header of that name, in any letter case, is a secret.
func (d *Document) isSecret(name string) bool {
	return slices.Contains(d.secrets.names, strings.ToLower(name))
}
