package mutate

import (
	"maps"
	"slices"

	"github.com/crmsim/crmsim/openapi"
)

// deepest is how deep an answer's schemas are followed; some hold themselves.
const deepest = 8

// Expected returns the ids of those mutants that the documents alone give: each rule of each value of a request
// unchecked, each optional value ignored, each property of an answer dropped. What of it no spec meets is a part of a
// document that nothing tests.
func Expected(documents []*openapi.Document) []string {
	all := map[string]bool{}
	for _, d := range documents {
		for _, op := range d.Operations() {
			e := expecting{op, all}
			for _, p := range op.Parameters {
				place := p.In + "/" + p.Name
				e.value(p.Schema(), place, p.Required, p.Schema().Type() != "string")
			}
			if body, takes := op.Body(); takes {
				e.add("unchecked", "body//syntax")
				if body.Required {
					e.add("unchecked", "body//required")
				}
				e.request(body.Schema, "body", 0)
			}
			for _, r := range op.Responses() {
				for _, s := range r.Variants {
					e.answer(s, "", 0)
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// expecting collects the mutants of an operation.
type expecting struct {
	op  *openapi.Operation
	all map[string]bool
}

func (e *expecting) add(kind, place string) { e.all[idOf(e.op, kind, place)] = true }

// value adds what can go wrong with one value of a request.
func (e *expecting) value(s openapi.Schema, place string, required, typed bool) {
	k := s.Keywords()
	if required {
		e.add("unchecked", place+"/required")
	} else {
		e.add("ignored", place)
	}
	for keyword, has := range map[string]bool{
		"type": typed && len(s.Types()) > 0 && k.Accepts == "", "enum": len(k.Enum) > 0 && k.Accepts == "",
		"pattern": k.Pattern != "", "maxLength": k.MaxLength != nil,
		"minLength": k.MinLength > 0, "maximum": k.Max != nil, "minimum": k.Min != nil, "maxItems": k.MaxItems != nil,
		"minItems": k.MinItems > 0,
	} {
		if has {
			e.add("unchecked", place+"/"+keyword)
		}
	}
}

func (e *expecting) request(s openapi.Schema, place string, depth int) {
	if depth > deepest {
		return
	}
	if items, has := s.Items(); has {
		e.request(items, place+"/*", depth+1)
	}
	required := s.Keywords().Required
	for name, property := range s.Properties() {
		e.value(property, place+"/"+name, slices.Contains(required, name), true)
		e.request(property, place+"/"+name, depth+1)
	}
}

func (e *expecting) answer(s openapi.Schema, place string, depth int) {
	if depth > deepest {
		return
	}
	for _, s := range spread([]openapi.Schema{s}) {
		if items, has := s.Items(); has {
			e.answer(items, place+"/*", depth+1)
		}
		for name, property := range s.Properties() {
			e.add(dropped, place+"/"+name)
			e.answer(property, place+"/"+name, depth+1)
		}
	}
}
