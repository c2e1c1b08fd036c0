// Package openapi holds the vendors' APIs as OpenAPI 3.0.3 documents and checks traffic against them.
//
//	doc, err := openapi.Load("wisecrm")
//	op := doc.Operation("addAccount")
//	request := op.CheckRequest(r, query, body)        // findings about what a client sent
//	answer := op.CheckResponse(status, header, body)  // findings about what a server answered
//
// A finding is a violation of the document or a suspicion: something the vendor is thought to let
// pass. The package is the only importer of kin-openapi and adds the strictness which that library
// leaves out; probe_test.go lists both, row by row.
package openapi

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/crmsim/crmsim/openapi/internal/form"
	"github.com/getkin/kin-openapi/openapi3"
)

//go:embed *.yaml
var files embed.FS

// compiled holds the documents as the package form compiles them: the YAML would be most of the time that crmsim
// takes to start. TestCompiled keeps them up to date.
//
//go:generate go run ./internal/compile
//go:embed compiled/*.json
var compiled embed.FS

// A Document is one vendor's API. It is read-only and safe for concurrent use.
type Document struct {
	Vendor  string // id, such as "wisecrm"
	Title   string
	Version string
	Server  string // the vendor's real origin, for people; no code depends on it

	operations []*Operation
	byID       map[string]*Operation
	byRoute    map[route]*Operation
	schemas    []*property // the components, sorted by name
	questions  []string
	outcomeKey string
	blankEmpty bool
	ignoreCase bool
	secrets    secrets
	spec       *openapi3.T // of a parsed document; a compiled one has none
}

type route struct{ method, path string }

// Vendors returns the ids of all vendors that have a document, sorted.
func Vendors() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil // An embedded directory always reads.
	}
	var ids []string
	for _, e := range entries {
		ids = append(ids, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return ids
}

// loads remembers the parsed documents: they are embedded, so they are the same every time.
var loads sync.Map // vendor -> func() (*Document, error)

// Load returns the document of a vendor; it is parsed once in a process. It fails for an unknown
// vendor, and for a document that is not valid or leaves out what crmsim needs of every operation.
func Load(vendor string) (*Document, error) {
	load, _ := loads.LoadOrStore(vendor, sync.OnceValues(func() (*Document, error) { return load(vendor) }))
	return load.(func() (*Document, error))()
}

func load(vendor string) (*Document, error) {
	text, err := compiled.ReadFile("compiled/" + vendor + ".json")
	if err != nil {
		return nil, fmt.Errorf("load document of %q: no such vendor (have %s)", vendor, strings.Join(Vendors(), ", "))
	}
	var f form.Form
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, fmt.Errorf("load document of %q: %w", vendor, err)
	}
	return link(&f), nil
}

// Parse is Load for a document given as YAML text.
func Parse(vendor string, text []byte) (*Document, error) {
	f, spec, err := form.Compile(vendor, text)
	if err != nil {
		return nil, err
	}
	d := link(f)
	d.spec = spec
	return d, nil
}

// Operations returns all operations in the order of the document.
func (d *Document) Operations() []*Operation { return d.operations }

// Operation returns the operation of that id, or nil.
func (d *Document) Operation(id string) *Operation { return d.byID[id] }

// Match returns the operation that a method and a path call, or nil. The path is the whole path as
// the vendor serves it.
func (d *Document) Match(method, path string) *Operation { return d.byRoute[route{method, path}] }

// HasPath reports whether any method is documented for the path.
func (d *Document) HasPath(path string) bool { return d.Methods(path) != nil }

// Methods returns the methods that are documented for the path, sorted; nil when there is no such path.
func (d *Document) Methods(path string) []string {
	var methods []string
	for r := range d.byRoute {
		if r.path == path {
			methods = append(methods, r.method)
		}
	}
	slices.Sort(methods)
	return methods
}

// Questions returns the ids of all open questions that the document names anywhere, sorted.
func (d *Document) Questions() []string { return slices.Clone(d.questions) }
