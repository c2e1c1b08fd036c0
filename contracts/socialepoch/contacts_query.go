package socialepoch

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// listing is about for a spec that lists contacts of its own.
func listing(from string) contracts.About {
	return contracts.From(fromQuery+from, openapi.Documented, "queryDelCustomerInfo").Controlled()
}

// friends stores contacts of one new friend, one deleted, and returns the friend and the accounts.
func (e *Env) friends(ctx context.Context) (friend string, accounts []string) {
	friend, accounts = e.Number(), e.Numbers(3)
	e.Put(ctx, Contact{WhatsID: accounts[0], Friend: friend, AgentAccount: "first", DelFlag: 1, DeleteTime: "2025-04-02 21:01:28"},
		Contact{WhatsID: accounts[1], Friend: friend, AgentAccount: "first"},
		Contact{WhatsID: accounts[2], Friend: friend, AgentAccount: "second"})
	return friend, accounts
}

func queryContacts(s declaration) {
	s.Spec("SE-CONTACT-QUERY-01", "answers a deleted contact with its flag and the time", listing(""),
		func(ctx SpecContext, e *Env) {
			friend, accounts := e.friends(ctx)
			body := e.complete("queryDelCustomerInfo").With("info", Fields{"friendWhatsId": friend, "whatsId": "", "agentAccount": "", "delFlag": 1})
			answer := e.Send(ctx, request("queryDelCustomerInfo", body))
			Expect(answer.Code).To(Equal(accepted))
			Expect(string(answer.Data)).To(MatchJSON(`{"records":[{"whatsId":"` + accounts[0] + `","friendWhatsId":"` + friend +
				`","delFlag":1,"deleteTime":"2025-04-02 21:01:28"}],"total":1}`))
		})

	s.Spec("SE-CONTACT-QUERY-02", "filters by each condition, and by all together", listing(": info"),
		func(ctx SpecContext, e *Env) {
			friend, accounts := e.friends(ctx)
			stranger := e.Number()
			e.Put(ctx, Contact{WhatsID: accounts[0], Friend: stranger, AgentAccount: "first"})
			type conditions = socialepoch.ContactConditions
			for _, c := range []struct {
				conditions
				deletion socialepoch.Deletion
				want     []string
			}{
				{conditions{FriendWhatsID: friend}, socialepoch.Any, accounts},
				{conditions{FriendWhatsID: friend}, socialepoch.Deleted, accounts[:1]},
				{conditions{FriendWhatsID: friend}, socialepoch.NotDeleted, accounts[1:]},
				{conditions{FriendWhatsID: friend, WhatsID: accounts[1]}, socialepoch.Any, accounts[1:2]},
				{conditions{FriendWhatsID: friend, AgentAccount: "first"}, socialepoch.Any, accounts[:2]},
				{conditions{FriendWhatsID: friend, AgentAccount: "first"}, socialepoch.NotDeleted, accounts[1:2]},
				{conditions{FriendWhatsID: friend, WhatsID: accounts[2], AgentAccount: "second"}, socialepoch.NotDeleted, accounts[2:]},
				{conditions{FriendWhatsID: friend, WhatsID: accounts[2], AgentAccount: "first"}, socialepoch.Any, nil},
				{conditions{WhatsID: accounts[1]}, socialepoch.Any, accounts[1:2]},
				{conditions{WhatsID: accounts[1]}, socialepoch.Deleted, nil},
				{conditions{AgentAccount: "second"}, socialepoch.Any, accounts[2:]},
				{conditions{FriendWhatsID: e.Number()}, socialepoch.Any, nil},
			} {
				var found []string
				for _, k := range e.Contacts(ctx, c.conditions, c.deletion) {
					Expect(k.FriendWhatsID).To(Equal(friend))
					found = append(found, k.WhatsID)
				}
				Expect(found).To(ConsistOf(c.want), "%+v, deletion %d", c.conditions, c.deletion)
			}
		})
}

func pageContacts(s declaration) {
	s.Spec("SE-CONTACT-QUERY-05", "pages through all contacts as through those of a friend", listing(": current, pageSize"),
		func(ctx SpecContext, e *Env) {
			for _, deletion := range []socialepoch.Deletion{socialepoch.Any, socialepoch.NotDeleted, socialepoch.Deleted} {
				opts := socialepoch.ContactListOptions{Deletion: deletion, PageSize: 1000}
				whole, err := e.Client.Contacts.List(ctx, opts)
				Expect(err).NotTo(HaveOccurred())
				Expect(whole.Records).To(HaveLen(whole.Total))
				opts.PageSize = 70
				var parts []socialepoch.Contact
				for k, err := range e.Client.Contacts.All(ctx, opts) {
					Expect(err).NotTo(HaveOccurred())
					parts = append(parts, k)
				}
				Expect(parts).To(Equal(whole.Records))
			}
		})

	s.Spec("SE-SETTING-04", "refuses pages beyond the size that a tenant allows",
		contracts.From(fromQuery+": pageSize", openapi.Inferred, "queryDelCustomerInfo", "msgPage").Controlled(),
		func(ctx SpecContext, e *Env) {
			e.set(ctx, Fields{"max_page_size": 20})
			for _, operation := range []string{"queryDelCustomerInfo", "msgPage"} {
				for size, code := range map[int]int{20: accepted, 21: socialepoch.CodeInvalid} {
					body := e.complete(operation).With("pageSize", size)
					Expect(e.Send(ctx, request(operation, body)).Code).To(Equal(code), "%s, %d", operation, size)
				}
			}
		})
}
