package wisecrm

import (
	"maps"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
)

func getRecords(s declaration, m *model) {
	s.Spec(m.spec("GET-01"), "answers exactly the asked fields of the asked record",
		m.says("get", "fields", append(m.needs, m.add, m.get)...),
		func(ctx SpecContext, e *Env) {
			field, _ := m.another()
			for _, stem := range []string{"first", "second"} {
				fields := m.filled(ctx, e, e.Unique(stem))
				id := e.Add(ctx, m, fields)
				e.Add(ctx, m, m.named(e.Unique("neighbour")))
				Expect(e.Get(ctx, m, id, m.nameField)).To(Equal(wisecrm.Record{m.nameField: fields[m.nameField]}))
				Expect(e.Get(ctx, m, id, m.id, field)).To(Equal(wisecrm.Record{m.id: id, field: fields[field]}))
			}
		})

	s.Spec(m.spec("GET-02"), "reads null from the fields that were not given",
		m.infers("get", "fields, WI-Q24", m.add, m.get),
		func(ctx SpecContext, e *Env) {
			want := wisecrm.Record{}
			for _, name := range m.nullable {
				want[name] = nil
			}
			id := e.Add(ctx, m, m.named(e.Unique("acme")))
			Expect(e.Get(ctx, m, id, m.nullable...)).To(Equal(want))
		})

	s.Spec(m.spec("GET-03"), "answers the fields in the order in which they were asked",
		m.infers("get", "fields, WI-Q18", m.add, m.get),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			id := e.Add(ctx, m, m.named(name))
			pairs := map[string]string{m.id: `"` + m.id + `":"` + id + `"`, m.nameField: `"` + m.nameField + `":"` + name + `"`}
			for _, order := range [][]string{{m.id, m.nameField}, {m.nameField, m.id}} {
				answer := e.Send(ctx, contracts.Request{Operation: m.get, Query: e.Acting(m.param, id, "fields", strings.Join(order, ","))})
				Expect(string(answer.Data)).To(Equal("{" + pairs[order[0]] + "," + pairs[order[1]] + "}"))
			}
		})
}

func refuseGets(s declaration, m *model) {
	s.Spec(m.spec("GET-04"), "asks for op_user, the id and fields",
		m.says("get", "required parameters", m.add, m.get),
		func(ctx SpecContext, e *Env) {
			query := e.Acting(m.param, e.Add(ctx, m, m.named(e.Unique("acme"))), "fields", m.id)
			for _, name := range []string{"op_user", m.param, "fields"} {
				bare := maps.Clone(query)
				delete(bare, name)
				answer := e.Send(contracts.Wrong(ctx), contracts.Request{Operation: m.get, Query: bare})
				Expect(answer.Code).To(Equal(wisecrm.CodeMissing), "without %s", name)
			}
			Expect(e.Send(ctx, contracts.Request{Operation: m.get, Query: query}).Code).To(BeZero())
		})

	s.Spec(m.spec("GET-05"), "refuses the whole call for one unknown field",
		m.infers("get", "fields, WI-Q19", m.add, m.get),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, m, m.named(e.Unique("acme")))
			_, err := m.service(e.Client).Get(ctx, id, m.id, "noSuchField", m.nameField)
			Expect(err).To(HaveCode(wisecrm.CodeInvalid))
		})

	s.Spec(m.spec("GET-06"), "refuses the id of no record",
		m.infers("get", m.param+", WI-Q30", m.get),
		func(ctx SpecContext, e *Env) {
			_, err := m.service(e.Client).Get(ctx, e.UnknownID(m.prefix), m.id)
			Expect(err).To(HaveCode(wisecrm.CodeBusiness))
		})
}
