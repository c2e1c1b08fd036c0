package quancheng

import (
	"cmp"
	"context"
	"iter"
	"net/url"
	"strconv"
)

// CustomersService reads and writes customers (客户), and what the vendor keeps beside them: calls,
// IMS numbers and SMS.
type CustomersService struct{ caller *caller }

// A Customer is a company or a person. The vendor does not publish its fields: these are inferred, and those that a
// site does not have are zero.
type Customer struct {
	ID         int    `json:"PK_ID"`
	Name       string `json:"Name"`
	Tel        string `json:"Tel"`
	Sign       Sign   `json:"SignId"`
	TypeID     int    `json:"TypeId"`
	KindID     int    `json:"KindId"`
	IdentityID int    `json:"IdentityId"` // the caller's favourite mark, 0 for none
	Address    string `json:"Address"`
	Remark     string `json:"Remark"`
	OwnerID    int    `json:"OwnerId"` // user who looks after the customer, 0 for nobody
	IsPublic   bool   `json:"IsPublic"`
	CDate      Time   `json:"CDate"` // when it was added
}

func (c Customer) id() int { return c.ID }

// A CustomerChange is what to set of a customer: fields that are nil stay as they are, "" and 0 clear.
type CustomerChange struct {
	ID         int     `json:"PK_ID,omitempty"` // 0 for a new customer
	Name       *string `json:"Name,omitempty"`  // a new customer must have one
	Tel        *string `json:"Tel,omitempty"`
	Sign       *Sign   `json:"SignId,omitempty"`
	TypeID     *int    `json:"TypeId,omitempty"`
	KindID     *int    `json:"KindId,omitempty"`
	IdentityID *int    `json:"IdentityId,omitempty"`
	Address    *string `json:"Address,omitempty"`
	Remark     *string `json:"Remark,omitempty"`
	OwnerID    *int    `json:"OwnerId,omitempty"`
	IsPublic   *bool   `json:"IsPublic,omitempty"`
}

// maxPageSize is the most customers that the vendor puts on a page.
const maxPageSize = 100

// ListOptions choose a page of the customers.
type ListOptions struct {
	PageIndex int // from 1, which 0 stands for; where All begins
	PageSize  int // at most 100; 0 stands for 10 in List and for 100 in All
}

// List returns one page of all customers, in the order of their ids. A page beyond the end is empty;
// nothing says how many there are.
//
// Operation: getAllCustomers.
func (s *CustomersService) List(ctx context.Context, opts ListOptions) ([]Customer, error) {
	return list[Customer](ctx, s.caller, read("getAllCustomers", "CRM/Customer/GetAllList", url.Values{
		"pageIndex": {strconv.Itoa(cmp.Or(opts.PageIndex, 1))},
		"pageSize":  {strconv.Itoa(cmp.Or(opts.PageSize, 10))},
	}))
}

// All yields the customers of the page opts.PageIndex and of all pages after it, fetching each page
// when it is reached, until one is short (QC-Q41). An error is yielded once, with a zero Customer, and
// ends it.
//
// Operation: getAllCustomers.
func (s *CustomersService) All(ctx context.Context, opts ListOptions) iter.Seq2[Customer, error] {
	opts.PageSize = cmp.Or(opts.PageSize, maxPageSize)
	return func(yield func(Customer, error) bool) {
		for opts.PageIndex = cmp.Or(opts.PageIndex, 1); ; opts.PageIndex++ {
			page, err := s.List(ctx, opts)
			if err != nil {
				yield(Customer{}, err)
				return
			}
			for _, customer := range page {
				if !yield(customer, nil) {
					return
				}
			}
			if len(page) < opts.PageSize {
				return
			}
		}
	}
}

// Get returns a customer, or ErrNotFound.
//
// Operation: getCustomer.
func (s *CustomersService) Get(ctx context.Context, id int) (*Customer, error) {
	return object[Customer](ctx, s.caller, read("getCustomer", "CRM/Customer/Get", singleID("id", id)))
}

// Save adds a customer when change.ID is 0, else changes one. It is false for an unknown id and for a
// new customer without a name. The vendor does not answer the id of a new customer: All finds it (QC-Q56).
//
// Operation: saveCustomer.
func (s *CustomersService) Save(ctx context.Context, change CustomerChange) (bool, error) {
	return value[bool](ctx, s.caller, write("saveCustomer", "CRM/Customer/Save", single("json", asJSON(change))))
}

// Update changes a customer. It is false for an unknown id.
//
// Operation: updateCustomer.
func (s *CustomersService) Update(ctx context.Context, change CustomerChange) (bool, error) {
	return value[bool](ctx, s.caller, write("updateCustomer", "CRM/Customer/Update", single("customer", asJSON(change))))
}

// NameIsRepeat reports whether a customer other than the one of that id has the name; id 0 leaves none
// out (QC-Q50, QC-Q51).
//
// Operation: customerNameIsRepeat.
func (s *CustomersService) NameIsRepeat(ctx context.Context, name string, id int) (bool, error) {
	return value[bool](ctx, s.caller, read("customerNameIsRepeat", "CRM/Customer/NameIsRepeat", url.Values{
		"sName": {name}, "id": {strconv.Itoa(id)},
	}))
}

// TelIsRepeat reports whether a customer other than the one of that id, or one of its link men, has the
// phone number; id 0 leaves none out (QC-Q50, QC-Q51).
//
// Operation: customerTelIsRepeat.
func (s *CustomersService) TelIsRepeat(ctx context.Context, tel string, id int) (bool, error) {
	return value[bool](ctx, s.caller, read("customerTelIsRepeat", "CRM/Customer/TelIsRepeat", url.Values{
		"tel": {tel}, "id": {strconv.Itoa(id)},
	}))
}

// SetIdentity gives a customer the caller's favourite mark; 0 takes it away. It is false for an
// unknown customer.
//
// Operation: setCustIdentity.
func (s *CustomersService) SetIdentity(ctx context.Context, id, identityID int) (bool, error) {
	return value[bool](ctx, s.caller, write("setCustIdentity", "CRM/Customer/SetCustIdentity", url.Values{
		"custId": {strconv.Itoa(id)}, "identityId": {strconv.Itoa(identityID)},
	}))
}

// RemoveCollection takes customers from a user's favourites. It is true when at least one was there.
//
// Operation: removeCollection.
func (s *CustomersService) RemoveCollection(ctx context.Context, userID int, ids ...int) (bool, error) {
	return value[bool](ctx, s.caller, write("removeCollection", "CRM/Customer/RemoveCollection", url.Values{
		"userId": {strconv.Itoa(userID)}, "custIdString": {idList(ids)},
	}))
}

// CancelShare ends all sharing of customers. It is true when at least one was shared.
//
// Operation: cancelShare.
func (s *CustomersService) CancelShare(ctx context.Context, ids ...int) (bool, error) {
	return value[bool](ctx, s.caller, write("cancelShare", "CRM/Customer/CancelShare", single("strIds", idList(ids))))
}

// SalesService turns customers into public ones (公共客户).
type SalesService struct{ caller *caller }

// SetPublic takes owner and sharing from customers. It is true when at least one was not public.
//
// Operation: setPublicCust.
func (s *SalesService) SetPublic(ctx context.Context, ids ...int) (bool, error) {
	return value[bool](ctx, s.caller, write("setPublicCust", "CRM/Sale/SetPublicCust", single("pkidList", idList(ids))))
}
