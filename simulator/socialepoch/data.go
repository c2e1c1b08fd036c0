package socialepoch

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// dataTables are what the control API may read and change: the tenant with its settings, and all records.
func dataTables() []api.Table[state] {
	return []api.Table[state]{
		tenantTable(), agentTable(), customerTable(), contactTable(), messageTable(), actionTable(),
	}
}

// listing yields the records of a set as the control API shows them.
func listing[R any](set func(*state) store.Set[R], id func(R) string, show func(R) any) func(*state) iter.Seq2[string, any] {
	return func(s *state) iter.Seq2[string, any] {
		return func(yield func(string, any) bool) {
			for r := range set(s).All() {
				if !yield(id(r), show(r)) {
					return
				}
			}
		}
	}
}

func asIs[R any](r R) any { return r }

// tenantTable holds the one tenant by its id. It can be changed, but neither renumbered nor deleted.
func tenantTable() api.Table[state] {
	return api.Table[state]{
		Name: "tenants",
		All: func(s *state) iter.Seq2[string, any] {
			return func(yield func(string, any) bool) { yield(s.tenant.id(), s.tenant) }
		},
		Get: func(s *state, id string) (any, bool) { return s.tenant, id == s.tenant.id() },
		Put: func(tx *tx, id string, raw json.RawMessage) error {
			t := tx.State.tenant
			if err := wire.Decode(raw, &t); err != nil {
				return err
			}
			if id != tx.State.tenant.id() || t.id() != id {
				return fmt.Errorf("tenant %s: the sandbox's one tenant is %s", id, tx.State.tenant.id())
			}
			if t.APIKey == "" || t.WindowSeconds < 0 || t.CallsPerSecond < 0 {
				return errors.New("want an api_key, and window_seconds and calls_per_second of 0 or more")
			}
			tx.State.tenant = t
			return nil
		},
	}
}

// agentTable holds the agents by username.
func agentTable() api.Table[state] {
	return api.Table[state]{
		Name: "agents",
		All:  listing(func(s *state) store.Set[agent] { return s.agents }, func(a agent) string { return a.Username }, asIs[agent]),
		Get:  func(s *state, id string) (any, bool) { return s.agents.Get(agent{Username: id}) },
		Put: func(tx *tx, id string, raw json.RawMessage) error {
			a, known := tx.State.agents.Get(agent{Username: id})
			if !known {
				a = agent{Username: id, Nickname: id}
			}
			if err := wire.Decode(raw, &a); err != nil {
				return err
			}
			if a.Username != id || a.UserID < 0 {
				return errors.New("want username as in the path, and a userId of 0 or more")
			}
			putAgent(tx, a)
			return nil
		},
		Delete: func(tx *tx, id string) bool { return tx.State.agents.Delete(tx.Writer, agent{Username: id}) },
	}
}

// customerTable holds the customers by number.
func customerTable() api.Table[state] {
	return api.Table[state]{
		Name: "customers",
		All:  listing(func(s *state) store.Set[*customer] { return s.customers.byNumber }, func(c *customer) string { return c.WhatsApp }, asIs[*customer]),
		Get: func(s *state, id string) (any, bool) {
			c := s.customers.get(id)
			return c, c != nil
		},
		Put: func(tx *tx, id string, raw json.RawMessage) error {
			next := customer{WhatsApp: id}
			if old := tx.State.customers.get(id); old != nil {
				next = *old
			}
			next.Tags, next.Extensions = nil, nil // Decoding would change those of the stored record.
			if err := wire.Decode(raw, &next); err != nil {
				return err
			}
			if next.WhatsApp != id || !isNumber(id) {
				return errors.New("want whatsApp as in the path, in digits")
			}
			tx.State.customers.put(tx.Writer, &next)
			return nil
		},
		Delete: func(tx *tx, id string) bool {
			c := tx.State.customers.get(id)
			if c != nil {
				tx.State.customers.remove(tx.Writer, c)
			}
			return c != nil
		},
	}
}

// A shownContact is a contact as the control API shows and takes it.
type shownContact struct {
	WhatsID       string `json:"whatsId"`
	FriendWhatsID string `json:"friendWhatsId"`
	AgentAccount  string `json:"agentAccount"`
	DelFlag       int    `json:"delFlag"`
	DeleteTime    string `json:"deleteTime"` // in Asia/Shanghai; "" with delFlag 1 is now
}

func showContact(k *contact) any {
	shown := shownContact{WhatsID: k.account, FriendWhatsID: k.friend, AgentAccount: k.agent}
	if k.deleted != 0 {
		shown.DelFlag, shown.DeleteTime = 1, formatTime(k.deleted)
	}
	return shown
}

