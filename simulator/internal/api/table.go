package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/store"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// A Table is one kind of a vendor's records as the control API reads and changes it: Rows, whatever the
// type of the records. A record goes in and out as a JSON object of its own, never as a part of what is stored.
type Table interface {
	// Name returns the table's name in paths.
	Name() string
	// About returns a sentence on what the records are.
	About() string
	// Stays reports whether records can be changed, but not deleted.
	Stays() bool
	// Own reports whether the records are the sandbox's own, such as its credentials.
	Own() bool

	fields(state any) []Field
	all(state any, after string) (iter.Seq2[string, any], error)
	stored(state any) iter.Seq2[string, any]
	get(state any, id string) (any, bool)
	seen(record any, now time.Time) any
	id(tx transaction, record []byte) (string, error)
	put(tx transaction, id string, record []byte) error
	restore(tx transaction, record []byte) error
	remove(tx transaction, id string) bool
	fresh(tx transaction) string
	counted() bool
}

// A Field is one field of a table's records.
type Field struct {
	Name string `json:"name"`
	Type string `json:"type"` // "string", "integer", "number", "boolean", "array" or "object"
}

// Rows is a table of records of type R in a state of type S. R is a struct or a pointer to one; its
// JSON form is what the control API shows, with the id among its fields.
type Rows[S, R any] struct {
	Called string // the table's name in paths
	Is     string // a sentence on what the records are
	In     Place[S, R]

	ID func(r R) string
	// Key returns a record that has nothing but the id, to find the others by. The error says what an id
	// looks like.
	Key func(id string) (R, error)
	// New returns what a record is before anything is said of it. Nil when that is its Key.
	New func(tx *Tx[S], id string) R
	// Check refuses a record that somebody puts, or completes it. Nil takes all.
	Check func(tx *Tx[S], r *R) error

	// Fresh returns the id of a new record that says none. Nil when records say their ids, or are Counted: the next
	// number is then theirs.
	Fresh   func(tx *Tx[S]) string
	Counted bool
	// Private tables are the sandbox's own: no seed file is made of them.
	Private bool

	// Show, Read and Columns are for records whose fields are not those of R. Read fills in r, which is New's, and
	// refuses fields that it does not know.
	Show    func(s *S, r R) any
	Read    func(tx *Tx[S], record []byte, r R) (R, error)
	Columns func(s *S) []Field
	// Seen returns a copy of a record with the fields that follow from the time, for whoever reads the table. They
	// are never stored: Check clears them in a record that somebody puts. Nil when there are none.
	Seen func(r R, now time.Time) R
}

// A Place is where a table's records are kept.
type Place[S, R any] struct {
	All    func(s *S, from *R) iter.Seq[R] // from a record on, or all, in an order that does not change
	Get    func(s *S, key R) (R, bool)
	Put    func(tx *Tx[S], r R) // adds or replaces, with all that follows from it
	Delete func(tx *Tx[S], r R) // nil when records can be changed, but not deleted
}

// In returns the place of records that a set holds, from which nothing else follows.
func In[S, R any](set func(s *S) *store.Set[R]) Place[S, R] {
	return Place[S, R]{
		All: func(s *S, from *R) iter.Seq[R] {
			if from == nil {
				return set(s).All()
			}
			return set(s).From(*from)
		},
		Get:    func(s *S, key R) (R, bool) { return set(s).Get(key) },
		Put:    func(tx *Tx[S], r R) { set(tx.State).Put(tx.Writer, r) },
		Delete: func(tx *Tx[S], r R) { set(tx.State).Delete(tx.Writer, r) },
	}
}

// One returns a table of one row, such as settings. Deleting the row brings the initial value back.
func One[S, V any](name, about string, initial V, at func(s *S) *V, check func(tx *Tx[S], v *V) error) Rows[S, V] {
	return Rows[S, V]{
		Called: name,
		Is:     about,
		In: Place[S, V]{
			All:    func(s *S, _ *V) iter.Seq[V] { return func(yield func(V) bool) { yield(*at(s)) } },
			Get:    func(s *S, _ V) (V, bool) { return *at(s), true },
			Put:    func(tx *Tx[S], v V) { *at(tx.State) = v },
			Delete: func(tx *Tx[S], _ V) { *at(tx.State) = initial },
		},
		ID: func(V) string { return name },
		Key: func(id string) (V, error) {
			if id != name {
				return initial, fmt.Errorf("there is one row, %q", name)
			}
			return initial, nil
		},
		Check: check,
	}
}

// Name returns the table's name in paths.
func (t Rows[S, R]) Name() string { return t.Called }

// About returns a sentence on what the records are.
func (t Rows[S, R]) About() string { return t.Is }

// Stays reports whether records can be changed, but not deleted.
func (t Rows[S, R]) Stays() bool { return t.In.Delete == nil }

// Own reports whether the records are the sandbox's own, such as its credentials.
func (t Rows[S, R]) Own() bool { return t.Private }

func (t Rows[S, R]) counted() bool { return t.Counted }

func (t Rows[S, R]) fresh(tx transaction) string {
	if t.Fresh == nil {
		return ""
	}
	return t.Fresh(tx.(*Tx[S]))
}

func (t Rows[S, R]) show(s *S, r R) any {
	if t.Show != nil {
		return t.Show(s, r)
	}
	return r
}

// seen is how a record that all or get has shown looks at a time.
func (t Rows[S, R]) seen(record any, now time.Time) any {
	if r, ok := record.(R); ok && t.Seen != nil {
		return t.Seen(r, now)
	}
	return record
}

