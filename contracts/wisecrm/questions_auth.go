package wisecrm

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// users is a call that needs nothing but authentication and a field, with more parameters.
func users(pairs ...string) contracts.Request {
	return contracts.Request{Operation: "listUsers", Query: with(contracts.Values("fields", "userId", "page_size", "1"), pairs...)}
}

// sameCode returns the code that all calls gave, or -1.
func sameCode(codes ...int) int {
	for _, code := range codes {
		if code != codes[0] {
			return -1
		}
	}
	return codes[0]
}

func askSigning(s declaration) {
	s.Spec("WI-Q02-01", "says how a proof that is wrong is refused",
		contracts.From(authPage+"; 错误码", openapi.Inferred, "listUsers").Asks("WI-Q02", "as invalid (401)", "as unsupported (403)"),
		func(ctx SpecContext, e *Env) {
			code := sameCode(
				e.Send(ctx, users("sign", Signature("", "MD5"))).Code,
				e.Send(ctx, users("appid", "000-nobody")).Code,
				e.Send(ctx, users("timestamp", "1500000000000")).Code)
			e.ObserveCode(code, map[int]string{wisecrm.CodeInvalid: "as invalid (401)", wisecrm.CodeUnsupported: "as unsupported (403)"})
		})

	s.Spec("WI-Q02-02", "says how a proof that is not whole is refused",
		contracts.From(authPage+"; 错误码", openapi.Inferred, "listUsers").Asks("WI-Q02", "as missing (402)", "as invalid (401)"),
		func(ctx SpecContext, e *Env) {
			without := func(name string) int {
				query := e.signed(users().Query)
				query[name] = nil
				if name == "timestamp" { // Else the signature would be wrong as well.
					query.Set("sign", Signature(TextToSign(query)+"appkey="+e.Credential("appkey"), "MD5"))
					return e.Send(ctx, contracts.Request{Operation: "listUsers", Query: query}).Code
				}
				return e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "listUsers", Query: query}).Code
			}
			e.ObserveCode(sameCode(without("appid"), without("sign"), without("timestamp")),
				map[int]string{wisecrm.CodeMissing: "as missing (402)", wisecrm.CodeInvalid: "as invalid (401)"})
		})
}

func askSignType(s declaration) {
	s.Spec("WI-Q03-01", "reports whether sign_type may be in small letters, and how it is signed then",
		contracts.From(authPage+": sign_type", openapi.Inferred, "listUsers").
			Asks("WI-Q03", "small letters will do, and are signed as sent", "small letters will do, and capitals are signed", "small letters will not do"),
		func(ctx SpecContext, e *Env) {
			var asSent, asCapitals bool
			for _, small := range []string{"md5", "sha1"} {
				query := e.signed(users("sign_type", small).Query)
				asSent = e.Send(ctx, contracts.Request{Operation: "listUsers", Query: query}).Code == 0
				query.Set("sign", Signature(strings.Replace(TextToSign(query), small, strings.ToUpper(small), 1)+"appkey="+e.Credential("appkey"), small))
				asCapitals = e.Send(ctx, contracts.Request{Operation: "listUsers", Query: query}).Code == 0
			}
			switch {
			case asSent && !asCapitals:
				e.Observe("small letters will do, and are signed as sent")
			case asCapitals:
				e.Observe("small letters will do, and capitals are signed")
			default:
				e.Observe("small letters will not do")
			}
		})

	s.Spec("WI-Q03-02", "says what becomes of another sign_type",
		contracts.From(authPage+": sign_type", openapi.Inferred, "listUsers").Asks("WI-Q03", "invalid (401)", "taken for MD5"),
		func(ctx SpecContext, e *Env) {
			e.ObserveCode(e.Send(contracts.Wrong(ctx), users("sign_type", "SHA256")).Code,
				map[int]string{wisecrm.CodeInvalid: "invalid (401)", 0: "taken for MD5"})
		})

	s.Spec("WI-Q03-03", "says what a signature without sign_type is taken for",
		contracts.From(authPage+": sign_type", openapi.Inferred, "listUsers").Asks("WI-Q03", "for a wrong key (401)", "for MD5"),
		func(ctx SpecContext, e *Env) {
			call := users()
			call.Query["sign_type"] = nil
			e.ObserveCode(e.Send(ctx, call).Code, map[int]string{wisecrm.CodeInvalid: "for a wrong key (401)", 0: "for MD5"})
		})
}

