package wisecrm

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// Records as the control API shows and takes them: everything that is stored, and only that.

// createdKey is the moment that a record's place in lists comes from; createdOn shows its second. entityKey names the
// module of a record that is one's.
const (
	createdKey = "_created"
	entityKey  = "_entity"
)

// showRecord shows a reference even when it leads nowhere any more.
func showRecord(e *entity, r *record) any {
	row := []byte("{")
	for _, f := range e.fields {
		row = r.value(f).appendJSON(wire.AppendKey(row, f.Name))
	}
	if e.custom {
		row = wire.AppendString(wire.AppendKey(row, entityKey), e.name)
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
		if name == entityKey && e.custom && given[name] == e.name {
			continue
		}
		f := e.field(name)
		if f == nil {
			return nil, fmt.Errorf("%s has no field %q", e.name, name)
		}
		value, valid := scalarOf(given[name])
		if !valid {
			return nil, fmt.Errorf("field %q: want a text, a number, a boolean or null", name)
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
	case bool:
		return boolValue(v), true
	case json.Number:
		return value{numberKind, string(v)}, true
	default:
		return value{}, false
	}
}

// scalar returns a value as JSON is decoded.
func (v value) scalar() any {
	switch v.kind {
	case nullKind:
		return nil
	case numberKind:
		return json.Number(v.text)
	case boolKind:
		return v.text == "true"
	default:
		return v.text
	}
}

// checkRecord refuses values that do not fit their fields, and gives the rest the fields' types. A value that the
// record has already may stay. The place in lists follows createdOn.
func checkRecord(tx *tx, e *entity, r *record) (*record, error) {
	if !isID(e, r.id) {
		return nil, fmt.Errorf("want an id of the form %s and a UUID in lower case", e.prefix())
	}
	old, next := tx.State.table(e).get(r.id), r.draft(e)
	for _, f := range e.fields {
		has := r.value(f)
		if has.kind == nullKind || old != nil && old.value(f) == has {
			continue
		}
		parsed, valid := parse(f, has.scalar())
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

// jsonTypes are those of the values of a data_type that are no strings.
var jsonTypes = map[string]string{typeInt: "integer", typePicklist: "integer", typeDecimal: "number", typeBoolean: "boolean"}

func fieldsOfTable(e *entity) []api.Field {
	var shown []api.Field
	for _, f := range e.fields {
		shown = append(shown, api.Field{Name: f.Name, Type: cmp.Or(jsonTypes[f.DataType], "string")})
	}
	return append(shown, api.Field{Name: createdKey, Type: "string"})
}
