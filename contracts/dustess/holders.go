package dustess

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// holdContacts: a contact has an owner or lies in a pool.
func holdContacts(s declaration) {
	from := editPage + ": owner, pool"
	edits := func(evidence string) contracts.About {
		return contracts.From(from, evidence, "batchEditCustomer").Controlled()
	}

	s.Spec("DU-CONTACT-HOLD-01", "takes a contact out of its pool when it gets an owner, and from its owner when it goes to a pool", edits(openapi.Inferred),
		func(ctx SpecContext, e *Env) {
			e.Put(ctx, "pools", "pool-a", map[string]any{"id": "pool-a", "name": "A"})
			id, owner := e.Add(ctx, dustess.Contact{}), e.Owner(ctx)
			Expect(e.Stored(ctx, id)).To(And(HaveKeyWithValue("owner", owner), HaveKeyWithValue("pool", "")))
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Pool: "pool-a"})).To(BeZero())
			Expect(e.Stored(ctx, id)).To(And(HaveKeyWithValue("owner", ""), HaveKeyWithValue("pool", "pool-a")))
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Owner: owner})).To(BeZero())
			Expect(e.Stored(ctx, id)).To(And(HaveKeyWithValue("owner", owner), HaveKeyWithValue("pool", "")))
		})

	s.Spec("DU-CONTACT-HOLD-02", "prefers the owner when both are given", edits(openapi.Inferred),
		func(ctx SpecContext, e *Env) {
			id, owner := e.Add(ctx, dustess.Contact{Pool: "pool-x"}), e.Owner(ctx)
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Owner: owner, Pool: "pool-y"})).To(BeZero())
			Expect(e.Stored(ctx, id)).To(And(HaveKeyWithValue("owner", owner), HaveKeyWithValue("pool", "")))
		})

	s.Spec("DU-CONTACT-HOLD-04", "clears what is given as an empty text, and only that", edits(openapi.Inferred),
		func(ctx SpecContext, e *Env) {
			id, owner := e.Add(ctx, dustess.Contact{}), e.Owner(ctx)
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Clear: []string{"pool"}})).To(BeZero())
			Expect(e.Stored(ctx, id)).To(HaveKeyWithValue("owner", owner))
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Clear: []string{"owner"}})).To(BeZero())
			Expect(e.Stored(ctx, id)).To(And(HaveKeyWithValue("owner", ""), HaveKeyWithValue("pool", "")))
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Pool: "pool-x", Clear: []string{"owner"}})).To(BeZero())
			Expect(e.Stored(ctx, id)).To(HaveKeyWithValue("pool", "pool-x"))
		})

	s.Spec("DU-CONTACT-HOLD-05", "takes a pool that does not exist, unless the tenant is strict",
		contracts.From(editPage+": pool", openapi.Documented, "batchEditCustomer", "getCustomerPoolList").Controlled(),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Pool: "no such pool"})).To(BeZero())
			Expect(e.Stored(ctx, id)).To(HaveKeyWithValue("pool", "no such pool"))
			Expect(e.Client.Lists.Pools(ctx)).NotTo(ContainElement(HaveField("ID", "no such pool")))
			e.Set(ctx, map[string]any{"strict_pools": true})
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Pool: "no such pool either"})).To(Equal(dustess.ItemInvalid))
			e.Put(ctx, "pools", "a pool", map[string]any{"id": "a pool"})
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Pool: "a pool"})).To(BeZero())
		})
}
