package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf8"
)

// notJSON stands for a body that could not be decoded.
var notJSON any = new(byte)

// decode reads one JSON value, numbers as json.Number, and reports what encoding/json lets pass:
// invalid UTF-8, trailing bytes and repeated keys (the last one counts). It returns notJSON when
// there is no value to go on with.
func decode(body []byte) (any, []Finding) {
	if !utf8.Valid(body) {
		return notJSON, []Finding{{Severity: Violation, Rule: RuleSyntax, Wanted: "UTF-8", Got: "invalid bytes"}}
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return notJSON, []Finding{{Severity: Violation, Rule: RuleSyntax, Wanted: "JSON", Got: syntaxProblem(err)}}
	}
	var findings []Finding
	end := d.InputOffset()
	if rest := bytes.TrimSpace(body[end:]); len(rest) > 0 {
		findings = append(findings, Finding{Severity: Suspicion, Rule: RuleTrailing, Wanted: "one JSON value", Got: fmt.Sprintf("%d more bytes", len(rest))})
	}
	if countColons(body[:end]) != countKeys(value) {
		findings = append(findings, repeatedKeys(body[:end])...)
	}
	return value, findings
}

func syntaxProblem(err error) string {
	if err == io.ErrUnexpectedEOF {
		return "a value that ends early"
	}
	return err.Error()
}

// countColons counts the keys of a JSON text, repeated ones included: every colon outside a string follows one.
func countColons(text []byte) int {
	n, inString := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			inString = !inString
		case c == '\\' && inString:
			i++
		case c == ':' && !inString:
			n++
		}
	}
	return n
}

func countKeys(value any) int {
	n := 0
	switch v := value.(type) {
	case map[string]any:
		n = len(v)
		for _, child := range v {
			n += countKeys(child)
		}
	case []any:
		for _, child := range v {
			n += countKeys(child)
		}
	}
	return n
}

// repeatedKeys finds which keys of a JSON text stand twice in one object. It runs only after
// counting has shown that some do.
func repeatedKeys(text []byte) []Finding {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var findings []Finding
	scanValue(d, "", &findings)
	return findings
}

func scanValue(d *json.Decoder, at string, findings *[]Finding) {
	token, err := d.Token()
	if err != nil || len(*findings) >= maxFindings {
		return
	}
	switch token {
	case json.Delim('{'):
		scanObject(d, at, findings)
	case json.Delim('['):
		for i := 0; d.More() && len(*findings) < maxFindings; i++ {
			scanValue(d, fmt.Sprintf("%s/%d", at, i), findings)
		}
		_, _ = d.Token() // The text is known to be valid: this is the closing bracket.
	}
}

func scanObject(d *json.Decoder, at string, findings *[]Finding) {
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil || len(*findings) >= maxFindings {
			return
		}
		key, _ := token.(string)
		place := at + "/" + escapePointer(key)
		if seen[key] {
			*findings = append(*findings, Finding{Severity: Suspicion, Place: place, Rule: RuleRepeated, Wanted: "one value", Got: "the key again"})
		}
		seen[key] = true
		scanValue(d, place, findings)
	}
	_, _ = d.Token()
}
