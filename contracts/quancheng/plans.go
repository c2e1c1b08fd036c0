package quancheng

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

func contactPlans(s declaration) {
	s.Spec("QC-CONTACTPLAN-INSERT-10", "stores an open plan under the given id with what it was given, and counts it",
		contracts.From(fromInsertPlan, openapi.Documented, "insertContactPlan", "getContactPlan", "getContactPlanCount",
			"addContactHistory").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			customer := e.Customer(ctx)
			man := e.LinkMan(ctx, customer.ID, quancheng.LinkManChange{})
			want := quancheng.Contact{CustomerID: customer.ID, Type: quancheng.ServiceSupport,
				Route: quancheng.ByLetter, LinkManID: man.ID, Title: "支持"}
			before := e.ids(ctx, "contactHistory")
			Expect(e.Client.ContactHistory.Add(ctx, want, "c")).To(BeTrue())
			history := e.added(ctx, "contactHistory", before)[0]
			count, err := e.Client.ContactPlans.Count(ctx)
			Expect(err).NotTo(HaveOccurred())
			id, next := e.number("plan"), e.tomorrow()
			Expect(e.Client.ContactPlans.Insert(ctx, id, want, history, next)).To(BeTrue())
			got, err := e.Client.ContactPlans.Get(ctx, id)
			Expect(err).NotTo(HaveOccurred())
			Expect(got.NextTime.Time).To(BeTemporally("==", next))
			Expect(*got).To(Equal(quancheng.ContactPlan{
				ID: id, CustomerID: customer.ID, Type: want.Type, Route: want.Route, LinkManID: man.ID, HistoryID: history,
				Title: want.Title, NextTime: got.NextTime, State: quancheng.PlanOpen, UserID: customer.OwnerID, CDate: got.CDate,
			}))
			Expect(e.Client.ContactPlans.Count(ctx)).To(Equal(count + 1))
		})

	s.Spec("QC-CONTACTPLAN-INSERT-11", "assigns an id to a plan with plan_id 0",
		contracts.From(fromInsertPlan+", QC-Q27", openapi.Inferred, "insertContactPlan", "getContactPlan").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			id := e.Customer(ctx).ID
			before := e.ids(ctx, "contactPlans")
			for range 2 {
				Expect(e.Client.ContactPlans.Insert(ctx, 0, contactOf(id), 0, e.tomorrow())).To(BeTrue())
			}
			added := e.added(ctx, "contactPlans", before)
			Expect(added).To(HaveLen(2))
			for _, planID := range added {
				got, err := e.Client.ContactPlans.Get(ctx, planID)
				Expect(err).NotTo(HaveOccurred())
				Expect(got.CustomerID).To(Equal(id))
			}
		})

	refusePlans(s)
	executePlans(s)
	countPlans(s)
}

func refusePlans(s declaration) {
	s.Spec("QC-CONTACTPLAN-INSERT-12",
		"is false for an id that is taken, and for a customer, link man or record that does not fit, and stores nothing",
		contracts.From(fromInsertPlan+", QC-Q25, QC-Q27, QC-Q85", openapi.Inferred, "insertContactPlan", "getContactPlan"),
		func(ctx SpecContext, e *Env) {
			id := e.Customer(ctx).ID
			man := e.LinkMan(ctx, e.Customer(ctx).ID, quancheng.LinkManChange{})
			taken, free := e.Plan(ctx, id, e.tomorrow()), e.number("plan")
			before, err := e.Client.ContactPlans.Get(ctx, taken)
			Expect(err).NotTo(HaveOccurred())
			foreign := contactOf(id)
			foreign.LinkManID = man.ID
			Expect(e.Client.ContactPlans.Insert(ctx, taken, contactOf(man.CustomerID), 0, e.tomorrow())).To(BeFalse())
			Expect(e.Client.ContactPlans.Insert(ctx, free, contactOf(e.number("customer")), 0, e.tomorrow())).To(BeFalse())
			Expect(e.Client.ContactPlans.Insert(ctx, free, foreign, 0, e.tomorrow())).To(BeFalse())
			Expect(e.Client.ContactPlans.Insert(ctx, free, contactOf(id), e.number("contact"), e.tomorrow())).To(BeFalse())
			Expect(e.Client.ContactPlans.Get(ctx, taken)).To(Equal(before))
			_, err = e.Client.ContactPlans.Get(ctx, free)
			Expect(err).To(MatchError(quancheng.ErrNotFound))
		})
}

func countPlans(s declaration) {
	s.Spec("QC-CONTACTPLAN-COUNT-10", "counts the open plans of the caller only",
		contracts.From(fromPlanCount+", QC-Q28", openapi.Inferred, "insertContactPlan", "saveContactPlan",
			"getContactPlanCount").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			id, colleague := e.Customer(ctx).ID, e.colleague(ctx)
			counts := func() []int {
				mine, err := e.Client.ContactPlans.Count(ctx)
				Expect(err).NotTo(HaveOccurred())
				theirs, err := colleague.ContactPlans.Count(ctx)
				Expect(err).NotTo(HaveOccurred())
				return []int{mine, theirs}
			}
			before := counts()
			plan := e.Plan(ctx, id, e.tomorrow())
			Expect(counts()).To(Equal([]int{before[0] + 1, before[1]}))
			Expect(e.Client.ContactPlans.Execute(ctx, plan, contactOf(id), "c", e.yesterday())).To(BeTrue())
			Expect(counts()).To(Equal(before))
		})
}

