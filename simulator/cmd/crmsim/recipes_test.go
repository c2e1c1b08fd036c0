package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestRecipes runs the recipes in other languages than Go, those whose interpreter is there, as make recipes does.
func TestRecipes(t *testing.T) {
	t.Parallel()
	bin := t.TempDir()
	script := "#!/bin/sh\n" + asCrmsim + "=1 exec '" + os.Args[0] + "' \"$@\"\n"
	if err := os.WriteFile(filepath.Join(bin, "crmsim"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, language := range []string{"python", "node", "php", "java", "shell"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			c := exec.Command("../../../testdata/recipes/run.sh", language)
			c.Env = append(os.Environ(), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
			out, err := c.CombinedOutput()
			switch text := string(out); {
			case strings.HasPrefix(text, "skipped: "):
				t.Skip(strings.TrimSpace(text))
			case err != nil || !strings.Contains(text, "crmsim: sandbox default: clean"):
				t.Errorf("%v\n%s", err, text)
			}
		})
	}
}
