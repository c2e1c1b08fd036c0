package verdict

import (
	"cmp"
	"fmt"

	"github.com/crmsim/crmsim/openapi"
)

// Fix says what a program should do about a finding. Rules that say nothing of their own ask for what was wanted.
func Fix(vendor string, f openapi.Finding) string {
	place := cmp.Or(f.Place, "it")
	text := ""
	switch f.Rule {
	case openapi.RuleRequired:
		text = fmt.Sprintf("send %s in the %s: %s", place, f.In, cmp.Or(f.Wanted, "a value"))
	case openapi.RuleEmpty:
		text = fmt.Sprintf("give %s a value, or leave it out", place)
	case openapi.RuleUnknown:
		text = fmt.Sprintf("leave %s out, or spell it as the document does", place)
	case openapi.RuleCase:
		text = "write " + f.Wanted
	case openapi.RuleRepeated:
		text = fmt.Sprintf("send %s once", place)
	case openapi.RuleSyntax, openapi.RuleTrailing:
		text = "send " + cmp.Or(f.Wanted, "one whole value") + " and nothing else"
	case openapi.RuleSize:
		text = fmt.Sprintf("send less in one call: %s", f.Wanted)
	case openapi.RuleContentType:
		text = "send the header Content-Type: " + f.Wanted
	case openapi.RuleBody:
		text = "send no body"
	case "path", "method":
		text = "call " + f.Wanted
	case "signature":
		text = "sign what is wanted: compare it with the text that the program signs"
	case "timestamp", "window":
		text = "take the time when the request is made, and sign each attempt anew"
	case "credential", "tenant", "closed":
		text = "use the credentials of this sandbox"
	case "token", "expired":
		text = "get a new token before the old one ends, and once more when it is refused"
	case "limit":
		text = "wait before the next call, and longer after each refusal"
	case "record", "exists":
		text = "use an id that a call returned, and expect records to go"
	case "unique":
		text = "look the record up before adding it"
	case "state":
		text = "look at the record before changing it"
	case "permission":
		text = "call in the name of a user who may"
	default:
		text = "send " + cmp.Or(f.Wanted, "what the document wants")
	}
	if f.Line > 0 {
		text += fmt.Sprintf(" (openapi/%s.yaml:%d)", vendor, f.Line)
	}
	return text
}
