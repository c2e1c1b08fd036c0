package socialepoch

import (
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

func askImports(s declaration) {
	s.Spec("SE-Q24-01", "says what an import answers, and whether it changes a known customer",
		contracts.From(fromImport, openapi.Inferred, "batchImport").Asks("SE-Q24", `"", and yes`, "another answer", "no"),
		func(ctx SpecContext, e *Env) {
			one, two := e.Agent(ctx), e.Agent(ctx)
			number := e.Customer(ctx, one)
			body := e.complete("batchImport").With("data", []any{Fields{"agentAccount": two, "whatsApp": number}})
			answer := e.Send(ctx, request("batchImport", body))
			switch {
			case answer.Code != accepted || e.Owners(ctx, number)[number] != two:
				e.Observe("no")
			case string(answer.Data) == `""`:
				e.Observe(`"", and yes`)
			default:
				e.Observe("another answer")
			}
		})

	s.Spec("SE-Q41-01", "says how many customers an import may have, and which fields it must",
		contracts.From(fromImport+": data", openapi.Inferred, "batchImport").
			Asks("SE-Q41", "0 to 100, agent and number", "another number", "more fields"),
		func(ctx SpecContext, e *Env) {
			agent := e.Agent(ctx)
			many := make([]socialepoch.ImportedCustomer, 101)
			for i := range many {
				many[i] = socialepoch.ImportedCustomer{AgentAccount: agent, WhatsApp: e.Number()}
			}
			one := CodeOf(e.TryImport(ctx, many[0]))
			hundred, none := CodeOf(e.TryImport(ctx, many[:100]...)), CodeOf(e.TryImport(ctx))
			more := CodeOf(e.Client.Customers.Import(contracts.Wrong(ctx), many...))
			e.RemoveCustomer(many[100].WhatsApp)
			switch {
			case one != accepted:
				e.Observe("more fields")
			case hundred == accepted && none == accepted && more == socialepoch.CodeInvalid:
				e.Observe("0 to 100, agent and number")
			default:
				e.Observe("another number")
			}
		})
}

func askLengths(s declaration) {
	s.Spec("SE-Q45-01", "says how long texts may be",
		contracts.From(fromImport, openapi.Inferred, "batchImport").Asks("SE-Q45", "names 64, texts 500", "more", "less"),
		func(ctx SpecContext, e *Env) {
			agent, number := e.Agent(ctx), e.Number()
			longest := socialepoch.ImportedCustomer{AgentAccount: agent, WhatsApp: number, Desc: strings.Repeat("长", 500)}
			tooLong := longest
			tooLong.Desc += "长"
			name := strings.Repeat("a", 64-len("0123456789")) + e.Number()[:10]
			e.Claim(name)
			e.RemoveAgent(name)
			fits := []int{CodeOf(e.TryImport(ctx, longest)), CodeOf(e.Client.Agents.Add(ctx, socialepoch.NewAgent{Username: name, Password: "x"}))}
			exceeds := []int{
				CodeOf(e.Client.Customers.Import(contracts.Wrong(ctx), tooLong)),
				CodeOf(e.Client.Agents.Add(contracts.Wrong(ctx), socialepoch.NewAgent{Username: e.Name() + name, Password: "x"})),
			}
			switch {
			case slices.Equal(fits, []int{accepted, accepted}) && !slices.Contains(exceeds, accepted):
				e.Observe("names 64, texts 500")
			case slices.Contains(exceeds, accepted):
				e.Observe("more")
			default:
				e.Observe("less")
			}
		})
}

func askImportFields(s declaration) {
	s.Spec("SE-Q47-01", "reports whether an import keeps what it does not give, and adds tags",
		contracts.From(fromImport+": tabName", openapi.Inferred, "batchImport").Asks("SE-Q47", "yes", "replaces"),
		func(ctx SpecContext, e *Env) {
			agent, number := e.Agent(ctx), e.Number()
			e.Import(ctx, socialepoch.ImportedCustomer{AgentAccount: agent, WhatsApp: number, FriendName: "a", TabName: "x", Extensions: map[string]string{"f": "1", "g": "2"}})
			e.Import(ctx, socialepoch.ImportedCustomer{AgentAccount: agent, WhatsApp: number, Desc: "b", TabName: "y,z", CancelTabName: "z", Extensions: map[string]string{"g": "3"}},
				socialepoch.ImportedCustomer{AgentAccount: agent, WhatsApp: number, Desc: "c", TabName: "y"})
			found, err := e.Client.Customers.Query(ctx, number)
			Expect(err).NotTo(HaveOccurred())
			Expect(found).To(HaveLen(1))
			kept := found[0].FriendName == "a" && found[0].Desc == "c" && found[0].TabName == "x,y" &&
				found[0].Extensions["f"] == "1" && found[0].Extensions["g"] == "3"
			e.ObserveWhether(kept, "yes", "replaces")
		})

	s.Spec("SE-Q52-01", "reports whether a birthday must exist",
		contracts.From(fromImport+": birthday", openapi.Inferred, "batchImport").Asks("SE-Q52", "yes", "no"),
		func(ctx SpecContext, e *Env) {
			agent := e.Agent(ctx)
			leap := CodeOf(e.TryImport(ctx, socialepoch.ImportedCustomer{AgentAccount: agent, WhatsApp: e.Number(), Birthday: "2020/02/29"}))
			none := CodeOf(e.TryImport(ctx, socialepoch.ImportedCustomer{AgentAccount: agent, WhatsApp: e.Number(), Birthday: "2021/02/29"}))
			e.ObserveWhether(leap == accepted && none == socialepoch.CodeInvalid, "yes", "no")
		})

	s.Spec("SE-Q53-01", "reports whether importing a deleted customer brings its contacts back",
		contracts.From(fromImport, openapi.Inferred, "batchImport", "delCustomers", "queryDelCustomerInfo").
			Asks("SE-Q53", "no", "yes").Controlled(),
		func(ctx SpecContext, e *Env) {
			agent := e.Agent(ctx)
			number := e.Customer(ctx, agent)
			e.Put(ctx, Contact{WhatsID: e.Number(), Friend: number})
			Expect(e.Client.Customers.Delete(ctx, number)).To(Succeed())
			e.Import(ctx, socialepoch.ImportedCustomer{AgentAccount: agent, WhatsApp: number})
			e.ObserveWhether(len(e.Alive(ctx, number)) == 0, "no", "yes")
		})
}
