package wisecrm

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// dataTables are what the control API may read and change: the settings that the vendor keeps
// outside its API, and all records.
func dataTables() []api.Table[state] {
	tables := []api.Table[state]{appTable(), rightTable(), fieldTable(), duplicateTable()}
	for kind, name := range [kinds]string{"accounts", "contacts", "salesOrders", "salesOrderDetails", "businessUnits", "users"} {
		tables = append(tables, recordTable(kind, name))
	}
	return tables
}

// appTable holds the applications by appid.
func appTable() api.Table[state] {
	return api.Table[state]{
		Name: "apps",
		All: func(s *state) iter.Seq2[string, any] {
			return func(yield func(string, any) bool) {
				for a := range s.apps.All() {
					if !yield(a.AppID, a) {
						return
					}
				}
			}
		},
		Get: func(s *state, id string) (any, bool) { return s.apps.Get(app{AppID: id}) },
		Put: func(tx *tx, id string, raw json.RawMessage) error {
			a, _ := tx.State.apps.Get(app{AppID: id})
			a.AppID = id
			if err := wire.Decode(raw, &a); err != nil {
				return err
			}
			if a.AppID != id || a.AppKey == "" || a.CallsPerMinute < 0 {
				return errors.New("want appid as in the path, an appkey, and calls_per_minute of 0 or more")
			}
			putApp(tx, a)
			return nil
		},
		Delete: func(tx *tx, id string) bool { return tx.State.apps.Delete(tx.Writer, app{AppID: id}) },
	}
}

// rightTable holds, by user id, who may not do everything.
func rightTable() api.Table[state] {
	return api.Table[state]{
		Name: "rights",
		All: func(s *state) iter.Seq2[string, any] {
			return func(yield func(string, any) bool) {
				for r := range s.rights.All() {
					if !yield(r.UserID, r) {
						return
					}
				}
			}
		},
		Get: func(s *state, id string) (any, bool) { return s.rights.Get(right{UserID: id}) },
		Put: func(tx *tx, id string, raw json.RawMessage) error {
			r := right{UserID: id}
			if err := wire.Decode(raw, &r); err != nil {
				return err
			}
			if r.Level != "self" && r.Level != "none" {
				return fmt.Errorf("level %q: want self or none", r.Level)
			}
			if tx.State.tables[user].get(id) == nil {
				return errors.New("there is no such user")
			}
			tx.State.rights.Put(tx.Writer, r)
			return nil
		},
		Delete: func(tx *tx, id string) bool { return tx.State.rights.Delete(tx.Writer, right{UserID: id}) },
	}
}

// fieldTable holds the fields of all entities as Entity.field. Fields can be added and changed, but
// not deleted: records may hold values of them.
func fieldTable() api.Table[state] {
	find := func(s *state, id string) (*entity, *field, string) {
		entityName, name, _ := strings.Cut(id, ".")
		e := s.metadata.find(entityName)
		if e == nil {
			return nil, nil, name
		}
		return e, e.byName[name], name
	}
	return api.Table[state]{
		Name: "fields",
		All: func(s *state) iter.Seq2[string, any] {
			return func(yield func(string, any) bool) {
				for _, e := range s.metadata.entities {
					for _, f := range e.fields {
						if !yield(e.name+"."+f.Name, *f) {
							return
						}
					}
				}
			}
		},
		Get: func(s *state, id string) (any, bool) {
			_, f, _ := find(s, id)
			return f, f != nil
		},
		Put: func(tx *tx, id string, raw json.RawMessage) error {
			e, old, name := find(tx.State, id)
			if e == nil || name == "" {
				return errors.New("want an id such as Account.c__level, with the name of an entity")
			}
			f := field{Name: name, Label: name, Origin: 2, DataType: typeString, Nullable: true, Creatable: true, Updatable: true}
			if old != nil {
				f = *old
			}
			if err := wire.Decode(raw, &f); err != nil {
				return err
			}
			if err := f.valid(tx.State.metadata, name); err != nil {
				return err
			}
			tx.State.metadata = tx.State.metadata.with(e.withField(f))
			return nil
		},
	}
}

