package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// A SeedRow is a record of a seed file, which has those of all vendors. A text "$NAME" in it stands for the id of the
// record of that name, "$$" for a dollar.
type SeedRow struct {
	Vendor, Table string
	Name          string // by which other records of the file refer to it, "" for none
	Record        map[string]any
	At            string // where it stands in the file, for messages
}

// Seeded counts what a seed file brought, and gives the ids of the records that have names.
type Seeded struct {
	Loaded int               `json:"loaded"`
	IDs    map[string]string `json:"ids"`
}

// Seed puts records of all vendors in one step: all of them or, with an error that says where it is wrong, none.
func (s *Sandbox) Seed(rows []SeedRow) (*Seeded, error) {
	defer s.lock()()
	versions := make([]*version, len(s.cells))
	for i := range s.cells {
		versions[i] = s.cells[i].current.Load()
	}
	seeded, err := s.sow(versions, rows)
	if err != nil {
		return nil, err
	}
	return seeded, s.shared.Holders.replace(s, versions)
}

// SeedDemo adds records to the demo data, which all sandboxes begin with that no other sandbox is the model of. It is
// for the time before the first sandbox. until is when the records are made, unless they say.
func (h *Shared) SeedDemo(rows []SeedRow, until time.Time) error {
	demo := h.demo()
	s := h.found("seeds", demo)
	s.Clock.Set(until, true)
	versions := slices.Clone(demo.versions)
	if _, err := s.sow(versions, rows); err != nil {
		return err
	}
	demo.versions = versions
	return nil
}

// A sower puts the rows of a seed file.
type sower struct {
	sandbox *Sandbox
	txs     map[string]transaction // by vendor
	last    map[counting]int64     // numbers given in tables that count
	ids     map[string]string      // by name
}

type counting struct {
	tx    transaction
	table string
}

// sow makes versions with the rows of those that it is given, in place.
func (s *Sandbox) sow(versions []*version, rows []SeedRow) (*Seeded, error) {
	w := &sower{s, map[string]transaction{}, map[counting]int64{}, map[string]string{}}
	for i, v := range s.shared.Vendors {
		w.txs[v.ID()] = v.begin(s, versions[i])
	}
	tables := make([]Table, len(rows))
	for i, row := range rows {
		var err error
		if tables[i], err = w.name(row); err != nil {
			return nil, fmt.Errorf("%s: %w", row.At, err)
		}
	}
	for i, row := range rows {
		if err := w.put(tables[i], row); err != nil {
			return nil, fmt.Errorf("%s: %s %s: %w", row.At, row.Vendor, row.Table, err)
		}
	}
	for i, v := range s.shared.Vendors {
		if slices.ContainsFunc(rows, func(r SeedRow) bool { return r.Vendor == v.ID() }) {
			versions[i] = w.txs[v.ID()].version()
		}
	}
	return &Seeded{len(rows), w.ids}, nil
}

// name finds a row's table, and gives a record with a name its id before any refers to it.
func (w *sower) name(row SeedRow) (Table, error) {
	v := w.sandbox.shared.vendor(row.Vendor)
	if v == nil {
		return nil, fmt.Errorf("there is no vendor %q", row.Vendor)
	}
	t, err := v.Table(row.Table)
	if err != nil {
		return nil, fmt.Errorf("%s has no table %q", row.Vendor, row.Table)
	}
	if row.Name == "" {
		return t, nil
	}
	if _, twice := w.ids[row.Name]; twice {
		return nil, fmt.Errorf("a second record is named %q", row.Name)
	}
	without := maps.Clone(row.Record)
	maps.DeleteFunc(without, func(_ string, value any) bool { return refers(value) })
	w.ids[row.Name], err = w.id(w.txs[row.Vendor], t, without)
	return t, err
}

