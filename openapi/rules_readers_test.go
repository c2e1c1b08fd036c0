package openapi

import (
	"crypto/md5"
	"crypto/sha1"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// The rules of this file are about what people read in a rendered page, where x- keys do not show.

// TestRulesServers: a document names the vendor's server and crmsim's, each described.
func TestRulesServers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *Document) {
		servers := d.spec.Servers
		if len(servers) < 2 || servers[len(servers)-1].URL != "http://127.0.0.1:8080" {
			t.Fatalf("want the vendor's server and then http://127.0.0.1:8080, have %d servers", len(servers))
		}
		for _, s := range servers {
			if s.Description == "" {
				t.Errorf("server %s is not described", s.URL)
			}
		}
	})
}

// TestRulesParameters: every parameter shows an example that fits it and a description.
func TestRulesParameters(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *Document) {
		for _, op := range d.operations {
			for _, p := range op.Parameters {
				text, isText := p.raw.Example.(string)
				if !isText {
					text = string(encode(t, p.raw.Example))
				}
				if rule, wanted := checkText(p.schema, text); p.raw.Example == nil || rule != "" {
					t.Errorf("%s %s: want an example that fits, have %v: %s %s", op.ID, p.Name, p.raw.Example, rule, wanted)
				}
				if p.raw.Description == "" {
					t.Errorf("%s %s: no description", op.ID, p.Name)
				}
			}
		}
	})
}

// TestRulesBodies: a body is required unless nothing in it is (DU-Q74).
func TestRulesBodies(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *Document) {
		for _, op := range d.operations {
			if op.body != nil && !op.body.required && len(op.body.schema.Required) > 0 {
				t.Errorf("%s: the body may be left out, but %v may not", op.ID, op.body.schema.Required)
			}
		}
	})
}

// links writes question ids as descriptions do.
func links(ids []string) string {
	var out []string
	for _, id := range ids {
		out = append(out, fmt.Sprintf("[%s](QUESTIONS.md#%s)", id, strings.ToLower(id)))
	}
	return strings.Join(out, ", ")
}

// provenance is what the description of a parameter or schema ends with when evidence or questions stand beside it.
func provenance(raw map[string]any) string {
	x := extensions{raw}
	parts := slices.DeleteFunc([]string{x.text("x-evidence"), links(x.texts("x-questions"))}, func(s string) bool { return s == "" })
	if len(parts) == 0 {
		return ""
	}
	return "(" + strings.Join(parts, "; ") + ")"
}

// TestRulesProvenance: what x-source, x-evidence and x-questions say stands in the descriptions too, with links to
// QUESTIONS.md, since a rendered page shows nothing else.
func TestRulesProvenance(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *Document) {
		if want := "Questions that touch every call: " + links(d.questions) + "."; !strings.HasSuffix(strings.TrimSpace(d.spec.Info.Description), want) {
			t.Errorf("info.description must end with\n%s", want)
		}
		for _, op := range d.operations {
			source := op.Source
			if op.URL != "" {
				source = "[" + op.Source + "](" + op.URL + ")"
			}
			want := "\n\nSource: " + source + ", " + op.Evidence + "."
			if len(op.Questions) > 0 {
				want += "\nQuestions: " + links(op.Questions) + "."
			}
			raw := d.spec.Paths.Value(op.Path).GetOperation(op.Methods[0])
			if !strings.HasSuffix(raw.Description, want) {
				t.Errorf("%s: the description must end with%s", op.ID, want)
			}
			for _, p := range op.Parameters {
				if want := provenance(p.raw.Extensions); !strings.HasSuffix(p.raw.Description, want) {
					t.Errorf("%s %s: the description must end with %s", op.ID, p.Name, want)
				}
			}
		}
		walkSchemas(d.spec, func(property string, s *openapi3.Schema) {
			if want := provenance(s.Extensions); !strings.HasSuffix(s.Description, want) {
				t.Errorf("%s %q: the description must end with %s", property, s.Description, want)
			}
		})
	})
}

// TestSigning recomputes the walk-throughs of info.description: a text of its own line, and below it the
// algorithm with the hash. The vendors that sign nothing show how to get a token instead.
func TestSigning(t *testing.T) {
	t.Parallel()
	vector := regexp.MustCompile(`(?m)^    (\S.*)\n    (MD5|SHA1) ([0-9a-f]+)$`)
	each(t, func(t *testing.T, d *Document) {
		vectors := vector.FindAllStringSubmatch(d.spec.Info.Description, -1)
		for _, v := range vectors {
			hash := fmt.Sprintf("%x", md5.Sum([]byte(v[1])))
			if v[2] == "SHA1" {
				hash = fmt.Sprintf("%x", sha1.Sum([]byte(v[1])))
			}
			if hash != v[3] {
				t.Errorf("%s of %q is %s, the description says %s", v[2], v[1], hash, v[3])
			}
		}
		login := d.Operation("getAccessToken")
		if login == nil {
			login = d.Operation("getToken")
		}
		switch {
		case login == nil && len(vectors) == 0:
			t.Error("info.description walks through no signature")
		case login != nil && !strings.Contains(d.spec.Info.Description, login.Path):
			t.Errorf("info.description does not show %s", login.Path)
		}
	})
}
