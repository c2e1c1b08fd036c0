package openapi

import "github.com/crmsim/crmsim/openapi/internal/form"

// link makes a document of its compiled form.
func link(f *form.Form) *Document {
	d := &Document{
		Vendor: f.Vendor, Title: f.Title, Version: f.Version, Server: f.Server,
		byID: map[string]*Operation{}, byRoute: map[route]*Operation{},
		questions: f.Questions, outcomeKey: f.Outcome, blankEmpty: f.BlankIsEmpty, ignoreCase: f.IgnoreCase,
	}
	shapes := shapesOf(f)
	for _, p := range f.Schemas {
		d.schemas = append(d.schemas, &property{p.Name, at(shapes, p.Shape)})
	}
	for _, raw := range f.Operations {
		op := newOperation(d, shapes, raw)
		d.operations = append(d.operations, op)
		d.byID[op.ID] = op
		for _, method := range op.Methods {
			d.byRoute[route{method, op.Path}] = op
		}
	}
	d.findSecrets()
	return d
}

func newOperation(d *Document, shapes []*shape, raw *form.Operation) *Operation {
	o := &Operation{
		ID: raw.ID, Path: raw.Path, Methods: raw.Methods, Summary: raw.Summary, Source: raw.Source, URL: raw.URL,
		Evidence: raw.Evidence, Effect: raw.Effect, Questions: raw.Questions, Security: raw.Security, Line: raw.Line,
		doc: d, forms: raw.Forms, items: raw.Items, maxItems: raw.MaxItems, answers: map[int]*answerRule{},
	}
	for _, p := range raw.Parameters {
		o.Parameters = append(o.Parameters, &Parameter{
			Name: p.Name, In: p.In, Required: p.Required, Questions: p.Questions,
			shape: at(shapes, p.Shape), allowEmpty: p.AllowEmpty, secret: p.Secret, fallback: p.Default, lines: p.Lines,
		})
	}
	if b := raw.Body; b != nil {
		o.body = &bodyRule{
			required: b.Required, media: b.Media, accepts: newPattern(b.Accepts), refuses: newPattern(b.Refuses),
			schema: at(shapes, b.Shape), lines: b.Lines,
		}
	}
	for status, a := range raw.Answers {
		rule := &answerRule{media: a.Media, variants: allAt(shapes, a.Variants), line: a.Line}
		for _, variant := range rule.variants {
			rule.outcomes = append(rule.outcomes, outcomesOf(variant, d.outcomeKey))
		}
		o.answers[status] = rule
	}
	return o
}
