package conform

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// A parameter is one of the query or the header, of the operation under test.
type parameter struct{ *openapi.Parameter }

// set returns the change that gives the parameter a value.
func (p parameter) set(taken bool, text string) change {
	return edit(fmt.Sprintf("%s=%q", p.Name, text), taken, func(r *contracts.Request) bool {
		p.put(r, text)
		return true
	})
}

// leave returns the change that leaves the parameter out.
func (p parameter) leave(taken bool) change {
	return edit("no "+p.Name, taken, func(r *contracts.Request) bool {
		p.put(r)
		return true
	})
}

func (p parameter) put(r *contracts.Request, values ...string) {
	if p.In == "header" {
		r.Header[http.CanonicalHeaderKey(p.Name)] = values
		return
	}
	r.Query[p.Name] = values
}

// value returns what the valid call gives the parameter.
func (p parameter) value(r contracts.Request) string {
	if p.In == "header" {
		return r.Header.Get(p.Name)
	}
	return r.Query.Get(p.Name)
}

func (c Call[E]) parameters() {
	for _, p := range c.op.Parameters {
		if slices.Contains(c.vendor.Proven, p.Name) {
			continue
		}
		c.presence(parameter{p})
		c.valuesOf(parameter{p})
	}
}

func (c Call[E]) presence(p parameter) {
	blank := c.d.Document().BlankIsEmpty()
	empties := func(taken bool) []change {
		all := []change{p.set(taken, "")}
		if blank {
			all = append(all, p.set(taken, "  "))
		}
		return all
	}
	if p.Required {
		c.changes("required", p.Name, "refuses a call without "+p.Name+", or with an empty one", append(empties(false), p.leave(false))...)
		return
	}
	text := "takes a call without " + p.Name + ", but no empty one"
	if p.AllowEmpty() {
		text = "takes a call without " + p.Name + ", or with an empty one"
	}
	c.changes("optional", p.Name, text, append(empties(p.AllowEmpty()), p.leave(true).doing(c.idle(p.Name)))...)
}

// valuesOf derives from the schema of a parameter.
func (c Call[E]) valuesOf(p parameter) {
	k, kind := p.Schema().Keywords(), p.Schema().Type()
	try := func(text string) change { return p.set(lenient(k, text), text) }
	switch kind {
	case "integer", "number", "boolean":
		c.changesLater("type", p.Name, "refuses a "+p.Name+" that is no "+kind, func(contracts.Request) (all []change) {
			for _, text := range slices.Concat(notNumbers, beyond[k.Format]) {
				if kind != "number" || text == "x" || text == "true" {
					all = append(all, try(text))
				}
			}
			return all
		})
	}
	if len(k.Enum) > 0 {
		c.changesLater("enum", p.Name, "takes each documented "+p.Name+" and no other", func(contracts.Request) (all []change) {
			for _, member := range members(k.Enum) {
				all = append(all, p.set(true, fmt.Sprint(member)).doing(c.idle(p.Name)))
			}
			for _, other := range outOfEnum(k.Enum) {
				all = append(all, try(fmt.Sprint(other)))
			}
			return all
		})
	}
	for _, l := range limits(k) {
		c.changesLater(l.rule, p.Name, fmt.Sprintf("takes a %s at its %s of %v and refuses what is past it", p.Name, l.rule, shortened(l.at)),
			func(contracts.Request) []change {
				return []change{p.set(true, fmt.Sprint(l.at)), try(fmt.Sprint(l.past))}
			})
	}
	if rule := patternOrFormat(k, kind); rule != "" {
		c.changesLater(rule, p.Name, "refuses a "+p.Name+" that does not fit its "+rule, func(r contracts.Request) (all []change) {
			for _, text := range broken(k, p.value(r)) {
				all = append(all, try(text))
			}
			return all
		})
	}
}

// patternOrFormat names what the text of a schema must fit, "" for nothing.
func patternOrFormat(k openapi.Keywords, kind string) string {
	switch {
	case kind != "string":
		return ""
	case k.Pattern != "":
		return "pattern"
	case k.Format != "":
		return "format"
	}
	return ""
}

func shortened(v any) string {
	text := fmt.Sprint(v)
	if len(text) > 24 {
		return fmt.Sprintf("%d characters", strings.Count(text, "")-1)
	}
	return text
}

// changes declares a spec of changes to the valid call.
func (c Call[E]) changes(rule, place, text string, all ...change) {
	c.changesLater(rule, place, text, func(contracts.Request) []change { return all })
}

// changesLater is changes for those that depend on the valid call, or that cost something to make up.
func (c Call[E]) changesLater(rule, place, text string, make func(contracts.Request) []change) {
	c.declare(rule, place, text, contracts.About{}, func(ctx ginkgo.SpecContext, env E) {
		request := c.Request(ctx, env)
		all := make(request)
		if len(all) == 0 {
			env.Frame().Failf("deriving: %s of %s gives no call to make", rule, place)
		}
		for i := range all {
			all[i].place = place
		}
		c.hold(ctx, env, request, all)
	})
}
