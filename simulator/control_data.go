package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// A target is what the path of a call on data names.
type target struct {
	vendor *api.Vendor
	table  api.Table // nil for all of the vendor's
	id     string    // "" for the whole table
}

func (s *Simulator) target(r *http.Request) (target, error) {
	vars := mux.Vars(r)
	t := target{vendor: s.vendor(vars["vendor"]), id: vars["id"]}
	if t.vendor == nil {
		return t, problemf(http.StatusNotFound, "there is no vendor %q", vars["vendor"])
	}
	name, named := vars["table"]
	if !named {
		return t, nil
	}
	table, err := t.vendor.Table(name)
	if err != nil {
		var names []string
		for _, known := range t.vendor.Tables {
			names = append(names, known.Name())
		}
		return t, problemf(http.StatusNotFound, "%s has no table %q; it has %s", t.vendor.ID(), name, strings.Join(names, ", "))
	}
	t.table = table
	return t, nil
}

// problem gives the errors of tables their status.
func (t target) problem(err error) error {
	switch {
	case errors.Is(err, api.ErrNoRecord):
		return problemf(http.StatusNotFound, "%s %s has no record %q", t.vendor.ID(), t.table.Name(), t.id)
	case errors.Is(err, api.ErrStays):
		return problemf(http.StatusConflict, "%s %s: %v", t.vendor.ID(), t.table.Name(), err)
	}
	return err
}

type shownTable struct {
	Name      string      `json:"name"`
	About     string      `json:"about"`
	Deletable bool        `json:"deletable"`
	Fields    []api.Field `json:"fields"`
}

func (s *Simulator) listTables(r *http.Request, sb *api.Sandbox) (any, error) {
	t, err := s.target(r)
	if err != nil {
		return nil, err
	}
	list := []shownTable{}
	for _, table := range t.vendor.Tables {
		list = append(list, shownTable{table.Name(), table.About(), !table.Stays(), t.vendor.Fields(sb, table)})
	}
	return map[string]any{"tables": list}, nil
}

// How many records a listing shows unless it says else, and at most.
const usualRecords, maxRecords = 1000, 10_000

// listRecords shows a page of a table. Parameters other than after and limit name a field and its value.
func (s *Simulator) listRecords(r *http.Request, sb *api.Sandbox) (any, error) {
	t, err := s.target(r)
	if err != nil {
		return nil, err
	}
	page := api.Page{Where: map[string]string{}}
	fields := t.vendor.Fields(sb, t.table)
	for name, values := range r.URL.Query() {
		switch known := slices.ContainsFunc(fields, func(f api.Field) bool { return f.Name == name }); {
		case name == "after", name == "limit":
		case !known:
			return nil, problemf(http.StatusBadRequest, "%s %s has no field %q to filter by", t.vendor.ID(), t.table.Name(), name)
		default:
			page.Where[name] = values[0]
		}
	}
	page.After = r.URL.Query().Get("after")
	if page.Limit, err = natural(r.URL.Query(), "limit", usualRecords); err != nil {
		return nil, err
	}
	if page.Limit < 1 || page.Limit > maxRecords {
		return nil, problemf(http.StatusBadRequest, "limit %d: want 1 to %d", page.Limit, maxRecords)
	}
	rows, more, err := t.vendor.List(sb, t.table, page)
	if err != nil {
		return nil, err
	}
	return stream(func(w io.Writer) error { return writeRows(w, rows, more) }), nil
}

// writeRows writes a listing, one record a line.
func writeRows(w io.Writer, rows []api.Row, more bool) error {
	var text bytes.Buffer
	text.WriteString(`{"records":[`)
	for i, row := range rows {
		if i > 0 {
			text.WriteByte(',')
		}
		text.WriteByte('\n')
		writeRow(&text, row)
	}
	text.WriteString("\n],\"more\":")
	text.WriteString(map[bool]string{true: "true", false: "false"}[more])
	text.WriteString("}\n")
	_, err := w.Write(text.Bytes())
	return err
}

func writeRow(text *bytes.Buffer, row api.Row) {
	id, _ := json.Marshal(row.ID) // A string always has a JSON form.
	text.WriteString(`{"id":`)
	text.Write(id)
	text.WriteString(`,"record":`)
	text.Write(row.Record)
	text.WriteByte('}')
}

