package quancheng

import (
	"github.com/crmsim/crmsim/simulator/internal/api"
)

// A contact is a record of a contact with a customer: the vendor's ContactHistory.
type contact struct {
	ID         int32  `json:"PK_ID"`
	CustomerID int32  `json:"CustomerId"`
	TypeID     int32  `json:"TypeId"`
	RouteID    int32  `json:"RouteId"`
	LinkManID  int32  `json:"LinkManId"`
	Title      string `json:"Title"`
	Content    string `json:"Content"`
	UserID     int32  `json:"UserId"`
	Created    stamp  `json:"CDate"`
}

func lessContact(a, b *contact) bool { return a.ID < b.ID }

func (h *contact) fields(w *writer) {
	w.number("PK_ID", int64(h.ID))
	w.number("CustomerId", int64(h.CustomerID))
	w.number("TypeId", int64(h.TypeID))
	w.number("RouteId", int64(h.RouteID))
	w.number("LinkManId", int64(h.LinkManID))
	w.text("Title", h.Title)
	w.text("Content", h.Content)
	w.number("UserId", int64(h.UserID))
	w.stamp("CDate", h.Created)
}

// States of a plan.
const (
	planOpen     = 0
	planExecuted = 1
)

// A plan is a contact to come: the vendor's CustomerContactPlan.
type plan struct {
	ID         int32   `json:"PK_ID"`
	CustomerID int32   `json:"CustomerId"`
	TypeID     int32   `json:"TypeId"`
	RouteID    int32   `json:"RouteId"`
	LinkManID  int32   `json:"LinkManId"`
	HistoryID  int32   `json:"HistoryId"`
	Title      string  `json:"Title"`
	Content    *string `json:"Content"` // null until the plan is executed
	NextTime   stamp   `json:"NextTime"`
	State      int32   `json:"State"`
	UserID     int32   `json:"UserId"`
	Created    stamp   `json:"CDate"`
}

func lessPlan(a, b *plan) bool { return a.ID < b.ID }

func (p *plan) fields(w *writer) {
	w.number("PK_ID", int64(p.ID))
	w.number("CustomerId", int64(p.CustomerID))
	w.number("TypeId", int64(p.TypeID))
	w.number("RouteId", int64(p.RouteID))
	w.number("LinkManId", int64(p.LinkManID))
	w.number("HistoryId", int64(p.HistoryID))
	w.text("Title", p.Title)
	w.optional("Content", p.Content)
	w.stamp("NextTime", p.NextTime)
	w.number("State", int64(p.State))
	w.number("UserId", int64(p.UserID))
	w.stamp("CDate", p.Created)
}

// An openPlan files a plan that is not executed under its user.
type openPlan struct{ user, plan int32 }

func lessOpenPlan(a, b openPlan) bool { return a.user < b.user || a.user == b.user && a.plan < b.plan }

func putPlan(tx *tx, p *plan) {
	s, w := tx.State, tx.Writer
	if old, had := s.plans.Get(p); had {
		s.openPlans.Delete(w, openPlan{old.UserID, old.ID})
	}
	s.plans.Put(w, p)
	if p.State == planOpen {
		s.openPlans.Put(w, openPlan{p.UserID, p.ID})
	}
}

func deletePlan(tx *tx, p *plan) {
	tx.State.plans.Delete(tx.Writer, p)
	tx.State.openPlans.Delete(tx.Writer, openPlan{p.UserID, p.ID})
}

func (s *state) plan(id int32) (*plan, bool) { return s.plans.Get(&plan{ID: id}) }

// freePlanID assigns an id that no caller has chosen for a plan of his own (QC-Q27, QC-Q86).
func (s *state) freePlanID() int32 {
	for {
		s.last.Plan++
		if _, taken := s.plan(s.last.Plan); !taken {
			return s.last.Plan
		}
	}
}

func putContact(tx *tx, h *contact) {
	tx.State.contacts.Put(tx.Writer, h)
	tx.State.last.Contact = max(tx.State.last.Contact, h.ID)
}

func getContactHistory(tx *tx, c *api.Call) api.Answer {
	h, known := tx.State.contacts.Get(&contact{ID: number(c, "id")})
	return found(c, h, known)
}

