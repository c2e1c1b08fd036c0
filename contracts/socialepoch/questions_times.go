package socialepoch

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

func askTimes(s declaration) {
	s.Spec("SE-Q04-01", "reports whether an old timestamp is taken, and one that is no number",
		contracts.From(fromHeaders+": timestamp", openapi.Inferred, "listUserByTenantId").Asks("SE-Q04", "old yes, other 400", "neither", "both"),
		func(ctx SpecContext, e *Env) {
			old := e.Send(ctx, contracts.Request{Operation: "listUserByTenantId", Body: Fields{}, Header: e.signed("1710936559123")}).Code
			odd := e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "listUserByTenantId", Body: Fields{}, Header: e.signed("yesterday")}).Code
			switch {
			case old == accepted && odd == socialepoch.CodeInvalid:
				e.Observe("old yes, other 400")
			case old != accepted && odd != accepted:
				e.Observe("neither")
			case old == accepted && odd == accepted:
				e.Observe("both")
			default:
				e.Observe(contracts.Other)
			}
		})

	s.Spec("SE-Q05-01", "reports whether an old createTime is taken, and one that does not exist",
		contracts.From(fromDelete+": createTime", openapi.Inferred, "queryDelCustomerInfo").
			Asks("SE-Q05", "old yes, other 400", "neither", "both"),
		func(ctx SpecContext, e *Env) {
			code := func(created string) int {
				body := e.legacy(e.complete("queryDelCustomerInfo")).With("createTime", created,
					"token", Digest(e.Credential("tenant_id"), e.Credential("user_name"), created, e.Credential("api_key")))
				return e.Send(ctx, contracts.Request{Operation: "queryDelCustomerInfo", Body: body, Unsigned: true}).Code
			}
			old := code("2023-01-11 13:48:33")
			refused, odd := 0, []string{
				"2023-02-30 13:48:33", "2023-01-11 1:48:33", "2023-1-11 13:48:33", "2023-01-11 13:48:33.0", "2023-01-11T13:48:33", "2023-01-11 13:48",
			}
			for _, created := range odd {
				if code(created) == socialepoch.CodeInvalid {
					refused++
				}
			}
			switch {
			case old == accepted && refused == len(odd):
				e.Observe("old yes, other 400")
			case old != accepted && refused == len(odd):
				e.Observe("neither")
			case old == accepted && refused == 0:
				e.Observe("both")
			default:
				e.Observe(contracts.Other)
			}
		})

	s.Spec("SE-Q33-02", "says whether a setting moves all date-times to another zone",
		contracts.From(fromQuery+": deleteTime", openapi.Inferred, "delFriendsContacts", "queryDelCustomerInfo").
			Asks("SE-Q33", "yes", "no").Controlled(),
		func(ctx SpecContext, e *Env) {
			Expect(e.Control().PatchRecord(ctx, "tenants", e.Credential("tenant_id"), Fields{"utc_offset": "-03:00"})).To(Succeed())
			Expect(e.Control().SetClock(ctx, time.Date(2026, 1, 5, 20, 0, 0, 0, time.UTC))).To(Succeed())
			friend := e.Number()
			e.Put(ctx, Contact{WhatsID: e.Number(), Friend: friend})
			Expect(e.Client.Contacts.Delete(ctx, socialepoch.ContactConditions{FriendWhatsID: friend})).To(Succeed())
			body := e.complete("queryDelCustomerInfo").With("info.friendWhatsId", friend)
			answer := e.Send(ctx, request("queryDelCustomerInfo", body)).Text
			e.ObserveWhether(strings.Contains(answer, `"2026-01-05 17:0`), "yes", "no")
		})

	s.Spec("SE-Q33-01", "tells in which zone a deletion is dated",
		contracts.From(fromQuery+": deleteTime", openapi.Inferred, "delFriendsContacts", "queryDelCustomerInfo").
			Asks("SE-Q33", "Asia/Shanghai", "UTC").Controlled(),
		func(ctx SpecContext, e *Env) {
			friend := e.Number()
			e.Put(ctx, Contact{WhatsID: e.Number(), Friend: friend})
			Expect(e.Control().SetClock(ctx, time.Date(2026, 1, 5, 20, 0, 0, 0, time.UTC))).To(Succeed())
			Expect(e.Client.Contacts.Delete(ctx, socialepoch.ContactConditions{FriendWhatsID: friend})).To(Succeed())
			body := e.complete("queryDelCustomerInfo").With("info.friendWhatsId", friend)
			answer := e.Send(ctx, request("queryDelCustomerInfo", body)).Text
			switch {
			case strings.Contains(answer, `"2026-01-06 04:0`):
				e.Observe("Asia/Shanghai")
			case strings.Contains(answer, `"2026-01-05 20:0`):
				e.Observe("UTC")
			default:
				e.Observe(contracts.Other)
			}
		})
}
