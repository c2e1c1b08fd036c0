package api

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/journal"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

// A notebook is the state of these tests' vendor.
type notebook struct {
	notes  store.Set[*note]
	limits limits
}

type note struct {
	ID   string   `json:"id"`
	Text string   `json:"text"`
	Tags []string `json:"tags"`
	Key  string   `json:"key"` // a credential, "" for none
}

type limits struct {
	Calls int `json:"calls"`
}

func newNotebook() notebook {
	return notebook{notes: store.NewSet(func(a, b *note) bool { return a.ID < b.ID })}
}

func putNote(tx *Tx[notebook], n *note) {
	if old, known := tx.State.notes.Get(n); known {
		tx.Release(old.Key)
	}
	tx.Claim(n.Key)
	tx.State.notes.Put(tx.Writer, n)
}

func noteRows() Rows[notebook, *note] {
	return Rows[notebook, *note]{
		Called: "notes",
		Is:     "What was noted.",
		In: Place[notebook, *note]{
			All: In(func(s *notebook) *store.Set[*note] { return &s.notes }).All,
			Get: func(s *notebook, key *note) (*note, bool) { return s.notes.Get(key) },
			Put: putNote,
			Delete: func(tx *Tx[notebook], n *note) {
				tx.Release(n.Key)
				tx.State.notes.Delete(tx.Writer, n)
			},
		},
		ID: func(n *note) string { return n.ID },
		Key: func(id string) (*note, error) {
			if strings.Contains(id, " ") {
				return nil, errors.New("want an id without blanks")
			}
			return &note{ID: id}, nil
		},
		New: func(_ *Tx[notebook], id string) *note { return &note{ID: id, Tags: []string{"new"}} },
		Check: func(_ *Tx[notebook], n **note) error {
			if (*n).Text == "bad" {
				return errors.New("bad text")
			}
			return nil
		},
	}
}

const toyDocument = `
openapi: 3.0.3
info: {title: Toy, version: '1'}
x-outcome: code
security: []
x-public: A document for a test.
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

func said(text string) Answer { return Answer{Body: []byte(text)} }

// toy returns a definition whose answers say how many notes there are, or which one was made.
func toy(t testing.TB) Definition[notebook] {
	t.Helper()
	document, err := openapi.Parse("toy", []byte(toyDocument))
	if err != nil {
		t.Fatal(err)
	}
	return Definition[notebook]{
		Protocol: Protocol{Document: document},
		Handlers: map[string]Handler[notebook]{
			"read": func(tx *Tx[notebook], _ *Call) Answer {
				return said(strings.Repeat("i", tx.State.notes.Len()))
			},
			"write": func(tx *Tx[notebook], c *Call) Answer {
				id := tx.NewUUID()
				putNote(tx, &note{ID: id, Key: c.Param("key")})
				answer := said(id)
				answer.Commit = c.Param("keep") != "no"
				return answer
			},
		},
		Tables: []Table{
			noteRows(),
			One("limits", "Bounds.", limits{}, func(s *notebook) *limits { return &s.limits }, nil),
		},
		Empty: newNotebook,
		Demo: func(tx *Tx[notebook], size int) {
			for range size {
				putNote(tx, &note{ID: tx.NewUUID()})
			}
		},
		Issue: func(tx *Tx[notebook], sandbox string) any {
			for n := range tx.State.notes.All() {
				if n.Key != "" {
					tx.State.notes.Put(tx.Writer, &note{ID: n.ID})
				}
			}
			putNote(tx, &note{ID: "issued", Key: "key-" + sandbox})
			return "key-" + sandbox
		},
		Authenticate: func(*notebook, *Call) *Answer { return nil },
		Limit: func(s *notebook, _ *Call) Limit {
			return Limit{Key: "all", Calls: s.limits.Calls, Per: time.Minute}
		},
	}
}

// A lab is a vendor with what its sandboxes share.
type lab struct {
	testing.TB
	Shared
	v *Vendor
}

func newLab(t testing.TB, size int) *lab {
	t.Helper()
	v, err := New(toy(t), Options{Seed: 1, Customers: size})
	if err != nil {
		t.Fatal(err)
	}
	return &lab{t, Shared{Seed: 1, Vendors: []*Vendor{v}, Journals: journal.NewPool(1<<20, 1<<22)}, v}
}

func (l *lab) sandbox(name string, from *Sandbox) *Sandbox {
	l.Helper()
	s, err := l.NewSandbox(name, from)
	if err != nil {
		l.Fatal(err)
	}
	return s
}

// call runs an operation and returns the text of its answer.
func (l *lab) call(s *Sandbox, operation, query string) (string, error) {
	answer, err := l.v.Handle(l.newCall(s, operation, query))
	return string(answer.Body), err
}

func (l *lab) newCall(s *Sandbox, operation, query string) *Call {
	op := l.v.Document.Operation(operation)
	r := httptest.NewRequest(op.Methods[0], op.Path+"?"+query, nil)
	return &Call{Request: &openapi.Request{}, Operation: op, HTTP: r, Query: r.URL.Query(), Sandbox: s}
}

func (l *lab) must(s *Sandbox, operation, query string) string {
	l.Helper()
	text, err := l.call(s, operation, query)
	if err != nil {
		l.Fatal(err)
	}
	return text
}

func (l *lab) table(name string) Table {
	l.Helper()
	t, err := l.v.Table(name)
	if err != nil {
		l.Fatal(err)
	}
	return t
}

// listing returns a table's records as text.
func (l *lab) listing(s *Sandbox, name string) string {
	l.Helper()
	rows, _, err := l.v.List(s, l.table(name), Page{Limit: 1000})
	if err != nil {
		l.Fatal(err)
	}
	var text strings.Builder
	for _, r := range rows {
		text.Write(append(r.Record, '\n'))
	}
	return text.String()
}