func (t Rows[S, R]) read(tx *Tx[S], record []byte, r R) (R, error) {
	if t.Read != nil {
		return t.Read(tx, record, r)
	}
	return r, wire.Decode(record, &r)
}

func (t Rows[S, R]) find(s *S, id string) (R, bool) {
	key, err := t.Key(id)
	if err != nil {
		return key, false
	}
	return t.In.Get(s, key)
}

// all yields the records behind the one of the given id, or all for "".
func (t Rows[S, R]) all(state any, after string) (iter.Seq2[string, any], error) {
	s := state.(*S)
	var from *R
	if after != "" {
		r, known := t.find(s, after)
		if !known {
			return nil, fmt.Errorf("after: the table has no record %q", after)
		}
		from = &r
	}
	return func(yield func(string, any) bool) {
		for r := range t.In.All(s, from) {
			if id := t.ID(r); id != after && !yield(id, t.show(s, r)) {
				return
			}
		}
	}, nil
}

// stored yields all records as they are kept, for telling which ones changed.
func (t Rows[S, R]) stored(state any) iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for r := range t.In.All(state.(*S), nil) {
			if !yield(t.ID(r), r) {
				return
			}
		}
	}
}

func (t Rows[S, R]) get(state any, id string) (any, bool) {
	s := state.(*S)
	r, known := t.find(s, id)
	if !known || t.ID(r) != id {
		return nil, false
	}
	return t.show(s, r), true
}

// id returns the id that a record says it has.
func (t Rows[S, R]) id(tx transaction, record []byte) (string, error) {
	var r R
	if kind := reflect.TypeFor[R](); kind.Kind() == reflect.Pointer {
		r = reflect.New(kind.Elem()).Interface().(R)
	}
	r, err := t.read(tx.(*Tx[S]), record, r)
	if err != nil {
		return "", err
	}
	return t.ID(r), nil
}

// put adds a record or puts it in the place of the one with its id. What it leaves out is as New has it.
func (t Rows[S, R]) put(tx transaction, id string, record []byte) error {
	r, err := t.parse(tx.(*Tx[S]), id, record)
	if err != nil {
		return err
	}
	if t.Check != nil {
		if err := t.Check(tx.(*Tx[S]), &r); err != nil {
			return err
		}
	}
	t.In.Put(tx.(*Tx[S]), r)
	return nil
}

// restore puts a record that was in the table before. It is not checked: the vendor's own calls can leave
// records that nobody could put.
func (t Rows[S, R]) restore(tx transaction, record []byte) error {
	id, err := t.id(tx, record)
	if err != nil {
		return err
	}
	r, err := t.parse(tx.(*Tx[S]), id, record)
	if err == nil {
		t.In.Put(tx.(*Tx[S]), r)
	}
	return err
}

func (t Rows[S, R]) parse(tx *Tx[S], id string, record []byte) (R, error) {
	r, err := t.Key(id)
	if err != nil {
		return r, err
	}
	if t.New != nil {
		r = t.New(tx, id)
	}
	if r, err = t.read(tx, record, r); err != nil {
		return r, err
	}
	if has := t.ID(r); has != id {
		return r, fmt.Errorf("the record is %q, the path names %q", has, id)
	}
	return r, nil
}

func (t Rows[S, R]) remove(tx transaction, id string) bool {
	r, known := t.find(tx.(*Tx[S]).State, id)
	if known {
		t.In.Delete(tx.(*Tx[S]), r)
	}
	return known
}

// fields returns the fields of the records' JSON form.
func (t Rows[S, R]) fields(state any) []Field {
	if t.Columns != nil {
		return t.Columns(state.(*S))
	}
	kind := reflect.TypeFor[R]()
	if kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	return fieldsOf(kind)
}

func fieldsOf(kind reflect.Type) []Field {
	var fields []Field
	for _, f := range reflect.VisibleFields(kind) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || f.Anonymous || name == "-" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		fields = append(fields, Field{name, jsonType(f.Type)})
	}
	return fields
}

// jsonType is the type of the values that encoding/json writes for a Go type.
func jsonType(kind reflect.Type) string {
	if kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	if kind.Implements(reflect.TypeFor[json.Marshaler]()) {
		return "string" // Times and dates; nothing else of ours writes itself.
	}
	switch kind.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Float32, reflect.Float64:
		return "number"
	case reflect.Slice, reflect.Array:
		return "array"
	case reflect.Map, reflect.Struct, reflect.Interface:
		return "object"
	default:
		return "integer"
	}
}

// Errors of tables. Any other error of a change says what is wrong with the record.
var (
	ErrNoTable  = errors.New("no such table")
	ErrNoRecord = errors.New("no such record")
	ErrStays    = errors.New("the records of this table can be changed, not deleted")
)

// Want is the check that something holds: the error says what was wanted.
func Want(holds bool, what string) error {
	if holds {
		return nil
	}
	return errors.New("want " + what)
}

// object refuses a record that is no JSON object, which decoding would take for an empty one.
func object(record []byte) error {
	if text := bytes.TrimSpace(record); len(text) == 0 || text[0] != '{' {
		return errors.New("a record is a JSON object")
	}
	return nil
}

// Table returns the vendor's table of that name, or ErrNoTable.
func (v *Vendor) Table(name string) (Table, error) {
	i := slices.IndexFunc(v.Tables, func(t Table) bool { return t.Name() == name })
	if i < 0 {
		return nil, ErrNoTable
	}
	return v.Tables[i], nil
}
