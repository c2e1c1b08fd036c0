package openapi

import (
	"bytes"
	"encoding/xml"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Outcome returns the outcome that the text of an answer shows: the value of the document's outcome property,
// OutcomeOK for an object without it, "" for what is no answer of the vendor's. Of a text that breaks off it reads
// as much as there is; "" then also says that the property did not come in time.
func (d *Document) Outcome(body []byte) string {
	body = bytes.TrimSpace(body)
	switch {
	case len(body) == 0:
		return ""
	case body[0] == '<':
		return d.outcomeOfXML(body)
	default:
		return d.outcomeOfJSON(body)
	}
}

func (d *Document) outcomeOfJSON(body []byte) string {
	in := jsontext.NewDecoder(bytes.NewReader(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if in.PeekKind() != '{' {
		return ""
	}
	if _, err := in.ReadToken(); err != nil {
		return ""
	}
	for in.PeekKind() == '"' {
		name, err := in.ReadToken()
		if err != nil {
			return ""
		}
		if name.String() != d.outcomeKey {
			if err := in.SkipValue(); err != nil {
				return ""
			}
			continue
		}
		value, err := in.ReadToken()
		if err != nil {
			return ""
		}
		return shorten(value.String())
	}
	if in.PeekKind() == '}' {
		return OutcomeOK
	}
	return ""
}

func (d *Document) outcomeOfXML(body []byte) string {
	in := xml.NewDecoder(bytes.NewReader(body))
	depth := 0
	for {
		token, err := in.Token()
		if err != nil {
			return ""
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth == 2 && t.Name.Local == d.outcomeKey {
				text, err := in.Token()
				if chars, ok := text.(xml.CharData); ok && err == nil {
					return shorten(strings.TrimSpace(string(chars)))
				}
				return ""
			}
		case xml.EndElement:
			if depth--; depth == 0 {
				return OutcomeOK
			}
		}
	}
}
