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
	return about(fromDelete+from, openapi.Documented, "delCustomers", "batchImport", "queryCustomers", "addAgent")
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
		controlled(fromDelete+": type 1", openapi.Documented, "delCustomers", "batchImport", "queryCustomers", "addAgent"),
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

	s.Spec("SE-CUSTOMER-DEL-05", "is authenticated by the body alone, as the document has it", deleting(": token, createTime"),
		func(ctx SpecContext, e *Env) {
			number := e.Customer(ctx, e.Agent(ctx))
			body := e.complete("delCustomers").With("item", []any{number})
			Expect(e.Send(ctx, Call{Operation: "delCustomers", Body: body, Unsigned: true}).Code).To(Equal(accepted))
			Expect(e.Exists(ctx, number)).To(BeFalse())
		})
}

// deleteByScope are rules between the kinds of records.
func deleteByScope(s declaration) {
	s.Spec("SE-CUSTOMER-DEL-06", "marks the friend contacts of deleted customers as deleted, and no others",
		controlled(fromDelete, openapi.Inferred, "delCustomers", "queryDelCustomerInfo"),
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
		controlled(fromDelete+": type 1", openapi.Inferred, "delCustomers", "queryDelCustomerInfo"),
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
		controlled(fromDelete, openapi.Inferred, "delCustomers", "queryDelCustomerInfo", "queryCustomers", "addAgent"),
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

	s.Spec("SE-CUSTOMER-DEL-15", "deletes nothing for a body with something behind it",
		about(fromDelete, openapi.Inferred, "delCustomers", "batchImport", "queryCustomers", "addAgent"),
		func(ctx SpecContext, e *Env) {
			number := e.Customer(ctx, e.Agent(ctx))
			body := encode(e.complete("delCustomers").With("item", []any{number}))
			for _, rest := range []string{"x", "}", "{}", ",", "null", "\x00"} {
				answer := e.Send(contracts.Wrong(ctx), Call{Operation: "delCustomers", Body: Text(body + rest)})
				Expect(answer.Code).To(e.BeCode(socialepoch.CodeInvalid), "%q", rest)
			}
			Expect(e.Exists(ctx, number)).To(BeTrue())
		})
}

func refuseDeletions(s declaration) {
	s.Spec("SE-CUSTOMER-DEL-08", "asks for userName and type", guarded(deleting(": Required")),
		func(ctx SpecContext, e *Env) {
			number := e.Customer(ctx, e.Agent(ctx))
			body := e.complete("delCustomers").With("item", []any{number})
			e.refuses(ctx, "delCustomers", body, without("type"))
			unnamed := body.With("userName", absent{}, "token",
				Digest(e.Credential("tenant_id"), body["createTime"].(string), e.Credential("api_key")))
			Expect(e.Send(contracts.Wrong(ctx), Call{Operation: "delCustomers", Body: unnamed}).Code).To(e.BeCode(socialepoch.CodeInvalid))
			Expect(e.Exists(ctx, number)).To(BeTrue())
		})

	s.Spec("SE-CUSTOMER-DEL-09", "asks for tenantId, createTime and token, though headers are signed", deleting(": Required"),
		func(ctx SpecContext, e *Env) {
			number := e.Customer(ctx, e.Agent(ctx))
			body := e.complete("delCustomers").With("item", []any{number})
			for field, code := range map[string]int{
				"tenantId": socialepoch.CodeNoTenant, "createTime": socialepoch.CodeNoTimestamp, "token": socialepoch.CodeNoToken,
			} {
				answer := e.Send(contracts.Wrong(ctx), Call{Operation: "delCustomers", Body: body.With(field, absent{})})
				Expect(answer.Code).To(e.BeCode(code), field)
			}
			Expect(e.Exists(ctx, number)).To(BeTrue())
		})

	s.Spec("SE-CUSTOMER-DEL-10", "refuses types beside 1, 2 and 3 and deletes nothing", guarded(deleting(": type")),
		func(ctx SpecContext, e *Env) {
			number := e.Customer(ctx, e.Agent(ctx))
			body := e.complete("delCustomers").With("item", []any{number})
			e.refuses(ctx, "delCustomers", body, each("type", 0, 4, -1, 3.5, "three", true, 1<<33, []any{3}))
			Expect(e.Exists(ctx, number)).To(BeTrue())
		})

	s.Spec("SE-CUSTOMER-DEL-11", "refuses items that are no list of texts and deletes nothing", guarded(deleting(": item")),
		func(ctx SpecContext, e *Env) {
			number := e.Customer(ctx, e.Agent(ctx))
			body := e.complete("delCustomers")
			e.refuses(ctx, "delCustomers", body,
				each("item", number, Fields{"0": number}, []any{number, nil}, []any{number, true}, []any{number, ""}, []any{number, Fields{}},
					[]any{number, json.Number("1.0")}, []any{number, json.Number("1e3")}))
			Expect(e.Exists(ctx, number)).To(BeTrue())
		})
}

func protectCustomers(s declaration) {
	s.Spec("SE-CUSTOMER-DEL-12", "verifies the token of the body and deletes nothing when it is wrong", deleting(": token"),
		func(ctx SpecContext, e *Env) {
			number := e.Customer(ctx, e.Agent(ctx))
			body := e.complete("delCustomers").With("item", []any{number})
			for _, wrong := range []Fields{
				body.With("token", Digest("x")),
				body.With("createTime", "2023-01-11 13:48:33"),
			} {
				for _, unsigned := range []bool{false, true} {
					answer := e.Send(ctx, Call{Operation: "delCustomers", Body: wrong, Unsigned: unsigned})
					Expect(answer.Code).To(e.BeCode(socialepoch.CodeSignature))
				}
			}
			Expect(e.Exists(ctx, number)).To(BeTrue())
		})

	s.Spec("SE-CUSTOMER-DEL-13", "refuses another admin account and deletes nothing", deleting(": userName"),
		func(ctx SpecContext, e *Env) {
			number := e.Customer(ctx, e.Agent(ctx))
			err := e.As(e.TenantID(), e.Credential("api_key"), e.Name()).Customers.Delete(ctx, number)
			Expect(err).To(e.Refuse(socialepoch.CodeInvalid))
			Expect(e.Exists(ctx, number)).To(BeTrue())
		})
}
