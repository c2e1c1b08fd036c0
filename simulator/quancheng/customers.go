package quancheng

import (
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

// A customer is one stored row. It is never changed: an update stores another one.
type customer struct {
	ID       int32  `json:"PK_ID"`
	Name     string `json:"Name"`
	Tel      string `json:"Tel"`
	SignID   int32  `json:"SignId"`
	TypeID   int32  `json:"TypeId"`
	KindID   int32  `json:"KindId"`
	Address  string `json:"Address"`
	Remark   string `json:"Remark"`
	OwnerID  int32  `json:"OwnerId"`
	IsPublic bool   `json:"IsPublic"`
	Created  stamp  `json:"CDate"`
}

func lessCustomer(a, b *customer) bool { return a.ID < b.ID } // QC-Q17

// A nameKey files a customer under its name, trimmed (QC-Q52).
type nameKey struct {
	name     string
	customer int32
}

func lessName(a, b nameKey) bool {
	if c := strings.Compare(a.name, b.name); c != 0 {
		return c < 0
	}
	return a.customer < b.customer
}

// A phoneKey files a customer under a phone number without blanks and dashes (QC-Q52). linkMan is
// whose number it is, 0 for the customer's own.
type phoneKey struct {
	digits   string
	customer int32
	linkMan  int32
}

func lessPhone(a, b phoneKey) bool {
	if c := strings.Compare(a.digits, b.digits); c != 0 {
		return c < 0
	}
	return a.customer < b.customer || a.customer == b.customer && a.linkMan < b.linkMan
}

var separators = strings.NewReplacer(" ", "", "-", "", "\t", "", "　", "")

func digits(phone string) string { return separators.Replace(phone) }

// putCustomer stores a customer in the place of the one of the same id, with what it is found by. A public one has
// no owner and is not shared, whoever makes it one (QC-Q72).
func putCustomer(tx *tx, c *customer) {
	s, w := tx.State, tx.Writer
	if c.IsPublic {
		c.OwnerID = 0
		s.endSharing(w, c.ID)
	}
	if old, had := s.customers.Get(c); had {
		s.forgetCustomer(w, old)
	}
	s.customers.Put(w, c)
	s.names.Put(w, nameKey{strings.TrimSpace(c.Name), c.ID})
	s.filePhone(w, c.Tel, c.ID, 0)
	s.last.Customer = max(s.last.Customer, c.ID)
}

// deleteCustomer deletes a customer with its link men, shares and marks. Records that name it stay, as those
// that name a deleted link man do (QC-Q71).
func deleteCustomer(tx *tx, c *customer) {
	s, w := tx.State, tx.Writer
	for _, m := range s.linkMenOf(c.ID) {
		deleteLinkMan(tx, m)
	}
	s.endSharing(w, c.ID)
	s.unmark(w, c.ID)
	s.forgetCustomer(w, c)
	s.customers.Delete(w, c)
}

// forgetCustomer takes a customer out of the indexes.
func (s *state) forgetCustomer(w store.Writer, c *customer) {
	s.names.Delete(w, nameKey{strings.TrimSpace(c.Name), c.ID})
	s.phones.Delete(w, phoneKey{digits(c.Tel), c.ID, 0})
}

func (s *state) filePhone(w store.Writer, phone string, customerID, linkManID int32) {
	if d := digits(phone); d != "" {
		s.phones.Put(w, phoneKey{d, customerID, linkManID})
	}
}

func (s *state) customer(id int32) (*customer, bool) { return s.customers.Get(&customer{ID: id}) }

// A shownCustomer is a customer as one user sees it.
type shownCustomer struct {
	*customer
	identity int32 // the user's mark (QC-Q38)
}

func (c shownCustomer) fields(w *writer) {
	w.number("PK_ID", int64(c.ID))
	w.text("Name", c.Name)
	w.text("Tel", c.Tel)
	w.number("SignId", int64(c.SignID))
	w.number("TypeId", int64(c.TypeID))
	w.number("KindId", int64(c.KindID))
	w.number("IdentityId", int64(c.identity))
	w.text("Address", c.Address)
	w.text("Remark", c.Remark)
	w.number("OwnerId", int64(c.OwnerID))
	w.flag("IsPublic", c.IsPublic)
	w.stamp("CDate", c.Created)
}

// getCustomer shows any customer of the organisation (QC-Q29).
func getCustomer(tx *tx, c *api.Call) api.Answer {
	who, known := tx.State.customer(number(c, "id"))
	if !known {
		return found(c, nil, false)
	}
	return found(c, tx.State.shown(who, caller(tx, c)), true)
}

// getAllCustomers pages through all customers, public ones included (QC-Q41, QC-Q42).
func getAllCustomers(tx *tx, c *api.Call) api.Answer {
	for _, name := range []string{"pageIndex", "pageSize"} {
		if tx.State.settings.StrictPaging && !c.Has(name) {
			return reject(c, missing(name), name, openapi.RuleRequired, "a value, by the setting strict_paging")
		}
	}
	size, user := c.Int("pageSize"), caller(tx, c)
	page := tx.State.customers.Page((c.Int("pageIndex")-1)*size, size)
	rows := make([]shownCustomer, len(page))
	for i, who := range page {
		rows[i] = tx.State.shown(who, user)
	}
	return listed(c, rows)
}

// saveCustomer adds a customer when PK_ID is absent or 0, else changes one (QC-Q55). It answers no id (QC-Q56).
func saveCustomer(tx *tx, c *api.Call) api.Answer {
	return keepCustomer(tx, c, "json", invalid("json"), true)
}

// updateCustomer changes a customer (QC-Q55). Its parameter tran is ignored (QC-Q53).
func updateCustomer(tx *tx, c *api.Call) api.Answer {
	return keepCustomer(tx, c, "customer", wrongObject("customer"), false)
}

func keepCustomer(tx *tx, c *api.Call, parameter string, refusal failure, mayAdd bool) api.Answer {
	o, isObject := parseObject(c.Text(parameter))
	if !isObject {
		return reject(c, refusal, parameter, "type", "a JSON object")
	}
	var id int32
	o.number("PK_ID", &id)
	old, known := tx.State.customer(id)
	if !known {
		old = &customer{KindID: tx.State.defaultKind(), OwnerID: caller(tx, c), Created: stampOf(tx.Now)}
	}
	next := *old
	identity, marked := next.read(o)
	if refused := o.check(c, parameter, refusal); refused != nil {
		return *refused
	}
	if next.SignID == 0 {
		next.SignID = tx.State.settings.DefaultSign
	}
	if !known && (id != 0 || !mayAdd) {
		return no(c, parameter+"/PK_ID", ruleExists, "the id of a customer")
	}
	if field, rule, wanted := next.fault(); field != "" {
		return no(c, parameter+"/"+field, rule, wanted)
	}
	if !known {
		next.ID = tx.State.last.Customer + 1
	}
	putCustomer(tx, &next)
	if marked {
		tx.State.setMark(tx.Writer, mark{next.ID, caller(tx, c), identity})
	}
	return yes(c)
}

// read takes what may be set from an object: all but PK_ID and CDate. IdentityId is no field of the
// customer but the caller's mark (QC-Q79).
func (c *customer) read(o *object) (identity int32, marked bool) {
	o.text("Name", &c.Name)
	o.text("Tel", &c.Tel)
	o.number("SignId", &c.SignID)
	o.number("TypeId", &c.TypeID)
	o.number("KindId", &c.KindID)
	o.text("Address", &c.Address)
	o.text("Remark", &c.Remark)
	o.number("OwnerId", &c.OwnerID)
	o.flag("IsPublic", &c.IsPublic)
	o.take("CDate")
	marked = o.natural("IdentityId", &identity)
	return identity, marked
}

// fault names the field that is wrong: a customer has a name and a sign that exists (QC-Q58, QC-Q79).
func (c *customer) fault() (field, rule, wanted string) {
	switch {
	case strings.TrimSpace(c.Name) == "":
		return "Name", "format", "a name"
	case c.SignID != 1 && c.SignID != 2:
		return "SignId", "enum", "1 or 2"
	}
	return "", "", ""
}

// customerNameIsRepeat answers true when another customer has the name (QC-Q50, QC-Q51).
func customerNameIsRepeat(tx *tx, c *api.Call) api.Answer {
	name, own := strings.TrimSpace(c.Text("sName")), number(c, "id")
	for key := range tx.State.names.From(nameKey{name: name}) {
		if key.name != name {
			break
		}
		if key.customer != own {
			return decided(c, !tx.State.settings.InvertRepeats)
		}
	}
	return decided(c, tx.State.settings.InvertRepeats)
}

// customerTelIsRepeat answers true when another customer, or one of its link men, has the number
// (QC-Q50, QC-Q51, QC-Q52).
func customerTelIsRepeat(tx *tx, c *api.Call) api.Answer {
	number, own := digits(c.Text("tel")), number(c, "id")
	for key := range tx.State.phones.From(phoneKey{digits: number}) {
		if key.digits != number {
			break
		}
		if key.customer != own {
			return decided(c, !tx.State.settings.InvertRepeats)
		}
	}
	return decided(c, tx.State.settings.InvertRepeats)
}
