package quancheng

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

var (
	fromInsertMan = document("LinkMan", "新增联系人")
	fromSaveMan   = document("LinkMan", "更新联系人")
	fromDeleteMan = document("LinkMan", "删除联系人")
	fromListMen   = document("LinkMan", "根据客户id获取联系人列表")
	fromMainMan   = document("LinkMan", "根据联系人id取消主要联系人标识")
)

// fullMan has a value in every field that may be set.
func fullMan(name string) quancheng.LinkManChange {
	return quancheng.LinkManChange{
		Name: &name, Tel: new("021-1"), IsMain: new(true), Mobile: new("139-2"), Email: new("a@example.com"),
		Position: new("经理"), Sex: new("女"), Remark: new("<好>"),
	}
}

func expectMan(got *quancheng.CustomerLinkMan, want quancheng.LinkManChange) {
	GinkgoHelper()
	Expect([]any{got.Name, got.Tel, got.IsMain, got.Mobile, got.Email, got.Position, got.Sex, got.Remark}).To(Equal(
		[]any{*want.Name, *want.Tel, *want.IsMain, *want.Mobile, *want.Email, *want.Position, *want.Sex, *want.Remark}))
}

func linkMen(s declaration) {
	s.Spec("QC-LINKMAN-INSERT-10", "stores each given field, and shows the link man alike in both lists and by his id",
		contracts.From(fromInsertMan+": man", openapi.Documented, "getLinkMan", "listLinkMen").After(openapi.Write),
		func(ctx SpecContext, e *Env) {
			id := e.Customer(ctx).ID
			want := fullMan(e.Unique("王"))
			first, second := e.LinkMan(ctx, id, want), e.LinkMan(ctx, id, quancheng.LinkManChange{})
			expectMan(first, want)
			Expect(first.CustomerID).To(Equal(id))
			Expect(first.CDate.Time).To(BeTemporally("~", e.Now(), 2*hour))
			Expect(e.Client.LinkMen.Get(ctx, first.ID)).To(Equal(first))
			Expect(e.Client.LinkMen.List(ctx, id)).To(ConsistOf(*first, *second))
			Expect(e.Client.LinkMen.ListShort(ctx, id)).To(ConsistOf(first.LinkMan, second.LinkMan))
		})

	s.Spec("QC-LINKMAN-INSERT-11", "is false for an unknown customer and for an empty name, and adds nobody",
		contracts.From(fromInsertMan+", QC-Q70", openapi.Inferred, "insertLinkMan", "getLinkManList"), func(ctx SpecContext, e *Env) {
			known, unknown := e.Customer(ctx).ID, e.number("customer")
			Expect(e.Client.LinkMen.Insert(ctx, quancheng.LinkManChange{CustomerID: &unknown, Name: new("王")})).To(BeFalse())
			Expect(e.Client.LinkMen.Insert(ctx, quancheng.LinkManChange{CustomerID: &known, Name: new("")})).To(BeFalse())
			Expect(e.Client.LinkMen.Insert(ctx, quancheng.LinkManChange{CustomerID: &known})).To(BeFalse())
			Expect(e.Client.LinkMen.Insert(ctx, quancheng.LinkManChange{Name: new("王")})).To(BeFalse())
			Expect(e.Client.LinkMen.List(ctx, known)).To(BeEmpty())
			Expect(e.Client.LinkMen.List(ctx, unknown)).To(BeEmpty())
		})

	changeLinkMen(s)
}