func askSignedText(s declaration) {
	accepted := []string{"accepted", "refused"}

	s.Spec("WI-Q04-01", "reports whether the key is accepted as sign beside a sign_type and an old timestamp",
		contracts.From(authPage+": 明文方式", openapi.Inferred, "listUsers").Asks("WI-Q04", accepted...),
		func(ctx SpecContext, e *Env) {
			answer := e.Send(ctx, users("sign", e.Credential("appkey"), "sign_type", "SHA1", "timestamp", "1500000000000"))
			e.ObserveWhether(answer.Code == 0, "accepted", "refused")
		})

	s.Spec("WI-Q05-01", "reports whether a value of nothing but white space is signed",
		contracts.From(authPage+": 空值参数", openapi.Inferred, "listAccounts").
			Asks("WI-Q05", "blank values are left out", "blank values are signed"),
		func(ctx SpecContext, e *Env) {
			for _, space := range []string{"  ", "\t", " \n "} {
				query := e.signed(e.Acting("fields", "accountId", "page_size", "1", "qname", space))
				if e.Send(ctx, contracts.Request{Operation: "listAccounts", Query: query}).Code != 0 {
					e.Observe("blank values are signed")
					return
				}
			}
			e.Observe("blank values are left out")
		})

	s.Spec("WI-Q06-01", "tells where names with capitals are sorted in",
		contracts.From(authPage+": 排序", openapi.Inferred, "listUsers").Asks("WI-Q06", "capitals before small letters", "letter case aside"),
		func(ctx SpecContext, e *Env) {
			query := e.signed(users("Zeta", "1", "alpha", "2", "zulu", "3").Query)
			if e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "listUsers", Query: query}).Code == 0 {
				e.Observe("capitals before small letters")
				return
			}
			text := strings.Replace(strings.TrimPrefix(TextToSign(query), "Zeta=1&"), "zulu=3&", "Zeta=1&zulu=3&", 1)
			query.Set("sign", Signature(text+"appkey="+e.Credential("appkey"), "MD5"))
			Expect(e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "listUsers", Query: query}).Code).To(BeZero())
			e.Observe("letter case aside")
		})

	s.Spec("WI-Q07-01", "reports whether values are signed raw or URL-encoded",
		contracts.From(authPage+": 签名方式", openapi.Inferred, "listAccounts").
			Asks("WI-Q07", "raw values are signed", "URL-encoded values are signed"),
		func(ctx SpecContext, e *Env) {
			query := e.signed(e.Acting("fields", "accountId", "page_size", "1", "qname", "杨 志永+/"))
			if e.Send(ctx, contracts.Request{Operation: "listAccounts", Query: query}).Code == 0 {
				e.Observe("raw values are signed")
				return
			}
			text := strings.Replace(TextToSign(query), "杨 志永+/", url.QueryEscape("杨 志永+/"), 1)
			query.Set("sign", Signature(text+"appkey="+e.Credential("appkey"), "MD5"))
			Expect(e.Send(ctx, contracts.Request{Operation: "listAccounts", Query: query}).Code).To(BeZero())
			e.Observe("URL-encoded values are signed")
		})
}

