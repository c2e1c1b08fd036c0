package socialepoch

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// wake is a wake-up on a PC.
func wake(agent, friend string) socialepoch.WakeUp {
	return socialepoch.WakeUp{AgentAccount: agent, FriendWhatsID: friend, PlatformType: socialepoch.PlatformPC}
}

func wakeUp(s declaration) {
	s.Spec("SE-ACTION-ADD-01", "answers an id for each item, by which a result can be asked for",
		contracts.From(fromWakeUp, openapi.VendorPage, "batchAddActions", "callbackResult").Beyond(),
		func(ctx SpecContext, e *Env) {
			agent := e.Agent(ctx)
			ids, err := e.Client.Actions.Add(ctx, wake(agent, e.Number()), wake(agent, e.Number()), wake(agent, e.Number()))
			Expect(err).NotTo(HaveOccurred())
			Expect(ids).To(HaveLen(3))
			results, err := e.Client.Actions.Results(ctx, ids[2], ids[0])
			Expect(err).NotTo(HaveOccurred())
			Expect(results).To(ConsistOf(
				socialepoch.ActionResult{ID: ids[0], TenantID: e.TenantID()}, socialepoch.ActionResult{ID: ids[2], TenantID: e.TenantID()}))
		})
}
