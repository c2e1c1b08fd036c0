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
	return controlled(fromQuery+from, openapi.Documented, "queryDelCustomerInfo")
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
			answer := e.Send(ctx, Call{Operation: "queryDelCustomerInfo", Body: body})
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

	s.Spec("SE-CONTACT-QUERY-03", "answers as many records as a page holds, and the total",
		about(fromQuery+": pageSize, total", openapi.Documented, "queryDelCustomerInfo"),
		func(ctx SpecContext, e *Env) {
			page, err := e.Client.Contacts.List(ctx, socialepoch.ContactListOptions{PageSize: 2})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.Records).To(HaveLen(min(2, page.Total)))
		})
}

func pageContacts(s declaration) {
	s.Spec("SE-CONTACT-QUERY-04", "pages without gaps or overlaps, with the same total on every page", listing(": current, pageSize"),
		func(ctx SpecContext, e *Env) {
			friend, accounts := e.Number(), e.Numbers(5)
			for _, account := range accounts {
				e.Put(ctx, Contact{WhatsID: account, Friend: friend, DelFlag: 1})
			}
			for size, pages := range map[int][]int{1: {1, 1, 1, 1, 1, 0}, 2: {2, 2, 1, 0}, 5: {5, 0}, 1000: {5, 0}} {
				var seen []string
				for i, want := range pages {
					page, err := e.Client.Contacts.List(ctx, socialepoch.ContactListOptions{
						ContactConditions: socialepoch.ContactConditions{FriendWhatsID: friend}, Current: i + 1, PageSize: size,
					})
					Expect(err).NotTo(HaveOccurred())
					Expect(page.Total).To(Equal(5))
					Expect(page.Records).To(HaveLen(want), "page %d of %d", i+1, size)
					for _, k := range page.Records {
						seen = append(seen, k.WhatsID)
					}
				}
				Expect(seen).To(ConsistOf(accounts), "pages of %d", size)
			}
		})

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
}

func refuseContactQueries(s declaration) {
	refusing := func(from string) contracts.About {
		return about(fromQuery+from, openapi.Documented, "queryDelCustomerInfo")
	}

	s.Spec("SE-CONTACT-QUERY-06", "asks for tenantId, info, current and pageSize", refusing(": Required"),
		func(ctx SpecContext, e *Env) {
			e.refuses(ctx, "queryDelCustomerInfo", e.complete("queryDelCustomerInfo"), without("tenantId", "info", "current", "pageSize"))
		})

	s.Spec("SE-CONTACT-QUERY-07", "refuses pages that there cannot be", refusing(": current, pageSize"),
		func(ctx SpecContext, e *Env) {
			e.refuses(ctx, "queryDelCustomerInfo", e.complete("queryDelCustomerInfo"),
				each("current", 0, -1, 1.5, "first", "0", 1<<31, 1<<62, true, []any{1}),
				each("pageSize", 0, -1, 1.5, "many", "0", 1001, 1<<31, true, Fields{}))
		})

	s.Spec("SE-CONTACT-QUERY-08", "refuses values of other types", refusing(": Type"),
		func(ctx SpecContext, e *Env) {
			body := e.complete("queryDelCustomerInfo").With("info", Fields{"friendWhatsId": "", "whatsId": "", "agentAccount": ""})
			e.refuses(ctx, "queryDelCustomerInfo", body,
				each("info", "x", 1, true, []any{}),
				each("info.friendWhatsId", true, []any{}, Fields{}, 1.5),
				each("info.whatsId", true, []any{}, Fields{}),
				each("info.agentAccount", true, 1, Fields{}),
				each("info.delFlag", 2, -1, 0.5, "yes", true, ""))
			e.refusesBodies(ctx, "queryDelCustomerInfo")
		})
}
