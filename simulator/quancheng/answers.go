package quancheng

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
)

// The values of error_code. The vendor's own are not public: these are invented (QC-Q09).
const (
	codeTokenMissing     = 1001
	codeTokenInvalid     = 1002
	codeLogin            = 1003
	codeSiteKey          = 1004
	codeMissing          = 2001
	codeInvalid          = 2002
	codeUnknownOperation = 2003
	codeObject           = 2004
	codeInternal         = 9001
)

var messages = map[int]string{
	codeTokenMissing:     "缺少参数 token",
	codeTokenInvalid:     "访问令牌无效或已过期",
	codeLogin:            "登录名或密码错误",
	codeSiteKey:          "站点密钥无效",
	codeMissing:          "缺少参数",
	codeInvalid:          "参数无效",
	codeUnknownOperation: "接口不存在",
	codeObject:           "参数不是有效的对象",
	codeInternal:         "系统内部错误",
}

// A failure is why a call is refused, which false and 0 and -1 are not (QC-Q14).
type failure struct {
	code    int
	message string
}

func missing(name string) failure { return failure{codeMissing, "缺少参数 " + name} }
func invalid(name string) failure {
	return failure{codeInvalid, "参数 " + name + " 的格式或取值无效"}
}
func wrongObject(name string) failure {
	return failure{codeObject, "参数 " + name + " 不是有效的对象"}
}

func failureOf(code int) failure {
	if message, ok := messages[code]; ok {
		return failure{code, message}
	}
	return failure{code, "错误 " + strconv.Itoa(code)}
}

// answer gives the failure the vendor's envelope, with HTTP status 200 (QC-Q08, QC-Q10).
func (f failure) answer(c *api.Call) api.Answer {
	w := newWriter(wantsXML(c))
	w.number("error_code", int64(f.code))
	w.text("error_msg", f.message)
	return w.answer()
}

// reject refuses a parameter for what the document cannot say, and tells the journal why.
func reject(c *api.Call, f failure, name, rule, wanted string) api.Answer {
	c.Note(openapi.Finding{Severity: openapi.Violation, In: "query", Place: name, Rule: rule, Wanted: wanted})
	return f.answer(c)
}

// refuse answers a violation of the document.
func refuse(c *api.Call, f openapi.Finding) api.Answer {
	if f.Rule == openapi.RuleRequired {
		return missing(f.Place).answer(c)
	}
	return invalid(f.Place).answer(c)
}

// tooLarge is crmsim's own guard in the vendor's envelope (QC-Q87).
func tooLarge(c *api.Call) api.Answer {
	answer := failureOf(codeInvalid).answer(c)
	answer.Status = http.StatusRequestEntityTooLarge
	return answer
}

// wantsXML tells the format of the answer, errors included (QC-Q11, QC-Q12).
func wantsXML(c *api.Call) bool { return strings.EqualFold(c.Param("format"), "xml") }

// ok wraps a value in the envelope, and keeps what the handler changed.
func ok(c *api.Call, value func(*writer)) api.Answer {
	w := newWriter(wantsXML(c))
	w.open("value")
	value(w)
	w.close("value")
	answer := w.answer()
	answer.Commit = true
	return answer
}

func yes(c *api.Call) api.Answer { return decided(c, true) }
func no(c *api.Call) api.Answer  { return decided(c, false) }

func decided(c *api.Call, done bool) api.Answer {
	return ok(c, func(w *writer) { w.raw(strconv.FormatBool(done)) })
}

func counted(c *api.Call, n int) api.Answer {
	return ok(c, func(w *writer) { w.raw(strconv.Itoa(n)) })
}

// An entity writes its fields in the vendor's order.
type entity interface{ fields(w *writer) }

// found answers an entity, or null when there is none (QC-Q15).
func found(c *api.Call, e entity, known bool) api.Answer {
	return ok(c, func(w *writer) {
		if !known {
			w.null()
			return
		}
		w.object(e)
	})
}

// listed answers a list of entities.
func listed[E entity](c *api.Call, rows []E) api.Answer {
	return ok(c, func(w *writer) { writeList(w, rows) })
}
