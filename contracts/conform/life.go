package conform

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/onsi/ginkgo/v2"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// A Repeat is what the same call does when it is made again.
type Repeat int

// What a call may do when it is made again. A read always answers the same.
const (
	DoesMore    Repeat = iota + 1 // it does it again, as another call would
	DoesNothing                   // it is taken and changes nothing more
	IsRefused                     // it is refused and changes nothing more
)

// again derives what becomes of the same call when it is made twice.
func (c Call[E]) again() {
	if c.op.Effect == openapi.Read {
		c.declare("again", "", "answers the same to the same call", contracts.About{}, func(ctx ginkgo.SpecContext, env E) {
			request := c.Request(ctx, env)
			first := c.Works(ctx, env, request)
			if second := c.Works(ctx, env, request); first.Text != second.Text && shape(first) != shape(second) {
				env.Frame().Failf("first %s, then %s", first.Text, second.Text)
			}
		})
		return
	}
	text := map[Repeat]string{
		DoesMore: "does the same again when the same call comes again", DoesNothing: "takes the same call again and does nothing",
		IsRefused: "refuses the same call when it comes again",
	}[c.valid.Again]
	c.declare("again", "", text, contracts.About{}, func(ctx ginkgo.SpecContext, env E) {
		request := c.Request(ctx, env)
		c.Works(ctx, env, request)
		before := c.probe(ctx, env, request)
		second := c.send(ctx, env, request)
		if second.OK == (c.valid.Again == IsRefused) {
			env.Frame().Failf("the same call again: %s", second.Text)
		}
		after := c.probe(ctx, env, request)
		switch same := reflect.DeepEqual(before, after); {
		case before == nil, same != (c.valid.Again == DoesMore):
		case same:
			env.Frame().Failf("the same call again did nothing: %s", second.Text)
		default:
			env.Frame().Failf("the same call again did something: %s; %s", difference(before, after), second.Text)
		}
	})
}

// gone derives what becomes of a call about a record that is no more.
func (c Call[E]) gone() {
	if c.valid.Gone == nil {
		return
	}
	text := "takes a call about a record that is gone, and does nothing"
	if c.valid.AfterGone == IsRefused {
		text = "refuses a call about a record that is gone, and does nothing"
	}
	about := contracts.About{Control: c.valid.GoneBy == "", SetUp: c.valid.GoneBy}
	c.declare("gone", "", text, about, func(ctx ginkgo.SpecContext, env E) {
		there := c.Works(ctx, env, c.Request(ctx, env)) // Or nobody could tell that it does nothing because of that.
		request := c.Request(ctx, env)
		if c.op.Effect == openapi.Read {
			there = c.Works(ctx, env, request)
		}
		c.valid.Gone(ctx, env, request)
		before := c.probe(ctx, env, request)
		answer := c.send(ctx, env, request)
		if answer.OK == (c.valid.AfterGone == IsRefused) || answer.Text == there.Text && c.op.Effect == openapi.Read {
			env.Frame().Failf("the record is gone, and the answer is %s", answer.Text)
		}
		c.unchanged(ctx, env, request, before, "a call about a record that is gone")
	})
}

// A Batch is an array of a body of which the vendor carries out each item for itself.
type Batch struct {
	Place string
	Spoil func(item any) any // what makes an item invalid
}

// batch derives that one invalid item among valid ones does nothing and keeps the others from nothing.
func (c Call[E]) batch() {
	b := c.valid.Batch
	if b == nil {
		return
	}
	c.declare("batch", b.Place, "carries out the valid items beside an invalid one, and not that",
		contracts.About{}, func(ctx ginkgo.SpecContext, env E) {
			calls := []contracts.Request{c.Request(ctx, env), c.Request(ctx, env), c.Request(ctx, env)}
			list := field{path: strings.Split(b.Place, ".")}
			var items []any
			var before []any
			for i, r := range calls {
				given, _ := list.value(r.Clone()).([]any)
				if len(given) == 0 {
					env.Frame().Failf("deriving: the valid call of %s has no items in %s", c.op.ID, b.Place)
				}
				if i == 1 {
					given[0] = b.Spoil(given[0])
				}
				items, before = append(items, given...), append(before, c.probe(ctx, env, r))
			}
			answer := c.send(ctx, env, c.apply(env, calls[0], list.set(true, items)))
			for i, r := range calls {
				after := c.probe(ctx, env, r)
				if before[i] != nil && reflect.DeepEqual(before[i], after) != (i == 1) {
					env.Frame().Failf("item %d of a batch whose item 1 is invalid: %s; %s", i, answer.Text, shown(after))
				}
			}
		})
}

