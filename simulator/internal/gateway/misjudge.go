package gateway

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/defect"
)

// A bound is a keyword that limits something countable of a value. Step leads beyond it.
type bound struct {
	keyword   string
	at, value int64
	step      int64
}

// holdWrongBounds moves a bound of the document by one, or takes a value out of an enum.
func (x *exchange) holdWrongBounds() {
	c := x.call
	if !c.Defect.Wants(c.Operation, defect.Wider, defect.Narrower, defect.Lacking) {
		return
	}
	refuse := func(p *part, rule string) {
		c.Findings = append(c.Findings, openapi.Finding{
			Severity: openapi.Violation, Operation: c.Operation.ID, In: p.in, Place: placeOf(p), Rule: rule, Line: c.Operation.Line,
		})
	}
	r := partReader{at: func(p *part) (any, bool) {
		if !p.known {
			return p.value, true
		}
		k := p.schema.Keywords()
		for _, b := range boundsOf(&k, p.value) {
			switch where := p.where() + "/" + b.keyword; {
			case b.value == b.at && x.at(defect.Narrower, where):
				refuse(p, b.keyword)
			case b.value == b.at+b.step && x.at(defect.Wider, where):
				c.Findings = slices.DeleteFunc(c.Findings, func(f openapi.Finding) bool {
					return f.In == p.in && f.Place == placeOf(p) && f.Rule == b.keyword
				})
			}
		}
		if slices.ContainsFunc(k.Enum, func(v any) bool { return same(v, p.value) }) &&
			x.at(defect.Lacking, fmt.Sprintf("%s=%v", p.where(), p.value)) {
			refuse(p, "enum")
		}
		return p.value, true
	}}
	_ = r.read(c)
}

// placeOf is how a finding names the part.
func placeOf(p *part) string {
	if p.in == "body" {
		return p.place
	}
	return strings.TrimPrefix(p.place, "/")
}

// same reports whether a value is one of an enum's, which numbers are in another type.
func same(enum, value any) bool { return fmt.Sprint(enum) == fmt.Sprint(value) }

// boundsOf returns the document's bounds on a value, with the value's own measure.
func boundsOf(k *openapi.Keywords, value any) []bound {
	var all []bound
	most := func(keyword string, at *uint64, n int) {
		if at != nil {
			all = append(all, bound{keyword, int64(*at), int64(n), +1})
		}
	}
	least := func(keyword string, at uint64, n int) {
		if at > 0 {
			all = append(all, bound{keyword, int64(at), int64(n), -1})
		}
	}
	switch v := value.(type) {
	case string:
		most("maxLength", k.MaxLength, utf8.RuneCountInString(v))
		least("minLength", k.MinLength, utf8.RuneCountInString(v))
	case []any:
		most("maxItems", k.MaxItems, len(v))
		least("minItems", k.MinItems, len(v))
	case json.Number:
		n, err := v.Int64()
		if k.Max != nil && err == nil {
			all = append(all, bound{"maximum", int64(*k.Max) - one(k.ExclusiveMax), n, +1})
		}
		if k.Min != nil && err == nil {
			all = append(all, bound{"minimum", int64(*k.Min) + one(k.ExclusiveMin), n, -1})
		}
	}
	return all
}

func one(exclusive bool) int64 {
	if exclusive {
		return 1
	}
	return 0
}
