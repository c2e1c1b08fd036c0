package dustess

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strconv"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// settings are where the documents leave the vendor a choice, and where a test may want another one.
type settings struct {
	OmitCode       bool   `json:"omit_code"`        // successes without code, as the document's example (DU-Q08)
	FailID         string `json:"fail_id"`          // "" or "0" in failed rows (DU-Q12)
	Hints          bool   `json:"hints"`            // failed rows say what is wrong (DU-Q16)
	StrictPools    bool   `json:"strict_pools"`     // an unknown pool fails the item (DU-Q28)
	CallsPerMinute int    `json:"calls_per_minute"` // 0: no limit (DU-Q52)
}

// dataTables are what the control API may read and change: the settings, all lists, and the contacts.
func dataTables() []api.Table[state] {
	tables := []api.Table[state]{settingsTable(), contactTable()}
	for kind, name := range listNames {
		tables = append(tables, recordTable(name, func(s *state) *store.Set[named] { return &s.lists[kind] }, nil))
	}
	return append(tables,
		recordTable("apps", func(s *state) *store.Set[app] { return &s.apps }, func(tx *tx, a *app) error {
			if a.ClientSecret == "" {
				return errors.New("want a client_secret")
			}
			putApp(tx, *a)
			return nil
		}),
		recordTable("contactWays", func(s *state) *store.Set[way] { return &s.ways }, checkWay),
		recordTable("fields", func(s *state) *store.Set[field] { return &s.template }, checkField),
		recordTable("departments", func(s *state) *store.Set[dept] { return &s.depts }, checkDept),
		recordTable("employees", func(s *state) *store.Set[employee] { return &s.employees }, nil),
		recordTable("busiTagGroups", func(s *state) *store.Set[busiGroup] { return &s.busiGroups }, nil),
		recordTable("qwTagGroups", func(s *state) *store.Set[qwGroup] { return &s.qwGroups }, nil),
		recordTable("qwTags", func(s *state) *store.Set[qwTag] { return &s.qwTags }, nil),
		recordTable("friends", func(s *state) *store.Set[friend] { return &s.friends }, checkFriend),
		recordTable("followStatus", func(s *state) *store.Set[followStatus] { return &s.followStatus }, nil),
		recordTable("followReasons", func(s *state) *store.Set[followReason] { return &s.followReasons }, nil),
	)
}

func checkWay(_ *tx, w *way) error {
	var err error
	if w.compiled, err = regexp.Compile(w.Regexp); err != nil {
		return err
	}
	if !slices.Contains([]string{wayActive, wayDisabled, wayDeleted}, w.State) || !slices.Contains([]string{typeMobile, typeLandline, "custom"}, w.Type) {
		return fmt.Errorf("type %q, state %q: want mobile, landline or custom, and CIType_ACTIVE, CIType_DISABLED or CIType_DELETED", w.Type, w.State)
	}
	return nil
}

func checkField(_ *tx, f *field) error {
	if valueOf[f.Type] == "" {
		return fmt.Errorf("type %q: want a type of custom fields", f.Type)
	}
	return nil
}

func checkDept(_ *tx, d *dept) error {
	if _, err := strconv.ParseUint(d.ID, 10, 63); err != nil {
		return errors.New("want an id of digits")
	}
	if d.Leaders == nil {
		d.Leaders = []string{}
	}
	return nil
}

func checkFriend(_ *tx, f *friend) error {
	if _, err := strconv.ParseInt(f.ID, 10, 64); err != nil {
		return errors.New("want an id of digits")
	}
	return nil
}

// decodeOver returns a record with what a JSON object says of it; keys that the record does not have are
// an error. The old record is copied through JSON, since decoding into it would write into its lists.
func decodeOver[R any](raw json.RawMessage, old R) (R, error) {
	var next R
	shown, err := json.Marshal(old)
	if err != nil {
		return next, err
	}
	if err := json.Unmarshal(shown, &next); err != nil {
		return next, err
	}
	return next, wire.Decode(raw, &next)
}