func executePlans(s declaration) {
	s.Spec("QC-CONTACTPLAN-SAVE-10", "executes a plan: keeps the remark and adds a contact record; a time that has passed plans nothing more",
		contracts.From(fromExecute+", QC-Q26", openapi.Inferred, "insertContactPlan", "saveContactPlan", "getContactPlan",
			"getContactHistory").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			id := e.Customer(ctx).ID
			plan := e.Plan(ctx, id, e.tomorrow())
			records, plans := e.ids(ctx, "contactHistory"), e.ids(ctx, "contactPlans")
			Expect(e.Client.ContactPlans.Execute(ctx, plan, contactOf(id), "已送达", e.yesterday())).To(BeTrue())
			got, err := e.Client.ContactPlans.Get(ctx, plan)
			Expect(err).NotTo(HaveOccurred())
			Expect(got.State).To(Equal(quancheng.PlanExecuted))
			Expect(got.Content).To(HaveValue(Equal("已送达")))
			added := e.added(ctx, "contactHistory", records)
			Expect(added).To(HaveLen(1))
			record, err := e.Client.ContactHistory.Get(ctx, added[0])
			Expect(err).NotTo(HaveOccurred())
			Expect([]any{record.CustomerID, record.Type, record.Route, record.Title, record.Content}).To(Equal(
				[]any{id, quancheng.CustomerCare, quancheng.ByMail, "节日问候", "已送达"}))
			Expect(e.ids(ctx, "contactPlans")).To(Equal(plans))
		})

	s.Spec("QC-CONTACTPLAN-SAVE-11", "plans the next contact when its time is to come, and names the new record as its reason",
		contracts.From(fromExecute+": next_time, QC-Q26", openapi.Inferred, "insertContactPlan", "saveContactPlan",
			"getContactPlan").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			id := e.Customer(ctx).ID
			plan := e.Plan(ctx, id, e.tomorrow())
			records, plans := e.ids(ctx, "contactHistory"), e.ids(ctx, "contactPlans")
			next := e.tomorrow().Add(48 * hour)
			Expect(e.Client.ContactPlans.Execute(ctx, plan, contactOf(id), "c", next)).To(BeTrue())
			added := e.added(ctx, "contactPlans", plans)
			Expect(added).To(HaveLen(1))
			got, err := e.Client.ContactPlans.Get(ctx, added[0])
			Expect(err).NotTo(HaveOccurred())
			Expect(got.NextTime.Time).To(BeTemporally("==", next))
			Expect([]any{got.CustomerID, got.State, got.Content, got.HistoryID}).To(Equal(
				[]any{id, quancheng.PlanOpen, (*string)(nil), e.added(ctx, "contactHistory", records)[0]}))
		})

	s.Spec("QC-CONTACTPLAN-SAVE-12", "is false for an unknown plan, one that was executed, and another customer's, and adds no record",
		contracts.From(fromExecute+", QC-Q26, QC-Q80", openapi.Inferred, "insertContactPlan", "saveContactPlan",
			"getContactPlan").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			id, other := e.Customer(ctx).ID, e.Customer(ctx).ID
			plan := e.Plan(ctx, id, e.tomorrow())
			records := e.ids(ctx, "contactHistory")
			Expect(e.Client.ContactPlans.Execute(ctx, e.number("plan"), contactOf(id), "c", e.tomorrow())).To(BeFalse())
			Expect(e.Client.ContactPlans.Execute(ctx, plan, contactOf(other), "c", e.tomorrow())).To(BeFalse())
			Expect(e.ids(ctx, "contactHistory")).To(Equal(records))
			Expect(e.Client.ContactPlans.Execute(ctx, plan, contactOf(id), "first", e.yesterday())).To(BeTrue())
			Expect(e.Client.ContactPlans.Execute(ctx, plan, contactOf(id), "second", e.yesterday())).To(BeFalse())
			got, err := e.Client.ContactPlans.Get(ctx, plan)
			Expect(err).NotTo(HaveOccurred())
			Expect(got.Content).To(HaveValue(Equal("first")))
		})

	s.Spec("QC-CONTACTPLAN-GET-10", "answers null for an id that no plan has",
		contracts.From(document("ContactPlan", "根据id获取客户联系计划信息")+", QC-Q15", openapi.Inferred, "getContactPlan"),
		func(ctx SpecContext, e *Env) {
			_, err := e.Client.ContactPlans.Get(ctx, e.number("plan"))
			Expect(err).To(MatchError(quancheng.ErrNotFound))
		})
}
