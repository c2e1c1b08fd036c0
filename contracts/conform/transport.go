package conform

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// derive declares all specs of the operation.
func (c Call[E]) derive() {
	c.declare("works", "", "carries out a valid call, which does something", contracts.About{}, func(ctx ginkgo.SpecContext, env E) {
		c.Works(ctx, env, c.Request(ctx, env))
	})
	c.parameters()
	c.body()
	c.names()
	c.methods()
	c.twins()
	c.text()
	c.proofs()
	c.again()
	c.gone()
	c.batch()
	c.elsewhere()
	c.stored()
	c.lists()
	for _, rule := range c.vendor.Rules {
		if rule.Of == nil || rule.Of(c.op) {
			about := contracts.About{Control: rule.Control}
			if rule.From != "" {
				about.From = c.op.Source + ": " + rule.From
			}
			c.declare(rule.Rule, rule.Place, rule.Text, about, func(ctx ginkgo.SpecContext, env E) { rule.Body(ctx, env, c) })
		}
	}
}

// names derives what becomes of names that the document does not have, or has in other letter case.
func (c Call[E]) names() {
	c.changes("unknown", "query", "takes a call with a parameter that it does not know",
		edit("zzUnknown=1", true, func(r *contracts.Request) bool {
			r.Query.Set("zzUnknown", "1")
			return true
		}))
	if body, has := c.op.Body(); has {
		k := body.Schema.Keywords()
		text := "takes a call with a field that it does not know"
		if k.Closed {
			text = "refuses a call with a field that it does not know"
		}
		unknown := field{path: []string{"zzUnknown"}}
		if _, isList := body.Schema.Items(); isList {
			unknown.path = []string{"0", "zzUnknown"}
		}
		c.changes("unknown", "body", text, unknown.set(!k.Closed, "1"))
	}
	var given []*openapi.Parameter
	for _, p := range c.op.Parameters {
		if p.In == "query" && strings.ToUpper(p.Name) != p.Name &&
			(c.d.Document().IgnoresCase() || p.Required && !slices.Contains(c.vendor.Proven, p.Name)) {
			given = append(given, p)
		}
	}
	if len(given) == 0 {
		return
	}
	if c.d.Document().IgnoresCase() {
		c.changes("case", "query", "knows its parameters in any letter case", edit("names in capitals", true, func(r *contracts.Request) bool {
			upper := url.Values{}
			for name, values := range r.Query {
				upper[strings.ToUpper(name)] = values
			}
			r.Query = upper
			return true
		}))
		return
	}
	var all []change
	for _, p := range given {
		all = append(all, edit(strings.ToUpper(p.Name)+" for "+p.Name, false, func(r *contracts.Request) bool {
			r.Query[strings.ToUpper(p.Name)], r.Query[p.Name] = r.Query[p.Name], nil
			return true
		}))
	}
	c.changes("case", "query", "knows its parameters in no other letter case", all...)
}

// methods derives that the path has no other methods than the document's.
func (c Call[E]) methods() {
	documented := c.d.Document().Methods(c.op.Path)
	c.declare("method", "", "refuses methods other than "+strings.Join(documented, " and "),
		contracts.About{}, func(ctx ginkgo.SpecContext, env E) {
			request := c.Request(ctx, env)
			before := c.probe(ctx, env, request)
			for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
				if slices.Contains(documented, method) {
					continue
				}
				changed := request.Clone()
				changed.Method = method
				if !env.Frame().MayLeave(ctx, changed) {
					continue
				}
				found := openapi.Finding{Severity: openapi.Violation, Operation: c.op.ID, Rule: RuleMethod,
					Wanted: strings.Join(documented, " or "), Got: method}
				if err := c.vendor.Judge(env, &found, env.Frame().Send(contracts.Wrong(ctx), changed)); err != nil {
					env.Frame().Failf("%s: %v", method, err)
				}
			}
			c.unchanged(ctx, env, request, before, "another method")
			c.works(ctx, env, request, before)
		})
}

// twins derives that an operation is the same by each of its methods, with a form as with a query.
func (c Call[E]) twins() {
	if len(c.op.Methods) < 2 {
		return
	}
	ways := map[string]func(*contracts.Request){
		c.op.Methods[1]: func(r *contracts.Request) { r.Method = c.op.Methods[1] },
	}
	if c.op.Forms() {
		form := func(multipart bool) func(*contracts.Request) {
			return func(r *contracts.Request) { *r = AsForm(*r, c.op.Methods[1], multipart) }
		}
		ways["form"], ways["multipart"] = form(false), form(true)
	}
	for _, name := range slices.Sorted(maps.Keys(ways)) {
		c.declare("twin", name, "is the same as "+c.op.Methods[0]+" when it is called by "+c.op.Methods[1]+" ("+name+")",
			contracts.About{}, func(ctx ginkgo.SpecContext, env E) {
				request := c.Request(ctx, env)
				first := c.Works(ctx, env, request)
				if c.valid.Probe != nil {
					request = c.Request(ctx, env)
				}
				other := request.Clone()
				ways[name](&other)
				if second := c.Works(ctx, env, other); shape(first) != shape(second) {
					env.Frame().Failf("by %s: %s, by %s: %s", c.op.Methods[0], first.Text, name, second.Text)
				}
			})
	}
}

