package dustess

import "fmt"

// The values of Error.Code. Dustess sends them with HTTP status 200. No page lists them all.
const (
	CodePartial   = 4126  // at least one item of a batch failed; the others were carried out
	CodeSystem    = 10001 // an error inside Dustess
	CodeClient    = 40001 // wrong client id or secret (our reading, DU-Q04)
	CodeToken     = 40002 // the token is missing, unknown or expired
	CodeMalformed = 40003 // the request is malformed (our reading, DU-Q24)
)

// The codes of items that failed.
const (
	ItemInvalid  = 13000    // something in the item is wrong (our reading, DU-Q15)
	ItemUnknown  = 13001    // there is no such contact (our reading, DU-Q15)
	ItemTaken    = 13025    // the external id belongs to another contact
	ItemNoFriend = 20090401 // there is no such friend
)

// An Error is a call that Dustess refused or carried out in part, or that something else answered. Find
// one with errors.As:
//
//	if e := (*dustess.Error)(nil); errors.As(err, &e) && e.Code == dustess.CodePartial {
//
// A call that nothing answered (no connection, a context that ended) gives another error, which
// wraps its cause.
type Error struct {
	Operation string // operationId, such as batchEditCustomer
	// Code is that of a refusal. It is 0 when the refusal has none, and when the answer was none of
	// Dustess's: a status other than 2xx, a body that is not JSON, or JSON without what the operation
	// promises.
	Code       int
	Message    string // of the vendor, often ""; else what is wrong with the answer
	HTTPStatus int
	// ContentType and Body show an answer that was none of Dustess's; Body is its first 4 KB.
	ContentType string
	Body        []byte
}

// Error names the operation, the code and the message.
func (e *Error) Error() string {
	if e.Body != nil || e.ContentType != "" {
		return fmt.Sprintf("dustess: %s: no answer of Dustess: %s", e.Operation, e.Message)
	}
	if e.Code == CodePartial {
		return fmt.Sprintf("dustess: %s: code %d: not all items were carried out", e.Operation, e.Code)
	}
	return fmt.Sprintf("dustess: %s: code %d: %s", e.Operation, e.Code, e.Message)
}
