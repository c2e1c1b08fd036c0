package api

import (
	"bytes"
	"reflect"
	"slices"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/defect"
)

// IsSet reports whether the clock shows another time than the machine's.
func (c *Clock) IsSet() bool {
	s := c.setting.Load()
	return s.frozen || s.offset.Abs() > time.Second
}

// Ignore makes the clock show the machine's time until restore is called.
func (c *Clock) Ignore() (restore func()) { return c.show(&setting{}) }

// Hold makes the clock stand still at t until restore is called.
func (c *Clock) Hold(t time.Time) (restore func()) { return c.show(&setting{frozen: true, at: t}) }

func (c *Clock) show(s *setting) (restore func()) {
	was := c.setting.Swap(s)
	return func() { c.setting.Store(was) }
}

// mishandle is Handle with a planted defect.
func (v *Vendor) mishandle(c *Call) (answer Answer, err error) {
	if !v.writes[c.Operation.ID] {
		return v.misview(c), nil
	}
	cell := c.Sandbox.cell(v)
	err = v.update(c.Sandbox, func(tx transaction) bool {
		before := cell.current.Load()
		repeated := v.repeats(c, before)
		if repeated {
			tx.base().serial--
		}
		answer = v.handle(tx, c)
		w := &write{v: v, c: c, tx: tx, before: before}
		if !answer.Commit {
			return c.Defect.Wants(c.Operation, defect.Leaves) && len(w.changes()) > 0 && c.Defect.At(c.Operation, defect.Leaves, "operation")
		}
		w.spoil()
		c.Defect.Memory.Store(cell, before)
		return true
	})
	return answer, err
}

// repeats reports whether the operation is to give the last id again. Whether it gives one is seen in a trial.
func (v *Vendor) repeats(c *Call, now *version) bool {
	if now.serial == 0 || !c.Defect.Wants(c.Operation, defect.RepeatedID) {
		return false
	}
	trial := v.begin(c.Sandbox, now)
	answer := v.attempt(trial, c)
	return answer != nil && answer.Commit && trial.base().serial > now.serial && c.Defect.At(c.Operation, defect.RepeatedID, "")
}

// attempt runs the handler for a trial; nil when it panics.
func (v *Vendor) attempt(tx transaction, c *Call) (answer *Answer) {
	defer func() { _ = recover() }()
	own := *c
	own.Notes = slices.Clone(c.Notes)
	a := v.handle(tx, &own)
	return &a
}

// misview reads a state that is not the present one, where that makes a difference to the answer.
func (v *Vendor) misview(c *Call) Answer {
	cell := c.Sandbox.cell(v)
	now := cell.current.Load()
	right := v.handle(v.view(c.Sandbox, now), c)
	read := func(kind string, from *version) *Answer {
		if !c.Defect.Wants(c.Operation, kind) {
			return nil
		}
		wrong := v.attempt(v.view(c.Sandbox, from), c)
		if wrong == nil || bytes.Equal(wrong.Body, right.Body) || !c.Defect.At(c.Operation, kind, "") {
			return nil
		}
		return wrong
	}
	if last, known := c.Defect.Memory.Load(cell); known {
		if wrong := read(defect.Stale, last.(*version)); wrong != nil {
			return *wrong
		}
	}
	i := slices.Index(c.Sandbox.shared.Vendors, v)
	if wrong := read(defect.Beginning, c.Sandbox.start.versions[i]); wrong != nil {
		return *wrong
	}
	return right
}

// An Outcome is what a call would lead to.
type Outcome struct {
	Answer Answer
	writes *write
}

// Same reports whether two calls would lead to the same.
func (o *Outcome) Same(other *Outcome) bool {
	return o.Answer.Status == other.Answer.Status && bytes.Equal(o.Answer.Body, other.Answer.Body) && reflect.DeepEqual(o.written(), other.written())
}

func (o *Outcome) written() map[string][]alteration {
	if o.writes == nil {
		return nil
	}
	return o.writes.changes()
}

// AttemptEntry reports whether the vendor would refuse the call before it looks at it, and keeps nothing of it.
func (v *Vendor) AttemptEntry(c *Call) (refused bool) {
	own := *c
	own.Notes = slices.Clone(c.Notes)
	return v.authenticate(v.apart(c.Sandbox.cell(v).current.Load()).state, &own) != nil
}

// IsLimited reports whether the vendor bounds calls like this one.
func (v *Vendor) IsLimited(c *Call) bool { return v.limit(v.state(c.Sandbox), c).Calls > 0 }

// Attempt returns what a call would lead to, and keeps nothing of it. A handler that panics leads to no answer.
func (v *Vendor) Attempt(c *Call) *Outcome {
	now := v.apart(c.Sandbox.cell(v).current.Load())
	tx := v.view(c.Sandbox, now)
	if v.writes[c.Operation.ID] {
		tx = v.begin(c.Sandbox, now)
	}
	answer := v.attempt(tx, c)
	if answer == nil {
		return &Outcome{}
	}
	o := &Outcome{Answer: *answer}
	if answer.Commit && v.writes[c.Operation.ID] {
		o.writes = &write{v: v, c: c, tx: tx, before: now}
	}
	return o
}

// Leave lets a call that is refused for the reason take effect, if that is the defect and the call has an effect.
func (v *Vendor) Leave(c *Call, reason string) {
	if !v.writes[c.Operation.ID] {
		return
	}
	cell := c.Sandbox.cell(v)
	_ = v.update(c.Sandbox, func(tx transaction) bool { // A conflict of credentials leaves nothing.
		w := &write{v: v, c: c, tx: tx, before: cell.current.Load()}
		answer := v.attempt(tx, c)
		return answer != nil && answer.Commit && len(w.changes()) > 0 && c.Defect.At(c.Operation, defect.Leaves, reason)
	})
}
