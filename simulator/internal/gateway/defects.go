package gateway

import (
	"slices"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/defect"
)

// Plant makes the calls from now on go the way that the hook changes. Nil is the right way.
func (g *Gateway) Plant(h *defect.Hook) { g.planted.Store(h) }

// wrongWay is way where a planted defect may change what a stage takes or says.
var wrongWay = []stage{
	readBody, findSandbox, faultBefore, complete,
	byTheWrongClock("authentication", mattersAtEntry, lenient(anyMethod(authenticate))),
	byTheWrongClock("limit", isLimited, lenient(limit)),
	misjudge,
	byTheWrongClock("operation", mattersToHandler, mishandle),
}

// stages is the call's way in.
func (x *exchange) stages() []stage {
	if x.call.Defect == nil || x.call.Operation != nil && !x.call.Defect.Concerns(x.call.Operation) {
		x.call.Defect = nil
		return way
	}
	return wrongWay
}

// byTheWrongClock runs a stage by the machine's clock although the sandbox has another, where that matters.
func byTheWrongClock(place string, matters func(*exchange) bool, next stage) stage {
	return func(x *exchange) *api.Answer {
		c := x.call
		if c.Operation == nil || !c.Defect.Wants(c.Operation, defect.Clock) || !c.Sandbox.Clock.IsSet() {
			return next(x)
		}
		if c.Defect.Observes() && !matters(x) || !c.Defect.At(c.Operation, defect.Clock, place) {
			return next(x)
		}
		defer c.Sandbox.Clock.Ignore()()
		return next(x)
	}
}

func mattersAtEntry(x *exchange) bool {
	right := x.vendor.AttemptEntry(x.call)
	defer x.call.Sandbox.Clock.Ignore()()
	return x.vendor.AttemptEntry(x.call) != right
}

func isLimited(x *exchange) bool { return x.vendor.IsLimited(x.call) }

func mattersToHandler(x *exchange) bool {
	none := defect.Plant(defect.Defect{})
	return !x.outcome(none, time.Now()).Same(x.outcome(none, x.call.Sandbox.Clock.Now()))
}

// anyMethod takes a call by another method of an operation's path for a call of the operation.
func anyMethod(next stage) stage {
	return func(x *exchange) *api.Answer {
		c, doc := x.call, x.vendor.Document
		if c.Operation != nil || doc.Methods(c.HTTP.URL.Path) == nil {
			return next(x)
		}
		i := slices.IndexFunc(doc.Operations(), func(op *openapi.Operation) bool { return op.Path == c.HTTP.URL.Path })
		if op := doc.Operations()[i]; c.Defect.At(op, defect.AnyMethod, "") {
			c.Operation = op
			c.Query, _ = op.Values(c.HTTP, c.RawBody)
		}
		return next(x)
	}
}

// lenient lets a call pass that the stage refuses, with what the sandbox itself would have sent in the place of
// what was wrong.
func lenient(next stage) stage {
	return func(x *exchange) *api.Answer {
		c := x.call
		before := len(c.Notes)
		answer := next(x)
		if answer == nil || c.Operation == nil {
			return answer
		}
		bad := openapi.Violations(c.Notes[before:])
		if len(bad) == 0 || !c.Defect.At(c.Operation, defect.Unchecked, ruleOf(&bad[0])) {
			return answer
		}
		c.Notes = c.Notes[:before]
		c.Query.Del(bad[0].Place)
		if bad[0].In == "header" {
			c.HTTP.Header.Del(bad[0].Place)
		}
		x.vendor.Sign(c)
		return nil
	}
}

// misjudge is check with an operation that sees something else than was sent, or that does not hold a rule.
func misjudge(x *exchange) *api.Answer {
	c := x.call
	body := x.misread()
	c.Request = c.Operation.CheckRequest(c.HTTP, c.Query, body)
	x.holdWrongBounds()
	c.Findings = slices.DeleteFunc(c.Findings, func(f openapi.Finding) bool {
		return f.Severity == openapi.Violation && x.at(defect.Unchecked, ruleOf(&f))
	})
	bad := c.Violated()
	if bad == nil {
		return nil
	}
	answer := x.vendor.Refused(c, *bad)
	x.leave(ruleOf(bad))
	return &answer
}

// at is Defect.At for a defect that may make no difference to this call: while the simulator is only observed, a
// trial tells.
func (x *exchange) at(kind, place string) bool {
	c := x.call
	if !c.Defect.Observes() {
		return c.Defect.At(c.Operation, kind, place)
	}
	if !c.Defect.Settled(c.Operation, kind, place) {
		d := defect.Defect{Vendor: x.vendor.ID(), Operation: c.Operation.ID, Kind: kind, Place: place}
		if x.right == nil {
			x.tried = c.Sandbox.Clock.Now()
			x.right = x.outcome(defect.Plant(defect.Defect{}), x.tried)
		}
		difference := !x.outcome(defect.Plant(d), x.tried).Same(x.right)
		if c.Defect.Settle(c.Operation, kind, place, difference); difference {
			return c.Defect.At(c.Operation, kind, place)
		}
	}
	return false
}

// outcome is what would become of the call with a defect at a time of the clock, from the check on.
func (x *exchange) outcome(h *defect.Hook, now time.Time) *api.Outcome {
	own, c := *x, *x.call
	own.call, c.Defect = &c, h
	c.Notes = slices.Clone(c.Notes)
	defer c.Sandbox.Clock.Hold(now)()
	if answer := misjudge(&own); answer != nil {
		return &api.Outcome{Answer: *answer}
	}
	return x.vendor.Attempt(&c)
}

// leave carries out a call that is refused for the reason.
func (x *exchange) leave(rule string) {
	c := x.call
	if !c.Defect.Wants(c.Operation, defect.Leaves) {
		return
	}
	defer func() { _ = recover() }() // A handler relies on the check. One that cannot do without it leaves nothing.
	x.vendor.Leave(c, rule)
}

// mishandle is handle, where a handler that a defect got what it cannot bear fails as a server does.
func mishandle(x *exchange) (answer *api.Answer) {
	defer func() {
		if p := recover(); p != nil {
			x.call.Defect.Panicked(p)
			failure := x.vendor.Failure(x.call, x.vendor.CodeSystem)
			answer = &failure
		}
	}()
	return handle(x)
}

// ruleOf names the rule that a finding is about: in/place/rule, with * for the positions in lists.
func ruleOf(f *openapi.Finding) string { return f.In + starred(f.Place) + "/" + f.Rule }
