package dustess

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// addContacts: how contacts come to be.
func addContacts(s declaration) {
	s.Spec("DU-CONTACT-ADD-01", "stores each contact under a new id, which an edit finds",
		contracts.From(addPage, openapi.PublicClient, "batchAddCustomer", "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			result := e.TryAdd(ctx, dustess.Contact{}, dustess.Contact{})
			Expect(result.Success).To(HaveExactElements(HaveField("Index", 1), HaveField("Index", 2)))
			Expect(result.Success[0].ID).NotTo(Equal(result.Success[1].ID))
			Expect(codes(e.Edit(ctx, dustess.Contact{ID: result.Success[0].ID, Remark: "x"}, dustess.Contact{ID: result.Success[1].ID, Remark: "y"}))).To(HaveEach(0))
		})

	s.Spec("DU-CONTACT-ADD-03", "puts a contact without an owner into a pool",
		contracts.From(addPage+": pool", openapi.PublicClient, "batchAddCustomer", "getCustomerPoolList").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			pools, err := e.Client.Lists.Pools(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(pools).NotTo(BeEmpty())
			id := e.Add(ctx, dustess.Contact{Pool: pools[0].ID})
			Expect(e.Stored(ctx, id)).To(And(HaveKeyWithValue("pool", pools[0].ID), HaveKeyWithValue("owner", "")))
		})

	s.Spec("DU-CONTACT-ADD-04", "makes the id itself, whatever the item has",
		contracts.From(addPage, openapi.Inferred, "batchAddCustomer", "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			asked := e.UnknownID()
			Expect(e.Add(ctx, dustess.Contact{ID: asked})).NotTo(Equal(asked))
			Expect(e.EditOne(ctx, dustess.Contact{ID: asked})).To(Equal(dustess.ItemUnknown))
		})
}

// addsOther adds a contact that is refused with the code, and another one that is not.
func (e *Env) addsOther(ctx SpecContext, wrong dustess.Contact, code int) {
	GinkgoHelper()
	number := e.Phone()
	owner := e.Owner(ctx)
	result, err := e.Client.Contacts.BatchAdd(ctx, wrong, dustess.Contact{Remark: e.Unique("李四"), Owner: owner, Mobiles: []dustess.Mobile{Mobile(number)}})
	Expect(err).To(HaveCode(dustess.CodePartial))
	Expect(codes(result)).To(Equal([]int{code, 0}))
	Expect(e.Taken(ctx, number)).To(BeTrue(), "the other contact was added")
}

// refuseAdds: which contacts are not added. The others of the batch are.
func refuseAdds(s declaration) {
	add := contracts.From(addPage, openapi.Inferred, "batchAddCustomer").Beyond()

	s.Spec("DU-CONTACT-ADD-10", "asks for a name that is not blank", add,
		func(ctx SpecContext, e *Env) {
			e.addsOther(ctx, dustess.Contact{Remark: " ", Owner: e.Owner(ctx)}, dustess.ItemInvalid)
			answer := e.Send(contracts.Wrong(ctx), written("batchAddCustomer", `{"customer_list":[{"owner":`+quoted(e.Owner(ctx))+`}]}`))
			Expect(rows(answer)).To(Equal(map[int]int{1: dustess.ItemInvalid}))
		})

	s.Spec("DU-CONTACT-ADD-13", "refuses the second of two contacts of one batch that share a contact way", add,
		func(ctx SpecContext, e *Env) {
			same := dustess.Contact{Mobiles: []dustess.Mobile{Mobile(e.Phone())}}
			Expect(codes(e.TryAdd(ctx, same, same))).To(Equal([]int{0, dustess.ItemInvalid}))
		})

	s.Spec("DU-CONTACT-ADD-14", "takes a number again under another type", add,
		func(ctx SpecContext, e *Env) {
			number := e.Phone()
			e.AddWith(ctx, number)
			e.Add(ctx, dustess.Contact{Mobiles: []dustess.Mobile{{Tel: number, Type: dustess.TypeOther}}})
		})

	s.Spec("DU-CONTACT-ADD-15", "refuses an external_id that is taken", add,
		func(ctx SpecContext, e *Env) {
			external := e.ExternalID()
			e.Add(ctx, dustess.Contact{ExternalID: external})
			e.addsOther(ctx, dustess.Contact{Remark: e.Unique("张三"), Owner: e.Owner(ctx), ExternalID: external}, dustess.ItemTaken)
		})
}
