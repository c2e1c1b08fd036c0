package quancheng

import (
	"strconv"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

var (
	fromBaseType = document("BaseType", "根据par_id字典表")
	fromTypes    = document("CustomerType", "获取客户类型列表")
	fromKinds    = document("CustomerSign", "获取默认的客户标识 (GetCustTypeBdefault)")
	fromSign     = document("CustomerSign", "获取默认的客户标识 (GetClientSignDefault)")
	fromHit      = document("ECommerce", "获取系统全部基础信息")
	fromMessage  = document("ECommerce", "添加留言反馈")
)

func lists(s declaration) {
	s.Spec("QC-BASETYPE-GET-10", "answers the entries of that identifier only, in the order of their ids",
		contracts.From(fromBaseType+": par_id, QC-Q73", openapi.Inferred, "getBaseType").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			par := e.Unique("par")
			want := []quancheng.BaseType{{ID: 9001, ParID: par, Name: "甲", Sort: 2}, {ID: 9003, ParID: par, Name: "乙", Sort: 1}}
			for _, entry := range append(want, quancheng.BaseType{ID: 9002, ParID: par + "x", Name: "丙"}) {
				Expect(e.Control().PutRecord(ctx, "baseTypes", strconv.Itoa(entry.ID), entry)).To(Succeed())
			}
			Expect(e.Client.BaseTypes.List(ctx, par)).To(Equal(want))
			Expect(e.Client.BaseTypes.List(ctx, par[:len(par)-1])).To(BeEmpty())
		})

	s.Spec("QC-CUSTOMERTYPE-LIST-10", "lists the first level for 0 and what is below a type for its id; there is no third level",
		apart(contracts.From(fromTypes+": parent_id, QC-Q62", openapi.Documented, "getCustomerTypes")), func(ctx SpecContext, e *Env) {
			top := e.put(ctx, "customerTypes", map[string]any{"ParentId": 0, "Name": "代理商"})
			parent, _ := strconv.Atoi(top)
			e.put(ctx, "customerTypes", map[string]any{"ParentId": parent, "Name": "省代理"})
			below := 0
			first, err := e.Client.CustomerTypes.List(ctx, 0)
			Expect(err).NotTo(HaveOccurred())
			for _, top := range first {
				Expect(top.ParentID).To(BeZero())
				second, err := e.Client.CustomerTypes.List(ctx, top.ID)
				Expect(err).NotTo(HaveOccurred())
				below += len(second)
				for _, t := range second {
					Expect(t.ParentID).To(Equal(top.ID))
					Expect(e.Client.CustomerTypes.List(ctx, t.ID)).To(BeEmpty())
				}
			}
			if !e.Live() {
				Expect(below).NotTo(BeZero(), "no type of the second level was listed")
			}
		})

	s.Spec("QC-CUSTOMERTYPE-LIST-11", "lists a new type where it belongs and nowhere else",
		contracts.From(fromTypes+": parent_id", openapi.Documented, "getCustomerTypes").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			top, below := quancheng.CustomerType{ID: 9001, Name: "甲"}, quancheng.CustomerType{ID: 9002, ParentID: 9001, Name: "乙"}
			for _, t := range []quancheng.CustomerType{top, below} {
				Expect(e.Control().PutRecord(ctx, "customerTypes", strconv.Itoa(t.ID), t)).To(Succeed())
			}
			Expect(e.Client.CustomerTypes.List(ctx, 0)).To(And(ContainElement(top), Not(ContainElement(below))))
			Expect(e.Client.CustomerTypes.List(ctx, 9001)).To(Equal([]quancheng.CustomerType{below}))
		})

	s.Spec("QC-CUSTOMERSIGN-KINDS-10", "lists the customer kinds with the default one first",
		contracts.From(fromKinds+", QC-Q61", openapi.Inferred, "getCustTypeBdefault").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			before, err := e.Client.CustomerSigns.Kinds(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(before).To(HaveLen(4))
			Expect(e.Control().PatchRecord(ctx, "customerKinds", strconv.Itoa(before[0].ID), map[string]any{"IsDefault": false})).To(Succeed())
			last := before[3]
			Expect(e.Control().PatchRecord(ctx, "customerKinds", strconv.Itoa(last.ID), map[string]any{"IsDefault": true})).To(Succeed())
			last.IsDefault, before[0].IsDefault = true, false
			Expect(e.Client.CustomerSigns.Kinds(ctx)).To(Equal([]quancheng.CustomerKind{last, before[0], before[1], before[2]}))
		})

	s.Spec("QC-CUSTOMERSIGN-DEFAULT-10", "answers the site's default sign, which new customers get",
		contracts.From(fromSign+", QC-Q60, QC-Q79", openapi.Inferred, "getClientSignDefault").Beyond().Controlled().After(openapi.Write),
		func(ctx SpecContext, e *Env) {
			for _, sign := range []quancheng.Sign{quancheng.Person, quancheng.Company} {
				Expect(e.Control().PatchRecord(ctx, "settings", "settings", map[string]any{"default_sign": sign})).To(Succeed())
				Expect(e.Client.CustomerSigns.Default(ctx)).To(Equal(sign))
				Expect(e.Customer(ctx).Sign).To(Equal(sign))
			}
		})
}

func site(s declaration) {
	s.Spec("QC-ECOMMERCE-HIT-10", "adds to the hits of the item and no other, and is false for an unknown item",
		contracts.From(fromHit+": addHit, QC-Q63", openapi.Inferred, "updateBaseInfoHit").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			hits := func(id int) int {
				var info struct{ Hits int }
				Expect(e.Control().Record(ctx, "baseInfos", strconv.Itoa(id), &info)).To(Succeed())
				return info.Hits
			}
			before := []int{hits(1), hits(2)}
			Expect(e.Client.ECommerce.AddHits(ctx, 1, 2147483647)).To(BeTrue())
			Expect(e.Client.ECommerce.AddHits(ctx, 1, 3)).To(BeTrue())
			Expect(e.Client.ECommerce.AddHits(ctx, 1, 0)).To(BeTrue())
			Expect([]int{hits(1), hits(2)}).To(Equal([]int{before[0] + 2147483650, before[1]}))
			Expect(e.Client.ECommerce.AddHits(ctx, e.number("info"), 1)).To(BeFalse())
		})

	s.Spec("QC-ECOMMERCE-MESSAGE-10", "stores a message of a customer and of an anonymous visitor, and is false for an unknown customer",
		contracts.From(fromMessage+", QC-Q65", openapi.Inferred, "addMessageBoard").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			for _, want := range []quancheng.BoardMessage{
				{CustomerID: e.Customer(ctx).ID, Content: "<好> & 谢谢", Contact: "王伟"},
				{Content: "匿名"},
			} {
				before := e.ids(ctx, "messageBoard")
				Expect(e.Client.ECommerce.AddMessage(ctx, want)).To(BeTrue())
				var got struct {
					CustId           int
					Content, Contact string
				}
				Expect(e.Control().Record(ctx, "messageBoard", strconv.Itoa(e.added(ctx, "messageBoard", before)[0]), &got)).To(Succeed())
				Expect([]any{got.CustId, got.Content, got.Contact}).To(Equal([]any{want.CustomerID, want.Content, want.Contact}))
			}
			before := e.ids(ctx, "messageBoard")
			Expect(e.Client.ECommerce.AddMessage(ctx, quancheng.BoardMessage{CustomerID: e.number("customer"), Content: "x"})).To(BeFalse())
			Expect(e.ids(ctx, "messageBoard")).To(Equal(before))
		})
}
