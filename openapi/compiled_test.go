package openapi

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

var update = flag.Bool("update", false, "write compiled/*.json anew from *.yaml")

// TestCompiled: the compiled documents are those of the YAML files, without what only people read.
func TestCompiled(t *testing.T) {
	t.Parallel()
	for _, vendor := range Vendors() {
		t.Run(vendor, func(t *testing.T) {
			t.Parallel()
			want := compile(t, vendor)
			path := filepath.Join("compiled", vendor+".json")
			if *update {
				if err := os.WriteFile(path, want, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			got, err := os.ReadFile(path)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s is not what %s.yaml compiles to (%v); run: make documents", path, vendor, err)
			}
		})
	}
}

func compile(t *testing.T, vendor string) []byte {
	t.Helper()
	spec, err := openapi3.NewLoader().LoadFromFile(vendor + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	spec.Info.Description, spec.Tags, spec.Components.SecuritySchemes = "", nil, nil
	spec.Components.Examples = nil
	walkSchemas(spec, func(_ string, s *openapi3.Schema) { s.Description, s.Example = "", nil })
	for _, p := range spec.Components.Parameters {
		strip(p.Value)
	}
	for _, response := range spec.Components.Responses {
		stripResponse(response.Value)
	}
	for _, item := range spec.Paths.Map() {
		for _, op := range item.Operations() {
			stripOperation(op)
		}
	}
	text, err := json.Marshal(spec)
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}

func stripOperation(op *openapi3.Operation) {
	op.Description, op.Tags = "", nil
	if isTwin(op) {
		// Of a twin nothing counts but that it is one, and whether it takes forms.
		op.Responses, op.Summary, op.Parameters, op.Security = openapi3.NewResponses(), "", nil, nil
		if op.RequestBody != nil {
			op.RequestBody = &openapi3.RequestBodyRef{Value: openapi3.NewRequestBody()}
		}
		return
	}
	for _, p := range op.Parameters {
		strip(p.Value)
	}
	if op.RequestBody != nil {
		op.RequestBody.Value.Description = ""
		stripContent(op.RequestBody.Value.Content)
	}
	for _, response := range op.Responses.Map() {
		stripResponse(response.Value)
	}
}

func strip(p *openapi3.Parameter) { p.Description, p.Example, p.Examples = "", nil, nil }

func stripResponse(r *openapi3.Response) {
	r.Description = new(string)
	stripContent(r.Content)
}

func stripContent(content openapi3.Content) {
	for _, media := range content {
		media.Example, media.Examples = nil, nil
	}
}

// TestCompiledIsTheSame: a document says the same of traffic whichever form it was loaded from.
func TestCompiledIsTheSame(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, long *Document) {
		short, err := Load(long.Vendor)
		if err != nil {
			t.Fatal(err)
		}
		mine, theirs := elementsOf(short.spec), elementsOf(long.spec)
		if len(mine) != len(theirs) || len(short.Operations()) != len(long.Operations()) {
			t.Fatalf("%d elements and %d operations, want %d and %d", len(mine), len(short.Operations()), len(theirs), len(long.Operations()))
		}
		for i, op := range short.Operations() {
			other := long.Operations()[i]
			if op.ID != other.ID || op.Line != other.Line || len(op.Methods) != len(other.Methods) || op.forms != other.forms {
				t.Errorf("operation %d is %s at %d by %v, want %s at %d by %v", i, op.ID, op.Line, op.Methods, other.ID, other.Line, other.Methods)
			}
		}
	})
}
