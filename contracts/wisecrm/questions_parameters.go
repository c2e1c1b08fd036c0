package wisecrm

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

func askParameters(s declaration) {
	s.Spec("WI-Q29-01", "says how a boolean is written",
		contracts.From("客户管理 > 新增客户: force_add", openapi.Inferred, "addAccount").
			Asks("WI-Q29", "true and false in any letter case, 1, 0; else 401", "in fewer ways", "in more ways"),
		func(ctx SpecContext, e *Env) {
			body := `{"accountName":"` + e.Unique("acme") + `"}`
			e.addCall(ctx, contracts.Request{Query: e.Acting(), Body: contracts.Text(body)}, false)
			code := func(flag string) int {
				wrong := !slices.Contains([]string{"true", "false", ""}, flag)
				return e.addCall(ctx, contracts.Request{Query: e.Acting("force_add", flag), Body: contracts.Text(body)}, wrong).Code
			}
			yes := sameCode(code("true"), code("TRUE"), code("True"), code("1"))
			no := sameCode(code("false"), code("FALSE"), code("0"), code(""))
			neither := sameCode(code("yes"), code("2"), code("truee"))
			switch {
			case yes == 0 && no == wisecrm.CodeBusiness && neither == wisecrm.CodeInvalid:
				e.Observe("true and false in any letter case, 1, 0; else 401")
			case neither != wisecrm.CodeInvalid:
				e.Observe("in more ways")
			default:
				e.Observe("in fewer ways")
			}
		})

	s.Spec("WI-Q31-01", "says how an unknown and a malformed op_user are refused",
		contracts.From("客户管理: op_user", openapi.Inferred, "listAccounts").Asks("WI-Q31", "as invalid (401)", "as without rights (410)"),
		func(ctx SpecContext, e *Env) {
			code := func(ctx context.Context, user string) int {
				_, err := e.Client.As(user).Accounts.List(ctx, wisecrm.ListOptions{Fields: []string{"accountId"}, PageSize: 1})
				return Code(err)
			}
			e.ObserveCode(sameCode(
				code(ctx, e.UnknownID("027-")), code(contracts.Wrong(ctx), "x"), code(contracts.Wrong(ctx), e.UnknownID("002-"))),
				map[int]string{wisecrm.CodeInvalid: "as invalid (401)", wisecrm.CodePermission: "as without rights (410)"})
		})
}

func askActors(s declaration) {
	s.Spec("WI-Q62-01", "reports whether a required parameter may be blank",
		contracts.From("客户管理", openapi.Inferred, "getAccount").
			Asks("WI-Q62", "blanks are as good as missing (402)", "blanks are invalid (401)"),
		func(ctx SpecContext, e *Env) {
			var codes []int
			for _, name := range []string{"op_user", "account_id", "fields"} {
				query := e.Acting("account_id", e.UnknownID("002-"), "fields", "accountId")
				query.Set(name, " \t")
				codes = append(codes, e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "getAccount", Query: query}).Code)
			}
			e.ObserveCode(sameCode(codes...), map[int]string{
				wisecrm.CodeMissing: "blanks are as good as missing (402)", wisecrm.CodeInvalid: "blanks are invalid (401)"})
		})
}

const fieldsRule = "客户管理 > 查询客户列表: fields"

