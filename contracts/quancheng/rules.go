package quancheng

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/conform"
	"github.com/crmsim/crmsim/openapi"
)

// judge holds a refusal to the code of its rule, and on a vendor's site to any: the vendor's own are not public
// (QC-Q09).
func judge(e *Env, f *openapi.Finding, a contracts.Answer) error {
	want := 0
	switch {
	case f == nil:
		if a.Code != 0 {
			return fmt.Errorf("want it to be taken, got %s", a.Text)
		}
		return nil
	case f.Rule == conform.RuleMethod:
		want = quancheng.CodeUnknownOperation
	case f.Rule == openapi.RuleRequired:
		want = quancheng.CodeMissing
	default:
		want = quancheng.CodeInvalid
	}
	if a.Code == 0 || !e.Live() && a.Code != want {
		return fmt.Errorf("want the refusal %d, got %s", want, a.Text)
	}
	return nil
}

// nobodys is a token that no site has given.
const nobodys = "00000000-0000-4000-8000-000000000000"

// has reports whether an operation has a parameter, required or not.
func has(name string, required bool) func(op *openapi.Operation) bool {
	return func(op *openapi.Operation) bool {
		return slices.ContainsFunc(op.Parameters, func(p *openapi.Parameter) bool { return p.Name == name && p.Required == required })
	}
}

// proofs are what stands for a token and a site key, and what does not. A token that is not needed must be good
// all the same; -1 and "" are none (QC-Q07, QC-Q64).
func proofs() []conform.Proof[*Env] {
	as := func(name string, values ...string) func(*Env, *contracts.Request) {
		return func(_ *Env, r *contracts.Request) { r.Query[name] = values }
	}
	needed, welcome, site := has("token", true), has("token", false), has("siteKey", true)
	signedIn := func(op *openapi.Operation) bool { return needed(op) && op.ID != "listOrganizations" }
	own := func(e *Env, r *contracts.Request) { r.Query.Set("token", e.Credential("token")) }
	return []conform.Proof[*Env]{
		{Name: "missing", Text: "refuses a call without a token", Of: needed, Code: quancheng.CodeTokenMissing, Make: as("token")},
		{Name: "empty", Text: "refuses a call with an empty token", Of: needed, Code: quancheng.CodeTokenMissing, Make: as("token", "")},
		{Name: "unknown", Text: "refuses a token that it did not give", Of: needed, Code: quancheng.CodeTokenInvalid, Make: as("token", nobodys)},
		{Name: "placeholder", Text: "refuses the token that stands for none", Of: signedIn,
			Code: quancheng.CodeTokenInvalid, Make: as("token", "-1")},
		{Name: "unneeded", Text: "refuses a token that it did not give, though it needs none", Of: welcome,
			Code: quancheng.CodeTokenInvalid, Make: as("token", nobodys)},
		{Name: "none", Text: "takes a call with an empty token", Of: welcome, Make: as("token", "")},
		{Name: "nobody", Text: "takes a call with the token that stands for none", Of: welcome, Make: as("token", "-1")},
		{Name: "own", Text: "takes a call with a token that it does not need", Of: welcome, Make: own},
		{Name: "siteKey", Text: "refuses a site key that is not the site's", Of: site, Code: quancheng.CodeSiteKey, Make: as("siteKey", "x")},
		{Name: "noSiteKey", Text: "refuses a call without a site key", Of: site, Code: quancheng.CodeMissing, Make: as("siteKey")},
		{Name: "emptySiteKey", Text: "refuses a call with an empty site key", Of: site, Code: quancheng.CodeMissing, Make: as("siteKey", "")},
	}
}

// objects are the parameters that hold an entity as JSON, with the code for one that is none.
var objects = map[string]int{"json": quancheng.CodeInvalid, "customer": quancheng.CodeObject, "man": quancheng.CodeObject} // QC-Q78

// ofParameter returns the parameter of an operation that is one of those, or "".
func ofParameter(op *openapi.Operation, is func(p *openapi.Parameter) bool) string {
	if i := slices.IndexFunc(op.Parameters, is); i >= 0 {
		return op.Parameters[i].Name
	}
	return ""
}

func entityOf(op *openapi.Operation) string {
	return ofParameter(op, func(p *openapi.Parameter) bool { return objects[p.Name] != 0 })
}

