package quancheng

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

// rows is a table of the site's records.
type rows[R any] = api.Rows[state, *R]

// tables are what the control API may read and change: all that the site knows.
func tables() []api.Table {
	return []api.Table{
		settingsTable(),
		rows[user]{
			Called: "users", Is: "Who works in the organisation and may sign in. Deleting a user takes away its tokens.",
			ID:  func(u *user) string { return decimal(u.ID) },
			Key: byNumber(func(id int32) *user { return &user{ID: id} }),
			Check: func(tx *tx, u **user) error {
				if same := tx.State.userNamed((*u).LoginName); (*u).LoginName != "" && same != nil && same.ID != (*u).ID {
					return fmt.Errorf("login_name is that of user %d", same.ID)
				}
				return nil
			},
			In: place(func(s *state) *store.Set[*user] { return &s.users }, putUser, deleteUser),
		},
		tokenTable(),
		rows[customer]{
			Called: "customers",
			Is:     "Deleting a customer deletes its link men, shares and marks; contacts, plans, contracts, orders and messages that name it stay.",
			ID:     func(c *customer) string { return decimal(c.ID) },
			Key:    byNumber(func(id int32) *customer { return &customer{ID: id} }),
			New: func(tx *tx, id string) *customer {
				return &customer{ID: idOf(id), SignID: tx.State.settings.DefaultSign, KindID: tx.State.defaultKind(), Created: stampOf(tx.Now)}
			},
			Check: func(_ *tx, c **customer) error { return fault((*c).fault()) },
			In: place(func(s *state) *store.Set[*customer] { return &s.customers },
				func(tx *tx, c *customer) { tx.State.putCustomer(tx.Writer, c) },
				func(tx *tx, c *customer) { tx.State.deleteCustomer(tx.Writer, c) }),
		},
		rows[linkMan]{
			Called: "linkMen", Is: "People at the customers. A main one takes the mark from the customer's others.",
			ID:    func(m *linkMan) string { return decimal(m.ID) },
			Key:   byNumber(func(id int32) *linkMan { return &linkMan{ID: id} }),
			New:   func(tx *tx, id string) *linkMan { return &linkMan{ID: idOf(id), Created: stampOf(tx.Now)} },
			Check: func(tx *tx, m **linkMan) error { return fault(tx.State.faultOf(*m)) },
			In: place(func(s *state) *store.Set[*linkMan] { return &s.linkMen },
				func(tx *tx, m *linkMan) { tx.State.putLinkMan(tx.Writer, m) },
				func(tx *tx, m *linkMan) { tx.State.removeLinkMan(tx.Writer, m) }),
		},
		rows[share]{
			Called: "shares", Is: "Which users may work with somebody else's customer; the id is customer-user.",
			ID:  func(s *share) string { return pair(s.CustomerID, s.UserID) },
			Key: byPair(func(customerID, userID int32) *share { return &share{customerID, userID} }),
			In:  api.In(func(s *state) *store.Set[*share] { return &s.shares }),
		},
		rows[mark]{
			Called: "marks", Is: "Which customers are a user's favourites; the id is customer-user.",
			ID:  func(m *mark) string { return pair(m.CustomerID, m.UserID) },
			Key: byPair(func(customerID, userID int32) *mark { return &mark{CustomerID: customerID, UserID: userID} }),
			Check: func(_ *tx, m **mark) error {
				return want((*m).IdentityID > 0, "an IdentityId of 1 or more")
			},
			In: api.In(func(s *state) *store.Set[*mark] { return &s.marks }),
		},
		contactTable(), planTable(),
		rows[contract]{
			Called: "contracts", Is: "Contract orders, which no operation makes.",
			ID:  func(c *contract) string { return decimal(c.ID) },
			Key: byNumber(func(id int32) *contract { return &contract{ID: id} }),
			In:  api.In(func(s *state) *store.Set[*contract] { return &s.contracts }),
		},
		rows[order]{
			Called: "orders", Is: "Orders of samples and gifts by number, which no operation makes.",
			ID:  func(o *order) string { return o.Number },
			Key: byText(func(id string) *order { return &order{Number: id} }),
			In:  api.In(func(s *state) *store.Set[*order] { return &s.orders }),
		},
		callTable(),
		rows[lock]{
			Called: "imsLocks", Is: "Which user holds an IMS number.",
			ID:  func(l *lock) string { return l.Ims },
			Key: byText(func(id string) *lock { return &lock{Ims: id} }),
			In:  api.In(func(s *state) *store.Set[*lock] { return &s.locks }),
		},
		rows[message]{
			Called: "sms", Is: "SMS that were handed in. None is sent.",
			ID:  func(m *message) string { return decimal(m.ID) },
			Key: byNumber(func(id int32) *message { return &message{ID: id} }),
			New: func(tx *tx, id string) *message { return &message{ID: idOf(id), SendDate: stampOf(tx.Now)} },
			In: counting(func(s *state) *store.Set[*message] { return &s.messages },
				func(s *state, m *message) { s.last.Message = max(s.last.Message, m.ID) }),
		},
		rows[template]{
			Called: "smsTemplates", Is: "Templates that SMS may use. While there is none, any template id will do.",
			ID:  func(t *template) string { return t.ID },
			Key: byText(func(id string) *template { return &template{ID: id} }),
			In:  api.In(func(s *state) *store.Set[*template] { return &s.templates }),
		},
		rows[entry]{
			Called: "messageBoard", Is: "Messages on the board of the web site.",
			ID:  func(e *entry) string { return decimal(e.ID) },
			Key: byNumber(func(id int32) *entry { return &entry{ID: id} }),
			New: func(tx *tx, id string) *entry { return &entry{ID: idOf(id), Created: stampOf(tx.Now)} },
			In: counting(func(s *state) *store.Set[*entry] { return &s.board },
				func(s *state, e *entry) { s.last.Entry = max(s.last.Entry, e.ID) }),
		},
		rows[info]{
			Called: "baseInfos", Is: "Base information on the web site, with its hits.",
			ID:  func(i *info) string { return decimal(i.ID) },
			Key: byNumber(func(id int32) *info { return &info{ID: id} }),
			In:  api.In(func(s *state) *store.Set[*info] { return &s.infos }),
		},
		rows[baseType]{
			Called: "baseTypes", Is: "Dictionary entries, by ParId.",
			ID:  func(b *baseType) string { return decimal(b.ID) },
			Key: byNumber(func(id int32) *baseType { return &baseType{ID: id} }),
			In:  api.In(func(s *state) *store.Set[*baseType] { return &s.baseTypes }),
		},
		rows[kind]{
			Called: "customerKinds", Is: "Customer kinds. One that becomes the default takes that from the other.",
			ID:  func(k *kind) string { return decimal(k.ID) },
			Key: byNumber(func(id int32) *kind { return &kind{ID: id} }),
			In:  place(func(s *state) *store.Set[*kind] { return &s.kinds }, putKind, nil),
		},
		typeTable(),
		api.One("counters", "The ids that were assigned last.", lastIDs{}, func(s *state) *lastIDs { return &s.last }, checkCounters),
	}
}

