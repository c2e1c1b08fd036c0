package wisecrm

import (
	"encoding/json"
	"maps"
	"slices"
)

// A cascade names the records to delete with another one: those of the entity whose field refers to it.
type cascade struct {
	entity *entity
	field  *field
}

// cascadesOf reads cascade_delete, the JSON text of an object of arrays of field names (WI-Q39).
func cascadesOf(tx *tx, of *entity, text string) ([]cascade, *failure) {
	if blank(text) {
		return nil, nil
	}
	var named map[string][]string
	if err := json.Unmarshal([]byte(text), &named); err != nil || named == nil {
		return nil, invalid("cascade_delete").because("an object of lists of fields", "")
	}
	var all []cascade
	for _, name := range slices.Sorted(maps.Keys(named)) {
		e := tx.State.metadata.find(name)
		if e == nil {
			return nil, invalid("cascade_delete").because("names of entities", name)
		}
		for _, fieldName := range named[name] {
			f := e.field(fieldName)
			if f == nil || f.ReferenceTo != of.name {
				return nil, invalid("cascade_delete").because("fields that refer to "+of.name, name+"."+fieldName)
			}
			all = append(all, cascade{e, f})
		}
	}
	return all, nil
}

// deleteWithDetails deletes a record, its detail records and theirs. A record that is gone already is fine.
func deleteWithDetails(tx *tx, e *entity, id string) {
	r := tx.State.table(e).get(id)
	if r == nil {
		return
	}
	tx.State.writable(e).remove(tx.Writer, e, r)
	for _, detail := range tx.State.metadata.entities {
		if detail.master == nil || detail.master.ReferenceTo != e.name {
			continue
		}
		for _, detailID := range tx.State.table(detail).referring(detail.master, id) {
			deleteWithDetails(tx, detail, detailID)
		}
	}
}