func idsOf(op *openapi.Operation) string {
	return ofParameter(op, func(p *openapi.Parameter) bool {
		return strings.HasPrefix(p.Schema().Keywords().Pattern, "^-?[0-9]+(,")
	})
}

// rules hold for all operations that they are of, and no schema says them.
func rules() []conform.Rule[*Env] {
	return []conform.Rule[*Env]{
		{Rule: "xml", Text: "answers in XML what it answers in JSON", From: "format", Body: inXML},
		{Rule: "fault", Text: "passes on an error inside the vendor, in JSON and in XML, and does nothing",
			From: "crmsim, faults", Control: true, Body: passesFaults},
		{Rule: "object", Text: "refuses a text that is no object of the entity, and does nothing", From: "QC-Q54, QC-Q78",
			Of: func(op *openapi.Operation) bool { return entityOf(op) != "" }, Body: refusesObjects},
		{Rule: "range", Text: "refuses a list with an id out of range, and does nothing", From: "QC-Q35",
			Of: func(op *openapi.Operation) bool { return idsOf(op) != "" }, Body: refusesRanges},
	}
}

func inXML(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	request := c.Request(ctx, e)
	asJSON := c.Works(ctx, e, request.With("format", "json"))
	if c.Operation().Effect != openapi.Read {
		request = c.Request(ctx, e)
	}
	answer := e.Fetch(ctx, request.With("format", "xml"))
	Expect(answer.Header.Get("Content-Type")).To(HavePrefix("text/xml"))
	var root element
	Expect(xml.Unmarshal([]byte(answer.Text), &root)).To(Succeed())
	Expect(root.Children).To(HaveLen(1))
	if c.Operation().ID != "getToken" {
		var value any
		Expect(json.Unmarshal(asJSON.Data, &value)).To(Succeed())
		expectElement(root.Children[0], value)
	}
}

func passesFaults(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	request := c.Request(ctx, e)
	Expect(e.Control().SetFaults(ctx, c.Operation().ID, "code=9001:x2")).To(Succeed())
	Expect(e.Send(ctx, request).Code).To(Equal(quancheng.CodeInternal))
	Expect(e.Fetch(ctx, request.With("format", "xml")).Text).To(ContainSubstring("<error_code>9001</error_code>"))
	c.Works(ctx, e, request)
}

func refusesObjects(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	name := entityOf(c.Operation())
	request := c.Request(ctx, e)
	e.Claim(record(targets[c.Operation().ID].kind, "")) // They name no record, whoever reads them.
	c.Untouched(ctx, e, request, func() {
		for _, text := range []string{"x", "[]", "null", "1", `{"Name":`, `{}{}`, `{"Name":{}}`, `{"IsPublic":7,"IsMain":7}`} {
			Expect(e.Send(ctx, request.With(name, text))).To(e.BeRefused(objects[name]), "%s=%s", name, text)
		}
	})
}

func refusesRanges(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	name := idsOf(c.Operation())
	request := c.Request(ctx, e)
	e.Claim(record("customer", "2147483648"))
	c.Untouched(ctx, e, request, func() {
		Expect(e.Send(ctx, request.With(name, request.Query.Get(name)+",2147483648"))).To(e.BeRefused(quancheng.CodeInvalid))
	})
}

// An element is an XML element without its attributes.
type element struct {
	XMLName  xml.Name
	Text     string    `xml:",chardata"`
	Children []element `xml:",any"`
}

// expectElement holds an element to the JSON value that it stands for (QC-Q11).
func expectElement(e element, value any) {
	GinkgoHelper()
	switch v := value.(type) {
	case nil:
		Expect(e.Text + strconv.Itoa(len(e.Children))).To(Equal("0"))
	case map[string]any:
		Expect(e.Children).To(HaveLen(len(v)))
		for _, child := range e.Children {
			Expect(v).To(HaveKey(child.XMLName.Local))
			expectElement(child, v[child.XMLName.Local])
		}
	case []any:
		Expect(e.Children).To(HaveLen(len(v)))
		for i, child := range e.Children {
			Expect(child.XMLName.Local).To(Equal("item"))
			expectElement(child, v[i])
		}
	default:
		Expect(e.Text).To(Equal(text(v)))
	}
}
