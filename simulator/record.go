package simulator

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/journal"
)

// maxFindings bounds what is kept of a request that is wrong in very many ways.
const maxFindings = 100

// record adds the exchange to the sandbox's journal, without secrets.
func (x *exchange) record(status int, body []byte) {
	c, doc := x.call, x.vendor.Document()
	secrets := x.vendor.Secrets(c.Sandbox)
	x.findings = x.findings[:min(len(x.findings), maxFindings)]
	for i := range x.findings {
		f := &x.findings[i]
		f.Place, f.Wanted, f.Got = hide(secrets, f.Place), hide(secrets, f.Wanted), hide(secrets, f.Got)
	}
	e := journal.Entry{
		Time:   c.Sandbox.Clock.Now(),
		Vendor: doc.Vendor, Method: c.HTTP.Method,
		Path:     shorten(hide(secrets, c.HTTP.URL.Path)),
		Query:    shorten(hide(secrets, doc.RedactQuery(c.HTTP.URL.RawQuery))),
		Request:  hideBody(secrets, doc.RedactBody(nil, foremost(c.RawBody))),
		Status:   status,
		Response: hideBody(secrets, doc.RedactBody(c.Operation, foremost(body))),
		Findings: append([]openapi.Finding{}, x.findings...),
	}
	if c.Operation != nil {
		e.Operation = c.Operation.ID
	} else {
		e.Nearest = nearest(doc, c.HTTP.URL.Path)
	}
	if x.hit != nil {
		e.Fault = x.hit.Text
	}
	c.Sandbox.Journal.Add(e)
}

func shorten(text string) string {
	if len(text) <= journal.MaxBody {
		return text
	}
	return string(journal.Cut([]byte(text)))
}

// longestSecret is how far a secret that begins within what is kept of a body can reach beyond it.
const longestSecret = 1 << 10

// foremost is as much of a body as must be searched for secrets before it is cut.
func foremost(body []byte) []byte {
	return body[:min(len(body), journal.MaxBody+longestSecret)]
}

// hide replaces the secrets themselves, for clients that send them under other names.
func hide(secrets []string, text string) string {
	for _, secret := range secrets {
		text = strings.ReplaceAll(text, secret, "[redacted]")
		if escaped := url.QueryEscape(secret); escaped != secret {
			text = strings.ReplaceAll(text, escaped, "[redacted]")
		}
	}
	return text
}

// hideBody hides before it cuts, lest half a secret stays. A body without secrets is not copied.
func hideBody(secrets []string, body []byte) journal.Body {
	for _, secret := range secrets {
		if bytes.Contains(body, []byte(secret)) || bytes.Contains(body, []byte(url.QueryEscape(secret))) {
			return journal.Cut([]byte(hide(secrets, string(body))))
		}
	}
	return journal.Cut(body)
}
