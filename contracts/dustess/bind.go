package dustess

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// bindExternalIDs: which bindings are made.
func bindExternalIDs(s declaration) {
	s.Spec("DU-BIND-01", "binds a contact by its id and answers where it stood, from 0",
		contracts.From(bindPage+": inside_id", openapi.VendorPage, "bindExternalId", "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			first, second := e.Add(ctx, dustess.Contact{}), e.Add(ctx, dustess.Contact{})
			one, two := e.ExternalID(), e.ExternalID()
			result, err := e.Client.Contacts.BindExternalID(ctx, dustess.Binding{ExternalID: one, InsideID: first}, dustess.Binding{ExternalID: two, InsideID: second})
			Expect(err).NotTo(HaveOccurred())
			Expect(result.Fail).To(BeEmpty())
			Expect(result.Success).To(Equal([]dustess.BoundRow{{Index: 0, InsideID: first, ExternalID: one}, {Index: 1, InsideID: second, ExternalID: two}}))
			Expect(e.Edit(ctx, dustess.Contact{ExternalID: two, Remark: "x"}).Success).To(HaveExactElements(HaveField("ID", second)))
		})

	s.Spec("DU-BIND-02", "binds a contact by its number",
		contracts.From(bindPage+": tel", openapi.VendorPage, "bindExternalId").Beyond(),
		func(ctx SpecContext, e *Env) {
			number, external := e.Phone(), e.ExternalID()
			e.Claim(number)
			id := e.AddWith(ctx, number)
			result, err := e.Client.Contacts.BindExternalID(ctx, dustess.Binding{ExternalID: external, Tel: number})
			Expect(err).NotTo(HaveOccurred())
			Expect(result.Success).To(Equal([]dustess.BoundRow{{Index: 0, InsideID: id, ExternalID: external}}))
		})
}

// unbound makes a call of one binding that fails, and returns its row.
func (e *Env) unbound(ctx SpecContext, b dustess.Binding) dustess.UnboundRow {
	GinkgoHelper()
	result, err := e.Client.Contacts.BindExternalID(ctx, b)
	Expect(err).To(HaveCode(dustess.CodePartial))
	Expect(result.Success).To(BeEmpty())
	Expect(result.Fail).To(HaveLen(1))
	return result.Fail[0]
}

// refuseBindings: which bindings are not made.
func refuseBindings(s declaration) {
	binds := contracts.From(bindPage, openapi.VendorPage, "bindExternalId").Beyond()

	s.Spec("DU-BIND-10", "refuses an external id of another contact with 13025, and makes the other bindings", binds,
		func(ctx SpecContext, e *Env) {
			first, second, third := e.Add(ctx, dustess.Contact{}), e.Add(ctx, dustess.Contact{}), e.Add(ctx, dustess.Contact{})
			taken, free := e.ExternalID(), e.ExternalID()
			_, err := e.Client.Contacts.BindExternalID(ctx, dustess.Binding{ExternalID: taken, InsideID: first})
			Expect(err).NotTo(HaveOccurred())
			result, err := e.Client.Contacts.BindExternalID(ctx, dustess.Binding{ExternalID: free, InsideID: second}, dustess.Binding{ExternalID: taken, InsideID: third})
			Expect(err).To(HaveCode(dustess.CodePartial))
			Expect(result.Success).To(HaveExactElements(HaveField("Index", 0)))
			Expect(result.Fail).To(HaveExactElements(And(
				HaveField("Code", dustess.ItemTaken), HaveField("Index", 1), HaveField("ExternalID", taken), HaveField("ExistCusIDs", BeEmpty()), HaveField("Msg", HavePrefix("外部ID已被")))))
		})

	s.Spec("DU-BIND-11", "refuses a contact that does not exist", contracts.From(bindPage, openapi.Inferred, "bindExternalId").Beyond(),
		func(ctx SpecContext, e *Env) {
			number := e.Phone()
			e.Claim(number)
			Expect(e.unbound(ctx, dustess.Binding{ExternalID: e.ExternalID(), InsideID: e.UnknownID()})).To(HaveField("Code", dustess.ItemUnknown))
			Expect(e.unbound(ctx, dustess.Binding{ExternalID: e.ExternalID(), Tel: number})).To(HaveField("Code", dustess.ItemUnknown))
		})

	s.Spec("DU-BIND-12", "refuses a number of several contacts and names them",
		binds.Controlled(),
		func(ctx SpecContext, e *Env) {
			number := e.Phone()
			first := e.AddWith(ctx, number)
			second := e.Add(ctx, dustess.Contact{Mobiles: []dustess.Mobile{{Tel: number, Type: dustess.TypeOther}}})
			Expect(e.unbound(ctx, dustess.Binding{ExternalID: e.ExternalID(), Tel: number})).To(And(
				HaveField("Code", dustess.ItemInvalid), HaveField("ExistCusIDs", ConsistOf(first, second))))
		})

	inferred := contracts.From(bindPage, openapi.Inferred, "bindExternalId").Beyond()

	s.Spec("DU-BIND-13", "refuses what repeats an item of the batch and says which", inferred,
		func(ctx SpecContext, e *Env) {
			first, second := e.Add(ctx, dustess.Contact{}), e.Add(ctx, dustess.Contact{})
			one, two := e.ExternalID(), e.ExternalID()
			result, err := e.Client.Contacts.BindExternalID(ctx,
				dustess.Binding{ExternalID: one, InsideID: first}, dustess.Binding{ExternalID: one, InsideID: second}, dustess.Binding{ExternalID: two, InsideID: first})
			Expect(err).To(HaveCode(dustess.CodePartial))
			Expect(result.Success).To(HaveExactElements(HaveField("Index", 0)))
			Expect(result.Fail).To(HaveExactElements(
				And(HaveField("Index", 1), HaveField("Code", dustess.ItemInvalid), HaveField("RepeatIndex", HaveValue(Equal(0)))),
				And(HaveField("Index", 2), HaveField("Code", dustess.ItemInvalid), HaveField("RepeatIndex", HaveValue(Equal(0))))))
		})
}
