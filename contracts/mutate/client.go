package mutate

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// Kinds of mutants of what a client sends.
const (
	notSent      = "request.notSent"      // a parameter or a field of the body; place
	renamed      = "request.renamed"      // a parameter or a field in another name; place
	encodedTwice = "request.encodedTwice" // a parameter's percent signs are encoded again; place
	forgedSign   = "request.forged"       // a credential that is not the client's; place
	firstValue   = "request.firstValue"   // the parameter's value of the client's first call, such as a page or a token; place
)

// A client is the RoundTripper between a spec's clients and the oracle. It sends what a defective client would.
type client struct {
	spec   *contracts.Case
	next   http.RoundTripper
	find   func(*http.Request) *openapi.Operation
	secret func(op *openapi.Operation, name string) bool
	at     func(spec string, op *openapi.Operation, kind, place string) bool
	mu     *sync.Mutex
	first  map[string]string // values by operation and parameter
}

func (c *client) RoundTrip(r *http.Request) (*http.Response, error) {
	op := c.find(r)
	if op == nil || contracts.IsWrong(r.Context()) {
		return c.next.RoundTrip(r)
	}
	out := r.Clone(r.Context())
	at := func(kind, place string) bool { return c.at(c.spec.Spec().ID, op, kind, place) }
	query := r.URL.Query()
	if c.parameters(op, query, at) {
		resign(r.URL.Query(), query, c.spec.Credential)
		out.URL.RawQuery = query.Encode()
	}
	c.headers(op, out.Header, at)
	if r.Body == nil {
		return c.next.RoundTrip(out)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	_ = r.Body.Close() // It was read to its end.
	body = c.body(body, at)
	out.Body, out.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return c.next.RoundTrip(out)
}

// parameters changes a query and reports whether it did.
func (c *client) parameters(op *openapi.Operation, query url.Values, at func(kind, place string) bool) (changed bool) {
	for _, name := range slices.Sorted(maps.Keys(query)) {
		value, place := query.Get(name), "query/"+name
		first := c.remember(op, name, value)
		switch {
		case at(notSent, place):
			delete(query, name)
		case at(renamed, place):
			query[name+"_"] = query[name]
			delete(query, name)
		case strings.ContainsFunc(value, escaped) && at(encodedTwice, place):
			query.Set(name, url.QueryEscape(value))
		case c.secret(op, name) && at(forgedSign, place):
			query.Set(name, alter(value))
		case first != value && at(firstValue, place):
			query.Set(name, first)
		default:
			continue
		}
		changed = true
	}
	return changed
}

func escaped(r rune) bool { return url.QueryEscape(string(r)) != string(r) }

// remember returns the value that the parameter had in the first call of the operation.
func (c *client) remember(op *openapi.Operation, name, value string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := op.ID + " " + name
	if _, known := c.first[key]; !known {
		c.first[key] = value
	}
	return c.first[key]
}

func (c *client) headers(op *openapi.Operation, h http.Header, at func(kind, place string) bool) {
	for _, p := range op.Parameters {
		value, place := h.Get(p.Name), "header/"+p.Name
		switch {
		case p.In != "header" || value == "":
		case at(notSent, place):
			h.Del(p.Name)
		case at(renamed, place):
			h.Set(p.Name+"_", value)
			h.Del(p.Name)
		case at(forgedSign, place):
			h.Set(p.Name, alter(value))
		}
	}
	if h.Get("Content-Type") != "" && at(notSent, "header/Content-Type") {
		h.Del("Content-Type")
	}
}

// body changes the first property of its name that is to be changed, at any depth.
func (c *client) body(body []byte, at func(kind, place string) bool) []byte {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var value any
	if d.Decode(&value) != nil || !rename(value, "body", at) {
		return body
	}
	out, err := json.Marshal(value)
	if err != nil {
		return body
	}
	return out
}

// rename takes properties away or gives them another name, and reports whether it did.
func rename(v any, place string, at func(kind, place string) bool) (changed bool) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			changed = rename(item, place+"/*", at) || changed
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			child := place + "/" + name
			switch {
			case at(notSent, child):
				delete(v, name)
			case at(renamed, child):
				v[name+"_"] = v[name]
				delete(v, name)
			default:
				changed = rename(v[name], child, at) || changed
				continue
			}
			changed = true
		}
	}
	return changed
}
