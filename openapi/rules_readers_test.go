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

// TestRulesParameters: every parameter has a description and an example, which TestRulesValid holds to its schema.
func TestRulesParameters(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *Document) {
		for _, op := range d.Operations() {
			for _, p := range operationOf(d, op).Parameters {
				if p.Value.Description == "" || p.Value.Example == nil {
					t.Errorf("%s %s: want a description and an example", op.ID, p.Value.Name)
				}
			}
		}
	})
}

// TestRulesBodies: a body is required unless nothing in it is (DU-Q74).
func TestRulesBodies(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *Document) {
		for _, op := range d.Operations() {
			body := operationOf(d, op).RequestBody
			if body == nil || body.Value.Required {
				continue
			}
			for media, content := range body.Value.Content {
				if len(content.Schema.Value.Required) > 0 {
					t.Errorf("%s %s: the body may be left out, but %v may not", op.ID, media, content.Schema.Value.Required)
				}
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
		whole := "Questions that touch every call: " + links(extensions{d.spec.Extensions}.texts("x-questions")) + "."
		if !strings.HasSuffix(strings.TrimSpace(d.spec.Info.Description), whole) {
			t.Errorf("info.description must end with\n%s", whole)
		}
		for _, op := range d.Operations() {
			source := op.Source
			if op.URL != "" {
				source = "[" + op.Source + "](" + op.URL + ")"
			}
			want := "\n\nSource: " + source + ", " + op.Evidence + "."
			if len(op.Questions) > 0 {
				want += "\nQuestions: " + links(op.Questions) + "."
			}
			raw := operationOf(d, op)
			if !strings.HasSuffix(raw.Description, want) {
				t.Errorf("%s: the description must end with%s", op.ID, want)
			}
			for _, p := range raw.Parameters {
				if want := provenance(p.Value.Extensions); !strings.HasSuffix(p.Value.Description, want) {
					t.Errorf("%s %s: the description must end with %s", op.ID, p.Value.Name, want)
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

// TestRulesSigning recomputes the walk-throughs of info.description: a text of its own line, and below it the
// algorithm with the hash. The vendors that sign nothing show how to get a token instead.
func TestRulesSigning(t *testing.T) {
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
