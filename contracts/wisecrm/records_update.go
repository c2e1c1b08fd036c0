package wisecrm

import (
	"maps"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

func updateRecords(s declaration, m *model) {
	s.Spec(m.spec("UPDATE-01"), "changes the given fields of the record and answers its id",
		m.says("update", "", m.add, m.update, m.get),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, m, m.named(e.Unique("before")))
			name := e.Unique("after")
			Expect(m.service(e.Client).Update(ctx, id, m.named(name), wisecrm.UpdateOptions{})).To(Equal(id))
			Expect(e.Get(ctx, m, id, m.id, m.nameField)).To(Equal(wisecrm.Record{m.id: id, m.nameField: name}))
		})

	s.Spec(m.spec("UPDATE-02"), "keeps all other fields",
		m.says("update", "POST stream", append(m.needs, m.add, m.update, m.get)...),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, m, m.filled(ctx, e, e.Unique("before")))
			all := append([]string{m.id, m.nameField, "owningUser", "owningBusinessUnit", "createdBy", "createdOn"}, m.nullable...)
			want := e.Get(ctx, m, id, all...)
			want[m.nameField] = e.Unique("after")
			e.Update(ctx, m, id, m.named(want.Text(m.nameField)))
			Expect(e.Get(ctx, m, id, all...)).To(Equal(want))
		})

	s.Spec(m.spec("UPDATE-03"), "changes no other record",
		m.says("update", m.param, m.add, m.update, m.list),
		func(ctx SpecContext, e *Env) {
			stem := e.Unique("acme")
			var ids []string
			for _, end := range []string{" a", " b", " c"} {
				ids = append(ids, e.Add(ctx, m, m.named(stem+end)))
			}
			e.Update(ctx, m, ids[1], m.named(stem+" changed"))
			Expect(e.Find(ctx, m, stem+"*", m.id, m.nameField).Records).To(ConsistOf(
				wisecrm.Record{m.id: ids[0], m.nameField: stem + " a"},
				wisecrm.Record{m.id: ids[1], m.nameField: stem + " changed"},
				wisecrm.Record{m.id: ids[2], m.nameField: stem + " c"}))
		})

	s.Spec(m.spec("UPDATE-04"), "ignores fields that are not updatable, and changes the others",
		about("元数据 > 获取实体字段列表: updatable", openapi.VendorPage, m.add, m.update, m.get),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, m, m.named(e.Unique("before")))
			want := e.Get(ctx, m, id, m.id, m.nameField, "createdOn")
			want[m.nameField] = e.Unique("after")
			e.Update(ctx, m, id, wisecrm.Fields{
				m.id: e.UnknownID(m.prefix), m.nameField: want[m.nameField], "createdOn": "2001-02-03 04:05:06",
			})
			Expect(e.Get(ctx, m, id, m.id, m.nameField, "createdOn")).To(Equal(want))
		})
}

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

	s.Spec(m.spec("UPDATE-06"), "clears a nullable field that is set to null",
		m.infers("update", "POST stream, WI-Q24", append(m.needs, m.add, m.update, m.get)...),
		func(ctx SpecContext, e *Env) {
			fields := m.filled(ctx, e, e.Unique("acme"))
			id := e.Add(ctx, m, fields)
			want := wisecrm.Record(maps.Clone(fields))
			field := m.nullable[len(m.nullable)-1]
			want[field] = nil
			e.Update(ctx, m, id, wisecrm.Fields{field: nil})
			Expect(e.Get(ctx, m, id, append(m.nullable, m.nameField)...)).To(Equal(want))
		})

	s.Spec(m.spec("UPDATE-07"), "moves modifiedOn with each change, and createdOn never",
		controlled("WI-Q82: modifiedOn", openapi.Inferred, m.add, m.update, m.get),
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

func refuseUpdates(s declaration, m *model) {
	s.Spec(m.spec("UPDATE-08"), "asks for op_user and the id, and changes nothing without",
		m.says("update", "required parameters", m.add, m.update, m.get),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			id := e.Add(ctx, m, m.named(name))
			e.Claim("")
			_, err := m.service(e.Client.As("")).Update(contracts.Wrong(ctx), id, m.named("x"), wisecrm.UpdateOptions{})
			Expect(err).To(And(HaveCode(wisecrm.CodeMissing), HaveMessage("参数 op_user 不能为空")))
			_, err = m.service(e.Client).Update(contracts.Wrong(ctx), "", m.named("x"), wisecrm.UpdateOptions{})
			Expect(err).To(HaveCode(wisecrm.CodeMissing))
			Expect(e.Get(ctx, m, id, m.nameField)).To(Equal(wisecrm.Record{m.nameField: name}))
		})

	s.Spec(m.spec("UPDATE-09"), "asks for a body",
		m.says("update", "POST stream", m.add, m.update),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, m, m.named(e.Unique("acme")))
			answer := e.Send(contracts.Wrong(ctx), contracts.Request{Operation: m.update, Query: e.Acting(m.param, id)})
			Expect(answer.Code).To(Equal(wisecrm.CodeMissing))
		})

	s.Spec(m.spec("UPDATE-10"), "changes nothing when one field of several is refused",
		m.infers("update", "POST stream, WI-Q20, WI-Q24, WI-Q25", m.add, m.update, m.get, m.list),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			id := e.Add(ctx, m, m.named(name))
			last := m.nullable[len(m.nullable)-1] // A picklist or a reference.
			for _, c := range []struct {
				fields wisecrm.Fields
				code   int
			}{
				{wisecrm.Fields{m.nameField: e.Unique("x"), "noSuchField": "x"}, wisecrm.CodeInvalid},
				{wisecrm.Fields{m.nameField: e.Unique("x"), last: map[string]any{}}, wisecrm.CodeInvalid},
				{wisecrm.Fields{m.nameField: e.Unique("x"), last: "neither number nor id"}, wisecrm.CodeInvalid},
				{wisecrm.Fields{m.nameField: e.Unique("x"), "owningUser": nil}, wisecrm.CodeMissing},
				{wisecrm.Fields{m.nameField: nil, "owningUser": e.Credential("op_user")}, wisecrm.CodeMissing},
			} {
				_, err := m.service(e.Client).Update(ctx, id, c.fields, wisecrm.UpdateOptions{})
				Expect(err).To(HaveCode(c.code), "%v", c.fields)
			}
			Expect(e.Get(ctx, m, id, m.nameField, last)).To(Equal(wisecrm.Record{m.nameField: name, last: nil}))
			Expect(e.Find(ctx, m, name, m.id).Records).To(Equal([]wisecrm.Record{{m.id: id}}))
		})

	s.Spec(m.spec("UPDATE-11"), "refuses the id of no record, and makes none",
		m.infers("update", m.param+", WI-Q30", m.update, m.list),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			_, err := m.service(e.Client).Update(ctx, e.UnknownID(m.prefix), m.named(name), wisecrm.UpdateOptions{})
			Expect(err).To(HaveCode(wisecrm.CodeBusiness))
			Expect(e.Count(ctx, m, name)).To(BeZero())
		})
}
