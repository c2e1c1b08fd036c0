// Command compile writes the compiled form of every document: compiled/*.json of *.yaml in the current
// folder. It is run by go generate.
package main

import (
	"encoding/json"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/crmsim/crmsim/openapi/internal/form"
)

func main() {
	log.SetFlags(0)
	paths, err := filepath.Glob("*.yaml")
	if err != nil || len(paths) == 0 {
		log.Fatalf("compile: found no documents here: %v", err)
	}
	for _, path := range paths {
		if err := compile(path); err != nil {
			log.Fatalf("compile: %v", err)
		}
	}
}

func compile(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	vendor := strings.TrimSuffix(path, ".yaml")
	f, _, err := form.Compile(vendor, text)
	if err != nil {
		return err
	}
	compiled, err := json.MarshalIndent(f, "", " ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll("compiled", 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join("compiled", vendor+".json"), append(compiled, '\n'), 0o644)
}
