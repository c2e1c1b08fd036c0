package wisecrm

import (
	"maps"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
)

// double returns fields that a record of the same name makes a duplicate of.
func (m *model) double(name string) wisecrm.Fields {
	fields := m.named(name)
	if m.tag == "CONTACT" {
		fields["phone"] = "13812345678"
	}
	return fields
}

func refuseDuplicates(s declaration, m *model) {
	s.Spec(m.spec("DUPLICATE-01"), "refuses to add a duplicate, and stores nothing",
		m.says("add", "force_add", m.add, m.list),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			id := e.Add(ctx, m, m.double(name))
			Expect(e.TryAdd(ctx, m, m.double(name))).To(HaveCode(wisecrm.CodeBusiness))
			Expect(e.Find(ctx, m, name, m.id).Records).To(Equal([]wisecrm.Record{{m.id: id}}))
		})

	s.Spec(m.spec("DUPLICATE-02"), "adds a duplicate when forced",
		m.says("add", "force_add", m.add, m.list),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			first := e.Add(ctx, m, m.double(name))
			second, err := m.service(e.Client).Add(ctx, m.double(name), wisecrm.AddOptions{Force: true})
			e.Remove(m, second)
			Expect(err).NotTo(HaveOccurred())
			Expect(e.Find(ctx, m, name, m.id).Records).To(ConsistOf(wisecrm.Record{m.id: first}, wisecrm.Record{m.id: second}))
		})

	s.Spec(m.spec("DUPLICATE-03"), "refuses a change that makes a duplicate, and changes nothing",
		m.says("update", "force_update", m.add, m.update, m.get),
		func(ctx SpecContext, e *Env) {
			taken, name := e.Unique("taken"), e.Unique("acme")
			e.Add(ctx, m, m.double(taken))
			id := e.Add(ctx, m, m.double(name))
			want := e.Get(ctx, m, id, m.id, m.nameField, "phone", "owningUser")
			_, err := m.service(e.Client).Update(ctx, id, m.double(taken), wisecrm.UpdateOptions{})
			Expect(err).To(HaveCode(wisecrm.CodeBusiness))
			Expect(e.Get(ctx, m, id, m.id, m.nameField, "phone", "owningUser")).To(Equal(want))
		})

	s.Spec(m.spec("DUPLICATE-04"), "makes a duplicate by a change when forced",
		m.says("update", "force_update", m.add, m.update, m.list),
		func(ctx SpecContext, e *Env) {
			taken := e.Unique("taken")
			first := e.Add(ctx, m, m.double(taken))
			id := e.Add(ctx, m, m.double(e.Unique("acme")))
			Expect(m.service(e.Client).Update(ctx, id, m.double(taken), wisecrm.UpdateOptions{Force: true})).To(Equal(id))
			Expect(e.Find(ctx, m, taken, m.id).Records).To(ConsistOf(wisecrm.Record{m.id: first}, wisecrm.Record{m.id: id}))
		})
}

func allowRepeats(s declaration, m *model) {
	s.Spec(m.spec("DUPLICATE-05"), "takes the force flag for what is no duplicate, too",
		m.says("add", "force_add", m.add, m.update, m.get),
		func(ctx SpecContext, e *Env) {
			id, err := m.service(e.Client).Add(ctx, m.double(e.Unique("before")), wisecrm.AddOptions{Force: true})
			e.Remove(m, id)
			Expect(err).NotTo(HaveOccurred())
			name := e.Unique("after")
			Expect(m.service(e.Client).Update(ctx, id, m.named(name), wisecrm.UpdateOptions{Force: true})).To(Equal(id))
			Expect(e.Get(ctx, m, id, m.nameField)).To(Equal(wisecrm.Record{m.nameField: name}))
		})

	s.Spec(m.spec("DUPLICATE-06"), "lets a record keep the values that it has",
		m.infers("update", "force_update, WI-Q28", m.add, m.update, m.get),
		func(ctx SpecContext, e *Env) {
			fields := m.double(e.Unique("acme"))
			id := e.Add(ctx, m, fields)
			maps.Copy(fields, wisecrm.Fields{"owningUser": e.Credential("op_user")})
			e.Update(ctx, m, id, fields)
			Expect(e.Get(ctx, m, id, m.duplicates...)).To(Equal(e.pick(fields, m.duplicates)))
		})

	s.Spec(m.spec("DUPLICATE-07"), "is free again when the other record is deleted or renamed",
		m.infers("add", "force_add, WI-Q26", m.add, m.update, m.remove),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			e.Delete(ctx, m, e.Add(ctx, m, m.double(name)))
			second := e.Add(ctx, m, m.double(name))
			e.Update(ctx, m, second, m.named(e.Unique("renamed")))
			e.Add(ctx, m, m.double(name))
			Expect(e.TryAdd(ctx, m, m.double(name))).To(HaveCode(wisecrm.CodeBusiness))
		})
}

// pick returns the named fields as a row.
func (e *Env) pick(fields wisecrm.Fields, names []string) wisecrm.Record {
	row := wisecrm.Record{}
	for _, name := range names {
		row[name] = fields[name]
	}
	return row
}
