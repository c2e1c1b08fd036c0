package api

import (
	"encoding/json"
	"fmt"
	"time"

	jsonpatch "github.com/evanphx/json-patch/v5"

	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// A Row is a record of a table with its id. The id may be left out of a row to be put: the record has it.
type Row struct {
	ID     string          `json:"id"`
	Record json.RawMessage `json:"record"`
}

// A Page says which rows of a table to list.
type Page struct {
	After string            // the id behind which to begin, "" for the beginning
	Limit int               // of rows
	Where map[string]string // values of fields, as text
}

// Fields returns the fields of a table's records.
func (v *Vendor) Fields(s *Sandbox, t Table) []Field { return t.fields(v.state(s)) }

// List returns a page of a table, and whether there are more rows behind it.
func (v *Vendor) List(s *Sandbox, t Table, page Page) (rows []Row, more bool, err error) {
	all, err := t.all(v.state(s), page.After)
	if err != nil {
		return nil, false, err
	}
	rows = []Row{}
	now := s.Clock.Now()
	for id, record := range all {
		text, err := wire.Marshal(t.seen(record, now))
		if err != nil {
			return nil, false, err
		}
		if !matches(text, page.Where) {
			continue
		}
		if len(rows) == page.Limit {
			return rows, true, nil
		}
		rows = append(rows, Row{id, text})
	}
	return rows, false, nil
}

// matches reports whether a record has all the values, compared as text.
func matches(record []byte, where map[string]string) bool {
	if len(where) == 0 {
		return true
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(record, &fields) != nil {
		return false
	}
	for name, want := range where {
		var text string
		if json.Unmarshal(fields[name], &text) != nil {
			text = string(fields[name])
		}
		if text != want {
			return false
		}
	}
	return true
}

// Get returns a record, or ErrNoRecord.
func (v *Vendor) Get(s *Sandbox, t Table, id string) (json.RawMessage, error) {
	return look(t, v.state(s), id, s.Clock.Now())
}

// get returns a record as it is kept.
func get(t Table, state any, id string) (json.RawMessage, error) {
	return look(t, state, id, time.Time{})
}

// look returns a record as it is seen at a time, the zero time for as it is kept.
func look(t Table, state any, id string, at time.Time) (json.RawMessage, error) {
	record, known := t.get(state, id)
	if !known {
		return nil, ErrNoRecord
	}
	if !at.IsZero() {
		record = t.seen(record, at)
	}
	return wire.Marshal(record)
}

// Put adds a record or replaces the one with its id; what it leaves out is as in a new record. The error
// says what is wrong with the record, or is a *Conflict; nothing is changed then.
func (v *Vendor) Put(s *Sandbox, t Table, id string, record []byte) error {
	_, err := v.Replace(s, t, id, record)
	return err
}

// Replace is Put, and returns the record as it then is.
func (v *Vendor) Replace(s *Sandbox, t Table, id string, record []byte) (after json.RawMessage, err error) {
	err = v.change(s, func(tx transaction) error {
		if err := put(tx, t, id, record); err != nil {
			return err
		}
		after, err = look(t, tx.version().state, id, tx.base().Now)
		return err
	})
	return after, err
}

func put(tx transaction, t Table, id string, record []byte) error {
	if err := object(record); err != nil {
		return err
	}
	return t.put(tx, id, record)
}

// Patch changes a record by a JSON merge patch (RFC 7396). The error is ErrNoRecord, or as that of Put.
func (v *Vendor) Patch(s *Sandbox, t Table, id string, patch []byte) error {
	_, err := v.Merge(s, t, id, patch)
	return err
}

// Merge is Patch, and returns the record as it then is.
func (v *Vendor) Merge(s *Sandbox, t Table, id string, patch []byte) (after json.RawMessage, err error) {
	err = v.change(s, func(tx transaction) error {
		old, err := get(t, tx.version().state, id)
		if err != nil {
			return err
		}
		if err := object(patch); err != nil {
			return err
		}
		merged, err := jsonpatch.MergePatch(old, patch)
		if err != nil {
			return err
		}
		if err := t.put(tx, id, merged); err != nil {
			return err
		}
		after, err = look(t, tx.version().state, id, tx.base().Now)
		return err
	})
	return after, err
}

// Load puts all rows or, with an error that names the first bad one, none.
func (v *Vendor) Load(s *Sandbox, t Table, rows []Row) error {
	return v.change(s, func(tx transaction) error {
		for i, r := range rows {
			if err := load(tx, t, r); err != nil {
				return fmt.Errorf("row %d: %w", i+1, err)
			}
		}
		return nil
	})
}

func load(tx transaction, t Table, r Row) error {
	if err := object(r.Record); err != nil {
		return err
	}
	if r.ID == "" {
		id, err := t.id(tx, r.Record)
		if err != nil {
			return err
		}
		r.ID = id
	}
	return t.put(tx, r.ID, r.Record)
}

// Delete removes a record. The error is ErrNoRecord or ErrStays.
func (v *Vendor) Delete(s *Sandbox, t Table, id string) error {
	return v.change(s, func(tx transaction) error {
		if t.Stays() {
			return ErrStays
		}
		if !t.remove(tx, id) {
			return ErrNoRecord
		}
		return nil
	})
}

// Clear removes all records of a table, or none with ErrStays.
func (v *Vendor) Clear(s *Sandbox, t Table) error {
	return v.change(s, func(tx transaction) error {
		if t.Stays() {
			return ErrStays
		}
		all, err := t.all(v.state(s), "") // What is published stays as it is while the transaction removes.
		if err != nil {
			return err
		}
		for id := range all {
			t.remove(tx, id)
		}
		return nil
	})
}

// change runs a control call's change in a transaction that is kept unless it fails.
func (v *Vendor) change(s *Sandbox, change func(transaction) error) error {
	var failure error
	err := v.update(s, func(tx transaction) bool {
		failure = change(tx)
		return failure == nil
	})
	if failure != nil {
		return failure
	}
	return err
}
