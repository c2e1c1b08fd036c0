package quancheng

import "context"

// LinkMenService reads and writes link men (联系人), the people at the customers.
type LinkMenService struct{ caller *caller }

// A LinkMan is a link man in the vendor's short form.
type LinkMan struct {
	ID         int    `json:"PK_ID"`
	CustomerID int    `json:"CustId"`
	Name       string `json:"Name"`
	Tel        string `json:"Tel"`
	IsMain     bool   `json:"IsMain"` // one of a customer at most
}

func (m LinkMan) id() int { return m.ID }

// A CustomerLinkMan is a link man in full.
type CustomerLinkMan struct {
	LinkMan
	Mobile   string `json:"Mobile"`
	Email    string `json:"Email"`
	Position string `json:"Position"`
	Sex      string `json:"Sex"`
	Remark   string `json:"Remark"`
	CDate    Time   `json:"CDate"`
}

// A LinkManChange is what to set of a link man: fields that are nil stay as they are, "" clears.
type LinkManChange struct {
	ID         int     `json:"PK_ID,omitempty"`  // of the one to change; a new one gets its own
	CustomerID *int    `json:"CustId,omitempty"` // a new link man must have one
	Name       *string `json:"Name,omitempty"`   // likewise
	Tel        *string `json:"Tel,omitempty"`
	IsMain     *bool   `json:"IsMain,omitempty"` // true takes the mark from the customer's others
	Mobile     *string `json:"Mobile,omitempty"`
	Email      *string `json:"Email,omitempty"`
	Position   *string `json:"Position,omitempty"`
	Sex        *string `json:"Sex,omitempty"`
	Remark     *string `json:"Remark,omitempty"`
}

// ListShort returns a customer's link men in short; an unknown customer has none.
//
// Operation: listLinkMen.
func (s *LinkMenService) ListShort(ctx context.Context, customerID int) ([]LinkMan, error) {
	return list[LinkMan](ctx, s.caller, read("listLinkMen", "CRM/LinkMan/GetList", singleID("custId", customerID)))
}

// List returns a customer's link men in full; an unknown customer has none.
//
// Operation: getLinkManList.
func (s *LinkMenService) List(ctx context.Context, customerID int) ([]CustomerLinkMan, error) {
	return list[CustomerLinkMan](ctx, s.caller, read("getLinkManList", "CRM/LinkMan/GetLinkManList", singleID("cust_id", customerID)))
}

// Get returns a link man, or ErrNotFound.
//
// Operation: getLinkMan.
func (s *LinkMenService) Get(ctx context.Context, id int) (*CustomerLinkMan, error) {
	return object[CustomerLinkMan](ctx, s.caller, read("getLinkMan", "CRM/LinkMan/GetLinkMan", singleID("id", id)))
}

// Insert adds a link man. It is false for an unknown customer and without a name. The vendor does not
// answer the id: List finds it.
//
// Operation: insertLinkMan.
func (s *LinkMenService) Insert(ctx context.Context, change LinkManChange) (bool, error) {
	return value[bool](ctx, s.caller, write("insertLinkMan", "CRM/LinkMan/InsertLinkMan", single("man", asJSON(change))))
}

// Save changes a link man and returns how many it changed: 0 for an unknown id.
//
// Operation: saveLinkMan.
func (s *LinkMenService) Save(ctx context.Context, change LinkManChange) (int, error) {
	return value[int](ctx, s.caller, write("saveLinkMan", "CRM/LinkMan/SaveLinkMan", single("man", asJSON(change))))
}

// CancelMain takes the main mark from a link man and returns how many it changed: 0 for an unknown id
// and for one without the mark.
//
// Operation: cancelMainMan.
func (s *LinkMenService) CancelMain(ctx context.Context, id int) (int, error) {
	return value[int](ctx, s.caller, write("cancelMainMan", "CRM/LinkMan/CancelMainMan", singleID("id", id)))
}

// Delete removes a link man and returns how many it removed: 0 for an unknown id.
//
// Operation: deleteLinkMan.
func (s *LinkMenService) Delete(ctx context.Context, id int) (int, error) {
	return value[int](ctx, s.caller, write("deleteLinkMan", "CRM/LinkMan/DeleteLinkMan", singleID("id", id)))
}
