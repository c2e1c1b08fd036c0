package socialepoch

import "fmt"

// The values of Error.Code. SocialEpoch publishes none: these are what crmsim answers (SE-Q07), the
// last five with the numbers of the vendor's webhooks. A real tenant may see others, so treat every
// code alike unless you have seen it.
const (
	CodeInvalid     = 400 // a parameter is missing or invalid; the message names it
	CodeLimit       = 429 // too many calls
	CodeSystem      = 500 // an error inside SocialEpoch
	CodeNoTenant    = 502 // the tenant id is missing
	CodeNoTimestamp = 503 // the timestamp is missing
	CodeNoToken     = 504 // the token is missing
	CodeSignature   = 507 // the signature is wrong, or there is no such tenant
	CodeTooLate     = 508 // the timestamp is too far off
)

// An Error is a call that SocialEpoch refused, or that something else answered. Find one with
// errors.As:
//
//	if e := (*socialepoch.Error)(nil); errors.As(err, &e) && e.Code == socialepoch.CodeSignature {
//
// A call that nothing answered (no connection, a context that ended) gives another error, which
// wraps its cause.
type Error struct {
	Operation string // operationId, such as setPrincipalAsNull
	// Code is the code of a refusal, and 0 when the answer was none of SocialEpoch's: a status other
	// than 2xx, a body that is not JSON, or JSON without what the operation promises.
	Code       int
	Message    string // the vendor's, not to be compared; with Code 0, what is wrong with the answer
	HTTPStatus int
	// ContentType and Body show an answer with Code 0; Body is its first 4 KB. Both are empty in a
	// refusal.
	ContentType string
	Body        []byte
}

// Error names the operation, the code if there is one, and the message.
func (e *Error) Error() string {
	if e.Code == 0 {
		return fmt.Sprintf("socialepoch: %s: no answer of SocialEpoch: %s", e.Operation, e.Message)
	}
	return fmt.Sprintf("socialepoch: %s: code %d: %s", e.Operation, e.Code, e.Message)
}
