package wisecrm

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// advQuery filters and sorts the records of any listed entity. It takes no acting user (WI-Q51).
func advQuery(tx *tx, c *api.Call) api.Answer {
	e, bad := listedEntity(tx, c)
	if bad != nil {
		return bad.answer(c)
	}
	fits, bad := filterOf(tx, e, c.Body)
	if bad != nil {
		return bad.answer(c)
	}
	columns, bad := columnsOf(tx, e, c.Text("fields"), true)
	if bad != nil {
		return bad.answer(c)
	}
	order, bad := orderOf(tx, e, c.Text("sort"))
	if bad != nil {
		return bad.answer(c)
	}
	p := pageOf(c)
	records := &tx.State.tables[e.kind]
	switch {
	case order != nil:
		return p.answer(tx, columns, records.sorted(p, fits, order))
	case fits == nil:
		return p.answer(tx, columns, records.all(p))
	default:
		return p.answer(tx, columns, records.choose(p, fits))
	}
}

// sorted is a page of the records that fit, in an order of their own; ties stay newest first (WI-Q70).
func (t *table) sorted(p page, fits func(*record) bool, order func(a, b *record) int) pageful {
	var all []*record
	for r := range t.byCreated.All() {
		if fits == nil || fits(r) {
			all = append(all, r)
		}
	}
	slices.SortStableFunc(all, order)
	found := pageful{total: len(all)}
	if start, near := p.start(); near && start < len(all) {
		found.records = all[start:min(start+p.size, len(all))]
	}
	return found
}

// filterOf compiles the body of an adv-query; nil means that all records fit. The document has
// checked the operators and the number of filters.
func filterOf(tx *tx, e *entity, body any) (func(*record) bool, *failure) {
	query, _ := body.(map[string]any)
	filters, _ := query["filters"].([]any)
	var conditions []func(*record) bool
	for i, raw := range filters {
		one, _ := raw.(map[string]any)
		fits, bad := conditionOf(tx, e, one)
		if bad != nil {
			return nil, bad.inFilter(i)
		}
		conditions = append(conditions, fits)
	}
	if len(conditions) == 0 {
		return nil, nil // WI-Q51
	}
	kind, _ := query["type"].(string)
	either := strings.EqualFold(kind, "OR")
	return func(r *record) bool {
		for _, fits := range conditions {
			if fits(r) == either {
				return either
			}
		}
		return !either
	}, nil
}

// conditionOf compiles one filter: what lacks is 402 (WI-Q71), what does not fit its field 401 (WI-Q72).
func conditionOf(tx *tx, e *entity, filter map[string]any) (func(*record) bool, *failure) {
	name, _ := filter["fieldName"].(string)
	operator, _ := filter["operator"].(string)
	if blank(name) {
		return nil, missing("fieldName")
	}
	c, known := columnOf(tx, e, strings.TrimSpace(name), true)
	if !known {
		return nil, invalidField(name)
	}
	switch operator {
	case "$NULL$":
		return func(r *record) bool { return c.value(tx, r) == nil }, nil
	case "$NOT_NULL$":
		return func(r *record) bool { return c.value(tx, r) != nil }, nil
	}
	if isBlank(filter["value"]) {
		return nil, missing("value")
	}
	if operator == "cl" || operator == "nc" {
		return containing(tx, c, filter["value"], operator == "cl"), nil
	}
	wanted, valid := parse(c.last(), filter["value"])
	if !valid && c.last().DataType == typePicklist {
		wanted, valid = parse(&field{DataType: typeInt}, filter["value"]) // A value need not be listed to be looked for.
	}
	if !valid {
		return nil, invalid("value").because("a value of type "+c.last().DataType, short(filter["value"]))
	}
	return comparing(tx, c, operator, wanted), nil
}

// containing looks at the text form without regard to letter case; a null contains nothing (WI-Q51, WI-Q72).
func containing(tx *tx, c column, value any, want bool) func(*record) bool {
	part := strings.ToLower(textOf(value))
	fold := strings.ToLower
	if part == strings.ToUpper(part) {
		fold = func(s string) string { return s } // Digits and Chinese have no case: nothing to fold in every record.
	}
	return func(r *record) bool {
		held := c.value(tx, r)
		return (held != nil && strings.Contains(fold(textOf(held)), part)) == want
	}
}

func textOf(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return string(v)
	default:
		return fmt.Sprint(v)
	}
}

// comparing holds numbers and dates by value, text by character code. A null is equal to nothing,
// neither greater nor less, and different from everything (WI-Q51, WI-Q52).
func comparing(tx *tx, c column, operator string, wanted any) func(*record) bool {
	return func(r *record) bool {
		held := c.value(tx, r)
		if held == nil {
			return operator == "<>"
		}
		order := compare(held, wanted)
		switch operator {
		case "=":
			return order == 0
		case "<>":
			return order != 0
		case ">":
			return order > 0
		default:
			return order < 0
		}
	}
}

// compare orders two values of one field: null lowest (WI-Q70), numbers by value, texts and dates by character code.
func compare(a, b any) int {
	if a == nil || b == nil {
		return cmp.Compare(btoi(a != nil), btoi(b != nil))
	}
	if n, ok := a.(int64); ok {
		m, _ := b.(int64)
		return cmp.Compare(n, m)
	}
	s, _ := a.(string)
	t, _ := b.(string)
	return cmp.Compare(s, t)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// orderOf reads sort, a comma list of field[:asc|desc]; nil means the order of lists (WI-Q70).
func orderOf(tx *tx, e *entity, list string) (func(a, b *record) int, *failure) {
	type key struct {
		column
		down bool
	}
	var keys []key
	for part := range strings.SplitSeq(list, ",") {
		name, direction, given := strings.Cut(strings.TrimSpace(part), ":")
		name, direction = strings.TrimSpace(name), strings.TrimSpace(direction)
		if name == "" && !given {
			continue
		}
		c, known := columnOf(tx, e, name, true)
		if !known {
			return nil, invalidField(name).inSort()
		}
		down := strings.EqualFold(direction, "desc")
		if given && !down && !strings.EqualFold(direction, "asc") {
			return nil, invalid("sort").because("field, field:asc or field:desc", strings.TrimSpace(part))
		}
		keys = append(keys, key{c, down})
	}
	if len(keys) == 0 {
		return nil, nil
	}
	return func(a, b *record) int {
		for i := range keys {
			order := compare(keys[i].value(tx, a), keys[i].value(tx, b))
			if keys[i].down {
				order = -order
			}
			if order != 0 {
				return order
			}
		}
		return 0
	}, nil
}
