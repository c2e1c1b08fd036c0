package quancheng

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

// rows is a table of the site's records.
type rows[R any] = api.Rows[state, *R]

// tables are what the control API may read and change: all that the site knows.
func tables() []api.Table {
	return []api.Table{
		settingsTable(),
		numbered(rows[user]{
			Private: true,
			Called:  "users", Is: "Who works in the organisation and may sign in. Deleting a user takes its tokens away.",
			In:    placed(func(s *state) *store.Set[*user] { return &s.users }, putUser, deleteUser),
			Check: checkUser,
		}, func(u *user) *int32 { return &u.ID }, nil),
		rows[token]{
			Private: true,
			Called:  "tokens", Is: "Access tokens. One that does not last is good for idle_hours after its last use.",
			In:    placed(func(s *state) *store.Set[*token] { return &s.tokens }, putToken, dropToken),
			ID:    func(t *token) string { return t.Value },
			Key:   func(id string) (*token, error) { return &token{Value: id}, nil },
			Check: checkToken,
			Show: func(s *state, t *token) any {
				now := *t
				now.Used = s.uses.last(t)
				return now
			},
		},
		numbered(rows[customer]{
			Called: "customers",
			Is:     "Deleting a customer deletes its link men, shares and marks. Other records that name it stay.",
			In:     placed(func(s *state) *store.Set[*customer] { return &s.customers }, putCustomer, deleteCustomer),
			Check:  func(_ *tx, c **customer) error { return faulty((*c).fault()) },
		}, func(c *customer) *int32 { return &c.ID }, func(tx *tx, c *customer) {
			c.SignID, c.KindID, c.Created = tx.State.settings.DefaultSign, tx.State.defaultKind(), stampOf(tx.Now)
		}),
		numbered(rows[linkMan]{
			Called: "linkMen", Is: "People at the customers. A main one takes the mark from the customer's others.",
			In:    placed(func(s *state) *store.Set[*linkMan] { return &s.linkMen }, putLinkMan, deleteLinkMan),
			Check: func(tx *tx, m **linkMan) error { return faulty(tx.State.faultOf(*m)) },
		}, func(m *linkMan) *int32 { return &m.ID }, func(tx *tx, m *linkMan) { m.Created = stampOf(tx.Now) }),
		rows[share]{
			Called: "shares", Is: "Which users may work with somebody else's customer; the id is customer-user.",
			In:  api.In(func(s *state) *store.Set[*share] { return &s.shares }),
			ID:  func(s *share) string { return pair(s.CustomerID, s.UserID) },
			Key: byPair(func(customerID, userID int32) *share { return &share{customerID, userID} }),
			Check: func(tx *tx, s **share) error { // QC-Q72
				c, known := tx.State.customer((*s).CustomerID)
				return api.Want(!known || !c.IsPublic, "the CustomerId of a customer that is not public")
			},
		},
		rows[mark]{
			Called: "marks", Is: "Which customers are a user's favourites; the id is customer-user.",
			In:    api.In(func(s *state) *store.Set[*mark] { return &s.marks }),
			ID:    func(m *mark) string { return pair(m.CustomerID, m.UserID) },
			Key:   byPair(func(customerID, userID int32) *mark { return &mark{CustomerID: customerID, UserID: userID} }),
			Check: func(_ *tx, m **mark) error { return api.Want((*m).IdentityID > 0, "an IdentityId of 1 or more") },
		},
		numbered(rows[contact]{
			Called: "contactHistory", Is: "Records of contacts with customers.",
			In: placed(func(s *state) *store.Set[*contact] { return &s.contacts }, putContact, nil),
		}, func(h *contact) *int32 { return &h.ID }, func(tx *tx, h *contact) { h.Created = stampOf(tx.Now) }),
		numbered(rows[plan]{
			Called: "contactPlans", Is: "Contacts to come, and those that came to pass.",
			In: placed(func(s *state) *store.Set[*plan] { return &s.plans }, putPlan, deletePlan),
			Check: func(_ *tx, p **plan) error {
				return api.Want((*p).State == planOpen || (*p).State == planExecuted, "a State of 0 or 1")
			},
		}, func(p *plan) *int32 { return &p.ID }, func(tx *tx, p *plan) { p.NextTime, p.Created = stampOf(tx.Now), stampOf(tx.Now) }),
		numbered(rows[contract]{
			Called: "contracts", Is: "Contract orders. No operation makes one.",
			In: api.In(func(s *state) *store.Set[*contract] { return &s.contracts }),
		}, func(c *contract) *int32 { return &c.ID }, nil),
		rows[order]{
			Called: "orders", Is: "Orders of samples and gifts, by number. No operation makes one.",
			In:  api.In(func(s *state) *store.Set[*order] { return &s.orders }),
			ID:  func(o *order) string { return o.Number },
			Key: func(id string) (*order, error) { return &order{Number: id}, nil },
		},
		rows[call]{
			Called: "calls", Is: "Call records; the id is number@start.",
			In:  api.In(func(s *state) *store.Set[*call] { return &s.calls }),
			ID:  func(c *call) string { return c.Tel + "@" + c.StartTime.String() },
			Key: callOf,
		},
		rows[lock]{
			Called: "imsLocks", Is: "Which user holds an IMS number.",
			In:  api.In(func(s *state) *store.Set[*lock] { return &s.locks }),
			ID:  func(l *lock) string { return l.Ims },
			Key: func(id string) (*lock, error) { return &lock{Ims: id}, nil },
		},
		numbered(rows[message]{
			Called: "sms",
			Is: "SMS that were handed in, and how often each has gone out by the sandbox's clock; none is sent. " +
				"Deleting one ends its schedule.",
			In:    placed(func(s *state) *store.Set[*message] { return &s.messages }, putMessage, nil),
			Check: checkMessage,
			Seen:  (*message).seen,
		}, func(m *message) *int32 { return &m.ID }, func(tx *tx, m *message) { m.SendDate, m.Created = stampOf(tx.Now), stampOf(tx.Now) }),
		rows[template]{
			Called: "smsTemplates", Is: "Templates that SMS may use. While there is none, any template id will do.",
			In:  api.In(func(s *state) *store.Set[*template] { return &s.templates }),
			ID:  func(t *template) string { return t.ID },
			Key: func(id string) (*template, error) { return &template{ID: id}, nil },
		},
		numbered(rows[entry]{
			Called: "messageBoard", Is: "Messages on the board of the web site.",
			In: placed(func(s *state) *store.Set[*entry] { return &s.board }, putEntry, nil),
		}, func(e *entry) *int32 { return &e.ID }, func(tx *tx, e *entry) { e.Created = stampOf(tx.Now) }),
		numbered(rows[info]{
			Called: "baseInfos", Is: "Base information on the web site, with its hits.",
			In: api.In(func(s *state) *store.Set[*info] { return &s.infos }),
		}, func(i *info) *int32 { return &i.ID }, nil),
		numbered(rows[baseType]{
			Called: "baseTypes", Is: "Dictionary entries, listed by ParId.",
			In: api.In(func(s *state) *store.Set[*baseType] { return &s.baseTypes }),
		}, func(b *baseType) *int32 { return &b.ID }, nil),
		numbered(rows[kind]{
			Called: "customerKinds", Is: "Customer kinds. One that becomes the default takes that from the other.",
			In: placed(func(s *state) *store.Set[*kind] { return &s.kinds }, putKind, nil),
		}, func(k *kind) *int32 { return &k.ID }, nil),
		numbered(rows[customerType]{
			Called: "customerTypes", Is: "Customer types in two levels. Deleting one of the first deletes those below it.",
			In:    placed(func(s *state) *store.Set[*customerType] { return &s.types }, nil, deleteType),
			Check: checkType,
		}, func(t *customerType) *int32 { return &t.ID }, nil),
		counterTable(),
	}
}

