package openapi

import "encoding/json"

// A form is a document as it is compiled: the exported fields of its elements, and beside them what is
// nobody's business but the checks'.
type form struct {
	*Document
	Outcome      string               `json:"outcome,omitzero"`
	BlankIsEmpty bool                 `json:"blankIsEmpty,omitzero"`
	IgnoreCase   bool                 `json:"ignoreCase,omitzero"`
	Questions    []string             `json:"questions,omitzero"`
	Operations   []*compiledOperation `json:"operations"`
	Schemas      []*named             `json:"schemas,omitzero"` // the components, sorted by name
	Shapes       []*shape             `json:"shapes,omitzero"`  // refs are places in this list, from 1
}

type compiledOperation struct {
	*Operation
	Parameters []*compiledParameter `json:",omitzero"`
	Body       *bodyRule            `json:",omitzero"`
	Forms      bool                 `json:",omitzero"` // a twin takes the parameters as a form
	Items      string               `json:",omitzero"` // the body's array that is carried out item by item
	MaxItems   int                  `json:",omitzero"`
	Answers    map[int]*answerRule  `json:",omitzero"`
}

type compiledParameter struct {
	*Parameter
	Shape      ref
	AllowEmpty bool   `json:",omitzero"`
	Secret     bool   `json:",omitzero"`
	Default    string `json:",omitzero"`
	Lines      lines
}

// read decodes a compiled form.
func read(compiled []byte) (*Document, error) {
	var f form
	if err := json.Unmarshal(compiled, &f); err != nil {
		return nil, err
	}
	return f.link(), nil
}

// link makes a document of its compiled form.
func (f *form) link() *Document {
	link := func(r *ref) { r.shape = f.Shapes[r.number-1] }
	for _, s := range f.Shapes {
		s.refs(link)
	}
	for _, s := range f.Shapes {
		s.prepare()
	}
	d := f.Document
	d.byID, d.byRoute, d.byPath = map[string]*Operation{}, map[route]*Operation{}, map[string]bool{}
	d.questions, d.outcomeKey, d.blankEmpty, d.ignoreCase, d.schemas = f.Questions, f.Outcome, f.BlankIsEmpty, f.IgnoreCase, f.Schemas
	for _, p := range f.Schemas {
		link(&p.Shape)
	}
	for _, op := range f.Operations {
		op.link(d, link)
		d.operations = append(d.operations, op.Operation)
		d.byID[op.ID], d.byPath[op.Path] = op.Operation, true
		for _, method := range op.Methods {
			d.byRoute[route{method, op.Path}] = op.Operation
		}
	}
	d.findSecrets()
	return d
}

func (op *compiledOperation) link(d *Document, link func(*ref)) {
	o := op.Operation
	o.doc, o.body, o.forms, o.items, o.maxItems, o.answers = d, op.Body, op.Forms, op.Items, op.MaxItems, op.Answers
	for _, p := range op.Parameters {
		link(&p.Shape)
		p.shape, p.allowEmpty, p.secret, p.fallback, p.lines = p.Shape.shape, p.AllowEmpty, p.Secret, p.Default, p.Lines
		o.Parameters = append(o.Parameters, p.Parameter)
	}
	if o.body != nil {
		link(&o.body.Shape)
	}
	for _, rule := range o.answers {
		for _, r := range rule.Variants {
			link(r)
			rule.outcomes = append(rule.outcomes, outcomesOf(r.shape, d.outcomeKey))
		}
	}
}
