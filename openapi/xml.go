package openapi

import (
	"encoding/json"
	"encoding/xml"
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
func (a *Answer) checkXML(c *checker, rule *answerRule, body []byte) {
	var root xmlNode
	if err := xml.Unmarshal(body, &root); err != nil {
		c.add(Violation, nil, RuleSyntax, "XML", shorten(err.Error()))
		return
	}
	a.Outcome = OutcomeOK
	for _, child := range root.Children {
		if child.XMLName.Local == a.op.doc.outcomeKey {
			a.Outcome = child.Text
		}
	}
	closest := rule.closest(c, a.Outcome, root.as)
	a.Body = root.as(closest)
	c.check(closest, a.Body)
}

// as reads the element as the schema says. A text that does not fit stays a text, which the schema then refuses.
func (e *xmlNode) as(s *shape) any {
	if s.null && e.Text == "" && len(e.Children) == 0 && s.types&array == 0 {
		return nil
	}
	types := s.types
	for _, part := range s.parts {
		types |= part.types
	}
	switch {
	case types == object:
		return e.asObject(s)
	case types == array:
		list := []any{}
		for i := range e.Children {
			list = append(list, e.Children[i].as(s.items))
		}
		return list
	case types == boolean && (e.Text == "true" || e.Text == "false"):
		return e.Text == "true"
	case types == integer && isInteger(e.Text):
		return json.Number(e.Text)
	default:
		return e.Text
	}
}

func (e *xmlNode) asObject(s *shape) any {
	object := map[string]any{}
	for i := range e.Children {
		child := &e.Children[i]
		if p := s.byName[child.XMLName.Local]; p != nil {
			object[child.XMLName.Local] = child.as(p.shape)
		} else {
			object[child.XMLName.Local] = child.Text
		}
	}
	return object
}
