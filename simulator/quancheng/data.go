package quancheng

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// dataTables are what the control API may read and change: all that the site knows, its settings too.
func dataTables() []api.Table[state] {
	return slices.Concat(
		[]api.Table[state]{settingsTable(), tokenTable().table()},
		customerTables(), sharingTables(), contactTables(), callTables(), listTables(),
	)
}

// A records describes a table of records that are stored in a set.
type records[R any] struct {
	name string
	set  func(*state) *store.Set[*R]
	key  func(id string) (*R, error) // a record that has nothing but the id
	id   func(*R) string             // of a record
	put  func(tx *tx, r *R) error    // checks and stores; nil to store as it is
	gone func(tx *tx, r *R)          // what else goes with a record; nil for nothing
}

func (t records[R]) table() api.Table[state] {
	return api.Table[state]{
		Name: t.name,
		All: func(s *state) iter.Seq2[string, any] {
			return func(yield func(string, any) bool) {
				for r := range t.set(s).All() {
					if !yield(t.id(r), r) {
						return
					}
				}
			}
		},
		Get:    func(s *state, id string) (any, bool) { return t.get(s, id) },
		Put:    t.store,
		Delete: t.remove,
	}
}

func (t records[R]) get(s *state, id string) (*R, bool) {
	key, err := t.key(id)
	if err != nil {
		return nil, false
	}
	return t.set(s).Get(key)
}

// store takes a JSON object; what it leaves out keeps its value.
func (t records[R]) store(tx *tx, id string, raw json.RawMessage) error {
	key, err := t.key(id)
	if err != nil {
		return err
	}
	if old, known := t.set(tx.State).Get(key); known {
		key = old
	}
	next := *key
	if err := wire.Decode(raw, &next); err != nil {
		return err
	}
	if t.id(&next) != id {
		return fmt.Errorf("the record is %q, the path names %q", t.id(&next), id)
	}
	if t.put != nil {
		return t.put(tx, &next)
	}
	t.set(tx.State).Put(tx.Writer, &next)
	return nil
}

func (t records[R]) remove(tx *tx, id string) bool {
	r, known := t.get(tx.State, id)
	if !known {
		return false
	}
	if t.gone != nil {
		t.gone(tx, r)
	}
	t.set(tx.State).Delete(tx.Writer, r)
	return true
}

// maxRecordID leaves room for the ids that are assigned after it.
const maxRecordID = 1 << 30

// byNumber makes the key of a table whose ids are numbers.
func byNumber[R any](make func(id int32) *R) func(string) (*R, error) {
	return func(text string) (*R, error) {
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil || n < 1 || n > maxRecordID || strconv.FormatInt(n, 10) != text {
			return nil, fmt.Errorf("want an id from 1 to %d", maxRecordID)
		}
		return make(int32(n)), nil
	}
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

// settingsID is the id of the one record of settings.
const settingsID = "settings"

func settingsTable() api.Table[state] {
	return api.Table[state]{
		Name: "settings",
		All: func(s *state) iter.Seq2[string, any] {
			return func(yield func(string, any) bool) { yield(settingsID, s.settings) }
		},
		Get: func(s *state, id string) (any, bool) { return s.settings, id == settingsID },
		Put: func(tx *tx, id string, raw json.RawMessage) error {
			next := tx.State.settings
			if err := wire.Decode(raw, &next); err != nil {
				return err
			}
			if id != settingsID {
				return fmt.Errorf("there is one record, %q", settingsID)
			}
			if err := next.valid(); err != nil {
				return err
			}
			tx.State.settings = next
			tx.Selects(next.SiteKey)
			return nil
		},
		Delete: func(*tx, string) bool { return false },
	}
}

// tokenTable holds the tokens. A token that is put counts as used now.
func tokenTable() records[token] {
	return records[token]{
		name: "tokens",
		set:  func(s *state) *store.Set[*token] { return &s.tokens },
		key:  byText(func(id string) *token { return &token{Value: id} }),
		id:   func(t *token) string { return t.Value },
		put: func(tx *tx, t *token) error {
			if _, known := tx.State.users.Get(&user{ID: t.UserID}); !known {
				return errors.New("want the user_id of a user")
			}
			putToken(tx, newToken(t.Value, t.UserID, t.Lasts, tx.Now))
			return nil
		},
	}
}