// recordTable holds the records of one set by id. What a PUT does not give keeps its value. check may
// complete the record; nil is no check.
func recordTable[R identified](name string, of func(*state) *store.Set[R], check func(*tx, *R) error) api.Table[state] {
	find := func(s *state, id string) (R, bool) {
		for r := range of(s).All() {
			if r.key() == id {
				return r, true
			}
		}
		var none R
		return none, false
	}
	return api.Table[state]{
		Name: name,
		All: func(s *state) iter.Seq2[string, any] {
			return func(yield func(string, any) bool) {
				for r := range of(s).All() {
					if !yield(r.key(), r) {
						return
					}
				}
			}
		},
		Get: func(s *state, id string) (any, bool) { return find(s, id) },
		Put: func(tx *tx, id string, raw json.RawMessage) error {
			old, _ := find(tx.State, id)
			r, err := decodeOver(raw, old)
			if err != nil {
				return err
			}
			if r.key() != id {
				return fmt.Errorf("want the id of the path, %q, in the record", id)
			}
			if check != nil {
				if err := check(tx, &r); err != nil {
					return err
				}
			}
			of(tx.State).Put(tx.Writer, r)
			return nil
		},
		Delete: func(tx *tx, id string) bool {
			r, had := find(tx.State, id)
			return had && of(tx.State).Delete(tx.Writer, r)
		},
	}
}

// settingsID is the id of the one record of the table of settings.
const settingsID = "all"

func settingsTable() api.Table[state] {
	return api.Table[state]{
		Name: "settings",
		All: func(s *state) iter.Seq2[string, any] {
			return func(yield func(string, any) bool) { yield(settingsID, s.settings) }
		},
		Get: func(s *state, id string) (any, bool) { return s.settings, id == settingsID },
		Put: func(tx *tx, id string, raw json.RawMessage) error {
			next, err := decodeOver(raw, tx.State.settings)
			if err != nil {
				return err
			}
			if id != settingsID || next.CallsPerMinute < 0 || next.FailID != "" && next.FailID != "0" {
				return fmt.Errorf("want the id %q, calls_per_minute of 0 or more, and a fail_id of \"\" or \"0\"", settingsID)
			}
			tx.State.settings = next
			return nil
		},
		Delete: func(tx *tx, id string) bool {
			tx.State.settings = settings{}
			return id == settingsID
		},
	}
}

// contactTable holds the contacts by id. No operation reads a contact, so tests look here (DU-Q47).
func contactTable() api.Table[state] {
	return api.Table[state]{
		Name: "contacts",
		All: func(s *state) iter.Seq2[string, any] {
			return func(yield func(string, any) bool) {
				for r := range s.contacts.byID.All() {
					if !yield(r.ID, r) {
						return
					}
				}
			}
		},
		Get: func(s *state, id string) (any, bool) {
			r := s.contacts.get(id)
			return r, r != nil
		},
		Put: putContact,
		Delete: func(tx *tx, id string) bool {
			r := tx.State.contacts.get(id)
			if r != nil {
				tx.State.contacts.remove(tx.Writer, r)
			}
			return r != nil
		},
	}
}

// putContact stores a contact past the vendor's rules, but for the external id, which is one contact's.
// What is not given keeps its value.
func putContact(tx *tx, id string, raw json.RawMessage) error {
	old := tx.State.contacts.get(id)
	if old == nil {
		old = &contact{ID: id, CategoryID: defaultCategory}
	}
	next, err := decodeOver(raw, old)
	if err != nil {
		return err
	}
	if id == "" || next.ID != id {
		return fmt.Errorf("want the id of the path, %q, in the record", id)
	}
	if other := tx.State.contacts.external(next.ExternalID); next.ExternalID != "" && other != nil && other.ID != id {
		return fmt.Errorf("external_id %q is that of %s", next.ExternalID, other.ID)
	}
	tx.State.contacts.put(tx.Writer, next)
	return nil
}
