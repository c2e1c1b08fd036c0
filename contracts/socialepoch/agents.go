package socialepoch

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

func addAgents(s declaration) {
	s.Spec("SE-AGENT-ADD-02", "never shows the password",
		contracts.From(fromSeats+" > Query", openapi.VendorPage, "addAgent", "queryAgent", "listUserByTenantId").Beyond(),
		func(ctx SpecContext, e *Env) {
			name := e.Agent(ctx)
			for _, call := range []contracts.Request{{Operation: "queryAgent", Body: Fields{"username": name}}, {Operation: "listUserByTenantId", Body: Fields{}}} {
				answer := e.Send(ctx, call)
				Expect(answer.Text).To(ContainSubstring(name))
				Expect(answer.Text).NotTo(ContainSubstring("pw-" + name))
				Expect(answer.Text).NotTo(ContainSubstring("password"))
			}
		})

	s.Spec("SE-AGENT-ADD-03", "gives every agent a user id and a guid of its own",
		contracts.From(fromSeats+" > Query: userId, guid", openapi.VendorPage, "addAgent", "queryAgent").Beyond(),
		func(ctx SpecContext, e *Env) {
			ids, guids := map[int]bool{}, map[string]bool{}
			for range 3 {
				agent, err := e.Client.Agents.Query(ctx, e.Agent(ctx))
				Expect(err).NotTo(HaveOccurred())
				Expect(agent.UserID).NotTo(Equal(agent.MainUserID))
				ids[agent.UserID], guids[agent.GUID] = true, true
			}
			Expect(ids).To(HaveLen(3))
			Expect(guids).To(HaveLen(3))
		})
}

func refuseAgents(s declaration) {
	s.Spec("SE-AGENT-ADD-04", "refuses a name that is taken and keeps the agent as it is",
		contracts.From(fromSeats+" > Add", openapi.Inferred, "addAgent", "queryAgent").Beyond(),
		func(ctx SpecContext, e *Env) {
			name := e.Agent(ctx)
			before, err := e.Client.Agents.Query(ctx, name)
			Expect(err).NotTo(HaveOccurred())
			Expect(e.Client.Agents.Add(ctx, socialepoch.NewAgent{Username: name, Nickname: "another", Password: "x"})).To(e.Refuse(socialepoch.CodeInvalid))
			Expect(e.Client.Agents.Query(ctx, name)).To(Equal(before))
		})
}

func deleteAgents(s declaration) {
	s.Spec("SE-AGENT-DEL-01", "closes the account, and no other",
		contracts.From(fromSeats+" > Delete by name", openapi.VendorPage, "delAgent", "addAgent", "queryAgent").Beyond(),
		func(ctx SpecContext, e *Env) {
			gone, stays := e.Agent(ctx), e.Agent(ctx)
			Expect(e.Client.Agents.Delete(ctx, gone)).To(Succeed())
			_, err := e.Client.Agents.Query(ctx, gone)
			Expect(err).To(MatchError(socialepoch.ErrNoAgent))
			Expect(e.Client.Agents.Query(ctx, stays)).To(HaveField("Username", stays))
		})

	s.Spec("SE-AGENT-DEL-04", "opens no customer of a closed account to a new one of the name",
		contracts.From(fromSeats+" > Delete by name", openapi.Inferred, "delAgent", "addAgent", "batchImport", "queryCustomers").Beyond(),
		func(ctx SpecContext, e *Env) {
			name := e.Agent(ctx)
			number := e.Customer(ctx, name)
			Expect(e.Client.Agents.Delete(ctx, name)).To(Succeed())
			Expect(e.Client.Agents.Add(ctx, socialepoch.NewAgent{Username: name, Password: "x"})).To(Succeed())
			Expect(e.Owners(ctx, number)).To(Equal(map[string]string{number: ""}))
		})
}

func readAgents(s declaration) {
	s.Spec("SE-AGENT-LIST-01", "lists an agent from when it is added until it is deleted",
		contracts.From(fromSeats+" > List", openapi.PublicClient, "listUserByTenantId", "addAgent", "delAgent").Beyond(),
		func(ctx SpecContext, e *Env) {
			name := e.Name()
			listed := func() int {
				all, err := e.Client.Agents.List(ctx)
				Expect(err).NotTo(HaveOccurred())
				times := 0
				for _, agent := range all {
					if agent.Username == name {
						times++
					}
				}
				return times
			}
			Expect(listed()).To(BeZero())
			e.RemoveAgent(name)
			Expect(e.Client.Agents.Add(ctx, socialepoch.NewAgent{Username: name, Password: "x"})).To(Succeed())
			Expect(listed()).To(Equal(1))
			Expect(e.Client.Agents.Delete(ctx, name)).To(Succeed())
			Expect(listed()).To(BeZero())
		})

	s.Spec("SE-AGENT-LIST-02", "shows the user id and the nickname that a query shows",
		contracts.From(fromSeats+" > List", openapi.Inferred, "listUserByTenantId", "addAgent", "queryAgent").Beyond(),
		func(ctx SpecContext, e *Env) {
			agent, err := e.Client.Agents.Query(ctx, e.Agent(ctx))
			Expect(err).NotTo(HaveOccurred())
			Expect(e.Client.Agents.List(ctx)).To(ContainElement(
				socialepoch.ListedAgent{Username: agent.Username, UserID: agent.UserID, Nickname: agent.Nickname}))
		})
}