func (s *Simulator) showRecord(r *http.Request, sb *api.Sandbox) (any, error) {
	t, err := s.target(r)
	if err != nil {
		return nil, err
	}
	record, err := t.vendor.Get(sb, t.table, t.id)
	if err != nil {
		return nil, t.problem(err)
	}
	return shownRow(t.id, record), nil
}

func shownRow(id string, record json.RawMessage) stream {
	return func(w io.Writer) error {
		var text bytes.Buffer
		writeRow(&text, api.Row{ID: id, Record: record})
		text.WriteByte('\n')
		_, err := w.Write(text.Bytes())
		return err
	}
}

func (s *Simulator) putRecord(r *http.Request, sb *api.Sandbox) (any, error) {
	return s.changeRecord(r, sb, (*api.Vendor).Replace)
}

func (s *Simulator) patchRecord(r *http.Request, sb *api.Sandbox) (any, error) {
	return s.changeRecord(r, sb, (*api.Vendor).Merge)
}

// changeRecord answers the record as the change left it, whatever happens to it then.
func (s *Simulator) changeRecord(
	r *http.Request, sb *api.Sandbox, change func(*api.Vendor, *api.Sandbox, api.Table, string, []byte) (json.RawMessage, error),
) (any, error) {
	t, err := s.target(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxRecord))
	if err != nil {
		return nil, err
	}
	after, err := change(t.vendor, sb, t.table, t.id, body)
	if err != nil {
		return nil, t.problem(err)
	}
	return shownRow(t.id, after), nil
}

func (s *Simulator) deleteRecord(r *http.Request, sb *api.Sandbox) (any, error) {
	t, err := s.target(r)
	if err != nil {
		return nil, err
	}
	return nil, t.problem(t.vendor.Delete(sb, t.table, t.id))
}

func (s *Simulator) clearTable(r *http.Request, sb *api.Sandbox) (any, error) {
	t, err := s.target(r)
	if err != nil {
		return nil, err
	}
	return nil, t.problem(t.vendor.Clear(sb, t.table))
}

// loadRecords puts many records in one step: all of a JSON array or of a sequence of JSON values (NDJSON), or
// none. An element is a record, or {"id", "record"} as a listing shows it.
func (s *Simulator) loadRecords(r *http.Request, sb *api.Sandbox) (any, error) {
	t, err := s.target(r)
	if err != nil {
		return nil, err
	}
	rows, err := readRows(r.Body)
	if err != nil {
		return nil, err
	}
	if err := t.vendor.Load(sb, t.table, rows); err != nil {
		return nil, t.problem(err)
	}
	return map[string]int{"loaded": len(rows)}, nil
}

func readRows(body io.Reader) ([]api.Row, error) {
	d := json.NewDecoder(body)
	var values []json.RawMessage
	for {
		var value json.RawMessage
		err := d.Decode(&value)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if values = append(values, value); len(values) > maxRows {
			return nil, errRows
		}
	}
	if len(values) == 1 && values[0][0] == '[' {
		var err error
		if values, err = elements(values[0]); err != nil {
			return nil, err
		}
	}
	for _, value := range values {
		if len(value) > maxRecord {
			return nil, problemf(http.StatusRequestEntityTooLarge, "a record has %d bytes at most, not %d", maxRecord, len(value))
		}
	}
	rows := make([]api.Row, len(values))
	for i, value := range values {
		rows[i] = rowOf(value)
	}
	return rows, nil
}

var errRows = problemf(http.StatusRequestEntityTooLarge, "one call puts %d records at most", maxRows)

// elements returns the elements of an array.
func elements(array json.RawMessage) (values []json.RawMessage, err error) {
	d := json.NewDecoder(bytes.NewReader(array))
	_, _ = d.Token() // The bracket.
	for d.More() {
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		if values = append(values, value); len(values) > maxRows {
			return nil, errRows
		}
	}
	return values, nil
}

// rowOf takes an object of just an id and a record for a row, and anything else for a record.
func rowOf(value json.RawMessage) api.Row {
	var keys map[string]json.RawMessage
	var row api.Row
	if json.Unmarshal(value, &keys) == nil && len(keys) == 2 && keys["id"] != nil && keys["record"] != nil &&
		json.Unmarshal(value, &row) == nil {
		return row
	}
	return api.Row{Record: value}
}