func (w *sower) put(t Table, row SeedRow) error {
	tx := w.txs[row.Vendor]
	resolved, err := w.resolve(row.Record)
	if err != nil {
		return err
	}
	record := fit(resolved.(map[string]any), t.fields(tx.version().state))
	id := w.ids[row.Name]
	if row.Name == "" {
		if id, err = w.id(tx, t, record); err != nil {
			return err
		}
	}
	text, err := json.Marshal(record)
	if err != nil {
		return err
	}
	return put(tx, t, id, text)
}

// id is the id that a record says, else the next one of the table.
func (w *sower) id(tx transaction, t Table, record map[string]any) (string, error) {
	text, err := json.Marshal(fit(record, t.fields(tx.version().state)))
	if err != nil {
		return "", err
	}
	said, err := t.id(tx, text)
	switch {
	case err != nil:
		return "", err
	case t.counted() && said == "0":
		return w.next(tx, t)
	case said != "":
		return said, nil
	}
	if id := t.fresh(tx); id != "" {
		return id, nil
	}
	return "", errors.New("the record says no id")
}

// next is the number behind all that a table has. It looks through the table once.
func (w *sower) next(tx transaction, t Table) (string, error) {
	key := counting{tx, t.Name()}
	if _, known := w.last[key]; !known {
		all, err := t.all(tx.version().state, "")
		if err != nil {
			return "", err
		}
		for id := range all {
			if n, err := strconv.ParseInt(id, 10, 64); err == nil {
				w.last[key] = max(w.last[key], n)
			}
		}
	}
	w.last[key]++
	return strconv.FormatInt(w.last[key], 10), nil
}

// refers reports whether a value is the name of a record.
func refers(value any) bool {
	text, ok := value.(string)
	return ok && strings.HasPrefix(text, "$") && !strings.HasPrefix(text, "$$")
}

// resolve returns a value with ids in the place of names.
func (w *sower) resolve(value any) (any, error) {
	switch v := value.(type) {
	case map[string]any:
		next := make(map[string]any, len(v))
		for name, inner := range v {
			var err error
			if next[name], err = w.resolve(inner); err != nil {
				return nil, err
			}
		}
		return next, nil
	case []any:
		next := make([]any, len(v))
		for i, inner := range v {
			var err error
			if next[i], err = w.resolve(inner); err != nil {
				return nil, err
			}
		}
		return next, nil
	case string:
		if !refers(v) {
			if strings.HasPrefix(v, "$$") {
				return v[1:], nil
			}
			return v, nil
		}
		id, known := w.ids[v[1:]]
		if !known {
			return nil, fmt.Errorf("no record is named %q", v[1:])
		}
		return id, nil
	default:
		return value, nil
	}
}

// fit writes the numbers of texts, such as of telephones, as texts, and ids that are numbers as numbers.
func fit(record map[string]any, fields []Field) map[string]any {
	next := maps.Clone(record)
	for _, f := range fields {
		switch v := next[f.Name].(type) {
		case json.Number:
			if f.Type == "string" {
				next[f.Name] = v.String()
			}
		case string:
			if _, err := strconv.ParseInt(v, 10, 64); err == nil && f.Type == "integer" {
				next[f.Name] = json.Number(v)
			}
		}
	}
	return next
}

func (h *Shared) vendor(id string) *Vendor {
	i := slices.IndexFunc(h.Vendors, func(v *Vendor) bool { return v.ID() == id })
	if i < 0 {
		return nil
	}
	return h.Vendors[i]
}

// Harvest yields the records of all tables that are not the sandbox's own, as rows of a seed file.
func (s *Sandbox) Harvest(yield func(vendor string, t Table, record json.RawMessage) error) error {
	taken := s.take("")
	for i, v := range s.shared.Vendors {
		for _, t := range v.Tables {
			if t.Own() {
				continue
			}
			all, err := t.all(taken.versions[i].state, "")
			if err != nil {
				return err
			}
			for _, record := range all {
				text, err := wire.Marshal(record)
				if err != nil {
					return err
				}
				if err := yield(v.ID(), t, text); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
