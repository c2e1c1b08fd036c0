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
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

//go:embed *.yaml
var files embed.FS

// compiled holds the documents as JSON without what only people read: they parse in a third of the
// time, which is most of the time that crmsim takes to start. TestCompiled keeps them up to date.
//
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
	byPath     map[string]bool
	questions  []string
	outcomeKey string
	blankEmpty bool
	ignoreCase bool
	secrets    secrets
	spec       *openapi3.T
	text       []byte
	lines      map[string]int // of the operations
	locate     func() map[any]*openapi3.Origin
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
	text, err := files.ReadFile(vendor + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("load document of %q: no such vendor (have %s)", vendor, strings.Join(Vendors(), ", "))
	}
	short, err := compiled.ReadFile("compiled/" + vendor + ".json")
	if err != nil {
		return nil, fmt.Errorf("load document of %q: not compiled, see TestCompiled", vendor)
	}
	return parse(vendor, text, short)
}

// Parse is Load for a document given as YAML text.
func Parse(vendor string, text []byte) (*Document, error) { return parse(vendor, text, text) }

// parse reads the document from one form of it; text is the YAML that lines are counted in.
func parse(vendor string, text, form []byte) (*Document, error) {
	spec, err := openapi3.NewLoader().LoadFromData(form)
	if err != nil {
		return nil, fmt.Errorf("load %s.yaml: %w", vendor, err)
	}
	d, err := index(vendor, text, spec)
	if err != nil {
		return nil, fmt.Errorf("load %s.yaml: %w", vendor, err)
	}
	return d, nil
}

func index(vendor string, text []byte, spec *openapi3.T) (*Document, error) {
	d := &Document{
		Vendor:  vendor,
		Title:   spec.Info.Title,
		Version: spec.Info.Version,
		byID:    map[string]*Operation{},
		byRoute: map[route]*Operation{},
		byPath:  map[string]bool{},
		spec:    spec,
		text:    text,
		lines:   operationLines(text),
	}
	d.locate = sync.OnceValue(d.locateAll)
	if len(spec.Servers) > 0 {
		d.Server = spec.Servers[0].URL
	}
	x := extensions{spec.Extensions}
	d.questions, d.outcomeKey = x.texts("x-questions"), x.text("x-outcome")
	d.blankEmpty, d.ignoreCase = x.flag("x-blank-is-empty"), x.flag("x-ignore-case")
	if err := compileAccepts(spec); err != nil {
		return nil, err
	}
	for path, item := range spec.Paths.Map() {
		if err := d.addPath(path, item); err != nil {
			return nil, err
		}
	}
	for path, item := range spec.Paths.Map() {
		if err := d.addTwins(path, item); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(d.operations, func(a, b *Operation) int { return a.Line - b.Line })
	d.findSecrets()
	return d, nil
}

func (d *Document) addPath(path string, item *openapi3.PathItem) error {
	if strings.Contains(path, "{") {
		return fmt.Errorf("path %s: parameters in paths are not supported", path)
	}
	for method, raw := range item.Operations() {
		if isTwin(raw) {
			continue
		}
		op, err := newOperation(d, method, path, item, raw)
		if err != nil {
			return fmt.Errorf("%s %s: %w", method, path, err)
		}
		if other := d.byID[op.ID]; other != nil {
			return fmt.Errorf("%s %s: operationId %s is taken by %s %s", method, path, op.ID, other.Methods[0], other.Path)
		}
		d.byID[op.ID], d.byRoute[route{method, path}], d.byPath[path] = op, op, true
		d.operations = append(d.operations, op)
	}
	return nil
}

// isTwin tells whether an operation only repeats another one under another method.
func isTwin(op *openapi3.Operation) bool {
	return (extensions{op.Extensions}).text("x-same-as") != ""
}

// addTwins lets the operation that a twin names (x-same-as) answer to the twin's method as well. The
// twin stands in the document for other people's tools: it takes the same parameters as a form.
func (d *Document) addTwins(path string, item *openapi3.PathItem) error {
	for method, raw := range item.Operations() {
		same := extensions{raw.Extensions}.text("x-same-as")
		if same == "" {
			continue
		}
		op := d.byID[same]
		if op == nil || op.Path != path {
			return fmt.Errorf("%s %s: x-same-as %s is no operation of this path", method, path, same)
		}
		op.Methods = append(op.Methods, method)
		op.forms = op.forms || raw.RequestBody != nil
		d.byRoute[route{method, path}] = op
	}
	return nil
}

// Operations returns all operations in the order of the document.
func (d *Document) Operations() []*Operation { return d.operations }

// Operation returns the operation of that id, or nil.
func (d *Document) Operation(id string) *Operation { return d.byID[id] }

// Match returns the operation that a method and a path call, or nil. The path is the whole path as
// the vendor serves it.
func (d *Document) Match(method, path string) *Operation { return d.byRoute[route{method, path}] }

// HasPath tells whether any method is documented for the path.
func (d *Document) HasPath(path string) bool { return d.byPath[path] }

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
func (d *Document) Questions() []string {
	ids := slices.Clone(d.questions)
	for _, op := range d.operations {
		ids = append(ids, op.Questions...)
		for _, p := range op.Parameters {
			ids = append(ids, p.Questions...)
		}
	}
	walkSchemas(d.spec, func(_ string, s *openapi3.Schema) {
		ids = append(ids, extensions{s.Extensions}.texts("x-questions")...)
	})
	slices.Sort(ids)
	return slices.Compact(ids)
}
