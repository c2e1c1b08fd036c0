package wisecrm

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

// zone is that of the vendor's dates (WI-Q47).
var zone = api.China

func formatTime(t time.Time) string { return t.In(zone).Format(time.DateTime) }

// A record is one stored row. It is never changed: an update stores another one.
type record struct {
	id      string
	created int64  // Unix nanoseconds: finer than createdOn, so that lists are in the order of creation
	key     string // what a duplicate of it has the same; see entity.duplicates
	values  tuple
}

// value returns what the record has in a field; null when the entity has no such field.
func (r *record) value(f *field) value {
	if f == nil {
		return value{}
	}
	return r.values.at(f.slot)
}

// text returns the text that the record has in a field, or "".
func (r *record) text(f *field) string {
	return r.value(f).ifText()
}

// complete reports whether the record has a value in every field that needs one.
func (r *record) complete(e *entity) bool {
	return !slices.ContainsFunc(e.fields, func(f *field) bool {
		return !f.Nullable && !f.automatic && blank(r.value(f).text)
	})
}

// A draft is a record in the making.
type draft struct {
	created int64
	values  []value // by slot
}

// draft returns a copy of the record to be changed.
func (r *record) draft(e *entity) *draft {
	d := &draft{r.created, make([]value, len(e.fields))}
	for slot := range d.values {
		d.values[slot] = r.values.at(slot)
	}
	return d
}

// set gives a field its value, unless the entity lacks the field.
func (d *draft) set(f *field, v value) {
	if f != nil {
		d.values[f.slot] = v
	}
}

func (d *draft) text(f *field) string {
	if f == nil {
		return ""
	}
	return d.values[f.slot].text
}

func (d *draft) record(e *entity) *record {
	r := &record{created: d.created, values: pack(d.values)}
	r.id = r.text(e.id())
	return r
}

// A table holds the records of one kind.
type table struct {
	byID      store.Set[*record]
	byCreated store.Set[*record] // newest first
	blocks    blocks             // the same, for searches
	byKey     store.Set[*record] // finds duplicates
	byTarget  store.Set[link]    // finds the records that refer to another one
}

// A link is one record's reference to another that can be deleted.
type link struct {
	slot   int
	target string
	from   *record
}

func newTable() table {
	return table{
		byID:      store.NewSet(func(a, b *record) bool { return a.id < b.id }),
		byCreated: store.NewSet(newer),
		blocks:    newBlocks(),
		byKey:     store.NewSet(func(a, b *record) bool { return a.key < b.key || a.key == b.key && a.id < b.id }),
		byTarget: store.NewSet(func(a, b link) bool {
			if a.target != b.target {
				return a.target < b.target
			}
			return a.slot < b.slot || a.slot == b.slot && a.from.id < b.from.id
		}),
	}
}

func (t *table) get(id string) *record {
	r, _ := t.byID.Get(&record{id: id})
	return r
}

// put stores r in the place of the record of the same id, if there is one.
func (t *table) put(w store.Writer, e *entity, r *record) {
	r.key = e.duplicateKey(r)
	old := t.get(r.id)
	if old != nil {
		t.unlink(w, e, old, r)
	}
	t.byID.Put(w, r)
	t.byCreated.Put(w, r)
	t.blocks.put(w, r)
	if r.key != "" {
		t.byKey.Put(w, r)
	}
	for _, f := range e.fields {
		if target := r.text(f); target != "" && f.cascades() {
			t.byTarget.Put(w, link{f.slot, target, r})
		}
	}
}

// unlink takes old out of the indexes in which its successor stands elsewhere.
func (t *table) unlink(w store.Writer, e *entity, old, successor *record) {
	if successor == nil || old.created != successor.created {
		t.byCreated.Delete(w, old)
		t.blocks.remove(w, old)
	}
	if old.key != "" && (successor == nil || old.key != successor.key) {
		t.byKey.Delete(w, old)
	}
	for _, f := range e.fields {
		if target := old.text(f); target != "" && f.cascades() {
			t.byTarget.Delete(w, link{f.slot, target, old})
		}
	}
}

func (t *table) remove(w store.Writer, e *entity, r *record) {
	t.byID.Delete(w, r)
	t.unlink(w, e, r, nil)
}

// duplicated reports whether another record has the same key.
func (t *table) duplicated(r *record) bool {
	if r.key == "" {
		return false
	}
	for other := range t.byKey.From(&record{key: r.key}) {
		if other.key != r.key {
			return false
		}
		if other.id != r.id {
			return true
		}
	}
	return false
}

// referring returns the ids of the records whose field refers to the target.
func (t *table) referring(f *field, target string) []string {
	var ids []string
	for ref := range t.byTarget.From(link{f.slot, target, &record{}}) {
		if ref.slot != f.slot || ref.target != target {
			break
		}
		ids = append(ids, ref.from.id)
	}
	return ids
}

// duplicateKey joins the values that make a duplicate, trimmed; "" when no value counts (WI-Q26, WI-Q63).
func (e *entity) duplicateKey(r *record) string {
	if len(e.duplicates) == 1 {
		return strings.TrimSpace(r.text(e.field(e.duplicates[0])))
	}
	var key strings.Builder
	empty := true
	for _, name := range e.duplicates {
		value := strings.TrimSpace(r.text(e.field(name)))
		empty = empty && value == ""
		key.WriteString(strconv.Quote(value)) // So that two values cannot be read as two others.
	}
	if empty {
		return ""
	}
	return key.String()
}

// cascades reports whether the records that the field refers to can be deleted by a call. Only such
// references are indexed; users and business units cannot.
func (f *field) cascades() bool {
	return f.DataType == typeReference && f.ReferenceTo != "User" && f.ReferenceTo != "BusinessUnit"
}
