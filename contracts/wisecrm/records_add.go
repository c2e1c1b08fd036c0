package wisecrm

import (
	"maps"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
)

func addRecords(s declaration, m *model) {
	s.Spec(m.spec("ADD-01"), "stores the fields and answers the id that they are read by",
		m.says("add", "", append(m.needs, m.add, m.get)...),
		func(ctx SpecContext, e *Env) {
			fields := m.filled(ctx, e, e.Unique("杨志永 & Co. + 50%"))
			id := e.Add(ctx, m, fields)
			want := wisecrm.Record{m.id: id}
			maps.Copy(want, wisecrm.Record(fields))
			names := append([]string{m.id, m.nameField}, m.nullable...)
			Expect(e.Get(ctx, m, id, names...)).To(Equal(want))
		})

	s.Spec(m.spec("ADD-02"), "gives every record an id of its own, by which that record is read",
		m.says("add", m.param, m.add, m.get),
		func(ctx SpecContext, e *Env) {
			names := map[string]string{}
			for _, stem := range []string{"first", "second", "third"} {
				name := e.Unique(stem)
				names[e.Add(ctx, m, m.named(name))] = name
			}
			Expect(names).To(HaveLen(3))
			for id, name := range names {
				Expect(e.Get(ctx, m, id, m.id, m.nameField)).To(Equal(wisecrm.Record{m.id: id, m.nameField: name}))
			}
		})

	s.Spec(m.spec("ADD-03"), "keeps every character of a text",
		m.infers("add", "POST stream, WI-Q25", m.add, m.get),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("𠮷\"quoted\" \\ / <b>&amp;</b>\ttab\nline\u2028é 😀 ﹡%2B+")
			id := e.Add(ctx, m, m.named(name))
			Expect(e.Get(ctx, m, id, m.nameField)).To(Equal(wisecrm.Record{m.nameField: name}))
		})

	s.Spec(m.spec("ADD-04"), "ignores fields that a new record may not set, and stores the others",
		m.infers("add", "POST stream, WI-Q21", m.add, m.get),
		func(ctx SpecContext, e *Env) {
			fields := m.named(e.Unique("acme"))
			unknown := e.UnknownID(m.prefix)
			maps.Copy(fields, wisecrm.Fields{m.id: unknown, "createdOn": "2001-02-03 04:05:06", "modifiedOn": "2001-02-03 04:05:06"})
			id := e.Add(ctx, m, fields)
			record := e.Get(ctx, m, id, m.id, m.nameField, "createdOn", "modifiedOn")
			Expect(id).NotTo(Equal(unknown))
			Expect(record).To(And(HaveKeyWithValue(m.id, id), HaveKeyWithValue(m.nameField, fields[m.nameField])))
			Expect(record.Text("createdOn")).NotTo(HavePrefix("2001"))
			Expect(record.Text("modifiedOn")).NotTo(HavePrefix("2001"))
		})
}

func refuseAdding(s declaration, m *model) {
	s.Spec(m.spec("ADD-05"), "asks for op_user, and stores nothing without",
		m.says("add", "op_user", m.add, m.list),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			id, err := m.service(e.Client.As("")).Add(contracts.Wrong(ctx), m.named(name), wisecrm.AddOptions{})
			e.Remove(m, id)
			Expect(err).To(And(HaveCode(wisecrm.CodeMissing), HaveMessage("参数 op_user 不能为空")))
			Expect(e.Count(ctx, m, name)).To(BeZero())
		})

	s.Spec(m.spec("ADD-06"), "asks for a body",
		m.says("add", "POST stream", m.add),
		func(ctx SpecContext, e *Env) {
			answer := e.Send(contracts.Wrong(ctx), contracts.Request{Operation: m.add, Query: e.Acting()})
			Expect(answer.Code).To(Equal(wisecrm.CodeMissing))
		})

	s.Spec(m.spec("ADD-07"), "asks for the fields that are not nullable",
		m.says("add", "POST stream; 元数据: nullable", append(m.needs, m.add)...),
		func(ctx SpecContext, e *Env) {
			fields := m.filled(ctx, e, "")
			delete(fields, m.nameField)
			Expect(e.TryAdd(ctx, m, fields)).To(HaveCode(wisecrm.CodeMissing))
		})

	s.Spec(m.spec("ADD-08"), "refuses an unknown field, and stores nothing",
		m.infers("add", "POST stream, WI-Q20", m.add, m.list),
		func(ctx SpecContext, e *Env) {
			fields := m.named(e.Unique("acme"))
			fields["noSuchField"] = "x"
			Expect(e.TryAdd(ctx, m, fields)).To(HaveCode(wisecrm.CodeInvalid))
			Expect(e.Count(ctx, m, fields[m.nameField].(string))).To(BeZero())
		})

	s.Spec(m.spec("ADD-09"), "refuses a value of another type than its field's, and stores nothing",
		about("错误码: 401", m.says("add", "").Evidence, m.add, m.list),
		func(ctx SpecContext, e *Env) {
			for _, value := range []any{map[string]any{"id": "x"}, []any{"x"}, true} {
				fields := m.named(e.Unique("acme"))
				fields["owningUser"] = value
				Expect(e.TryAdd(ctx, m, fields)).To(HaveCode(wisecrm.CodeInvalid), "owningUser %v", value)
				Expect(e.Count(ctx, m, fields[m.nameField].(string))).To(BeZero(), "owningUser %v", value)
			}
		})
}
