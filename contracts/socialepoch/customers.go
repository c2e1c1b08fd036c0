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
	return contracts.From(fromImport+from, openapi.VendorPage, "batchImport").Beyond()
}

func importCustomers(s declaration) {
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
}

func refuseImports(s declaration) {
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
		return contracts.From(fromGuide+" > sample program"+from, openapi.VendorPage, "queryCustomers").Beyond()
	}

	s.Spec("SE-CUSTOMER-QUERY-01", "answers no customer for no number", querying(""),
		func(ctx SpecContext, e *Env) {
			Expect(e.Client.Customers.Query(ctx)).To(BeEmpty())
			Expect(e.Client.Customers.Query(ctx, e.Number())).To(BeEmpty())
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