func changeLinkMen(s declaration) {
	s.Spec("QC-LINKMAN-SAVE-10", "changes the given fields, keeps the others, and leaves the customer's other link men alone",
		contracts.From(fromSaveMan+": man", openapi.Documented, "saveLinkMan", "getLinkMan"), func(ctx SpecContext, e *Env) {
			id := e.Customer(ctx).ID
			want := fullMan(e.Unique("王"))
			man, neighbour := e.LinkMan(ctx, id, want), e.LinkMan(ctx, id, quancheng.LinkManChange{})
			want.Position, want.Remark = new("总监"), new("")
			Expect(e.Client.LinkMen.Save(ctx, quancheng.LinkManChange{ID: man.ID, Position: want.Position, Remark: want.Remark})).To(Equal(1))
			read, err := e.Client.LinkMen.Get(ctx, man.ID)
			Expect(err).NotTo(HaveOccurred())
			expectMan(read, want)
			Expect(e.Client.LinkMen.Get(ctx, neighbour.ID)).To(Equal(neighbour))
		})

	s.Spec("QC-LINKMAN-SAVE-11", "answers 0 for an unknown link man and adds nobody",
		contracts.From(fromSaveMan+", QC-Q68", openapi.Inferred, "saveLinkMan", "getLinkManList"), func(ctx SpecContext, e *Env) {
			id := e.Customer(ctx).ID
			Expect(e.Client.LinkMen.Save(ctx, quancheng.LinkManChange{ID: e.number("linkMan"), CustomerID: &id, Name: new("王")})).To(BeZero())
			Expect(e.Client.LinkMen.List(ctx, id)).To(BeEmpty())
		})

	s.Spec("QC-LINKMAN-DELETE-10", "deletes the link man and nobody else, once",
		contracts.From(fromDeleteMan, openapi.Documented, "deleteLinkMan", "getLinkMan", "listLinkMen"), func(ctx SpecContext, e *Env) {
			id := e.Customer(ctx).ID
			man, neighbour := e.LinkMan(ctx, id, quancheng.LinkManChange{}), e.LinkMan(ctx, id, quancheng.LinkManChange{})
			Expect(e.Client.LinkMen.Delete(ctx, man.ID)).To(Equal(1))
			_, err := e.Client.LinkMen.Get(ctx, man.ID)
			Expect(err).To(MatchError(quancheng.ErrNotFound))
			Expect(e.Client.LinkMen.List(ctx, id)).To(ConsistOf(*neighbour))
			Expect(e.Client.LinkMen.ListShort(ctx, id)).To(ConsistOf(neighbour.LinkMan))
			Expect(e.Client.LinkMen.Delete(ctx, man.ID)).To(BeZero())
		})

	s.Spec("QC-LINKMAN-SHORT-10", "lists nobody for a customer without link men, nor for an unknown one",
		contracts.From(fromListMen+", QC-Q16", openapi.Inferred, "listLinkMen", "getLinkManList").After(openapi.Write),
		func(ctx SpecContext, e *Env) {
			for _, id := range []int{e.Customer(ctx).ID, e.number("customer"), 0, -1} {
				Expect(e.Client.LinkMen.List(ctx, id)).To(BeEmpty())
				Expect(e.Client.LinkMen.ListShort(ctx, id)).To(BeEmpty())
			}
		})
}

func mainLinkMen(s declaration) {
	s.Spec("QC-LINKMAN-MAIN-01", "leaves a customer with one main link man: who gets the mark takes it from the other",
		contracts.From(fromInsertMan+", QC-Q69", openapi.Inferred, "saveLinkMan"), func(ctx SpecContext, e *Env) {
			id, other := e.Customer(ctx).ID, e.Customer(ctx).ID
			main := func(id int) (names []string) {
				men, err := e.Client.LinkMen.List(ctx, id)
				Expect(err).NotTo(HaveOccurred())
				for _, m := range men {
					if m.IsMain {
						names = append(names, m.Name)
					}
				}
				return names
			}
			elsewhere := e.LinkMan(ctx, other, quancheng.LinkManChange{IsMain: new(true)})
			first := e.LinkMan(ctx, id, quancheng.LinkManChange{IsMain: new(true)})
			second := e.LinkMan(ctx, id, quancheng.LinkManChange{IsMain: new(true)})
			Expect(main(id)).To(ConsistOf(second.Name))
			Expect(e.Client.LinkMen.Save(ctx, quancheng.LinkManChange{ID: first.ID, IsMain: new(true)})).To(Equal(1))
			Expect(main(id)).To(ConsistOf(first.Name))
			Expect(main(other)).To(ConsistOf(elsewhere.Name))
		})

	s.Spec("QC-LINKMAN-CANCELMAIN-10", "takes the main mark away, once, and changes nothing else",
		contracts.From(fromMainMan, openapi.Documented, "cancelMainMan", "getLinkMan"), func(ctx SpecContext, e *Env) {
			man := e.LinkMan(ctx, e.Customer(ctx).ID, fullMan(e.Unique("王")))
			Expect(e.Client.LinkMen.CancelMain(ctx, man.ID)).To(Equal(1))
			man.IsMain = false
			Expect(e.Client.LinkMen.Get(ctx, man.ID)).To(Equal(man))
			Expect(e.Client.LinkMen.CancelMain(ctx, man.ID)).To(BeZero())
			Expect(e.Client.LinkMen.CancelMain(ctx, e.number("linkMan"))).To(BeZero())
		})
}
