package wisecrm

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
)

func deleteRecords(s declaration, m *model) {
	s.Spec(m.spec("DELETE-01"), "removes that record and no other, and answers its id",
		m.says("delete", "", m.add, m.remove, m.list),
		func(ctx SpecContext, e *Env) {
			stem := e.Unique("acme")
			var rows []wisecrm.Record
			for _, end := range []string{" a", " b", " c"} {
				rows = append(rows, wisecrm.Record{m.id: e.Add(ctx, m, m.named(stem+end)), m.nameField: stem + end})
			}
			id := rows[1].Text(m.id)
			Expect(m.service(e.Client).Delete(ctx, id, wisecrm.DeleteOptions{})).To(Equal(id))
			page := e.Find(ctx, m, stem+"*", m.id, m.nameField)
			Expect(page.Records).To(ConsistOf(rows[0], rows[2]))
			Expect(page.TotalSize).To(Equal(2))
		})

	s.Spec(m.spec("DELETE-02"), "leaves nothing that could be read, changed or deleted again",
		m.infers("delete", m.param+", WI-Q30, WI-Q42", m.add, m.remove, m.get, m.update),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, m, m.named(e.Unique("acme")))
			e.Delete(ctx, m, id)
			_, err := m.service(e.Client).Get(ctx, id, m.id)
			Expect(err).To(HaveCode(wisecrm.CodeBusiness))
			_, err = m.service(e.Client).Update(ctx, id, m.named(e.Unique("acme")), wisecrm.UpdateOptions{})
			Expect(err).To(HaveCode(wisecrm.CodeBusiness))
			_, err = m.service(e.Client).Delete(ctx, id, wisecrm.DeleteOptions{})
			Expect(err).To(HaveCode(wisecrm.CodeBusiness))
			_, err = m.service(e.Client).Get(ctx, id, m.id) // The refused update has not brought it back.
			Expect(err).To(HaveCode(wisecrm.CodeBusiness))
		})

	s.Spec(m.spec("DELETE-03"), "is gone from the advanced query",
		m.says("delete", "", m.add, m.remove, "advQuery").Beyond(),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			id := e.Add(ctx, m, m.named(name))
			query := wisecrm.AdvQuery{Entity: m.entity, Fields: []string{m.id}, Filter: wisecrm.And(wisecrm.Equal(m.nameField, name))}
			page, err := e.Client.Query.List(ctx, query)
			Expect(err).NotTo(HaveOccurred())
			Expect(page.Records).To(Equal([]wisecrm.Record{{m.id: id}}))
			e.Delete(ctx, m, id)
			page, err = e.Client.Query.List(ctx, query)
			Expect(err).NotTo(HaveOccurred())
			Expect(page.TotalSize).To(BeZero())
		})
}

// Delete deletes a record alone.
func (e *Env) Delete(ctx SpecContext, m *model, id string) {
	_, err := m.service(e.Client).Delete(ctx, id, wisecrm.DeleteOptions{})
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
}
