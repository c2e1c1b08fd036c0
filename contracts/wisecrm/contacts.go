package wisecrm

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// contactRules are the rules of contacts beyond those of every model.
func contactRules(s declaration) {
	m := contacts()

	s.Spec("WI-CONTACT-ACCOUNT-01", "moves to another account, and back to none",
		contracts.From("联系人管理 > 修改联系人; 元数据: reference_to", openapi.VendorPage, "addAccount", "addContact", "updateContact", "getContact").Beyond(),
		func(ctx SpecContext, e *Env) {
			first := e.Add(ctx, accounts(), accounts().named(e.Unique("first")))
			second := e.Add(ctx, accounts(), accounts().named(e.Unique("second")))
			id := e.Add(ctx, m, wisecrm.Fields{"contactName": e.Unique("acme"), "accountId": first})
			for _, to := range []any{second, nil, first} {
				e.Update(ctx, m, id, wisecrm.Fields{"accountId": to})
				Expect(e.Get(ctx, m, id, "accountId")).To(Equal(wisecrm.Record{"accountId": to}))
			}
		})

	s.Spec("WI-CONTACT-NAME-01", "may have the name of an account",
		contracts.From("联系人管理 > 新增联系人: force_add", openapi.Inferred, "addAccount", "addContact").Beyond(),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			e.Add(ctx, accounts(), accounts().named(name))
			e.Add(ctx, m, m.named(name))
		})
}

// salesOrderRules are the rules of sales orders beyond those of every model.
func salesOrderRules(s declaration) {
	m := salesOrders()

	s.Spec("WI-SALESORDER-ACCOUNT-01", "belongs to the account that it names, beside others of that account",
		contracts.From("订单管理 > 新增订单", openapi.Inferred, "addAccount", "addSalesOrder", "advQuery").Beyond(),
		func(ctx SpecContext, e *Env) {
			first := e.Add(ctx, accounts(), accounts().named(e.Unique("first")))
			second := e.Add(ctx, accounts(), accounts().named(e.Unique("second")))
			var rows []any
			for range 2 {
				fields := wisecrm.Fields{"subject": e.Unique("SO"), "accountId": first}
				e.Add(ctx, m, fields)
				rows = append(rows, wisecrm.Record(fields))
			}
			e.Add(ctx, m, wisecrm.Fields{"subject": e.Unique("SO"), "accountId": second})
			page, err := e.Client.Query.List(ctx, wisecrm.AdvQuery{
				Entity: "SalesOrder", Fields: []string{"subject", "accountId"}, Filter: wisecrm.And(wisecrm.Equal("accountId", first)),
			})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.Records).To(ConsistOf(rows...))
		})

	for _, m := range []*model{contacts(), salesOrders()} {
		s.Spec(m.spec("ACCOUNT-02"), "refuses to refer to an account that is deleted, and stores nothing",
			m.infers("add", "POST stream, WI-Q81", "addAccount", "deleteAccount", m.add, m.update, m.list),
			func(ctx SpecContext, e *Env) {
				account := e.Add(ctx, accounts(), accounts().named(e.Unique("acme")))
				e.Delete(ctx, accounts(), account)
				fields := wisecrm.Fields{m.nameField: e.Unique("new"), "accountId": account}
				Expect(e.TryAdd(ctx, m, fields)).To(HaveCode(wisecrm.CodeBusiness))
				Expect(e.Count(ctx, m, fields[m.nameField].(string))).To(BeZero())
				name := e.Unique("old")
				_, err := m.service(e.Client).Update(ctx, e.Add(ctx, m, m.named(name)), fields, wisecrm.UpdateOptions{})
				Expect(err).To(HaveCode(wisecrm.CodeBusiness))
				Expect(e.Find(ctx, m, name, m.nameField, "accountId").Records).To(Equal([]wisecrm.Record{{m.nameField: name, "accountId": nil}}))
			})
	}
}
