package api

import (
	"encoding/json"
	"errors"
	"iter"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

const toyDocument = `
openapi: 3.0.3
info: {title: Toy, version: '1'}
x-outcome: code
paths:
  /toy/read:
    get: &op
      operationId: read
      summary: Read.
      x-source: {document: Toy}
      x-evidence: documented
      x-effect: read
      parameters: [{name: q, in: query, schema: {type: integer}}]
      responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}
  /toy/write:
    post: {<<: *op, operationId: write, x-effect: write}
`

func toyVendor(t *testing.T) *openapi.Document {
	t.Helper()
	document, err := openapi.Parse("toy", []byte(toyDocument))
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func said(text string) Answer { return Answer{Body: []byte(text)} }

// toy returns a definition whose answers say which stage gave them.
func toy(t *testing.T) Definition[notebook] {
	t.Helper()
	return Definition[notebook]{
		Document: toyVendor(t),
		Handlers: map[string]Handler[notebook]{
			"read": func(tx *Tx[notebook], _ *Call) Answer {
				return said("read " + strings.Repeat("i", tx.State.notes.Len()))
			},
			"write": func(tx *Tx[notebook], c *Call) Answer {
				tx.State.notes.Put(tx.Writer, tx.NewUUID())
				tx.Selects("token")
				answer := said("write")
				answer.Commit = c.Param("keep") != "no"
				return answer
			},
		},
		Demo: func(tx *Tx[notebook], size int) {
			tx.State.notes = store.NewSet(func(a, b string) bool { return a < b })
			for range size {
				tx.State.notes.Put(tx.Writer, tx.NewUUID())
			}
		},
		Enrol: func(tx *Tx[notebook], sandbox string) any { tx.Selects("key-" + sandbox); return "key-" + sandbox },
		Authenticate: func(_ *notebook, c *Call) *Answer {
			if c.Param("key") == "wrong" {
				answer := said("stranger")
				return &answer
			}
			return nil
		},
		Limit: func(_ *notebook, c *Call) Limit {
			if c.Param("key") == "limited" {
				return Limit{Key: "k", Calls: 1, Per: 1}
			}
			return Limit{}
		},
		Refuse:      func(_ *Call, f openapi.Finding) Answer { return said("refuse " + f.Rule) },
		Failure:     func(*Call, int) Answer { return said("failure") },
		CodeLimited: 9,
		Tables: []Table[notebook]{{
			Name: "notes",
			All: func(s *notebook) iter.Seq2[string, any] {
				return func(yield func(string, any) bool) {
					for note := range s.notes.All() {
						if !yield(note, note) {
							return
						}
					}
				}
			},
			Get: func(s *notebook, id string) (any, bool) { return s.notes.Get(id) },
			Put: func(tx *Tx[notebook], id string, raw json.RawMessage) error {
				tx.State.notes.Put(tx.Writer, id)
				if string(raw) == "bad" {
					return errors.New("bad record")
				}
				return nil
			},
		}},
	}
}

func settled(t *testing.T, size int) (Vendor, *Sandbox) {
	t.Helper()
	v, err := New(toy(t), 1, size)
	if err != nil {
		t.Fatal(err)
	}
	s := NewSandbox("one", 1)
	s.Clock.Set(noon, true)
	shown, selectors := v.Settle(s, nil)
	if shown != "key-one" || len(selectors) != 1 || selectors[0] != "key-one" {
		t.Errorf("settled with %v, selected by %v", shown, selectors)
	}
	return v, s
}

// call runs an operation and returns the text of its answer with the credentials it granted.
func call(v Vendor, s *Sandbox, operation, query string) (string, []string) {
	op := v.Document().Operation(operation)
	r := httptest.NewRequest(op.Methods[0], op.Path+"?"+query, nil)
	c := &Call{Operation: op, HTTP: r, Query: r.URL.Query(), Sandbox: s}
	return string(v.Answer(c).Body), c.Selectors
}

// TestStagesInTheirOrder: authentication, limit, document, handler; each ends the call.
func TestStagesInTheirOrder(t *testing.T) {
	t.Parallel()
	v, s := settled(t, 0)
	for _, c := range []struct{ operation, query, want string }{
		{"read", "key=wrong&q=x", "stranger"},
		{"read", "key=limited&q=x", "refuse type"},
		{"read", "key=limited&q=x", "failure"},
		{"read", "q=x", "refuse type"},
		{"write", "key=wrong", "stranger"},
		{"write", "keep=no", "write"},
		{"read", "", "read "},
		{"write", "", "write"},
		{"read", "", "read i"},
	} {
		if got, _ := call(v, s, c.operation, c.query); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.operation, c.query, got, c.want)
		}
	}
	if _, selectors := call(v, s, "write", ""); len(selectors) != 1 || selectors[0] != "token" {
		t.Errorf("a write grants %v, want its token", selectors)
	}
	if _, selectors := call(v, s, "write", "keep=no"); len(selectors) != 0 {
		t.Errorf("a write that is not kept grants %v", selectors)
	}
}

