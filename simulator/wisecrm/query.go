package wisecrm

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// advQuery filters and sorts the records of any listed entity. It takes no acting user (WI-Q51).
func advQuery(tx *tx, c *api.Call) api.Answer {
	refuse := func(bad *failure) api.Answer { return foremost(lacking(tx.State, c), bad).answer(c) } // WI-Q14
	e, bad := listedEntity(tx, c)
	if bad != nil {
		return refuse(bad)
	}
	fits, bad := filterOf(tx, e, c.Body)
	if bad != nil {
		return refuse(bad)
	}
	columns, bad := columnsOf(tx, e, c.Text("fields"), true)
	if bad != nil {
		return refuse(bad)
	}
	order, bad := orderOf(tx, e, c.Text("sort"))
	if bad != nil {
		return refuse(bad)
	}
	p := pageOf(c)
	records := tx.State.table(e)
	if fits == nil && order == nil {
		return p.answer(tx, columns, records.all(p))
	}
	return p.answer(tx, columns, records.find(p, fits, order))
}

// filterOf compiles the body of an adv-query; nil means that all records fit. The document has
// checked the operators and the number of filters.
func filterOf(tx *tx, e *entity, body any) (matcher, *failure) {
	query, _ := body.(map[string]any)
	filters, _ := query["filters"].([]any)
	var conditions []condition
	for i, raw := range filters {
		one, _ := raw.(map[string]any)
		c, bad := conditionOf(tx, e, one)
		if bad != nil {
			return nil, bad.inFilter(i)
		}
		conditions = append(conditions, c)
	}
	if len(conditions) == 0 {
		return nil, nil // WI-Q51
	}
	kind, _ := query["type"].(string)
	either := strings.EqualFold(kind, "OR")
	return func(b *block) func(int) bool {
		columns := make([]*tuple, len(conditions)) // nil for what is not the records' own
		for n, c := range conditions {
			if c.to == nil {
				columns[n] = b.column(c.field.slot)
			}
		}
		return func(i int) bool {
			for n := range conditions {
				c, v := &conditions[n], value{}
				if own := columns[n]; own != nil {
					v = own.at(i)
				} else {
					v = c.value(tx, b.records[i])
				}
				if c.fits(v) == either {
					return either
				}
			}
			return !either
		}
	}, nil
}

// A condition is one filter: a column and what its value must be.
type condition struct {
	column
	fits func(value) bool
}

// The operators that take no value.
const (
	isNull    = "$NULL$"
	isNotNull = "$NOT_NULL$"
)

// conditionOf compiles one filter: what is missing is 402 (WI-Q71), what does not fit its field 401 (WI-Q72).
func conditionOf(tx *tx, e *entity, filter map[string]any) (condition, *failure) {
	name, _ := filter["fieldName"].(string)
	operator, _ := filter["operator"].(string)
	if blank(name) {
		return condition{}, missing("fieldName")
	}
	c, known := columnOf(tx, e, strings.TrimSpace(name), true)
	if !known {
		return condition{}, invalidField(name)
	}
	switch operator {
	case isNull:
		return condition{c, func(v value) bool { return v.kind == nullKind }}, nil
	case isNotNull:
		return condition{c, func(v value) bool { return v.kind != nullKind }}, nil
	}
	given := filter["value"]
	if isBlank(given) {
		return condition{}, missing("value")
	}
	if operator == "cl" || operator == "nc" {
		return condition{c, containing(textOf(given), operator == "cl")}, nil
	}
	wanted, valid := parse(c.last(), given)
	if !valid && c.last().DataType == typePicklist {
		wanted, valid = parse(&field{DataType: typeInt}, given) // A value need not be listed to be looked for.
	}
	if !valid {
		return condition{}, invalid("value").because("a value of type "+c.last().DataType, short(given))
	}
	return condition{c, comparing(operator, wanted)}, nil
}

// containing looks at the text form without regard to letter case; a null contains nothing (WI-Q51, WI-Q72).
func containing(part string, want bool) func(value) bool {
	part = strings.ToLower(part)
	if part == strings.ToUpper(part) { // Digits and Chinese have no case: nothing to fold in every record.
		return func(v value) bool { return (v.kind != nullKind && strings.Contains(v.text, part)) == want }
	}
	return func(v value) bool {
		return (v.kind != nullKind && strings.Contains(strings.ToLower(v.text), part)) == want
	}
}

func textOf(given any) string {
	switch v := given.(type) {
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
func comparing(operator string, wanted value) func(value) bool {
	switch operator {
	case "=":
		return func(v value) bool { return v == wanted }
	case "<>":
		return func(v value) bool { return v != wanted }
	case ">":
		return func(v value) bool { return v.kind != nullKind && compare(v, wanted) > 0 }
	default:
		return func(v value) bool { return v.kind != nullKind && compare(v, wanted) < 0 }
	}
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
