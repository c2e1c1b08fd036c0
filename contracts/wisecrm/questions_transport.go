package wisecrm

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

func askOrder(s declaration) {
	s.Spec("WI-Q14-01", "says which of two faults of one call is named",
		contracts.From("错误码", openapi.Inferred, "getAccount", "listUsers", "addAccount").
			Asks("WI-Q14", "signature, missing, malformed, business", "in another order"),
		func(ctx SpecContext, e *Env) {
			unsigned := e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "listUsers", Query: contracts.Values("sign", Signature("", "MD5"))}).Code
			incomplete := e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "getAccount", Query: contracts.Values("fields", "accountId", "account_id", "x")}).Code
			malformed := e.Send(ctx, contracts.Request{Operation: "getAccount", Query: e.Acting("fields", "noSuchField", "account_id", e.UnknownID("002-"))}).Code
			blank := e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "getAccount", Query: e.Acting("fields", ",", "account_id", "x")}).Code
			nameless := e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "addAccount", Query: e.Acting("force_add", "maybe"), Body: contracts.Text(`{"noSuchField":1}`)}).Code
			want := []int{wisecrm.CodeInvalid, wisecrm.CodeMissing, wisecrm.CodeInvalid, wisecrm.CodeMissing, wisecrm.CodeMissing}
			e.ObserveWhether(slices.Equal([]int{unsigned, incomplete, malformed, blank, nameless}, want), "signature, missing, malformed, business", "in another order")
		})

	s.Spec("WI-Q14-02", "tells where a closed OpenAPI, the limit and rights come in",
		contracts.From("错误码", openapi.Inferred, "listUsers", "addAccount").
			Asks("WI-Q14", "signature, 490, 403, 491, missing; rights before business", "in another order").Controlled(),
		func(ctx SpecContext, e *Env) {
			none := e.limited(ctx, "none")
			name := e.Unique("acme")
			e.Add(ctx, accounts(), accounts().named(name))
			id, err := none.Accounts.Add(ctx, accounts().named(name), wisecrm.AddOptions{})
			e.Remove(accounts(), id)
			codes := []int{Code(err)}
			incomplete := contracts.Request{Operation: "listUsers", Query: contracts.Values()}
			for _, setting := range []map[string]any{{"calls_per_minute": 1}, {"denied": []string{"listUsers"}}, {"closed": true}} {
				Expect(e.Control().PatchRecord(ctx, "apps", e.Credential("appid"), setting)).To(Succeed())
				e.Send(contracts.Wrong(ctx), incomplete) // The one call that the limit allows.
				codes = append(codes, e.Send(contracts.Wrong(ctx), incomplete).Code)
			}
			codes = append(codes, e.Send(ctx, users("sign", Signature("", "MD5"))).Code)
			want := []int{wisecrm.CodePermission, wisecrm.CodeLimit, wisecrm.CodeUnsupported, wisecrm.CodeNotOpened, wisecrm.CodeInvalid}
			Expect(e.Control().PatchRecord(ctx, "apps", e.Credential("appid"), map[string]any{"closed": false, "calls_per_minute": 0, "denied": nil})).To(Succeed())
			e.ObserveWhether(slices.Equal(codes, want), "signature, 490, 403, 491, missing; rights before business", "in another order")
		})
}

