package socialepoch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/crmsim/crmsim/clients/internal/rest"
)

// A caller is what all services of a client need to make a call. It never changes.
type caller struct {
	credentials Credentials
	base        *url.URL
	http        *http.Client
	now         func() time.Time
	zone        *time.Location
}

// date is a moment as the vendor writes it, "" for the zero time.
func (c *caller) date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(c.zone).Format(time.DateTime)
}

// An envelope is what every answer is wrapped in. Code is nil when the answer does not tell, which is
// no success.
type envelope[D any] struct {
	Code    *int   `json:"code"`
	Message string `json:"message"`
	Data    D      `json:"data"`
}

// success is the code of a call that succeeded. The message differs from call to call and tells
// nothing (SE-Q02).
const success = 200

// send makes one call, named by its operationId, and gives up the answer's data.
func (c *caller) send(ctx context.Context, operation, path string, body any) error {
	_, _, err := c.call(ctx, operation, path, body)
	return err
}

// fetch makes one call and returns the answer's data. Data that is null or absent is no answer.
func fetch[D any](ctx context.Context, c *caller, operation, path string, body any) (D, error) {
	data, answer, err := c.call(ctx, operation, path, body)
	return fetched[D](operation, data, answer, err)
}

// fetched is fetch for what a call has returned.
func fetched[D any](operation string, data json.RawMessage, answer *rest.Answer, err error) (D, error) {
	if err == nil && data == nil {
		err = fail(operation, answer.Reject("the answer has no data"))
	}
	if err != nil {
		var none D
		return none, err
	}
	return decode[D](operation, data, answer)
}

func decode[D any](operation string, data json.RawMessage, answer *rest.Answer) (D, error) {
	var got D
	if err := json.Unmarshal(data, &got); err != nil {
		var none D
		return none, fail(operation, answer.Reject("the data is not what was expected: "+err.Error()))
	}
	return got, nil
}

// call posts a body and returns the data of a success, nil when it is null or absent.
func (c *caller) call(ctx context.Context, operation, path string, body any) (json.RawMessage, *rest.Answer, error) {
	return c.do(ctx, operation, http.MethodPost, c.base.JoinPath(path), body)
}

// get is call with a query and without a body.
func (c *caller) get(ctx context.Context, operation, path string, query url.Values) (json.RawMessage, *rest.Answer, error) {
	address := c.base.JoinPath(path)
	address.RawQuery = query.Encode()
	return c.do(ctx, operation, http.MethodGet, address, nil)
}

func (c *caller) do(ctx context.Context, operation, method string, address *url.URL, body any) (json.RawMessage, *rest.Answer, error) {
	request, err := rest.NewRequest(ctx, method, address, body)
	if err != nil {
		return nil, nil, fail(operation, err)
	}
	c.credentials.sign(request.Header, c.now())
	answer, err := rest.Send(c.http, request)
	if err != nil {
		return nil, nil, fail(operation, err)
	}
	var got envelope[json.RawMessage]
	if err := answer.Decode(&got); err != nil {
		return nil, nil, fail(operation, err)
	}
	switch {
	case got.Code == nil:
		return nil, nil, fail(operation, answer.Reject("the answer has no code"))
	case *got.Code != success:
		return nil, nil, &Error{Operation: operation, Code: *got.Code, Message: got.Message, HTTPStatus: answer.Status}
	}
	if string(got.Data) == "null" {
		return nil, answer, nil
	}
	return got.Data, answer, nil
}

// fail names the operation in an error, and makes an *Error of an answer that is not the vendor's.
func fail(operation string, err error) error {
	odd, ok := errors.AsType[*rest.ResponseError](err)
	if !ok {
		return fmt.Errorf("socialepoch: %s: %w", operation, err)
	}
	return &Error{
		Operation:   operation,
		Message:     odd.Error(),
		HTTPStatus:  odd.Status,
		ContentType: odd.ContentType,
		Body:        odd.Body,
	}
}

// list keeps nil from becoming a JSON null, which is no list.
func list[E any](items []E) []E {
	if items == nil {
		return []E{}
	}
	return items
}
