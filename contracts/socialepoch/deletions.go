package socialepoch

import (
	"encoding/json"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// deleting is about for a spec that deletes customers of its own.
func deleting(from string) contracts.About {
	return contracts.From(fromDelete+from, openapi.Documented, "delCustomers")
}

func deleteCustomers(s declaration) {
	s.Spec("SE-CUSTOMER-DEL-01", "deletes the customers with the given numbers, and no others", deleting(": type 3"),
		func(ctx SpecContext, e *Env) {
			agent := e.Agent(ctx)
			first, second, third := e.Customer(ctx, agent), e.Customer(ctx, agent), e.Customer(ctx, agent)
			Expect(e.Client.Customers.Delete(ctx, first, third)).To(Succeed())
			Expect(e.Owners(ctx, first, second, third)).To(Equal(map[string]string{second: agent}))
		})

	s.Spec("SE-CUSTOMER-DEL-02", "deletes the customers of the given agents, and no others", deleting(": type 2"),
		func(ctx SpecContext, e *Env) {
			one, two, three := e.Agent(ctx), e.Agent(ctx), e.Agent(ctx)
			first, again, second, third := e.Customer(ctx, one), e.Customer(ctx, one), e.Customer(ctx, two), e.Customer(ctx, three)
			Expect(e.Client.Customers.DeleteOfAgents(ctx, one, three)).To(Succeed())
			Expect(e.Owners(ctx, first, again, second, third)).To(Equal(map[string]string{second: two}))
		})

	s.Spec("SE-CUSTOMER-DEL-03", "deletes all customers",
		contracts.From(fromDelete+": type 1", openapi.Documented, "delCustomers").Controlled(),
		func(ctx SpecContext, e *Env) {
			number := e.Customer(ctx, e.Agent(ctx))
			before, err := e.Control().RecordIDs(ctx, "customers")
			Expect(err).NotTo(HaveOccurred())
			Expect(before).To(ContainElement(number))
			Expect(e.Client.Customers.DeleteAll(ctx)).To(Succeed())
			Expect(e.Control().RecordIDs(ctx, "customers")).To(BeEmpty())
			Expect(e.Exists(ctx, number)).To(BeFalse())
		})

	s.Spec("SE-CUSTOMER-DEL-04", "lets a deleted number be imported again", deleting(""),
		func(ctx SpecContext, e *Env) {
			agent := e.Agent(ctx)
			number := e.Customer(ctx, agent)
			Expect(e.Client.Customers.Delete(ctx, number)).To(Succeed())
			e.Import(ctx, socialepoch.ImportedCustomer{AgentAccount: agent, WhatsApp: number})
			found, err := e.Client.Customers.Query(ctx, number)
			Expect(err).NotTo(HaveOccurred())
			Expect(found).To(Equal([]socialepoch.Customer{{WhatsApp: number, Principal: agent}}))
		})
}

// deleteByScope are rules between the kinds of records.
func deleteByScope(s declaration) {
	s.Spec("SE-CUSTOMER-DEL-06", "marks the friend contacts of deleted customers as deleted, and no others",
		contracts.From(fromDelete, openapi.Inferred, "delCustomers", "queryDelCustomerInfo").Controlled(),
		func(ctx SpecContext, e *Env) {
			gone, stays, account := e.Number(), e.Number(), e.Number()
			for _, friend := range []string{gone, stays} {
				Expect(e.Control().PutRecord(ctx, "customers", friend, Fields{})).To(Succeed())
				e.Put(ctx, Contact{WhatsID: account, Friend: friend})
			}
			Expect(e.Client.Customers.Delete(ctx, gone)).To(Succeed())
			Expect(e.Alive(ctx, gone)).To(BeEmpty())
			Expect(e.Alive(ctx, stays)).To(Equal([]string{account}))
		})

	s.Spec("SE-CUSTOMER-DEL-07", "marks the friend contacts of all customers as deleted with them",
		contracts.From(fromDelete+": type 1", openapi.Inferred, "delCustomers", "queryDelCustomerInfo").Controlled(),
		func(ctx SpecContext, e *Env) {
			known, stranger, account := e.Numbers(2), e.Number(), e.Number()
			for _, friend := range known {
				Expect(e.Control().PutRecord(ctx, "customers", friend, Fields{})).To(Succeed())
				e.Put(ctx, Contact{WhatsID: account, Friend: friend})
			}
			e.Put(ctx, Contact{WhatsID: account, Friend: stranger})
			Expect(e.Client.Customers.DeleteAll(ctx)).To(Succeed())
			Expect(e.Contacts(ctx, socialepoch.ContactConditions{WhatsID: account}, socialepoch.Deleted)).To(HaveLen(2))
			Expect(e.Alive(ctx, stranger)).To(Equal([]string{account}))
		})

	s.Spec("SE-CUSTOMER-DEL-14", "leaves the deleteTime of contacts that were deleted before, whatever the scope",
		contracts.From(fromDelete, openapi.Inferred, "delCustomers", "queryDelCustomerInfo").Controlled(),
		func(ctx SpecContext, e *Env) {
			agent := e.Agent(ctx)
			for _, remove := range []func(number string) error{
				func(number string) error { return e.Client.Customers.Delete(ctx, number) },
				func(string) error { return e.Client.Customers.DeleteOfAgents(ctx, agent) },
				func(string) error { return e.Client.Customers.DeleteAll(ctx) },
			} {
				friend, account := e.Number(), e.Number()
				Expect(e.Control().PutRecord(ctx, "customers", friend, Fields{"principal": agent})).To(Succeed())
				e.Put(ctx, Contact{WhatsID: account, Friend: friend, DelFlag: 1, DeleteTime: "2025-04-02 21:01:28"})
				Expect(remove(friend)).To(Succeed())
				Expect(e.Exists(ctx, friend)).To(BeFalse())
				left := e.Contacts(ctx, socialepoch.ContactConditions{FriendWhatsID: friend}, socialepoch.Any)
				Expect(left).To(HaveLen(1))
				Expect(left[0].DeleteTime).To(BeTemporally("==", time.Date(2025, 4, 2, 13, 1, 28, 0, time.UTC)))
			}
		})
}

func refuseDeletions(s declaration) {
	s.Spec("SE-CUSTOMER-DEL-11", "refuses items that are no list of texts and deletes nothing", deleting(": item").Controlled(),
		func(ctx SpecContext, e *Env) {
			number := e.Customer(ctx, e.Agent(ctx))
			for _, item := range []any{
				number, Fields{"0": number}, []any{number, nil}, []any{number, true}, []any{number, ""}, []any{number, Fields{}},
				[]any{number, json.Number("1.0")}, []any{number, json.Number("1e3")},
			} {
				answer := e.Send(contracts.Wrong(ctx), request("delCustomers", e.complete("delCustomers").With("item", item)))
				Expect(answer.Code).To(e.BeCode(socialepoch.CodeInvalid), "%v: %s", item, answer.Message)
			}
			Expect(e.Exists(ctx, number)).To(BeTrue())
		})
}
