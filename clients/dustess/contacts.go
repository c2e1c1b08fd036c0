package dustess

import (
	"context"

	"github.com/crmsim/crmsim/clients/internal/rest"
)

// ContactsService adds and edits contacts (https://open.dustess.com/doc-5147936). Dustess has no known
// operation that reads one.
type ContactsService struct{ caller *caller }

// A BatchResult says what became of each item. Both lists are in the order of the request.
type BatchResult struct {
	Success []AppliedRow `json:"success"`
	Fail    []FailedRow  `json:"fail"`
}

// An AppliedRow is an item that was carried out.
type AppliedRow struct {
	Code  int    `json:"code"`  // 0
	Index int    `json:"index"` // position in the request, from 1
	ID    string `json:"id"`    // of the contact
	UUID  string `json:"uuid"`  // another spelling of ID in some answers, which ID then has too (DU-Q10)
	Msg   string `json:"msg"`
}

// A FailedRow is an item that was not carried out.
type FailedRow struct {
	Code  int    `json:"code"`  // ItemInvalid and so on
	Index int    `json:"index"` // position in the request, from 1
	ID    string `json:"id"`    // "" or "0"; only Index says which item it was (DU-Q12)
	Msg   string `json:"msg"`   // often ""
}

// BatchEdit changes the given fields of contacts, each named by ID or ExternalID, in order. When some
// items fail the others are carried out all the same: the error is then an *Error with CodePartial,
// and the result is there too. At any other error the result is nil.
//
// Operation: batchEditCustomer.
func (s *ContactsService) BatchEdit(ctx context.Context, contacts ...Contact) (*BatchResult, error) {
	return s.batch(ctx, "batchEditCustomer", "customer/v1/batchEditCustomer", contacts)
}

// BatchAdd adds contacts. Each needs a Remark and an Owner or a Pool; its ID is made by Dustess. It
// fails like BatchEdit.
//
// Operation: batchAddCustomer.
func (s *ContactsService) BatchAdd(ctx context.Context, contacts ...Contact) (*BatchResult, error) {
	return s.batch(ctx, "batchAddCustomer", "customer/v1/batchAddCustomer", contacts)
}

// batchRequest is the body of an edit or an add.
type batchRequest struct {
	CustomerList []Contact `json:"customer_list"`
}

func (s *ContactsService) batch(ctx context.Context, operation, path string, contacts []Contact) (*BatchResult, error) {
	body := batchRequest{append([]Contact{}, contacts...)}
	result, err := authorized(ctx, s.caller, post(operation, path, body), readBatch[BatchResult])
	if result != nil {
		for i := range result.Success {
			if row := &result.Success[i]; row.ID == "" {
				row.ID = row.UUID
			}
		}
	}
	return result, err
}

// A Binding gives a contact an external id.
type Binding struct {
	ExternalID string `json:"external_id"`
	Tel        string `json:"tel,omitempty"`       // the contact's number; this or InsideID
	InsideID   string `json:"inside_id,omitempty"` // the contact's id; goes before Tel (DU-Q66)
}

// A BindResult says what became of each binding. Both lists are in the order of the request.
type BindResult struct {
	Success []BoundRow   `json:"success"`
	Fail    []UnboundRow `json:"fail"`
}

// A BoundRow is a binding that was made.
type BoundRow struct {
	Index      int    `json:"index"` // position in the request, from 0
	InsideID   string `json:"inside_id"`
	ExternalID string `json:"external_id"`
}

// An UnboundRow is a binding that was not made.
type UnboundRow struct {
	Index       int      `json:"index"` // position in the request, from 0
	InsideID    string   `json:"inside_id"`
	ExternalID  string   `json:"external_id"`
	Code        int      `json:"code"` // ItemTaken and so on
	Msg         string   `json:"msg"`
	ExistCusIDs []string `json:"exist_cus_ids"` // the contacts, when several have the number
	RepeatIndex *int     `json:"repeat_index"`  // the item that this one repeats, nil for none
}

// BindExternalID binds contacts to the ids of one's own system, at most 500 in a call. It fails like
// BatchEdit.
//
// Operation: bindExternalId.
func (s *ContactsService) BindExternalID(ctx context.Context, bindings ...Binding) (*BindResult, error) {
	body := struct {
		List []Binding `json:"list"`
	}{append([]Binding{}, bindings...)}
	return authorized(ctx, s.caller, post("bindExternalId", "customer/v1/bindExternalId", body), readBatch[BindResult])
}

// readBatch reads the answer to a batch. When some items failed it returns both the rows and an error
// with CodePartial, which a page of the vendor leaves out of its sample.
func readBatch[R any](operation string, response *rest.Answer) (*R, error) {
	verdict := judge(operation, response)
	refusal, refused := verdict.(*Error)
	if verdict != nil && (!refused || refusal.Code != CodePartial && refusal.Code != 0 || refusal.Body != nil) {
		return nil, verdict
	}
	var got struct {
		Data *R `json:"data"`
	}
	if err := response.Decode(&got); err != nil {
		return nil, fail(operation, err)
	}
	switch {
	case got.Data == nil && refused:
		return nil, verdict
	case got.Data == nil:
		return nil, fail(operation, response.Reject("the answer has no data"))
	case refused:
		refusal.Code = CodePartial
	}
	return got.Data, verdict
}
