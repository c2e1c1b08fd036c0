package wisecrm

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// The vendor's values of error_code (its page of error codes).
const (
	codeBusiness    = 400
	codeInvalid     = 401
	codeMissing     = 402
	codeUnsupported = 403
	codePermission  = 410
	codeNotOpened   = 490
	codeLimit       = 491
	codeSystem      = 500
)

const contentType = "application/json; charset=utf-8" // WI-Q60

// bodyName is what messages call the body of a POST.
const bodyName = "POST流"

// A failure is why a call is refused: in the vendor's words, and in crmsim's, which say where and what was wanted.
// Of the vendor's messages only that of 402 is documented (WI-Q80).
type failure struct {
	code    int
	message string
	finding openapi.Finding
}

func failed(code int, message, in, place, rule, wanted, got string) *failure {
	return &failure{code, message, openapi.Finding{
		Severity: openapi.Violation, In: in, Place: place, Rule: rule, Wanted: wanted, Got: got,
	}}
}

// missing refuses the lack of a parameter or a field.
func missing(name string) *failure {
	return failed(codeMissing, "参数 "+name+" 不能为空", "query", name, openapi.RuleRequired, "a value", "")
}

// invalid refuses the value of a parameter.
func invalid(name string) *failure {
	return failed(codeInvalid, "参数 "+name+" 无效", "query", name, "value", "", "")
}

// invalidField refuses the name of a field in the parameter fields.
func invalidField(name string) *failure {
	return failed(codeInvalid, "字段 "+name+" 无效", "query", "fields", "field", "a field of the entity", name)
}

// noRecord refuses an id that leads nowhere (WI-Q30).
func noRecord(in, place, id string) *failure {
	return failed(codeBusiness, "记录不存在", in, place, "record", "the id of a record", id)
}

// forbidden refuses what the acting user may not do (WI-Q32).
func forbidden(who actor) *failure {
	return failed(codePermission, messages[codePermission], "query", "op_user", "permission", "a user who may do this", who.id)
}

// because says what was wanted, and what came.
func (f *failure) because(wanted, got string) *failure {
	f.finding.Wanted, f.finding.Got = wanted, got
	return f
}

// inBody moves a failure to the field of the body that it is about.
func (f *failure) inBody(e *entity, body any) *failure {
	if f == nil {
		return nil
	}
	given, _ := body.(map[string]any)
	at := &f.finding
	name := at.Place
	if at.Rule == "field" {
		name, at.Got = at.Got, short(given[at.Got])
		if field := e.field(name); field != nil {
			at.Rule, at.Wanted = "type", "a value of type "+field.DataType
		}
	}
	at.In, at.Place = "body", "/"+name
	return f
}

// inFilter moves a failure to the filter of the body that it is about.
func (f *failure) inFilter(i int) *failure {
	at := &f.finding
	if at.Rule == "field" {
		at.Place = "fieldName"
	}
	at.In, at.Place = "body", "/filters/"+strconv.Itoa(i)+"/"+at.Place
	return f
}

// inSort moves a failure to the parameter sort.
func (f *failure) inSort() *failure {
	f.finding.Place = "sort"
	return f
}

// short shows a value of a body in a finding.
func short(value any) string {
	switch v := value.(type) {
	case map[string]any:
		return "an object"
	case []any:
		return "an array"
	default:
		return fmt.Sprintf("%.48v", v)
	}
}

// answer refuses the call, and says why in its findings.
func (f *failure) answer(c *api.Call) api.Answer {
	c.Note(f.finding)
	return envelope(f.code, f.message)
}

var messages = map[int]string{
	codeBusiness:    "业务处理失败",
	codeInvalid:     "参数无效",
	codeMissing:     "参数不能为空",
	codeUnsupported: "不被支持的操作",
	codePermission:  "没有权限",
	codeNotOpened:   "OpenAPI 未开通",
	codeLimit:       "请求超出限制",
	codeSystem:      "系统错误",
}

// failureOf answers with a code that needs no further words.
func failureOf(_ *api.Call, code int) api.Answer {
	message, ok := messages[code]
	if !ok {
		message = "错误 " + strconv.Itoa(code)
	}
	return envelope(code, message)
}

// envelope is a failed answer, which has no data. Its HTTP status is 200 (WI-Q16).
func envelope(code int, message string) api.Answer {
	body := append([]byte(`{"error_code":`), strconv.Itoa(code)...)
	body = append(wire.AppendString(append(body, `,"error_msg":`...), message), '}')
	return api.Answer{ContentType: contentType, Body: body}
}

const success = `{"error_code":0,"error_msg":"调用成功",`

// ok wraps data, which is JSON, in the envelope, and keeps what the handler changed.
func ok(data []byte) api.Answer {
	body := make([]byte, 0, len(success)+len(data)+9)
	body = append(append(body, success+`"data":`...), data...)
	return api.Answer{ContentType: contentType, Body: append(body, '}'), Commit: true}
}

// okID answers a write: the record's id under the name of the parameter (WI-Q17).
func okID(e *entity, id string) api.Answer {
	return ok(append(wire.AppendString(wire.AppendKey([]byte("{"), e.param), id), '}'))
}

// foremost returns the failure that is looked for first (WI-Q14), of two of a code the first, nil when there is none.
func foremost(all ...*failure) *failure {
	order := []int{codeMissing, codeInvalid, codePermission, codeBusiness}
	var found *failure
	for _, f := range all {
		if f != nil && (found == nil || slices.Index(order, f.code) < slices.Index(order, found.code)) {
			found = f
		}
	}
	return found
}

// refuse answers a violation of the document: 402 for what is missing or empty, 401 for the rest (WI-Q02, WI-Q71). What
// is missing goes first (WI-Q14).
func refuse(c *api.Call, f openapi.Finding) api.Answer {
	if i := slices.IndexFunc(c.Findings, lacks); i >= 0 {
		f = c.Findings[i]
	}
	name := named(f)
	if lacks(f) {
		bad := missing(name)
		return envelope(bad.code, bad.message)
	}
	bad := invalid(name)
	return envelope(bad.code, bad.message)
}

// lacks reports whether a violation is that something is missing or empty.
func lacks(f openapi.Finding) bool {
	return f.Severity == openapi.Violation && (f.Rule == openapi.RuleRequired || f.Rule == "minLength" || f.Got == "null")
}

// named returns what a message calls the place of a finding: the last name on the way there, or the body.
func named(f openapi.Finding) string {
	if f.In == "query" {
		return f.Place
	}
	name := bodyName
	for step := range strings.SplitSeq(f.Place, "/") {
		if _, err := strconv.Atoi(step); f.In == "body" && step != "" && err != nil {
			name = step
		}
	}
	return name
}

// tooLarge is crmsim's own guard in the vendor's envelope.
func tooLarge(*api.Call) api.Answer {
	bad := invalid(bodyName)
	a := envelope(bad.code, bad.message)
	a.Status = http.StatusRequestEntityTooLarge
	return a
}
