package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// execute runs a command in this folder; when it fails, the error is what it printed.
func execute(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true", "NO_COLOR=1")
	out, err := cmd.CombinedOutput()
	if err == nil {
		return nil
	}
	text := strings.TrimSpace(string(bytes.ToValidUTF8(out, nil)))
	return fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, text)
}

// node runs a program of node_modules.
func node(name string, args ...string) error { return execute("node_modules/.bin/"+name, args...) }

func yamlOf(vendor string) string { return documents + vendor + ".yaml" }

// output returns a path below generated/ and makes its folder.
func output(parts ...string) (string, error) {
	path := filepath.Join(append([]string{"generated"}, parts...)...)
	return path, os.MkdirAll(filepath.Dir(path), 0o755)
}

func yaml11(vendor string, _ *traffic) error { return execute("node", "yaml11.mjs", yamlOf(vendor)) }

func redocly(vendor string, _ *traffic) error {
	return node("redocly", "lint", "--max-problems=20", "--config", documents+".redocly.yml", yamlOf(vendor))
}

func spectral(vendor string, _ *traffic) error {
	return node("spectral", "lint", "--ruleset", documents+".spectral.yml", "--fail-severity=warn", yamlOf(vendor))
}

func oapiCodegen(vendor string, _ *traffic) error {
	path, err := output(vendor, "client", "client.go")
	if err != nil {
		return err
	}
	return errors.Join(
		execute("go", "tool", "oapi-codegen", "-generate", "types,client", "-package", "client", "-o", path, yamlOf(vendor)),
		execute("go", "vet", "./generated/"+vendor+"/client"),
	)
}

// tryClient runs the small program that reads and writes with the generated client.
func tryClient(vendor string, t *traffic) error {
	return errors.Join(execute("go", "vet", "./try/"+vendor), execute("go", "run", "./try/"+vendor, t.origin))
}

// tsc compiles as strictly as TypeScript knows. The libraries' own declarations are not on trial.
func tsc(path string, more ...string) error {
	args := []string{"--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--lib", "es2022,dom",
		"--module", "nodenext", "--moduleResolution", "nodenext"}
	return node("tsc", append(append(args, more...), path)...)
}

func openapiTypescript(vendor string, _ *traffic) error {
	path, err := output(vendor, "schema.ts")
	if err != nil {
		return err
	}
	return errors.Join(node("openapi-typescript", yamlOf(vendor), "-o", path), tsc(path))
}

// orval writes an interface with an index signature for an object that has a typed rest. By the default rules of
// TypeScript that contradicts the interface's optional properties, whose type has undefined (SocialEpoch's import).
func orval(vendor string, _ *traffic) error {
	path, err := output(vendor, "orval.ts")
	if err != nil {
		return err
	}
	return errors.Join(
		node("orval", "--input", yamlOf(vendor), "--output", path, "--client", "fetch"),
		tsc(path, "--exactOptionalPropertyTypes"),
	)
}

func ajv(vendor string, t *traffic) error {
	return execute("node", "ajv.mjs", yamlOf(vendor), t.file)
}
