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
		contracts.From(m.from("list", "order"), m.says("list", "").Evidence, m.add, m.list, m.update).Beyond().Controlled(),
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
