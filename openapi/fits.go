package openapi

import (
	"regexp"
	"strconv"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// Most parameters are right, and kin-openapi takes as long to say so as the rest of the check.
// fits says so of the plain cases; whatever it does not know goes the long way, which also words
// what is wrong.

// prepare tells whether fits knows all keywords of the parameter's schema.
func (p *Parameter) prepare() error {
	s := p.schema
	if len(s.OneOf)+len(s.AnyOf)+len(s.AllOf) > 0 || s.Not != nil || s.Nullable || s.MultipleOf != nil {
		return nil
	}
	switch {
	case s.Type.Is(openapi3.TypeBoolean):
		p.simple = s.Enum == nil
	case s.Type.Is(openapi3.TypeInteger):
		p.simple = s.Enum == nil && !s.ExclusiveMin.IsSet() && !s.ExclusiveMax.IsSet()
	case s.Type.Is(openapi3.TypeString):
		p.simple = s.Format == ""
	}
	if !p.simple || s.Pattern == "" {
		return nil
	}
	var err error
	p.pattern, err = regexp.Compile(s.Pattern)
	return err
}

// fits tells whether the text surely fits the parameter's schema.
func (p *Parameter) fits(text string) bool {
	s := p.schema
	switch {
	case !p.simple:
		return false
	case s.Type.Is(openapi3.TypeBoolean):
		return text == "true" || text == "false"
	case s.Type.Is(openapi3.TypeInteger):
		// Nine digits fit any format, and exactly into a float64.
		n, err := strconv.ParseFloat(text, 64)
		return err == nil && len(text) <= 9 && isInteger(text) && (s.Min == nil || n >= *s.Min) && (s.Max == nil || n <= *s.Max)
	default:
		return p.fitsText(text)
	}
}

func (p *Parameter) fitsText(text string) bool {
	s := p.schema
	if s.MinLength > 0 || s.MaxLength != nil {
		n := uint64(utf8.RuneCountInString(text))
		if n < s.MinLength || s.MaxLength != nil && n > *s.MaxLength {
			return false
		}
	}
	if p.pattern != nil && !p.pattern.MatchString(text) {
		return false
	}
	for _, value := range s.Enum {
		if value == text {
			return true
		}
	}
	return len(s.Enum) == 0
}
