package wisecrm

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

const queryPage = "高级查询 > 接口规范"

// A flock is some accounts that a query can tell from all others, by their address.
type flock struct{ address string }

// addFlock adds the accounts Anna, bert and Carl. Anna has a phone and type 0, bert another phone
// and type 1, Carl has neither.
func (e *Env) addFlock(ctx SpecContext) flock {
	f := flock{e.Unique("flock")}
	m := accounts()
	for _, fields := range []wisecrm.Fields{
		{"accountName": "Anna " + f.address, "phone": "021-1000", "typeCode": 0},
		{"accountName": "bert " + f.address, "phone": "021-900", "typeCode": 1},
		{"accountName": "Carl " + f.address},
	} {
		fields["address"] = f.address
		e.Add(ctx, m, fields)
	}
	return f
}

// names returns the first letters of the accounts of the flock that meet all conditions, in the order of their names.
func (f flock) names(ctx SpecContext, e *Env, conditions ...wisecrm.Condition) string {
	return e.letters(ctx, wisecrm.AdvQuery{
		Filter: wisecrm.And(append(conditions, wisecrm.Equal("address", f.address))...), Sort: []wisecrm.Sort{wisecrm.Asc("accountName")},
	})
}

// letters returns the first letters of the names of the accounts that the query finds.
func (e *Env) letters(ctx SpecContext, query wisecrm.AdvQuery) string {
	query.Entity, query.Fields = "Account", []string{"accountName"}
	page, err := e.Client.Query.List(ctx, query)
	ExpectWithOffset(2, err).NotTo(HaveOccurred())
	ExpectWithOffset(2, page.Records).To(HaveLen(min(page.TotalSize, page.PageSize)))
	letters := ""
	for _, record := range page.Records {
		letters += record.Text("accountName")[:1]
	}
	return letters
}

var queryOperations = []string{"addAccount", "advQuery"}

func compareValues(s declaration) {
	s.Spec("WI-QUERY-01", "finds what is equal with =, of every type",
		contracts.From(queryPage+": operator =", openapi.VendorPage, queryOperations...).Beyond(),
		func(ctx SpecContext, e *Env) {
			f := e.addFlock(ctx)
			Expect(f.names(ctx, e, wisecrm.Equal("phone", "021-900"))).To(Equal("b"))
			Expect(f.names(ctx, e, wisecrm.Equal("phone", "021"))).To(BeEmpty())
			Expect(f.names(ctx, e, wisecrm.Equal("typeCode", 0))).To(Equal("A"))
			Expect(f.names(ctx, e, wisecrm.Equal("owningUser", e.Credential("op_user")))).To(Equal("ACb"))
			Expect(f.names(ctx, e, wisecrm.Equal("owningUser", e.UnknownID("027-")))).To(BeEmpty())
		})

	s.Spec("WI-QUERY-02", "finds what is different with <>, of every type",
		contracts.From(queryPage+": operator <>", openapi.VendorPage, queryOperations...).Beyond(),
		func(ctx SpecContext, e *Env) {
			f := e.addFlock(ctx)
			hasPhone := wisecrm.IsNotNull("phone")
			Expect(f.names(ctx, e, hasPhone, wisecrm.NotEqual("phone", "021-900"))).To(Equal("A"))
			Expect(f.names(ctx, e, hasPhone, wisecrm.NotEqual("typeCode", 0))).To(Equal("b"))
			Expect(f.names(ctx, e, wisecrm.NotEqual("owningUser", e.Credential("op_user")))).To(BeEmpty())
		})

	s.Spec("WI-QUERY-03", "finds what is greater with >, and neither what is equal nor what is empty",
		contracts.From(queryPage+": operator >", openapi.VendorPage, queryOperations...).Beyond(),
		func(ctx SpecContext, e *Env) {
			f := e.addFlock(ctx)
			Expect(f.names(ctx, e, wisecrm.Greater("typeCode", 0))).To(Equal("b"))
			Expect(f.names(ctx, e, wisecrm.Greater("typeCode", -1))).To(Equal("Ab"))
			Expect(f.names(ctx, e, wisecrm.Greater("typeCode", 1))).To(BeEmpty())
		})

	s.Spec("WI-QUERY-04", "finds what is less with <, and neither what is equal nor what is empty",
		contracts.From(queryPage+": operator <", openapi.VendorPage, queryOperations...).Beyond(),
		func(ctx SpecContext, e *Env) {
			f := e.addFlock(ctx)
			Expect(f.names(ctx, e, wisecrm.Less("typeCode", 1))).To(Equal("A"))
			Expect(f.names(ctx, e, wisecrm.Less("typeCode", 2))).To(Equal("Ab"))
			Expect(f.names(ctx, e, wisecrm.Less("typeCode", 0))).To(BeEmpty())
		})

	s.Spec("WI-QUERY-05", "compares dates by time",
		contracts.From(queryPage+": operator", openapi.VendorPage, queryOperations...).Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			address := e.Unique("flock")
			var made []string
			for _, letter := range []string{"A", "B", "C"} {
				made = append(made, wisecrm.DateTime(e.Now()))
				e.Add(ctx, accounts(), wisecrm.Fields{"accountName": letter + address, "address": address})
				Expect(e.Control().Advance(ctx, 25*time.Hour)).To(Succeed())
			}
			f := flock{address}
			Expect(f.names(ctx, e, wisecrm.Equal("createdOn", made[1]))).To(Equal("B"))
			Expect(f.names(ctx, e, wisecrm.NotEqual("createdOn", made[1]))).To(Equal("AC"))
			Expect(f.names(ctx, e, wisecrm.Greater("createdOn", made[1]))).To(Equal("C"))
			Expect(f.names(ctx, e, wisecrm.Less("createdOn", made[1]))).To(Equal("A"))
			Expect(f.names(ctx, e, wisecrm.Greater("createdOn", made[1][:len("2026-01-02")]))).To(Equal("BC"))
		})
}

