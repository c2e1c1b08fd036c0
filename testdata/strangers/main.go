// Command strangers runs other people's tools over crmsim's OpenAPI documents and over what crmsim answers, and prints
// a table of tool by vendor. It ends with 1 when a cell failed, 2 when it could not run at all.
//
//	make strangers
//
// It needs the network once, for the tools: package.json and go.mod pin them. What they generate goes into generated/.
package main

import (
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	_ "github.com/oapi-codegen/runtime" // What oapi-codegen writes into generated/ imports it.
)

// folder of the documents, seen from this one.
const documents = "../../openapi/"

// A check runs one tool for one vendor. The error holds what the tool said.
type check struct {
	tool string
	run  func(vendor string, t *traffic) error
}

// checks are the rows of the table. The generators come before what uses their output.
var checks = []check{
	{"YAML 1.1 reader", yaml11},
	{"Redocly lint", redocly},
	{"Spectral lint", spectral},
	{"oapi-codegen, go vet", oapiCodegen},
	{"its client reads and writes", tryClient},
	{"openapi-typescript, tsc", openapiTypescript},
	{"orval, tsc", orval},
	{"AJV over answers", ajv},
	{"Prism over traffic", prism},
}

var vendors = []string{"wisecrm", "dustess", "quancheng", "socialepoch"}

func main() {
	if len(os.Args) > 1 {
		vendors = os.Args[1:]
	}
	failed, err := run()
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "strangers:", err)
		os.Exit(2)
	case failed > 0:
		os.Exit(1)
	}
}

func run() (failed int, err error) {
	if err := os.RemoveAll("generated"); err != nil {
		return 0, err
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	cells := map[string][]string{}
	for _, vendor := range vendors {
		t, err := record(vendor)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", vendor, err)
		}
		for _, c := range checks {
			cell := "ok"
			if err := c.run(vendor, t); err != nil {
				failed++
				cell = "FAILED"
				fmt.Printf("\n%s, %s:\n%v\n", c.tool, vendor, err)
			}
			fmt.Fprintf(os.Stderr, "%s, %s: %s\n", vendor, c.tool, cell)
			cells[c.tool] = append(cells[c.tool], cell)
		}
		t.close()
	}
	fmt.Fprintf(table, "\n\t%s\n", strings.Join(vendors, "\t"))
	for _, c := range checks {
		fmt.Fprintf(table, "%s\t%s\n", c.tool, strings.Join(cells[c.tool], "\t"))
	}
	return failed, table.Flush()
}
