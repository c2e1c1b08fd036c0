package quancheng

import (
	"strconv"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/contracts"
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
		contracts.From(fromAddContact, openapi.Documented, "addContactHistory", "getContactHistory").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			customer := e.Customer(ctx)
			man := e.LinkMan(ctx, customer.ID, quancheng.LinkManChange{})
			before := e.ids(ctx, "contactHistory")
			want := quancheng.Contact{CustomerID: customer.ID, Type: quancheng.Training,
				Route: quancheng.ByVisit, LinkManID: man.ID, Title: "培训 <1>"}
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

	s.Spec("QC-CONTACTHISTORY-ADD-12", "is false for an unknown customer or link man and for another customer's link man",
		contracts.From(fromAddContact+", QC-Q25", openapi.Inferred, "addContactHistory").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
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
		contracts.From(document("ContactHistory", "根据联系历史id获取联系历史记录")+", QC-Q15", openapi.Inferred,
			"getContactHistory"), func(ctx SpecContext, e *Env) {
			_, err := e.Client.ContactHistory.Get(ctx, e.number("contact"))
			Expect(err).To(MatchError(quancheng.ErrNotFound))
		})
}