// settingsTable is of one row that stays: no site is without a key.
func settingsTable() api.Table {
	t := api.One("settings", "What the customer's installation decides for itself.", initialSettings,
		func(s *state) *settings { return &s.settings },
		func(_ *tx, s *settings) error { return s.valid() })
	t.In.Put = func(tx *tx, s settings) {
		tx.Release(tx.State.settings.SiteKey)
		tx.Reveal(tx.State.settings.SiteKey)
		tx.State.settings = s
		tx.Claim(s.SiteKey)
		tx.Hide(s.SiteKey)
	}
	t.In.Delete, t.Private = nil, true
	return t
}

// maxRecordID leaves room for the ids that are assigned after one that somebody puts.
const maxRecordID = 1 << 30

// numbered completes a table of records with a number for an id. fresh makes a record what it is before
// anything is said of it; nil when that is all zero.
func numbered[R any](t rows[R], id func(*R) *int32, fresh func(*tx, *R)) api.Table {
	t.Counted = true
	t.ID = func(r *R) string { return decimal(*id(r)) }
	t.Key = func(text string) (*R, error) {
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil || n < 1 || decimal(int32(n)) != text {
			return nil, errors.New("want a number of 1 or more for an id")
		}
		r := new(R)
		*id(r) = int32(n)
		return r, nil
	}
	if fresh != nil {
		t.New = func(tx *tx, id string) *R {
			r, _ := t.Key(id) // The toolkit has looked already whether it is one.
			fresh(tx, r)
			return r
		}
	}
	check := t.Check
	t.Check = func(tx *tx, r **R) error {
		switch {
		case *id(*r) > maxRecordID:
			return fmt.Errorf("want an id of %d at most", maxRecordID)
		case check != nil:
			return check(tx, r)
		default:
			return nil
		}
	}
	return t
}