func askTransport(s declaration) {
	s.Spec("WI-Q15-01", "says how an unknown path and another method are refused",
		contracts.From("错误码: 403", openapi.Inferred, "listUsers").Asks("WI-Q15", "403 in the envelope", "by the HTTP status"),
		func(ctx SpecContext, e *Env) {
			method, path := users(), users()
			method.Method, path.Path = http.MethodPost, "/gw/user/nosuch"
			var codes []int
			for _, call := range []contracts.Request{method, path} {
				answer := e.Fetch(contracts.Wrong(ctx), call)
				if answer.Status != http.StatusOK {
					e.Observe("by the HTTP status")
					return
				}
				Expect(read(&answer)).To(Succeed())
				codes = append(codes, answer.Code)
			}
			e.ObserveCode(sameCode(codes...), map[int]string{wisecrm.CodeUnsupported: "403 in the envelope"})
		})

	s.Spec("WI-Q16-01", "says which HTTP status failures have",
		contracts.From("错误码", openapi.Inferred, "listUsers", "getAccount").
			Asks("WI-Q16", "HTTP status 200", "an HTTP status like the code"),
		func(ctx SpecContext, e *Env) {
			for _, answer := range []contracts.Answer{
				e.Fetch(contracts.Wrong(ctx), contracts.Request{Operation: "listUsers"}),
				e.Fetch(ctx, users("sign", Signature("", "MD5"))),
				e.Fetch(ctx, contracts.Request{Operation: "getAccount", Query: e.Acting("fields", "accountId", "account_id", e.UnknownID("002-"))}),
			} {
				if answer.Status != http.StatusOK {
					e.Observe("an HTTP status like the code")
					return
				}
			}
			e.Observe("HTTP status 200")
		})

	s.Spec("WI-Q57-01", "reports whether an answer is compressed for a client that does not offer it",
		contracts.From("接口说明", openapi.Inferred, "listUsers").Asks("WI-Q57", "plain unless offered", "compressed unasked"),
		func(ctx SpecContext, e *Env) {
			call := users("page_size", "200")
			call.Header = http.Header{"Accept-Encoding": {"identity"}}
			e.ObserveWhether(e.Fetch(ctx, call).Header.Get("Content-Encoding") == "", "plain unless offered", "compressed unasked")
		})

	s.Spec("WI-Q60-01", "reports whether there is XML",
		contracts.From("接口说明", openapi.Inferred, "listUsers").Asks("WI-Q60", "JSON in UTF-8 all the same", "XML"),
		func(ctx SpecContext, e *Env) {
			call := users()
			call.Header = http.Header{"Accept": {"application/xml"}}
			answer := e.Fetch(ctx, call)
			plain := json.Valid([]byte(answer.Text)) && strings.EqualFold(answer.Header.Get("Content-Type"), "application/json; charset=utf-8")
			e.ObserveWhether(plain, "JSON in UTF-8 all the same", "XML")
		})
}

// addCall adds an account by a raw call; what comes to be is removed after the spec.
func (e *Env) addCall(ctx SpecContext, c contracts.Request, wrong bool) contracts.Answer {
	c.Operation = "addAccount"
	sent := c
	var answer contracts.Answer
	if wrong {
		answer = e.Send(contracts.Wrong(ctx), sent)
	} else {
		answer = e.Send(ctx, sent)
	}
	var data struct {
		AccountID string `json:"account_id"`
	}
	if answer.Code == 0 {
		ExpectWithOffset(1, json.Unmarshal(answer.Data, &data)).To(Succeed())
	}
	e.Remove(accounts(), data.AccountID)
	return answer
}

const bodyRule = "客户管理: POST stream"

