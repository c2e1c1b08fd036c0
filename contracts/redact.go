package contracts

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/crmsim/crmsim/openapi"
)

// A redactor blacks out secrets. All text about traffic goes through it before it is kept.
type redactor struct {
	document *openapi.Document
	secrets  *strings.Replacer
}

func newRedactor(s *Suite, credentials map[string]string) *redactor {
	var secrets []string
	for _, c := range s.vendor.Credentials {
		if value := credentials[c.Name]; value != "" && !c.Public {
			inJSON, _ := json.Marshal(value) // A string always has a JSON form.
			secrets = append(secrets, value, url.QueryEscape(value), strings.Trim(string(inJSON), `"`))
		}
	}
	// The longest goes first, lest one that begins another leaves the other's end to be read.
	slices.SortStableFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, secret := range secrets {
		pairs = append(pairs, secret, "[redacted]")
	}
	return &redactor{s.document, strings.NewReplacer(pairs...)}
}

// queryInText finds the query of a URL in running text.
var queryInText = regexp.MustCompile(`\?[^\s"'<>]+`)

// text redacts any text: the credentials, secret parameters in URLs, and secret properties in JSON,
// even where Gomega shows that JSON as a Go string.
func (d *redactor) text(s string) string {
	s = strings.ReplaceAll(s, `\"`, `"`)
	s = queryInText.ReplaceAllStringFunc(s, func(query string) string { return "?" + d.document.RedactQuery(query[1:]) })
	return d.secrets.Replace(d.document.RedactText(s))
}

// maxShown is how much of a body is kept, in bytes. What is wrong is named by its place anyway.
const maxShown = 1200

// sent shows a request in one line. Specs send secrets to operations that have none, so all of the document's go.
func (d *redactor) sent(x *exchange) string {
	line := x.method + " " + x.url.Path
	if x.url.RawQuery != "" {
		line += "?" + d.document.RedactQuery(x.url.RawQuery)
	}
	if len(x.sent) > 0 {
		line += " " + d.body(nil, x.sent)
	}
	return d.secrets.Replace(line)
}

// got shows an answer in one line, and "" when there is none.
func (d *redactor) got(x *exchange) string {
	if x.status == 0 {
		return ""
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", x.status, d.body(x.operation, x.got)))
}

// body shows a body of a call; a nil operation stands for one that the document does not have.
func (d *redactor) body(op *openapi.Operation, body []byte) string {
	// Before it is cut, lest half a secret stays.
	text := d.secrets.Replace(string(d.document.RedactBody(op, body)))
	if strings.Contains(text, "\n") {
		text = strings.Join(strings.Fields(text), " ")
	}
	if len(text) > maxShown {
		text = strings.ToValidUTF8(text[:maxShown], "") + fmt.Sprintf("… (%d bytes)", len(body))
	}
	return text
}
