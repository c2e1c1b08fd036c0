package dustess

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/crmsim/crmsim/clients/internal/rest"
)

// A caller is what all services of a client need to make a call.
type caller struct {
	credentials Credentials
	base        *url.URL
	http        *http.Client
	tokens      *tokens
}

// A call is one request, named by its operationId.
type call struct {
	operation string
	method    string
	path      string // below the base URL
	body      any    // nil for none

	tokenInHeader bool // and not in the query (DU-Q06)
}

func post(operation, path string, body any) call {
	return call{operation: operation, method: http.MethodPost, path: path, body: body}
}

// An outcome is what an answer says about itself. Some answers lack success and some code.
type outcome struct {
	Success *bool  `json:"success"`
	Code    *int   `json:"code"`
	Msg     string `json:"msg"`
}

// An answer is the JSON of one kind of success.
type answer interface {
	missing() string // the key that this answer lacks to be a success, "" for none
}

// send makes one call. The answer is its zero value unless the call succeeded.
func send[A answer](ctx context.Context, c *caller, what call) (A, error) {
	return authorized(ctx, c, what, read[A])
}

// authorized makes a call with a token. If the token is refused it gets another one and makes the
// call once more: a refused call has changed nothing.
func authorized[A any](ctx context.Context, c *caller, what call, read func(string, *rest.Answer) (A, error)) (A, error) {
	refused := ""
	for {
		var none A
		token, err := c.tokens.get(ctx, refused)
		if err != nil {
			return none, err
		}
		response, err := c.exchange(ctx, what, token)
		if err != nil {
			return none, fail(what.operation, err)
		}
		got, err := read(what.operation, response)
		if refusal, ok := errors.AsType[*Error](err); !ok || refusal.Code != CodeToken || refused != "" {
			return got, err
		}
		refused = token
	}
}

func (c *caller) exchange(ctx context.Context, what call, token string) (*rest.Answer, error) {
	address := c.base.JoinPath(what.path)
	if token != "" && !what.tokenInHeader {
		address.RawQuery = url.Values{"accessToken": {token}}.Encode()
	}
	request, err := rest.NewRequest(ctx, what.method, address, what.body)
	if err != nil {
		return nil, err
	}
	if what.tokenInHeader {
		request.Header.Set("accessToken", token)
	}
	return rest.Send(c.http, request)
}

// read decodes an answer, which must be a success.
func read[A answer](operation string, response *rest.Answer) (A, error) {
	var none, got A
	if err := judge(operation, response); err != nil {
		return none, err
	}
	if err := response.Decode(&got); err != nil {
		return none, fail(operation, err)
	}
	if key := got.missing(); key != "" {
		return none, fail(operation, response.Reject("the answer has no "+key))
	}
	return got, nil
}

// judge reports whether an answer is a success: code is 0 where there is one, and success is true where
// there is one; a missing code counts as 0 beside a true success (DU-Q08).
func judge(operation string, response *rest.Answer) error {
	var o outcome
	if err := response.Decode(&o); err != nil {
		return fail(operation, err)
	}
	if o.Success == nil && o.Code == nil {
		return fail(operation, response.Reject("the answer has neither success nor code"))
	}
	e := &Error{Operation: operation, Message: o.Msg, HTTPStatus: response.Status}
	if o.Code != nil {
		e.Code = *o.Code
	}
	if e.Code != 0 || o.Success != nil && !*o.Success {
		return e
	}
	return nil
}

// fail names the operation in an error, and makes an *Error of an answer that is not the vendor's.
func fail(operation string, err error) error {
	odd, ok := errors.AsType[*rest.ResponseError](err)
	if !ok {
		return fmt.Errorf("dustess: %s: %w", operation, err)
	}
	return &Error{
		Operation:   operation,
		Message:     odd.Error(),
		HTTPStatus:  odd.Status,
		ContentType: odd.ContentType,
		Body:        odd.Body,
	}
}

func lacks(key string, missing bool) string {
	if missing {
		return key
	}
	return ""
}
