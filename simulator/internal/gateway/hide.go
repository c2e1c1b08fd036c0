package gateway

import (
	"bytes"
	"unsafe"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/journal"
	"github.com/crmsim/crmsim/simulator/internal/redact"
)

// A hider makes the texts of a call fit to be recorded: without secrets, and short.
type hider struct {
	*redact.Redactor
	doc *openapi.Document
}

// newHider knows what stands in a secret's place of the call, beside all that is secret anywhere: who mixes
// credentials up sends one vendor's or one sandbox's to another. Its Release is for the caller.
func newHider(x *exchange) hider {
	c, h := x.call, hider{x.call.Sandbox.Redactor(x.g.tokens), x.vendor.Document}
	for name, values := range c.Query {
		if h.doc.IsSecret(name) {
			h.add(values)
		}
	}
	for name, values := range c.HTTP.Header {
		if h.doc.IsSecret(name) {
			h.add(values)
		}
	}
	if bytes.IndexByte(c.RawBody, '\\') >= 0 {
		h.addFrom(c.Body)
	}
	return h
}

// addFrom adds the secrets of a decoded body, whose names may be escaped in its text.
func (h hider) addFrom(value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			if text, isText := inner.(string); isText && h.doc.IsSecret(name) {
				h.add([]string{text})
				continue
			}
			h.addFrom(inner)
		}
	case []any:
		for _, inner := range v {
			h.addFrom(inner)
		}
	}
}

func (h hider) add(values []string) {
	for _, value := range values {
		if len(value) >= redact.Shortest {
			h.Add(value)
		}
	}
}

// longestSecret is how far a secret that begins within what is kept of a text can reach beyond it.
const longestSecret = 1 << 10

// hide returns the beginning of a text without secrets, and more of it than is kept.
func (h hider) hide(text string) string {
	return h.Text(text[:min(len(text), journal.MaxBody+longestSecret)])
}

// text returns a text without secrets, short enough to keep.
func (h hider) text(text string) string {
	if text = h.hide(text); len(text) > journal.MaxBody {
		return string(journal.Cut([]byte(text)))
	}
	return text
}

// query is text for a query. It hides by value before it hides by place, and both before it cuts: else the
// rest of a secret would stay.
func (h hider) query(raw string) string {
	if raw = h.doc.RedactQuery(h.hide(raw)); len(raw) > journal.MaxBody {
		return string(journal.Cut([]byte(raw)))
	}
	return raw
}

// body is query for a body: of the operation's traffic, or with nil of any. The caller knows whether it is JSON.
func (h hider) body(op *openapi.Operation, body []byte, isJSON bool) journal.Body {
	raw := body[:min(len(body), journal.MaxBody+longestSecret)]
	plain := unsafe.String(unsafe.SliceData(raw), len(raw)) // Nobody changes a body any more, and the journal copies what it keeps.
	text := h.hide(plain)
	if text != plain {
		raw = []byte(text)
	}
	if kept := journal.Cut(h.doc.RedactBody(op, raw)); text != plain || len(raw) != len(body) || !bytes.Equal(kept, raw) {
		return journal.Body{Text: string(kept)} // It may be JSON no more.
	}
	return journal.Body{Text: plain, JSON: isJSON}
}
