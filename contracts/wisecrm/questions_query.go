package wisecrm

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// query is a raw adv-query of accounts.
func query(body string, pairs ...string) contracts.Request {
	return contracts.Request{Operation: "advQuery", Query: with(contracts.Values("entity", "Account", "fields", "accountName"), pairs...), Body: contracts.Text(body)}
}

const noConditions = `{"type":"AND","filters":[]}`

func askQueries(s declaration) {
	s.Spec("WI-Q51-01", "says how unknown fields, operators and types are refused, and more than ten conditions",
		contracts.From(queryPage, openapi.Inferred, "advQuery").Asks("WI-Q51", "as invalid (401)", "not at all"),
		func(ctx SpecContext, e *Env) {
			condition := `{"fieldName":"phone","operator":"=","value":"021"}`
			codes := []int{
				e.Send(ctx, query(noConditions, "fields", "noSuchField")).Code,
				e.Send(ctx, query(strings.Replace(`{"type":"AND","filters":[`+condition+`]}`, "phone", "noSuchField", 1))).Code,
				e.Send(ctx, query(noConditions, "sort", "noSuchField")).Code,
				e.Send(contracts.Wrong(ctx), query(`{"type":"XOR","filters":[]}`)).Code,
				e.Send(contracts.Wrong(ctx), query(strings.Replace(`{"type":"AND","filters":[`+condition+`]}`, `"="`, `"like"`, 1))).Code,
				e.Send(contracts.Wrong(ctx), query(`{"type":"AND","filters":[`+condition+strings.Repeat(","+condition, 10)+`]}`)).Code,
			}
			e.ObserveCode(sameCode(codes...), map[int]string{wisecrm.CodeInvalid: "as invalid (401)", 0: "not at all"})
		})

	s.Spec("WI-Q51-02", "reports whether <> and nc match empty fields",
		contracts.From(queryPage+": operator", openapi.Inferred, queryOperations...).
			Asks("WI-Q51", "<> and nc match empty fields", "<> and nc pass empty fields over", "only one of <> and nc matches empty fields"),
		func(ctx SpecContext, e *Env) {
			f := e.addFlock(ctx)
			different := f.names(ctx, e, wisecrm.NotEqual("phone", "021-900")) + f.names(ctx, e, wisecrm.NotEqual("typeCode", 1))
			lacking := f.names(ctx, e, wisecrm.NotContains("phone", "900"))
			switch different + lacking {
			case "ACACAC":
				e.Observe("<> and nc match empty fields")
			case "AAA":
				e.Observe("<> and nc pass empty fields over")
			default:
				e.Observe("only one of <> and nc matches empty fields")
			}
		})

	s.Spec("WI-Q51-03", "says what an empty array of conditions finds",
		contracts.From(queryPage+": filters", openapi.Inferred, "addAccount", "advQuery").
			Asks("WI-Q51", "no conditions find all records", "no conditions find nothing"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, accounts(), accounts().named(e.Unique("acme")))
			for _, body := range []string{noConditions, `{"type":"OR","filters":[]}`} {
				if !strings.Contains(string(e.Send(ctx, query(body, "fields", "accountId")).Data), id) {
					// The newest record stands on the first page of all.
					e.Observe("no conditions find nothing")
					return
				}
			}
			e.Observe("no conditions find all records")
		})
}

func askQueryRules(s declaration) {
	s.Spec("WI-Q51-04", "reports whether letter case counts in type",
		contracts.From(queryPage+": type", openapi.Inferred, queryOperations...).
			Asks("WI-Q51", "letter case of type does not count", "letter case of type counts"),
		func(ctx SpecContext, e *Env) {
			f := e.addFlock(ctx)
			for _, word := range []string{"and", "Or", "oR"} {
				total := 2
				if word == "and" {
					total = 0
				}
				body := `{"type":"` + word + `","filters":[{"fieldName":"accountName","operator":"=","value":"Anna ` + f.address +
					`"},{"fieldName":"accountName","operator":"=","value":"bert ` + f.address + `"}]}`
				if answer := e.Send(contracts.Wrong(ctx), query(body)); answer.Code != 0 || pageOf(answer).Total != total {
					e.Observe("letter case of type counts")
					return
				}
			}
			e.Observe("letter case of type does not count")
		})

	s.Spec("WI-Q51-05", "reports whether an op_user matters for adv-query",
		contracts.From(queryPage, openapi.Inferred, "advQuery").Asks("WI-Q51", "op_user is ignored", "op_user is looked up"),
		func(ctx SpecContext, e *Env) {
			e.ObserveWhether(e.Send(contracts.Wrong(ctx), query(noConditions, "op_user", e.UnknownID("027-"))).Code == 0, "op_user is ignored", "op_user is looked up")
		})

	s.Spec("WI-Q52-01", "says how > and < compare texts",
		contracts.From(queryPage+": operator", openapi.Inferred, queryOperations...).
			Asks("WI-Q52", "by character code", "by value", "otherwise"),
		func(ctx SpecContext, e *Env) {
			f := e.addFlock(ctx)
			greater := f.names(ctx, e, wisecrm.Greater("phone", "021-1000")) // 021-900 is, by character code.
			less := f.names(ctx, e, wisecrm.Less("accountName", "a"))        // Capitals are, and bert is not.
			switch {
			case greater == "b" && less == "AC":
				e.Observe("by character code")
			case greater == "":
				e.Observe("by value")
			default:
				e.Observe("otherwise")
			}
		})
}