// record returns the contact that is shown.
func (k shownContact) record(now time.Time) (*contact, error) {
	r := &contact{account: k.WhatsID, friend: k.FriendWhatsID, agent: k.AgentAccount}
	switch {
	case k.DelFlag != 0 && k.DelFlag != 1:
		return nil, fmt.Errorf("delFlag %d: want 0 or 1", k.DelFlag)
	case k.DelFlag == 1 && k.DeleteTime != "":
		at, err := time.ParseInLocation(time.DateTime, k.DeleteTime, zone)
		if err != nil {
			return nil, fmt.Errorf("deleteTime %q: want yyyy-MM-dd HH:mm:ss", k.DeleteTime)
		}
		now = at
	case k.DelFlag == 0:
		return r, nil
	}
	r.deleted = now.Unix()
	return r, nil
}

// contactTable holds the friend contacts as whatsId-friendWhatsId.
func contactTable() api.Table[state] {
	name := func(k *contact) string { return k.account + "-" + k.friend }
	find := func(s *state, id string) *contact {
		account, friend, _ := strings.Cut(id, "-")
		return s.contacts.get(account, friend)
	}
	return api.Table[state]{
		Name: "contacts",
		All:  listing(func(s *state) store.Set[*contact] { return s.contacts.byFriend }, name, showContact),
		Get: func(s *state, id string) (any, bool) {
			k := find(s, id)
			if k == nil {
				return nil, false
			}
			return showContact(k), true
		},
		Put: func(tx *tx, id string, raw json.RawMessage) error {
			given := shownContact{}
			given.WhatsID, given.FriendWhatsID, _ = strings.Cut(id, "-")
			if err := wire.Decode(raw, &given); err != nil {
				return err
			}
			k, err := given.record(tx.Now)
			switch {
			case err != nil:
				return err
			case name(k) != id || !isNumber(k.account) || !isNumber(k.friend):
				return errors.New("want whatsId and friendWhatsId as in the path, whatsId-friendWhatsId, in digits")
			}
			tx.State.contacts.put(tx.Writer, k)
			return nil
		},
		Delete: func(tx *tx, id string) bool {
			k := find(tx.State, id)
			tx.State.contacts.remove(tx.Writer, k)
			return k != nil
		},
	}
}

// messageTable holds the chat records by msgId.
func messageTable() api.Table[state] {
	return api.Table[state]{
		Name: "messages",
		All:  listing(func(s *state) store.Set[*message] { return s.messages }, func(m *message) string { return m.MsgID }, asIs[*message]),
		Get: func(s *state, id string) (any, bool) {
			m := findMessage(s, id)
			return m, m != nil
		},
		Put: func(tx *tx, id string, raw json.RawMessage) error {
			m := &message{MsgID: id, ActionType: 1, ChatType: 1, ChatTime: tx.Now.UnixMilli()}
			if err := wire.Decode(raw, m); err != nil {
				return err
			}
			if m.MsgID != id || m.WhatsID == "" || !oneOf(m.ActionType, 1, 2) || !oneOf(m.ChatType, 1, 2) || !oneOf(m.ContentType, 0, 4) {
				return errors.New("want msgId as in the path, a whatsId, actionType and chatType 1 or 2, contentType 0 to 4")
			}
			if old := findMessage(tx.State, id); old != nil {
				tx.State.messages.Delete(tx.Writer, old)
			}
			tx.State.messages.Put(tx.Writer, m)
			return nil
		},
		Delete: func(tx *tx, id string) bool {
			m := findMessage(tx.State, id)
			return m != nil && tx.State.messages.Delete(tx.Writer, m)
		},
	}
}

func oneOf(n, first, last int) bool { return first <= n && n <= last }

// actionTable holds the wake-ups by id.
func actionTable() api.Table[state] {
	return api.Table[state]{
		Name: "actions",
		All:  listing(func(s *state) store.Set[action] { return s.actions }, func(a action) string { return a.ID }, asIs[action]),
		Get:  func(s *state, id string) (any, bool) { return s.actions.Get(action{ID: id}) },
		Put: func(tx *tx, id string, raw json.RawMessage) error {
			a := action{ID: id, PlatformType: 1}
			if err := wire.Decode(raw, &a); err != nil {
				return err
			}
			if a.ID != id || a.AgentAccount == "" || a.PlatformType != 1 && a.PlatformType != 2 {
				return errors.New("want id as in the path, an agentAccount, and platformType 1 or 2, not " + strconv.FormatInt(a.PlatformType, 10))
			}
			tx.State.actions.Put(tx.Writer, a)
			return nil
		},
		Delete: func(tx *tx, id string) bool { return tx.State.actions.Delete(tx.Writer, action{ID: id}) },
	}
}
