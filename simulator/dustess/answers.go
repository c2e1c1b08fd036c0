package dustess

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// Codes of whole answers. Those that no page of the vendor has are ours, and their question says so.
const (
	codePartial   = 4126  // at least one item of a batch failed (DU-Q14)
	codeSystem    = 10001 // "system unknown error" on several pages
	codeClient    = 40001 // made up (DU-Q04)
	codeToken     = 40002 // the page on contact tags
	codeMalformed = 40003 // made up (DU-Q23, DU-Q24, DU-Q70)
)

const contentType = "application/json; charset=utf-8"

var messages = map[int]string{
	codeSystem:    "system unknown error",
	codeClient:    "client id or secret invalid",
	codeToken:     "access token invalid",
	codeMalformed: "request invalid",
}

// An envelope is what every answer is wrapped in. Which keys there are differs by operation.
type envelope struct {
	Success *bool  `json:"success,omitempty"`
	Code    *int   `json:"code,omitempty"`
	Msg     string `json:"msg"`
	TraceID string `json:"trace_id,omitempty"`
	Data    any    `json:"data"`
}

func (e envelope) answer() api.Answer {
	text, err := wire.Marshal(e)
	if err != nil {
		panic(err) // All data here is made of structs that have a JSON form.
	}
	return api.Answer{ContentType: contentType, Body: text}
}

// ok is a success with the message of the operation's page.
func ok(msg string, data any) envelope {
	return envelope{Success: new(true), Code: new(0), Msg: msg, Data: data}
}

// sampled is a success of an operation whose page shows one without code. A setting leaves it out (DU-Q08).
func sampled(tx *tx, data any) envelope {
	e := ok("", data)
	if tx.State.settings.OmitCode {
		e.Code = nil
	}
	return e
}

// kept is the answer of an operation whose changes are to be kept.
func kept(e envelope) api.Answer {
	a := e.answer()
	a.Commit = true
	return a
}

// fail refuses a whole call; status is 200 (DU-Q07). A list stays a list, though an empty one.
func fail(c *api.Call, code int, msg string) api.Answer {
	if code == codeToken { // DU-Q05: the one failure without success.
		return envelope{Code: &code, Msg: msg, Data: struct{}{}}.answer()
	}
	e := envelope{Success: new(false), Code: &code, Msg: msg}
	if c.Operation != nil && c.Operation.ID == "batchBindContact" {
		e.Data = []any{}
	}
	return e.answer()
}

// deny refuses a whole call, and says why in its findings.
func deny(c *api.Call, code int, msg string, f openapi.Finding) api.Answer {
	f.Severity = openapi.Violation
	c.Note(f)
	return fail(c, code, msg)
}

// failure answers with a code of the vendor's, for whoever has told why.
func failure(c *api.Call, code int) api.Answer {
	if code == codePartial && c.Operation != nil {
		switch c.Operation.ID {
		case "batchEditCustomer", "batchAddCustomer":
			return allFailed(c, "customer_list", func(i int, _ map[string]any) batchRow { return batchRow{Code: itemInvalid, Index: i + 1} })
		case "bindExternalId":
			return allFailed(c, "list", func(i int, item map[string]any) unboundRow {
				return unboundRow{Code: itemInvalid, Index: i, ExternalID: text(item, "external_id"), InsideID: text(item, "inside_id")}
			})
		}
	}
	msg, known := messages[code]
	if !known {
		msg = "error"
	}
	return fail(c, code, msg)
}

// maxItems is how many items a batch may have (DU-Q23).
const maxItems = 500

// allFailed answers a batch none of whose items was carried out, read or not, as the document's third example does.
func allFailed[R any](c *api.Call, list string, row func(i int, item map[string]any) R) api.Answer {
	var body map[string]any
	_ = json.Unmarshal(c.RawBody, &body) // Of a body that is none there is one row, since there must be some.
	items, _ := body[list].([]any)
	var rows outcome[R, R]
	for i := range max(1, min(len(items), maxItems)) {
		var item map[string]any
		if i < len(items) {
			item, _ = items[i].(map[string]any)
		}
		rows.Fail = append(rows.Fail, row(i, item))
	}
	return envelope{Success: new(false), Code: new(codePartial), Data: rows}.answer()
}

// refuse answers a violation that spoils the whole call.
func refuse(c *api.Call, f openapi.Finding) api.Answer {
	switch {
	case c.Operation.ID == "getAccessToken": // DU-Q04
		return failure(c, codeClient)
	case f.Place == "/kind": // DU-Q54
		return failure(c, codeSystem)
	}
	return fail(c, codeMalformed, problem(f))
}

// problem names what is wrong, in the manner of the vendor's other messages at this level (DU-Q24).
func problem(f openapi.Finding) string {
	name := nameOf(f.Place)
	switch f.Rule {
	case openapi.RuleRequired, "minItems", "minLength":
		return name + " is required"
	case "maxItems", "maxLength", openapi.RuleSize:
		return name + " too long"
	case openapi.RuleSyntax, openapi.RuleTrailing:
		return name + " is not JSON"
	default:
		return name + " invalid"
	}
}

// nameOf is the name in a pointer that a message may hold: the vendor's own word, never an index of ours.
func nameOf(place string) string {
	names := strings.Split(place, "/")
	for _, name := range slices.Backward(names) {
		if _, err := strconv.Atoi(name); err != nil && name != "" {
			return name
		}
	}
	return "request body"
}

// notFound answers an unknown path with status 404 and another method with 405 (DU-Q07, DU-Q72).
func notFound(document *openapi.Document) func(*api.Call) api.Answer {
	return func(c *api.Call) api.Answer {
		status := api.NotFoundStatus(document, c.HTTP.URL.Path)
		a := fail(c, status, strings.ToLower(http.StatusText(status)))
		a.Status = status
		return a
	}
}

// tooLarge is crmsim's own guard in the vendor's envelope.
func tooLarge(c *api.Call) api.Answer {
	a := fail(c, codeMalformed, "request body too long")
	a.Status = http.StatusRequestEntityTooLarge
	return a
}
