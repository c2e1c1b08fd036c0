package quancheng

import (
	"context"
	"encoding/json"
	"fmt"
)

// BaseTypesService reads the site's dictionaries (字典).
type BaseTypesService struct{ caller *caller }

// A BaseType is a dictionary entry.
type BaseType struct {
	ID    int    `json:"PK_ID"`
	ParID string `json:"ParId"` // the dictionary that it belongs to
	Name  string `json:"Name"`
	Sort  int    `json:"Sort"`
}

func (b BaseType) id() int { return b.ID }

// List returns the entries of a dictionary; an unknown one has none.
//
// Operation: getBaseType.
func (s *BaseTypesService) List(ctx context.Context, parID string) ([]BaseType, error) {
	return list[BaseType](ctx, s.caller, read("getBaseType", "CRM/BaseType/GetBaseType", single("par_id", parID)))
}

// A Sign says what a customer is (客户标识).
type Sign int

// The values of Sign.
const (
	Company Sign = 1 // 企业
	Person  Sign = 2 // 个人
)

// A defaultSign is a Sign that is one of the documented two.
type defaultSign Sign

func (s *defaultSign) UnmarshalJSON(raw []byte) error { return oneOf(raw, (*int)(s), 1, 2) }

// A stopResult is 1 for success and -1 for failure.
type stopResult int

func (r *stopResult) UnmarshalJSON(raw []byte) error { return oneOf(raw, (*int)(r), 1, -1) }

func oneOf(raw []byte, into *int, a, b int) error {
	if err := json.Unmarshal(raw, into); err != nil {
		return err
	}
	if *into != a && *into != b {
		return fmt.Errorf("got %d, want %d or %d", *into, a, b)
	}
	return nil
}

// CustomerSignsService reads the defaults of new customers (客户标识).
type CustomerSignsService struct{ caller *caller }

// Default returns the sign of a new customer.
//
// Operation: getClientSignDefault.
func (s *CustomerSignsService) Default(ctx context.Context) (Sign, error) {
	sign, err := value[defaultSign](ctx, s.caller, read("getClientSignDefault", "CRM/CustomerSign/GetClientSignDefault", nil))
	return Sign(sign), err
}

// A CustomerKind is a customer kind: the vendor's CRM_Cust_T_CustKind.
type CustomerKind struct {
	ID        int    `json:"PK_ID"`
	Name      string `json:"Name"`
	IsDefault bool   `json:"IsDefault"`
}

func (k CustomerKind) id() int { return k.ID }

// Kinds returns the customer kinds, the default one first (QC-Q61).
//
// Operation: getCustTypeBdefault.
func (s *CustomerSignsService) Kinds(ctx context.Context) ([]CustomerKind, error) {
	return list[CustomerKind](ctx, s.caller, read("getCustTypeBdefault", "CRM/CustomerSign/GetCustTypeBdefault", nil))
}

// CustomerTypesService reads the customer types (客户类型), which have two levels.
type CustomerTypesService struct{ caller *caller }

// A CustomerType is a customer type of the first level when its ParentID is 0, else of the second.
type CustomerType struct {
	ID       int    `json:"PK_ID"`
	ParentID int    `json:"ParentId"`
	Name     string `json:"Name"`
}

func (t CustomerType) id() int { return t.ID }

// List returns the types of the first level for 0, else those below a type of the first level.
//
// Operation: getCustomerTypes.
func (s *CustomerTypesService) List(ctx context.Context, parentID int) ([]CustomerType, error) {
	return list[CustomerType](ctx, s.caller, read("getCustomerTypes", "CRM/CustomerType/GetTypeList", singleID("parent_id", parentID)))
}
