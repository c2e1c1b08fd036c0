package contracts

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/onsi/gomega"

	"github.com/crmsim/crmsim/openapi"
)

// A Request is a call as a spec writes it that no client would make, or that it makes without one. Send
// adds the vendor's credentials and signature.
type Request struct {
	Operation string
	Query     url.Values  // a name without values leaves out what signing would add
	Form      url.Values  // sent as a form body, unless there is a Body
	Multipart bool        // the form is a multipart one
	Header    http.Header // a name without values leaves out what signing would add, and the Content-Type
	Body      any         // encoded as JSON; a Text goes out as it is; nil is none

	Method   string // instead of the operation's
	Path     string // instead of the operation's
	RawQuery string // added to the query as it is
	Unsigned bool   // goes out without the credentials
}

// A Text is a body that is not encoded.
type Text string

// An Answer is what came back for a Request. Those fields that the vendor's envelope lacks are zero.
type Answer struct {
	Status  int
	Header  http.Header
	Text    string          // the body
	OK      bool            // the envelope says that the call succeeded
	Code    int             // of a refusal
	Message string          // of a refusal
	Data    json.RawMessage // what the envelope holds
}

// Values makes parameters of names and values in turn; of a repeated name all values stay.
func Values(pairs ...string) url.Values {
	all := url.Values{}
	for pair := range slices.Chunk(pairs, 2) {
		all.Add(pair[0], pair[1])
	}
	return all
}

// Clone returns a deep copy, so that what is changed in it does not change the request.
func (r Request) Clone() Request {
	r.Query, r.Form, r.Header = cloneValues(r.Query), cloneValues(r.Form), http.Header(cloneValues(url.Values(r.Header)))
	r.Body = cloneJSON(r.Body)
	return r
}

func cloneValues(all url.Values) url.Values {
	out := make(url.Values, len(all))
	for name, values := range all {
		out[name] = slices.Clone(values)
	}
	return out
}

func cloneJSON(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := maps.Clone(v)
		for name, child := range out {
			out[name] = cloneJSON(child)
		}
		return out
	case []any:
		out := slices.Clone(v)
		for i, child := range out {
			out[i] = cloneJSON(child)
		}
		return out
	default:
		return v
	}
}

// With returns the request with a query parameter that has these values and no others; without values it
// is left out, also by signing.
func (r Request) With(name string, values ...string) Request {
	r = r.Clone()
	r.Query[name] = values
	return r
}

// Value returns the value of a parameter, from the form or else from the query.
func (r Request) Value(name string) string { return cmp.Or(r.Form.Get(name), r.Query.Get(name)) }

// Send makes a call. Its answer must be in the vendor's envelope.
func (c *Case) Send(ctx context.Context, r Request) Answer {
	answer := c.Fetch(ctx, r)
	err := c.suite.vendor.Read(&answer)
	gomega.ExpectWithOffset(1, err).NotTo(gomega.HaveOccurred(), "the answer is not in the vendor's envelope: %s", answer.Text)
	return answer
}

// Fetch makes a call and leaves its answer as it is.
func (c *Case) Fetch(ctx context.Context, r Request) Answer {
	response, err := c.HTTPClient().Do(c.HTTPRequest(ctx, r))
	gomega.ExpectWithOffset(2, err).NotTo(gomega.HaveOccurred())
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	gomega.ExpectWithOffset(2, err).NotTo(gomega.HaveOccurred())
	return Answer{Status: response.StatusCode, Header: response.Header, Text: string(text)}
}

// HTTPRequest returns the request as Send lets it out.
func (c *Case) HTTPRequest(ctx context.Context, r Request) *http.Request {
	r = r.Clone()
	if !r.Unsigned {
		c.sign(context.WithValue(ctx, wrong, nil), &r) // A call that signing makes is as documented.
	}
	op := c.Operation(r.Operation)
	if op == nil {
		c.misuse("the request names the operation %q, which the document does not have", r.Operation)
	}
	address := c.URL(op)
	if r.Path != "" {
		address.Path = strings.TrimSuffix(address.Path, op.Path) + r.Path
	}
	address.RawQuery = strings.Trim(r.Query.Encode()+"&"+r.RawQuery, "&")
	contentType, body, err := r.encode()
	gomega.Expect(err).NotTo(gomega.HaveOccurred())
	method := cmp.Or(r.Method, op.Methods[0])
	if len(r.Form) > 0 && r.Method == "" {
		method = op.Methods[len(op.Methods)-1] // The twin that takes forms.
	}
	request, err := http.NewRequestWithContext(ctx, method, address.String(), body)
	gomega.Expect(err).NotTo(gomega.HaveOccurred())
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	for name, values := range r.Header {
		request.Header.Del(name)
		if len(values) > 0 {
			request.Header[name] = values // In the letter case of the spec, which may be what it asks about.
		}
	}
	return request
}

// Findings returns what the document has against a request, as Send would let it out.
func (c *Case) Findings(ctx context.Context, r Request) *openapi.Request {
	request := c.HTTPRequest(ctx, r)
	body, err := drain(request.Body)
	gomega.Expect(err).NotTo(gomega.HaveOccurred())
	op := c.suite.document.Match(request.Method, c.session.path(request.URL))
	if op == nil {
		return nil
	}
	query, _ := op.Values(request, body)
	return op.CheckRequest(request, query, body)
}

// MayLeave reports whether the run may make a call: on a live target one that could change a record which
// the run did not make may not.
func (c *Case) MayLeave(ctx context.Context, r Request) bool {
	if !c.Live() {
		return true
	}
	request := c.HTTPRequest(ctx, r)
	body, err := drain(request.Body)
	op := c.suite.affected(request.Method, c.session.path(request.URL))
	query, _ := op.Values(request, body)
	return err == nil && c.oracle.refuse(op, request, query, body) == nil
}

// encode writes the body; without one the reader is nil.
func (r *Request) encode() (contentType string, body io.Reader, err error) {
	switch given := r.Body.(type) {
	case nil:
	case Text:
		return "application/json", strings.NewReader(string(given)), nil
	default:
		var text bytes.Buffer
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		err := encoder.Encode(given)
		return "application/json", bytes.NewReader(bytes.TrimSpace(text.Bytes())), err
	}
	switch {
	case r.Multipart:
		return multipartForm(r.Form)
	case len(r.Form) > 0:
		return "application/x-www-form-urlencoded", strings.NewReader(r.Form.Encode()), nil
	default:
		return "", nil, nil
	}
}

func multipartForm(parameters url.Values) (contentType string, body io.Reader, err error) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		for _, value := range parameters[name] {
			if err := w.WriteField(name, value); err != nil {
				return "", nil, err
			}
		}
	}
	return w.FormDataContentType(), &form, w.Close()
}
