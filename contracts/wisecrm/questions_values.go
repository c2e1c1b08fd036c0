package wisecrm

import (
	"context"
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// tries adds accounts with one more field of each value, and returns the codes that answer.
func (e *Env) tries(ctx SpecContext, field string, values ...any) []int {
	var codes []int
	for _, value := range values {
		codes = append(codes, Code(e.TryAdd(ctx, accounts(), wisecrm.Fields{"accountName": e.Unique("acme"), field: value})))
	}
	return codes
}

func askValues(s declaration) {
	const from = "客户管理 > 新增客户: POST stream"

	s.Spec("WI-Q20-01", "says what becomes of an unknown field in a body",
		contracts.From(from, openapi.Inferred, "addAccount", "updateAccount").
			Asks("WI-Q20", "the call is refused (401)", "the field is ignored"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, accounts(), accounts().named(e.Unique("acme")))
			_, err := e.Client.Accounts.Update(ctx, id, wisecrm.Fields{"noSuchField": 1}, wisecrm.UpdateOptions{})
			e.ObserveCode(sameCode(append(e.tries(ctx, "AccountName", "x"), Code(err))...),
				map[int]string{wisecrm.CodeInvalid: "the call is refused (401)", 0: "the field is ignored"})
		})

	s.Spec("WI-Q21-01", "says what becomes of a field that a new record may not set",
		contracts.From(from, openapi.Inferred, "addAccount").Asks("WI-Q21", "it is ignored", "the call is refused (401)"),
		func(ctx SpecContext, e *Env) {
			codes := append(e.tries(ctx, "accountId", e.UnknownID("002-"), "x", 7), e.tries(ctx, "createdOn", "2001-02-03 04:05:06", nil)...)
			e.ObserveCode(sameCode(codes...), map[int]string{0: "it is ignored", wisecrm.CodeInvalid: "the call is refused (401)"})
		})

	s.Spec("WI-Q23-01", "reports whether a required field may be null or blank",
		contracts.From(from, openapi.Inferred, "addAccount", "addContact", "addSalesOrder").
			Asks("WI-Q23", "null and blanks are as good as missing (402)", "null and blanks are invalid (401)"),
		func(ctx SpecContext, e *Env) {
			var codes []int
			for _, m := range models() {
				codes = append(codes, Code(e.TryAdd(ctx, m, wisecrm.Fields{})))
				for _, value := range []any{nil, "", "  "} {
					codes = append(codes, Code(e.TryAdd(ctx, m, wisecrm.Fields{m.nameField: value})))
				}
			}
			e.ObserveCode(sameCode(codes...), map[int]string{wisecrm.CodeMissing: "null and blanks are as good as missing (402)", wisecrm.CodeInvalid: "null and blanks are invalid (401)"})
		})
}

func askNulls(s declaration) {
	s.Spec("WI-Q24-01", "says what null and an empty text do to a nullable field",
		contracts.From("客户管理 > 修改客户: POST stream", openapi.Inferred, "addAccount", "updateAccount", "getAccount").
			Asks("WI-Q24", "both clear it, and it reads null", "an empty text is kept"),
		func(ctx SpecContext, e *Env) {
			m := accounts()
			for _, value := range []any{nil, ""} {
				full := m.fill(e.Unique("acme"), "")
				added := wisecrm.Fields{"accountName": e.Unique("acme")}
				changed := wisecrm.Fields{}
				for _, field := range m.nullable {
					added[field], changed[field] = value, value
				}
				ids := []string{e.Add(ctx, m, full), e.Add(ctx, m, added)}
				e.Update(ctx, m, ids[0], changed)
				for _, id := range ids {
					for field, read := range e.Get(ctx, m, id, m.nullable...) {
						if read != nil {
							Expect(read).To(Equal(""), field)
							e.Observe("an empty text is kept")
							return
						}
					}
				}
			}
			e.Observe("both clear it, and it reads null")
		})

	s.Spec("WI-Q24-02", "reports whether a field that is not nullable may be cleared",
		contracts.From("客户管理 > 修改客户: POST stream", openapi.Inferred, "addAccount", "updateAccount").
			Asks("WI-Q24", "refused as missing (402)", "refused as invalid (401)"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, accounts(), accounts().named(e.Unique("acme")))
			var codes []int
			for _, fields := range []wisecrm.Fields{{"accountName": nil}, {"accountName": ""}, {"owningUser": nil}, {"owningUser": "", "phone": "021"}} {
				_, err := e.Client.Accounts.Update(ctx, id, fields, wisecrm.UpdateOptions{})
				codes = append(codes, Code(err))
			}
			e.ObserveCode(sameCode(codes...), map[int]string{wisecrm.CodeMissing: "refused as missing (402)", wisecrm.CodeInvalid: "refused as invalid (401)"})
		})
}