func askFilters(s declaration) {
	s.Spec("WI-Q71-01", "says how a filter is refused that is not whole",
		contracts.From(queryPage+": filters", openapi.Inferred, "advQuery").Asks("WI-Q71", "as missing (402)", "as invalid (401)", "not at all"),
		func(ctx SpecContext, e *Env) {
			var codes []int
			for _, body := range []string{
				"{}", `{"filters":[]}`, `{"type":"AND"}`, `{"type":null,"filters":[]}`, `{"type":" ","filters":[]}`, `{"type":"AND","filters":null}`,
				`{"type":"AND","filters":[{"fieldName":"phone","operator":" ","value":"x"}]}`,
				`{"type":"AND","filters":[{"operator":"=","value":"x"}]}`, `{"type":"AND","filters":[{"fieldName":"phone","value":"x"}]}`,
				`{"type":"AND","filters":[{"fieldName":null,"operator":"=","value":"x"}]}`, `{"type":"AND","filters":[{"fieldName":"","operator":"=","value":"x"}]}`,
			} {
				codes = append(codes, e.Send(contracts.Wrong(ctx), query(body)).Code)
			}
			for _, operator := range []string{"=", "<>", ">", "<", "cl", "nc"} {
				for _, value := range []string{`""`, `" "`, "null"} {
					codes = append(codes, e.Send(ctx, query(`{"type":"AND","filters":[{"fieldName":"phone","operator":"`+operator+`","value":`+value+`}]}`)).Code)
				}
				codes = append(codes, e.Send(ctx, query(`{"type":"AND","filters":[{"fieldName":"phone","operator":"`+operator+`"}]}`)).Code)
			}
			e.ObserveCode(sameCode(codes...), map[int]string{
				wisecrm.CodeMissing: "as missing (402)", wisecrm.CodeInvalid: "as invalid (401)", 0: "not at all"})
		})

	s.Spec("WI-Q71-02", "reports whether parts of a filter that mean nothing are ignored",
		contracts.From(queryPage+": filters", openapi.Inferred, queryOperations...).
			Asks("WI-Q71", "unknown parts are ignored", "unknown parts are refused"),
		func(ctx SpecContext, e *Env) {
			f := e.addFlock(ctx)
			condition := `{"fieldName":"address","operator":"=","value":"` + f.address + `","note":1}`
			for _, value := range []string{`"x"`, "null", "7"} {
				body := `{"type":"AND","extra":{},"filters":[` + condition + `,{"fieldName":"phone","operator":"$NOT_NULL$","value":` + value + `}]}`
				if answer := e.Send(contracts.Wrong(ctx), query(body)); answer.Code != 0 || pageOf(answer).Total != 2 {
					e.Observe("unknown parts are refused")
					return
				}
			}
			e.Observe("unknown parts are ignored")
		})
}

func askFilterValues(s declaration) {
	s.Spec("WI-Q72-01", "says what becomes of a value that does not fit its field",
		contracts.From(queryPage+": filters", openapi.Inferred, "advQuery").Asks("WI-Q72", "refused (401)", "finds nothing"),
		func(ctx SpecContext, e *Env) {
			var codes []int
			for _, c := range []wisecrm.Condition{
				wisecrm.Equal("typeCode", "one"), wisecrm.Greater("typeCode", 1.5), wisecrm.Less("createdOn", "yesterday"), wisecrm.Equal("createdOn", 7), wisecrm.Equal("phone", true),
			} {
				_, err := e.Client.Query.List(ctx, wisecrm.AdvQuery{Entity: "Account", Fields: []string{"accountId"}, Filter: wisecrm.And(c)})
				codes = append(codes, Code(err))
			}
			e.ObserveCode(sameCode(codes...), map[int]string{wisecrm.CodeInvalid: "refused (401)", 0: "finds nothing"})
		})

	s.Spec("WI-Q72-02", "tells where letter case counts in texts, and whether digits will do for numbers",
		contracts.From(queryPage+": filters", openapi.Inferred, queryOperations...).
			Asks("WI-Q72", "in = and <>, not in cl and nc; digits will do", "otherwise"),
		func(ctx SpecContext, e *Env) {
			f := e.addFlock(ctx)
			got := []string{
				f.names(ctx, e, wisecrm.Equal("accountName", "ANNA "+f.address)),
				f.names(ctx, e, wisecrm.NotEqual("accountName", "ANNA "+f.address)),
				f.names(ctx, e, wisecrm.Contains("accountName", "ANNA")),
				f.names(ctx, e, wisecrm.NotContains("accountName", "ANNA")),
				f.names(ctx, e, wisecrm.Equal("typeCode", "1")),
				f.names(ctx, e, wisecrm.Contains("typeCode", "1")),
			}
			e.ObserveWhether(strings.Join(got, ",") == ",ACb,A,Cb,b,b", "in = and <>, not in cl and nc; digits will do", "otherwise")
		})
}

