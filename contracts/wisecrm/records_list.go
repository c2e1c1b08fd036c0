package wisecrm

import (
	"context"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
)

func listRecords(s declaration, m *model) {
	s.Spec(m.spec("LIST-01"), "answers exactly the asked fields of each record that it finds",
		m.says("list", "fields", append(m.needs, m.add, m.list)...),
		func(ctx SpecContext, e *Env) {
			stem := e.Unique("acme")
			field, value := m.another()
			filled, bare := m.filled(ctx, e, stem+" filled"), m.named(stem+" bare")
			bare[field] = value
			ids := []string{e.Add(ctx, m, filled), e.Add(ctx, m, bare)}
			e.Add(ctx, m, m.named(e.Unique("neighbour")))
			Expect(e.Find(ctx, m, stem+" *", m.nameField, m.id, field).Records).To(ConsistOf(
				wisecrm.Record{m.id: ids[0], m.nameField: stem + " filled", field: filled[field]},
				wisecrm.Record{m.id: ids[1], m.nameField: stem + " bare", field: value}))
		})

	s.Spec(m.spec("LIST-02"), "finds the names that end as qname says after a star",
		m.says("list", "qname", m.add, m.list),
		func(ctx SpecContext, e *Env) {
			end := e.Unique("企能软件")
			for _, name := range []string{"上海" + end, "北京" + end, end + "公司"} {
				e.Add(ctx, m, m.named(name))
			}
			page := e.Find(ctx, m, "*"+end, m.nameField)
			Expect(page.TotalSize).To(Equal(2))
			Expect(page.Records).To(ConsistOf(wisecrm.Record{m.nameField: "上海" + end}, wisecrm.Record{m.nameField: "北京" + end}))
		})

	s.Spec(m.spec("LIST-03"), "answers the newest records first",
		controlled(m.from("list", "order"), m.says("list", "").Evidence, m.add, m.list, m.update),
		func(ctx SpecContext, e *Env) {
			stem := e.Unique("acme")
			var newest []wisecrm.Record
			for _, letter := range []string{"m", "a", "z", "k"} {
				id := e.Add(ctx, m, m.named(stem+letter))
				newest = append([]wisecrm.Record{{m.id: id}}, newest...)
				Expect(e.Control().Advance(ctx, time.Minute)).To(Succeed())
			}
			_, err := m.service(e.Client).Update(ctx, newest[3].Text(m.id), m.named(stem+"changed"), wisecrm.UpdateOptions{})
			Expect(err).NotTo(HaveOccurred())
			Expect(e.Find(ctx, m, stem+"*", m.id).Records).To(Equal(newest))
		})

	s.Spec(m.spec("LIST-04"), "answers an empty array when nothing is found",
		m.infers("list", "data, WI-Q36", m.list),
		func(ctx SpecContext, e *Env) {
			answer := e.Send(ctx, contracts.Request{Operation: m.list, Query: e.Acting("fields", m.id, "qname", e.Unique("nobody"))})
			Expect(string(answer.Data)).To(Equal("[]"))
			Expect(pageOf(answer).Total).To(BeZero())
		})
}

func refuseLists(s declaration, m *model) {
	s.Spec(m.spec("LIST-05"), "asks for op_user and fields",
		m.says("list", "required parameters", m.list),
		func(ctx SpecContext, e *Env) {
			for _, query := range []map[string][]string{contracts.Values("fields", m.id), e.Acting()} {
				answer := e.Send(contracts.Wrong(ctx), contracts.Request{Operation: m.list, Query: query})
				Expect(answer.Code).To(Equal(wisecrm.CodeMissing), "only %v", query)
			}
		})

	s.Spec(m.spec("LIST-06"), "refuses the whole call for one unknown field",
		m.infers("list", "fields, WI-Q19", m.list),
		func(ctx SpecContext, e *Env) {
			_, err := m.service(e.Client).List(ctx, wisecrm.ListOptions{Fields: []string{m.id, "noSuchField"}})
			Expect(err).To(HaveCode(wisecrm.CodeInvalid))
		})
}

func pageRecords(s declaration, m *model) {
	s.Spec(m.spec("PAGE-01"), "divides the records among the pages without overlap or gap",
		m.says("list", "page_no, page_size, total_size", m.add, m.list),
		func(ctx SpecContext, e *Env) {
			stem := e.Unique("acme")
			names := e.addSeveral(ctx, m, stem, 5)
			var got []wisecrm.Record
			for i, size := range []int{2, 2, 1, 0} {
				page, err := m.service(e.Client).List(ctx, wisecrm.ListOptions{
					Fields: []string{m.nameField}, QName: stem + " *", PageNo: i + 1, PageSize: 2,
				})
				Expect(err).NotTo(HaveOccurred())
				Expect([]int{page.TotalSize, page.PageNo, page.PageSize, len(page.Records)}).To(Equal([]int{5, i + 1, 2, size}))
				got = append(got, page.Records...)
			}
			Expect(got).To(ConsistOf(names...))
			Expect(got).To(Equal(e.Find(ctx, m, stem+" *", m.nameField).Records))
		})

	s.Spec(m.spec("PAGE-02"), "takes the first page of 20 when nothing is said",
		m.says("list", "page_no, page_size", m.add, m.list),
		func(ctx SpecContext, e *Env) {
			stem := e.Unique("acme")
			e.addSeveral(ctx, m, stem, 21)
			page := e.Find(ctx, m, stem+" *", m.id)
			Expect([]int{page.TotalSize, page.PageNo, page.PageSize, len(page.Records)}).To(Equal([]int{21, 1, 20, 20}))
		})

	s.Spec(m.spec("PAGE-03"), "puts up to 200 records on a page",
		m.says("list", "page_size", m.list),
		func(ctx SpecContext, e *Env) {
			page, err := m.service(e.Client).List(ctx, wisecrm.ListOptions{Fields: []string{m.id}, PageSize: 200})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.PageSize).To(Equal(200))
			Expect(page.Records).To(HaveLen(min(200, page.TotalSize)))
		})

	s.Spec(m.spec("PAGE-04"), "refuses pages of more than 200 records",
		m.infers("list", "page_size, WI-Q35", m.list),
		func(ctx SpecContext, e *Env) {
			_, err := m.service(e.Client).List(contracts.Wrong(ctx), wisecrm.ListOptions{Fields: []string{m.id}, PageSize: 201})
			Expect(err).To(HaveCode(wisecrm.CodeInvalid))
		})
}

// addSeveral adds n records of the names "STEM 1", "STEM 2" and so on, and returns the rows of those names.
func (e *Env) addSeveral(ctx context.Context, m *model, stem string, n int) []any {
	var rows []any
	for i := range n {
		name := fmt.Sprintf("%s %d", stem, i+1)
		e.Add(ctx, m, m.named(name))
		rows = append(rows, wisecrm.Record{m.nameField: name})
	}
	return rows
}
