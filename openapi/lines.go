package openapi

import (
	"bytes"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// Lines in the YAML file are for findings only. kin-openapi needs half as long again to load a
// document with them, so a document is loaded without, and once more with them when the first
// finding asks.

// lineOf returns the line of a keyword of an element of the document, of the element when the
// keyword's is not known, or 0.
func (d *Document) lineOf(element any, keyword string) int {
	origin := d.locate()[element]
	if origin == nil {
		return 0
	}
	if at, ok := origin.Fields.Lookup(keyword); ok {
		return at.Line
	}
	if origin.Key == nil {
		return 0
	}
	return origin.Key.Line
}

// locateAll maps the elements of the document, by their address, to where they stand.
func (d *Document) locateAll() map[any]*openapi3.Origin {
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	located, err := loader.LoadFromData(d.text)
	if err != nil {
		return nil // The same text has loaded before.
	}
	mine, theirs := elementsOf(d.spec), elementsOf(located)
	where := make(map[any]*openapi3.Origin, len(mine))
	for i := range min(len(mine), len(theirs)) {
		where[mine[i].at] = theirs[i].origin
	}
	return where
}

type element struct {
	at     any
	origin *openapi3.Origin
}

// elementsOf lists what findings may point at, in an order that depends on the document alone.
func elementsOf(spec *openapi3.T) []element {
	var all []element
	walkSchemas(spec, func(_ string, s *openapi3.Schema) { all = append(all, element{s, s.Origin}) })
	for _, path := range slices.Sorted(maps.Keys(spec.Paths.Map())) {
		operations := spec.Paths.Value(path).Operations()
		for _, method := range slices.Sorted(maps.Keys(operations)) {
			op := operations[method]
			if isTwin(op) {
				continue
			}
			for _, p := range op.Parameters {
				all = append(all, element{p.Value, p.Value.Origin})
			}
			if op.RequestBody != nil {
				all = append(all, element{op.RequestBody.Value, op.RequestBody.Value.Origin})
			}
			responses := op.Responses.Map()
			for _, status := range slices.Sorted(maps.Keys(responses)) {
				all = append(all, element{responses[status].Value, responses[status].Value.Origin})
			}
		}
	}
	return all
}

// operationLines returns the line of each operationId. They order the operations, so they cannot
// wait for locateAll.
func operationLines(text []byte) map[string]int {
	lines := map[string]int{}
	n := 0
	for line := range bytes.Lines(text) {
		n++
		key, value, found := bytes.Cut(line, []byte(":"))
		if found && string(bytes.TrimSpace(key)) == "operationId" {
			lines[string(bytes.TrimSpace(value))] = n
		}
	}
	return lines
}
