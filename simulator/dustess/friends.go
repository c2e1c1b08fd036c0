package dustess

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

// A friend is a WeCom friend of an employee.
type friend struct {
	ID         string `json:"id"` // digits
	Name       string `json:"name"`
	CustomerID string `json:"customer_id"` // the contact that it is bound to, or ""
}

func (f friend) key() string { return f.ID }

// friends holds all friends, and finds those of a contact.
type friends struct {
	byID      store.Set[friend]
	byContact store.Set[friend] // those that are bound
}

func newFriends() friends {
	return friends{byID[friend](), store.NewSet(func(a, b friend) bool {
		return a.CustomerID < b.CustomerID || a.CustomerID == b.CustomerID && a.ID < b.ID
	})}
}

func (t *friends) get(id string) (friend, bool) { return t.byID.Get(friend{ID: id}) }

func (t *friends) put(w store.Writer, f friend) {
	t.remove(w, f)
	t.byID.Put(w, f)
	if f.CustomerID != "" {
		t.byContact.Put(w, f)
	}
}

func (t *friends) remove(w store.Writer, f friend) {
	if old, had := t.get(f.ID); had {
		t.byID.Delete(w, old)
		t.byContact.Delete(w, old)
	}
}

// unbind takes the friends of a contact from it.
func (t *friends) unbind(w store.Writer, contactID string) {
	var bound []friend
	for f := range t.byContact.From(friend{CustomerID: contactID}) {
		if f.CustomerID != contactID {
			break
		}
		bound = append(bound, f)
	}
	for _, f := range bound {
		f.CustomerID = ""
		t.put(w, f)
	}
}

func checkFriend(tx *tx, f *friend) error {
	if _, err := strconv.ParseInt(f.ID, 10, 64); err != nil {
		return errors.New("want an id of digits")
	}
	if f.CustomerID != "" && tx.State.contacts.get(f.CustomerID) == nil {
		return fmt.Errorf("customer_id %q: there is no such contact", f.CustomerID)
	}
	return nil
}

// A friendRow is what binding a friend answers; code and msg only when it failed.
type friendRow struct {
	FriendID json.Number `json:"friendID"`
	Code     int         `json:"code,omitempty"`
	Msg      string      `json:"msg,omitempty"`
}

// batchBindContact binds friends to contacts, item by item. Unlike other batches it is a success
// whatever becomes of the items (page on binding friends). A friend that is bound already moves (DU-Q69).
func batchBindContact(tx *tx, c *api.Call) api.Answer {
	rows := []friendRow{}
	for _, item := range itemsOf(c, "list") {
		number, _ := item.fields["friendID"].(json.Number)
		row := friendRow{FriendID: number}
		wrong := item.carryOut(func() *flaw { return bindFriend(tx, string(number), text(item.fields, "customerID")) })
		if wrong != nil {
			row.Code, row.Msg = wrong.code, wrong.hint
		}
		rows = append(rows, row)
	}
	return kept(ok("success", rows))
}

func bindFriend(tx *tx, id, contactID string) *flaw {
	f, known := tx.State.friends.get(id)
	if !known {
		return flawed(itemNoFriend, itemMessages[itemNoFriend], "/friendID", "record", "a friend", id)
	}
	if tx.State.contacts.get(contactID) == nil {
		return unknown("/customerID", contactID)
	}
	f.CustomerID = contactID
	tx.State.friends.put(tx.Writer, f)
	return nil
}
