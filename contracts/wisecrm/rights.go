package wisecrm

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// limitRights are the rules for users who may not do everything. The levels are the vendor's; how
// they are set is crmsim's (WI-Q32).
func limitRights(s declaration, m *model) {
	const page = "错误码: 410"

	s.Spec(m.spec("RIGHTS-01"), "refuses to read, change or delete another user's record without the right, and leaves it as it is",
		contracts.From(page, openapi.VendorPage, "listUsers", m.add, m.get, m.update, m.remove).Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			id := e.Add(ctx, m, m.named(name))
			limited := m.service(e.limited(ctx, "self"))
			_, err := limited.Get(ctx, id, m.nameField)
			Expect(err).To(HaveCode(wisecrm.CodePermission))
			_, err = limited.Update(ctx, id, m.named(e.Unique("x")), wisecrm.UpdateOptions{})
			Expect(err).To(HaveCode(wisecrm.CodePermission))
			_, err = limited.Delete(ctx, id, wisecrm.DeleteOptions{})
			Expect(err).To(HaveCode(wisecrm.CodePermission))
			Expect(e.Get(ctx, m, id, m.nameField)).To(Equal(wisecrm.Record{m.nameField: name}))
		})

	s.Spec(m.spec("RIGHTS-02"), "lets a user read, change and delete what is the user's own",
		contracts.From(page, openapi.VendorPage, "listUsers", m.add, m.get, m.update, m.remove).Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			limited := m.service(e.limited(ctx, "self"))
			id, err := limited.Add(ctx, m.named(e.Unique("before")), wisecrm.AddOptions{})
			e.Remove(m, id)
			Expect(err).NotTo(HaveOccurred())
			name := e.Unique("after")
			Expect(limited.Update(ctx, id, m.named(name), wisecrm.UpdateOptions{})).To(Equal(id))
			Expect(limited.Get(ctx, id, m.nameField)).To(Equal(wisecrm.Record{m.nameField: name}))
			Expect(limited.Delete(ctx, id, wisecrm.DeleteOptions{})).To(Equal(id))
		})

	s.Spec(m.spec("RIGHTS-03"), "refuses to add without any right, and stores nothing",
		contracts.From(page, openapi.VendorPage, "listUsers", m.add, m.list).Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			id, err := m.service(e.limited(ctx, "none")).Add(ctx, m.named(name), wisecrm.AddOptions{})
			e.Remove(m, id)
			Expect(err).To(HaveCode(wisecrm.CodePermission))
			Expect(e.Count(ctx, m, name)).To(BeZero())
		})

	s.Spec(m.spec("RIGHTS-04"), "leaves out of lists and their totals what the user may not see",
		contracts.From(m.from("list", "total_size, WI-Q31, WI-Q38"), openapi.Inferred, "listUsers", m.add, m.list).Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			stem := e.Unique("acme")
			e.Add(ctx, m, m.named(stem+" mine"))
			limited := e.limited(ctx, "self")
			id, err := m.service(limited).Add(ctx, m.named(stem+" theirs"), wisecrm.AddOptions{})
			e.Remove(m, id)
			Expect(err).NotTo(HaveOccurred())
			Expect(e.Find(ctx, m, stem+"*", m.id).TotalSize).To(Equal(2))
			page, err := m.service(limited).List(ctx, wisecrm.ListOptions{Fields: []string{m.id}, QName: stem + "*"})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.Records).To(Equal([]wisecrm.Record{{m.id: id}}))
			Expect(page.TotalSize).To(Equal(1))
		})
}

// limited returns a client of a colleague who has only rights of that level.
func (e *Env) limited(ctx SpecContext, level string) *wisecrm.Client {
	colleague := e.colleague(ctx)
	ExpectWithOffset(1, e.Control().PutRecord(ctx, "rights", colleague, map[string]any{"level": level})).To(Succeed())
	return e.Client.As(colleague)
}
