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
		row = wire.AppendScalar(wire.AppendKey(row, f.Name), r.value(f))
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
	next := &record{created: r.created, values: make([]any, len(e.fields))}
	copy(next.values, r.values)
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
	next.id = next.text(e.id())
	return next, nil
}

// scalarOf returns a JSON value as records hold them.
func scalarOf(value any) (any, bool) {
	switch v := value.(type) {
	case nil, string:
		return v, true
	case json.Number:
		if n, err := strconv.ParseInt(string(v), 10, 64); err == nil {
			return n, true
		}
		return string(v), true
	default:
		return nil, false
	}
}

// checkRecord refuses values that do not fit their fields, and gives the rest the fields' types. A value that the
// record has already may stay. The place in lists follows createdOn.
func checkRecord(tx *tx, e *entity, r *record) error {
	if !isID(e, r.id) {
		return fmt.Errorf("want an id of the form %s and a UUID in lower case", e.prefix())
	}
	old := tx.State.tables[e.kind].get(r.id)
	for _, f := range e.fields {
		value := r.value(f)
		if value == nil || old != nil && old.value(f) == value {
			continue
		}
		parsed, valid := parse(f, textOf(value))
		if !valid {
			return fmt.Errorf("field %q: the value does not fit data_type %s", f.Name, f.DataType)
		}
		r.set(f, parsed)
	}
	for _, f := range e.fields {
		if !f.Nullable && !f.automatic && r.value(f) == nil {
			return errors.New("a required field is missing: " + f.Name)
		}
	}
	r.setCreated(e)
	return nil
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
