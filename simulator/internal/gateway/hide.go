package gateway

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/journal"
)

// A hider replaces the secrets of a call wherever a client sent them, and however it spelt them: as they
// are, percent-encoded, with JSON's escapes or with XML's, and each of these within another.
type hider struct {
	secrets []string
	issued  func(text string) []string // the vendors' tokens in a text
}

// minSecret is how long a value must be to be looked for elsewhere because it stood in a secret's place.
const minSecret = 6

// newHider knows the secrets of all vendors: who mixes credentials up sends one vendor's to another.
func newHider(x *exchange) *hider {
	c, doc := x.call, x.vendor.Document
	h := &hider{issued: func(text string) (tokens []string) {
		for _, v := range x.g.vendors {
			tokens = append(tokens, v.Issued(c.Sandbox, text)...)
		}
		return tokens
	}}
	h.secrets = make([]string, 0, 16)
	for _, v := range x.g.vendors {
		h.secrets = append(h.secrets, v.Secrets(c.Sandbox)...)
	}
	for name, values := range c.Query {
		if doc.IsSecret(name) {
			h.add(values)
		}
	}
	for name, values := range c.HTTP.Header {
		if doc.IsSecret(name) {
			h.add(values)
		}
	}
	if bytes.IndexByte(c.RawBody, '\\') >= 0 {
		h.addFrom(doc, c.Body)
	}
	return h
}

// addFrom adds the secrets of a decoded body, whose names may be escaped in its text.
func (h *hider) addFrom(doc *openapi.Document, value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			if text, isText := inner.(string); isText && doc.IsSecret(name) {
				h.add([]string{text})
				continue
			}
			h.addFrom(doc, inner)
		}
	case []any:
		for _, inner := range v {
			h.addFrom(doc, inner)
		}
	}
}

func (h *hider) add(values []string) {
	for _, value := range values {
		if len(value) >= minSecret && !slices.Contains(h.secrets, value) {
			h.secrets = append(h.secrets, value)
		}
	}
}

// lower returns a hider of the secrets in lower case.
func (h *hider) lower() *hider {
	low := &hider{issued: h.issued}
	for _, secret := range h.secrets {
		low.secrets = append(low.secrets, strings.ToLower(secret))
	}
	return low
}

// text returns a text without secrets, short enough to keep.
func (h *hider) text(text string) string {
	if text = h.hide(text); len(text) > journal.MaxBody {
		return string(journal.Cut([]byte(text)))
	}
	return text
}

// hide returns the beginning of a text without secrets, and more of it than is kept.
func (h *hider) hide(text string) string {
	text = text[:min(len(text), journal.MaxBody+longestSecret)]
	found := h.find(text)
	if len(found) > maxSpans {
		return redacted
	}
	if len(found) > 0 {
		return replace(text, found)
	}
	return text
}

// query is text for a query. It hides by value before it hides by place, and both before it cuts: else the
// rest of a secret would stay.
func (h *hider) query(doc *openapi.Document, raw string) string {
	return string(journal.Cut([]byte(doc.RedactQuery(h.hide(raw)))))
}

// body is query for a body: of the operation's traffic, or with nil of any. The caller knows whether it is JSON.
func (h *hider) body(doc *openapi.Document, op *openapi.Operation, body []byte, isJSON bool) journal.Body {
	raw := foremost(body)
	plain := unsafe.String(unsafe.SliceData(raw), len(raw)) // Nobody changes a body any more, and the journal copies what it keeps.
	text := h.hide(plain)
	if text != plain {
		raw = []byte(text)
	}
	if kept := journal.Cut(doc.RedactBody(op, raw)); text != plain || len(raw) != len(body) || !bytes.Equal(kept, raw) {
		return journal.Body{Text: string(kept)} // It may be JSON no more.
	}
	return journal.Body{Text: plain, JSON: isJSON}
}

// A span is a part of a text, from the first byte to before the last.
type span struct{ from, to int }

const redacted = "[redacted]"

func replace(text string, found []span) string {
	slices.SortFunc(found, func(a, b span) int { return a.from - b.from })
	var b strings.Builder
	end := 0
	for _, s := range found {
		if s.from >= end {
			b.WriteString(text[end:s.from])
			b.WriteString(redacted)
		}
		end = max(end, s.to)
	}
	b.WriteString(text[end:])
	return b.String()
}

// maxSpans is how many secrets are replaced one by one. Of a text with more nothing is shown.
const maxSpans = 64

// maxReadings bounds how many ways of reading a text are tried. Two ways within each other, such as JSON in
// a form, are three; more than three within each other nobody sends.
const maxReadings = 24

