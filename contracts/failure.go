package contracts

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/crmsim/crmsim/openapi"
)

// A Failure is why a spec failed, told so that one can act on it without opening the code. It holds no
// secret. What does not apply is "".
type Failure struct {
	Headline string `json:"headline"`         // the spec's id, then operation, place and rule, or the spec's text
	Detail   string `json:"detail,omitempty"` // more lines
	Sent     string `json:"sent,omitempty"`   // the request
	Got      string `json:"got,omitempty"`    // the answer
	Rule     string `json:"rule,omitempty"`   // where the document says so
	At       string `json:"at,omitempty"`     // line of the spec
	Again    string `json:"again,omitempty"`  // the command that runs the spec again
}

// String returns the headline and below it the parts that there are, a line each.
func (f Failure) String() string {
	var b strings.Builder
	b.WriteString(f.Headline)
	for line := range strings.Lines(f.Detail) {
		b.WriteString("\n    " + strings.TrimRight(line, "\n"))
	}
	for _, part := range []struct{ name, text string }{
		{"sent", f.Sent}, {"got", f.Got}, {"rule", f.Rule}, {"at", f.At}, {"again", f.Again},
	} {
		if part.text != "" {
			fmt.Fprintf(&b, "\n  %-6s %s", part.name, part.text)
		}
	}
	return b.String()
}

// maxFindings is how many findings of one exchange are told beside the first.
const maxFindings = 4

// departure is the failure of an exchange that departs from the document.
func (o *oracle) departure(x *exchange, side string, findings []openapi.Finding) Failure {
	f := o.failure(x, "")
	f.Headline = headline(side, findings[0])
	f.Rule = o.rule(x.operation, findings[0].Line)
	var more []string
	for _, finding := range findings[1:min(len(findings), maxFindings+1)] {
		more = append(more, "also "+headline(side, finding))
	}
	if rest := len(findings) - 1 - len(more); rest > 0 {
		more = append(more, fmt.Sprintf("and %d more", rest))
	}
	f.Headline, f.Detail = o.redact.text(f.Headline), o.redact.text(strings.Join(more, "\n"))
	return f
}

// headline names the finding: "listAccounts  response body /data/3/accountId  required: missing".
func headline(side string, f openapi.Finding) string {
	text := fmt.Sprintf("%s  %s  %s: %s", f.Operation, strings.TrimSpace(side+" "+f.In+" "+f.Place), f.Rule, f.Got)
	if f.Wanted != "" {
		text += ", wanted " + f.Wanted
	}
	return text
}

// failure is the failure of an exchange for the given reason.
func (o *oracle) failure(x *exchange, reason string) Failure {
	f := Failure{Headline: "request  " + reason, Sent: o.redact.sent(x), Got: o.redact.got(x)}
	if x.operation != nil {
		f.Headline = x.operation.ID + "  " + reason
	}
	return f
}

// rule tells where the document has the rule: file, line, heading and evidence.
func (o *oracle) rule(op *openapi.Operation, line int) string {
	if line == 0 {
		line = op.Line
	}
	return fmt.Sprintf("openapi/%s.yaml:%d  (%s, %s)", o.suite.Vendor, line, op.Source, op.Evidence)
}

// objectType is what Gomega puts before a value: its type, address, length and capacity.
var objectType = regexp.MustCompile(`<[*\w.\[\]{}]+( \{\})?( \| (0x[0-9a-f]+|len:\d+, cap:\d+|len:\d+))*(, len:\d+(, cap:\d+)?)*>:? ?`)

// maxMessage is how much of an assertion's message is kept, in bytes.
const maxMessage = 600

// plain writes a message of Gomega's on one line, without the types of its values.
func plain(message string) string {
	text := strings.Join(strings.Fields(objectType.ReplaceAllString(message, "")), " ")
	if len(text) > maxMessage {
		text = strings.ToValidUTF8(text[:maxMessage], "") + "…"
	}
	return text
}

// compact shows Gomega's values as JSON, and errors by their texts, which Gomega gives already.
func compact(value any) (string, bool) {
	switch value.(type) {
	case error:
		return "", true
	case string:
		return "", false
	}
	text, err := json.Marshal(value)
	return string(text), err == nil && len(text) > 0 && (text[0] == '{' || text[0] == '[')
}

// assertion is the failure of the spec's own words, with the last exchange before clean-up.
func (c *Case) assertion(message, at string) Failure {
	message = c.oracle.redact.text(plain(message))
	f := Failure{Headline: c.spec.Text, Detail: message, At: at}
	seen := slices.DeleteFunc(c.oracle.seen(), func(x exchange) bool { return x.cleanup })
	if len(seen) > 0 {
		last := seen[len(seen)-1]
		f.Sent, f.Got = c.oracle.redact.sent(&last), c.oracle.redact.got(&last)
		if last.trouble != "" {
			f.Got = last.trouble
		}
		if last.operation != nil {
			f.Headline = last.operation.ID + "  " + c.spec.Text
		}
	}
	f.Rule = fmt.Sprintf("%s, %s", c.spec.From, c.spec.Evidence)
	return f
}
