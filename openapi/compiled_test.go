package openapi

import (
	"bytes"
	"testing"
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
			want, err := Compile(vendor, text)
			if err != nil {
				t.Fatal(err)
			}
			got, err := compiled.ReadFile("compiled/" + vendor + ".json")
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("compiled/%s.json is not what %s.yaml compiles to (%v); run: make documents", vendor, vendor, err)
			}
		})
	}
}
