package socialepoch

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// The values of code. The vendor publishes none but 200; those from 502 on are the numbers of its
// webhooks, and 400, 429 and 500 are ours (SE-Q07).
const (
	codeInvalid     = 400
	codeLimited     = 429
	codeSystem      = 500
	codeNoTenant    = 502
	codeNoTimestamp = 503
	codeNoToken     = 504
	codeSignature   = 507
	codeTooLate     = 508
)

const contentType = "application/json; charset=utf-8"

// The messages of success differ between the examples (SE-Q02).
const (
	success      = "Success"
	successBlank = "Success " // of the friend contacts
	successSmall = "success"  // below /se-api, and where messages are sent
)

// A failure is what a refused call is told. Calls are refused by reject, which notes why.
type failure struct {
	code    int
	message string
}

func required(name string) *failure { return &failure{codeInvalid, name + " is required"} }
func invalid(name string) *failure  { return &failure{codeInvalid, name + " is invalid"} }

var messages = map[int]string{
	codeInvalid:     "parameter is invalid",
	codeLimited:     "too many requests",
	codeSystem:      "system error",
	codeNoTenant:    "tenant_id is null",
	codeNoTimestamp: "timestamp is null",
	codeNoToken:     "token is null",
	codeSignature:   "signature incorrect",
	codeTooLate:     "timestamp timeout",
}

// failureOf returns the failure of a code that needs no further words.
func failureOf(code int) *failure {
	message, ok := messages[code]
	if !ok {
		message = "error " + strconv.Itoa(code)
	}
	return &failure{code, message}
}

// bare gives a failure the vendor's envelope, with HTTP status 200 (SE-Q08), when it is known already why
// the call is refused.
func (f *failure) bare() api.Answer {
	return api.Answer{ContentType: contentType, Body: envelope(f.code, f.message, []byte("null"))}
}

// reject refuses a call for what the document cannot say of a place in the body.
func reject(c *api.Call, f *failure, place, rule, wanted string) api.Answer {
	note(c, place, rule, wanted)
	return f.bare()
}

// rejectField is reject of a field that is given and wrong.
func rejectField(c *api.Call, place, rule, wanted string) api.Answer {
	return reject(c, invalid(dotted(place)), place, rule, wanted)
}

func note(c *api.Call, place, rule, wanted string) {
	c.Note(openapi.Finding{Severity: openapi.Violation, In: "body", Place: place, Rule: rule, Wanted: wanted, Got: got(c.Body, place)})
}

// got is what stands in a place of the body, if it is a text or a number.
func got(body any, place string) string {
	for step := range strings.SplitSeq(strings.TrimPrefix(place, "/"), "/") {
		if list, isList := body.([]any); isList {
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(list) {
				return ""
			}
			body = list[i]
		} else {
			body = fieldsOf(body)[step]
		}
	}
	return shown(textOf(body))
}

// shown is the beginning of what a client sent, in quotes; "" for nothing.
func shown(text string) string {
	const enough = 40
	if text == "" {
		return ""
	}
	return strconv.Quote(strings.ToValidUTF8(text[:min(len(text), enough)], ""))
}

// dotted is a place in the body as messages name it.
func dotted(place string) string { return strings.ReplaceAll(strings.TrimPrefix(place, "/"), "/", ".") }

// ok answers data, which is JSON, and keeps what the handler changed.
func ok(message string, data []byte) api.Answer {
	return api.Answer{ContentType: contentType, Body: envelope(http.StatusOK, message, data), Commit: true}
}

func envelope(code int, message string, data []byte) []byte {
	body := make([]byte, 0, len(data)+len(message)+40)
	body = strconv.AppendInt(append(body, `{"code":`...), int64(code), 10)
	body = wire.AppendString(append(body, `,"message":`...), message)
	return append(append(append(body, `,"data":`...), data...), '}')
}

// appendList appends a JSON array of strings.
func appendList(dst []byte, list []string) []byte {
	dst = append(dst, '[')
	for i, s := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = wire.AppendString(dst, s)
	}
	return append(dst, ']')
}

// refuse answers a violation of the document with 400 and the name of the field (SE-Q07).
func refuse(_ *api.Call, f openapi.Finding) api.Answer {
	name := dotted(f.Place)
	if name == "" {
		name = "body"
	}
	if f.Rule == openapi.RuleRequired || f.Rule == "minLength" || f.Got == "null" { // SE-Q23
		return required(name).bare()
	}
	return invalid(name).bare()
}

// notFound answers a path that the document does not have, or another method of one that it has (SE-Q08).
func notFound(document *openapi.Document) func(*api.Call) api.Answer {
	return func(c *api.Call) api.Answer {
		status := api.NotFoundStatus(document, c.HTTP.URL.Path)
		a := (&failure{status, http.StatusText(status)}).bare()
		a.Status = status
		return a
	}
}

// tooLarge is crmsim's own guard in the vendor's envelope.
func tooLarge(*api.Call) api.Answer {
	a := invalid("body").bare()
	a.Status = http.StatusRequestEntityTooLarge
	return a
}