func (f *field) valid(m *metadata, name string) error {
	types := []string{typeString, typeInt, typeDateTime, typePicklist, typeReference}
	switch {
	case f.Name != name:
		return fmt.Errorf("field %q: want the name of the path, %q", f.Name, name)
	case !slices.Contains(types, f.DataType):
		return fmt.Errorf("data_type %q: want one of %s", f.DataType, strings.Join(types, ", "))
	case f.Origin != 1 && f.Origin != 2:
		return fmt.Errorf("type %d: want 1 or 2", f.Origin)
	case f.DataType == typeReference && m.find(f.ReferenceTo) == nil:
		return fmt.Errorf("reference_to %q: want the name of an entity", f.ReferenceTo)
	}
	return nil
}

// duplicateTable holds, by entity, which fields make a duplicate (WI-Q26, WI-Q63).
func duplicateTable() api.Table[state] {
	type rule struct {
		Fields []string `json:"fields"`
	}
	get := func(s *state, id string) (any, bool) {
		e := s.metadata.find(id)
		if e == nil {
			return nil, false
		}
		return rule{append([]string{}, e.duplicates...)}, true
	}
	return api.Table[state]{
		Name: "duplicates",
		All: func(s *state) iter.Seq2[string, any] {
			return func(yield func(string, any) bool) {
				for _, e := range s.metadata.entities {
					if shown, _ := get(s, e.name); !yield(e.name, shown) {
						return
					}
				}
			}
		},
		Get: get,
		Put: func(tx *tx, id string, raw json.RawMessage) error {
			var r rule
			if err := wire.Decode(raw, &r); err != nil {
				return err
			}
			e := tx.State.metadata.find(id)
			if e == nil {
				return errors.New("there is no such entity")
			}
			for _, name := range r.Fields {
				if e.byName[name] == nil || e.byName[name].DataType != typeString {
					return fmt.Errorf("field %q: want text fields of %s", name, id)
				}
			}
			setDuplicates(tx, e, r.Fields)
			return nil
		},
	}
}

// setDuplicates changes the rule and files all records anew under their new keys.
func setDuplicates(tx *tx, e *entity, fields []string) {
	next := *e
	next.duplicates = fields
	tx.State.metadata = tx.State.metadata.with(&next)
	old := tx.State.tables[e.kind]
	tx.State.tables[e.kind] = newTable()
	for r := range old.byID.All() {
		again := *r
		tx.State.tables[e.kind].put(tx.Writer, &next, &again)
	}
}

// recordTable holds the records of one kind by id.
func recordTable(kind int, name string) api.Table[state] {
	show := func(s *state, r *record) any {
		return json.RawMessage(appendRow(nil, &tx{State: s}, s.metadata.columns(kind), r))
	}
	return api.Table[state]{
		Name: name,
		All: func(s *state) iter.Seq2[string, any] {
			return func(yield func(string, any) bool) {
				for r := range s.tables[kind].byCreated.All() {
					if !yield(r.id, show(s, r)) {
						return
					}
				}
			}
		},
		Get: func(s *state, id string) (any, bool) {
			r := s.tables[kind].get(id)
			if r == nil {
				return nil, false
			}
			return show(s, r), true
		},
		Put: func(tx *tx, id string, raw json.RawMessage) error { return putRaw(tx, kind, id, raw) },
		Delete: func(tx *tx, id string) bool {
			r := tx.State.tables[kind].get(id)
			if r == nil {
				return false
			}
			tx.State.tables[kind].remove(tx.Writer, tx.State.metadata.entities[kind], r)
			return true
		},
	}
}

// putRaw stores a record as it is given, system fields included. What is not given keeps its value,
// or is filled in as for a record that the first user adds now.
func putRaw(tx *tx, kind int, id string, raw json.RawMessage) error {
	e := tx.State.metadata.entities[kind]
	if !isID(e, id) {
		return fmt.Errorf("want an id of the form %s and a UUID in lower case", e.prefix())
	}
	var given map[string]any
	if err := wire.Decode(raw, &given); err != nil {
		return err
	}
	var next *draft
	if r := tx.State.tables[kind].get(id); r != nil {
		next = r.draft(e)
	} else {
		next = newDraft(tx, e, userID(1), nil)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		f := e.field(name)
		if f == nil {
			return fmt.Errorf("%s has no field %q", e.name, name)
		}
		value, valid := parse(f, given[name])
		if !valid {
			return fmt.Errorf("field %q: the value does not fit data_type %s", name, f.DataType)
		}
		next.set(f, value)
	}
	next.set(e.id(), textValue(id))
	next.setCreated(e)
	r := next.record(e)
	if !r.complete(e) {
		return errors.New("a required field is missing")
	}
	tx.State.tables[kind].put(tx.Writer, e, r)
	return nil
}
