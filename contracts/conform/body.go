package conform

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// A field is a place in a JSON body: a property, or the first item of an array.
type field struct {
	path     []string // "0" is an array's first item
	schema   openapi.Schema
	required bool
}

// maxDepth is how deep fields lie within each other at most; documents that refer to themselves end here.
const maxDepth = 6

// place is the field's part of a spec's id: its path, in which items that have properties go without saying.
func (f field) place() string {
	names := slices.DeleteFunc(slices.Clone(f.path), func(s string) bool { return s == "0" })
	if !f.property() {
		names = append(names, "-")
	}
	return strings.Join(names, ".")
}

// property reports whether the field is a property and no item.
func (f field) property() bool { return len(f.path) > 0 && f.path[len(f.path)-1] != "0" }

// fields returns all fields below one, in the order of their names, those within others behind them.
func fields(f field) (all []field) {
	if len(f.path) > maxDepth {
		return nil
	}
	below := func(name string, s openapi.Schema, required bool) {
		child := field{append(slices.Clone(f.path), name), s, required}
		all = append(append(all, child), fields(child)...)
	}
	if alternatives := f.schema.Alternatives(); len(alternatives) > 0 {
		f.schema = alternatives[0] // The valid call is one of those.
	}
	properties, required := f.schema.Properties(), f.schema.Keywords().Required
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		below(name, properties[name], slices.Contains(required, name))
	}
	if items, has := f.schema.Items(); has {
		below("0", items, false)
	}
	return all
}

// holder returns the object or array that a field lies in, and nil when the body has none there.
func (f field) holder(r *contracts.Request) any {
	at := r.Body
	for i, step := range f.path[:len(f.path)-1] {
		at = child(at, step, f.path[i+1])
	}
	return at
}

// child goes one step down, into the item of an array that has the next step.
func child(at any, step, next string) any {
	switch v := at.(type) {
	case map[string]any:
		return v[step]
	case []any:
		if len(v) > 0 {
			return v[having(v, func(name string) bool { return name == next })]
		}
	}
	return nil
}

// having returns the position of the first item that is an object with such a name, else 0: where the items of an array
// cannot have all fields together, each field has its own.
func having(items []any, is func(name string) bool) int {
	return max(0, slices.IndexFunc(items, func(item any) bool {
		object, _ := item.(map[string]any)
		return slices.ContainsFunc(slices.Collect(maps.Keys(object)), is)
	}))
}

// value returns what the valid call has in the place of the field.
func (f field) value(r contracts.Request) any { return child(f.holder(&r), f.path[len(f.path)-1], "") }

// set returns the change that gives the field a value.
func (f field) set(taken bool, v any) change {
	text, _ := json.Marshal(v)
	return edit(fmt.Sprintf("%s: %.60s", f.place(), text), taken, func(r *contracts.Request) bool {
		switch holder := f.holder(r).(type) {
		case map[string]any:
			holder[f.path[len(f.path)-1]] = v
			return true
		case []any:
			if len(holder) == 0 {
				return false
			}
			holder[0] = v
			return true
		}
		return false
	})
}

// leave returns the change that leaves the field out.
func (f field) leave(taken bool) change {
	return edit("no "+f.place(), taken, func(r *contracts.Request) bool {
		holder, ok := f.holder(r).(map[string]any)
		delete(holder, f.path[len(f.path)-1])
		return ok
	})
}

// body derives from the schema of a JSON body.
func (c Call[E]) body() {
	wants, has := c.op.Body()
	if !has {
		return
	}
	root := field{schema: wants.Schema}
	if wants.Required {
		c.changes("required", "body", "refuses a call without a body", edit("no body", false, func(r *contracts.Request) bool {
			r.Body = nil
			return true
		}))
	} else {
		c.changes("optional", "body", "takes a call without a body", edit("no body", true, func(r *contracts.Request) bool {
			r.Body = nil
			return true
		}))
	}
	for _, f := range fields(root) {
		if slices.Contains(c.vendor.Proven, f.place()) {
			continue
		}
		c.presenceOf(f)
		c.typeOf(f)
		c.scalar(f)
		c.count(f)
	}
}

