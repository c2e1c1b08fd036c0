package api

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/defect"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// A write is what one call did to the state, as the control API would show it.
type write struct {
	v      *Vendor
	c      *Call
	tx     transaction
	before *version
	all    map[string][]alteration // by table; nil before changes
}

// An alteration is one record before and after a write; a nil record is not there.
type alteration struct {
	id            string
	before, after fields
}

// fields are a record as JSON.
type fields map[string]json.RawMessage

func (f fields) text() []byte {
	text, _ := wire.Marshal(map[string]json.RawMessage(f)) // It was JSON.
	return text
}

// changes compares all tables.
func (w *write) changes() map[string][]alteration {
	if w.all != nil {
		return w.all
	}
	w.all = map[string][]alteration{}
	old, now := w.before.state, w.tx.version().state
	for _, t := range w.v.Tables {
		for _, id := range differing(rowsOf(t, old), rowsOf(t, now)) {
			w.all[t.Name()] = append(w.all[t.Name()], alteration{id, shownFields(t, old, id), shownFields(t, now, id)})
		}
	}
	return w.all
}

// A row is a record as a table keeps it.
type row struct {
	id     string
	record any
}

func (r row) is(other row) bool {
	return r.id == other.id && reflect.DeepEqual(r.record, other.record)
}

func rowsOf(t Table, state any) (rows []row) {
	for id, record := range t.stored(state) {
		rows = append(rows, row{id, record})
	}
	return rows
}

// differing returns the ids of the rows that are not in both: first those of before, then the new ones. Most writes
// change one row of many, so what is the same at both ends is set aside first.
func differing(before, after []row) []string {
	for len(before) > 0 && len(after) > 0 && before[0].is(after[0]) {
		before, after = before[1:], after[1:]
	}
	for len(before) > 0 && len(after) > 0 && before[len(before)-1].is(after[len(after)-1]) {
		before, after = before[:len(before)-1], after[:len(after)-1]
	}
	old, now := byID(before), byID(after)
	ids := slices.Sorted(maps.Keys(old))
	for _, id := range slices.Sorted(maps.Keys(now)) {
		if _, known := old[id]; !known {
			ids = append(ids, id)
		}
	}
	return slices.DeleteFunc(ids, func(id string) bool { return reflect.DeepEqual(old[id], now[id]) })
}

func byID(rows []row) map[string]any {
	all := make(map[string]any, len(rows))
	for _, r := range rows {
		all[r.id] = r.record
	}
	return all
}

// shownFields returns a record as the control API shows it, nil when it is not there.
func shownFields(t Table, state any, id string) fields {
	text, err := get(t, state, id)
	if err != nil {
		return nil
	}
	var f fields
	_ = json.Unmarshal(text, &f) // It was just written.
	return f
}

// spoil carries out the planted defect on what was written.
func (w *write) spoil() {
	if !w.c.Defect.Wants(w.c.Operation, defect.LostAdd, defect.LostChange, defect.LostDelete, defect.LostField, defect.Wiped,
		defect.Double, defect.Neighbour, defect.Partial, defect.Hard, defect.Soft) {
		return
	}
	for _, t := range w.v.Tables {
		altered := w.changes()[t.Name()]
		if len(altered) == 0 {
			continue
		}
		w.lose(t, altered)
		w.misplace(t, altered)
		for _, a := range altered {
			switch {
			case a.after == nil:
				w.soften(t, a)
			case a.before == nil:
				w.double(t, a)
				w.loseFields(t, a)
			default:
				w.harden(t, a)
				w.loseFields(t, a)
				w.wipe(t, a)
			}
		}
	}
}

// at carries out the defect on the record of that id if it is to show itself. It is left out when doing so
// changes nothing that the control API would show.
func (w *write) at(kind string, t Table, field, id string, do func(tx transaction) error) {
	op, hook, place := w.c.Operation, w.c.Defect, t.Name()
	if field != "" {
		place += "/" + field
	}
	if !hook.Wants(op, kind) || hook.Settled(op, kind, place) {
		return
	}
	trial := w.v.begin(w.c.Sandbox, w.tx.version())
	is := do(trial) == nil && !sameRecord(t, id, trial, w.tx)
	if hook.Settle(op, kind, place, is); !is || !hook.At(op, kind, place) {
		return
	}
	_ = do(w.tx) // It worked in the trial.
}

// sameRecord reports whether two transactions have the same record under the id.
func sameRecord(t Table, id string, one, two transaction) bool {
	a, hasA := t.get(one.version().state, id)
	b, hasB := t.get(two.version().state, id)
	return hasA == hasB && reflect.DeepEqual(a, b)
}

// undo takes an alteration back.
func (a alteration) undo(tx transaction, t Table) error {
	if a.before == nil {
		t.remove(tx, a.id)
		return nil
	}
	return t.restore(tx, a.before.text())
}

// lose takes back all additions to a table, all changes or all deletions, and the last of several.
func (w *write) lose(t Table, altered []alteration) {
	undo := func(kind string, is func(a alteration) bool) {
		some := slices.DeleteFunc(slices.Clone(altered), func(a alteration) bool { return !is(a) })
		if len(some) == 0 || t.Stays() && kind == defect.LostAdd {
			return
		}
		w.at(kind, t, "", some[0].id, func(tx transaction) error {
			for _, a := range some {
				if err := a.undo(tx, t); err != nil {
					return err
				}
			}
			return nil
		})
	}
	undo(defect.LostAdd, func(a alteration) bool { return a.before == nil })
	undo(defect.LostDelete, func(a alteration) bool { return a.after == nil })
	undo(defect.LostChange, func(a alteration) bool { return a.before != nil && a.after != nil })
	if last := altered[len(altered)-1]; len(altered) > 1 && !(t.Stays() && last.before == nil) {
		w.at(defect.Partial, t, "", last.id, func(tx transaction) error { return last.undo(tx, t) })
	}
}