// elsewhere derives that a call with another sandbox's credentials neither changes nor shows what is in this one.
func (c Call[E]) elsewhere() {
	if len(c.vendor.Proven) == 0 || c.op.Effect == openapi.Read && c.valid.SetUp == "" && !c.valid.Control {
		return
	}
	c.declare("elsewhere", "", "neither changes nor shows another tenant's records",
		contracts.About{Control: true}, func(ctx ginkgo.SpecContext, env E) {
			request := c.Request(ctx, env)
			credentials, err := env.Frame().Control().Another(ctx)
			if err != nil {
				env.Frame().Failf("another sandbox: %v", err)
			}
			before := c.probe(ctx, env, request)
			theirs := c.send(ctx, c.d.As(env.Frame(), credentials), swap(request, credentials))
			c.unchanged(ctx, env, request, before, "a call of another tenant")
			if ours := c.works(ctx, env, request, before); c.op.Effect == openapi.Read && ours.Text == theirs.Text {
				env.Frame().Failf("another tenant is shown the same: %s", theirs.Text)
			}
		})
}

// swap returns the request with other credentials in the places where it has some itself.
func swap(r contracts.Request, credentials map[string]string) contracts.Request {
	r = r.Clone()
	body, _ := r.Body.(map[string]any)
	for credential, value := range credentials {
		for name := range r.Query {
			if normal(name) == normal(credential) {
				r.Query.Set(name, value)
			}
		}
		for name := range body {
			if normal(name) == normal(credential) {
				body[name] = value
			}
		}
	}
	return r
}

// stored derives that each field of a write is there afterwards, in the record that Shown shows.
func (c Call[E]) stored() {
	if c.valid.Shown == nil {
		return
	}
	for _, place := range c.valuePlaces() {
		if c.valid.Unshown[place] != "" || c.vendor.Unshown[place] != "" {
			continue
		}
		c.declare("stored", place, "keeps "+place+" as it is given", contracts.About{Control: c.valid.ShownByControl},
			func(ctx ginkgo.SpecContext, env E) {
				request := c.Request(ctx, env)
				want, given := c.given(request, place)
				if !given || isZero(want) {
					env.Frame().Failf("deriving: the valid call of %s has no %s, or a zero one, which nobody can tell from none", c.op.ID, place)
				}
				answer := c.Works(ctx, env, request)
				record := c.valid.Shown(ctx, env, request, answer)
				name := place
				if c.valid.Names[place] != "" {
					name = c.valid.Names[place]
				}
				if got, has := find(record, strings.Split(strings.TrimSuffix(name, ".-"), ".")); !has || !same(want, got) {
					env.Frame().Failf("%s was given as %v and is %v in %s", place, want, got, shown(record))
				}
			})
	}
}

// valuePlaces are the parameters and the scalar fields of the operation, but credentials.
func (c Call[E]) valuePlaces() (all []string) {
	for _, p := range c.op.Parameters {
		all = append(all, p.Name)
	}
	if body, has := c.op.Body(); has {
		for _, f := range fields(field{schema: body.Schema}) {
			types := typesOf(f.schema)
			if !slices.Contains(types, "object") && !slices.Contains(types, "array") {
				all = append(all, f.place())
			}
		}
	}
	return slices.DeleteFunc(all, func(place string) bool { return slices.Contains(c.vendor.Proven, place) })
}

// given returns what the call gives a place.
func (c Call[E]) given(r contracts.Request, place string) (any, bool) {
	for _, p := range c.op.Parameters {
		if p.Name == place {
			text := parameter{p}.value(r)
			return text, text != ""
		}
	}
	return find(r.Body, strings.Split(strings.TrimSuffix(place, ".-"), "."))
}

// find goes down a JSON value by names, written in any way, and through arrays by a number or to the first item that has
// the name. What it comes to may be an array.
func find(value any, names []string) (any, bool) {
	if len(names) == 0 {
		return value, true
	}
	if list, ok := value.([]any); ok && len(list) > 0 {
		if n, err := strconv.Atoi(names[0]); err == nil && n < len(list) {
			return find(list[n], names[1:])
		}
		return find(list[having(list, func(name string) bool { return normal(name) == normal(names[0]) })], names)
	}
	object, _ := value.(map[string]any)
	for name, child := range object {
		if normal(name) == normal(names[0]) {
			return find(child, names[1:])
		}
	}
	return nil, false
}

// normal is a name without the ways of writing it: customer_id and CustomerId are one.
func normal(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// same reports whether two scalars, or lists of scalars, are the same as text.
func same(a, b any) bool { return plain(a) == plain(b) }

func plain(value any) string {
	switch v := value.(type) {
	case float64:
		return number(v).String()
	case json.Number:
		return v.String()
	default:
		return fmt.Sprint(v)
	}
}

func isZero(value any) bool {
	return slices.Contains([]string{"", "0", "false", "<nil>", "[]"}, plain(value))
}

// Decode is a JSON text as Shown returns it.
func Decode(text []byte) any {
	var value any
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	_ = decoder.Decode(&value) // What is no JSON shows nothing.
	return value
}
