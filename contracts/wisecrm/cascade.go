package wisecrm

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

const cascadeRule = "删除说明: 级联删除"

// A family is an account with what refers to it: ids, and the names of the latter.
type family struct{ account, contact, order, contactName, orderName string }

// addFamily adds an account, a contact and a sales order of it.
func (e *Env) addFamily(ctx SpecContext) family {
	f := family{contactName: e.Unique("contact"), orderName: e.Unique("order")}
	f.account = e.Add(ctx, accounts(), accounts().named(e.Unique("account")))
	f.contact = e.Add(ctx, contacts(), wisecrm.Fields{"contactName": f.contactName, "accountId": f.account})
	f.order = e.Add(ctx, salesOrders(), wisecrm.Fields{"subject": f.orderName, "accountId": f.account})
	return f
}

// left tells for the account, the contact and the order whether each is still there.
func (e *Env) left(ctx SpecContext, f family) []bool {
	var there []bool
	for i, id := range []string{f.account, f.contact, f.order} {
		m := models()[i]
		_, err := m.service(e.Client).Get(ctx, id, m.id)
		there = append(there, Code(err) == 0)
	}
	return there
}

var familyOperations = []string{"addAccount", "addContact", "addSalesOrder", "getAccount", "getContact", "getSalesOrder", "deleteAccount"}

func cascades(s declaration) {
	s.Spec("WI-CASCADE-01", "deletes the account alone when nothing else is named",
		contracts.From(cascadeRule, openapi.VendorPage, familyOperations...).Beyond(),
		func(ctx SpecContext, e *Env) {
			f := e.addFamily(ctx)
			e.Delete(ctx, accounts(), f.account)
			Expect(e.left(ctx, f)).To(Equal([]bool{false, true, true}))
		})

	s.Spec("WI-CASCADE-02", "also deletes the named records that refer to the account, and no others",
		contracts.From(cascadeRule, openapi.VendorPage, familyOperations...).Beyond(),
		func(ctx SpecContext, e *Env) {
			f, neighbour := e.addFamily(ctx), e.addFamily(ctx)
			Expect(e.Client.Accounts.Delete(ctx, f.account, wisecrm.DeleteOptions{
				Cascade: map[string][]string{"SalesOrder": {"accountId"}},
			})).To(Equal(f.account))
			Expect(e.left(ctx, f)).To(Equal([]bool{false, true, false}))
			Expect(e.left(ctx, neighbour)).To(Equal([]bool{true, true, true}))
		})

	s.Spec("WI-CASCADE-03", "deletes the records of several entities",
		contracts.From(cascadeRule, openapi.VendorPage, familyOperations...).Beyond(),
		func(ctx SpecContext, e *Env) {
			f := e.addFamily(ctx)
			_, err := e.Client.Accounts.Delete(ctx, f.account, wisecrm.DeleteOptions{
				Cascade: map[string][]string{"SalesOrder": {"accountId"}, "Contact": {"accountId"}},
			})
			Expect(err).NotTo(HaveOccurred())
			Expect(e.left(ctx, f)).To(Equal([]bool{false, false, false}))
		})
}

