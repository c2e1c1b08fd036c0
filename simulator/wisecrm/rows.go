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
	own    *field
	to     *entity // what own refers to; nil for a plain column
	theirs *field
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
	c := column{name: name}
	own, theirs, hasDot := strings.Cut(name, ".")
	c.own = e.field(own)
	if !hasDot || c.own == nil {
		return c, c.own != nil
	}
	c.to = tx.State.metadata.find(c.own.ReferenceTo)
	if !dotted || c.to == nil {
		return c, false
	}
	c.theirs = c.to.field(theirs)
	return c, c.theirs != nil
}

// value reads the column of a record. A reference to a deleted record is null (WI-Q40).
func (c *column) value(tx *tx, r *record) any {
	value := r.value(c.own)
	id, _ := value.(string)
	if id == "" || c.to == nil && !c.own.cascades() {
		return value
	}
	kind := tx.State.metadata.find(c.own.ReferenceTo).kind
	referred := tx.State.tables[kind].get(id)
	switch {
	case referred == nil:
		return nil
	case c.to == nil:
		return value
	default:
		return referred.value(c.theirs)
	}
}

// last is the field whose value the column shows.
func (c *column) last() *field {
	if c.to != nil {
		return c.theirs
	}
	return c.own
}

func appendRow(dst []byte, tx *tx, columns []column, r *record) []byte {
	dst = append(dst, '{')
	for i := range columns {
		dst = wire.AppendScalar(wire.AppendKey(dst, columns[i].name), columns[i].value(tx, r))
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

// choose is a page of the records that fit, newest first. It looks at every record.
func (t *table) choose(p page, fits func(*record) bool) pageful {
	start, near := p.start()
	var found pageful
	for r := range t.byCreated.All() {
		if !fits(r) {
			continue
		}
		if near && found.total >= start && len(found.records) < p.size {
			found.records = append(found.records, r)
		}
		found.total++
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
