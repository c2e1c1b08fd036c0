package api

import (
	"encoding/json"
	"iter"

	"github.com/crmsim/crmsim/openapi"
)

// vendor runs a Definition.
type vendor[S any] struct {
	Definition[S]
	seed     uint64
	template *version[S] // the demo data
}

func (v *vendor[S]) Document() *openapi.Document { return v.Definition.Document }
func (v *vendor[S]) Base() string                { return v.Definition.Base }
func (v *vendor[S]) Prefixes() []string          { return v.Definition.Prefixes }
func (v *vendor[S]) NotFound(c *Call) Answer     { return v.Definition.NotFound(c) }
func (v *vendor[S]) TooLarge(c *Call) Answer     { return v.Definition.TooLarge(c) }
func (v *vendor[S]) Failure(c *Call, code int) Answer {
	return v.Definition.Failure(c, code)
}
func (v *vendor[S]) Credential(c *Call) string { return v.Definition.Credential(c) }

func (v *vendor[S]) Canonical(path string) (string, bool) {
	if v.Definition.Canonical == nil {
		return "", false
	}
	return v.Definition.Canonical(path)
}

func (v *vendor[S]) Secrets(s *Sandbox) []string {
	if v.Definition.Secrets == nil {
		return nil
	}
	return v.Definition.Secrets(&v.cell(s).current.Load().state)
}

func (v *vendor[S]) Try(origin string, credentials any) string {
	return v.Definition.Try(origin, credentials)
}

// Answer runs the stages between the faults: authentication, limit, document, handler.
func (v *vendor[S]) Answer(c *Call) Answer {
	cell := v.cell(c.Sandbox)
	now := c.Sandbox.Clock.Now()
	state := &cell.current.Load().state
	if refusal := v.Authenticate(state, c); refusal != nil {
		return *refusal
	}
	if !c.Sandbox.limits.allow(v.Limit(state, c), now) {
		return v.Definition.Failure(c, v.CodeLimited)
	}
	c.Request = c.Operation.CheckRequest(c.HTTP, c.Query, c.RawBody)
	if bad := c.Violated(); bad != nil {
		return v.Refuse(c, *bad)
	}
	handle := v.Handlers[c.Operation.ID]
	if c.Operation.Effect == openapi.Read {
		return handle(cell.view(now), c)
	}
	var answer Answer
	c.Selectors = cell.update(v.seed, now, func(tx *Tx[S]) bool {
		answer = handle(tx, c)
		return answer.Commit
	})
	return answer
}

func (v *vendor[S]) cell(s *Sandbox) *cell[S] {
	return s.cells[v.Definition.Document.Vendor].(*cell[S])
}

func (v *vendor[S]) Settle(s, from *Sandbox) (any, []string) {
	start := v.template
	if from != nil {
		start = v.cell(from).current.Load()
	}
	c := &cell[S]{}
	c.current.Store(start)
	var shown any
	selectors := c.update(v.seed, s.Clock.Now(), func(tx *Tx[S]) bool {
		shown = v.Enrol(tx, s.Name)
		return true
	})
	c.origin = c.current.Load()
	s.cells[v.Definition.Document.Vendor] = c
	return shown, selectors
}

// demoData returns a state with the demo data and size more customers.
func (v *vendor[S]) demoData(size int) *version[S] {
	c := &cell[S]{}
	c.current.Store(&version[S]{})
	c.update(v.seed, demoTime, func(tx *Tx[S]) bool {
		v.Demo(tx, size)
		return true
	})
	return c.current.Load()
}

func (v *vendor[S]) Reset(s *Sandbox) {
	c := v.cell(s)
	c.writing.Lock()
	defer c.writing.Unlock()
	c.current.Store(c.origin)
}

func (v *vendor[S]) Tables() []string {
	var names []string
	for _, t := range v.Definition.Tables {
		names = append(names, t.Name)
	}
	return names
}

func (v *vendor[S]) table(name string) (*Table[S], error) {
	for i := range v.Definition.Tables {
		if t := &v.Definition.Tables[i]; t.Name == name {
			return t, nil
		}
	}
	return nil, ErrNoTable
}

func (v *vendor[S]) Records(s *Sandbox, table string) (iter.Seq2[string, any], error) {
	t, err := v.table(table)
	if err != nil {
		return nil, err
	}
	return t.All(&v.cell(s).current.Load().state), nil
}

func (v *vendor[S]) Record(s *Sandbox, table, id string) (any, bool, error) {
	t, err := v.table(table)
	if err != nil {
		return nil, false, err
	}
	record, ok := t.Get(&v.cell(s).current.Load().state, id)
	return record, ok, nil
}

func (v *vendor[S]) PutRecord(s *Sandbox, table, id string, record json.RawMessage) ([]string, error) {
	t, err := v.table(table)
	if err != nil {
		return nil, err
	}
	selectors := v.cell(s).update(v.seed, s.Clock.Now(), func(tx *Tx[S]) bool {
		err = t.Put(tx, id, record)
		return err == nil
	})
	return selectors, err
}

func (v *vendor[S]) DeleteRecord(s *Sandbox, table, id string) (bool, error) {
	t, err := v.table(table)
	if err != nil {
		return false, err
	}
	if t.Delete == nil {
		return false, ErrStays
	}
	var had bool
	v.cell(s).update(v.seed, s.Clock.Now(), func(tx *Tx[S]) bool {
		had = t.Delete(tx, id)
		return had
	})
	return had, nil
}