func askBodies(s declaration) {
	s.Spec("WI-Q12-01", "reports whether parameters in a form body count",
		contracts.From(bodyRule, openapi.Inferred, "advQuery").
			Asks("WI-Q12", "a form body gets 401, parameters only there 402", "a form body is taken"),
		func(ctx SpecContext, e *Env) {
			const form = "application/x-www-form-urlencoded"
			whole := e.Send(contracts.Wrong(ctx), contracts.Request{
				Operation: "advQuery", Query: contracts.Values("entity", "Account", "fields", "accountId"), Body: contracts.Text(`{"type":"AND","filters":[]}`), Header: http.Header{"Content-Type": {form}},
			}).Code
			inBody := e.Send(contracts.Wrong(ctx), contracts.Request{
				Operation: "advQuery", Query: contracts.Values("entity", "Account"), Body: contracts.Text("fields=accountId"), Header: http.Header{"Content-Type": {form}},
			}).Code
			e.ObserveWhether(whole == wisecrm.CodeInvalid && inBody == wisecrm.CodeMissing, "a form body gets 401, parameters only there 402", "a form body is taken")
		})

	s.Spec("WI-Q22-01", "says how a body that cannot be read, or is no object, is refused",
		contracts.From(bodyRule, openapi.Inferred, "addAccount", "updateAccount").Asks("WI-Q22", "invalid (401)", "missing (402)"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, accounts(), accounts().named(e.Unique("acme")))
			var codes []int
			for _, body := range []string{"accountName", `{"accountName":`, `["x"]`, `"x"`, "7", "true", `{"accountName":"x"} y`, `{"accountName":"x"}{}`} {
				codes = append(codes,
					e.addCall(ctx, contracts.Request{Query: e.Acting(), Body: contracts.Text(body)}, true).Code,
					e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "updateAccount", Query: e.Acting("account_id", id), Body: contracts.Text(body)}).Code)
			}
			e.ObserveCode(sameCode(codes...), map[int]string{wisecrm.CodeInvalid: "invalid (401)", wisecrm.CodeMissing: "missing (402)"})
		})

	s.Spec("WI-Q22-02", "says what an empty object does",
		contracts.From(bodyRule, openapi.Inferred, "addAccount", "updateAccount", "getAccount", "listUsers").
			Asks("WI-Q22", "add refuses it (402), update takes it", "both refuse it"),
		func(ctx SpecContext, e *Env) {
			m := accounts()
			id := e.Add(ctx, m, m.fill(e.Unique("acme"), ""))
			fields := []string{"accountName", "phone", "address", "typeCode", "modifiedBy"}
			before := e.Get(ctx, m, id, fields...)
			Expect(e.addCall(ctx, contracts.Request{Query: e.Acting(), Body: contracts.Text("{}")}, false).Code).To(Equal(wisecrm.CodeMissing))
			_, err := e.Client.As(e.colleague(ctx)).Accounts.Update(ctx, id, wisecrm.Fields{}, wisecrm.UpdateOptions{})
			Expect(e.Get(ctx, m, id, fields...)).To(Equal(before))
			e.ObserveWhether(Code(err) == 0, "add refuses it (402), update takes it", "both refuse it")
		})
}

func askMedia(s declaration) {
	s.Spec("WI-Q61-01", "reports whether the Content-Type of a body matters",
		contracts.From(bodyRule, openapi.Inferred, "addAccount").Asks("WI-Q61", "any Content-Type but a form", "the Content-Type matters"),
		func(ctx SpecContext, e *Env) {
			for _, media := range []string{"text/plain", "application/xml", "application/octet-stream"} {
				body := `{"accountName":"` + e.Unique("acme") + `"}`
				if e.addCall(ctx, contracts.Request{Query: e.Acting(), Body: contracts.Text(body), Header: http.Header{"Content-Type": {media}}}, true).Code != 0 {
					e.Observe("the Content-Type matters")
					return
				}
			}
			e.Observe("any Content-Type but a form")
		})

	s.Spec("WI-Q79-01", "reports whether the body of a delete matters",
		contracts.From("客户管理 > 删除客户", openapi.Inferred, "addAccount", "deleteAccount", "listAccounts").
			Asks("WI-Q79", "the body is ignored", "the body matters"),
		func(ctx SpecContext, e *Env) {
			name, kept := e.Unique("acme"), e.Unique("kept")
			id := e.Add(ctx, accounts(), accounts().named(name))
			neighbour := e.Add(ctx, accounts(), accounts().named(kept))
			answer := e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "deleteAccount", Query: e.Acting("account_id", id), Body: contracts.Text(`{"account_id":"` + neighbour + `"`)})
			Expect(e.Count(ctx, accounts(), kept)).To(Equal(1))
			e.ObserveWhether(answer.Code == 0 && e.Count(ctx, accounts(), name) == 0, "the body is ignored", "the body matters")
		})
}