func askTypes(s declaration) {
	const from = "错误码: 401"

	s.Spec("WI-Q25-01", "says which values do not fit a field",
		contracts.From(from, openapi.Inferred, "addAccount").Asks("WI-Q25", "those that read as another type (401)", "more, or fewer"),
		func(ctx SpecContext, e *Env) {
			codes := append(e.tries(ctx, "phone", true, []any{}, map[string]any{}), e.tries(ctx, "typeCode", "one", 1.5, "1.5", true, []any{1})...)
			e.ObserveWhether(sameCode(codes...) == wisecrm.CodeInvalid, "those that read as another type (401)", "more, or fewer")
		})

	s.Spec("WI-Q25-02", "reports whether a number is taken as text, and digits as a number",
		contracts.From(from, openapi.Inferred, "addAccount", "getAccount").
			Asks("WI-Q25", "numbers are taken as text, digits as numbers", "values keep their JSON type"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, accounts(), wisecrm.Fields{"accountName": e.Unique("acme"), "phone": 2134240127, "typeCode": "2"})
			record := e.Get(ctx, accounts(), id, "phone", "typeCode")
			e.ObserveWhether(record["phone"] == "2134240127" && record["typeCode"] == number(2), "numbers are taken as text, digits as numbers", "values keep their JSON type")
		})

	s.Spec("WI-Q85-01", "says how long a text may be",
		contracts.From(from, openapi.Inferred, "addAccount", "updateAccount", "getAccount").
			Asks("WI-Q85", "500 characters, more are refused (401)", "longer", "shorter"),
		func(ctx SpecContext, e *Env) {
			most := strings.Repeat("杨", 500)
			id := e.Add(ctx, accounts(), accounts().named(e.Unique("acme")))
			_, err := e.Client.Accounts.Update(ctx, id, wisecrm.Fields{"address": most}, wisecrm.UpdateOptions{})
			if Code(err) != 0 {
				e.Observe("shorter")
				return
			}
			Expect(e.Get(ctx, accounts(), id, "address")).To(Equal(wisecrm.Record{"address": most}))
			_, err = e.Client.Accounts.Update(ctx, id, wisecrm.Fields{"address": most + "杨"}, wisecrm.UpdateOptions{})
			codes := append(e.tries(ctx, "phone", most+"x"), Code(err))
			e.ObserveCode(sameCode(codes...), map[int]string{wisecrm.CodeInvalid: "500 characters, more are refused (401)", 0: "longer"})
		})
}

func askReferences(s declaration) {
	s.Spec("WI-Q48-01", "says how references and picklist values read",
		contracts.From("元数据: data_type", openapi.Inferred, "addAccount", "getAccount").
			Asks("WI-Q48", "as ids and numbers", "as names and labels"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, accounts(), wisecrm.Fields{"accountName": e.Unique("acme"), "typeCode": 0})
			record := e.Get(ctx, accounts(), id, "owningUser", "typeCode")
			e.ObserveWhether(record["owningUser"] == e.Credential("op_user") && record["typeCode"] == number(0), "as ids and numbers", "as names and labels")
		})

	s.Spec("WI-Q81-01", "says how a value that stands for nothing is refused",
		contracts.From("元数据: reference_to; 下拉列表数据", openapi.Inferred, "addAccount", "addContact", "updateContact").
			Asks("WI-Q81", "malformed, another entity's, unlisted: 401; no such record: 400", "otherwise"),
		func(ctx SpecContext, e *Env) {
			m := contacts()
			id := e.Add(ctx, m, m.named(e.Unique("acme")))
			codes := e.tries(ctx, "typeCode", 99)
			for _, reference := range []string{"x", strings.ToUpper(e.UnknownID("002-")) + "A", e.UnknownID("003-"), e.UnknownID("002-")} {
				_, err := e.Client.Contacts.Update(ctx, id, wisecrm.Fields{"accountId": reference}, wisecrm.UpdateOptions{})
				codes = append(codes, Code(err), Code(e.TryAdd(ctx, m, wisecrm.Fields{"contactName": e.Unique("b"), "accountId": reference})))
			}
			want := append(slices.Repeat([]int{wisecrm.CodeInvalid}, 7), wisecrm.CodeBusiness, wisecrm.CodeBusiness)
			e.ObserveWhether(slices.Equal(codes, want), "malformed, another entity's, unlisted: 401; no such record: 400", "otherwise")
		})
}