func containTexts(s declaration) {
	s.Spec("WI-QUERY-06", "finds texts that contain another with cl, at either end and in the middle",
		contracts.From(queryPage+": operator cl", openapi.VendorPage, queryOperations...).Beyond(),
		func(ctx SpecContext, e *Env) {
			f := e.addFlock(ctx)
			Expect(f.names(ctx, e, wisecrm.Contains("phone", "021"))).To(Equal("Ab"))
			Expect(f.names(ctx, e, wisecrm.Contains("phone", "-9"))).To(Equal("b"))
			Expect(f.names(ctx, e, wisecrm.Contains("phone", "000"))).To(Equal("A"))
			Expect(f.names(ctx, e, wisecrm.Contains("phone", "021-1000-"))).To(BeEmpty())
		})

	s.Spec("WI-QUERY-07", "finds texts that do not contain another with nc",
		contracts.From(queryPage+": operator nc", openapi.VendorPage, queryOperations...).Beyond(),
		func(ctx SpecContext, e *Env) {
			f := e.addFlock(ctx)
			hasPhone := wisecrm.IsNotNull("phone")
			Expect(f.names(ctx, e, hasPhone, wisecrm.NotContains("phone", "-9"))).To(Equal("A"))
			Expect(f.names(ctx, e, hasPhone, wisecrm.NotContains("phone", "021"))).To(BeEmpty())
			Expect(f.names(ctx, e, hasPhone, wisecrm.NotContains("phone", "020"))).To(Equal("Ab"))
		})

	s.Spec("WI-QUERY-08", "finds empty fields with $NULL$ and all others with $NOT_NULL$, of every type",
		contracts.From(queryPage+": operator $NULL$, $NOT_NULL$", openapi.VendorPage, queryOperations...).Beyond(),
		func(ctx SpecContext, e *Env) {
			f := e.addFlock(ctx)
			for _, field := range []string{"phone", "typeCode"} {
				Expect(f.names(ctx, e, wisecrm.IsNull(field))).To(Equal("C"), field)
				Expect(f.names(ctx, e, wisecrm.IsNotNull(field))).To(Equal("Ab"), field)
			}
			Expect(f.names(ctx, e, wisecrm.IsNull("owningUser"))).To(BeEmpty())
			Expect(f.names(ctx, e, wisecrm.IsNotNull("createdOn"))).To(Equal("ACb"))
		})

	s.Spec("WI-QUERY-09", "finds a field that an update has filled or emptied",
		contracts.From(queryPage+": operator $NULL$", openapi.VendorPage, "addAccount", "updateAccount", "advQuery").Beyond(),
		func(ctx SpecContext, e *Env) {
			f := flock{e.Unique("flock")}
			id := e.Add(ctx, accounts(), wisecrm.Fields{"accountName": "A" + f.address, "address": f.address})
			e.Update(ctx, accounts(), id, wisecrm.Fields{"phone": "021-5"})
			Expect(f.names(ctx, e, wisecrm.Equal("phone", "021-5"))).To(Equal("A"))
			e.Update(ctx, accounts(), id, wisecrm.Fields{"phone": nil})
			Expect(f.names(ctx, e, wisecrm.Equal("phone", "021-5"))).To(BeEmpty())
			Expect(f.names(ctx, e, wisecrm.IsNull("phone"))).To(Equal("A"))
		})
}

