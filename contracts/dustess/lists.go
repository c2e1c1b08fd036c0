package dustess

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// reasonKinds are the kinds of reasons with the tables that hold them.
var reasonKinds = map[dustess.ReasonKind]string{
	dustess.ReasonInvalid: "invalidReasons", dustess.ReasonGiveUp: "giveUpReasons", dustess.ReasonRemoval: "removalReasons",
}

// listNames: pools, reasons, and the follow status of enterprises.
func listNames(s declaration) {
	s.Spec("DU-LIST-02", "lists the reasons of each kind, and of that kind only",
		contracts.From(reasonPage+": kind", openapi.VendorPage, "getCustomerReason").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			for kind, table := range reasonKinds {
				e.Put(ctx, table, "my "+table, map[string]any{"id": "my " + table, "name": "原因"})
				for each := range reasonKinds {
					reasons, err := e.Client.Lists.Reasons(ctx, each)
					Expect(err).NotTo(HaveOccurred())
					found := ContainElement(dustess.Named{ID: "my " + table, Name: "原因"})
					if each != kind {
						found = Not(found)
					}
					Expect(reasons).To(found, string(each))
				}
			}
		})

	s.Spec("DU-LIST-04", "lists follow status and invalid reasons of enterprises, without the key success",
		contracts.From(statusPage, openapi.VendorPage, "listFollowStatus").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			status := map[string]any{"id": "my status", "name": "线索", "display": "线索!", "enable": true, "auto_change": false}
			reason := map[string]any{"id": "my reason", "name": "价格原因", "enable": false}
			e.Put(ctx, "followStatus", "my status", status)
			e.Put(ctx, "followReasons", "my reason", reason)
			lists, err := e.Client.Enterprises.FollowStatus(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(lists.FollowStatusList).To(ContainElement(dustess.FollowStatus{ID: "my status", Name: "线索", Display: "线索!", Enable: true}))
			Expect(lists.InvalidReasonList).To(ContainElement(dustess.InvalidReason{ID: "my reason", Name: "价格原因"}))
			answer := e.Send(ctx, contracts.Request{Operation: "listFollowStatus"})
			Expect(envelopeOf(answer).Success).To(BeNil())
			Expect(answer.Message).To(Equal("OK"))
		})
}

// listWays: the kinds of contact ways, and what they ask of a value.
func listWays(s declaration) {
	way := func(state, pattern string) map[string]any {
		return map[string]any{"id": "my way", "name": "工号", "type": "custom", "state": state, "regexp": pattern}
	}

	s.Spec("DU-WAY-01", "lists the contact ways of every state",
		contracts.From(wayPage, openapi.VendorPage, "listContactInformationTypes").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			for _, state := range []string{dustess.WayActive, dustess.WayDisabled, dustess.WayDeleted} {
				e.Put(ctx, "contactWays", "my way", way(state, `^\d+$`))
				Expect(e.Client.Lists.ContactWays(ctx)).To(ContainElement(
					dustess.ContactWay{ID: "my way", Name: "工号", Type: "custom", State: state, Regexp: `^\d+$`}))
			}
		})

	s.Spec("DU-WAY-02", "takes the id of a contact way as a type, with values that match it",
		contracts.From(editPage+": mobiles.type", openapi.Documented, "batchEditCustomer").Controlled(),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			e.Put(ctx, "contactWays", "my way", way(dustess.WayActive, `^\d+$`))
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{{Tel: "123", Type: "my way"}}})).To(BeZero())
			Expect(e.Stored(ctx, id)["mobiles"]).To(HaveExactElements(HaveKeyWithValue("display", "工号")))
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{{Tel: "abc", Type: "my way"}}})).To(Equal(dustess.ItemInvalid))
		})

	s.Spec("DU-WAY-03", "takes a contact way that is disabled, but none that is deleted or unknown",
		contracts.From(editPage+": mobiles.type", openapi.Inferred, "batchEditCustomer").Controlled(),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			for state, want := range map[string]int{dustess.WayDisabled: 0, dustess.WayDeleted: dustess.ItemInvalid} {
				e.Put(ctx, "contactWays", "my way", way(state, `^\d+$`))
				Expect(e.EditOne(ctx, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{{Tel: "123", Type: "my way"}}})).To(Equal(want), state)
			}
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{{Tel: "123", Type: "no such way"}}})).To(Equal(dustess.ItemInvalid))
		})

	s.Spec("DU-WAY-04", "holds mobile and landline numbers to their patterns",
		contracts.From(editPage+": mobiles.tel", openapi.Inferred, "batchEditCustomer").Controlled(),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			for _, m := range []dustess.Mobile{
				{Tel: "abc"}, {Tel: "12"}, {Tel: "+"}, {Tel: "1234567890123456789012345"}, {Tel: "   "}, {Tel: "abc", Type: dustess.TypeLandline}, {Tel: "010-1234-5678", Type: dustess.TypeLandline},
			} {
				Expect(e.EditOne(ctx, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{m}})).To(Equal(dustess.ItemInvalid), m.Tel)
			}
		})
}
