package quancheng

import (
	"math"
	"strings"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// A linkMan is a person at a customer: the vendor's CustomerLinkMan.
type linkMan struct {
	ID         int32  `json:"PK_ID"`
	CustomerID int32  `json:"CustId"`
	Name       string `json:"Name"`
	Tel        string `json:"Tel"`
	IsMain     bool   `json:"IsMain"`
	Mobile     string `json:"Mobile"`
	Email      string `json:"Email"`
	Position   string `json:"Position"`
	Sex        string `json:"Sex"`
	Remark     string `json:"Remark"`
	Created    stamp  `json:"CDate"`
}

func lessLinkMan(a, b *linkMan) bool { return a.ID < b.ID }

func lessStaff(a, b *linkMan) bool {
	return a.CustomerID < b.CustomerID || a.CustomerID == b.CustomerID && a.ID < b.ID
}

// A shortLinkMan is a link man in the vendor's short form, LinkMan (QC-Q66).
type shortLinkMan struct{ *linkMan }

func (m shortLinkMan) fields(w *writer) {
	w.number("PK_ID", int64(m.ID))
	w.number("CustId", int64(m.CustomerID))
	w.text("Name", m.Name)
	w.text("Tel", m.Tel)
	w.flag("IsMain", m.IsMain)
}

func (m *linkMan) fields(w *writer) {
	shortLinkMan{m}.fields(w)
	w.text("Mobile", m.Mobile)
	w.text("Email", m.Email)
	w.text("Position", m.Position)
	w.text("Sex", m.Sex)
	w.text("Remark", m.Remark)
	w.stamp("CDate", m.Created)
}

// putLinkMan stores a link man with what he is found by. A main one takes the mark of the customer's
// others (QC-Q69).
func putLinkMan(tx *tx, m *linkMan) {
	s, w := tx.State, tx.Writer
	if old, had := s.linkMen.Get(m); had {
		deleteLinkMan(tx, old)
	}
	if m.IsMain {
		for _, other := range s.linkMenOf(m.CustomerID) {
			if other.IsMain {
				plain := *other
				plain.IsMain = false
				s.linkMen.Put(w, &plain)
				s.staff.Put(w, &plain)
			}
		}
	}
	s.linkMen.Put(w, m)
	s.staff.Put(w, m)
	s.filePhone(w, m.Tel, m.CustomerID, m.ID)
	s.filePhone(w, m.Mobile, m.CustomerID, m.ID)
	s.last.LinkMan = max(s.last.LinkMan, m.ID)
}

// deleteLinkMan deletes a link man; plans and records that name him stay (QC-Q71).
func deleteLinkMan(tx *tx, m *linkMan) {
	s, w := tx.State, tx.Writer
	s.linkMen.Delete(w, m)
	s.staff.Delete(w, m)
	for _, phone := range []string{m.Tel, m.Mobile} {
		s.phones.Delete(w, phoneKey{digits(phone), m.CustomerID, m.ID})
	}
}

func (s *state) linkMan(id int32) (*linkMan, bool) { return s.linkMen.Get(&linkMan{ID: id}) }

// linkMenOf returns a customer's link men in the order of their ids.
func (s *state) linkMenOf(customerID int32) []*linkMan {
	var all []*linkMan
	for m := range s.staff.From(&linkMan{CustomerID: customerID, ID: math.MinInt32}) {
		if m.CustomerID != customerID {
			break
		}
		all = append(all, m)
	}
	return all
}

// linkManFits reports whether a link man is the customer's; 0 stands for none (QC-Q25).
func (s *state) linkManFits(id, customerID int32) bool {
	m, known := s.linkMan(id)
	return id == 0 || known && m.CustomerID == customerID
}

// listLinkMen and getLinkManList show the same people, short and in full (QC-Q66).
func listLinkMen(tx *tx, c *api.Call) api.Answer {
	var rows []shortLinkMan
	for _, m := range tx.State.linkMenOf(number(c, "custId")) {
		rows = append(rows, shortLinkMan{m})
	}
	return listed(c, rows)
}

func getLinkManList(tx *tx, c *api.Call) api.Answer {
	return listed(c, tx.State.linkMenOf(number(c, "cust_id")))
}

func getLinkMan(tx *tx, c *api.Call) api.Answer {
	m, known := tx.State.linkMan(number(c, "id"))
	return found(c, m, known)
}

// insertLinkMan assigns the id, whatever PK_ID says (QC-Q70).
func insertLinkMan(tx *tx, c *api.Call) api.Answer {
	o, isObject := parseObject(c.Text("man"))
	if !isObject {
		return reject(c, wrongObject("man"), "man", "type", "a JSON object")
	}
	var ignored int32
	o.number("PK_ID", &ignored)
	m := &linkMan{Created: stampOf(tx.Now)}
	m.read(o)
	if refused := o.check(c, "man", wrongObject("man")); refused != nil {
		return *refused
	}
	if field, rule, wanted := tx.State.faultOf(m); field != "" {
		return no(c, "man/"+field, rule, wanted)
	}
	m.ID = tx.State.last.LinkMan + 1
	putLinkMan(tx, m)
	return yes(c)
}

// saveLinkMan changes the given fields and answers the number of changed rows (QC-Q68, QC-Q84).
func saveLinkMan(tx *tx, c *api.Call) api.Answer {
	o, isObject := parseObject(c.Text("man"))
	if !isObject {
		return reject(c, wrongObject("man"), "man", "type", "a JSON object")
	}
	var id int32
	o.number("PK_ID", &id)
	old, known := tx.State.linkMan(id)
	if !known {
		old = &linkMan{}
	}
	next := *old
	next.read(o)
	if refused := o.check(c, "man", wrongObject("man")); refused != nil {
		return *refused
	}
	if !known {
		return none(c, 0, "man/PK_ID", ruleExists, "the id of a link man")
	}
	if field, rule, wanted := tx.State.faultOf(&next); field != "" {
		return none(c, 0, "man/"+field, rule, wanted)
	}
	putLinkMan(tx, &next)
	return counted(c, 1)
}

func (m *linkMan) read(o *object) {
	o.number("CustId", &m.CustomerID)
	o.text("Name", &m.Name)
	o.text("Tel", &m.Tel)
	o.flag("IsMain", &m.IsMain)
	o.text("Mobile", &m.Mobile)
	o.text("Email", &m.Email)
	o.text("Position", &m.Position)
	o.text("Sex", &m.Sex)
	o.text("Remark", &m.Remark)
	o.take("CDate")
}

// faultOf names the field that is wrong: a link man has a name and a customer.
func (s *state) faultOf(m *linkMan) (field, rule, wanted string) {
	if strings.TrimSpace(m.Name) == "" {
		return "Name", "format", "a name"
	}
	if _, known := s.customer(m.CustomerID); !known {
		return "CustId", ruleExists, "the id of a customer"
	}
	return "", "", ""
}

// cancelMainMan takes the main mark away (QC-Q68).
func cancelMainMan(tx *tx, c *api.Call) api.Answer {
	old, known := tx.State.linkMan(number(c, "id"))
	if !known {
		return none(c, 0, "id", ruleExists, "the id of a link man")
	}
	if !old.IsMain {
		return none(c, 0, "id", ruleState, "a main link man")
	}
	next := *old
	next.IsMain = false
	putLinkMan(tx, &next)
	return counted(c, 1)
}

func removeLinkMan(tx *tx, c *api.Call) api.Answer {
	m, known := tx.State.linkMan(number(c, "id"))
	if !known {
		return none(c, 0, "id", ruleExists, "the id of a link man")
	}
	deleteLinkMan(tx, m)
	return counted(c, 1)
}