// settingsTable is of one row, which cannot be deleted: a site has a key.
func settingsTable() api.Table {
	t := api.One("settings", "What the customer's installation decides for itself.", initialSettings,
		func(s *state) *settings { return &s.settings },
		func(_ *tx, s *settings) error { return s.valid() })
	t.In.Put = func(tx *tx, s settings) {
		tx.Release(tx.State.settings.SiteKey)
		tx.State.settings = s
		tx.Claim(s.SiteKey)
	}
	t.In.Delete = nil
	return t
}

func tokenTable() api.Table {
	return rows[token]{
		Called: "tokens", Is: "Access tokens. One that does not last is good for idle_hours after its last use.",
		ID:  func(t *token) string { return t.Value },
		Key: byText(func(id string) *token { return &token{Value: id} }),
		Check: func(tx *tx, given **token) error {
			t := *given
			switch _, known := tx.State.users.Get(&user{ID: t.UserID}); {
			case !known:
				return errors.New("want the user_id of a user")
			case t.Value == noToken:
				return errors.New(noToken + " stands for no token")
			case t.Lasts:
				t.Used = t.Used.Truncate(0)
			case t.Used.IsZero():
				t.Used = tx.Now.UTC()
			}
			return nil
		},
		Show: func(s *state, t *token) any {
			now := *t
			now.Used = s.uses.last(t)
			return now
		},
		In: place(func(s *state) *store.Set[*token] { return &s.tokens }, putToken, dropToken),
	}
}

func contactTable() api.Table {
	return rows[contact]{
		Called: "contactHistory", Is: "Records of contacts with customers.",
		ID:  func(h *contact) string { return decimal(h.ID) },
		Key: byNumber(func(id int32) *contact { return &contact{ID: id} }),
		New: func(tx *tx, id string) *contact { return &contact{ID: idOf(id), Created: stampOf(tx.Now)} },
		In: place(func(s *state) *store.Set[*contact] { return &s.contacts },
			func(tx *tx, h *contact) { tx.State.putContact(tx.Writer, h) }, nil),
	}
}

func planTable() api.Table {
	return rows[plan]{
		Called: "contactPlans", Is: "Contacts to come. Operations may choose the id of a plan.",
		ID: func(p *plan) string { return decimal(p.ID) },
		Key: func(id string) (*plan, error) { // An operation takes any id above 0 (QC-Q27).
			n, err := strconv.ParseInt(id, 10, 32)
			if err != nil || n < 1 || strconv.FormatInt(n, 10) != id {
				return nil, errors.New("want an id of 1 or more, of 32 bits")
			}
			return &plan{ID: int32(n)}, nil
		},
		New: func(tx *tx, id string) *plan {
			return &plan{ID: idOf(id), NextTime: stampOf(tx.Now), Created: stampOf(tx.Now)}
		},
		Check: func(_ *tx, p **plan) error {
			return want((*p).State == planOpen || (*p).State == planExecuted, "a State of 0 or 1")
		},
		In: place(func(s *state) *store.Set[*plan] { return &s.plans },
			func(tx *tx, p *plan) { tx.State.putPlan(tx.Writer, p) },
			func(tx *tx, p *plan) {
				tx.State.plans.Delete(tx.Writer, p)
				tx.State.openPlans.Delete(tx.Writer, openPlan{p.UserID, p.ID})
			}),
	}
}

