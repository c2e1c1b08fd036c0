package socialepoch

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// importing is about for a spec that imports customers.
func importing(from string) contracts.About {
	return about(fromImport+from, openapi.VendorPage, "batchImport", "queryCustomers", "addAgent")
}

func importCustomers(s declaration) {
	s.Spec("SE-CUSTOMER-IMPORT-01", "stores every field, and the agent as the owner", importing(""),
		func(ctx SpecContext, e *Env) {
			agent, number := e.Agent(ctx), e.Number()
			e.Import(ctx, socialepoch.ImportedCustomer{
				AgentAccount: agent, WhatsApp: number, FriendName: `李 & "伟"`, Sex: "male", Birthday: "2020/03/08", Address: "a", Email: "b@example.com",
				Profession: "c", Income: "d", Desc: "e", TabName: "vip,new", Stage: "f", Source: "g", LanguageTag: "Simplified Chinese (ZH)",
				Welcome: "h", Extensions: map[string]string{"Faction": "Guanlong Group"},
			})
			Expect(e.Client.Customers.Query(ctx, number)).To(Equal([]socialepoch.Customer{{
				WhatsApp: number, Principal: agent, FriendName: `李 & "伟"`, Sex: "male", Birthday: "2020/03/08", Address: "a", Email: "b@example.com",
				Profession: "c", Income: "d", Desc: "e", TabName: "vip,new", Stage: "f", Source: "g", LanguageTag: "Simplified Chinese (ZH)",
				Welcome: "h", Extensions: map[string]string{"Faction": "Guanlong Group"},
			}}))
		})

	s.Spec("SE-CUSTOMER-IMPORT-02", "stores several customers, each with its own owner", importing(": data"),
		func(ctx SpecContext, e *Env) {
			one, two, first, second := e.Agent(ctx), e.Agent(ctx), e.Number(), e.Number()
			e.Import(ctx, socialepoch.ImportedCustomer{AgentAccount: one, WhatsApp: first}, socialepoch.ImportedCustomer{AgentAccount: two, WhatsApp: second})
			Expect(e.Owners(ctx, first, second)).To(Equal(map[string]string{first: one, second: two}))
		})

	s.Spec("SE-CUSTOMER-IMPORT-03", "gives a known customer another owner", importing(": agentAccount"),
		func(ctx SpecContext, e *Env) {
			one, two := e.Agent(ctx), e.Agent(ctx)
			number := e.Customer(ctx, one)
			e.Import(ctx, socialepoch.ImportedCustomer{AgentAccount: two, WhatsApp: number})
			Expect(e.Owners(ctx, number)).To(Equal(map[string]string{number: two}))
		})
}

func importFields(s declaration) {
	s.Spec("SE-CUSTOMER-IMPORT-04", "removes the tags of cancelTabName, and none when it is empty", importing(": cancelTabName"),
		func(ctx SpecContext, e *Env) {
			agent, number := e.Agent(ctx), e.Number()
			tags := func(add, cancel string) string {
				e.Import(ctx, socialepoch.ImportedCustomer{AgentAccount: agent, WhatsApp: number, TabName: add, CancelTabName: cancel})
				found, err := e.Client.Customers.Query(ctx, number)
				Expect(err).NotTo(HaveOccurred())
				Expect(found).To(HaveLen(1))
				return found[0].TabName
			}
			Expect(tags("vip,new,late", "")).To(Equal("vip,new,late"))
			Expect(tags("", "new,unknown")).To(Equal("vip,late"))
			Expect(tags("", "")).To(Equal("vip,late"))
		})

	s.Spec("SE-CUSTOMER-IMPORT-05", "takes each documented sex", importing(": sex"),
		func(ctx SpecContext, e *Env) {
			agent := e.Agent(ctx)
			for _, sex := range []string{"unknown", "male", "female"} {
				number := e.Number()
				e.Import(ctx, socialepoch.ImportedCustomer{AgentAccount: agent, WhatsApp: number, Sex: sex})
				Expect(e.Client.Customers.Query(ctx, number)).To(Equal([]socialepoch.Customer{{WhatsApp: number, Principal: agent, Sex: sex}}))
			}
		})
}

