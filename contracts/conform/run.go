package conform

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/onsi/ginkgo/v2"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// A change makes a call that departs from the document, or stands at its edge, out of a valid one.
type change struct {
	place string
	what  string                        // for people
	taken bool                          // the vendor is to take the call
	does  bool                          // and it must do something, if the operation is no read
	make  func(*contracts.Request) bool // false when the valid call has no such place
}

// edit returns a change that the vendor is to take or to refuse.
func edit(what string, taken bool, make func(*contracts.Request) bool) change {
	return change{what: what, taken: taken, make: make}
}

// doing returns the change for a call that must still do something, unless the place is idle.
func (x change) doing(idle bool) change {
	x.does = x.taken && !idle
	return x
}

// idle reports whether the call may do nothing when the place is changed.
func (c Call[E]) idle(place string) bool { return slices.Contains(c.valid.Idle, place) }

// hold makes the changed calls. Those that are to be refused share one valid call, which is made in the
// end: they must have done nothing, and it must do something.
func (c Call[E]) hold(ctx ginkgo.SpecContext, env E, request contracts.Request, changes []change) {
	before := c.probe(ctx, env, request)
	refusals := 0
	for _, x := range changes {
		if !x.taken {
			c.refused(ctx, env, request, x)
			refusals++
		}
	}
	if refusals > 0 {
		c.unchanged(ctx, env, request, before, "a refused call")
	}
	c.works(ctx, env, request, before)
	for _, x := range changes {
		if x.taken {
			c.takes(ctx, env, c.Request(ctx, env), x)
		}
	}
}

func (c Call[E]) refused(ctx context.Context, env E, request contracts.Request, x change) {
	changed := c.apply(env, request, x)
	found := env.Frame().Findings(ctx, changed)
	violations := openapi.Violations(found.Findings)
	if len(violations) == 0 {
		env.Frame().Failf("deriving: %s with %s is no violation for the checker", c.op.ID, x.what)
	}
	first := found.Violated()
	if first == nil {
		first = &violations[0]
	}
	if !env.Frame().MayLeave(ctx, changed) {
		return
	}
	answer := env.Frame().Send(contracts.Wrong(ctx), changed)
	if err := c.vendor.Judge(env, first, answer); err != nil {
		env.Frame().Failf("%s: %v", x.what, err)
	}
}

func (c Call[E]) takes(ctx context.Context, env E, request contracts.Request, x change) {
	changed := c.apply(env, request, x)
	if c.valid.Fit != nil {
		c.valid.Fit(env, &changed, x.place)
	}
	found := env.Frame().Findings(ctx, changed)
	if violations := openapi.Violations(found.Findings); len(violations) > 0 {
		env.Frame().Failf("deriving: %s with %s is a violation for the checker: %s", c.op.ID, x.what, violations[0])
	}
	if !env.Frame().MayLeave(ctx, changed) {
		return
	}
	var before any
	if x.does {
		before = c.probe(ctx, env, changed)
	}
	answer := c.send(ctx, env, changed)
	if err := c.vendor.Judge(env, nil, answer); err != nil {
		env.Frame().Failf("%s: %v", x.what, err)
	}
	if before != nil && reflect.DeepEqual(before, c.probe(ctx, env, changed)) {
		env.Frame().Failf("%s did nothing: %s", x.what, answer.Text)
	}
}

func (c Call[E]) apply(env E, request contracts.Request, x change) contracts.Request {
	changed := request.Clone()
	if !x.make(&changed) {
		env.Frame().Failf("deriving: the valid call of %s has no place for %s", c.op.ID, x.what)
	}
	return changed
}

// send marks the call as wrong when the document has anything against it.
func (c Call[E]) send(ctx context.Context, env E, r contracts.Request) contracts.Answer {
	found := env.Frame().Findings(ctx, r)
	if found == nil || len(found.Findings) > 0 {
		ctx = contracts.Wrong(ctx)
	}
	return env.Frame().Send(ctx, r)
}

// Works makes the valid call, which must succeed and, when it is no read, do something.
func (c Call[E]) Works(ctx context.Context, env E, r contracts.Request) contracts.Answer {
	return c.works(ctx, env, r, c.probe(ctx, env, r))
}

// works is Works for who knows what the call would change.
func (c Call[E]) works(ctx context.Context, env E, r contracts.Request, before any) contracts.Answer {
	answer := c.send(ctx, env, r)
	if !answer.OK {
		env.Frame().Failf("the valid call is refused: %s", answer.Text)
	}
	if c.valid.Check != nil {
		c.valid.Check(env, r, answer)
	}
	if before != nil && reflect.DeepEqual(before, c.probe(ctx, env, r)) {
		env.Frame().Failf("the valid call did nothing: %s", shown(before))
	}
	return answer
}

// Untouched calls do, which must leave what the call would change as it is, and makes the call then.
func (c Call[E]) Untouched(ctx context.Context, env E, r contracts.Request, do func()) {
	before := c.probe(ctx, env, r)
	do()
	c.unchanged(ctx, env, r, before, "a refused call")
	c.works(ctx, env, r, before)
}

func (c Call[E]) probe(ctx context.Context, env E, r contracts.Request) any {
	if c.valid.Probe == nil {
		return nil
	}
	return c.valid.Probe(ctx, env, r)
}

// unchanged fails when the valid call's effect has come about.
func (c Call[E]) unchanged(ctx context.Context, env E, r contracts.Request, before any, who string) {
	if after := c.probe(ctx, env, r); before != nil && !reflect.DeepEqual(before, after) {
		env.Frame().Failf("%s did something: %s", who, difference(before, after))
	}
}

func shown(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text[:min(len(text), 300)])
}
