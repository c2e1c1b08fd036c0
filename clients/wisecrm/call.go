package wisecrm

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/crmsim/crmsim/clients/internal/rest"
)

// A caller is what all services of a client need to make a call. It never changes.
type caller struct {
	credentials Credentials
	base        *url.URL
	http        *http.Client
	now         func() time.Time
}

// A call is one request, named by its operationId.
type call struct {
	operation  string
	method     string
	path       string            // below the base URL, such as account/add
	parameters map[string]string // blank ones are not sent
	body       any               // nil for none
}

func get(operation, path string, parameters map[string]string) call {
	return call{operation, http.MethodGet, path, parameters, nil}
}

func post(operation, path string, parameters map[string]string, body any) call {
	return call{operation, http.MethodPost, path, parameters, body}
}

// An outcome is what every answer says about itself. ErrorCode is nil when the answer does not
// tell, which is not a success.
type outcome struct {
	ErrorCode *int   `json:"error_code"`
	ErrorMsg  string `json:"error_msg"`
}

// An answer is the JSON of one kind of success.
type answer interface {
	missing() string // the key that this answer lacks to be a success, "" for none
}

// send makes one call. The answer is its zero value unless the call succeeded, so that no failed
// answer yields data.
func send[A answer](ctx context.Context, c *caller, what call) (A, error) {
	var none, got A
	response, err := c.exchange(ctx, what)
	if err != nil {
		return none, fail(what.operation, err)
	}
	var result outcome
	if err := response.Decode(&result); err != nil {
		return none, fail(what.operation, err)
	}
	if result.ErrorCode == nil {
		return none, fail(what.operation, response.Reject("the answer has no error_code"))
	}
	if code := *result.ErrorCode; code != 0 {
		return none, &Error{Operation: what.operation, Code: code, Message: result.ErrorMsg, HTTPStatus: response.Status}
	}
	if err := response.Decode(&got); err != nil {
		return none, fail(what.operation, err)
	}
	if key := got.missing(); key != "" {
		return none, fail(what.operation, response.Reject("the answer has no "+key))
	}
	return got, nil
}

func (c *caller) exchange(ctx context.Context, what call) (*rest.Answer, error) {
	address := c.base.JoinPath(what.path)
	address.RawQuery = c.credentials.authenticate(what.parameters, c.now()).Encode()
	request, err := rest.NewRequest(ctx, what.method, address, what.body)
	if err != nil {
		return nil, err
	}
	return rest.Send(c.http, request)
}

// fail names the operation in an error, and makes an *Error of an answer that is not the vendor's.
func fail(operation string, err error) error {
	odd, ok := errors.AsType[*rest.ResponseError](err)
	if !ok {
		return fmt.Errorf("wisecrm: %s: %w", operation, err)
	}
	return &Error{
		Operation:   operation,
		Message:     odd.Error(),
		HTTPStatus:  odd.Status,
		ContentType: odd.ContentType,
		Body:        odd.Body,
	}
}

// number writes n as a parameter, and leaves 0 to the vendor's default.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// flag writes b as a parameter, and leaves false to the vendor's default.
func flag(b bool) string {
	if b {
		return "true"
	}
	return ""
}
