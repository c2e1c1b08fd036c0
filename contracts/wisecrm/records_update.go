package wisecrm

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

func followUpdates(s declaration, m *model) {
	s.Spec(m.spec("UPDATE-05"), "is found under its new name and no longer under the old one",
		m.says("update", "qname of the list", m.add, m.update, m.list),
		func(ctx SpecContext, e *Env) {
			before, after := e.Unique("before"), e.Unique("after")
			id := e.Add(ctx, m, m.named(before))
			e.Update(ctx, m, id, m.named(after))
			Expect(e.Count(ctx, m, before)).To(BeZero())
			Expect(e.Find(ctx, m, after, m.id).Records).To(Equal([]wisecrm.Record{{m.id: id}}))
		})

	s.Spec(m.spec("UPDATE-07"), "moves modifiedOn with each change, and createdOn never",
		contracts.From("WI-Q82: modifiedOn", openapi.Inferred, m.add, m.update, m.get).Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, m, m.named(e.Unique("before")))
			made, err := e.Get(ctx, m, id, "createdOn").Time("createdOn")
			Expect(err).NotTo(HaveOccurred())
			Expect(e.Control().Advance(ctx, 90*time.Minute)).To(Succeed())
			e.Update(ctx, m, id, m.named(e.Unique("after")))
			record := e.Get(ctx, m, id, "createdOn", "modifiedOn")
			Expect(record.Time("createdOn")).To(Equal(made))
			Expect(record.Time("modifiedOn")).To(BeTemporally("~", made.Add(90*time.Minute), 30*time.Second))
		})
}

// Update changes a record.
func (e *Env) Update(ctx SpecContext, m *model, id string, fields wisecrm.Fields) {
	_, err := m.service(e.Client).Update(ctx, id, fields, wisecrm.UpdateOptions{})
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
}
