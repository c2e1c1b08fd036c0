// Package form is the compiled form of the OpenAPI documents: what crmsim needs of them, and the lines of
// the YAML, without what only people read. Compile makes it with kin-openapi; nothing parses YAML at run time.
package form

// A Form is one document.
type Form struct {
	Vendor, Title, Version, Server string

	Outcome      string       // x-outcome
	BlankIsEmpty bool         `json:",omitzero"`
	IgnoreCase   bool         `json:",omitzero"`
	Questions    []string     // that are named anywhere, sorted
	Operations   []*Operation // in the order of the document
	Schemas      []Property   `json:",omitzero"` // the components, sorted by name
	Shapes       []*Shape
}

// A Ref is the place of a shape in a form, from 1; 0 is none.
type Ref int

// An Operation is one operation with its twins.
type Operation struct {
	ID, Path   string
	Methods    []string // the documented one first, then those of twins
	Summary    string
	Source     string
	URL        string `json:",omitzero"`
	Evidence   string
	Effect     string
	Line       int
	Questions  []string       `json:",omitzero"`
	Security   [][]string     `json:",omitzero"`
	Parameters []*Parameter   `json:",omitzero"`
	Forms      bool           `json:",omitzero"` // a twin takes the parameters as a form
	Items      string         `json:",omitzero"` // the body's array that is carried out item by item
	MaxItems   int            `json:",omitzero"`
	Body       *Body          `json:",omitzero"`
	Answers    map[int]Answer // by status
}

// A Parameter is one of a query or a header.
type Parameter struct {
	Name, In   string
	Required   bool     `json:",omitzero"`
	AllowEmpty bool     `json:",omitzero"`
	Secret     bool     `json:",omitzero"`
	Default    string   `json:",omitzero"` // as text
	Questions  []string `json:",omitzero"`
	Shape      Ref
	Lines      Lines
}

// A Body is what an operation wants of a request body.
type Body struct {
	Required bool `json:",omitzero"`
	Media    string
	Accepts  string `json:",omitzero"` // pattern of other media types that the vendor lets pass
	Refuses  string `json:",omitzero"` // pattern of the only media types that it does not let pass
	Shape    Ref
	Lines    Lines
}

// An Answer is one documented status; without a media type its body is empty.
type Answer struct {
	Media    []string `json:",omitzero"`
	Variants []Ref    `json:",omitzero"` // the alternatives of a oneOf or anyOf at the root, or the one shape
	Line     int
}

// A Shape is a schema.
type Shape struct {
	Types        []string   `json:",omitzero"`
	Nullable     bool       `json:",omitzero"`
	Secret       bool       `json:",omitzero"`
	Accepts      string     `json:",omitzero"` // pattern of values outside the schema that the vendor is thought to let pass
	Format       string     `json:",omitzero"`
	Pattern      string     `json:",omitzero"`
	Enum         []any      `json:",omitzero"` // scalars
	MinLength    uint64     `json:",omitzero"`
	MaxLength    *uint64    `json:",omitzero"`
	Min          *float64   `json:",omitzero"`
	Max          *float64   `json:",omitzero"`
	ExclusiveMin bool       `json:",omitzero"`
	ExclusiveMax bool       `json:",omitzero"`
	MinItems     uint64     `json:",omitzero"`
	MaxItems     *uint64    `json:",omitzero"`
	MinProps     uint64     `json:",omitzero"`
	MaxProps     *uint64    `json:",omitzero"`
	Items        Ref        `json:",omitzero"`
	Properties   []Property `json:",omitzero"` // sorted by name
	Required     []string   `json:",omitzero"`
	Open         bool       `json:",omitzero"` // any other property is welcome
	Closed       bool       `json:",omitzero"` // any other property is a violation
	Others       Ref        `json:",omitzero"` // what other properties must be
	AllOf        []Ref      `json:",omitzero"`
	AnyOf        []Ref      `json:",omitzero"`
	OneOf        []Ref      `json:",omitzero"`
	Not          Ref        `json:",omitzero"`
	Lines        Lines
}

// A Property is a named shape.
type Property struct {
	Name  string
	Shape Ref
}

// Lines are where an element and those of its keywords that stand elsewhere are in the YAML file; ""
// is the element itself.
type Lines map[string]int

// Of returns the line of a keyword, or of its element.
func (l Lines) Of(keyword string) int {
	if n, ok := l[keyword]; ok {
		return n
	}
	return l[""]
}