func askProofs(s declaration) {
	accepted := []string{"accepted", "refused"}

	s.Spec("WI-Q08-01", "reports whether a signature in capitals is accepted",
		contracts.From(authPage+": sign", openapi.Inferred, "listUsers").Asks("WI-Q08", accepted...),
		func(ctx SpecContext, e *Env) {
			query := e.signed(users().Query)
			query.Set("sign", strings.ToUpper(query.Get("sign")))
			e.ObserveWhether(e.Send(ctx, contracts.Request{Operation: "listUsers", Query: query}).Code == 0, "accepted", "refused")
		})

	s.Spec("WI-Q10-01", "reports whether the same signed call is accepted twice",
		contracts.From(authPage+": timestamp", openapi.Inferred, "listUsers").Asks("WI-Q10", accepted...),
		func(ctx SpecContext, e *Env) {
			call := contracts.Request{Operation: "listUsers", Query: e.signed(users().Query)}
			Expect(e.Send(ctx, call).Code).To(BeZero())
			e.ObserveWhether(e.Send(ctx, call).Code == 0, "accepted", "refused")
		})

	s.Spec("WI-Q13-01", "says which of two values of a parameter counts",
		contracts.From(authPage, openapi.Inferred, "listUsers").Asks("WI-Q13", "the first value counts", "the last value counts"),
		func(ctx SpecContext, e *Env) {
			call := users()
			call.Query["fields"] = []string{"userId", "userName"}
			answer := e.Send(contracts.Wrong(ctx), call)
			Expect(answer.Code).To(BeZero(), "signed with the first value")
			e.ObserveWhether(strings.Contains(string(answer.Data), `"userId"`), "the first value counts", "the last value counts")
		})

	s.Spec("WI-Q50-01", "reports whether a parameter that no page lists is refused, and whether it is signed",
		contracts.From(authPage, openapi.Inferred, "listUsers").Asks("WI-Q50", "ignored, but signed", "ignored and not signed", "refused"),
		func(ctx SpecContext, e *Env) {
			query := e.signed(users().Query)
			query.Set("zz_trace", "1")
			unsigned := e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "listUsers", Query: query}).Code == 0
			signed := e.Send(contracts.Wrong(ctx), users("zz_trace", "1")).Code == 0
			switch {
			case unsigned:
				e.Observe("ignored and not signed")
			case signed:
				e.Observe("ignored, but signed")
			default:
				e.Observe("refused")
			}
		})
}

func askTimestamps(s declaration) {
	s.Spec("WI-Q09-01", "reports whether a timestamp may lie ahead",
		contracts.From(authPage+": timestamp", openapi.Inferred, "listUsers").
			Asks("WI-Q09", "ahead by less than 30 seconds", "not ahead at all", "ahead by more than 30 seconds"),
		func(ctx SpecContext, e *Env) {
			near, far := e.codeAfter(ctx, -25*time.Second, "MD5") == 0, e.codeAfter(ctx, -40*time.Second, "MD5") == 0
			switch {
			case near && !far:
				e.Observe("ahead by less than 30 seconds")
			case far:
				e.Observe("ahead by more than 30 seconds")
			default:
				e.Observe("not ahead at all")
			}
		})

	s.Spec("WI-Q09-02", "says how far exactly a timestamp may lie ahead",
		contracts.From(authPage+": timestamp", openapi.Inferred, "listUsers").
			Asks("WI-Q09", "29,999 ms and not 30,000", "not exactly so").Controlled(),
		func(ctx SpecContext, e *Env) {
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			exact := e.codeAfter(ctx, -29_999*time.Millisecond, "MD5") == 0 && e.codeAfter(ctx, -30*time.Second, "MD5") != 0
			e.ObserveWhether(exact, "29,999 ms and not 30,000", "not exactly so")
		})

	s.Spec("WI-Q11-01", "says what becomes of a timestamp in seconds, or none that can be read",
		contracts.From(authPage+": timestamp", openapi.Inferred, "listUsers").Asks("WI-Q11", "refused (401)", "accepted"),
		func(ctx SpecContext, e *Env) {
			seconds := e.Send(ctx, users("timestamp", strconv.FormatInt(e.Now().Unix(), 10))).Code
			unreadable := e.Send(contracts.Wrong(ctx), users("timestamp", "now")).Code
			e.ObserveCode(sameCode(seconds, unreadable), map[int]string{wisecrm.CodeInvalid: "refused (401)", 0: "accepted"})
		})
}
