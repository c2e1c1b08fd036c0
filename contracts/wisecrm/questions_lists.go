package wisecrm

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

func askLists(s declaration) {
	const from = "客户管理 > 查询客户列表: qname"
	m := accounts()

	s.Spec("WI-Q33-01", "reports whether qname without a star is the whole name",
		contracts.From(from, openapi.Inferred, "addAccount", "listAccounts").
			Asks("WI-Q33", "qname without a star is the whole name", "qname without a star is any part of the name"),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			for _, whole := range []string{name, name + "x", "x" + name} {
				e.Add(ctx, m, m.named(whole))
			}
			e.ObserveWhether(e.Find(ctx, m, name, "accountName").TotalSize == 1, "qname without a star is the whole name", "qname without a star is any part of the name")
		})

	s.Spec("WI-Q33-02", "tells where a star may stand",
		contracts.From(from, openapi.Inferred, "addAccount", "listAccounts").
			Asks("WI-Q33", "a star is any text, anywhere", "a star counts in some places only"),
		func(ctx SpecContext, e *Env) {
			stem := e.Unique("x") + "."
			for _, end := range []string{"abcabc", "abc", "ac", "cab"} {
				e.Add(ctx, m, m.named(stem+end))
			}
			for _, c := range []struct{ pattern, found string }{
				{stem + "a*", "abcabc abc ac"}, {stem + "*c", "abcabc abc ac"}, {stem + "a*c", "abcabc abc ac"}, {stem + "a*b*c", "abcabc abc"},
				{stem + "*b*", "abcabc abc cab"}, {stem + "a**c", "abcabc abc ac"}, {stem + "*abc*abc*", "abcabc"}, {"*" + stem + "cab", "cab"},
				{stem + "ab*bc", "abcabc"}, {stem + "*b", "cab"},
			} {
				var found []string
				for _, record := range e.Find(ctx, m, c.pattern, "accountName").Records {
					found = append(found, strings.TrimPrefix(record.Text("accountName"), stem))
				}
				slices.Sort(found)
				want := strings.Fields(c.found)
				slices.Sort(want)
				Expect(found).To(Equal(want), c.pattern)
			}
			e.Observe("a star is any text, anywhere")
		})
}

func askQName(s declaration) {
	const from = "客户管理 > 查询客户列表: qname"
	m := accounts()

	s.Spec("WI-Q33-03", "reports whether letter case counts in qname",
		contracts.From(from, openapi.Inferred, "addAccount", "listAccounts").Asks("WI-Q33", "letter case does not count", "letter case counts"),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("Acme")
			e.Add(ctx, m, m.named(name))
			both := e.Find(ctx, m, strings.ToLower(name), "accountId").TotalSize + e.Find(ctx, m, strings.ToUpper(name[:len(name)-1])+"*", "accountId").TotalSize
			Expect(e.Count(ctx, m, name)).To(Equal(1))
			e.ObserveWhether(both == 2, "letter case does not count", "letter case counts")
		})

	s.Spec("WI-Q33-04", "says what a star alone and an empty qname find",
		contracts.From(from, openapi.Inferred, "addAccount", "listAccounts").
			Asks("WI-Q33", "a star alone and nothing find all", "a star alone or nothing find less than all"),
		func(ctx SpecContext, e *Env) {
			e.Add(ctx, m, m.named(e.Unique("acme")))
			all := e.Find(ctx, m, "", "accountId")
			Expect(all.TotalSize).To(BeNumerically(">", 0))
			empty := e.Send(ctx, contracts.Request{Operation: "listAccounts", Query: e.Acting("fields", "accountId", "qname", "")})
			same := all.TotalSize == pageOf(empty).Total && all.TotalSize == e.Find(ctx, m, "*", "accountId").TotalSize
			e.ObserveWhether(same, "a star alone and nothing find all", "a star alone or nothing find less than all")
		})

	s.Spec("WI-Q33-05", "reports whether anything but the star is special in qname",
		contracts.From(from, openapi.Inferred, "addAccount", "listAccounts").
			Asks("WI-Q33", "only the star is special", "other characters are special, too"),
		func(ctx SpecContext, e *Env) {
			stem := e.Unique("x") + "."
			for _, end := range []string{`a*b`, `axb`, `a\*b`, "a%b"} {
				e.Add(ctx, m, m.named(stem+end))
			}
			count := func(end string) int { return e.Find(ctx, m, stem+end, "accountId").TotalSize }
			// A backslash is no escape, so the star after it still stands for any text.
			got := []int{count("a%b"), count("a_b"), count("a?b"), count("a.b"), count("a[x]b"), count(`a\*b`), count("a*b")}
			e.ObserveWhether(slices.Equal(got, []int{1, 0, 0, 0, 0, 1, 4}), "only the star is special", "other characters are special, too")
		})
}

