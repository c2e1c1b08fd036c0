package wisecrm

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// A column is one asked field of a row: a field of the record or, with a dot, of the record that it
// refers to (WI-Q69). It keeps the name it was asked by (WI-Q74).
type column struct {
	name   string
	field  *field
	to     *entity // whose record the value leads to, when that may be gone or a field of it is asked for
	theirs *field  // what is asked for of the record that field refers to; nil for a plain column
}

// columns returns one plain column for each field of an entity.
func (m *metadata) columns(kind int) []column {
	e := m.entities[kind]
	columns := make([]column, len(e.fields))
	for i, f := range e.fields {
		columns[i] = m.column(f.Name, f)
	}
	return columns
}

func (m *metadata) column(name string, f *field) column {
	c := column{name: name, field: f}
	if f.cascades() {
		c.to = m.find(f.ReferenceTo)
	}
	return c
}

// columnsOf reads a comma list of fields: blanks trimmed, empty parts skipped, repeated ones once;
// an unknown one spoils the call (WI-Q19), none at all is as good as missing (WI-Q68).
func columnsOf(tx *tx, e *entity, list string, dotted bool) ([]column, *failure) {
	var columns []column
	for part := range strings.SplitSeq(list, ",") {
		name := strings.TrimSpace(part)
		if name == "" || slices.ContainsFunc(columns, func(c column) bool { return c.name == name }) {
			continue
		}
		c, known := columnOf(tx, e, name, dotted)
		if !known {
			return nil, invalidField(name)
		}
		columns = append(columns, c)
	}
	if len(columns) == 0 {
		return nil, missing("fields")
	}
	return columns, nil
}

func columnOf(tx *tx, e *entity, name string, dotted bool) (column, bool) {
	own, theirs, hasDot := strings.Cut(name, ".")
	f := e.field(own)
	if f == nil {
		return column{}, false
	}
	c := tx.State.metadata.column(name, f)
	if !hasDot {
		return c, true
	}
	c.to = tx.State.metadata.find(f.ReferenceTo)
	if !dotted || c.to == nil {
		return c, false
	}
	c.theirs = c.to.field(theirs)
	return c, c.theirs != nil
}

// value reads the column of a record. A reference to a deleted record is null (WI-Q40).
func (c *column) value(tx *tx, r *record) value {
	v := r.values.at(c.field.slot)
	if c.to == nil || v.kind != textKind || v.text == "" {
		return v
	}
	referred := tx.State.table(c.to).get(v.text)
	switch {
	case referred == nil:
		return value{}
	case c.theirs == nil:
		return v
	default:
		return referred.value(c.theirs)
	}
}

// last is the field whose value the column shows.
func (c *column) last() *field {
	if c.theirs != nil {
		return c.theirs
	}
	return c.field
}

func appendRow(dst []byte, tx *tx, columns []column, r *record) []byte {
	dst = append(dst, '{')
	for i := range columns {
		v := columns[i].value(tx, r)
		dst = v.appendJSON(wire.AppendKey(dst, columns[i].name))
	}
	return append(dst, '}')
}

// A page is what a list call asks for.
type page struct{ no, size int }

func pageOf(c *api.Call) page { return page{c.Int("page_no"), c.Int("page_size")} }

// start is the position of the page's first record, and whether there can be one so far out.
func (p page) start() (int, bool) {
	const most = 1 << 40
	return (p.no - 1) * p.size, p.no <= most
}

// A pageful is the records of one page, and how many records there are on all pages (WI-Q36, WI-Q38).
type pageful struct {
	records []*record
	total   int
}

// all is a page of all records, newest first, at the same cost for the first page and the last.
func (t *table) all(p page) pageful {
	found := pageful{total: t.byCreated.Len()}
	if start, near := p.start(); near {
		found.records = t.byCreated.Page(start, p.size)
	}
	return found
}

func (p page) answer(tx *tx, columns []column, found pageful) api.Answer {
	body := make([]byte, 0, 128+len(found.records)*len(columns)*48)
	body = append(body, success...)
	body = strconv.AppendInt(append(body, `"total_size":`...), int64(found.total), 10)
	body = strconv.AppendInt(append(body, `,"page_size":`...), int64(p.size), 10)
	body = strconv.AppendInt(append(body, `,"page_no":`...), int64(p.no), 10)
	body = append(body, `,"data":[`...)
	for i, r := range found.records {
		if i > 0 {
			body = append(body, ',')
		}
		body = appendRow(body, tx, columns, r)
	}
	return api.Answer{ContentType: contentType, Body: append(body, ']', '}')}
}

// match returns whether a name fits qname: each star stands for any text, letter case does not
// count, there is no escape. Nil means that every name fits (WI-Q33).
func match(qname string) func(string) bool {
	pattern := strings.ToLower(qname)
	if blank(pattern) || strings.Trim(pattern, "*") == "" {
		return nil
	}
	parts := strings.Split(pattern, "*")
	return func(name string) bool { return glob(parts, strings.ToLower(name)) }
}

func glob(parts []string, name string) bool {
	if len(parts) == 1 {
		return name == parts[0]
	}
	rest, ok := strings.CutPrefix(name, parts[0])
	if !ok {
		return false
	}
	last := len(parts) - 1
	for _, part := range parts[1:last] {
		if _, rest, ok = strings.Cut(rest, part); !ok {
			return false
		}
	}
	return strings.HasSuffix(rest, parts[last])
}