func cascadeTraces(s declaration) {
	s.Spec("WI-CASCADE-07", "goes by what records refer to now, not by what they once did",
		contracts.From(cascadeRule, openapi.VendorPage, append(familyOperations, "updateContact", "updateSalesOrder")...).Beyond(),
		func(ctx SpecContext, e *Env) {
			f, neighbour := e.addFamily(ctx), e.addFamily(ctx)
			e.Update(ctx, contacts(), f.contact, wisecrm.Fields{"accountId": neighbour.account})
			e.Update(ctx, salesOrders(), f.order, wisecrm.Fields{"accountId": nil})
			e.Update(ctx, salesOrders(), neighbour.order, wisecrm.Fields{"accountId": f.account})
			_, err := e.Client.Accounts.Delete(ctx, f.account, wisecrm.DeleteOptions{
				Cascade: map[string][]string{"SalesOrder": {"accountId"}, "Contact": {"accountId"}},
			})
			Expect(err).NotTo(HaveOccurred())
			Expect(e.left(ctx, f)).To(Equal([]bool{false, true, true}))
			Expect(e.left(ctx, neighbour)).To(Equal([]bool{true, true, false}))
		})

	s.Spec("WI-CASCADE-04", "reads a reference to a deleted account as null wherever it shows",
		contracts.From("删除说明; WI-Q40", openapi.Inferred, "addAccount", "addContact", "addSalesOrder", "deleteAccount", "getContact", "listSalesOrders", "advQuery").Beyond(),
		func(ctx SpecContext, e *Env) {
			f := e.addFamily(ctx)
			e.Delete(ctx, accounts(), f.account)
			Expect(e.Get(ctx, contacts(), f.contact, "accountId")).To(Equal(wisecrm.Record{"accountId": nil}))
			Expect(e.Find(ctx, salesOrders(), f.orderName, "salesorderId", "accountId").Records).To(
				Equal([]wisecrm.Record{{"salesorderId": f.order, "accountId": nil}}))
			page, err := e.Client.Query.List(ctx, wisecrm.AdvQuery{
				Entity: "Contact", Fields: []string{"accountId", "accountId.accountName"},
				Filter: wisecrm.And(wisecrm.Equal("contactName", f.contactName), wisecrm.IsNull("accountId")),
			})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.Records).To(Equal([]wisecrm.Record{{"accountId": nil, "accountId.accountName": nil}}))
		})

	s.Spec("WI-CASCADE-05", "deletes a master record's details with it, and with the account that takes it along",
		contracts.From(cascadeRule, openapi.VendorPage, append(familyOperations, "deleteSalesOrder", "advQuery")...).Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			alone, taken, stays := e.addFamily(ctx), e.addFamily(ctx), e.addFamily(ctx)
			for _, f := range []family{alone, taken, stays} {
				Expect(e.Control().PutRecord(ctx, "salesOrderDetails", e.UnknownID("005-"), map[string]any{
					"productName": e.Unique("seat"), "salesorderId": f.order, "quantity": 3,
				})).To(Succeed())
			}
			e.Delete(ctx, salesOrders(), alone.order)
			_, err := e.Client.Accounts.Delete(ctx, taken.account, wisecrm.DeleteOptions{Cascade: map[string][]string{"SalesOrder": {"accountId"}}})
			Expect(err).NotTo(HaveOccurred())
			Expect(e.left(ctx, taken)).To(Equal([]bool{false, true, false}))
			page, err := e.Client.Query.List(ctx, wisecrm.AdvQuery{
				Entity: "SalesOrderDetail", Fields: []string{"salesorderId"}, Filter: wisecrm.And(wisecrm.Contains("productName", "seat")),
			})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.Records).To(Equal([]wisecrm.Record{{"salesorderId": stays.order}}))
		})
}

func refuseCascades(s declaration) {
	s.Spec("WI-CASCADE-06", "deletes nothing when the map names what does not exist or does not refer to the account",
		contracts.From("删除说明; WI-Q39", openapi.Inferred, familyOperations...).Beyond(),
		func(ctx SpecContext, e *Env) {
			f := e.addFamily(ctx)
			for _, cascade := range []map[string][]string{
				{"NoSuchEntity": {"accountId"}},
				{"SalesOrder": {"noSuchField"}},
				{"SalesOrder": {"owningUser"}},
				{"SalesOrder": {"accountId"}, "Contact": {"accountId", "contactName"}},
			} {
				_, err := e.Client.Accounts.Delete(ctx, f.account, wisecrm.DeleteOptions{Cascade: cascade})
				Expect(err).To(HaveCode(wisecrm.CodeInvalid), "%v", cascade)
			}
			Expect(e.left(ctx, f)).To(Equal([]bool{true, true, true}))
		})

	for _, m := range []*model{contacts(), salesOrders()} {
		s.Spec(m.spec("CASCADE-01"), "deletes nothing when the map names a field that refers to another entity",
			m.infers("delete", "cascade_delete, WI-Q39", append(m.needs, m.add, m.remove, m.get)...),
			func(ctx SpecContext, e *Env) {
				id := e.Add(ctx, m, m.filled(ctx, e, e.Unique("acme")))
				_, err := m.service(e.Client).Delete(ctx, id, wisecrm.DeleteOptions{Cascade: map[string][]string{m.entity: {"accountId"}}})
				Expect(err).To(HaveCode(wisecrm.CodeInvalid))
				Expect(e.Get(ctx, m, id, m.id)).To(Equal(wisecrm.Record{m.id: id}))
			})
	}
}