func callTable() api.Table {
	key := func(id string) (*call, error) {
		at := strings.LastIndexByte(id, '@')
		t, ok := parseTime(id[at+1:])
		if at < 0 || !ok {
			return nil, errors.New("want an id of number and start, such as 13800000001@2013-05-05 10:25:30")
		}
		return &call{Tel: id[:at], StartTime: t, EndTime: t}, nil
	}
	return rows[call]{
		Called: "calls", Is: "Call records; the id is number@start.",
		ID:  func(c *call) string { return c.Tel + "@" + c.StartTime.String() },
		Key: key,
		In:  api.In(func(s *state) *store.Set[*call] { return &s.calls }),
	}
}

func typeTable() api.Table {
	return rows[customerType]{
		Called: "customerTypes", Is: "Customer types in two levels. Deleting one of the first deletes those below it.",
		ID:    func(t *customerType) string { return decimal(t.ID) },
		Key:   byNumber(func(id int32) *customerType { return &customerType{ID: id} }),
		Check: checkType,
		In: place(func(s *state) *store.Set[*customerType] { return &s.types }, nil,
			func(tx *tx, t *customerType) {
				for _, below := range append(tx.State.typesBelow(t.ID), t) {
					tx.State.types.Delete(tx.Writer, below)
				}
			}),
	}
}

func checkType(tx *tx, t **customerType) error {
	if (*t).ParentID == 0 {
		return nil
	}
	parent, known := tx.State.types.Get(&customerType{ID: (*t).ParentID})
	if !known || parent.ParentID != 0 || parent.ID == (*t).ID || len(tx.State.typesBelow((*t).ID)) > 0 {
		return errors.New("want a ParentId of 0, or of a type of the first level: there are two levels")
	}
	return nil
}

func checkCounters(_ *tx, l *lastIDs) error {
	for _, last := range append(l.all(), &l.Token) {
		if *last < 0 || *last > maxRecordID {
			return fmt.Errorf("want ids from 0 to %d", maxRecordID)
		}
	}
	return nil
}

// place is api.In with what else follows from putting and deleting; nil for nothing.
func place[R any](set func(*state) *store.Set[*R], put, remove func(*tx, *R)) api.Place[state, *R] {
	p := api.In(set)
	if put != nil {
		p.Put = put
	}
	if remove != nil {
		p.Delete = remove
	}
	return p
}

// counting is api.In of records whose ids are counted.
func counting[R any](set func(*state) *store.Set[*R], count func(*state, *R)) api.Place[state, *R] {
	return place(set, func(tx *tx, r *R) {
		set(tx.State).Put(tx.Writer, r)
		count(tx.State, r)
	}, nil)
}

func want(holds bool, what string) error {
	if holds {
		return nil
	}
	return errors.New("want " + what)
}

// fault is the error of a field that is wrong, nil for none.
func fault(field, wanted string) error { return want(field == "", wanted+" in "+field) }

// maxRecordID leaves room for the ids that are assigned after it.
const maxRecordID = 1 << 30

// byNumber makes the key of a table whose ids are numbers.
func byNumber[R any](make func(id int32) *R) func(string) (*R, error) {
	return func(text string) (*R, error) {
		n := idOf(text)
		if n < 1 || n > maxRecordID || decimal(n) != text {
			return nil, fmt.Errorf("want an id from 1 to %d", maxRecordID)
		}
		return make(n), nil
	}
}

func idOf(text string) int32 {
	n, _ := strconv.ParseInt(text, 10, 32) // 0 and the outermost numbers are no ids.
	return int32(n)
}

func decimal(n int32) string { return strconv.Itoa(int(n)) }

// byText makes the key of a table whose ids are any text.
func byText[R any](make func(id string) *R) func(string) (*R, error) {
	return func(text string) (*R, error) { return make(text), nil }
}

// byPair makes the key of a table whose ids are a customer and a user with a dash between.
func byPair[R any](make func(customerID, userID int32) *R) func(string) (*R, error) {
	return func(text string) (*R, error) {
		var customerID, userID int32
		if n, err := fmt.Sscanf(text, "%d-%d", &customerID, &userID); n != 2 || err != nil || pair(customerID, userID) != text {
			return nil, errors.New("want an id of a customer and a user, such as 12-1")
		}
		return make(customerID, userID), nil
	}
}

func pair(customerID, userID int32) string { return decimal(customerID) + "-" + decimal(userID) }