func askNames(s declaration) {
	s.Spec("WI-Q17-01", "says how ids are named in answers to writes and in rows",
		contracts.From("客户管理", openapi.Inferred, "addAccount", "updateAccount", "deleteAccount", "listAccounts", "addContact", "updateContact", "deleteContact", "listContacts", "addSalesOrder", "updateSalesOrder", "deleteSalesOrder", "listSalesOrders").
			Asks("WI-Q17", "account_id in answers, accountId in rows", "one name in both"),
		func(ctx SpecContext, e *Env) {
			for _, m := range models() {
				name := e.Unique("acme")
				id := e.Add(ctx, m, m.named(name))
				written := `{"` + m.param + `":"` + id + `"}`
				row := `[{"` + m.id + `":"` + id + `"}]`
				body := `{"` + m.nameField + `":"` + name + `"}`
				for _, c := range []struct {
					call contracts.Request
					data string
				}{
					{contracts.Request{Operation: m.list, Query: e.Acting("fields", m.id, "qname", name)}, row},
					{contracts.Request{Operation: m.update, Query: e.Acting(m.param, id), Body: contracts.Text(body)}, written},
					{contracts.Request{Operation: m.remove, Query: e.Acting(m.param, id)}, written},
				} {
					if data := string(e.Send(ctx, c.call).Data); data != c.data {
						Expect(data).To(ContainSubstring(id))
						e.Observe("one name in both")
						return
					}
				}
			}
			e.Observe("account_id in answers, accountId in rows")
		})

	s.Spec("WI-Q18-01", "reports whether rows carry more than the asked fields, and in which order",
		contracts.From(fieldsRule, openapi.Inferred, "addAccount", "listAccounts", "advQuery").
			Asks("WI-Q18", "exactly the asked fields, in the asked order", "the id as well", "in another order"),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			e.Add(ctx, accounts(), wisecrm.Fields{"accountName": name, "phone": "021"})
			filter, _ := json.Marshal(wisecrm.And(wisecrm.Equal("accountName", name))) // A filter always has a JSON form.
			var rows []string
			for _, fields := range []string{"phone,accountName", "accountName,phone"} {
				rows = append(rows,
					string(e.Send(ctx, contracts.Request{Operation: "listAccounts", Query: e.Acting("fields", fields, "qname", name)}).Data),
					string(e.Send(ctx, contracts.Request{Operation: "advQuery", Query: contracts.Values("entity", "Account", "fields", fields), Body: contracts.Text(string(filter))}).Data))
			}
			phoneFirst, nameFirst := `[{"phone":"021","accountName":"`+name+`"}]`, `[{"accountName":"`+name+`","phone":"021"}]`
			switch {
			case slices.Equal(rows, []string{phoneFirst, phoneFirst, nameFirst, nameFirst}):
				e.Observe("exactly the asked fields, in the asked order")
			case strings.Contains(rows[0], "accountId"):
				e.Observe("the id as well")
			default:
				e.Observe("in another order")
			}
		})
}

func askFieldLists(s declaration) {
	s.Spec("WI-Q19-01", "says what becomes of an unknown name in fields",
		contracts.From(fieldsRule, openapi.Inferred, "listAccounts").Asks("WI-Q19", "the call is refused (401)", "the name is ignored"),
		func(ctx SpecContext, e *Env) {
			_, err := e.Client.Accounts.List(ctx, wisecrm.ListOptions{Fields: []string{"accountId", "AccountName"}, PageSize: 1})
			e.ObserveCode(Code(err), map[int]string{wisecrm.CodeInvalid: "the call is refused (401)", 0: "the name is ignored"})
		})

	s.Spec("WI-Q19-02", "says what becomes of padded, empty and repeated names in fields",
		contracts.From(fieldsRule, openapi.Inferred, "addAccount", "getAccount").Asks("WI-Q19", "trimmed, skipped, answered once", "refused"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, accounts(), wisecrm.Fields{"accountName": e.Unique("acme"), "phone": "021"})
			answer := e.Send(ctx, contracts.Request{Operation: "getAccount", Query: e.Acting("account_id", id, "fields", " phone ,, accountId,phone , ")})
			e.ObserveWhether(string(answer.Data) == `{"phone":"021","accountId":"`+id+`"}`, "trimmed, skipped, answered once", "refused")
		})

	s.Spec("WI-Q68-01", "says what fields of commas and blanks are taken for",
		contracts.From(fieldsRule, openapi.Inferred, "listAccounts", "advQuery").Asks("WI-Q68", "no fields (402)", "invalid fields (401)"),
		func(ctx SpecContext, e *Env) {
			list := e.Send(ctx, contracts.Request{Operation: "listAccounts", Query: e.Acting("fields", " , ,")})
			query := e.Send(ctx, contracts.Request{Operation: "advQuery", Query: contracts.Values("entity", "Account", "fields", ","), Body: contracts.Text(`{"type":"AND","filters":[]}`)})
			e.ObserveCode(sameCode(list.Code, query.Code), map[int]string{wisecrm.CodeMissing: "no fields (402)", wisecrm.CodeInvalid: "invalid fields (401)"})
		})

	s.Spec("WI-Q74-01", "tells under which name an alias answers",
		contracts.From(fieldsRule, openapi.Inferred, "addAccount", "getAccount").
			Asks("WI-Q74", "under the name as asked", "under the field's own name"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, accounts(), accounts().named(e.Unique("acme")))
			record := e.Get(ctx, accounts(), id, "owning_user")
			Expect(record).To(HaveLen(1))
			e.ObserveWhether(record["owning_user"] == e.Credential("op_user"), "under the name as asked", "under the field's own name")
		})
}