func TestForkAndReset(t *testing.T) {
	t.Parallel()
	v, one := settled(t, 2)
	call(v, one, "write", "")
	two := NewSandbox("two", 1)
	v.Settle(two, one)
	call(v, two, "write", "")
	for _, c := range []struct {
		in   *Sandbox
		want string
	}{{one, "read iii"}, {two, "read iiii"}} {
		if got, _ := call(v, c.in, "read", ""); got != c.want {
			t.Errorf("%s: %q, want %q", c.in.Name, got, c.want)
		}
	}
	v.Reset(one)
	v.Reset(two)
	for _, c := range []struct {
		in   *Sandbox
		want string
	}{{one, "read ii"}, {two, "read iii"}} {
		if got, _ := call(v, c.in, "read", ""); got != c.want {
			t.Errorf("%s after a reset: %q, want %q", c.in.Name, got, c.want)
		}
	}
}

func TestTables(t *testing.T) {
	t.Parallel()
	v, s := settled(t, 0)
	if _, err := v.PutRecord(s, "notes", "a", nil); err != nil {
		t.Error(err)
	}
	if _, err := v.PutRecord(s, "notes", "b", json.RawMessage("bad")); err == nil {
		t.Error("a bad record was taken")
	}
	if _, ok, err := v.Record(s, "notes", "b"); ok || err != nil {
		t.Errorf("a refused record is there: %v, %v", ok, err)
	}
	all, err := v.Records(s, "notes")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for id := range all {
		n++
		if id != "a" {
			t.Errorf("record %s", id)
		}
	}
	if n != 1 {
		t.Errorf("%d records, want 1", n)
	}
	if _, err := v.DeleteRecord(s, "notes", "a"); !errors.Is(err, ErrStays) {
		t.Errorf("deleting where nothing can go: %v", err)
	}
	_, err = v.Records(s, "nothing")
	_, _, errGet := v.Record(s, "nothing", "a")
	_, errPut := v.PutRecord(s, "nothing", "a", nil)
	_, errDelete := v.DeleteRecord(s, "nothing", "a")
	for _, err := range []error{err, errGet, errPut, errDelete} {
		if !errors.Is(err, ErrNoTable) {
			t.Errorf("an unknown table: %v", err)
		}
	}
}

// TestHandlersAndOperationsBelongTogether: the lack of either is an error at the start.
func TestHandlersAndOperationsBelongTogether(t *testing.T) {
	t.Parallel()
	d := toy(t)
	d.Handlers["erase"] = d.Handlers["write"]
	delete(d.Handlers, "read")
	_, err := New(d, 1, 0)
	if want := "toy: no handler for read; no operation for handler erase"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestANoteNamesItsOperation: a stage need not say it.
func TestANoteNamesItsOperation(t *testing.T) {
	t.Parallel()
	c := &Call{Operation: toyVendor(t).Operation("read")}
	c.Note(openapi.Finding{Rule: "signature"})
	if len(c.Notes) != 1 || c.Notes[0].Operation != "read" || c.Notes[0].Rule != "signature" {
		t.Errorf("notes %+v", c.Notes)
	}
}
