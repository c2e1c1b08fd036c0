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

// A failure is what a refused call is told. Calls are refused by reject, which notes why.
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

// bare gives the failure the vendor's envelope, with HTTP status 200 (QC-Q08, QC-Q10), when it is known
// already why the call is refused.
func (f failure) bare(c *api.Call) api.Answer {
	w := newWriter(wantsXML(c))
	w.number("error_code", int64(f.code))
	w.text("error_msg", f.message)
	return w.answer()
}

// reject refuses a parameter for what the document cannot say. A key of an object in a parameter follows
// the parameter's name after a slash.
func reject(c *api.Call, f failure, place, rule, wanted string) api.Answer {
	note(c, place, rule, wanted)
	return f.bare(c)
}

// Rules that only the records can break.
const (
	ruleExists = "exists" // the named record is there
	ruleUnique = "unique" // no other record has the value
	ruleState  = "state"  // the record is in a state that allows the change
)

func note(c *api.Call, place, rule, wanted string) {
	c.Note(openapi.Finding{Severity: openapi.Violation, In: "query", Place: place, Rule: rule, Wanted: wanted, Got: got(c, place)})
}

// got is the value of a parameter, if it may be shown.
func got(c *api.Call, name string) string {
	const enough = 40
	value := c.Param(name)
	if value == "" || name == "token" || name == "siteKey" || name == "password" {
		return ""
	}
	return strconv.Quote(strings.ToValidUTF8(value[:min(len(value), enough)], ""))
}

// refuse answers a violation of the document.
func refuse(c *api.Call, f openapi.Finding) api.Answer {
	switch {
	case f.Rule != openapi.RuleRequired:
		return invalid(f.Place).bare(c)
	case f.Place == "token": // QC-Q07
		return failureOf(codeTokenMissing).bare(c)
	default:
		return missing(f.Place).bare(c)
	}
}

// tooLarge is crmsim's own guard in the vendor's envelope (QC-Q87).
func tooLarge(c *api.Call) api.Answer {
	answer := failureOf(codeInvalid).bare(c)
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

// no answers false and notes why: that is how the vendor says that it did nothing (QC-Q14).
func no(c *api.Call, place, rule, wanted string) api.Answer {
	note(c, place, rule, wanted)
	return decided(c, false)
}

// none is no where the vendor counts: it answers n, which is 0 or -1.
func none(c *api.Call, n int, place, rule, wanted string) api.Answer {
	note(c, place, rule, wanted)
	return counted(c, n)
}

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