// find returns where secrets stand in a text.
func (h *hider) find(text string) []span {
	found := h.in(text)
	readings := append(make([]reading, 0, 4), reading{text: text})
	for i := 0; i < len(readings) && len(readings) < maxReadings; i++ {
		for d := range decoders {
			decode := &decoders[d]
			if decode.begin == "%" && strings.IndexByte(readings[i].text, '+') < 0 {
				continue // It reads what the form's decoder has read.
			}
			inner := decode.all(readings[i].text)
			if slices.ContainsFunc(readings, func(r reading) bool { return r.text == inner }) {
				continue
			}
			readings = append(readings, reading{inner, i, decode})
			for _, s := range h.in(inner) {
				if len(found) > maxSpans {
					return found
				}
				for at := len(readings) - 1; at > 0; at = readings[at].of {
					r := readings[at]
					s = span{r.decode.origin(readings[r.of].text, s.from), r.decode.origin(readings[r.of].text, s.to)}
				}
				found = append(found, s)
			}
		}
	}
	return found
}

// in returns where secrets stand in a text as they are.
func (h *hider) in(text string) (found []span) {
	for _, list := range [][]string{h.secrets, h.issued(text)} {
		for _, secret := range list {
			for from := 0; secret != ""; {
				at := strings.Index(text[from:], secret)
				if at < 0 {
					break
				}
				found = append(found, span{from + at, from + at + len(secret)})
				from += at + len(secret)
			}
		}
	}
	return found
}

// A reading is what a decoder makes of an earlier reading; the first one is the text itself.
type reading struct {
	text   string
	of     int
	decode *decoder
}

// A decoder decodes one kind of escapes.
type decoder struct {
	begin string // the bytes that an escape begins with
	// one returns what the escape at the beginning of a text stands for and how long it is, 0 for none.
	one func(text string) (plain string, length int)
}

var decoders = [...]decoder{{"%+", form}, {"%", percent}, {`\`, backslash}, {"&", ampersand}}

// next returns where the first byte stands that may begin an escape, -1 for nowhere.
func (d *decoder) next(text string) int {
	first := -1
	for i := range len(d.begin) {
		if at := strings.IndexByte(text, d.begin[i]); at >= 0 {
			first, text = at, text[:at]
		}
	}
	return first
}

// all returns a text with its escapes decoded.
func (d *decoder) all(text string) string {
	var b strings.Builder
	done := 0
	for i := 0; ; {
		next := d.next(text[i:])
		if next < 0 {
			break
		}
		i += next
		plain, length := d.one(text[i:])
		if length == 0 {
			i++
			continue
		}
		if done == 0 {
			b.Grow(len(text))
		}
		b.WriteString(text[done:i])
		b.WriteString(plain)
		i += length
		done = i
	}
	if done == 0 {
		return text
	}
	b.WriteString(text[done:])
	return b.String()
}

// origin returns where the byte at a position of the decoded text began in the text.
func (d *decoder) origin(text string, position int) int {
	i := 0
	for decoded := 0; i < len(text); {
		plain, length := d.one(text[i:])
		if length == 0 {
			plain, length = text[i:i+1], 1
		}
		if decoded += len(plain); decoded > position {
			break
		}
		i += length
	}
	return i
}

// form decodes what queries and forms escape.
func form(text string) (string, int) {
	if text[0] == '+' {
		return " ", 1
	}
	return percent(text)
}

// percent decodes what paths escape.
func percent(text string) (string, int) {
	if text[0] != '%' || len(text) < 3 {
		return "", 0
	}
	b, err := strconv.ParseUint(text[1:3], 16, 8)
	if err != nil {
		return "", 0
	}
	return string([]byte{byte(b)}), 3
}

var backslashed = map[byte]string{'"': `"`, '\\': `\`, '/': "/", 'b': "\b", 'f': "\f", 'n': "\n", 'r': "\r", 't': "\t"}

// backslash decodes what JSON escapes.
func backslash(text string) (string, int) {
	if text[0] != '\\' || len(text) < 2 {
		return "", 0
	}
	if plain, ok := backslashed[text[1]]; ok {
		return plain, 2
	}
	r, ok := unicodeEscape(text)
	if !ok {
		return "", 0
	}
	if utf16.IsSurrogate(r) {
		if low, ok := unicodeEscape(text[6:]); ok {
			return string(utf16.DecodeRune(r, low)), 12
		}
	}
	return string(r), 6
}

func unicodeEscape(text string) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(text[2:6], 16, 16)
	return rune(n), err == nil
}

var entities = map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'"}

// ampersand decodes what XML and HTML escape.
func ampersand(text string) (string, int) {
	if text[0] != '&' {
		return "", 0
	}
	name, _, closed := strings.Cut(text[1:min(len(text), 12)], ";")
	if !closed {
		return "", 0
	}
	length := len(name) + 2
	if plain, ok := entities[name]; ok {
		return plain, length
	}
	digits, numeric := strings.CutPrefix(name, "#")
	if !numeric {
		return "", 0
	}
	base := 10
	if hex, ok := strings.CutPrefix(strings.ToLower(digits), "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	if err != nil || !utf8.ValidRune(rune(n)) {
		return "", 0
	}
	return string(rune(n)), length
}