func askTies(s declaration) {
	m := accounts()

	s.Spec("WI-Q37-01", "tells the order of records of the same moment",
		contracts.From("客户管理 > 查询客户列表", openapi.Inferred, "addAccount", "listAccounts", "advQuery").
			Asks("WI-Q37", "larger id first", "last made first", "first made first").Controlled(),
		func(ctx SpecContext, e *Env) {
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			stem := e.Unique("acme")
			var made, got []string
			for _, end := range []string{" 1", " 2", " 3", " 4", " 5"} {
				made = append(made, e.Add(ctx, m, m.named(stem+end)))
			}
			page := e.Find(ctx, m, stem+"*", "accountId")
			for _, record := range page.Records {
				got = append(got, record.Text("accountId"))
			}
			query, err := e.Client.Query.List(ctx, wisecrm.AdvQuery{
				Entity: "Account", Fields: []string{"accountId"}, Filter: wisecrm.And(wisecrm.Contains("accountName", stem)),
			})
			Expect(err).NotTo(HaveOccurred())
			Expect(query.Records).To(Equal(page.Records))
			switch {
			case slices.IsSortedFunc(got, func(a, b string) int { return cmp.Compare(b, a) }):
				e.Observe("larger id first")
			case slices.Equal(got, made):
				e.Observe("first made first")
			default:
				e.Observe("last made first")
			}
		})
}

func askPages(s declaration) {
	const from = "客户管理 > 查询客户列表: page_no, page_size"

	// code lists accounts with one parameter of the page as it is given.
	code := func(ctx SpecContext, e *Env, name, value string) int {
		return e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "listAccounts", Query: e.Acting("fields", "accountId", name, value)}).Code
	}

	s.Spec("WI-Q34-01", "says what becomes of a page_no that is none",
		contracts.From(from, openapi.Inferred, "listAccounts").Asks("WI-Q34", "refused (401)", "taken for 1"),
		func(ctx SpecContext, e *Env) {
			var codes []int
			for _, value := range []string{"0", "-1", "x", "1.5", "1e1", "99999999999999999999"} {
				codes = append(codes, code(ctx, e, "page_no", value))
			}
			answer := e.Send(ctx, contracts.Request{Operation: "listAccounts", Query: e.Acting("fields", "accountId", "page_no", " ")})
			Expect([]int{answer.Code, pageOf(answer).Number, pageOf(answer).Size}).To(Equal([]int{0, 1, 20}))
			e.ObserveCode(sameCode(codes...), map[int]string{wisecrm.CodeInvalid: "refused (401)", 0: "taken for 1"})
		})

	s.Spec("WI-Q35-01", "says what becomes of a page_size beyond the bounds",
		contracts.From(from, openapi.Inferred, "listAccounts").Asks("WI-Q35", "refused (401)", "clamped"),
		func(ctx SpecContext, e *Env) {
			var codes []int
			for _, value := range []string{"201", "100000", "0", "-1", "x"} {
				codes = append(codes, code(ctx, e, "page_size", value))
			}
			e.ObserveCode(sameCode(codes...), map[int]string{wisecrm.CodeInvalid: "refused (401)", 0: "clamped"})
		})
}

func askTotals(s declaration) {
	s.Spec("WI-Q36-01", "says what lies beyond the last page",
		contracts.From("客户管理 > 查询客户列表: page_no", openapi.Inferred, "addAccount", "listAccounts", "advQuery").
			Asks("WI-Q36", "an empty array under the same total", "the last page", "a refusal"),
		func(ctx SpecContext, e *Env) {
			stem := e.Unique("acme")
			e.addSeveral(ctx, accounts(), stem, 3)
			filter, _ := json.Marshal(wisecrm.And(wisecrm.Contains("accountName", stem))) // A filter always has a JSON form.
			for _, no := range []string{"3", "4", "1000000000"} {
				for _, call := range []contracts.Request{
					{Operation: "listAccounts", Query: e.Acting("fields", "accountId", "qname", stem+"*", "page_size", "2", "page_no", no)},
					{Operation: "advQuery", Query: contracts.Values("entity", "Account", "fields", "accountId", "page_size", "2", "page_no", no), Body: contracts.Text(string(filter))},
					{Operation: "advQuery", Query: contracts.Values("entity", "Account", "fields", "accountId", "sort", "phone", "page_size", "2", "page_no", no), Body: contracts.Text(string(filter))},
				} {
					answer := e.Send(ctx, call)
					switch {
					case answer.Code != 0:
						e.Observe("a refusal")
						return
					case string(answer.Data) != "[]":
						e.Observe("the last page")
						return
					}
					Expect([]string{string(number(pageOf(answer).Total)), string(number(pageOf(answer).Number))}).To(Equal([]string{"3", no}))
				}
			}
			e.Observe("an empty array under the same total")
		})

	s.Spec("WI-Q38-01", "says what total_size counts",
		contracts.From("客户管理 > 查询客户列表: total_size", openapi.Inferred, "addAccount", "listAccounts", "advQuery").
			Asks("WI-Q38", "the records that match", "all records"),
		func(ctx SpecContext, e *Env) {
			stem := e.Unique("acme")
			e.addSeveral(ctx, accounts(), stem, 3)
			list, err := e.Client.Accounts.List(ctx, wisecrm.ListOptions{Fields: []string{"accountId"}, QName: stem + "*", PageSize: 2})
			Expect(err).NotTo(HaveOccurred())
			query, err := e.Client.Query.List(ctx, wisecrm.AdvQuery{
				Entity: "Account", Fields: []string{"accountId"}, PageSize: 1, Filter: wisecrm.And(wisecrm.Contains("accountName", stem)),
			})
			Expect(err).NotTo(HaveOccurred())
			e.ObserveWhether(list.TotalSize == 3 && query.TotalSize == 3, "the records that match", "all records")
		})
}