func (c Call[E]) presenceOf(f field) {
	if !f.property() {
		return
	}
	if f.required {
		c.changes("required", f.place(), "refuses a call without "+f.place(), f.leave(false))
	} else {
		c.changes("optional", f.place(), "takes a call without "+f.place(), f.leave(true).doing(c.idle(f.place())))
	}
	if f.schema.Nullable() {
		c.changes("null", f.place(), "takes null for "+f.place(), f.set(true, nil))
	} else {
		c.changes("null", f.place(), "refuses null for "+f.place(), f.set(lenient(f.schema.Keywords(), "null"), nil))
	}
}

func (c Call[E]) typeOf(f field) {
	types, k := typesOf(f.schema), f.schema.Keywords()
	var all []change
	for _, kind := range slices.Sorted(maps.Keys(mistyped)) {
		if len(types) == 0 || slices.Contains(types, kind) || kind == "integer" && slices.Contains(types, "number") {
			continue
		}
		for _, v := range mistyped[kind] {
			all = append(all, f.set(lenient(k, textOf(v)), v))
		}
	}
	if slices.Contains(types, "integer") && !slices.Contains(types, "string") {
		for _, text := range beyond[k.Format] {
			all = append(all, f.set(lenient(k, text), json.Number(text)))
		}
	}
	if len(all) > 0 {
		c.changes("type", f.place(), fmt.Sprintf("refuses a %s that is no %s", f.name(), strings.Join(types, " or ")), all...)
	}
}

// name is the field for people.
func (f field) name() string {
	if f.property() {
		return f.place()
	}
	return "member of " + f.place()
}

// textOf is a JSON value as the patterns of x-accepts see it.
func textOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case []any:
		return "[]"
	case map[string]any:
		return "{}"
	default:
		return fmt.Sprint(v)
	}
}

// scalar derives from what a schema says of a text or a number.
func (c Call[E]) scalar(f field) {
	k := f.schema.Keywords()
	try := func(v any) change { return f.set(lenient(k, textOf(v)), v) }
	if len(k.Enum) > 0 {
		c.changesLater("enum", f.place(), "takes each documented "+f.name()+" and no other", func(contracts.Request) (all []change) {
			for _, member := range members(k.Enum) {
				all = append(all, f.set(true, member).doing(c.idle(f.place())))
			}
			for _, other := range outOfEnum(k.Enum) {
				all = append(all, try(other))
			}
			return all
		})
	}
	for _, l := range limits(k) {
		c.changesLater(l.rule, f.place(), fmt.Sprintf("takes a %s at its %s of %v and refuses what is past it",
			f.name(), l.rule, shortened(l.at)), func(contracts.Request) []change {
			return []change{f.set(true, l.at), try(l.past)}
		})
	}
	if k.MinLength == 1 {
		c.changes("minLength", f.place(), "refuses an empty "+f.name(), try(""))
	}
	if rule := patternOrFormat(k, f.schema.Type()); rule != "" {
		c.changesLater(rule, f.place(), "refuses a "+f.name()+" that does not fit its "+rule, func(r contracts.Request) (all []change) {
			valid, _ := f.value(r).(string)
			for _, text := range broken(k, valid) {
				all = append(all, try(text))
			}
			return all
		})
	}
}

// count derives from the bounds of an array.
func (c Call[E]) count(f field) {
	k := f.schema.Keywords()
	sized := func(n int) change {
		return edit(fmt.Sprintf("%d of %s", n, f.place()), false, func(r *contracts.Request) bool {
			list, ok := f.value(*r).([]any)
			if !ok || len(list) == 0 {
				return false
			}
			return f.set(false, repeat(list[0], n)).make(r)
		})
	}
	if k.MinItems > 0 {
		c.changes("minItems", f.place(), fmt.Sprintf("refuses fewer than %d of %s", k.MinItems, f.place()), sized(int(k.MinItems)-1))
	}
	if k.MaxItems != nil {
		c.changes("maxItems", f.place(), fmt.Sprintf("refuses more than %d of %s", *k.MaxItems, f.place()), sized(int(*k.MaxItems)+1))
	}
}

func repeat(item any, n int) []any {
	all := make([]any, n)
	for i := range all {
		all[i] = contracts.Request{Body: item}.Clone().Body
	}
	return all
}
