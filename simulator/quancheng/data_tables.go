package quancheng

import (
	"errors"
	"strings"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

func customerTables() []api.Table[state] {
	return []api.Table[state]{
		records[user]{
			name: "users",
			set:  func(s *state) *store.Set[*user] { return &s.users },
			key:  byNumber(func(id int32) *user { return &user{ID: id} }),
			id:   func(u *user) string { return decimal(u.ID) },
			put: func(tx *tx, u *user) error {
				putUser(tx, u)
				return nil
			},
		}.table(),
		records[customer]{
			name: "customers",
			set:  func(s *state) *store.Set[*customer] { return &s.customers },
			key:  byNumber(func(id int32) *customer { return &customer{ID: id} }),
			id:   func(c *customer) string { return decimal(c.ID) },
			put: func(tx *tx, c *customer) error {
				if !c.valid() {
					return errors.New("want a Name, and a SignId of 1 or 2")
				}
				tx.State.putCustomer(tx.Writer, c)
				return nil
			},
			gone: func(tx *tx, c *customer) { tx.State.forgetCustomer(tx.Writer, c) },
		}.table(),
		records[linkMan]{
			name: "linkMen",
			set:  func(s *state) *store.Set[*linkMan] { return &s.linkMen },
			key:  byNumber(func(id int32) *linkMan { return &linkMan{ID: id} }),
			id:   func(m *linkMan) string { return decimal(m.ID) },
			put: func(tx *tx, m *linkMan) error {
				if !tx.State.acceptable(m) {
					return errors.New("want a Name, and the CustId of a customer")
				}
				tx.State.putLinkMan(tx.Writer, m)
				return nil
			},
			gone: func(tx *tx, m *linkMan) { tx.State.removeLinkMan(tx.Writer, m) },
		}.table(),
	}
}

func sharingTables() []api.Table[state] {
	return []api.Table[state]{
		records[share]{
			name: "shares",
			set:  func(s *state) *store.Set[*share] { return &s.shares },
			key:  byPair(func(customerID, userID int32) *share { return &share{customerID, userID} }),
			id:   func(s *share) string { return pair(s.CustomerID, s.UserID) },
		}.table(),
		records[mark]{
			name: "marks",
			set:  func(s *state) *store.Set[*mark] { return &s.marks },
			key:  byPair(func(customerID, userID int32) *mark { return &mark{CustomerID: customerID, UserID: userID} }),
			id:   func(m *mark) string { return pair(m.CustomerID, m.UserID) },
			put: func(tx *tx, m *mark) error {
				if m.IdentityID < 1 {
					return errors.New("want an IdentityId of 1 or more")
				}
				tx.State.setMark(tx.Writer, *m)
				return nil
			},
		}.table(),
	}
}

func contactTables() []api.Table[state] {
	return []api.Table[state]{
		records[contact]{
			name: "contactHistory",
			set:  func(s *state) *store.Set[*contact] { return &s.contacts },
			key:  byNumber(func(id int32) *contact { return &contact{ID: id} }),
			id:   func(h *contact) string { return decimal(h.ID) },
			put: func(tx *tx, h *contact) error {
				tx.State.putContact(tx.Writer, h)
				return nil
			},
		}.table(),
		records[plan]{
			name: "contactPlans",
			set:  func(s *state) *store.Set[*plan] { return &s.plans },
			key:  byNumber(func(id int32) *plan { return &plan{ID: id} }),
			id:   func(p *plan) string { return decimal(p.ID) },
			put: func(tx *tx, p *plan) error {
				if p.State != planOpen && p.State != planExecuted {
					return errors.New("want a State of 0 or 1")
				}
				tx.State.putPlan(tx.Writer, p)
				return nil
			},
			gone: func(tx *tx, p *plan) { tx.State.openPlans.Delete(tx.Writer, openPlan{p.UserID, p.ID}) },
		}.table(),
		records[contract]{
			name: "contracts",
			set:  func(s *state) *store.Set[*contract] { return &s.contracts },
			key:  byNumber(func(id int32) *contract { return &contract{ID: id} }),
			id:   func(c *contract) string { return decimal(c.ID) },
		}.table(),
		records[order]{
			name: "orders",
			set:  func(s *state) *store.Set[*order] { return &s.orders },
			key:  byText(func(id string) *order { return &order{Number: id} }),
			id:   func(o *order) string { return o.Number },
		}.table(),
	}
}

func callTables() []api.Table[state] {
	return []api.Table[state]{
		records[call]{
			name: "calls",
			set:  func(s *state) *store.Set[*call] { return &s.calls },
			key: func(id string) (*call, error) {
				tel, start, _ := strings.Cut(id, "@")
				t, ok := parseTime(start)
				if !ok {
					return nil, errors.New("want an id of number and start, such as 13800000001@2013-05-05 10:25:30")
				}
				return &call{Tel: tel, StartTime: t}, nil
			},
			id: func(c *call) string { return c.Tel + "@" + c.StartTime.String() },
		}.table(),
		records[lock]{
			name: "imsLocks",
			set:  func(s *state) *store.Set[*lock] { return &s.locks },
			key:  byText(func(id string) *lock { return &lock{Ims: id} }),
			id:   func(l *lock) string { return l.Ims },
		}.table(),
		records[message]{
			name: "sms",
			set:  func(s *state) *store.Set[*message] { return &s.messages },
			key:  byNumber(func(id int32) *message { return &message{ID: id} }),
			id:   func(m *message) string { return decimal(m.ID) },
			put: func(tx *tx, m *message) error {
				tx.State.messages.Put(tx.Writer, m)
				tx.State.last.message = max(tx.State.last.message, m.ID)
				return nil
			},
		}.table(),
		records[template]{
			name: "smsTemplates",
			set:  func(s *state) *store.Set[*template] { return &s.templates },
			key:  byText(func(id string) *template { return &template{ID: id} }),
			id:   func(t *template) string { return t.ID },
		}.table(),
	}
}

func listTables() []api.Table[state] {
	return []api.Table[state]{
		records[entry]{
			name: "messageBoard",
			set:  func(s *state) *store.Set[*entry] { return &s.board },
			key:  byNumber(func(id int32) *entry { return &entry{ID: id} }),
			id:   func(e *entry) string { return decimal(e.ID) },
			put: func(tx *tx, e *entry) error {
				tx.State.board.Put(tx.Writer, e)
				tx.State.last.entry = max(tx.State.last.entry, e.ID)
				return nil
			},
		}.table(),
		records[info]{
			name: "baseInfos",
			set:  func(s *state) *store.Set[*info] { return &s.infos },
			key:  byNumber(func(id int32) *info { return &info{ID: id} }),
			id:   func(i *info) string { return decimal(i.ID) },
		}.table(),
		records[baseType]{
			name: "baseTypes",
			set:  func(s *state) *store.Set[*baseType] { return &s.baseTypes },
			key:  byNumber(func(id int32) *baseType { return &baseType{ID: id} }),
			id:   func(b *baseType) string { return decimal(b.ID) },
		}.table(),
		records[kind]{
			name: "customerKinds",
			set:  func(s *state) *store.Set[*kind] { return &s.kinds },
			key:  byNumber(func(id int32) *kind { return &kind{ID: id} }),
			id:   func(k *kind) string { return decimal(k.ID) },
		}.table(),
		records[customerType]{
			name: "customerTypes",
			set:  func(s *state) *store.Set[*customerType] { return &s.types },
			key:  byNumber(func(id int32) *customerType { return &customerType{ID: id} }),
			id:   func(t *customerType) string { return decimal(t.ID) },
			put: func(tx *tx, t *customerType) error {
				parent, known := tx.State.types.Get(&customerType{ID: t.ParentID})
				if t.ParentID != 0 && (!known || parent.ParentID != 0 || t.ParentID == t.ID) {
					return errors.New("want a ParentId of 0, or of a type of the first level: there are two levels")
				}
				tx.State.types.Put(tx.Writer, t)
				return nil
			},
		}.table(),
	}
}
