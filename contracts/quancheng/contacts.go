package quancheng

import (
	"strconv"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/openapi"
)

var (
	fromAddContact = document("ContactHistory", "添加联系记录")
	fromExecute    = document("ContactPlan", "执行联系计划")
	fromInsertPlan = document("ContactPlan", "新增联系计划")
	fromPlanCount  = document("ContactPlan", "获取客户联系计划数量")
)

// hour is the tolerance for clocks that are not ours.
const hour = time.Hour

// added returns the ids of a table that were not there before.
func (e *Env) added(ctx SpecContext, table string, before []string) (ids []int) {
	GinkgoHelper()
	known := map[string]bool{}
	for _, id := range before {
		known[id] = true
	}
	for _, id := range e.ids(ctx, table) {
		if n, err := strconv.Atoi(id); err == nil && !known[id] {
			ids = append(ids, n)
		}
	}
	return ids
}

func (e *Env) ids(ctx SpecContext, table string) []string {
	GinkgoHelper()
	ids, err := e.Control().RecordIDs(ctx, table)
	Expect(err).NotTo(HaveOccurred())
	return ids
}

func contactRecords(s declaration) {
	s.Spec("QC-CONTACTHISTORY-ADD-10", "stores a contact record with what it was given, the caller and the time",
		controlled(fromAddContact, openapi.Documented, newLinkMan("addContactHistory", "getContactHistory")...), func(ctx SpecContext, e *Env) {
			customer := e.Customer(ctx)
			man := e.LinkMan(ctx, customer.ID, quancheng.LinkManChange{})
			before := e.ids(ctx, "contactHistory")
			want := quancheng.Contact{CustomerID: customer.ID, Type: quancheng.Training, Route: quancheng.ByVisit, LinkManID: man.ID, Title: "培训 <1>"}
			Expect(e.Client.ContactHistory.Add(ctx, want, "满意 & 好")).To(BeTrue())
			added := e.added(ctx, "contactHistory", before)
			Expect(added).To(HaveLen(1))
			got, err := e.Client.ContactHistory.Get(ctx, added[0])
			Expect(err).NotTo(HaveOccurred())
			Expect(got.CDate.Time).To(BeTemporally("~", e.Now(), hour))
			Expect(*got).To(Equal(quancheng.ContactRecord{
				ID: added[0], CustomerID: customer.ID, Type: want.Type, Route: want.Route, LinkManID: man.ID,
				Title: want.Title, Content: "满意 & 好", UserID: customer.OwnerID, CDate: got.CDate,
			}))
		})

	s.Spec("QC-CONTACTHISTORY-ADD-11", "takes every category and every way of contact, and refuses others",
		about(fromAddContact+": type_id, route_id, QC-Q24", openapi.Inferred, newCustomer("addContactHistory")...), func(ctx SpecContext, e *Env) {
			e.tryContacts(ctx, "addContactHistory", ofCustomer("customer_id", "link_man_id", "0", "title", "t", "content", "c")(ctx, e))
		})

	s.Spec("QC-CONTACTHISTORY-ADD-12", "is false for an unknown customer or link man and for another customer's link man",
		controlled(fromAddContact+", QC-Q25", openapi.Inferred, newLinkMan("addContactHistory")...), func(ctx SpecContext, e *Env) {
			id := e.Customer(ctx).ID
			man := e.LinkMan(ctx, e.Customer(ctx).ID, quancheng.LinkManChange{})
			before := e.ids(ctx, "contactHistory")
			for customerID, manID := range map[int]int{e.number("customer"): 0, id: man.ID, man.CustomerID: e.number("linkMan")} {
				contact := contactOf(customerID)
				contact.LinkManID = manID
				Expect(e.Client.ContactHistory.Add(ctx, contact, "c")).To(BeFalse())
			}
			Expect(e.ids(ctx, "contactHistory")).To(Equal(before))
		})

	s.Spec("QC-CONTACTHISTORY-GET-10", "answers null for an id that no record has",
		about(document("ContactHistory", "根据联系历史id获取联系历史记录")+", QC-Q15", openapi.Inferred, "getContactHistory"), func(ctx SpecContext, e *Env) {
			_, err := e.Client.ContactHistory.Get(ctx, e.number("contact"))
			Expect(err).To(MatchError(quancheng.ErrNotFound))
		})
}

// tryContacts makes the call with each category and way, and with those beside the ends.
func (e *Env) tryContacts(ctx SpecContext, operation string, same map[string][]string) {
	GinkgoHelper()
	for name, last := range map[string]int{"type_id": 7, "route_id": 4} {
		all := with(with(same, "type_id", "1"), "route_id", "1")
		for n := range last + 2 {
			all = with(all, name, strconv.Itoa(n))
			if all.Has("plan_id") {
				all = with(all, "plan_id", strconv.Itoa(e.number("plan")))
			}
			if n == 0 || n > last {
				Expect(e.Get(wrong(ctx), operation, all)).To(e.BeRefused(quancheng.CodeInvalid), "%s=%d", name, n)
				continue
			}
			Expect(e.Get(ctx, operation, all)).To(Answering("true"), "%s=%d", name, n)
		}
	}
}