// with stores a record with some of its fields changed.
func with(tx transaction, t Table, f fields, change func(f fields)) error {
	f = maps.Clone(f)
	change(f)
	return t.restore(tx, f.text())
}

// set gives a field a value, or takes the field away for none.
func (f fields) set(name string, value json.RawMessage) {
	if value == nil {
		delete(f, name)
	} else {
		f[name] = value
	}
}

func (w *write) loseFields(t Table, a alteration) {
	for _, name := range slices.Sorted(maps.Keys(a.after)) {
		if bytes.Equal(a.before[name], a.after[name]) || a.before == nil && isZero(a.after[name]) {
			continue
		}
		w.at(defect.LostField, t, name, a.id, func(tx transaction) error {
			return with(tx, t, a.after, func(f fields) { f.set(name, a.before[name]) })
		})
	}
}

func (w *write) wipe(t Table, a alteration) {
	for _, name := range slices.Sorted(maps.Keys(a.after)) {
		if !bytes.Equal(a.before[name], a.after[name]) || isZero(a.after[name]) {
			continue
		}
		w.at(defect.Wiped, t, name, a.id, func(tx transaction) error {
			return with(tx, t, a.after, func(f fields) { delete(f, name) })
		})
	}
}

// isZero reports whether a value is what a field has of which nothing is said.
func isZero(value json.RawMessage) bool {
	return slices.Contains([]string{"null", `""`, "0", "false", "[]", "{}"}, string(value))
}

// double adds a new record once more, under the next id.
func (w *write) double(t Table, a alteration) {
	for _, name := range slices.Sorted(maps.Keys(a.after)) {
		if textOf(a.after[name]) != a.id {
			continue
		}
		other := next(a.after[name])
		w.at(defect.Double, t, "", textOf(other), func(tx transaction) error {
			return with(tx, t, a.after, func(f fields) { f[name] = other })
		})
		return
	}
}

// textOf returns a JSON value as an id has it.
func textOf(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) != nil {
		return string(value)
	}
	return text
}

// next is another value of the same kind: the next number, or a text with another last letter.
func next(value json.RawMessage) json.RawMessage {
	if n, err := strconv.ParseInt(string(value), 10, 64); err == nil {
		return strconv.AppendInt(nil, n+1, 10)
	}
	other := bytes.Clone(value)
	if len(other) < 3 || other[len(other)-1] != '"' {
		return other
	}
	last := &other[len(other)-2]
	switch *last {
	case '9', 'f', 'z':
		*last--
	default:
		*last++
	}
	return other
}

// misplace lets the changes of a record hit the one next to it.
func (w *write) misplace(t Table, altered []alteration) {
	i := slices.IndexFunc(altered, func(a alteration) bool { return a.before != nil && a.after != nil })
	if i < 0 {
		return
	}
	a := altered[i]
	other := w.neighbour(t, a.id)
	if other == nil {
		return
	}
	w.at(defect.Neighbour, t, "", a.id, func(tx transaction) error {
		if err := a.undo(tx, t); err != nil {
			return err
		}
		return with(tx, t, other, func(f fields) {
			for name, value := range a.after {
				if !bytes.Equal(value, a.before[name]) {
					f[name] = value
				}
			}
		})
	})
}

// neighbour returns the first record behind the given one, or the first of all.
func (w *write) neighbour(t Table, id string) fields {
	state := w.before.state
	ids := slices.Sorted(maps.Keys(maps.Collect(t.stored(state))))
	ids = slices.DeleteFunc(ids, func(other string) bool { return other == id })
	if len(ids) == 0 {
		return nil
	}
	i, _ := slices.BinarySearch(ids, id)
	return shownFields(t, state, ids[i%len(ids)])
}

// deletionMark is the name of a field that marks a record as deleted.
var deletionMark = regexp.MustCompile(`(?i)^(is_?)?(del(eted)?|removed)(_?flag)?$`)

// mark returns the field that marks records as deleted, with the value that does, or "".
func mark(f fields) (name string, marked json.RawMessage) {
	for _, name := range slices.Sorted(maps.Keys(f)) {
		switch value := string(f[name]); {
		case !deletionMark.MatchString(name):
		case value == "false" || value == "true":
			return name, json.RawMessage("true")
		default:
			return name, json.RawMessage("1")
		}
	}
	return "", nil
}

// harden removes a record that was marked.
func (w *write) harden(t Table, a alteration) {
	name, marked := mark(a.after)
	if name == "" || t.Stays() || !bytes.Equal(a.after[name], marked) || bytes.Equal(a.before[name], marked) {
		return
	}
	w.at(defect.Hard, t, "", a.id, func(tx transaction) error { t.remove(tx, a.id); return nil })
}

// soften marks a record that was removed.
func (w *write) soften(t Table, a alteration) {
	if name, marked := mark(a.before); name != "" && w.c.Operation.Effect == openapi.Destructive {
		w.at(defect.Soft, t, "", a.id, func(tx transaction) error { return with(tx, t, a.before, func(f fields) { f[name] = marked }) })
	}
}
