package wisecrm

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

func sortRows(s declaration) {
	s.Spec("WI-QUERY-15", "sorts by a field, in either direction",
		contracts.From(queryPage+": sort", openapi.VendorPage, queryOperations...).Beyond(),
		func(ctx SpecContext, e *Env) {
			f := e.addFlock(ctx)
			for _, c := range []struct {
				sort    wisecrm.Sort
				letters string
			}{
				{wisecrm.Asc("accountName"), "AC"}, {wisecrm.Desc("accountName"), "CA"},
			} {
				Expect(e.letters(ctx, wisecrm.AdvQuery{
					Filter: wisecrm.And(wisecrm.Equal("address", f.address), wisecrm.NotContains("accountName", "bert")), Sort: []wisecrm.Sort{c.sort},
				})).To(Equal(c.letters))
			}
		})

	s.Spec("WI-QUERY-16", "sorts by several fields, the first of which counts most",
		contracts.From(queryPage+": sort", openapi.VendorPage, queryOperations...).Beyond(),
		func(ctx SpecContext, e *Env) {
			address := e.Unique("flock")
			for _, c := range []struct {
				letter string
				kind   int
			}{{"B", 1}, {"D", 0}, {"A", 1}, {"C", 0}} {
				e.Add(ctx, accounts(), wisecrm.Fields{"accountName": c.letter + address, "address": address, "typeCode": c.kind})
			}
			for _, c := range []struct {
				sort    []wisecrm.Sort
				letters string
			}{
				{[]wisecrm.Sort{wisecrm.Asc("typeCode"), wisecrm.Asc("accountName")}, "CDAB"},
				{[]wisecrm.Sort{wisecrm.Desc("typeCode"), wisecrm.Asc("accountName")}, "ABCD"},
				{[]wisecrm.Sort{wisecrm.Desc("typeCode"), wisecrm.Desc("accountName")}, "BADC"},
				{[]wisecrm.Sort{wisecrm.Asc("accountName"), wisecrm.Asc("typeCode")}, "ABCD"},
			} {
				Expect(e.letters(ctx, wisecrm.AdvQuery{Filter: wisecrm.And(wisecrm.Equal("address", address)), Sort: c.sort})).To(Equal(c.letters), "%v", c.sort)
			}
		})

	s.Spec("WI-QUERY-17", "sorts by a field of the record that a field refers to",
		contracts.From(queryPage+": sort", openapi.PublicClient, "addAccount", "addContact", "advQuery").Beyond(),
		func(ctx SpecContext, e *Env) {
			stem := e.Unique("contact")
			for _, letter := range []string{"b", "c", "a"} {
				account := e.Add(ctx, accounts(), accounts().named(e.Unique(letter)))
				e.Add(ctx, contacts(), wisecrm.Fields{"contactName": stem, "phone": letter, "accountId": account})
			}
			page, err := e.Client.Query.List(ctx, wisecrm.AdvQuery{
				Entity: "Contact", Fields: []string{"phone"}, Filter: wisecrm.And(wisecrm.Equal("contactName", stem)),
				Sort: []wisecrm.Sort{wisecrm.Desc("accountId.accountName")},
			})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.Records).To(Equal([]wisecrm.Record{{"phone": "c"}, {"phone": "b"}, {"phone": "a"}}))
		})
}

func orderQuery(s declaration) {
	s.Spec("WI-QUERY-20", "answers the newest records first when no order is asked for, and among equal ones",
		contracts.From(queryPage+": sort, WI-Q51, WI-Q70", openapi.Inferred, queryOperations...).Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			address := e.Unique("flock")
			for _, letter := range []string{"M", "A", "Z"} {
				e.Add(ctx, accounts(), wisecrm.Fields{"accountName": letter + address, "address": address})
				Expect(e.Control().Advance(ctx, time.Minute)).To(Succeed())
			}
			query := wisecrm.AdvQuery{Filter: wisecrm.And(wisecrm.Equal("address", address))}
			Expect(e.letters(ctx, query)).To(Equal("ZAM"))
			query.Sort = []wisecrm.Sort{wisecrm.Asc("typeCode"), wisecrm.Desc("address")}
			Expect(e.letters(ctx, query)).To(Equal("ZAM"))
		})

	s.Spec("WI-QUERY-21", "reads every entity that there is",
		contracts.From(queryPage+": entity; 元数据 > 获取实体列表", openapi.VendorPage, "listEntities", "advQuery").Beyond(),
		func(ctx SpecContext, e *Env) {
			entities, err := e.Client.Metadata.Entities(ctx, wisecrm.KindAny)
			Expect(err).NotTo(HaveOccurred())
			for _, entity := range entities {
				page, err := e.Client.Query.List(ctx, wisecrm.AdvQuery{Entity: entity.Entity, Fields: []string{entity.NameField}})
				Expect(err).NotTo(HaveOccurred(), entity.Entity)
				Expect(page.Records).To(HaveLen(min(20, page.TotalSize)), entity.Entity)
			}
		})
}
