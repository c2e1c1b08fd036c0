package dustess

import (
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// editContacts: how a batch of edits is answered.
func editContacts(s declaration) {
	edits := contracts.From(editPage, openapi.Documented, "batchEditCustomer")

	s.Spec("DU-CONTACT-EDIT-01", "answers a row with index and id for each contact", edits,
		func(ctx SpecContext, e *Env) {
			first, second := e.Add(ctx, dustess.Contact{}), e.Add(ctx, dustess.Contact{})
			Expect(second).NotTo(Equal(first))
			result := e.Edit(ctx, dustess.Contact{ID: first, Remark: e.Unique("李四")}, dustess.Contact{ID: second, Position: "高级工程师"})
			Expect(result.Fail).To(BeEmpty())
			Expect(result.Success).To(HaveLen(2))
			Expect(result.Success[0]).To(And(HaveField("Index", 1), HaveField("ID", first), HaveField("Code", 0)))
			Expect(result.Success[1]).To(And(HaveField("Index", 2), HaveField("ID", second), HaveField("Code", 0)))
		})

	s.Spec("DU-CONTACT-EDIT-02", "finds a contact by external_id and answers its id",
		contracts.From(editPage+": external_id", openapi.Documented, "batchEditCustomer", "bindExternalId"),
		func(ctx SpecContext, e *Env) {
			id, external := e.Add(ctx, dustess.Contact{}), e.ExternalID()
			_, err := e.Client.Contacts.BindExternalID(ctx, dustess.Binding{ExternalID: external, InsideID: id})
			Expect(err).NotTo(HaveOccurred())
			number := e.Phone()
			result := e.Edit(ctx, dustess.Contact{ExternalID: external, Mobiles: []dustess.Mobile{Mobile(number)}})
			Expect(result.Success).To(HaveExactElements(HaveField("ID", id)))
			Expect(e.Taken(ctx, number)).To(BeTrue(), "the contact has the number")
		})

	s.Spec("DU-CONTACT-EDIT-03", "applies the other items when some fail, and says so with 4126", edits,
		func(ctx SpecContext, e *Env) {
			first, last := e.Add(ctx, dustess.Contact{}), e.Add(ctx, dustess.Contact{})
			one, two := e.Phone(), e.Phone()
			result, err := e.Client.Contacts.BatchEdit(ctx,
				dustess.Contact{ID: first, Mobiles: []dustess.Mobile{Mobile(one)}},
				dustess.Contact{ID: e.UnknownID(), Remark: "nobody"},
				dustess.Contact{ID: last, Mobiles: []dustess.Mobile{Mobile(two)}})
			Expect(err).To(HaveCode(dustess.CodePartial))
			Expect(result.Fail).To(HaveExactElements(HaveField("Index", 2)))
			Expect(result.Success).To(HaveExactElements(
				And(HaveField("Index", 1), HaveField("ID", first)), And(HaveField("Index", 3), HaveField("ID", last))))
			Expect(e.Taken(ctx, one)).To(BeTrue(), "the first item was applied")
			Expect(e.Taken(ctx, two)).To(BeTrue(), "the last item was applied")
		})

	s.Spec("DU-CONTACT-EDIT-04", "answers 4126 and no successes when all items fail",
		contracts.From(editPage, openapi.Documented, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			result, err := e.Client.Contacts.BatchEdit(ctx, dustess.Contact{ID: e.UnknownID()}, dustess.Contact{ExternalID: e.ExternalID()})
			Expect(err).To(HaveCode(dustess.CodePartial))
			Expect(result.Success).To(BeEmpty())
			Expect(result.Fail).To(HaveExactElements(HaveField("Index", 1), HaveField("Index", 2)))
		})
}

// editContactWays: contact ways and places.
func editContactWays(s declaration) {
	edits := contracts.From(editPage, openapi.Documented, "batchEditCustomer")

	s.Spec("DU-CONTACT-EDIT-05", "refuses a contact way of another contact and applies nothing of that item",
		contracts.From(editPage+": mobiles", openapi.Inferred, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			taken, own, fresh := e.Phone(), e.Phone(), e.Phone()
			e.AddWith(ctx, taken)
			id := e.AddWith(ctx, own)
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{Mobile(fresh), Mobile(taken)}})).To(Equal(dustess.ItemInvalid))
			Expect(e.Taken(ctx, own)).To(BeTrue(), "the contact kept its number")
			Expect(e.Taken(ctx, fresh)).To(BeFalse(), "the contact got the other number")
		})

	s.Spec("DU-CONTACT-EDIT-06", "lets a contact keep its own contact way", edits,
		func(ctx SpecContext, e *Env) {
			own := e.Phone()
			id := e.AddWith(ctx, own)
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Remark: "again", Mobiles: []dustess.Mobile{Mobile(own)}})).To(BeZero())
			Expect(e.Taken(ctx, own)).To(BeTrue())
		})

	s.Spec("DU-CONTACT-EDIT-07", "takes numbers of other countries and with a plus sign, landlines and other ways",
		contracts.From(editPage+": mobiles.tel", openapi.Documented, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			for _, m := range []dustess.Mobile{
				Mobile("+86" + e.Phone()), Mobile("+1 " + e.Phone()[:10]), {Tel: "010-" + e.Phone()[3:], Type: dustess.TypeLandline}, {Tel: e.Unique("other"), Type: dustess.TypeOther},
			} {
				Expect(e.EditOne(ctx, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{m}})).To(BeZero(), m.Tel)
			}
		})

	s.Spec("DU-CONTACT-EDIT-08", "takes province, city and district, separated by dashes or slashes, or less",
		contracts.From(editPage+": prov_city", openapi.Documented, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			for _, place := range []string{"四川省-成都市-武侯区", "四川省/成都市/武侯区", "四川省-成都市", "四川省/成都市", "四川省"} {
				Expect(e.EditOne(ctx, dustess.Contact{ID: id, ProvCity: place})).To(BeZero(), place)
			}
		})

	s.Spec("DU-CONTACT-EDIT-09", "applies the same contact twice in one batch, in order",
		contracts.From(editPage, openapi.Inferred, "batchEditCustomer").Controlled(),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			result := e.Edit(ctx, dustess.Contact{ID: id, Remark: "first", Address: "某村"}, dustess.Contact{ID: id, Remark: "second"})
			Expect(codes(result)).To(Equal([]int{0, 0}))
			Expect(e.Stored(ctx, id)).To(And(HaveKeyWithValue("remark", "second"), HaveKeyWithValue("address", "某村")))
		})

	s.Spec("DU-CONTACT-EDIT-10", "takes 500 contacts at once",
		contracts.From(editPage+": customer_list", openapi.Inferred, "batchEditCustomer").Controlled(),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			batch := make([]dustess.Contact, 500)
			for i := range batch {
				batch[i] = dustess.Contact{ID: id, Remark: fmt.Sprint("number ", i+1)}
			}
			Expect(codes(e.Edit(ctx, batch...))).To(HaveEach(0))
			Expect(e.Stored(ctx, id)).To(HaveKeyWithValue("remark", "number 500"))
		})
}