func askIDs(s declaration) {
	s.Spec("WI-Q30-01", "says how an id that leads nowhere is refused",
		contracts.From("客户管理: account_id", openapi.Inferred, "addAccount", "getAccount", "updateAccount", "deleteAccount").
			Asks("WI-Q30", "malformed or another entity's: 401; unknown or deleted: 400", "otherwise"),
		func(ctx SpecContext, e *Env) {
			m := accounts()
			deleted := e.Add(ctx, m, m.named(e.Unique("acme")))
			e.Delete(ctx, m, deleted)
			e.Claim("x", "002-x")
			var codes []string
			for _, id := range []string{"x", "002-x", e.UnknownID("003-"), e.UnknownID("002-"), deleted} {
				codes = append(codes, e.codesOf(ctx, id))
			}
			want := []string{"401 401 401", "401 401 401", "401 401 401", "400 400 400", "400 400 400"}
			e.ObserveWhether(slices.Equal(codes, want), "malformed or another entity's: 401; unknown or deleted: 400", "otherwise")
		})

	s.Spec("WI-Q49-01", "says how a new id is made",
		contracts.From("删除说明: ID", openapi.Inferred, "addAccount", "addContact", "addSalesOrder").
			Asks("WI-Q49", "entity code, dash, random UUID in small letters", "otherwise"),
		func(ctx SpecContext, e *Env) {
			const uuid = `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`
			for _, m := range models() {
				matches, err := MatchRegexp("^" + m.prefix + uuid).Match(e.Add(ctx, m, m.named(e.Unique("acme"))))
				Expect(err).NotTo(HaveOccurred())
				if !matches {
					e.Observe("otherwise")
					return
				}
			}
			e.Observe("entity code, dash, random UUID in small letters")
		})

	s.Spec("WI-Q64-01", "says which entity code sales orders have",
		contracts.From("元数据 > 获取实体列表", openapi.Inferred, "listEntities", "addSalesOrder").
			Asks("WI-Q64", "entity code 4", "another entity code"),
		func(ctx SpecContext, e *Env) {
			entities, err := e.Client.Metadata.Entities(ctx, wisecrm.KindAny)
			Expect(err).NotTo(HaveOccurred())
			i := slices.IndexFunc(entities, func(x wisecrm.Entity) bool { return x.Entity == "SalesOrder" })
			Expect(i).To(BeNumerically(">=", 0))
			id := e.Add(ctx, salesOrders(), salesOrders().named(e.Unique("SO")))
			Expect(id).To(HavePrefix(fmt.Sprintf("%03d-", entities[i].Code)))
			e.ObserveWhether(entities[i].Code == 4, "entity code 4", "another entity code")
		})

	s.Spec("WI-Q73-01", "reports whether an id may be written in capitals",
		contracts.From("删除说明: ID", openapi.Inferred, "addAccount", "getAccount").
			Asks("WI-Q73", "capitals are malformed (401)", "capitals will do"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, accounts(), accounts().named(e.Unique("acme")))
			_, err := e.Client.Accounts.Get(wrongIf(ctx, strings.ToUpper(id) != id), strings.ToUpper(id), "accountId")
			e.ObserveCode(Code(err), map[int]string{wisecrm.CodeInvalid: "capitals are malformed (401)", 0: "capitals will do"})
		})
}

// codesOf returns the codes of a get, an update and a delete of an account, as one text.
func (e *Env) codesOf(ctx SpecContext, id string) string {
	sent := wrongIf(ctx, !wellFormed(id))
	_, getErr := e.Client.Accounts.Get(sent, id, "accountId")
	_, updateErr := e.Client.Accounts.Update(sent, id, wisecrm.Fields{"phone": "021"}, wisecrm.UpdateOptions{})
	_, deleteErr := e.Client.Accounts.Delete(sent, id, wisecrm.DeleteOptions{})
	return fmt.Sprint(Code(getErr), Code(updateErr), Code(deleteErr))
}

func wellFormed(accountID string) bool {
	return len(accountID) == len("002-")+36 && strings.HasPrefix(accountID, "002-")
}

// wrongIf marks calls as departures from the document, which depends on what an answer gave.
func wrongIf(ctx context.Context, departs bool) context.Context {
	if departs {
		return contracts.Wrong(ctx)
	}
	return ctx
}
