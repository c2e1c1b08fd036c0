package openapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// each runs a test for every vendor's document as it is written.
func each(t *testing.T, test func(t *testing.T, d *Document)) {
	t.Helper()
	for _, vendor := range Vendors() {
		t.Run(vendor, func(t *testing.T) {
			t.Parallel()
			text, err := files.ReadFile(vendor + ".yaml")
			if err != nil {
				t.Fatal(err)
			}
			d, err := Parse(vendor, text)
			if err != nil {
				t.Fatal(err)
			}
			test(t, d)
		})
	}
}

// TestRulesValid: the document is valid OpenAPI 3.0.3, its examples included.
func TestRulesValid(t *testing.T) {
	t.Parallel()
	for _, vendor := range Vendors() {
		t.Run(vendor, func(t *testing.T) {
			t.Parallel()
			loader := openapi3.NewLoader()
			spec, err := loader.LoadFromFile(vendor + ".yaml")
			if err != nil {
				t.Fatal(err)
			}
			if err := spec.Validate(loader.Context, openapi3.EnableExamplesValidation()); err != nil {
				t.Error(err)
			}
			if spec.OpenAPI != "3.0.3" {
				t.Errorf("openapi is %s: later versions cost 25 times the time", spec.OpenAPI)
			}
		})
	}
}

// TestRulesOperations: what Load does not demand already of every operation.
func TestRulesOperations(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *Document) {
		if len(d.Operations()) == 0 || d.Server == "" || d.outcomeKey == "" {
			t.Errorf("want operations, a server and x-outcome; have %d, %q, %q", len(d.Operations()), d.Server, d.outcomeKey)
		}
		for _, op := range d.Operations() {
			if op.Summary == "" || op.Line == 0 {
				t.Errorf("%s: want a summary and a line, have %q and %d", op.ID, op.Summary, op.Line)
			}
			if op.Evidence == Inferred && len(op.Questions) == 0 {
				t.Errorf("%s: inferred, so it must name a question", op.ID)
			}
		}
	})
}

// TestRulesExamples: every operation shows a success and a failure that match the document, and an
// example of its body that does.
func TestRulesExamples(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *Document) {
		for _, op := range d.Operations() {
			raw := d.spec.Paths.Value(op.Path).GetOperation(op.Methods[0])
			content := raw.Responses.Value("200").Value.Content.Get("application/json")
			outcomes := map[string]bool{}
			for name, example := range content.Examples {
				answer := op.CheckResponse(http.StatusOK, http.Header{"Content-Type": {"application/json"}}, encode(t, example.Value.Value))
				if len(answer.Findings) > 0 {
					t.Errorf("%s: example %s: %v", op.ID, name, answer.Findings)
				}
				outcomes[answer.Outcome] = true
			}
			if len(outcomes) < 2 {
				t.Errorf("%s: want examples of a success and of a failure, have outcomes %v", op.ID, outcomes)
			}
			if raw.RequestBody != nil {
				checkBodyExamples(t, op, raw.RequestBody.Value.Content.Get(op.body.media))
			}
		}
	})
}

func checkBodyExamples(t *testing.T, op *Operation, content *openapi3.MediaType) {
	t.Helper()
	bodies := []any{content.Example}
	for _, example := range content.Examples {
		bodies = append(bodies, example.Value.Value)
	}
	checked := 0
	for _, body := range bodies {
		if body == nil {
			continue
		}
		checked++
		in := &Request{op: op}
		in.checkBody(op.body.media, encode(t, body))
		if len(in.Findings) > 0 {
			t.Errorf("%s: example of the body: %v", op.ID, in.Findings)
		}
	}
	if checked == 0 {
		t.Errorf("%s: want an example of the body", op.ID)
	}
}

func encode(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestRulesTwins: a twin takes the same parameters as the operation it names, in a form, by the same
// rules and in the same words. A credential may stand in the query instead.
func TestRulesTwins(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *Document) {
		for path, item := range d.spec.Paths.Map() {
			for method, raw := range item.Operations() {
				same := extensions{raw.Extensions}.text("x-same-as")
				if same == "" || raw.RequestBody == nil {
					continue
				}
				if !raw.RequestBody.Value.Required {
					t.Errorf("%s %s: the form must be required", method, path)
				}
				for media, content := range raw.RequestBody.Value.Content {
					for _, problem := range compareForm(content, named(item, same).Parameters, credentialsOf(d)) {
						t.Errorf("%s %s: %s: %s", method, path, media, problem)
					}
				}
			}
		}
	})
}

// named returns the operation of a path that has the id.
func named(item *openapi3.PathItem, id string) *openapi3.Operation {
	for _, op := range item.Operations() {
		if op.OperationID == id {
			return op
		}
	}
	return openapi3.NewOperation()
}

