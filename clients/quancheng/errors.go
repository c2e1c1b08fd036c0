package quancheng

import (
	"errors"
	"fmt"
)

// The values of Error.Code that crmsim uses. The vendor does not publish its own, so a live site will
// have others (QC-Q09); it only counts that they are not 0. WithTokenCodes tells the client a site's own.
const (
	CodeTokenMissing     = 1001 // no token
	CodeTokenInvalid     = 1002 // the token is unknown or has expired
	CodeLogin            = 1003 // organisation, login name or password is wrong
	CodeSiteKey          = 1004 // the site key is wrong
	CodeMissing          = 2001 // a required parameter is absent or empty
	CodeInvalid          = 2002 // a parameter has the wrong form or is out of range
	CodeUnknownOperation = 2003 // there is no such operation
	CodeObject           = 2004 // a parameter that should hold an object does not
	CodeInternal         = 9001 // an error inside Quancheng Cloud
)

// CodeText is the Error.Code of a refusal whose error_code is no number; Error.CodeText has it.
const CodeText = -1

// ErrNotFound is the answer null: there is no entity of that id (QC-Q15).
var ErrNotFound = errors.New("quancheng: there is no such entity")

// An Error is a call that Quancheng Cloud refused, or that something else answered. Find one with
// errors.As:
//
//	if e := (*quancheng.Error)(nil); errors.As(err, &e) && e.Code == quancheng.CodeInvalid {
//
// A call that nothing answered (no connection, a context that ended) gives another error, which
// wraps its cause.
type Error struct {
	Operation string // operationId, such as getCustomer
	// Code is the error_code of a refusal, and 0 when the answer was none of Quancheng Cloud's: a
	// status other than 2xx, a body that is not JSON, or JSON without what the operation promises.
	Code       int
	CodeText   string // error_code as it was sent; "" with Code 0
	Message    string // error_msg, if there is one; with Code 0, what is wrong with the answer
	HTTPStatus int
	// ContentType and Body show an answer with Code 0; Body is its first 4 KB. Both are empty in a
	// refusal.
	ContentType string
	Body        []byte
}

// Error names the operation, the code if there is one, and the message.
func (e *Error) Error() string {
	if e.Code == 0 {
		return fmt.Sprintf("quancheng: %s: no answer of Quancheng Cloud: %s", e.Operation, e.Message)
	}
	return fmt.Sprintf("quancheng: %s: error_code %s: %s", e.Operation, e.CodeText, e.Message)
}