// AsForm returns the request with its query in a form.
func AsForm(r contracts.Request, method string, multipart bool) contracts.Request {
	r = r.Clone()
	r.Method, r.Multipart = method, multipart
	r.Form, r.Query = r.Query, url.Values{}
	return r
}

// shape is an answer without its values, which are those of other records.
func shape(a contracts.Answer) string {
	var value any
	if json.Unmarshal(a.Data, &value) != nil {
		return fmt.Sprint(a.Status, a.Code)
	}
	return fmt.Sprint(a.Status, a.Code, kinds(value))
}

func kinds(value any) string {
	switch v := value.(type) {
	case map[string]any:
		var all []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			all = append(all, name+":"+kinds(v[name]))
		}
		return "{" + strings.Join(all, ",") + "}"
	case []any:
		if len(v) == 0 {
			return "[]"
		}
		return fmt.Sprintf("%d[%s]", len(v), kinds(v[0]))
	case bool:
		return fmt.Sprint(v)
	default:
		return fmt.Sprintf("%T", v)
	}
}

// text derives what becomes of a body that is no JSON, or that is called something else.
func (c Call[E]) text() {
	if _, has := c.op.Body(); !has {
		return
	}
	as := func(what string, rewrite func(string) string) change {
		return edit(what, false, func(r *contracts.Request) bool {
			text, err := json.Marshal(r.Body)
			r.Body = contracts.Text(rewrite(string(text)))
			return err == nil && r.Body != nil
		})
	}
	c.changes("syntax", "body", "refuses a body that is no JSON",
		as("a body cut short", func(s string) string { return s[:len(s)-1] }), as("a body of text", func(string) string { return "x" }))
	other := as("a list", func(string) string { return "[]" })
	if body, _ := c.op.Body(); body.Schema.Type() == "array" {
		other = as("an object", func(string) string { return "{}" })
	}
	c.changes("type", "body", "refuses a body of another type", other, as("a number", func(string) string { return "5" }))
	c.changes("trailing", "body", "refuses bytes after the body", as("bytes after the body", func(s string) string { return s + "{}" }))
	c.declare("contentType", "body", "takes or refuses other media types as the document says",
		contracts.About{}, func(ctx ginkgo.SpecContext, env E) {
			request := c.Request(ctx, env)
			var all []change
			for _, media := range []string{"text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"} {
				x := edit(media, false, func(r *contracts.Request) bool {
					r.Header.Set("Content-Type", media)
					return true
				})
				x.taken = len(openapi.Violations(env.Frame().Findings(ctx, c.apply(env, request, x)).Findings)) == 0
				all = append(all, x)
			}
			c.hold(ctx, env, request, all)
		})
}

// maxBody is what a crmsim reads of a body, in bytes. The vendors do not say what they read.
const maxBody = 4 << 20

// oversize derives that a body too long to be read is refused in the vendor's envelope, and reports whether the operation
// can have one. All operations read theirs alike, so one of them is enough.
func (c Call[E]) oversize() bool {
	_, has := c.op.Body()
	if !has && !c.op.Forms() {
		return false
	}
	c.declare("oversize", "body", "refuses a body that is too long, in its own words",
		contracts.About{Control: true}, func(ctx ginkgo.SpecContext, env E) {
			request := c.Request(ctx, env)
			before, changed := c.probe(ctx, env, request), request.Clone()
			if has {
				text, _ := json.Marshal(request.Body) // A valid call is valid JSON.
				changed.Body = contracts.Text(string(text) + strings.Repeat(" ", maxBody))
			} else {
				changed = AsForm(request, c.op.Methods[1], false)
				changed.Form.Set("zzUnknown", strings.Repeat("x", maxBody))
			}
			answer := env.Frame().Send(contracts.Guarded(ctx), changed)
			found := openapi.Finding{Severity: openapi.Violation, Operation: c.op.ID, In: "body", Rule: "maxLength"}
			if err := c.vendor.Judge(env, &found, answer); err != nil || answer.Status != http.StatusRequestEntityTooLarge {
				env.Frame().Failf("a body of more than %d bytes: status %d, %v", maxBody, answer.Status, err)
			}
			c.unchanged(ctx, env, request, before, "a call that is too long")
			c.works(ctx, env, request, before)
		})
	return true
}

// proofs derives who is let in.
func (c Call[E]) proofs() {
	for _, p := range c.vendor.Proofs {
		if p.Of != nil && !p.Of(c.op) {
			continue
		}
		c.declare("credentials", p.Name, p.Text, contracts.About{}, func(ctx ginkgo.SpecContext, env E) {
			request := c.Request(ctx, env)
			changed := request.Clone()
			p.Make(env, &changed)
			if p.Code == 0 {
				c.Works(ctx, env, changed)
				return
			}
			before := c.probe(ctx, env, request)
			answer := c.send(ctx, env, changed)
			if answer.OK || answer.Code != p.Code && !env.Frame().Live() {
				env.Frame().Failf("want the refusal %d, got %s", p.Code, answer.Text)
			}
			c.unchanged(ctx, env, request, before, "a refused call")
			c.works(ctx, env, request, before)
		})
	}
}
