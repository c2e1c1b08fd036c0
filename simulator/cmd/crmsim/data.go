package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

type dataCommand struct {
	Export exportCommand `cmd:"" help:"Print the records of all vendors as a seed file."`
	Load   loadCommand   `cmd:"" help:"Put the records of a seed file, all or none."`
}

type exportCommand struct {
	URL     string `default:"http://127.0.0.1:8080" help:"Where the crmsim runs."`
	Sandbox string `default:"default" help:"Sandbox whose records to print."`
	Format  string `default:"yaml" enum:"yaml,ndjson" help:"yaml, or ndjson for lines of JSON."`
}

// Run prints what crmsim data load and --seed-file take. The sandbox's credentials are not among it.
func (c *exportCommand) Run(out output) error {
	client := &http.Client{Timeout: loadTimeout}
	answer, err := client.Get(strings.TrimRight(c.URL, "/") + sandboxPath(c.Sandbox, "/data?format="+c.Format))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s for the sandbox %s", c.URL, answer.Status, c.Sandbox)
	}
	_, err = io.Copy(out, answer.Body)
	return err
}

type loadCommand struct {
	File    string `arg:"" help:"Seed file: YAML or lines of JSON."`
	URL     string `default:"http://127.0.0.1:8080" help:"Where the crmsim runs."`
	Sandbox string `default:"default" help:"Sandbox to put the records into."`
}

// Run prints how many records were put.
func (c *loadCommand) Run(out output) error {
	text, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	var seeded struct{ Loaded int }
	if err := call(loadTimeout, http.MethodPost, c.URL, sandboxPath(c.Sandbox, "/data"), text, &seeded); err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	_, err = fmt.Fprintf(out, "%d records\n", seeded.Loaded)
	return err
}
