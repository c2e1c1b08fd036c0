package dustess

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

const ticketPage = "Public client programs > work orders"

// workOrders: tickets and their fields.
func workOrders(s declaration) {
	s.Spec("DU-TICKET-03", "adds a field once, and tells that its name is taken as programs expect",
		contracts.From(ticketPage, openapi.PublicClient, "addTicketField").Beyond(),
		func(ctx SpecContext, e *Env) {
			field := dustess.NewTicketField{Name: e.Unique("字段"), Type: dustess.TicketFieldText, UID: "498"}
			_, err := e.Client.Tickets.AddField(ctx, field)
			Expect(err).NotTo(HaveOccurred())
			_, err = e.Client.Tickets.AddField(ctx, field)
			Expect(err).To(MatchError(ContainSubstring("服务端错误：名称重复")))
		})
}

// askTickets: what no document says about tickets.
func askTickets(s declaration) {
	others := map[int]string{dustess.CodeSystem: "10001", dustess.CodeMalformed: "40003", 0: "none"}

	s.Spec("DU-Q82-01", "says which code an unknown ticket gets",
		contracts.From(ticketPage, openapi.Inferred, "getTicketDetail").Asks("DU-Q82", "10001", "40003", "none"),
		func(ctx SpecContext, e *Env) {
			_, err := e.Client.Tickets.Detail(ctx, "ffffffffffffffffffffffff", "498")
			e.ObserveCode(Code(err), others)
		})

	s.Spec("DU-Q83-01", "says which code the name of another field gets",
		contracts.From(ticketPage, openapi.Inferred, "addTicketField").Asks("DU-Q83", "10001", "40003", "none"),
		func(ctx SpecContext, e *Env) {
			field := dustess.NewTicketField{Name: e.Unique("字段"), Type: dustess.TicketFieldText, UID: "498"}
			_, err := e.Client.Tickets.AddField(ctx, field)
			Expect(err).NotTo(HaveOccurred())
			_, err = e.Client.Tickets.AddField(ctx, field)
			e.ObserveCode(Code(err), others)
		})
}
