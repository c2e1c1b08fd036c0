// Command compile writes the compiled form of every document: compiled/*.json of *.yaml in the current
// folder. It is run by go generate.
package main

import (
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/crmsim/crmsim/openapi"
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
	compiled, err := openapi.Compile(vendor, text)
	if err != nil {
		return err
	}
	if err := os.MkdirAll("compiled", 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join("compiled", vendor+".json"), compiled, 0o644)
}
