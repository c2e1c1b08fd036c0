package openapi

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Severity is what becomes of a finding.
type Severity int

const (
	// Suspicion is traffic outside the document that the vendor is thought to let pass.
	Suspicion Severity = iota + 1
	// Violation is traffic that breaks a documented rule.
	Violation
)

// String returns "suspicion" or "violation".
func (s Severity) String() string {
	if s == Violation {
		return "violation"
	}
	return "suspicion"
}

// MarshalText writes the severity as its name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *Severity) UnmarshalText(text []byte) error {
	for _, known := range []Severity{Suspicion, Violation} {
		if string(text) == known.String() {
			*s = known
			return nil
		}
	}
	return fmt.Errorf("severity %q: want suspicion or violation", text)
}

// Rules that are not keywords of JSON Schema. All other rules carry the keyword's name, such as
// "required", "type", "enum", "pattern", "maximum".
const (
	RuleRequired    = "required"    // a required value is missing or empty
	RuleEmpty       = "empty"       // an optional value is given, but empty
	RuleUnknown     = "unknown"     // a name that the document does not have
	RuleCase        = "case"        // a documented name in other letter case
	RuleRepeated    = "repeated"    // a single-valued name given more than once
	RuleSyntax      = "syntax"      // the body is not what its media type says
	RuleSize        = "size"        // more than crmsim reads: values or levels of a body, parameters
	RuleTrailing    = "trailing"    // bytes after the end of the JSON value
	RuleContentType = "contentType" // another media type than the documented one
	RuleStatus      = "status"      // an HTTP status that the document does not have
	RuleBody        = "body"        // a body where none is documented
)

// A Finding is one departure from a document, short and without secrets.
type Finding struct {
	Severity  Severity `json:"severity"`
	Operation string   `json:"operation"`
	In        string   `json:"in"`    // "query", "header", "body" or "status"
	Place     string   `json:"place"` // a parameter's name, or a JSON pointer into the body
	Rule      string   `json:"rule"`
	Wanted    string   `json:"wanted"`
	Got       string   `json:"got"`
	Line      int      `json:"line,omitempty"` // in the vendor's YAML file
}

// String returns one line: operation, place, rule, wanted and got.
func (f Finding) String() string {
	var b strings.Builder
	for _, part := range []string{f.Operation, f.In, f.Place} {
		if part != "" && b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(part)
	}
	b.WriteString(": " + f.Rule)
	if f.Wanted != "" {
		fmt.Fprintf(&b, ", wanted %s", f.Wanted)
	}
	if f.Got != "" {
		fmt.Fprintf(&b, ", got %s", f.Got)
	}
	return b.String()
}

// Violations returns those findings that break a documented rule.
func Violations(all []Finding) []Finding {
	var out []Finding
	for _, f := range all {
		if f.Severity == Violation {
			out = append(out, f)
		}
	}
	return out
}

const (
	redacted  = "[redacted]"
	maxQuoted = 48
)

// quote shows a text in a finding: quoted and cut to a length that fits a line.
func quote(s string) string { return strconv.Quote(shorten(s)) }

func shorten(s string) string {
	if len(s) <= maxQuoted {
		return s
	}
	cut := maxQuoted
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// escapePointer writes a key as a reference token of RFC 6901.
func escapePointer(key string) string {
	return strings.ReplaceAll(strings.ReplaceAll(key, "~", "~0"), "/", "~1")
}
