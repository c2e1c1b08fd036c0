package socialepoch

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/openapi"
)

// wake is a wake-up on a PC.
func wake(agent, friend string) socialepoch.WakeUp {
	return socialepoch.WakeUp{AgentAccount: agent, FriendWhatsID: friend, PlatformType: socialepoch.PlatformPC}
}

func wakeUp(s declaration) {
	s.Spec("SE-ACTION-ADD-01", "answers an id for each item, by which a result can be asked for",
		about(fromWakeUp, openapi.VendorPage, "batchAddActions", "callbackResult", "addAgent"),
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

	s.Spec("SE-ACTION-ADD-02", "gives every item an id of its own, the same item again another",
		about(fromWakeUp+": data", openapi.VendorPage, "batchAddActions", "addAgent"),
		func(ctx SpecContext, e *Env) {
			item, seen := wake(e.Agent(ctx), e.Number()), map[string]bool{}
			for range 2 {
				ids, err := e.Client.Actions.Add(ctx, item, item)
				Expect(err).NotTo(HaveOccurred())
				for _, id := range ids {
					seen[id] = true
				}
			}
			Expect(seen).To(HaveLen(4))
		})

	s.Spec("SE-ACTION-ADD-03", "takes an item with all its fields, on each platform",
		about(fromWakeUp+": data", openapi.VendorPage, "batchAddActions", "addAgent"),
		func(ctx SpecContext, e *Env) {
			agent := e.Agent(ctx)
			for _, platform := range []int{socialepoch.PlatformPC, socialepoch.PlatformAndroid} {
				Expect(e.Client.Actions.Add(ctx, socialepoch.WakeUp{
					AgentAccount: agent, WhatsID: e.Number(), FriendWhatsID: e.Number(), PlatformType: platform, Content: "hello",
				})).To(HaveLen(1))
			}
		})
}

func refuseWakeUps(s declaration) {
	s.Spec("SE-ACTION-ADD-04", "asks for tenantId, data, and all that an item needs",
		about(fromWakeUp+": Required", openapi.VendorPage, "batchAddActions", "addAgent"),
		func(ctx SpecContext, e *Env) {
			body := e.complete("batchAddActions").With("data.0.agentAccount", e.Agent(ctx))
			e.refuses(ctx, "batchAddActions", body, without("tenantId", "data", "data.0.agentAccount", "data.0.friendWhatsId", "data.0.platformType", "data.0.type"))
		})

	s.Spec("SE-ACTION-ADD-05", "refuses values that a field cannot have",
		about(fromWakeUp+": Type", openapi.VendorPage, "batchAddActions", "addAgent"),
		func(ctx SpecContext, e *Env) {
			body := e.complete("batchAddActions").With("data.0.agentAccount", e.Agent(ctx))
			e.refuses(ctx, "batchAddActions", body,
				each("data", "x", Fields{}, []any{"x"}, []any{nil}),
				each("data.0.agentAccount", 1, true),
				each("data.0.friendWhatsId", true, []any{}, Fields{}),
				each("data.0.whatsId", true, []any{}),
				each("data.0.platformType", 0, 3, "pc", true),
				each("data.0.type", 0, 2, "open", 1.5),
				each("data.0.content", 1, true, strings.Repeat("长", 1025)))
			e.refusesBodies(ctx, "batchAddActions")
		})

	s.Spec("SE-ACTION-RESULT-01", "asks for tenantId and data, a list of texts",
		about("WhatsApp Account Management > Query Wake-up Result: Required", openapi.VendorPage, "callbackResult"),
		func(ctx SpecContext, e *Env) {
			e.refuses(ctx, "callbackResult", e.complete("callbackResult"), without("tenantId", "data"),
				each("data", "x", 1, Fields{}, []any{1}, []any{nil}, []any{""}))
			e.refusesBodies(ctx, "callbackResult")
		})
}
