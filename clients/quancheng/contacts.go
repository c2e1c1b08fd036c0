package quancheng

import (
	"context"
	"net/url"
	"strconv"
	"time"
)

// A ContactType is the category of a contact (联系类别).
type ContactType int

// The values of ContactType.
const (
	SalesContact     ContactType = iota + 1 // 销售联系
	CustomerCare                            // 客户关怀
	AfterSalesVisit                         // 售后回访
	ComplaintVisit                          // 投诉回访
	ServiceSupport                          // 服务支持
	RepairAndService                        // 维修维护
	Training                                // 实施培训
)

// A ContactRoute is the way of a contact (联系方式).
type ContactRoute int

// The values of ContactRoute.
const (
	ByPhone  ContactRoute = iota + 1 // 电话
	ByLetter                         // 信函
	ByMail                           // 邮件
	ByVisit                          // 上门
)

// A Contact describes a contact with a customer, for a record or a plan. All of it is required, but
// LinkManID may be 0 for none.
type Contact struct {
	CustomerID int
	Type       ContactType
	Route      ContactRoute
	LinkManID  int
	Title      string
}

func (c Contact) values() url.Values {
	return url.Values{
		"customer_id": {strconv.Itoa(c.CustomerID)}, "type_id": {strconv.Itoa(int(c.Type))},
		"route_id": {strconv.Itoa(int(c.Route))}, "link_man_id": {strconv.Itoa(c.LinkManID)}, "title": {c.Title},
	}
}

// ContactHistoryService reads and writes records of contacts (联系历史).
type ContactHistoryService struct{ caller *caller }

// A ContactRecord is the record of a contact: the vendor's ContactHistory.
type ContactRecord struct {
	ID         int          `json:"PK_ID"`
	CustomerID int          `json:"CustomerId"`
	Type       ContactType  `json:"TypeId"`
	Route      ContactRoute `json:"RouteId"`
	LinkManID  int          `json:"LinkManId"` // 0 for none
	Title      string       `json:"Title"`
	Content    string       `json:"Content"`
	UserID     int          `json:"UserId"`
	CDate      Time         `json:"CDate"`
}

func (r ContactRecord) id() int { return r.ID }

// Get returns a contact record, or ErrNotFound.
//
// Operation: getContactHistory.
func (s *ContactHistoryService) Get(ctx context.Context, id int) (*ContactRecord, error) {
	return object[ContactRecord](ctx, s.caller, read("getContactHistory", "CRM/ContactHistory/Get", singleID("id", id)))
}

// Add stores a contact record with a remark. It is false for an unknown customer and for another
// customer's link man (QC-Q25).
//
// Operation: addContactHistory.
func (s *ContactHistoryService) Add(ctx context.Context, c Contact, content string) (bool, error) {
	parameters := c.values()
	parameters.Set("content", content)
	return value[bool](ctx, s.caller, write("addContactHistory", "CRM/ContactHistory/Add", parameters))
}

// ContactPlansService reads, makes and executes plans of contacts (联系计划).
type ContactPlansService struct{ caller *caller }

// A PlanState says what has become of a plan.
type PlanState int

// The values of PlanState.
const (
	PlanOpen     PlanState = 0
	PlanExecuted PlanState = 1
)

// A ContactPlan is a contact to come: the vendor's CustomerContactPlan.
type ContactPlan struct {
	ID         int          `json:"PK_ID"`
	CustomerID int          `json:"CustomerId"`
	Type       ContactType  `json:"TypeId"`
	Route      ContactRoute `json:"RouteId"`
	LinkManID  int          `json:"LinkManId"` // 0 for none
	HistoryID  int          `json:"HistoryId"` // the contact record that led to it, 0 for none
	Title      string       `json:"Title"`
	Content    *string      `json:"Content"` // the remark of its execution, nil before
	NextTime   Time         `json:"NextTime"`
	State      PlanState    `json:"State"`
	UserID     int          `json:"UserId"`
	CDate      Time         `json:"CDate"`
}

func (p ContactPlan) id() int { return p.ID }

// Get returns a plan, or ErrNotFound.
//
// Operation: getContactPlan.
func (s *ContactPlansService) Get(ctx context.Context, id int) (*ContactPlan, error) {
	return object[ContactPlan](ctx, s.caller, read("getContactPlan", "CRM/ContactPlan/GetContactPlan", singleID("id", id)))
}

// Count returns how many plans of the caller are open (QC-Q28).
//
// Operation: getContactPlanCount.
func (s *ContactPlansService) Count(ctx context.Context) (int, error) {
	return value[int](ctx, s.caller, read("getContactPlanCount", "CRM/ContactPlan/GetContactPlanCount", nil))
}

// Insert makes a plan with the given id, or with one that the vendor assigns when id is 0 (QC-Q27).
// historyID is the contact record that led to it, 0 for none. It is false when the id is taken and when
// the customer, link man or record does not exist or belong together.
//
// Operation: insertContactPlan.
func (s *ContactPlansService) Insert(ctx context.Context, id int, c Contact, historyID int, next time.Time) (bool, error) {
	parameters := c.values()
	parameters.Set("plan_id", strconv.Itoa(id))
	parameters.Set("history_id", strconv.Itoa(historyID))
	parameters.Set("next_time", dateTime(next))
	return value[bool](ctx, s.caller, write("insertContactPlan", "CRM/ContactPlan/InsertContactPlan", parameters))
}

// Execute marks a plan as executed and adds a contact record with a remark; with a next time still to
// come it also plans the next contact (QC-Q26). It is false when the plan is unknown, executed, or
// another customer's. The vendor calls the operation SaveContactPlan.
//
// Operation: saveContactPlan.
func (s *ContactPlansService) Execute(ctx context.Context, id int, c Contact, content string, next time.Time) (bool, error) {
	parameters := c.values()
	parameters.Set("plan_id", strconv.Itoa(id))
	parameters.Set("content", content)
	parameters.Set("next_time", dateTime(next))
	return value[bool](ctx, s.caller, write("saveContactPlan", "CRM/ContactPlan/SaveContactPlan", parameters))
}