// placed is api.In with what else follows from putting and deleting a record; nil for nothing.
func placed[R any](set func(*state) *store.Set[*R], put, remove func(*tx, *R)) api.Place[state, *R] {
	p := api.In(set)
	if put != nil {
		p.Put = put
	}
	if remove != nil {
		p.Delete = remove
	}
	return p
}

func decimal(n int32) string { return strconv.Itoa(int(n)) }

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

// callOf is a call of the number and start that an id is made of.
func callOf(id string) (*call, error) {
	at := strings.LastIndexByte(id, '@')
	t, ok := parseTime(id[at+1:])
	if at < 0 || !ok {
		return nil, errors.New("want an id of number and start, such as 13800000001@2013-05-05 10:25:30")
	}
	return &call{Tel: id[:at], StartTime: t, EndTime: t}, nil
}

// faulty is the error of a field that is wrong, nil for none.
func faulty(field, _, wanted string) error { return api.Want(field == "", wanted+" for "+field) }

func checkUser(tx *tx, u **user) error {
	same := tx.State.userNamed((*u).LoginName)
	return api.Want((*u).LoginName == "" || same == nil || same.ID == (*u).ID, "a login_name that no other user has")
}

// checkToken takes a token whose last use is not told for one that was used now.
func checkToken(tx *tx, given **token) error {
	t := *given
	if t.Lasts {
		t.Used = time.Time{}
	} else if t.Used.IsZero() {
		t.Used = tx.Now.UTC()
	}
	_, known := tx.State.users.Get(&user{ID: t.UserID})
	return errors.Join(api.Want(known, "the user_id of a user"), api.Want(t.Value != noToken, "another token than "+noToken))
}

func checkType(tx *tx, t **customerType) error {
	if (*t).ParentID == 0 {
		return nil
	}
	parent, known := tx.State.types.Get(&customerType{ID: (*t).ParentID})
	fits := known && parent.ParentID == 0 && parent.ID != (*t).ID && len(tx.State.typesBelow((*t).ID)) == 0
	return api.Want(fits, "a ParentId of 0, or of a type of the first level: there are two levels")
}

func counterTable() api.Rows[state, lastIDs] {
	t := api.One("counters", "The ids that were given last.", lastIDs{}, func(s *state) *lastIDs { return &s.last }, checkCounters)
	t.In.Delete, t.Private = nil, true
	t.New = func(tx *tx, _ string) lastIDs { return tx.State.last }
	return t
}

// checkCounters lets ids go up only: one that is given again would replace a record.
func checkCounters(tx *tx, l *lastIDs) error {
	was := tx.State.last
	for i, last := range append(l.all(), &l.Token) {
		if *last < *append(was.all(), &was.Token)[i] || *last > 2*maxRecordID-100_000_000 {
			return errors.New("want ids that are not below those given, with room above them")
		}
	}
	return nil
}
