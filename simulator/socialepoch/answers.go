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
	successSmall = "success"  // below /se-api
)

// A failure is why a call is refused.
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

// answer gives a failure the vendor's envelope. Its HTTP status is 200 (SE-Q08).
func (f *failure) answer() api.Answer {
	return api.Answer{ContentType: contentType, Body: envelope(f.code, f.message, []byte("null"))}
}

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
	name := strings.ReplaceAll(strings.TrimPrefix(f.Place, "/"), "/", ".")
	if name == "" {
		name = "body"
	}
	if f.Rule == openapi.RuleRequired || f.Rule == "minLength" || f.Got == "null" { // SE-Q23
		return required(name).answer()
	}
	return invalid(name).answer()
}

// notFound answers a path that the document does not have, or another method than POST (SE-Q08).
func notFound(document *openapi.Document) func(*api.Call) api.Answer {
	return func(c *api.Call) api.Answer {
		status := http.StatusNotFound
		if document.HasPath(c.HTTP.URL.Path) {
			status = http.StatusMethodNotAllowed
		}
		a := (&failure{status, http.StatusText(status)}).answer()
		a.Status = status
		return a
	}
}

// tooLarge is crmsim's own guard in the vendor's envelope.
func tooLarge(*api.Call) api.Answer {
	a := invalid("body").answer()
	a.Status = http.StatusRequestEntityTooLarge
	return a
}
