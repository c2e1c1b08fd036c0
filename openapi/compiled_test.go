package openapi

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/crmsim/crmsim/openapi/internal/form"
)

// TestCompiled: the compiled documents are those of the YAML files.
func TestCompiled(t *testing.T) {
	t.Parallel()
	for _, vendor := range Vendors() {
		t.Run(vendor, func(t *testing.T) {
			t.Parallel()
			text, err := files.ReadFile(vendor + ".yaml")
			if err != nil {
				t.Fatal(err)
			}
			f, _, err := form.Compile(vendor, text)
			if err != nil {
				t.Fatal(err)
			}
			want, err := json.MarshalIndent(f, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			got, err := compiled.ReadFile("compiled/" + vendor + ".json")
			if err != nil || !bytes.Equal(bytes.TrimSpace(got), want) {
				t.Errorf("compiled/%s.json is not what %s.yaml compiles to (%v); run: make documents", vendor, vendor, err)
			}
		})
	}
}