func refuseImports(s declaration) {
	s.Spec("SE-CUSTOMER-IMPORT-06", "asks for tenantId, data, and for agent and number of each customer", importing(": Required"),
		func(ctx SpecContext, e *Env) {
			number := e.Number()
			e.RemoveCustomer(number)
			body := e.complete("batchImport").With("data", []any{Fields{"agentAccount": e.Agent(ctx), "whatsApp": number}})
			e.refuses(ctx, "batchImport", body, without("tenantId", "data", "data.0.agentAccount", "data.0.whatsApp"))
			Expect(e.Exists(ctx, number)).To(BeFalse())
		})

	s.Spec("SE-CUSTOMER-IMPORT-07", "refuses values that a field cannot have and stores nothing", importing(": sex, birthday, Type"),
		func(ctx SpecContext, e *Env) {
			number := e.Number()
			e.RemoveCustomer(number)
			body := e.complete("batchImport").With("data", []any{Fields{"agentAccount": e.Agent(ctx), "whatsApp": number}})
			numbers := []any{"+" + number, number[:6] + " " + number[6:], number + "abc", number + number, "-" + number}
			for _, wrong := range numbers {
				e.Claim(wrong.(string))
			}
			e.refuses(ctx, "batchImport", body,
				each("data.0.whatsApp", numbers...),
				each("data", "x", 1, Fields{}, []any{number}, []any{nil}),
				each("data.0.agentAccount", 1, true, []any{}),
				each("data.0.whatsApp", true, []any{number}, Fields{}),
				each("data.0.sex", "other", "Male", 1),
				each("data.0.birthday", "2020-03-08", "08/03/2020", "2020/3/8", "2020/13/01", 20200308),
				each("data.0.friendName", 1, true, []any{}, Fields{}),
				each("data.0.Faction", 1, []any{}, Fields{}))
			e.refusesBodies(ctx, "batchImport")
			Expect(e.Exists(ctx, number)).To(BeFalse())
		})

	s.Spec("SE-CUSTOMER-IMPORT-08", "stores none of the customers when one is refused", importing(": data"),
		func(ctx SpecContext, e *Env) {
			agent, first, second := e.Agent(ctx), e.Number(), e.Number()
			err := e.TryImport(ctx, socialepoch.ImportedCustomer{AgentAccount: agent, WhatsApp: first},
				socialepoch.ImportedCustomer{AgentAccount: e.Name(), WhatsApp: second})
			Expect(err).To(e.Refuse(socialepoch.CodeInvalid))
			Expect(e.Owners(ctx, first, second)).To(BeEmpty())
		})
}

func queryCustomers(s declaration) {
	querying := func(from string) contracts.About {
		return about(fromGuide+" > sample program"+from, openapi.VendorPage, "queryCustomers")
	}

	s.Spec("SE-CUSTOMER-QUERY-01", "answers no customer for no number", querying(""),
		func(ctx SpecContext, e *Env) {
			Expect(e.Client.Customers.Query(ctx)).To(BeEmpty())
			Expect(e.Client.Customers.Query(ctx, e.Number())).To(BeEmpty())
		})

	s.Spec("SE-CUSTOMER-QUERY-02", "refuses a body that is no list of numbers", querying(""),
		func(ctx SpecContext, e *Env) {
			for _, body := range []any{
				Text(""), Text("["), Fields{}, Fields{"whatsApp": "1"}, []any{"1"}, []any{nil}, []any{Fields{}},
				[]any{Fields{"whatsApp": ""}}, []any{Fields{"whatsApp": nil}}, []any{Fields{"whatsApp": true}}, []any{Fields{"whatsApp": []any{"1"}}},
			} {
				answer := e.Send(contracts.Wrong(ctx), Call{Operation: "queryCustomers", Body: body})
				Expect(answer.Code).To(e.BeCode(socialepoch.CodeInvalid), "%v", body)
			}
		})

	s.Spec("SE-CUSTOMER-QUERY-03", "takes a list of 10,000 numbers", querying(""),
		func(ctx SpecContext, e *Env) {
			numbers := make([]string, 10_000)
			for i := range numbers {
				numbers[i] = "999"
			}
			Expect(e.Client.Customers.Query(ctx, numbers...)).To(BeEmpty())
		})
}
