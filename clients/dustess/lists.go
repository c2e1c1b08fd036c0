package dustess

import "context"

// ListsService says what the fields of contacts refer to.
type ListsService struct{ caller *caller }

// A Named is an entry of a list: its id goes into a contact.
type Named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type namesAnswer struct {
	outcome
	Data []Named `json:"data"`
}

func (a namesAnswer) missing() string { return lacks("data", a.Data == nil) }

// Pools returns the pools, where contacts without an owner lie.
//
// Operation: getCustomerPoolList.
func (s *ListsService) Pools(ctx context.Context) ([]Named, error) {
	got, err := send[namesAnswer](ctx, s.caller, post("getCustomerPoolList", "customer/v1/getCustomerPoolList", struct{}{}))
	return got.Data, err
}

// A ReasonKind is what a reason is for.
type ReasonKind string

// The kinds of reasons. Contact.Reason is one of ReasonInvalid.
const (
	ReasonInvalid ReasonKind = "customerInvalidReason"
	ReasonGiveUp  ReasonKind = "customerGiveUpReason"
	ReasonRemoval ReasonKind = "customerRemovalReason"
)

// Reasons returns the reasons of one kind. Another kind is refused with CodeSystem (DU-Q54).
//
// Operation: getCustomerReason.
func (s *ListsService) Reasons(ctx context.Context, kind ReasonKind) ([]Named, error) {
	body := struct {
		Kind ReasonKind `json:"kind"`
	}{kind}
	got, err := send[namesAnswer](ctx, s.caller, post("getCustomerReason", "customer/v1/getCustomerReason", body))
	return got.Data, err
}

// A ContactWay is a kind of contact way: its ID is the Type of a Mobile.
type ContactWay struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Type   string `json:"type"`   // TypeMobile, TypeLandline or custom
	State  string `json:"state"`  // WayActive and so on
	Regexp string `json:"regexp"` // what a Tel must match
}

// The values of ContactWay.State.
const (
	WayActive   = "CIType_ACTIVE"
	WayDisabled = "CIType_DISABLED"
	WayDeleted  = "CIType_DELETED"
)

type contactWaysAnswer struct {
	outcome
	TraceID string `json:"trace_id"`
	Data    struct {
		List []ContactWay `json:"list"`
	} `json:"data"`
}

func (a contactWaysAnswer) missing() string { return lacks("data.list", a.Data.List == nil) }

// ContactWays returns all kinds of contact ways, those no longer in use too.
//
// Operation: listContactInformationTypes.
func (s *ListsService) ContactWays(ctx context.Context) ([]ContactWay, error) {
	got, err := send[contactWaysAnswer](ctx, s.caller,
		post("listContactInformationTypes", "customer/v1/contactInformationType/list", struct{}{}))
	return got.Data.List, err
}