func compareForm(content *openapi3.MediaType, parameters openapi3.Parameters, credentials map[string]bool) []string {
	var problems []string
	form := content.Schema.Value
	example, _ := content.Example.(map[string]any)
	if len(form.Properties) != len(parameters) {
		problems = append(problems, fmt.Sprintf("%d fields for %d parameters", len(form.Properties), len(parameters)))
	}
	for _, ref := range parameters {
		p := ref.Value
		field := form.Properties[p.Name]
		if field == nil {
			problems = append(problems, p.Name+" is missing")
			continue
		}
		f, s := field.Value, p.Schema.Value
		switch {
		case f.Description != p.Description:
			problems = append(problems, p.Name+" is described otherwise")
		case !f.Type.Is(s.Type.Slice()[0]) || f.Format != s.Format || f.Pattern != s.Pattern || !slices.Equal(f.Enum, s.Enum) ||
			!reflect.DeepEqual(f.Min, s.Min) || !reflect.DeepEqual(f.Max, s.Max) || !reflect.DeepEqual(f.Default, s.Default):
			problems = append(problems, p.Name+" has other rules")
		case !reflect.DeepEqual(example[p.Name], p.Example):
			problems = append(problems, fmt.Sprintf("%s is %v in the example, want %v", p.Name, example[p.Name], p.Example))
		case slices.Contains(form.Required, p.Name) != (p.Required && !credentials[p.Name]):
			problems = append(problems, p.Name+" is required otherwise")
		}
	}
	return problems
}

// knownExtensions are all x- keys that mean anything to crmsim.
var knownExtensions = []string{
	"x-outcome", "x-blank-is-empty", "x-ignore-case", "x-questions", "x-source", "x-evidence",
	"x-effect", "x-secret", "x-accepts", "x-refuses", "x-same-as", "x-items",
	"x-public", "x-example", "x-schema", "x-allow-empty", "x-in-body",
}

// TestRulesExtensions: a misspelled extension would say nothing, silently.
func TestRulesExtensions(t *testing.T) {
	t.Parallel()
	key := regexp.MustCompile(`\bx-[a-z-]+:`)
	for _, vendor := range Vendors() {
		text, err := files.ReadFile(vendor + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range key.FindAllString(string(text), -1) {
			if !slices.Contains(knownExtensions, strings.TrimSuffix(found, ":")) {
				t.Errorf("%s.yaml: unknown extension %s", vendor, found)
			}
		}
	}
}

// TestQuestions: the documents and QUESTIONS.md name the same questions, and each has an anchor and says how it is asked.
func TestQuestions(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("QUESTIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`(?m)^\| ([A-Z]{2}-Q\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$`)
	var listed []string
	for _, m := range row.FindAllStringSubmatch(string(page), -1) {
		listed = append(listed, m[1])
		if !strings.HasPrefix(m[2], `<a id="`+strings.ToLower(m[1])+`"></a>`) {
			t.Errorf("%s: want its anchor before the question, which descriptions link to", m[1])
		}
		asked := strings.TrimSpace(m[4])
		if !strings.HasPrefix(asked, m[1]+"-") && !strings.HasPrefix(asked, "not on the wire: ") {
			t.Errorf("%s: asked by %q, want the id of a spec or \"not on the wire: \" and why", m[1], asked)
		}
	}
	var named []string
	for _, vendor := range Vendors() {
		d, err := Load(vendor)
		if err != nil {
			t.Fatal(err)
		}
		named = append(named, d.Questions()...)
	}
	slices.Sort(listed)
	slices.Sort(named)
	if repeated := len(listed) - len(slices.Compact(slices.Clone(listed))); repeated > 0 {
		t.Errorf("QUESTIONS.md has %d ids twice", repeated)
	}
	for _, id := range named {
		if !slices.Contains(listed, id) {
			t.Errorf("%s stands in a document but not in QUESTIONS.md", id)
		}
	}
	for _, id := range listed {
		if !slices.Contains(named, id) {
			t.Errorf("%s stands in QUESTIONS.md but in no document", id)
		}
	}
}

// TestNames: every parameter and field name that a vendor's source document prints occurs in its YAML.
func TestNames(t *testing.T) {
	t.Parallel()
	lists, err := filepath.Glob("../testdata/*/names.json")
	if err != nil || len(lists) != len(Vendors()) {
		t.Fatalf("found %v, want names.json of each of %v", lists, Vendors())
	}
	for _, list := range lists {
		vendor := filepath.Base(filepath.Dir(list))
		raw, err := os.ReadFile(list)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		if err := json.Unmarshal(raw, &names); err != nil || len(names) == 0 {
			t.Fatalf("%s: %v, %d names", list, err, len(names))
		}
		text, err := files.ReadFile(vendor + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if !regexp.MustCompile(`(^|[^A-Za-z0-9_])` + regexp.QuoteMeta(name) + `($|[^A-Za-z0-9_])`).Match(text) {
				t.Errorf("%s.yaml has no %s", vendor, name)
			}
		}
	}
}
