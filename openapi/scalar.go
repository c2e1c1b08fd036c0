package openapi

import (
	"encoding/json"
	"fmt"
	"math"
	"net/mail"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The checks of scalars return the keyword that a value breaks first, or "".

func (s *shape) checkText(value string) string {
	if rule := s.checkEnum(text, value); rule != "" {
		return rule
	}
	if s.MinLength > 0 || s.MaxLength != nil {
		if rule := checkCount(uint64(utf8.RuneCountInString(value)), s.MinLength, s.MaxLength, "minLength", "maxLength"); rule != "" {
			return rule
		}
	}
	switch {
	case s.pattern != nil && !s.pattern.matches(value):
		return "pattern"
	case s.fitsFormat != nil && !s.fitsFormat(value):
		return "format"
	}
	return ""
}

// checkNumber takes a number as it is written: an integer is digits, of 64 bits where no format says otherwise.
func (s *shape) checkNumber(value string) string {
	if !s.types.permits(integer | number) {
		return "type"
	}
	var n float64
	if s.types != 0 && s.types&number == 0 {
		if !isInteger(value) {
			return "type"
		}
		bits := 64
		if s.Format == "int32" {
			bits = 32
		}
		whole, err := strconv.ParseInt(value, 10, bits)
		switch {
		case err != nil && s.Format != "":
			return "format"
		case err != nil:
			return "type"
		}
		n = float64(whole)
	} else {
		var err error
		if n, err = strconv.ParseFloat(value, 64); err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
			return "type"
		}
	}
	switch {
	case len(s.Enum) > 0:
		return s.checkEnum(integer|number, n)
	case s.Min != nil && n < *s.Min:
		return "minimum"
	case s.Max != nil && n > *s.Max:
		return "maximum"
	case s.ExclusiveMin && s.Min != nil && n <= *s.Min:
		return "exclusiveMinimum"
	case s.ExclusiveMax && s.Max != nil && n >= *s.Max:
		return "exclusiveMaximum"
	}
	return ""
}

// checkEnum checks the type, and the value where the shape lists values.
func (s *shape) checkEnum(kind kinds, value any) string {
	if !s.types.permits(kind) {
		return "type"
	}
	for _, allowed := range s.Enum {
		if allowed == value {
			return ""
		}
	}
	if len(s.Enum) > 0 {
		return "enum"
	}
	return ""
}

func checkCount(n, least uint64, most *uint64, below, above string) string {
	switch {
	case n < least:
		return below
	case most != nil && n > *most:
		return above
	}
	return ""
}

// checkParameter holds a parameter's text to its shape.
func (s *shape) checkParameter(value string) string {
	switch {
	case s.types&(integer|number) != 0:
		return s.checkNumber(value)
	case s.types&boolean == 0:
		return s.checkText(value)
	case value == "true" || value == "false":
		return s.checkEnum(boolean, value == "true")
	default:
		return "type"
	}
}

func isInteger(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	return digits != "" && strings.Trim(digits, "0123456789") == ""
}

// kindOf returns the type of a decoded value other than null.
func kindOf(value any) kinds {
	switch value.(type) {
	case string:
		return text
	case bool:
		return boolean
	case json.Number:
		return integer | number
	case []any:
		return array
	default:
		return object
	}
}

// textOf returns a scalar as it stands in JSON; of what is none it shows the kind.
func textOf(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return string(v)
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case nil:
		return "null"
	case []any:
		return "[]"
	default:
		return "{}"
	}
}

// wanted says what a keyword asks for.
func (s *shape) wanted(rule string) string {
	switch rule {
	case "type", "nullable":
		return s.typeName()
	case "enum":
		var all []string
		for _, value := range s.Enum {
			all = append(all, textOf(value))
		}
		return "one of " + quote(strings.Join(all, ", "))
	case "pattern":
		return s.Pattern
	case "format":
		return s.Format
	case "not":
		return "no " + strings.Join(s.not.Required, ", ")
	case "oneOf":
		return fmt.Sprintf("one of %d alternatives, not several", len(s.oneOf))
	case "minimum", "exclusiveMinimum":
		return bound("least", "more than", s.ExclusiveMin, *s.Min)
	case "maximum", "exclusiveMaximum":
		return bound("most", "less than", s.ExclusiveMax, *s.Max)
	case "minLength":
		return fmt.Sprintf("at least %d characters", s.MinLength)
	case "maxLength":
		return fmt.Sprintf("at most %d characters", *s.MaxLength)
	case "minItems":
		return fmt.Sprintf("at least %d items", s.MinItems)
	case "maxItems":
		return fmt.Sprintf("at most %d items", *s.MaxItems)
	case "minProperties":
		return fmt.Sprintf("at least %d properties", s.MinProps)
	default:
		return fmt.Sprintf("at most %d properties", *s.MaxProps)
	}
}

func bound(at, beyond string, exclusive bool, value float64) string {
	if exclusive {
		return beyond + " " + textOf(value)
	}
	return "at " + at + " " + textOf(value)
}

// got shows a wrong value.
func (s *shape) got(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case map[string]any:
		return "an object"
	case []any:
		return fmt.Sprintf("an array of %d", len(v))
	}
	if s.Secret {
		return redacted
	}
	if text, isText := value.(string); isText {
		return quote(text)
	}
	return shorten(textOf(value))
}

// formats are those that are checked.
var formats = map[string]func(string) bool{
	"date":      isTime(time.DateOnly),
	"date-time": isTime(time.RFC3339),
	"email":     func(s string) bool { _, err := mail.ParseAddress(s); return err == nil },
	"uuid":      regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`).MatchString,
	"uri":       func(s string) bool { u, err := url.Parse(s); return err == nil && u.IsAbs() },
}

func isTime(layout string) func(string) bool {
	return func(s string) bool {
		_, err := time.Parse(layout, s)
		return err == nil
	}
}