func joinConditions(s declaration) {
	s.Spec("WI-QUERY-10", "finds with AND what meets every condition",
		contracts.From(queryPage+": type AND", openapi.VendorPage, queryOperations...).Beyond(),
		func(ctx SpecContext, e *Env) {
			f := e.addFlock(ctx)
			Expect(f.names(ctx, e, wisecrm.Equal("typeCode", 1), wisecrm.Contains("phone", "021"))).To(Equal("b"))
			Expect(f.names(ctx, e, wisecrm.Equal("typeCode", 1), wisecrm.Contains("phone", "1000"))).To(BeEmpty())
		})

	s.Spec("WI-QUERY-11", "finds with OR what meets any condition, and each record once",
		contracts.From(queryPage+": type OR", openapi.VendorPage, queryOperations...).Beyond(),
		func(ctx SpecContext, e *Env) {
			f := e.addFlock(ctx)
			Expect(e.letters(ctx, wisecrm.AdvQuery{
				Filter: wisecrm.Or(
					wisecrm.Equal("accountName", "Carl "+f.address), wisecrm.Equal("accountName", "Anna "+f.address), wisecrm.Equal("accountName", "Carl "+f.address),
					wisecrm.Equal("accountName", e.Unique("nobody"))),
				Sort: []wisecrm.Sort{wisecrm.Asc("accountName")},
			})).To(Equal("AC"))
		})

	s.Spec("WI-QUERY-12", "takes ten conditions, the last of which counts like the first",
		contracts.From(queryPage+": filters", openapi.VendorPage, queryOperations...).Beyond(),
		func(ctx SpecContext, e *Env) {
			f := e.addFlock(ctx)
			conditions := []wisecrm.Condition{wisecrm.Equal("typeCode", 0)}
			for range 8 {
				conditions = append(conditions, wisecrm.IsNotNull("accountName"))
			}
			Expect(f.names(ctx, e, conditions...)).To(Equal("A"))
		})
}

func dottedNames(s declaration) {
	orders := func(ctx SpecContext, e *Env) (string, []wisecrm.Record) {
		stem := e.Unique("order")
		var rows []wisecrm.Record
		for _, end := range []string{"x", "y"} {
			account := e.Add(ctx, accounts(), wisecrm.Fields{"accountName": e.Unique(end), "phone": end + stem})
			e.Add(ctx, salesOrders(), wisecrm.Fields{"subject": stem + end, "accountId": account})
			rows = append(rows, wisecrm.Record{"subject": stem + end, "accountId.phone": end + stem, "accountId": account})
		}
		return stem, rows
	}

	s.Spec("WI-QUERY-13", "answers fields of the record that a field refers to, under their dotted names",
		contracts.From(queryPage+": fields", openapi.PublicClient, "addAccount", "addSalesOrder", "advQuery").Beyond(),
		func(ctx SpecContext, e *Env) {
			stem, rows := orders(ctx, e)
			page, err := e.Client.Query.List(ctx, wisecrm.AdvQuery{
				Entity: "SalesOrder", Fields: []string{"subject", "accountId.phone", "accountId"},
				Filter: wisecrm.And(wisecrm.Contains("subject", stem)), Sort: []wisecrm.Sort{wisecrm.Asc("subject")},
			})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.Records).To(Equal(rows))
		})

	s.Spec("WI-QUERY-14", "looks at fields of the record that a field refers to",
		contracts.From(queryPage+": fieldName", openapi.PublicClient, "addAccount", "addSalesOrder", "advQuery").Beyond(),
		func(ctx SpecContext, e *Env) {
			stem, rows := orders(ctx, e)
			page, err := e.Client.Query.List(ctx, wisecrm.AdvQuery{
				Entity: "SalesOrder", Fields: []string{"subject"}, Filter: wisecrm.And(wisecrm.Equal("accountId.phone", "y"+stem)),
			})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.Records).To(Equal([]wisecrm.Record{{"subject": rows[1]["subject"]}}))
		})
}
