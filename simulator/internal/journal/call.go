package journal

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// A Call is an entry as it is read: what was sent and answered, and what both meant. Decoding is left to the
// reader, so that recording a call stays cheap.
type Call struct {
	Sequence  uint64            `json:"sequence"`
	Time      time.Time         `json:"time"`
	Vendor    string            `json:"vendor"`
	Operation string            `json:"operation"`
	Nearest   string            `json:"nearest"`
	Method    string            `json:"method"`
	Path      string            `json:"path"`
	Query     string            `json:"query"`
	Headers   map[string]string `json:"headers"` // those that the document has
	Request   json.RawMessage   `json:"request"` // JSON, or the text as a string
	Status    int               `json:"status"`  // 0 when nothing was answered
	Response  json.RawMessage   `json:"response"`
	Fault     string            `json:"fault"`
	Hidden    json.RawMessage   `json:"hidden"`   // the answer that a fault kept from the client
	Accepted  bool              `json:"accepted"` // the vendor carried the call out
	Grew      int               `json:"grew"`     // by how many records the vendor's state grew
	Signed    bool              `json:"signed"`   // crmsim was asked to sign
	Findings  []openapi.Finding `json:"findings"`

	// Parameters are those of the query, the headers and the form, under their documented names: a text, a list of
	// texts where the name was repeated, or decoded JSON where the text is a JSON object or array.
	Parameters map[string]any `json:"parameters"`
	Outcome    string         `json:"outcome"` // of the answer that the vendor gave, seen by the client or not
}

// Read decodes an entry as Entries returns it.
func Read(text []byte) (*Call, error) {
	c := &Call{}
	if err := json.Unmarshal(text, c); err != nil {
		return nil, err
	}
	c.decode()
	return c, nil
}

// Body returns the request's body where that is JSON, else nil. Numbers are json.Number.
func (c *Call) Body() any {
	if len(c.Request) == 0 || c.Request[0] == '"' {
		return nil
	}
	value, _ := decodeJSON(c.Request)
	return value
}

// Lost reports whether the vendor carried the call out and the client could not know.
func (c *Call) Lost() bool { return c.Accepted && len(c.Hidden) > 0 }

func (c *Call) decode() {
	doc, err := openapi.Load(c.Vendor)
	var op *openapi.Operation
	if err == nil {
		op = doc.Operation(c.Operation)
		c.Outcome = outcome(doc, c.Response)
		if len(c.Hidden) > 0 {
			c.Outcome = outcome(doc, c.Hidden)
		}
	}
	var body []byte
	if text := textOf(c.Request); !strings.HasPrefix(text, "<") {
		body = []byte(text)
	}
	r := &http.Request{Method: c.Method, URL: &url.URL{RawQuery: c.Query}, Header: http.Header{}}
	values, _ := op.Values(r, body) // What does not parse is shown as it was sent.
	for name, value := range c.Headers {
		values.Set(name, value)
	}
	c.Parameters = make(map[string]any, len(values))
	for name, sent := range values {
		if documented := documentedName(op, name); documented == "" || len(values[documented]) == 0 {
			c.Parameters[name] = meant(sent)
		}
	}
}

// documentedName returns the name that another spelling of it stands under as well, else "".
func documentedName(op *openapi.Operation, name string) string {
	if op == nil || slices.ContainsFunc(op.Parameters, func(p *openapi.Parameter) bool { return p.Name == name }) {
		return ""
	}
	for _, p := range op.Parameters {
		if strings.EqualFold(p.Name, name) {
			return p.Name
		}
	}
	return ""
}

// meant is what the values of a parameter say.
func meant(values []string) any {
	list := make([]any, len(values))
	for i, text := range values {
		list[i] = text
		if text != "" && (text[0] == '{' || text[0] == '[') {
			if value, ok := decodeJSON([]byte(text)); ok {
				list[i] = value
			}
		}
	}
	if len(list) == 1 {
		return list[0]
	}
	return list
}

func decodeJSON(text []byte) (any, bool) {
	var value any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if d.Decode(&value) != nil || d.More() {
		return nil, false
	}
	return value, true
}

// textOf is the text of a body that is shown as a string, "" for JSON.
func textOf(body json.RawMessage) string {
	var text string
	_ = json.Unmarshal(body, &text) // Which is what fails for JSON.
	return text
}

func outcome(doc *openapi.Document, answer json.RawMessage) string {
	if text := textOf(answer); text != "" {
		return doc.Outcome([]byte(text))
	}
	return doc.Outcome(answer)
}

// Decoded returns the text of an entry with what Read decodes added to it.
func Decoded(text []byte) []byte {
	c, err := Read(text)
	if err != nil || len(text) == 0 {
		return text // Entries are JSON: add wrote them.
	}
	added, err := wire.Marshal(struct {
		Parameters map[string]any `json:"parameters"`
		Outcome    string         `json:"outcome"`
	}{c.Parameters, c.Outcome})
	if err != nil {
		return text
	}
	whole := make([]byte, 0, len(text)+len(added))
	whole = append(append(whole, text[:len(text)-1]...), ',')
	return append(whole, added[1:]...)
}

// Answer returns the vendor's answer where that is JSON and whole.
func (c *Call) Answer() (value any, whole bool) {
	text := c.Response
	if len(c.Hidden) > 0 {
		text = c.Hidden
	}
	if len(text) == 0 || text[0] == '"' {
		return nil, false
	}
	return decodeJSON(text)
}
