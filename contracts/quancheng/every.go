package quancheng

import (
	"encoding/json"
	"encoding/xml"
	"maps"
	"slices"
	"strconv"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// about is that of a rule of every operation, for this one.
func (o operation) about(part, evidence string) contracts.About {
	a := about(o.from+": "+part, evidence, append(slices.Clone(o.uses), o.id)...)
	a.Control = o.control
	return a
}

// works makes the call that nothing stands against, whose answer shows that refused ones did nothing.
func (o operation) works(ctx SpecContext, e *Env, c Call) Answer {
	c.Operation = o.id
	answer := e.Send(ctx, c)
	ExpectWithOffset(1, answer.Value).NotTo(BeNil(), answer.Text)
	if o.done != "" {
		ExpectWithOffset(1, answer).To(Answering(o.done))
	}
	return answer
}

// everyOperation declares the rules that all operations have in common.
func everyOperation(s declaration, o operation) {
	s.Spec(o.spec+"-01", "answers alike by GET with a query and by POST with a form, a multipart form or a query",
		o.about("HTTP请求方式", o.evidence), func(ctx SpecContext, e *Env) {
			var answers []string
			same := o.valid(ctx, e)
			for _, way := range ways() {
				call := Call{Way: way, Values: same}
				if o.done != "" {
					call.Values = o.valid(ctx, e)
				}
				answers = append(answers, o.works(ctx, e, call).Text)
			}
			if o.id != "getToken" {
				Expect(answers).To(HaveEach(answers[0]))
			}
		})

	s.Spec(o.spec+"-02", "answers in XML what it answers in JSON",
		o.about("format", openapi.Inferred), func(ctx SpecContext, e *Env) {
			same := o.valid(ctx, e)
			inJSON := o.works(ctx, e, Call{Values: with(same, "format", "json")})
			if o.done != "" {
				same = o.valid(ctx, e)
			}
			inXML := e.Fetch(ctx, Call{Operation: o.id, Values: with(same, "format", "xml")})
			Expect(inXML.Header.Get("Content-Type")).To(HavePrefix("text/xml"))
			var root element
			Expect(xml.Unmarshal([]byte(inXML.Text), &root)).To(Succeed())
			Expect(root.Children).To(HaveLen(1))
			if o.id != "getToken" {
				var value any
				Expect(json.Unmarshal(inJSON.Value, &value)).To(Succeed())
				expectElement(root.Children[0], value)
			}
		})

	refuseParameters(s, o)
	refuseCallers(s, o)

	s.Spec(o.spec+"-06", "passes on an error inside the vendor, in JSON and in XML, and does nothing",
		controlled("错误代码说明", openapi.Inferred, append(slices.Clone(o.uses), o.id)...), func(ctx SpecContext, e *Env) {
			same := o.valid(ctx, e)
			Expect(e.Control().SetFaults(ctx, o.id, "code=9001:x2")).To(Succeed())
			Expect(e.Send(ctx, Call{Operation: o.id, Values: same}).Code).To(Equal(quancheng.CodeInternal))
			answer := e.Fetch(ctx, Call{Operation: o.id, Values: with(same, "format", "xml")})
			Expect(answer.Text).To(ContainSubstring("<error_code>9001</error_code>"))
			o.works(ctx, e, Call{Values: same})
		})
}

func refuseParameters(s declaration, o operation) {
	required := slices.Concat(o.ints, o.times, o.texts, o.ids, o.objects)
	if len(required) > 0 {
		s.Spec(o.spec+"-03", "refuses each required parameter that is missing or empty, and does nothing",
			o.about("是否必须", o.evidence), func(ctx SpecContext, e *Env) {
				same := o.valid(ctx, e)
				e.Claim(record(targets[o.id].kind, ""))
				for _, name := range required {
					Expect(e.Get(wrong(ctx), o.id, without(same, name))).To(e.BeRefused(quancheng.CodeMissing), name)
					Expect(e.Get(wrong(ctx), o.id, with(same, name, ""))).To(e.BeRefused(quancheng.CodeMissing), name)
				}
				o.works(ctx, e, Call{Values: same})
			})
	}
	malformed := map[string][]string{"format": {"html"}}
	for _, name := range o.ints {
		malformed[name] = []string{"x", "1999999999.5", "1e9", "0x7ffffffe", "2147483648", "-2147483649", "99999999999999999999"}
	}
	for _, name := range o.times {
		malformed[name] = []string{"x", "2013-02-30 10:25:30", "2013-13-01 10:25:30", "2013-05-05 24:00:00", "05.05.2013", "1367720730"}
	}
	for _, name := range o.ids {
		malformed[name] = []string{"x", "x;y", "1999999999.5"}
	}
	s.Spec(o.spec+"-04", "refuses each parameter that is not of its type or out of its range, and does nothing",
		o.about("类型", o.evidence), func(ctx SpecContext, e *Env) {
			same := o.valid(ctx, e)
			for _, name := range slices.Sorted(maps.Keys(malformed)) {
				for _, text := range malformed[name] {
					e.Claim(record(targets[o.id].kind, text)) // It names no record, whoever reads it.
					Expect(e.Get(wrong(ctx), o.id, with(same, name, text))).To(e.BeRefused(quancheng.CodeInvalid), "%s=%s", name, text)
				}
			}
			for _, name := range o.objects {
				code := quancheng.CodeObject
				if name == "json" {
					code = quancheng.CodeInvalid // QC-Q78
				}
				e.Claim(record(targets[o.id].kind, ""))
				for _, text := range []string{"x", "[]", "null", "1", `{"Name":`, `{}{}`, `{"Name":{}}`, `{"IsPublic":7,"IsMain":7}`} {
					Expect(e.Get(ctx, o.id, with(same, name, text))).To(e.BeRefused(code), "%s=%s", name, text)
				}
			}
			for _, name := range o.ids {
				e.Claim(record("customer", "2147483648"))
				Expect(e.Get(ctx, o.id, with(same, name, same.Get(name)+",2147483648"))).To(e.BeRefused(quancheng.CodeInvalid))
			}
			o.works(ctx, e, Call{Values: same})
		})
}

func refuseCallers(s declaration, o operation) {
	unknown := "00000000-0000-4000-8000-000000000000"
	switch {
	case o.id == "getToken":
		return
	case tokenless[o.id]:
		s.Spec(o.spec+"-05", "needs no token but a good site key; a token that is given must be good, and -1 is none",
			o.about("siteKey", o.evidence), func(ctx SpecContext, e *Env) {
				same := o.valid(ctx, e)
				Expect(e.Get(ctx, o.id, with(same, "siteKey", "x"))).To(e.BeRefused(quancheng.CodeSiteKey))
				Expect(e.Get(ctx, o.id, with(same, "token", unknown))).To(e.BeRefused(quancheng.CodeTokenInvalid))
				for _, token := range []string{"", "-1", e.Credential("token")} {
					o.works(ctx, e, Call{Values: with(same, "token", token)})
				}
			})
		return
	}
	s.Spec(o.spec+"-05", "refuses a call without a token, and one with a token that it did not give, in JSON and in XML",
		o.about("token", o.evidence), func(ctx SpecContext, e *Env) {
			same := o.valid(ctx, e)
			Expect(e.Get(wrong(ctx), o.id, without(same, "token"))).To(e.BeRefused(quancheng.CodeTokenMissing))
			Expect(e.Get(wrong(ctx), o.id, with(same, "token", ""))).To(e.BeRefused(quancheng.CodeTokenMissing))
			Expect(e.Get(ctx, o.id, with(same, "token", unknown))).To(e.BeRefused(quancheng.CodeTokenInvalid))
			if o.id != "listOrganizations" {
				Expect(e.Get(ctx, o.id, with(same, "token", "-1"))).To(e.BeRefused(quancheng.CodeTokenInvalid))
			}
			answer := e.Fetch(ctx, Call{Operation: o.id, Values: with(with(same, "token", unknown), "format", "xml")})
			Expect(answer.Text).To(ContainSubstring("<error_code>"))
			o.works(ctx, e, Call{Values: same})
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
