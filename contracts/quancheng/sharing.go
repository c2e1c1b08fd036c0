package quancheng

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

func favourites(s declaration) {
	s.Spec("QC-CUSTOMER-SETCUSTIDENTITY-10", "gives a customer the caller's mark, replaces it, and clears it with 0",
		contracts.From(fromMark+", QC-Q38", openapi.Inferred, "setCustIdentity", "getCustomer"), func(ctx SpecContext, e *Env) {
			id, neighbour := e.Customer(ctx).ID, e.Customer(ctx)
			for _, identity := range []int{3, 5, 0} {
				Expect(e.Client.Customers.SetIdentity(ctx, id, identity)).To(BeTrue())
				read, err := e.Client.Customers.Get(ctx, id)
				Expect(err).NotTo(HaveOccurred())
				Expect(read.IdentityID).To(Equal(identity))
			}
			Expect(e.Client.Customers.Get(ctx, neighbour.ID)).To(Equal(neighbour))
			Expect(e.Client.Customers.SetIdentity(ctx, e.number("customer"), 1)).To(BeFalse())
		})

	s.Spec("QC-CUSTOMER-SETCUSTIDENTITY-11", "keeps the marks of two users apart",
		contracts.From(fromMark+", QC-Q38", openapi.Inferred, "setCustIdentity", "removeCollection", "getCustomer").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			id := e.Customer(ctx).ID
			colleague := e.colleague(ctx)
			Expect(e.Client.Customers.SetIdentity(ctx, id, 3)).To(BeTrue())
			Expect(colleague.Customers.SetIdentity(ctx, id, 4)).To(BeTrue())
			Expect(e.Client.Customers.RemoveCollection(ctx, 2, id)).To(BeTrue())
			for client, want := range map[*quancheng.Client]int{e.Client: 3, colleague: 0} {
				read, err := client.Customers.Get(ctx, id)
				Expect(err).NotTo(HaveOccurred())
				Expect(read.IdentityID).To(Equal(want))
			}
		})

	s.Spec("QC-CUSTOMER-REMOVECOLLECTION-10", "removes the marks of all listed customers, and is false when there is none left",
		contracts.From(fromUnmark+": custIdString", openapi.Documented, "setCustIdentity", "removeCollection", "getCustomer"),
		func(ctx SpecContext, e *Env) {
			first, second, kept := e.Customer(ctx), e.Customer(ctx), e.Customer(ctx)
			for _, customer := range []*quancheng.Customer{first, second, kept} {
				Expect(e.Client.Customers.SetIdentity(ctx, customer.ID, 2)).To(BeTrue())
			}
			Expect(e.Client.Customers.RemoveCollection(ctx, first.OwnerID, first.ID, second.ID)).To(BeTrue())
			for customer, want := range map[*quancheng.Customer]int{first: 0, second: 0, kept: 2} {
				read, err := e.Client.Customers.Get(ctx, customer.ID)
				Expect(err).NotTo(HaveOccurred())
				Expect(read.IdentityID).To(Equal(want))
			}
			Expect(e.Client.Customers.RemoveCollection(ctx, first.OwnerID, first.ID, second.ID)).To(BeFalse())
		})

	shares(s)
}

func shares(s declaration) {
	s.Spec("QC-CUSTOMER-CANCELSHARE-10", "ends all sharing of the customer and nothing else, once",
		contracts.From(fromUnshare+", QC-Q37", openapi.Inferred, "cancelShare").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			shares := []string{"1-7", "1-8", "12-7", "2-7"}
			for _, id := range shares {
				Expect(e.Control().PutRecord(ctx, "shares", id, map[string]any{})).To(Succeed())
			}
			Expect(e.Client.Customers.CancelShare(ctx, 1, 2)).To(BeTrue())
			left, err := e.Control().RecordIDs(ctx, "shares")
			Expect(err).NotTo(HaveOccurred())
			Expect(left).To(ContainElement("12-7"))
			Expect(left).NotTo(ContainElements(HavePrefix("1-"), HavePrefix("2-")))
			Expect(e.Client.Customers.CancelShare(ctx, 1, 2)).To(BeFalse())
		})

	s.Spec("QC-SALE-SETPUBLIC-10", "takes the owner from all listed customers, and is false when all are public",
		contracts.From(fromPublic+", QC-Q72", openapi.Inferred, "setPublicCust", "getCustomer"), func(ctx SpecContext, e *Env) {
			first, second, kept := e.Customer(ctx), e.Customer(ctx), e.Customer(ctx)
			Expect(e.Client.Sales.SetPublic(ctx, first.ID, second.ID)).To(BeTrue())
			for _, customer := range []*quancheng.Customer{first, second} {
				customer.IsPublic, customer.OwnerID = true, 0
				Expect(e.Client.Customers.Get(ctx, customer.ID)).To(Equal(customer))
			}
			Expect(e.Client.Customers.Get(ctx, kept.ID)).To(Equal(kept))
			Expect(e.Client.Sales.SetPublic(ctx, first.ID, second.ID)).To(BeFalse())
		})

	s.Spec("QC-SALE-SETPUBLIC-11", "ends the sharing of the customer",
		contracts.From(fromPublic+", QC-Q72", openapi.Inferred, "setPublicCust", "cancelShare").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			id := e.Customer(ctx).ID
			Expect(e.Control().PutRecord(ctx, "shares", text(id)+"-5", map[string]any{})).To(Succeed())
			Expect(e.Client.Sales.SetPublic(ctx, id)).To(BeTrue())
			Expect(e.Client.Customers.CancelShare(ctx, id)).To(BeFalse())
		})
}

// colleague returns a client of the sandbox's second user.
func (e *Env) colleague(ctx SpecContext) *quancheng.Client {
	GinkgoHelper()
	token := e.Unique("colleague")
	Expect(e.Control().PutRecord(ctx, "tokens", token, map[string]any{"user_id": 2, "lasts": true})).To(Succeed())
	return e.clientOf(quancheng.Credentials{Token: token})
}
