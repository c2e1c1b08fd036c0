package wisecrm

import (
	"net/http"
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

// A failure is why a call is refused. Of the messages only that of 402 is documented (WI-Q80).
type failure struct {
	code    int
	message string
}

func missing(name string) *failure      { return &failure{codeMissing, "参数 " + name + " 不能为空"} }
func invalid(name string) *failure      { return &failure{codeInvalid, "参数 " + name + " 无效"} }
func invalidField(name string) *failure { return &failure{codeInvalid, "字段 " + name + " 无效"} }
func business(message string) *failure  { return &failure{codeBusiness, message} }

var noRecord = business("记录不存在") // WI-Q30

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

// failureOf returns the failure of a code that needs no further words.
func failureOf(code int) *failure {
	message, ok := messages[code]
	if !ok {
		message = "错误 " + strconv.Itoa(code)
	}
	return &failure{code, message}
}

// answer gives a failure the vendor's envelope, which then has no data. Its HTTP status is 200 (WI-Q16).
func (f *failure) answer() api.Answer {
	body := append([]byte(`{"error_code":`), strconv.Itoa(f.code)...)
	body = append(wire.AppendString(append(body, `,"error_msg":`...), f.message), '}')
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

// refuse answers a violation of the document: 402 for what is missing or empty, 401 for the rest (WI-Q02, WI-Q71).
func refuse(_ *api.Call, f openapi.Finding) api.Answer {
	name := f.Place[strings.LastIndex(f.Place, "/")+1:]
	if f.In != "query" && (f.Place == "" || f.In == "header") {
		name = bodyName
	}
	if f.Rule == openapi.RuleRequired || f.Rule == "minLength" || f.Got == "null" {
		return missing(name).answer()
	}
	return invalid(name).answer()
}

// tooLarge is crmsim's own guard in the vendor's envelope.
func tooLarge(*api.Call) api.Answer {
	a := invalid(bodyName).answer()
	a.Status = http.StatusRequestEntityTooLarge
	return a
}
