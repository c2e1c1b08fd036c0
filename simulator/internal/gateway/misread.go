package gateway

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/defect"
)

// A part is one value of a request with what the document says of it.
type part struct {
	in, place string // place is a JSON pointer, of a parameter its name behind a slash
	value     any    // as encoding/json has it, with json.Number
	schema    openapi.Schema
	known     bool // the document has a schema for it
	optional  bool
	secret    bool
}

// where names the part in a defect.
func (p *part) where() string { return p.in + starred(p.place) }

// starred returns a pointer with * for the positions in lists, and a slash before a parameter's name.
func starred(pointer string) string {
	steps := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, step := range steps {
		if _, err := strconv.Atoi(step); err == nil {
			steps[i] = "*"
		}
	}
	return "/" + strings.Join(steps, "/")
}

// A reader goes through all values of a request. at returns what is to be taken for a part, or that it is to
// count as not sent.
type partReader struct {
	at      func(p *part) (value any, sent bool)
	changed bool
}

// read reads a call's parameters, then its body. It gives the call the parameters that at made of them and returns the
// body; what was sent as a body stays, since answers may be named for it.
func (r *partReader) read(c *api.Call) []byte {
	query, header := maps.Clone(c.Query), c.HTTP.Header.Clone()
	for _, p := range c.Operation.Parameters {
		values := url.Values(header)
		name := http.CanonicalHeaderKey(p.Name)
		if p.In == "query" {
			values, name = query, p.Name
		}
		if len(values[name]) == 0 || values[name][0] == "" {
			continue
		}
		text, sent := r.parameter(p, values[name][0])
		if sent {
			values[name] = []string{text}
		} else {
			delete(values, name)
		}
	}
	body, whole := decode(c.RawBody)
	if rule, takes := c.Operation.Body(); takes && whole {
		body, _ = r.walk(part{in: "body", value: body, schema: rule.Schema, known: true})
	}
	if !r.changed {
		return c.RawBody
	}
	request := *c.HTTP
	request.Header = header
	c.HTTP, c.Query = &request, query
	if !whole {
		return c.RawBody
	}
	text, _ := json.Marshal(body) // It came out of a decoder.
	return text
}

func (r *partReader) parameter(p *openapi.Parameter, text string) (string, bool) {
	in := part{in: p.In, place: "/" + p.Name, schema: p.Schema(), known: true, optional: !p.Required, secret: p.Secret()}
	in.value = text
	kind, nested := in.schema.Type(), false
	switch _, err := strconv.ParseInt(text, 10, 64); {
	case kind == "integer" && err == nil:
		in.value = json.Number(text)
	case kind == "boolean" && (text == "true" || text == "false"):
		in.value = text == "true"
	case strings.HasPrefix(text, "{"): // QC-Q54: an entity in a parameter.
		if value, whole := decode([]byte(text)); whole {
			in.value, in.known, nested = value, false, true
		}
	}
	value, sent := r.walk(in)
	switch v := value.(type) {
	case string:
		return v, sent
	case json.Number:
		return v.String(), sent
	case bool:
		return strconv.FormatBool(v), sent
	}
	if nested && r.changed {
		entity, _ := json.Marshal(value)
		text = string(entity)
	}
	return text, sent
}

func decode(text []byte) (value any, whole bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	err := d.Decode(&value)
	return value, err == nil && len(bytes.TrimSpace(text[d.InputOffset():])) == 0
}

// walk goes through a part's own parts first.
func (r *partReader) walk(p part) (any, bool) {
	switch v := p.value.(type) {
	case []any:
		items, known := p.schema, false
		if p.known {
			items, known = p.schema.Items()
		}
		out := make([]any, 0, len(v))
		for i, item := range v {
			value, _ := r.walk(part{in: p.in, place: p.place + "/" + strconv.Itoa(i), value: item, schema: items, known: known})
			out = append(out, value)
		}
		p.value = out
	case map[string]any:
		p.value = r.object(p, v)
	}
	value, sent := r.at(&p)
	return value, sent
}

func (r *partReader) object(p part, v map[string]any) map[string]any {
	var properties map[string]openapi.Schema
	var required []string
	if p.known {
		properties, required = p.schema.Properties(), p.schema.Keywords().Required
	}
	out := make(map[string]any, len(v))
	for _, name := range slices.Sorted(maps.Keys(v)) {
		child := part{in: p.in, place: p.place + "/" + escape(name), value: v[name], optional: !slices.Contains(required, name)}
		child.schema, child.known = properties[name]
		if p.known && !child.known {
			child.schema, child.known = p.schema.Others()
		}
		child.secret = child.known && child.schema.Keywords().Secret
		if value, sent := r.walk(child); sent {
			out[name] = value
		}
	}
	return out
}

// escape writes a name as a step of a JSON pointer.
func escape(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// misread returns the body that the operation sees, and gives it parameters that were not sent. What the document
// forbids is left alone: there, Unchecked is what can go wrong.
func (x *exchange) misread() (body []byte) {
	c := x.call
	if !c.Defect.Wants(c.Operation, defect.Ignored, defect.More, defect.Less, defect.Case, defect.Flipped, defect.Shorter) {
		return c.RawBody
	}
	sound := x.soundParts()
	var r partReader
	wrong := func(kind string, p *part) bool {
		is := sound(p) && x.at(kind, p.where())
		r.changed = r.changed || is
		return is
	}
	r.at = func(p *part) (any, bool) {
		if p.optional && wrong(defect.Ignored, p) {
			return nil, false
		}
		switch v := p.value.(type) {
		case json.Number:
			n, err := v.Int64()
			if err == nil && wrong(defect.More, p) {
				return json.Number(strconv.FormatInt(n+1, 10)), true
			}
			if err == nil && wrong(defect.Less, p) {
				return json.Number(strconv.FormatInt(n-1, 10)), true
			}
		case bool:
			return v != wrong(defect.Flipped, p), true
		case string:
			if other := otherCase(v); other != v && !p.secret && wrong(defect.Case, p) {
				return other, true
			}
			if i := strings.LastIndexByte(v, ','); i > 0 && wrong(defect.Shorter, p) {
				return v[:i], true
			}
		case []any:
			if len(v) > 0 && wrong(defect.Shorter, p) {
				return v[:len(v)-1], true
			}
		}
		return p.value, true
	}
	return r.read(c)
}

// soundParts returns what reports whether a part is of a request, or of an item of a batch, within the document.
func (x *exchange) soundParts() func(p *part) bool {
	c := x.call
	sent := c.Operation.CheckRequest(c.HTTP, c.Query, c.RawBody)
	if sent.Violated() != nil {
		return func(*part) bool { return false }
	}
	items, _ := c.Operation.Batch()
	bad := sent.ItemsViolated()
	return func(p *part) bool {
		for i := range bad {
			if item := "/" + items + "/" + strconv.Itoa(i); p.in == "body" && (p.place == item || strings.HasPrefix(p.place, item+"/")) {
				return false
			}
		}
		return true
	}
}

// otherCase returns a text in lower case, or in upper case if it is in lower case.
func otherCase(s string) string {
	if strings.ContainsFunc(s, unicode.IsUpper) {
		return strings.ToLower(s)
	}
	return strings.ToUpper(s)
}
