package dustess

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// settings: where the documents leave a choice.
func settings(s declaration) {
	batch := contracts.From(editPage, openapi.Documented, "batchEditCustomer").Controlled()

	s.Spec("DU-SETTING-01", "leaves code out of successes when it is set so, as the document's example",
		contracts.From(editPage, openapi.Documented, "getCustomerPoolList", "listFollowStatus").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			e.Token(ctx)
			e.Set(ctx, map[string]any{"omit_code": true})
			Expect(envelopeOf(e.Send(ctx, written("getCustomerPoolList", `{}`))).Code).To(BeNil())
			_, err := e.Client.Lists.Pools(ctx)
			Expect(err).NotTo(HaveOccurred(), "the client takes it for a success")
			_, err = e.Client.Enterprises.FollowStatus(ctx)
			Expect(err).NotTo(HaveOccurred(), "this answer always has a code")
		})

	s.Spec("DU-SETTING-02", "writes 0 as the id of failed rows, and what is wrong, when it is set so", batch,
		func(ctx SpecContext, e *Env) {
			result := e.Edit(ctx, dustess.Contact{ID: e.UnknownID()})
			Expect(result.Fail).To(HaveExactElements(And(HaveField("ID", ""), HaveField("Msg", ""))))
			e.Set(ctx, map[string]any{"fail_id": "0", "hints": true})
			result = e.Edit(ctx, dustess.Contact{ID: e.UnknownID()})
			Expect(result.Fail).To(HaveExactElements(And(HaveField("ID", "0"), HaveField("Msg", Not(BeEmpty())))))
		})

	s.Spec("DU-SETTING-03", "refuses calls beyond the limit until time has passed", batch,
		func(ctx SpecContext, e *Env) {
			e.Token(ctx)
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			e.Set(ctx, map[string]any{"calls_per_minute": 2})
			edit := dustess.Contact{ID: e.UnknownID()}
			for _, want := range []int{dustess.CodePartial, dustess.CodePartial, dustess.CodeSystem} {
				_, err := e.Client.Contacts.BatchEdit(ctx, edit)
				Expect(err).To(HaveCode(want))
			}
			Expect(e.Control().Advance(ctx, time.Minute)).To(Succeed())
			_, err := e.Client.Contacts.BatchEdit(ctx, edit)
			Expect(err).To(HaveCode(dustess.CodePartial))
		})
}
