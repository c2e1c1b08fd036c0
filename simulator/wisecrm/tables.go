package wisecrm

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// tables are the settings that the vendor keeps outside its API, and all records. Descriptions come before the
// records that need them.
func tables(document *openapi.Document) []api.Table {
	apps := api.In(func(s *state) *store.Set[app] { return &s.apps })
	apps.Put, apps.Delete = putApp, removeApp
	return []api.Table{
		api.Rows[state, app]{
			Called: "apps", Is: "The applications that may call, with what the vendor allows them.", In: apps, Private: true,
			ID:    func(a app) string { return a.AppID },
			Key:   func(id string) (app, error) { return app{AppID: id}, nil },
			Check: appCheck(document),
		},
		moduleTable(), fieldTable(), duplicateTable(),
		recordTable(businessUnit, "businessUnits", "Departments, to which users belong."),
		recordTable(user, "users", "Users, in whose name calls act."),
		api.Rows[state, right]{
			Called: "rights", Is: "Users who may not do everything, by user id.",
			In:    api.In(func(s *state) *store.Set[right] { return &s.rights }),
			ID:    func(r right) string { return r.UserID },
			Key:   func(id string) (right, error) { return right{UserID: id}, nil },
			Check: checkRight,
		},
		recordTable(account, "accounts", "Customers."),
		recordTable(contact, "contacts", "Contacts of customers."),
		recordTable(salesOrder, "salesOrders", "Orders."),
		recordTable(salesOrderDetail, "salesOrderDetails", "The lines of orders."),
		customTable(),
	}
}

// A fieldRow is a field with the entity that has it.
type fieldRow struct {
	ID string `json:"id"` // Entity.field
	field
}

// system has all entities but the custom modules. Their fields are the sandbox's own.
var system = standardMetadata()

// fieldTable holds the fields of all entities. Fields can be added and changed, but not deleted: records may hold
// values of them.
func fieldTable() api.Rows[state, fieldRow] {
	return api.Rows[state, fieldRow]{
		Called: "fields", Is: "The fields of all entities; new ones are custom fields.",
		In: api.Place[state, fieldRow]{
			All: func(s *state, from *fieldRow) iter.Seq[fieldRow] {
				var rows []fieldRow
				for _, e := range s.metadata.entities {
					for _, f := range e.fields {
						rows = append(rows, fieldRow{e.name + "." + f.Name, *f})
					}
				}
				return startingAt(rows, from, func(r fieldRow) string { return r.ID })
			},
			Get: func(s *state, key fieldRow) (fieldRow, bool) {
				e := s.metadata.find(key.entity())
				if e == nil || e.byName[key.Name] == nil {
					return key, false
				}
				return fieldRow{key.ID, *e.byName[key.Name]}, true
			},
			Put: func(tx *tx, r fieldRow) { setField(tx, tx.State.metadata.find(r.entity()), r.field) },
		},
		ID: func(r fieldRow) string { return r.ID },
		Key: func(id string) (fieldRow, error) {
			entity, name, _ := strings.Cut(id, ".")
			if system.find(entity) == nil && !moduleName.MatchString(entity) || name == "" {
				return fieldRow{}, errors.New("want an id such as Account.c__level, with the name of an entity")
			}
			return fieldRow{id, field{Name: name}}, nil
		},
		New: func(_ *tx, id string) fieldRow {
			_, name, _ := strings.Cut(id, ".")
			return fieldRow{id, field{
				Name: name, Label: name, Origin: 2, DataType: typeString, Nullable: true, Creatable: true, Updatable: true,
			}}
		},
		Read: func(tx *tx, raw []byte, r fieldRow) (fieldRow, error) {
			err := wire.Decode(raw, &r)
			if err == nil && tx.State.metadata.find(r.entity()) == nil {
				err = fmt.Errorf("there is no entity %q", r.entity())
			}
			return r, err
		},
		Check: checkField,
	}
}

func (r fieldRow) entity() string {
	name, _, _ := strings.Cut(r.ID, ".")
	return name
}

func checkField(tx *tx, r *fieldRow) error {
	types := []string{typeString, typeInt, typeDecimal, typeBoolean, typeDate, typeDateTime, typePicklist, typeReference}
	switch {
	case r.ID != r.entity()+"."+r.Name:
		return fmt.Errorf("field %q: want the name in the id", r.Name)
	case r.Name == createdKey || r.Name == entityKey:
		return fmt.Errorf("field %q: tables show another thing under that name", r.Name)
	case !slices.Contains(types, r.DataType):
		return fmt.Errorf("data_type %q: want one of %s", r.DataType, strings.Join(types, ", "))
	case r.Origin != 1 && r.Origin != 2:
		return fmt.Errorf("type %d: want 1 or 2", r.Origin)
	case r.DataType == typeReference && tx.State.metadata.find(r.ReferenceTo) == nil:
		return fmt.Errorf("reference_to %q: want the name of an entity", r.ReferenceTo)
	}
	return nil
}

