package wisecrm

import "fmt"

// The values of Error.Code
// (https://github.com/WiseCRM/dev-docs/blob/master/openapi-docs/error-code.md). They are no HTTP
// statuses: WiseCRM365 sends them with status 200.
const (
	CodeBusiness    = 400 // a rule of the business forbids it: a duplicate, an unknown record
	CodeInvalid     = 401 // a parameter or its format is invalid, the signature included
	CodeMissing     = 402 // a required parameter is absent or empty
	CodeUnsupported = 403 // the operation does not exist or is not open to this app
	CodePermission  = 410 // the acting user lacks the right on this record
	CodeNotOpened   = 490 // the tenant has not opened the OpenAPI
	CodeLimit       = 491 // too many calls
	CodeSystem      = 500 // an error inside WiseCRM365
)

// An Error is a call that WiseCRM365 refused, or that something else answered. Find one with
// errors.As:
//
//	if e := (*wisecrm.Error)(nil); errors.As(err, &e) && e.Code == wisecrm.CodePermission {
//
// A call that nothing answered (no connection, a context that ended) gives another error, which
// wraps its cause.
type Error struct {
	Operation string // operationId, such as addAccount
	// Code is the error_code of a refusal, and 0 when the answer was none of WiseCRM365's: a status
	// other than 2xx, a body that is not JSON, or JSON without what the operation promises.
	Code       int
	Message    string // error_msg in the vendor's language; with Code 0, what is wrong with the answer
	HTTPStatus int
	// ContentType and Body show an answer with Code 0; Body is its first 4 KB. Both are empty in a
	// refusal.
	ContentType string
	Body        []byte
}

// Error names the operation, the code if there is one, and the message.
func (e *Error) Error() string {
	if e.Code == 0 {
		return fmt.Sprintf("wisecrm: %s: no answer of WiseCRM365: %s", e.Operation, e.Message)
	}
	return fmt.Sprintf("wisecrm: %s: error_code %d: %s", e.Operation, e.Code, e.Message)
}
