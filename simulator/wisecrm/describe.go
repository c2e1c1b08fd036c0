package wisecrm

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// The operations that describe the tenant: metadata/entity, metadata/field, metadata/picklist.

// listEntities lists the kinds of records by code; type 1 asks for the system's, 2 for custom modules (WI-Q78).
func listEntities(tx *tx, c *api.Call) api.Answer {
	data := []byte("[")
	asked := c.Int("type")
	byCode := func(a, b *entity) int { return cmp.Compare(a.code, b.code) }
	for _, e := range slices.SortedFunc(slices.Values(tx.State.metadata.entities), byCode) {
		if !e.listed || asked != 0 && asked != e.origin() {
			continue
		}
		if len(data) > 1 {
			data = append(data, ',')
		}
		data = strconv.AppendInt(append(data, `{"code":`...), int64(e.code), 10)
		data = wire.AppendString(wire.AppendKey(data, "entity"), e.name)
		data = wire.AppendString(wire.AppendKey(data, "name"), e.label)
		data = strconv.AppendInt(wire.AppendKey(data, "type"), int64(e.origin()), 10)
		data = append(wire.AppendString(wire.AppendKey(data, "name_field"), e.nameField), '}')
	}
	return ok(append(data, ']'))
}

// origin is 1 for an entity of the system, 2 for a custom module.
func (e *entity) origin() int {
	if e.custom {
		return 2
	}
	return 1
}

// listedEntity finds the entity that the call names (WI-Q55).
func listedEntity(tx *tx, c *api.Call) (*entity, *failure) {
	e := tx.State.metadata.find(c.Text("entity"))
	if e == nil || !e.listed {
		return nil, invalid("entity").because("the name of an entity", c.Text("entity"))
	}
	return e, nil
}

// listFields lists an entity's fields, under the key of the page's sample (WI-Q53).
func listFields(tx *tx, c *api.Call) api.Answer {
	e, bad := listedEntity(tx, c)
	if bad != nil {
		return bad.answer(c)
	}
	origin := c.Int("type")
	shown := []field{}
	for _, f := range e.fields {
		if origin == 0 || origin == f.Origin {
			plain := *f
			plain.Values = nil // metadata/picklist shows them.
			shown = append(shown, plain)
		}
	}
	return okJSON(shown)
}

// listPicklists lists the values of an entity's picklists, or of those that fields names (WI-Q77).
func listPicklists(tx *tx, c *api.Call) api.Answer {
	e, bad := listedEntity(tx, c)
	if bad != nil {
		return bad.answer(c)
	}
	type picklist struct {
		Field  string   `json:"field"`
		Values []choice `json:"values"`
	}
	var names []string
	for part := range strings.SplitSeq(c.Text("fields"), ",") {
		if name := strings.TrimSpace(part); name != "" {
			names = append(names, name)
		}
	}
	for _, name := range names {
		if f := e.field(name); f == nil || f.DataType != typePicklist {
			return invalidField(name).answer(c)
		}
	}
	shown := []picklist{}
	for _, f := range e.fields {
		if f.DataType == typePicklist && (names == nil || slices.Contains(names, f.Name)) {
			shown = append(shown, picklist{f.Name, f.Values})
		}
	}
	return okJSON(shown)
}

// okJSON is ok for plain structs, all of which have a JSON form.
func okJSON(value any) api.Answer {
	data, err := wire.Marshal(value)
	if err != nil {
		panic(err)
	}
	return ok(data)
}