// unreachable refuses a call that names no customer, or another customer's link man (QC-Q25); nil is fine.
func unreachable(tx *tx, c *api.Call) *api.Answer {
	id := number(c, "customer_id")
	if _, known := tx.State.customer(id); !known {
		return new(no(c, "customer_id", ruleExists, "the id of a customer"))
	}
	if !tx.State.linkManFits(number(c, "link_man_id"), id) {
		return new(no(c, "link_man_id", ruleExists, "0, or the id of a link man of the customer"))
	}
	return nil
}

// newContact is the contact record that the call describes.
func newContact(tx *tx, c *api.Call) *contact {
	return &contact{
		ID:         tx.State.last.Contact + 1,
		CustomerID: number(c, "customer_id"),
		TypeID:     number(c, "type_id"),
		RouteID:    number(c, "route_id"),
		LinkManID:  number(c, "link_man_id"),
		Title:      c.Text("title"),
		Content:    c.Text("content"),
		UserID:     caller(tx, c),
		Created:    stampOf(tx.Now),
	}
}

func addContactHistory(tx *tx, c *api.Call) api.Answer {
	if refused := unreachable(tx, c); refused != nil {
		return *refused
	}
	putContact(tx, newContact(tx, c))
	return yes(c)
}

// newPlan is the open plan that the call describes, without an id.
func newPlan(tx *tx, c *api.Call, next stamp, historyID int32) *plan {
	return &plan{
		CustomerID: number(c, "customer_id"),
		TypeID:     number(c, "type_id"),
		RouteID:    number(c, "route_id"),
		LinkManID:  number(c, "link_man_id"),
		HistoryID:  historyID,
		Title:      c.Text("title"),
		NextTime:   next,
		UserID:     caller(tx, c),
		Created:    stampOf(tx.Now),
	}
}

// saveContactPlan executes a plan: it keeps the remark, adds a contact record from the same values,
// and plans the next contact when next_time is still to come (QC-Q26, QC-Q80, QC-Q81).
func saveContactPlan(tx *tx, c *api.Call) api.Answer {
	times, bad := moments(c, "next_time")
	if bad != "" {
		return rejectTime(c, bad)
	}
	old, known := tx.State.plan(number(c, "plan_id"))
	switch {
	case !known:
		return no(c, "plan_id", ruleExists, "the id of a plan")
	case old.State != planOpen:
		return no(c, "plan_id", ruleState, "a plan that is not executed")
	case old.CustomerID != number(c, "customer_id"):
		return no(c, "customer_id", ruleState, "the plan's customer")
	}
	if refused := unreachable(tx, c); refused != nil {
		return *refused
	}
	done := *old
	remark := c.Text("content")
	done.State, done.Content = planExecuted, &remark
	putPlan(tx, &done)
	record := newContact(tx, c)
	putContact(tx, record)
	if times[0] > stampOf(tx.Now) {
		next := newPlan(tx, c, times[0], record.ID)
		next.ID = tx.State.freePlanID()
		putPlan(tx, next)
	}
	return yes(c)
}

func getContactPlan(tx *tx, c *api.Call) api.Answer {
	p, known := tx.State.plan(number(c, "id"))
	return found(c, p, known)
}

// getContactPlanCount counts the open plans of the token's user (QC-Q28).
func getContactPlanCount(tx *tx, c *api.Call) api.Answer {
	n, user := 0, caller(tx, c)
	for p := range tx.State.openPlans.From(openPlan{user: user}) {
		if p.user != user {
			break
		}
		n++
	}
	return counted(c, n)
}

// insertContactPlan takes plan_id as the id unless it is 0 (QC-Q27, QC-Q86). A history_id must be a
// record of the same customer (QC-Q85).
func insertContactPlan(tx *tx, c *api.Call) api.Answer {
	times, bad := moments(c, "next_time")
	if bad != "" {
		return rejectTime(c, bad)
	}
	id, historyID := number(c, "plan_id"), number(c, "history_id")
	if _, taken := tx.State.plan(id); taken || id < 0 {
		return no(c, "plan_id", ruleUnique, "0, or an id that no plan has")
	}
	if refused := unreachable(tx, c); refused != nil {
		return *refused
	}
	if h, known := tx.State.contacts.Get(&contact{ID: historyID}); historyID != 0 && (!known || h.CustomerID != number(c, "customer_id")) {
		return no(c, "history_id", ruleExists, "0, or the id of a contact record of the customer")
	}
	p := newPlan(tx, c, times[0], historyID)
	if p.ID = id; id == 0 {
		p.ID = tx.State.freePlanID()
	}
	putPlan(tx, p)
	return yes(c)
}
