// Package rest holds the HTTP and JSON plumbing that the vendor clients share. It knows no vendor:
// how a request is signed, what an envelope looks like and which answer is a failure is each
// client's own affair, and retries belong to the caller's transport.
package rest

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

const (
	maxBody    = 32 << 20 // bytes of an answer, after decompression
	maxExcerpt = 4 << 10  // bytes of an answer that a ResponseError keeps
)

// ParseBaseURL reads the address under which a vendor's operations lie, with or without a closing
// slash. It refuses anything but http or https with a host, and a query or fragment, which a path
// cannot be appended to.
func ParseBaseURL(text string) (*url.URL, error) {
	base, err := url.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("base URL: %w", err)
	}
	if base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, fmt.Errorf("base URL %q: want http or https and a host", text)
	}
	if base.RawQuery != "" || base.Fragment != "" {
		return nil, fmt.Errorf("base URL %q: want no query and no fragment", text)
	}
	return base, nil
}

// WithoutRedirects returns client if it has a redirect policy of its own, else a copy that gives a
// redirect back as the answer. Following one would turn a POST into a GET, and would show the query,
// where vendors put their secrets, to another host as the referrer.
func WithoutRedirects(client *http.Client) *http.Client {
	if client.CheckRedirect != nil {
		return client
	}
	careful := *client
	careful.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &careful
}

// NewRequest returns a request that carries body as JSON, or no body when it is nil. It fails when
// body has no JSON form.
func NewRequest(ctx context.Context, method string, address *url.URL, body any) (*http.Request, error) {
	if body == nil {
		return http.NewRequestWithContext(ctx, method, address.String(), nil)
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // Names with & and operators such as <> go out as they are written.
	if err := encoder.Encode(body); err != nil {
		return nil, fmt.Errorf("encode request: %w", err)
	}
	// A bytes.Reader lets the transport of the caller send the body again.
	sent := bytes.NewReader(bytes.TrimSuffix(text.Bytes(), []byte("\n")))
	request, err := http.NewRequestWithContext(ctx, method, address.String(), sent)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	return request, nil
}

// An Answer is a 2xx answer, read to its end.
type Answer struct {
	Status      int
	ContentType string
	Body        []byte
}

// Send sends the request and reads the whole answer. The error is a *ResponseError when something
// answered with a status other than 2xx or with more than 32 MiB; any other error means that no
// whole answer came, and wraps the context's error when that was the cause.
func Send(client *http.Client, request *http.Request) (*Answer, error) {
	response, err := client.Do(request)
	if err != nil {
		return nil, withoutQuery(err)
	}
	defer response.Body.Close()
	body, err := readBody(response)
	if err != nil {
		return nil, fmt.Errorf("read answer: %w", err)
	}
	answer := &Answer{response.StatusCode, response.Header.Get("Content-Type"), body}
	switch {
	case response.StatusCode/100 != 2:
		return nil, answer.Reject("the status is not 2xx")
	case len(body) > maxBody:
		return nil, answer.Reject(fmt.Sprintf("the body is longer than %d bytes", maxBody))
	}
	return answer, nil
}

// readBody reads up to a byte beyond the bound. It unpacks what a server packed though nobody had asked for it; what the
// transport itself asks for it unpacks itself.
func readBody(response *http.Response) ([]byte, error) {
	in := io.Reader(response.Body)
	if strings.EqualFold(response.Header.Get("Content-Encoding"), "gzip") {
		unpacked, err := gzip.NewReader(in)
		if err != nil {
			return nil, err
		}
		in = unpacked
	}
	return io.ReadAll(io.LimitReader(in, maxBody+1))
}

// withoutQuery cuts the query from the address in an error of http.Client, since the vendors take
// signatures, tokens and plain keys there and errors are logged.
func withoutQuery(err error) error {
	if failed, ok := errors.AsType[*url.Error](err); ok {
		failed.URL, _, _ = strings.Cut(failed.URL, "?")
	}
	return err
}

// Decode reads the answer's body, one JSON value and nothing after it, into the variable that
// target points to. Numbers of free-form values become json.Number, so that big integers keep
// every digit. What the content type says is not looked at. The error is a *ResponseError; target may
// then be filled in part.
func (a *Answer) Decode(target any) error {
	decoder := json.NewDecoder(bytes.NewReader(a.Body))
	decoder.UseNumber()
	if err := decoder.Decode(target); err != nil {
		return a.Reject("the body is not the JSON expected: " + err.Error())
	}
	if _, err := decoder.Token(); err != io.EOF {
		return a.Reject("the body goes on after the JSON")
	}
	return nil
}

// Reject returns the error that says why this answer cannot be the vendor's.
func (a *Answer) Reject(reason string) *ResponseError {
	return &ResponseError{
		Status:      a.Status,
		ContentType: a.ContentType,
		Body:        a.Body[:min(len(a.Body), maxExcerpt)],
		Reason:      reason,
	}
}

// A ResponseError is an answer that is not the vendor's, such as the page of a proxy.
type ResponseError struct {
	Status      int    // HTTP status
	ContentType string // as sent, "" when absent
	Body        []byte // the first 4 KB
	Reason      string // what is wrong with it
}

// Error names the status, the content type and the reason, and leaves out the body.
func (e *ResponseError) Error() string {
	return fmt.Sprintf("HTTP status %d, content type %q: %s", e.Status, e.ContentType, e.Reason)
}