func askSorts(s declaration) {
	s.Spec("WI-Q69-01", "tells where a field of a referenced record may be named with a dot",
		contracts.From(queryPage+": fields", openapi.Inferred, "addContact", "getContact", "listContacts", "advQuery").
			Asks("WI-Q69", "in adv-query, over one reference", "elsewhere or further, too"),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("contact")
			id := e.Add(ctx, contacts(), contacts().named(name))
			ask := func(fields ...string) (*wisecrm.Page, error) {
				return e.Client.Query.List(ctx, wisecrm.AdvQuery{Entity: "Contact", Fields: fields, Filter: wisecrm.And(wisecrm.Equal("contactName", name))})
			}
			page, err := ask("accountId.accountName", "owningUser.userId", "contactName")
			Expect(err).NotTo(HaveOccurred())
			Expect(page.Records).To(Equal([]wisecrm.Record{{
				"accountId.accountName": nil, "owningUser.userId": e.Credential("op_user"), "contactName": name,
			}}))
			_, getErr := e.Client.Contacts.Get(ctx, id, "accountId.accountName")
			_, listErr := e.Client.Contacts.List(ctx, wisecrm.ListOptions{Fields: []string{"accountId.accountName"}})
			codes := []int{Code(getErr), Code(listErr)}
			for _, field := range []string{"accountId.owningUser.userName", "contactName.x", "accountId.noSuchField", "accountId.", ".accountName"} {
				_, err := ask(field)
				codes = append(codes, Code(err))
			}
			e.ObserveWhether(sameCode(codes...) == wisecrm.CodeInvalid, "in adv-query, over one reference", "elsewhere or further, too")
		})

	s.Spec("WI-Q70-01", "says how sort may be written",
		contracts.From(queryPage+": sort", openapi.Inferred, queryOperations...).
			Asks("WI-Q70", "asc by default, letter case aside, empty parts skipped; else 401", "otherwise"),
		func(ctx SpecContext, e *Env) {
			f := e.addFlock(ctx)
			sorted := func(sort string) string {
				return e.letters(ctx, wisecrm.AdvQuery{Filter: wisecrm.And(wisecrm.Equal("address", f.address)), Sort: []wisecrm.Sort{wisecrm.Sort(sort)}})
			}
			for _, c := range []struct{ sort, letters string }{
				{"accountName", "ACb"}, {"accountName:ASC", "ACb"}, {"accountName:Desc", "bCA"}, {" , accountName : desc ,,", "bCA"},
			} {
				Expect(sorted(c.sort)).To(Equal(c.letters), c.sort)
			}
			var codes []int
			for _, sort := range []string{"accountName:up", "accountName:", "accountName:desc:asc", "accountName desc"} {
				codes = append(codes, e.Send(ctx, query(noConditions, "sort", sort)).Code)
			}
			e.ObserveWhether(sameCode(codes...) == wisecrm.CodeInvalid, "asc by default, letter case aside, empty parts skipped; else 401", "otherwise")
		})

	s.Spec("WI-Q70-02", "tells where empty fields are sorted in",
		contracts.From(queryPage+": sort", openapi.Inferred, queryOperations...).
			Asks("WI-Q70", "empty fields are lowest", "empty fields are highest", "empty fields are always last", "empty fields are always first"),
		func(ctx SpecContext, e *Env) {
			f := e.addFlock(ctx)
			orders := ""
			for _, sort := range []wisecrm.Sort{wisecrm.Asc("typeCode"), wisecrm.Desc("typeCode")} {
				orders += e.letters(ctx, wisecrm.AdvQuery{Filter: wisecrm.And(wisecrm.Equal("address", f.address)), Sort: []wisecrm.Sort{sort}}) + " "
			}
			readings := map[string]string{"CAb bAC ": "empty fields are lowest", "AbC CbA ": "empty fields are highest", "AbC bAC ": "empty fields are always last", "CAb CbA ": "empty fields are always first"}
			Expect(readings).To(HaveKey(orders))
			e.Observe(readings[orders])
		})
}