// startingAt yields the rows from the one of from's id on.
func startingAt[R any](rows []R, from *R, id func(R) string) iter.Seq[R] {
	if from != nil {
		first := slices.IndexFunc(rows, func(r R) bool { return id(r) == id(*from) })
		rows = rows[max(0, first):]
	}
	return slices.Values(rows)
}

// A duplicateRule says which fields make a duplicate (WI-Q26, WI-Q63).
type duplicateRule struct {
	Entity string   `json:"entity"`
	Fields []string `json:"fields"`
}

func ruleOf(e *entity) duplicateRule {
	return duplicateRule{e.name, append([]string{}, e.duplicates...)}
}

// duplicateTable holds the rule of each entity. There are no others.
func duplicateTable() api.Rows[state, duplicateRule] {
	return api.Rows[state, duplicateRule]{
		Called: "duplicates", Is: "The fields that make a duplicate of a record, by entity.",
		In: api.Place[state, duplicateRule]{
			All: func(s *state, from *duplicateRule) iter.Seq[duplicateRule] {
				var rows []duplicateRule
				for _, e := range s.metadata.entities[:kinds] {
					rows = append(rows, ruleOf(e))
				}
				return startingAt(rows, from, func(r duplicateRule) string { return r.Entity })
			},
			Get: func(s *state, key duplicateRule) (duplicateRule, bool) {
				e := s.metadata.find(key.Entity)
				if e == nil {
					return key, false
				}
				return ruleOf(e), true
			},
			Put: func(tx *tx, r duplicateRule) { setDuplicates(tx, tx.State.metadata.find(r.Entity), r.Fields) },
		},
		ID: func(r duplicateRule) string { return r.Entity },
		Key: func(id string) (duplicateRule, error) {
			if system.find(id) == nil {
				return duplicateRule{}, fmt.Errorf("there is no entity %q", id)
			}
			return duplicateRule{Entity: id}, nil
		},
		Check: checkDuplicates,
	}
}

func checkDuplicates(tx *tx, r *duplicateRule) error {
	e := tx.State.metadata.find(r.Entity)
	if e == nil {
		return errors.New("there is no such entity")
	}
	for _, name := range r.Fields {
		if e.byName[name] == nil || e.byName[name].DataType != typeString {
			return fmt.Errorf("field %q: want text fields of %s", name, r.Entity)
		}
	}
	return nil
}

// recordTable holds the records of one kind by id.
func recordTable(kind int, name, about string) api.Rows[state, *record] {
	entityOf := func(s *state) *entity { return s.metadata.entities[kind] }
	return api.Rows[state, *record]{
		Called: name, Is: about,
		Fresh: func(tx *tx) string { return entityOf(tx.State).prefix() + tx.NewUUID() },
		In: api.Place[state, *record]{
			All: func(s *state, from **record) iter.Seq[*record] {
				if from == nil {
					return s.tables[kind].byCreated.All()
				}
				return s.tables[kind].byCreated.From(*from)
			},
			Get: func(s *state, key *record) (*record, bool) { return s.tables[kind].byID.Get(key) },
			Put: func(tx *tx, r *record) { tx.State.tables[kind].put(tx.Writer, entityOf(tx.State), r) },
			Delete: func(tx *tx, r *record) {
				deleteWithDetails(tx, entityOf(tx.State), r.id)
				if kind == user {
					tx.State.rights.Delete(tx.Writer, right{UserID: r.id})
				}
			},
		},
		ID:  func(r *record) string { return r.id },
		Key: func(id string) (*record, error) { return &record{id: id}, nil },
		New: func(tx *tx, id string) *record {
			return newDraft(tx, entityOf(tx.State), id, userID(1), nil).record(entityOf(tx.State))
		},
		Check: func(tx *tx, r **record) (err error) {
			*r, err = checkRecord(tx, entityOf(tx.State), *r)
			return err
		},
		Show:    func(s *state, r *record) any { return showRecord(entityOf(s), r) },
		Read:    func(tx *tx, raw []byte, r *record) (*record, error) { return readRecord(entityOf(tx.State), raw, r) },
		Columns: func(s *state) []api.Field { return fieldsOfTable(entityOf(s)) },
	}
}
