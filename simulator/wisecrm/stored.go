package wisecrm

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// Records as the control API shows and takes them: everything that is stored, and only that.

// createdKey is the moment that a record's place in lists comes from. createdOn shows its second.
const createdKey = "_created"

// showRecord shows a reference even when it leads nowhere any more.
func showRecord(e *entity, r *record) any {
	row := []byte("{")
	for _, f := range e.fields {
		row = r.value(f).appendJSON(wire.AppendKey(row, f.Name))
	}
	row = wire.AppendString(wire.AppendKey(row, createdKey), time.Unix(0, r.created).In(zone).Format(time.RFC3339Nano))
	return json.RawMessage(append(row, '}'))
}

// readRecord returns the record with the values that are given. Whether they fit is for checkRecord to say.
func readRecord(e *entity, raw []byte, r *record) (*record, error) {
	var given map[string]any
	if err := wire.Decode(raw, &given); err != nil {
		return nil, err
	}
	next := r.draft(e)
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if name == createdKey {
			text, _ := given[name].(string)
			t, err := time.Parse(time.RFC3339Nano, text)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", createdKey, err)
			}
			next.created = t.UnixNano()
			continue
		}
		f := e.field(name)
		if f == nil {
			return nil, fmt.Errorf("%s has no field %q", e.name, name)
		}
		value, valid := scalarOf(given[name])
		if !valid {
			return nil, fmt.Errorf("field %q: want a text, a whole number or null", name)
		}
		next.set(f, value)
	}
	return next.record(e), nil
}

// scalarOf returns a JSON value as records hold them.
func scalarOf(given any) (value, bool) {
	switch v := given.(type) {
	case nil:
		return value{}, true
	case string:
		return textValue(v), true
	case json.Number:
		if n, err := strconv.ParseInt(string(v), 10, 64); err == nil {
			return numberValue(n), true
		}
		return textValue(string(v)), true
	default:
		return value{}, false
	}
}

// checkRecord refuses values that do not fit their fields, and gives the rest the fields' types. A value that the
// record has already may stay. The place in lists follows createdOn.
func checkRecord(tx *tx, e *entity, r *record) (*record, error) {
	if !isID(e, r.id) {
		return nil, fmt.Errorf("want an id of the form %s and a UUID in lower case", e.prefix())
	}
	old, next := tx.State.tables[e.kind].get(r.id), r.draft(e)
	for _, f := range e.fields {
		has := r.value(f)
		if has.kind == nullKind || old != nil && old.value(f) == has {
			continue
		}
		parsed, valid := parse(f, has.text)
		if !valid {
			return nil, fmt.Errorf("field %q: the value does not fit data_type %s", f.Name, f.DataType)
		}
		next.set(f, parsed)
	}
	next.setCreated(e)
	checked := next.record(e)
	for _, f := range e.fields {
		if !f.Nullable && !f.automatic && checked.value(f).kind == nullKind {
			return nil, errors.New("a required field is missing: " + f.Name)
		}
	}
	return checked, nil
}

func fieldsOfTable(e *entity) []api.Field {
	var shown []api.Field
	for _, f := range e.fields {
		kind := "string"
		if f.DataType == typeInt || f.DataType == typePicklist {
			kind = "integer"
		}
		shown = append(shown, api.Field{Name: f.Name, Type: kind})
	}
	return append(shown, api.Field{Name: createdKey, Type: "string"})
}
