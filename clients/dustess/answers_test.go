package dustess

import (
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/openapi/spectest"
)

// TestTypes holds the hand-written types to the document.
func TestTypes(t *testing.T) {
	t.Parallel()
	d, err := openapi.Load("dustess")
	if err != nil {
		t.Fatal(err)
	}
	spectest.Match[tokenAnswer](t, d, "TokenAnswer")
	spectest.Match[BatchResultAnswer](t, d, "PartialAnswer")
	spectest.Match[AppliedRow](t, d, "AppliedRow")
	spectest.Match[FailedRow](t, d, "FailedRow")
	spectest.Match[Binding](t, d, "Binding")
	spectest.Match[BoundRow](t, d, "BoundRow")
	spectest.Match[UnboundRow](t, d, "UnboundRow")
	spectest.Match[namesAnswer](t, d, "NamesAnswer")
	spectest.Match[contactWaysAnswer](t, d, "ContactWaysAnswer")
	spectest.Match[BusiTagFilter](t, d, "BusiTagFilter")
	spectest.Match[busiTagsAnswer](t, d, "BusiTagsAnswer")
	spectest.Match[DeptFilter](t, d, "DeptFilter")
	spectest.Match[deptsAnswer](t, d, "DeptsAnswer")
	spectest.Match[NewQwTags](t, d, "QwTagRequest")
	spectest.Match[qwTagAnswer](t, d, "QwTagAnswer")
	spectest.Match[friendsAnswer](t, d, "FriendsAnswer")
	spectest.Match[followStatusAnswer](t, d, "FollowStatusAnswer")
	spectest.Match[agentMsgRequest](t, d, "AgentMsgRequest")
	spectest.Match[DirectMsgs](t, d, "DirectMsgRequest")
	spectest.Match[ticketRequest](t, d, "TicketRequest")
	spectest.Match[NewTicketField](t, d, "TicketFieldRequest")
	spectest.Match[Mobile](t, d, "Mobile")
	spectest.Match[CustomField](t, d, "CustomField")
	spectest.Match[File](t, d, "Attachment")
	spectest.Match[contactAsDocumented](t, d, "Contact")
}

// BatchResultAnswer is a batch's whole answer.
type BatchResultAnswer struct {
	outcome
	Data BatchResult `json:"data"`
}

type contactAsDocumented Contact // without the encoder, which leaves out what is not set

func TestAPartialBatchIsAnErrorWithAResult(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{
		"as documented": `{"success":false,"code":4126,"msg":"","data":{"fail":[{"code":13001,"index":2,"id":"0","msg":""}],"success":[{"code":0,"index":1,"id":"ad14","msg":""}]}}`,
		"without code":  `{"success":false,"msg":"","data":{"fail":[{"code":13001,"index":2,"id":"0","msg":""}],"success":[{"code":0,"index":1,"id":"ad14","msg":""}]}}`,
	} {
		result, err := newVendor(t, answer).client(t).Contacts.BatchEdit(t.Context(), Contact{ID: "ad14"}, Contact{ID: "none"})
		if e, ok := errors.AsType[*Error](err); !ok || e.Code != CodePartial || e.Operation != "batchEditCustomer" {
			t.Errorf("%s: got %v", name, err)
		}
		want := &BatchResult{[]AppliedRow{{Index: 1, ID: "ad14"}}, []FailedRow{{Code: ItemUnknown, Index: 2, ID: "0"}}}
		if !reflect.DeepEqual(result, want) {
			t.Errorf("%s: got %+v", name, result)
		}
	}
}

// The document's own success lacks code and calls the second id uuid (DU-Q08, DU-Q10).
func TestTheDocumentsSuccess(t *testing.T) {
	t.Parallel()
	result, err := newVendor(t, applied).client(t).Contacts.BatchEdit(t.Context(), Contact{ID: "ad14ce98"}, Contact{ID: "ad334abc"})
	if err != nil || len(result.Fail) != 0 || len(result.Success) != 2 || result.Success[1].ID != "ad334abc" || result.Success[1].Index != 2 {
		t.Errorf("got %+v, %v", result, err)
	}
}

// Every documented answer reads as what it is.
func TestDocumentedExchanges(t *testing.T) {
	t.Parallel()
	wants := map[string]int{"batchEditCustomer": 0, "bindExternalId": 0, "getCustomerReason": 0, "getDeptDetails": 0, "batchBindContact": 0, "listBusiTags": 0}
	calls := map[string]requestCase{}
	for _, c := range requestCases {
		calls[c.operation] = c
	}
	for _, exchange := range spectest.Exchanges(t, "../../testdata/dustess") {
		call, ok := calls[exchange.Operation]
		if !ok || exchange.Response == nil {
			continue
		}
		wants[exchange.Operation]++
		answer := newVendor(t, string(exchange.Response.Body))
		err := call.call(t.Context(), answer.client(t))
		var body struct{ Code int }
		if err := json.Unmarshal(exchange.Response.Body, &body); err != nil {
			t.Fatal(err)
		}
		e, refused := errors.AsType[*Error](err)
		if body.Code == 0 && err != nil || body.Code != 0 && (!refused || e.Code != body.Code) {
			t.Errorf("%s: code %d, got %v", exchange.Operation, body.Code, err)
		}
	}
	for _, operation := range slices.Sorted(maps.Keys(wants)) {
		if wants[operation] == 0 {
			t.Errorf("no exchange of %s", operation)
		}
	}
}