func askDeletes(s declaration) {
	s.Spec("WI-Q39-01", "says how cascade_delete is written, and what becomes of other texts",
		contracts.From(cascadeRule, openapi.Inferred, "addAccount", "addSalesOrder", "deleteAccount", "getAccount", "getSalesOrder").
			Asks("WI-Q39", "JSON text of an object of arrays; else 401", "otherwise"),
		func(ctx SpecContext, e *Env) {
			account := e.Add(ctx, accounts(), accounts().named(e.Unique("acme")))
			order := e.Add(ctx, salesOrders(), wisecrm.Fields{"subject": e.Unique("SO"), "accountId": account})
			remove := func(text string) int {
				return e.Send(ctx, contracts.Request{Operation: "deleteAccount", Query: e.Acting("account_id", account, "cascade_delete", text)}).Code
			}
			for _, text := range []string{
				"SalesOrder.accountId", "x", "[]", `["SalesOrder"]`, `"SalesOrder"`, "null", "7", `{"SalesOrder":"accountId"}`, `{"SalesOrder":[1]}`,
				`{"SalesOrder":["accountId"]`, `{"SalesOrder":["accountId"]} x`, `{"salesorder":["accountId"]}`, `{"SalesOrder":["accountID"]}`,
			} {
				Expect(remove(text)).To(Equal(wisecrm.CodeInvalid), text)
			}
			e.Get(ctx, accounts(), account, "accountId") // Still there.
			code := remove(` { "SalesOrder" : [ "accountId" ] } `)
			_, err := e.Client.SalesOrders.Get(ctx, order, "salesorderId")
			e.ObserveWhether(code == 0 && Code(err) == wisecrm.CodeBusiness, "JSON text of an object of arrays; else 401", "otherwise")
		})

	s.Spec("WI-Q39-02", "says what a cascade_delete without content does",
		contracts.From(cascadeRule, openapi.Inferred, "addAccount", "addSalesOrder", "deleteAccount", "getSalesOrder").
			Asks("WI-Q39", "deletes the record alone", "is refused"),
		func(ctx SpecContext, e *Env) {
			for _, text := range []string{"", " ", "{}", `{"SalesOrder":[]}`} {
				account := e.Add(ctx, accounts(), accounts().named(e.Unique("acme")))
				order := e.Add(ctx, salesOrders(), wisecrm.Fields{"subject": e.Unique("SO"), "accountId": account})
				if e.Send(ctx, contracts.Request{Operation: "deleteAccount", Query: e.Acting("account_id", account, "cascade_delete", text)}).Code != 0 {
					e.Observe("is refused")
					return
				}
				e.Get(ctx, salesOrders(), order, "salesorderId")
			}
			e.Observe("deletes the record alone")
		})
}

func askTraces(s declaration) {
	s.Spec("WI-Q40-01", "says what becomes of a reference to a deleted record",
		contracts.From(cascadeRule, openapi.Inferred, "addAccount", "addContact", "deleteAccount", "getContact").
			Asks("WI-Q40", "it reads null", "it keeps the id", "its record is gone"),
		func(ctx SpecContext, e *Env) {
			account := e.Add(ctx, accounts(), accounts().named(e.Unique("acme")))
			contact := e.Add(ctx, contacts(), wisecrm.Fields{"contactName": e.Unique("contact"), "accountId": account})
			e.Delete(ctx, accounts(), account)
			record, err := e.Client.Contacts.Get(ctx, contact, "accountId")
			switch {
			case Code(err) != 0:
				e.Observe("its record is gone")
			case record["accountId"] == nil:
				e.Observe("it reads null")
			default:
				e.Observe("it keeps the id")
			}
		})

	s.Spec("WI-Q42-01", "says what becomes of a second delete",
		contracts.From("客户管理 > 删除客户", openapi.Inferred, "addAccount", "deleteAccount").
			Asks("WI-Q42", "refused (400)", "taken for done"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, accounts(), accounts().named(e.Unique("acme")))
			e.Delete(ctx, accounts(), id)
			_, err := e.Client.Accounts.Delete(ctx, id, wisecrm.DeleteOptions{})
			e.ObserveCode(Code(err), map[int]string{wisecrm.CodeBusiness: "refused (400)", 0: "taken for done"})
		})
}
