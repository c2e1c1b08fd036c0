package socialepoch

import (
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

// tables are what the control API may read and change: the tenant with its settings, and all records.
func tables() []api.Table {
	return []api.Table{
		tenantTable(),
		api.Rows[state, agent]{
			Called: "agents", Is: "Sub accounts by username. Deleting one leaves its customers without an owner.",
			ID:    func(a agent) string { return a.Username },
			Key:   func(id string) (agent, error) { return agent{Username: id}, nil },
			New:   func(_ *tx, id string) agent { return agent{Username: id, Nickname: id} },
			Check: checkAgent,
			In: api.Place[state, agent]{
				All:    api.In(func(s *state) *store.Set[agent] { return &s.agents }).All,
				Get:    func(s *state, key agent) (agent, bool) { return s.agents.Get(key) },
				Put:    putAgent,
				Delete: deleteAgent,
			},
		},
		api.Rows[state, account]{
			Called: "accounts",
			Is: "Customer service accounts by WhatsApp number, with the device that each is signed in on. " +
				"One that is not online fails to send.",
			ID:  func(a account) string { return a.WhatsApp },
			Key: func(id string) (account, error) { return account{WhatsApp: id}, nil },
			New: func(_ *tx, id string) account { return account{WhatsApp: id, Source: 1, Online: true} },
			Check: func(_ *tx, a *account) error {
				return api.Want(isNumber(a.WhatsApp) && oneOf(int(a.Source), 1, 3), "a whatsApp of digits, and source 1 to 3")
			},
			In: api.In(func(s *state) *store.Set[account] { return &s.accounts }),
		},
		customerTable(), contactTable(), taskTable(), messageTable(),
		api.Rows[state, action]{
			Called: "actions", Is: "Wake-ups by id.", Fresh: bareUUID,
			ID:  func(a action) string { return a.ID },
			Key: func(id string) (action, error) { return action{ID: id}, nil },
			New: func(_ *tx, id string) action { return action{ID: id, PlatformType: 1} },
			Check: func(_ *tx, a *action) error {
				return api.Want(a.AgentAccount != "" && oneOf(int(a.PlatformType), 1, 2), "an agentAccount, and platformType 1 or 2")
			},
			In: api.In(func(s *state) *store.Set[action] { return &s.actions }),
		},
		counterTable(),
	}
}

// counterTable lets numbers go up only: one that is given again would be another agent's.
func counterTable() api.Rows[state, counters] {
	t := api.One("counters", "What new records are numbered by.", counters{mainUserID}, func(s *state) *counters { return &s.counters },
		func(tx *tx, c *counters) error {
			least := tx.State.counters.UserID
			return api.Want(c.UserID >= least && c.UserID <= 2_000_000_000, fmt.Sprintf("a userId from %d to 2000000000", least))
		})
	t.In.Delete, t.Private = nil, true
	return t
}

func oneOf(n, first, last int) bool { return first <= n && n <= last }

// checkAgent leaves room for the user ids that are assigned after one that somebody puts.
func checkAgent(tx *tx, a *agent) error {
	for other := range tx.State.agents.All() {
		if other.UserID == a.UserID && other.Username != a.Username {
			return fmt.Errorf("userId %d is that of %s", a.UserID, other.Username)
		}
	}
	return api.Want(a.UserID >= 0 && a.UserID <= 1<<30, "a userId of 0, which is the next one, to 1073741824")
}

// tenantTable holds the one tenant by its id. It can be changed, but neither renumbered nor deleted.
func tenantTable() api.Table {
	return api.Rows[state, tenant]{
		Private: true,
		Called:  "tenants", Is: "The sandbox's one tenant, with the settings that the vendor keeps outside its API.",
		ID: func(t tenant) string { return t.id() },
		Key: func(id string) (tenant, error) {
			n, err := strconv.ParseInt(id, 10, 64)
			return tenant{TenantID: n}, err
		},
		Check: func(tx *tx, t *tenant) error {
			if t.TenantID != tx.State.tenant.TenantID {
				return fmt.Errorf("the sandbox's one tenant is %s", tx.State.tenant.id())
			}
			if _, err := time.Parse("-07:00", t.UTCOffset); err != nil && t.UTCOffset != "" {
				return fmt.Errorf("utc_offset %q: want such as +08:00", t.UTCOffset)
			}
			return api.Want(t.APIKey != "" && t.WindowSeconds >= 0 && t.CallsPerSecond >= 0 && oneOf(int(t.MaxPageSize), 0, maxPageSize),
				"an api_key, window_seconds and calls_per_second of 0 or more, and max_page_size up to 1000")
		},
		In: api.Place[state, tenant]{
			All: func(s *state, _ *tenant) iter.Seq[tenant] { return func(yield func(tenant) bool) { yield(s.tenant) } },
			Get: func(s *state, key tenant) (tenant, bool) { return s.tenant, key.TenantID == s.tenant.TenantID },
			Put: putTenant,
		},
	}
}

func customerTable() api.Table {
	in := api.In(func(s *state) *store.Set[*customer] { return &s.customers.byNumber })
	in.Put = func(tx *tx, c *customer) { tx.State.customers.put(tx.Writer, c) }
	in.Delete = removeCustomer
	return api.Rows[state, *customer]{
		Called: "customers", Is: "Customers by number. Deleting one marks its contacts deleted.",
		ID:    func(c *customer) string { return c.WhatsApp },
		Key:   func(id string) (*customer, error) { return &customer{WhatsApp: id}, nil },
		Check: func(_ *tx, c **customer) error { return api.Want(isNumber((*c).WhatsApp), "a whatsApp of digits") },
		In:    in,
	}
}

// A shownContact is a contact as the control API shows and takes it.
type shownContact struct {
	WhatsID       string `json:"whatsId"`
	FriendWhatsID string `json:"friendWhatsId"`
	AgentAccount  string `json:"agentAccount"`
	DelFlag       int    `json:"delFlag"`
	DeleteTime    string `json:"deleteTime"` // in the tenant's zone; "" with delFlag 1 is now
}

func showContact(k *contact, zone *time.Location) shownContact {
	shown := shownContact{WhatsID: k.account, FriendWhatsID: k.friend, AgentAccount: k.agent}
	if k.deleted != 0 {
		shown.DelFlag, shown.DeleteTime = 1, formatTime(k.deleted, zone)
	}
	return shown
}

// keep returns the contact that is shown. A time that is none is now.
func (k shownContact) keep(now time.Time, zone *time.Location) *contact {
	r := &contact{account: k.WhatsID, friend: k.FriendWhatsID, agent: k.AgentAccount}
	if k.DelFlag == 1 {
		if at, err := parseTime(k.DeleteTime, zone); err == nil {
			now = at
		}
		r.deleted = now.Unix()
	}
	return r
}

func (k shownContact) check(zone *time.Location) error {
	switch at, err := parseTime(k.DeleteTime, zone); {
	case !isNumber(k.WhatsID) || !isNumber(k.FriendWhatsID):
		return errors.New("want an id of whatsId-friendWhatsId, in digits")
	case !oneOf(k.DelFlag, 0, 1):
		return fmt.Errorf("delFlag %d: want 0 or 1", k.DelFlag)
	case k.DeleteTime != "" && (err != nil || at.Unix() <= 0):
		return fmt.Errorf("deleteTime %q: want yyyy-MM-dd HH:mm:ss, after 1970 began", k.DeleteTime)
	}
	return nil
}

func contactTable() api.Table {
	find := func(s *state, k shownContact) *contact { return s.contacts.get(k.WhatsID, k.FriendWhatsID) }
	return api.Rows[state, shownContact]{
		Called: "contacts", Is: "Friend contacts; the id is whatsId-friendWhatsId.",
		ID: func(k shownContact) string { return k.WhatsID + "-" + k.FriendWhatsID },
		Key: func(id string) (k shownContact, err error) {
			k.WhatsID, k.FriendWhatsID, _ = strings.Cut(id, "-")
			return k, nil
		},
		Check: func(tx *tx, k *shownContact) error { return k.check(tx.State.tenant.zone()) },
		In: api.Place[state, shownContact]{
			All: func(s *state, from *shownContact) iter.Seq[shownContact] {
				first := &contact{}
				if from != nil {
					first = find(s, *from)
				}
				zone := s.tenant.zone()
				return func(yield func(shownContact) bool) {
					for k := range s.contacts.byFriend.From(first) {
						if !yield(showContact(k, zone)) {
							return
						}
					}
				}
			},
			Get: func(s *state, key shownContact) (shownContact, bool) {
				k := find(s, key)
				if k == nil {
					return key, false
				}
				return showContact(k, s.tenant.zone()), true
			},
			Put:    func(tx *tx, k shownContact) { tx.State.contacts.put(tx.Writer, k.keep(tx.Now, tx.State.tenant.zone())) },
			Delete: func(tx *tx, k shownContact) { tx.State.contacts.remove(tx.Writer, find(tx.State, k)) },
		},
	}
}

func taskTable() api.Table {
	in := api.In(func(s *state) *store.Set[*task] { return &s.tasks })
	in.Put, in.Delete = putTask, deleteTask
	return api.Rows[state, *task]{
		Called: "tasks",
		Is: "Tasks that send messages, by taskId. Changing one changes what it has sent and will send; " +
			"halt 4 stops it and halt 6 pauses it, from haltTime on. One that is put anew has no chat records.",
		ID:  func(t *task) string { return t.ID },
		Key: func(id string) (*task, error) { return &task{ID: id}, nil },
		New: func(tx *tx, id string) *task {
			return &task{ID: id, TargetType: 1, Source: 1, StartTime: tx.Now.UnixMilli()}
		},
		Check: func(tx *tx, given **task) error {
			t := *given
			if t.Halt != 0 && t.HaltTime == 0 {
				t.HaltTime = tx.Now.UnixMilli()
			}
			const most = 5000
			return api.Want(oneOf(t.TargetType, 1, 2) && oneOf(int(t.Source), 1, 3) && (t.Halt == 0 || t.Halt == taskStopped || t.Halt == taskPaused) &&
				oneOf(len(t.Targets), 1, most) && oneOf(len(t.Contents), 1, most/len(t.Targets)),
				"targetType 1 or 2, source 1 to 3, halt 0, 4 or 6, and targets and contents for at most 5000 messages")
		},
		In: in,
	}
}

// bareUUID is the id of a new record.
func bareUUID(tx *tx) string { return strings.ReplaceAll(tx.NewUUID(), "-", "") }

func messageTable() api.Table {
	in := api.In(func(s *state) *store.Set[*message] { return &s.byID })
	in.Put = func(tx *tx, m *message) { tx.State.putMessage(tx.Writer, m) }
	in.Delete = func(tx *tx, m *message) { tx.State.deleteMessage(tx.Writer, m) }
	return api.Rows[state, *message]{
		Called: "messages", Is: "Chat records by msgId. One of a time to come shows when it has come.", Fresh: bareUUID,
		ID:  func(m *message) string { return m.MsgID },
		Key: func(id string) (*message, error) { return &message{MsgID: id}, nil },
		New: func(tx *tx, id string) *message {
			return &message{MsgID: id, ActionType: 1, ChatType: 1, ChatTime: tx.Now.UnixMilli()}
		},
		Check: func(_ *tx, given **message) error {
			m := *given
			return api.Want(m.WhatsID != "" && oneOf(m.ActionType, 1, 2) && oneOf(m.ChatType, 1, 2) && oneOf(m.ContentType, 0, 4),
				"a whatsId, actionType and chatType 1 or 2, contentType 0 to 4")
		},
		In: in,
	}
}
