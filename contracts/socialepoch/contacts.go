package socialepoch

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// unfriending is about for a spec that deletes contacts of its own.
func unfriending(from string) contracts.About {
	return contracts.From(fromContacts+from, openapi.Documented, "delFriendsContacts", "queryDelCustomerInfo").Controlled()
}

func deleteContacts(s declaration) {
	s.Spec("SE-CONTACT-DEL-01", "deletes the contacts of the friend, and no other friend's", unfriending(""),
		func(ctx SpecContext, e *Env) {
			friend, stranger, accounts := e.Number(), e.Number(), e.Numbers(2)
			for _, account := range accounts {
				e.Put(ctx, Contact{WhatsID: account, Friend: friend}, Contact{WhatsID: account, Friend: stranger})
			}
			Expect(e.Client.Contacts.Delete(ctx, socialepoch.ContactConditions{FriendWhatsID: friend})).To(Succeed())
			Expect(e.Alive(ctx, friend)).To(BeEmpty())
			Expect(e.Alive(ctx, stranger)).To(ConsistOf(accounts))
		})

	s.Spec("SE-CONTACT-DEL-02", "shows when it deleted, and keeps the record", unfriending(""),
		func(ctx SpecContext, e *Env) {
			friend, account := e.Number(), e.Number()
			e.Put(ctx, Contact{WhatsID: account, Friend: friend})
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			Expect(e.Client.Contacts.Delete(ctx, socialepoch.ContactConditions{FriendWhatsID: friend})).To(Succeed())
			now := e.Now()
			Expect(e.Control().Advance(ctx, time.Hour)).To(Succeed())
			found := e.Contacts(ctx, socialepoch.ContactConditions{FriendWhatsID: friend}, socialepoch.Deleted)
			Expect(found).To(HaveLen(1))
			Expect(found[0].WhatsID).To(Equal(account))
			Expect(found[0].Deleted).To(BeTrue())
			Expect(found[0].DeleteTime).To(BeTemporally("==", now.Truncate(time.Second)))
		})

	s.Spec("SE-CONTACT-DEL-03", "takes no account of a customer: the customer stays",
		contracts.From(fromContacts, openapi.Documented, "delFriendsContacts").Controlled(),
		func(ctx SpecContext, e *Env) {
			number := e.Number()
			Expect(e.Control().PutRecord(ctx, "customers", number, Fields{"principal": "x"})).To(Succeed())
			e.Put(ctx, Contact{WhatsID: e.Number(), Friend: number})
			Expect(e.Client.Contacts.Delete(ctx, socialepoch.ContactConditions{FriendWhatsID: number})).To(Succeed())
			Expect(e.Owners(ctx, number)).To(Equal(map[string]string{number: "x"}))
		})
}

// narrowDeletions are deletions by more than the friend, and those that are refused.
func narrowDeletions(s declaration) {
	s.Spec("SE-CONTACT-DEL-04", "deletes only what satisfies all conditions", unfriending(": whatsId, agentAccount"),
		func(ctx SpecContext, e *Env) {
			one, two := e.Number(), e.Number()
			cases := []struct {
				conditions socialepoch.ContactConditions
				alive      []string
			}{
				{socialepoch.ContactConditions{WhatsID: one}, []string{two}},
				{socialepoch.ContactConditions{AgentAccount: "second"}, []string{one}},
				{socialepoch.ContactConditions{WhatsID: two, AgentAccount: "second"}, []string{one}},
				{socialepoch.ContactConditions{WhatsID: one, AgentAccount: "second"}, []string{one, two}},
				{socialepoch.ContactConditions{WhatsID: e.Number()}, []string{one, two}},
				{socialepoch.ContactConditions{AgentAccount: "Second"}, []string{one, two}},
			}
			for _, c := range cases {
				c.conditions.FriendWhatsID = e.Number()
				e.Put(ctx, Contact{WhatsID: one, Friend: c.conditions.FriendWhatsID, AgentAccount: "first"},
					Contact{WhatsID: two, Friend: c.conditions.FriendWhatsID, AgentAccount: "second"})
				Expect(e.Client.Contacts.Delete(ctx, c.conditions)).To(Succeed())
				Expect(e.Alive(ctx, c.conditions.FriendWhatsID)).To(ConsistOf(c.alive), "%+v", c.conditions)
			}
		})
}
