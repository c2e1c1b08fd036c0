package openapi

import (
	"slices"

	"github.com/crmsim/crmsim/openapi/internal/form"
)

// Effects of an operation on the vendor's data (x-effect).
const (
	Read        = "read"        // changes nothing
	Write       = "write"       // adds or changes records
	Destructive = "destructive" // removes records
)

// Grades of evidence for what a document says (x-evidence), strongest first.
const (
	Documented   = "documented"    // the vendor's source document says so
	VendorPage   = "vendor-page"   // another page of the vendor says so
	PublicClient = "public-client" // programs that call the vendor rely on it
	Inferred     = "inferred"      // our reading, named by a question id
)

// An Operation is one thing that a vendor's API does. Its ID names it everywhere: the simulator's
// handler and route, the journal, the client's method and the contracts' coverage.
type Operation struct {
	ID, Path   string
	Methods    []string // the documented one first, then those of twins (x-same-as)
	Summary    string
	Source     string // document and heading
	URL        string // the vendor's page, or ""
	Evidence   string // Documented, VendorPage, PublicClient or Inferred
	Effect     string // Read, Write or Destructive
	Questions  []string
	Security   [][]string // alternatives of the names of security schemes, each sorted; an empty one, or none at all, asks for nothing
	Parameters []*Parameter
	Line       int // in the vendor's YAML file

	doc      *Document
	body     *bodyRule
	forms    bool   // a twin takes the parameters as a form
	items    string // the body's array that is carried out item by item, or ""
	maxItems int
	answers  map[int]*answerRule
	secrets  secrets
}

// A Parameter is a documented query or header parameter.
type Parameter struct {
	Name, In  string // In is "query" or "header"
	Required  bool
	Questions []string

	shape      *shape
	allowEmpty bool
	secret     bool
	fallback   string // the default value as text
	lines      form.Lines
}

// A bodyRule is what an operation wants of a request body.
type bodyRule struct {
	required bool
	media    string
	accepts  *pattern // other media types that the vendor lets pass
	refuses  *pattern // the only media types that it does not let pass
	schema   *shape
	lines    form.Lines
}

// Document returns the document that the operation belongs to.
func (o *Operation) Document() *Document { return o.doc }

// Requires reports whether the request body must have a field.
func (o *Operation) Requires(field string) bool {
	return o.body != nil && slices.ContainsFunc(o.body.schema.parts, func(s *shape) bool { return slices.Contains(s.Required, field) })
}
