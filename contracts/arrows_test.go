package contracts_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/openapi"
)

const module = "github.com/crmsim/crmsim/"

// arrows say which of our own areas the code of an area may import, and its tests in addition.
var arrows = map[string]struct{ code, tests []string }{
	"openapi":   {},
	"clients":   {nil, []string{"openapi", "simulator"}},
	"simulator": {[]string{"openapi"}, []string{"clients"}},
	"contracts": {[]string{"openapi", "simulator", "clients"}, nil},
	"testdata":  {nil, []string{"simulator"}}, // testdata/clients: other people's programs, in our words
}

// leaf is the one exception: nothing imports it, and it may import the clients, to have them ready-made.
const leaf = "simulator/simtest"

// vendorPackages are where a vendor is at home: one package a vendor in each of these folders.
var vendorPackages = []string{"clients", "simulator", "contracts"}

// nameless are the folders that all vendors share, with the files that list the vendors.
var nameless = map[string][]string{
	"openapi":            nil,
	"openapi/spectest":   nil,
	"simulator":          {"vendors.go"},
	"simulator/internal": nil,
	"simulator/simtest":  {"clients.go"},
	"clients/internal":   nil,
	"contracts":          nil,
}

// A source is one parsed Go file of the module.
type source struct {
	path string // from the root of the module, with slashes
	*ast.File
	set *token.FileSet
}

func (s source) folder() string { return filepath.ToSlash(filepath.Dir(s.path)) }
func (s source) isTest() bool   { return strings.HasSuffix(s.path, "_test.go") }

// area is the first folder of a path.
func area(path string) string {
	first, _, _ := strings.Cut(path, "/")
	return first
}

// sources parses all Go files of the module.
func sources(t *testing.T) []source {
	t.Helper()
	const root = ".."
	var all []source
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && path != root {
			if _, other := os.Stat(filepath.Join(path, "go.mod")); other == nil {
				return fs.SkipDir // A module of its own: the tools of testdata/strangers.
			}
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(root, path)
		all = append(all, source{filepath.ToSlash(inside), file, set})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("found %d Go files, which cannot be all", len(all))
	}
	return all
}

func (s source) imports() []string {
	var paths []string
	for _, i := range s.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			continue // The parser has accepted it.
		}
		paths = append(paths, path)
	}
	return paths
}

// TestArrows: simulator and clients are two independent readings of the documents, so neither may
// lean on the other.
func TestArrows(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		from := area(s.path)
		rule, known := arrows[from]
		if !known {
			t.Errorf("%s: Go code belongs into openapi, simulator, clients or contracts, other people's programs into testdata", s.path)
		}
		for _, path := range s.imports() {
			if strings.HasPrefix(path, "github.com/getkin/kin-openapi") && from != "openapi" {
				t.Errorf("%s imports %s, which only openapi may", s.path, path)
			}
			inside, ours := strings.CutPrefix(path, module)
			to := area(inside)
			if inside == leaf && s.folder() != leaf && from != "testdata" {
				t.Errorf("%s imports %s, which is for tests of programs", s.path, path)
			}
			if !ours || to == from || s.folder() == leaf && to == "clients" {
				continue
			}
			if !slices.Contains(rule.code, to) && !(s.isTest() && slices.Contains(rule.tests, to)) {
				t.Errorf("%s imports %s", s.path, path)
			}
		}
	}
}

// TestVendorsAreStrangers: a vendor's package imports no other vendor's, and its twin in another area
// only in contracts.
func TestVendorsAreStrangers(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		own := vendorOf(s.path)
		if own == "" {
			continue
		}
		for _, path := range s.imports() {
			inside, ours := strings.CutPrefix(path, module)
			if other := vendorOf(inside + "/"); ours && other != "" && other != own {
				t.Errorf("%s imports %s", s.path, path)
			}
		}
	}
}

// vendorOf returns the vendor in whose package a path lies, or "".
func vendorOf(path string) string {
	parts := strings.Split(path, "/")
	if len(parts) > 2 && slices.Contains(vendorPackages, parts[0]) && slices.Contains(openapi.Vendors(), parts[1]) {
		return parts[1]
	}
	return ""
}

// TestSharedCodeNamesNoVendor: no identifier and no text of the shared code names one. Comments may.
func TestSharedCodeNamesNoVendor(t *testing.T) {
	t.Parallel()
	if len(openapi.Vendors()) == 0 {
		t.Fatal("there are no vendors")
	}
	checked := map[string]bool{}
	for _, s := range sources(t) {
		shared, listed := sharedFolder(s.folder())
		if shared == "" || s.isTest() || slices.Contains(listed, filepath.Base(s.path)) {
			continue
		}
		checked[shared] = true
		ast.Inspect(s.File, func(n ast.Node) bool {
			text := ""
			switch n := n.(type) {
			case *ast.Ident:
				text = n.Name
			case *ast.BasicLit:
				text = n.Value
			}
			for _, vendor := range openapi.Vendors() {
				if strings.Contains(strings.ToLower(text), vendor) {
					t.Errorf("%s:%d names %s: %s", s.path, s.set.Position(n.Pos()).Line, vendor, text)
				}
			}
			return true
		})
	}
	for folder := range nameless {
		if !checked[folder] {
			t.Errorf("found no code in %s", folder)
		}
	}
}

// sharedFolder returns the entry of nameless that holds a folder: internal ones with all below them.
func sharedFolder(folder string) (string, []string) {
	for shared, listed := range nameless {
		if folder == shared || strings.HasSuffix(shared, "/internal") && strings.HasPrefix(folder, shared+"/") {
			return shared, listed
		}
	}
	return "", nil
}

// TestProgramsAreTests: testdata holds no code that anybody could import.
func TestProgramsAreTests(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if area(s.path) == "testdata" && !s.isTest() {
			t.Errorf("%s: what is no test belongs elsewhere", s.path)
		}
	}
}
