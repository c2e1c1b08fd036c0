package quancheng

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/clients/internal/rest"
)

// A caller is what all services of a client need to make a call.
type caller struct {
	base        *url.URL
	http        *http.Client
	credentials Credentials
	session     *session
}

// A call is one request, named by its operationId.
type call struct {
	operation  string
	path       string // below the base URL, such as CRM/Customer/Get
	changes    bool   // goes out by POST with a form, else by GET with a query
	parameters url.Values
}

func read(operation, path string, parameters url.Values) call {
	return call{operation, path, false, parameters}
}

func write(operation, path string, parameters url.Values) call {
	return call{operation, path, true, parameters}
}

// An envelope is what every answer is in. An answer has Value or ErrorCode; of a refusal no more than that
// it has a code is certain (QC-Q08).
type envelope struct {
	Value     json.RawMessage `json:"value"`
	ErrorCode json.RawMessage `json:"error_code"`
	ErrorMsg  json.RawMessage `json:"error_msg"`
}

// code is the error code as text; 0 in any spelling is none.
func (e envelope) code() string {
	code := plain(e.ErrorCode)
	if code == "0" || code == "null" {
		return ""
	}
	return code
}

// plain is a text without its quotes, and any other JSON as it is.
func plain(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		text = string(raw)
	}
	return strings.TrimSpace(text)
}

// value makes a call and decodes an answer that is not null.
func value[T any](ctx context.Context, c *caller, what call) (T, error) {
	var none, got T
	raw, answer, err := c.signedIn(ctx, what)
	if err != nil {
		return none, err
	}
	if err := decode(what, answer, raw, &got); err != nil {
		return none, err
	}
	return got, nil
}

// decode reads a value that must not be null.
func decode(what call, answer *rest.Answer, raw json.RawMessage, into any) error {
	if string(raw) == "null" {
		return fail(what.operation, answer.Reject("the value is null"))
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fail(what.operation, answer.Reject("the value is not of the operation's kind: "+err.Error()))
	}
	return nil
}

// An entity knows its id, without which an answer is none.
type entity interface{ id() int }

// object makes a call that answers an entity; null is ErrNotFound.
func object[T entity](ctx context.Context, c *caller, what call) (*T, error) {
	raw, answer, err := c.signedIn(ctx, what)
	if err != nil {
		return nil, err
	}
	if string(raw) == "null" {
		return nil, ErrNotFound
	}
	got := new(T)
	if !readRow(raw, got) {
		return nil, fail(what.operation, answer.Reject("the value is no object"))
	}
	if (*got).id() == 0 {
		return nil, fail(what.operation, answer.Reject("the value has no PK_ID"))
	}
	return got, nil
}

// list makes a call that answers entities.
func list[T entity](ctx context.Context, c *caller, what call) ([]T, error) {
	raw, answer, err := c.signedIn(ctx, what)
	if err != nil {
		return nil, err
	}
	return decodeList[T](what, answer, raw)
}

func decodeList[T entity](what call, answer *rest.Answer, raw json.RawMessage) ([]T, error) {
	var items []json.RawMessage
	if err := decode(what, answer, raw, &items); err != nil {
		return nil, err
	}
	rows := make([]T, len(items))
	for i, item := range items {
		if !readRow(item, &rows[i]) {
			return nil, fail(what.operation, answer.Reject("an item is no object"))
		}
	}
	return rows, nil
}

// signedIn makes a call with the session's token. A token that is refused is replaced once, unless the call
// itself has just fetched it.
func (c *caller) signedIn(ctx context.Context, what call) (json.RawMessage, *rest.Answer, error) {
	token, fresh, err := c.token(ctx, "")
	if err != nil {
		return nil, nil, err
	}
	raw, answer, err := c.send(ctx, what, token)
	if refused, ok := errors.AsType[*Error](err); !ok || fresh || c.credentials.LoginName == "" || !c.session.refuses(refused) {
		return raw, answer, err
	}
	if token, _, err = c.token(ctx, token); err != nil {
		return nil, nil, err
	}
	return c.send(ctx, what, token)
}

// send makes one call. A token of "" is not sent.
func (c *caller) send(ctx context.Context, what call, token string) (json.RawMessage, *rest.Answer, error) {
	request, err := c.request(ctx, what, token)
	if err != nil {
		return nil, nil, fail(what.operation, err)
	}
	answer, err := rest.Send(c.http, request)
	if err != nil {
		return nil, nil, fail(what.operation, err)
	}
	var e envelope
	if err := answer.Decode(&e); err != nil {
		return nil, nil, fail(what.operation, err)
	}
	switch {
	case e.code() != "":
		return nil, nil, refusal(what.operation, e, answer.Status)
	case e.Value == nil:
		return nil, nil, fail(what.operation, answer.Reject("the answer has neither value nor error_code"))
	}
	return e.Value, answer, nil
}

func (c *caller) request(ctx context.Context, what call, token string) (*http.Request, error) {
	sent := url.Values{"format": {"json"}}
	if token != "" {
		sent.Set("token", token)
	}
	for name, values := range what.parameters {
		sent[name] = values
	}
	address := c.base.JoinPath(what.path + ".ashx")
	if !what.changes {
		address.RawQuery = sent.Encode()
		return http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address.String(), strings.NewReader(sent.Encode()))
	if err == nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return request, err
}

// refusal is the error of an answer with a code.
func refusal(operation string, e envelope, status int) *Error {
	number, err := strconv.Atoi(e.code())
	if err != nil || number == 0 {
		number = CodeText
	}
	return &Error{Operation: operation, Code: number, CodeText: e.code(), Message: plain(e.ErrorMsg), HTTPStatus: status}
}

// fail names the operation in an error, and makes an *Error of an answer that is not the vendor's.
func fail(operation string, err error) error {
	odd, ok := errors.AsType[*rest.ResponseError](err)
	if !ok {
		return fmt.Errorf("quancheng: %s: %w", operation, err)
	}
	return &Error{
		Operation:   operation,
		Message:     odd.Error(),
		HTTPStatus:  odd.Status,
		ContentType: odd.ContentType,
		Body:        odd.Body,
	}
}
