package journal

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// A Body is shown as JSON when it is JSON, as text otherwise.
type Body struct {
	Text string
	JSON bool // the capturer knows that it is; else the journal looks
}

// MaxBody is how many bytes of a body, or of a path or query, an entry keeps.
const MaxBody = 16 << 10

// Cut returns as much of a text as an entry keeps.
func Cut(text []byte) []byte {
	if len(text) <= MaxBody {
		return text
	}
	end := MaxBody
	for end > MaxBody-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return append(append([]byte{}, text[:end]...), "… (cut)"...)
}

// sequenceRoom is what is left blank for the sequence until it is known: the digits of a uint64.
const sequenceRoom = 20

const head = `{"sequence":`

// number fills in the sequence, in place.
func number(text []byte, sequence uint64) []byte {
	digits := strconv.AppendUint(make([]byte, 0, sequenceRoom), sequence, 10)
	shift := sequenceRoom - len(digits)
	copy(text[shift:], head)
	copy(text[shift+len(head):], digits)
	return text[shift:]
}

// room estimates the length of the entry's text.
func (e *Entry) room() int {
	n := 400 + len(e.Path) + len(e.Query) + len(e.Request.Text) + len(e.Response.Text)
	if e.Hidden != nil {
		n += len(e.Hidden.Text)
	}
	for _, f := range e.Findings {
		n += 160 + len(f.Place) + len(f.Wanted) + len(f.Got)
	}
	return n
}

// appendJSON appends the entry as a JSON object on one line, with room for the sequence.
func (e *Entry) appendJSON(b []byte) []byte {
	b = append(b, head...)
	b = append(b, "00000000000000000000"[:sequenceRoom]...)
	b = append(e.Time.AppendFormat(append(b, `,"time":"`...), time.RFC3339Nano), '"')
	b = appendText(b, "vendor", e.Vendor)
	b = appendText(b, "operation", e.Operation)
	if e.Nearest != "" {
		b = appendText(b, "nearest", e.Nearest)
	}
	b = appendText(b, "method", e.Method)
	b = appendText(b, "path", e.Path)
	b = appendText(b, "query", e.Query)
	if len(e.Headers) > 0 {
		b = appendHeaders(b, e.Headers)
	}
	b = appendBody(b, "request", e.Request)
	b = strconv.AppendInt(append(b, `,"status":`...), int64(e.Status), 10)
	b = appendBody(b, "response", e.Response)
	if e.Fault != "" {
		b = appendText(b, "fault", e.Fault)
	}
	if e.Hidden != nil {
		b = appendBody(b, "hidden", *e.Hidden)
	}
	if e.Accepted {
		b = append(b, `,"accepted":true`...)
	}
	if e.Grew != 0 {
		b = strconv.AppendInt(append(b, `,"grew":`...), int64(e.Grew), 10)
	}
	if e.Signed {
		b = append(b, `,"signed":true`...)
	}
	b = append(b, `,"findings":[`...)
	for i, f := range e.Findings {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(b, `{"severity":"`...), f.Severity.String()...)
		b = append(b, '"')
		b = appendText(b, "operation", f.Operation)
		b = appendText(b, "in", f.In)
		b = appendText(b, "place", f.Place)
		b = appendText(b, "rule", f.Rule)
		b = appendText(b, "wanted", f.Wanted)
		b = appendText(b, "got", f.Got)
		if f.Line != 0 {
			b = strconv.AppendInt(append(b, `,"line":`...), int64(f.Line), 10)
		}
		b = append(b, '}')
	}
	return append(b, "]}"...)
}

func appendHeaders(b []byte, headers []Header) []byte {
	b = append(b, `,"headers":{`...)
	for i, h := range headers {
		if i > 0 {
			b = append(b, ',')
		}
		b = wire.AppendString(append(wire.AppendString(b, h.Name), ':'), h.Value)
	}
	return append(b, '}')
}

func appendText(b []byte, key, text string) []byte {
	b = append(append(append(b, `,"`...), key...), `":`...)
	return wire.AppendString(b, text)
}

// appendBody appends JSON as it is, but on one line, and anything else as a string.
func appendBody(b []byte, key string, body Body) []byte {
	if !body.JSON && !looksJSON(body.Text) {
		return appendText(b, key, body.Text)
	}
	b = append(append(append(b, `,"`...), key...), `":`...)
	start := len(b)
	b = append(b, body.Text...)
	for _, lineBreak := range []byte("\r\n") { // Between tokens, the only place of a line break in JSON.
		for at := start; ; {
			next := bytes.IndexByte(b[at:], lineBreak)
			if next < 0 {
				break
			}
			at += next
			b[at] = ' '
		}
	}
	return b
}

func looksJSON(text string) bool {
	return text != "" && (text[0] == '{' || text[0] == '[') && utf8.ValidString(text) && json.Valid([]byte(text))
}

func decimal(n uint64) string { return strconv.FormatUint(n, 10) }
func boolean(b bool) string   { return strconv.FormatBool(b) }
