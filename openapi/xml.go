package openapi

import (
	"encoding/json"
	"encoding/xml"

	"github.com/getkin/kin-openapi/openapi3"
)

const mediaXML = "text/xml"

// An xmlNode is an XML element without its attributes.
type xmlNode struct {
	XMLName  xml.Name
	Text     string    `xml:",chardata"`
	Children []xmlNode `xml:",any"`
}

// checkXML checks an answer in XML: the root holds the properties of the object that JSON would show,
// a list holds an element for each item, and an empty element is null where the schema allows null.
func (a *Answer) checkXML(rule *responseRule, body []byte) {
	var root xmlNode
	if err := xml.Unmarshal(body, &root); err != nil {
		a.report("body", "", RuleSyntax, "XML", err.Error(), rule.raw)
		return
	}
	a.Outcome = OutcomeOK
	for _, child := range root.Children {
		if child.XMLName.Local == a.op.doc.outcomeKey {
			a.Outcome = child.Text
		}
	}
	a.addClosest(rule, func(s *openapi3.Schema) any {
		value := root.as(s)
		a.Body = value
		return value
	})
}

// as reads the element as the schema says. A text that does not fit stays a text, which the schema then refuses.
func (e *xmlNode) as(s *openapi3.Schema) any {
	if s.Nullable && e.Text == "" && len(e.Children) == 0 && !s.Type.Is(openapi3.TypeArray) {
		return nil
	}
	if len(s.Properties) == 0 && len(s.AllOf) > 0 {
		return e.as(s.AllOf[0].Value)
	}
	switch {
	case s.Type.Is(openapi3.TypeObject):
		return e.asObject(s)
	case s.Type.Is(openapi3.TypeArray):
		list := []any{}
		for i := range e.Children {
			list = append(list, e.Children[i].as(s.Items.Value))
		}
		return list
	case s.Type.Is(openapi3.TypeBoolean) && (e.Text == "true" || e.Text == "false"):
		return e.Text == "true"
	case s.Type.Is(openapi3.TypeInteger) && isInteger(e.Text):
		return json.Number(e.Text)
	default:
		return e.Text
	}
}

func (e *xmlNode) asObject(s *openapi3.Schema) any {
	object := map[string]any{}
	for i := range e.Children {
		child := &e.Children[i]
		if p := s.Properties[child.XMLName.Local]; p != nil {
			object[child.XMLName.Local] = child.as(p.Value)
		} else {
			object[child.XMLName.Local] = child.Text
		}
	}
	return object
}
