package dustess

import (
	"errors"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

// settings are where the documents leave the vendor a choice, and where a test may want another one.
type settings struct {
	OmitCode       bool   `json:"omit_code"`        // successes without code, as the document's example (DU-Q08)
	FailID         string `json:"fail_id"`          // "" or "0" in failed rows (DU-Q12)
	Hints          bool   `json:"hints"`            // failed rows say what is wrong (DU-Q16)
	StrictPools    bool   `json:"strict_pools"`     // what is no id of a pool fails the item (DU-Q28)
	CallsPerMinute int    `json:"calls_per_minute"` // 0: no limit (DU-Q52)

	StrictReferences bool `json:"strict_references"` // so does what is no id of another list that has any (DU-Q29, DU-Q33)
}

func checkSettings(_ *tx, s *settings) error {
	if s.CallsPerMinute < 0 || s.FailID != "" && s.FailID != "0" {
		return errors.New(`want calls_per_minute of 0 or more, and a fail_id of "" or "0"`)
	}
	return nil
}

// listsAre says what the entries of each list of names are.
var listsAre = [listKinds]string{
	"Pools of contacts that have no owner.", "Types of contacts.", "Where contacts come from.", "Enterprises of contacts.",
	"States of contacts.", "Why contacts are invalid.", "Why contacts are given up.", "Why contacts are removed.",
}

// tables are the settings, all lists, and the contacts, which no operation reads (DU-Q47).
func tables() []api.Table {
	apps := rows("apps", "The applications that may call.", func(s *state) *store.Set[app] { return &s.apps },
		func(id string) app { return app{ClientID: id} }, checkApp)
	apps.In.Put, apps.In.Delete = putApp, removeApp
	apps.New = func(_ *tx, id string) app { return app{ClientID: id, TenantID: tenantID(id)} }

	ways := rows("contactWays", "Kinds of contact ways.", func(s *state) *store.Set[way] { return &s.ways },
		func(id string) way { return way{ID: id} }, checkWay)
	ways.In.Put = putWay

	groups := rows("qwTagGroups", "Groups of friend tags; a group that is deleted takes its tags with it.",
		func(s *state) *store.Set[qwGroup] { return &s.qwGroups }, func(id string) qwGroup { return qwGroup{ID: id} }, nil)
	groups.In.Delete = removeQwGroup

	tags := rows("qwTags", "Friend tags.", func(s *state) *store.Set[qwTag] { return &s.qwTags.byID },
		func(id string) qwTag { return qwTag{ID: id} }, nil)
	tags.In.Put = func(tx *tx, t qwTag) { tx.State.qwTags.put(tx.Writer, t) }
	tags.In.Delete = func(tx *tx, t qwTag) { tx.State.qwTags.remove(tx.Writer, t) }

	friends := rows("friends", "WeCom friends of employees, and the contacts that they are bound to.",
		func(s *state) *store.Set[friend] { return &s.friends.byID }, func(id string) friend { return friend{ID: id} }, checkFriend)
	friends.In.Put = func(tx *tx, f friend) { tx.State.friends.put(tx.Writer, f) }
	friends.In.Delete = func(tx *tx, f friend) { tx.State.friends.remove(tx.Writer, f) }

	tables := []api.Table{
		api.One("settings", "Where the documents leave the vendor a choice.", settings{},
			func(s *state) *settings { return &s.settings }, checkSettings),
		contactTable(),
	}
	for kind, name := range listNames {
		tables = append(tables, rows(name, listsAre[kind], func(s *state) *store.Set[named] { return &s.lists[kind] },
			func(id string) named { return named{ID: id} }, nil))
	}
	return append(tables, apps, ways,
		rows("fields", "The fields that the tenant defines for contacts.",
			func(s *state) *store.Set[field] { return &s.template }, func(id string) field { return field{ID: id} }, checkField),
		rows("departments", "Departments.",
			func(s *state) *store.Set[dept] { return &s.depts }, func(id string) dept { return dept{ID: id} }, checkDept),
		rows("employees", "Employees, who own contacts and share them.",
			func(s *state) *store.Set[employee] { return &s.employees }, func(id string) employee { return employee{ID: id} }, nil),
		rows("busiTagGroups", "Groups of contact tags, with their tags.",
			func(s *state) *store.Set[busiGroup] { return &s.busiGroups }, func(id string) busiGroup { return busiGroup{ID: id} }, checkBusiGroup),
		groups, tags, friends,
		rows("followStatus", "Steps in the dealings with an enterprise.",
			func(s *state) *store.Set[followStatus] { return &s.followStatus }, func(id string) followStatus { return followStatus{ID: id} }, nil),
		rows("followReasons", "Why enterprises are invalid.",
			func(s *state) *store.Set[followReason] { return &s.followReasons }, func(id string) followReason { return followReason{ID: id} }, nil),
		rows("chats", "Conversations that an AI agent may write to.",
			func(s *state) *store.Set[chat] { return &s.chats }, func(id string) chat { return chat{ID: id, Type: "single"} }, nil),
		rows("agentMessages", "Messages that an AI agent has sent.",
			func(s *state) *store.Set[agentMsg] { return &s.agentMsgs }, func(id string) agentMsg { return agentMsg{ID: id} }, checkAgentMsg),
		rows("tickets", "Work orders.",
			func(s *state) *store.Set[ticket] { return &s.tickets }, func(id string) ticket { return ticket{ID: id} }, checkTicket),
		rows("ticketFields", "The fields that work orders may have.",
			func(s *state) *store.Set[ticketField] { return &s.ticketFields }, func(id string) ticketField { return ticketField{ID: id} },
			checkTicketField),
	)
}

// rows is a table of the records of one set by id; with makes a record of an id.
func rows[R identified](
	name, about string, in func(*state) *store.Set[R], with func(id string) R, check func(*tx, *R) error,
) api.Rows[state, R] {
	return api.Rows[state, R]{
		Called: name, Is: about, In: api.In(in),
		ID: func(r R) string { return r.key() },
		Key: func(id string) (R, error) {
			if id == "" {
				return with(""), errors.New("a record has an id")
			}
			return with(id), nil
		},
		Check: check,
	}
}

func (c *contact) key() string { return c.ID }

func contactTable() api.Table {
	t := rows("contacts", "Contacts.", func(s *state) *store.Set[*contact] { return &s.contacts.byID },
		func(id string) *contact { return &contact{ID: id, CategoryID: defaultCategory} }, checkContact)
	t.In.Put = func(tx *tx, r *contact) { tx.State.contacts.put(tx.Writer, r) }
	t.In.Delete = func(tx *tx, r *contact) {
		tx.State.contacts.remove(tx.Writer, r)
		tx.State.friends.unbind(tx.Writer, r.ID)
	}
	return t
}
