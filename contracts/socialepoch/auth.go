package socialepoch

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

const fromHeaders = fromGuide + " > Common Header Parameters"

// byHeaders are the operations that headers alone authenticate.
var byHeaders = []string{
	"setPrincipalAsNull", "delFriendsContacts", "queryDelCustomerInfo", "batchImport", "queryCustomers", "addAgent",
	"delAgent", "queryAgent", "listUserByTenantId", "msgPage", "batchAddActions", "callbackResult",
	"queryUserStatus", "soCreate", "moscCreate", "queryExecuteStatus",
}

// unsigned returns the context for a call that lacks a header: by the document that is wrong where nothing but headers signs.
func (e *Env) unsigned(ctx context.Context, operation string) context.Context {
	if slices.ContainsFunc(e.Operation(operation).Parameters, func(p *openapi.Parameter) bool { return p.Name == "token" && p.Required }) {
		return contracts.Wrong(ctx)
	}
	return ctx
}

func signatures(s declaration) {
	s.Spec("SE-AUTH-01", "takes calls signed as the guide says, of any age",
		about(fromHeaders, openapi.VendorPage, "listUserByTenantId"),
		func(ctx SpecContext, e *Env) {
			for _, timestamp := range []string{"1710936559123", strconv.FormatInt(e.Now().UnixMilli(), 10)} {
				answer := e.Send(ctx, Call{Operation: "listUserByTenantId", Body: Fields{}, Header: e.signed(timestamp)})
				Expect(answer.Code).To(Equal(accepted))
			}
		})
}

func badSignatures(s declaration) {
	s.Spec("SE-AUTH-02", "refuses every operation without any proof",
		about(fromHeaders+": Required", openapi.VendorPage, byHeaders...),
		func(ctx SpecContext, e *Env) {
			for _, operation := range byHeaders {
				call := e.call(operation)
				call.Unsigned = true
				Expect(e.Send(e.unsigned(ctx, operation), call).Code).To(e.BeCode(socialepoch.CodeNoToken), operation)
			}
		})

	s.Spec("SE-AUTH-03", "refuses every operation with a wrong token",
		about(fromHeaders+": token", openapi.VendorPage, everyOperation...),
		func(ctx SpecContext, e *Env) {
			for _, operation := range everyOperation {
				call := e.call(operation)
				call.Header = map[string]string{"token": Digest("wrong")}
				Expect(e.Send(ctx, call).Code).To(e.BeCode(socialepoch.CodeSignature), operation)
			}
		})

	s.Spec("SE-AUTH-04", "asks for each header, for every operation",
		about(fromHeaders+": Required", openapi.VendorPage, byHeaders...),
		func(ctx SpecContext, e *Env) {
			for header, code := range map[string]int{
				"tenant_id": socialepoch.CodeNoTenant, "timestamp": socialepoch.CodeNoTimestamp, "token": socialepoch.CodeNoToken,
			} {
				for _, operation := range byHeaders {
					call := e.call(operation)
					call.Header = map[string]string{header: ""}
					Expect(e.Send(e.unsigned(ctx, operation), call).Code).To(e.BeCode(code), "%s without %s", operation, header)
				}
			}
		})

	s.Spec("SE-AUTH-05", "refuses a token of another tenant, moment or key",
		about(fromHeaders+": Token Generation Rules", openapi.VendorPage, "listUserByTenantId"),
		func(ctx SpecContext, e *Env) {
			now := strconv.FormatInt(e.Now().UnixMilli(), 10)
			id, key := e.Credential("tenant_id"), e.Credential("api_key")
			for name, headers := range map[string]map[string]string{
				"tenant":              {"tenant_id": id + "1", "timestamp": now, "token": Digest(id+"1", now, key)},
				"moment":              {"tenant_id": id, "timestamp": now, "token": Digest(id, now+"1", key)},
				"key":                 {"tenant_id": id, "timestamp": now, "token": Digest(id, now, key+"x")},
				"no key":              {"tenant_id": id, "timestamp": now, "token": Digest(id, now)},
				"another order":       {"tenant_id": id, "timestamp": now, "token": Digest(now, id, key)},
				"half of the token":   {"tenant_id": id, "timestamp": now, "token": Digest(id, now, key)[:16]},
				"the token, and more": {"tenant_id": id, "timestamp": now, "token": Digest(id, now, key) + "0"},
			} {
				answer := e.Send(ctx, Call{Operation: "listUserByTenantId", Body: Fields{}, Header: headers})
				Expect(answer.Code).To(e.BeCode(socialepoch.CodeSignature), name)
			}
		})
}

func legacySignatures(s declaration) {
	s.Spec("SE-AUTH-06", "does nothing for a body of one tenant under the headers of another",
		about(fromHeaders, openapi.Inferred, "setPrincipalAsNull", "batchImport", "queryCustomers", "addAgent"),
		func(ctx SpecContext, e *Env) {
			agent := e.Agent(ctx)
			number := e.Customer(ctx, agent)
			body := e.complete("setPrincipalAsNull").With("data", []any{number}, "tenantId", e.TenantID()+1)
			Expect(e.Send(ctx, Call{Operation: "setPrincipalAsNull", Body: body}).Code).To(e.BeCode(socialepoch.CodeSignature))
			Expect(e.Owners(ctx, number)).To(Equal(map[string]string{number: agent}))
		})

	s.Spec("SE-AUTH-07", "refuses a body in the older way whose token is not of its own fields",
		about(fromGuide+" (older version)", openapi.VendorPage, "queryDelCustomerInfo"),
		func(ctx SpecContext, e *Env) {
			body := e.legacy(e.complete("queryDelCustomerInfo"))
			created := e.Now().Add(time.Second).In(china).Format(time.DateTime)
			for _, wrong := range []Fields{
				body.With("token", Digest("wrong")), body.With("userName", e.Name()), body.With("createTime", created),
				body.With("tenantId", e.TenantID()+1),
			} {
				answer := e.Send(ctx, Call{Operation: "queryDelCustomerInfo", Body: wrong, Unsigned: true})
				Expect(answer.Code).To(e.BeCode(socialepoch.CodeSignature))
			}
		})
}

// settings are rules that hold only for a tenant that is set up so.
func settings(s declaration) {
	set := func(ctx SpecContext, e *Env, settings Fields) {
		ExpectWithOffset(1, e.Control().PatchRecord(ctx, "tenants", e.Credential("tenant_id"), settings)).To(Succeed())
	}

	s.Spec("SE-SETTING-01", "refuses calls beyond so many in a second of one path, until time has passed",
		controlled(fromGuide+" > Limits", openapi.Inferred, everyOperation...),
		func(ctx SpecContext, e *Env) {
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			set(ctx, e, Fields{"calls_per_second": 1})
			for _, operation := range everyOperation {
				Expect(e.Send(ctx, e.call(operation)).Code).NotTo(Equal(socialepoch.CodeLimit), operation)
				Expect(e.Send(ctx, e.call(operation)).Code).To(Equal(socialepoch.CodeLimit), operation)
			}
			Expect(e.Control().Advance(ctx, time.Second)).To(Succeed())
			for _, operation := range everyOperation {
				Expect(e.Send(ctx, e.call(operation)).Code).NotTo(Equal(socialepoch.CodeLimit), operation)
			}
			set(ctx, e, Fields{"calls_per_second": 0}) // The clean-up calls more often.
		})

	s.Spec("SE-SETTING-02", "refuses timestamps outside the window of a tenant that has one",
		controlled(fromHeaders+": timestamp", openapi.Inferred, everyOperation...),
		func(ctx SpecContext, e *Env) {
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			set(ctx, e, Fields{"window_seconds": 60})
			signedAt := func(operation string, off time.Duration) Call {
				call := e.call(operation)
				call.Header = e.signed(strconv.FormatInt(e.Now().Add(off).UnixMilli(), 10))
				return call
			}
			for _, operation := range everyOperation {
				for _, off := range []time.Duration{61 * time.Second, -61 * time.Second} {
					Expect(e.Send(ctx, signedAt(operation, off)).Code).To(Equal(socialepoch.CodeTooLate), "%s %s off", operation, off)
				}
			}
			for _, off := range []time.Duration{0, 59 * time.Second, -59 * time.Second} {
				Expect(e.Send(ctx, signedAt("msgPage", off)).Code).To(Equal(accepted), "%s off", off)
			}
		})

	s.Spec("SE-SETTING-04", "refuses pages beyond the size that a tenant allows",
		controlled(fromQuery+": pageSize", openapi.Inferred, "queryDelCustomerInfo", "msgPage"),
		func(ctx SpecContext, e *Env) {
			set(ctx, e, Fields{"max_page_size": 20})
			for _, operation := range []string{"queryDelCustomerInfo", "msgPage"} {
				for size, code := range map[int]int{20: accepted, 21: socialepoch.CodeInvalid} {
					body := e.complete(operation).With("pageSize", size)
					Expect(e.Send(ctx, Call{Operation: operation, Body: body}).Code).To(Equal(code), "%s, %d", operation, size)
				}
			}
		})

	s.Spec("SE-SETTING-03", "tells of an error of its own in its envelope, and does nothing",
		controlled("Response", openapi.Inferred, everyOperation...),
		func(ctx SpecContext, e *Env) {
			before, err := e.Control().RecordIDs(ctx, "agents")
			Expect(err).NotTo(HaveOccurred())
			for _, operation := range everyOperation {
				Expect(e.Control().SetFaults(ctx, operation, "code=500:x1")).To(Succeed())
				answer := e.Send(ctx, e.call(operation))
				Expect(answer.Code).To(Equal(socialepoch.CodeSystem), operation)
				Expect(strings.TrimSpace(answer.Message)).NotTo(BeEmpty())
			}
			Expect(e.Control().RecordIDs(ctx, "agents")).To(Equal(before))
		})
}

// tenants are rules between tenants, of which a crmsim has as many as one likes.
func tenants(s declaration) {
	s.Spec("SE-TENANT-01", "does not let one tenant see or change another's records",
		controlled(fromHeaders+": tenant_id", openapi.VendorPage,
			"setPrincipalAsNull", "delCustomers", "queryDelCustomerInfo", "batchImport", "queryCustomers", "addAgent", "queryAgent"),
		func(ctx SpecContext, e *Env) {
			agent := e.Agent(ctx)
			number := e.Customer(ctx, agent)
			e.Put(ctx, Contact{WhatsID: e.Number(), Friend: number})
			// The sandbox that every crmsim has, with its documented credentials.
			stranger := e.As(520274, "apikey-default", "admin-default")
			Expect(stranger.Customers.Query(ctx, number)).To(BeEmpty())
			Expect(stranger.Customers.ClearOwner(ctx, number)).To(HaveField("Failed", []string{number}))
			Expect(stranger.Customers.Delete(ctx, number)).To(Succeed())
			page, err := stranger.Contacts.List(ctx, socialepoch.ContactListOptions{ContactConditions: socialepoch.ContactConditions{FriendWhatsID: number}})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.Total).To(BeZero())
			_, err = stranger.Agents.Query(ctx, agent)
			Expect(err).To(MatchError(socialepoch.ErrNoAgent))
			Expect(e.Owners(ctx, number)).To(Equal(map[string]string{number: agent}))
			Expect(e.Alive(ctx, number)).To(HaveLen(1))
		})

	s.Spec("SE-TENANT-02", "does not let one tenant's key open another",
		controlled(fromHeaders+": token", openapi.VendorPage, "listUserByTenantId"),
		func(ctx SpecContext, e *Env) {
			_, err := e.As(e.TenantID(), "apikey-default", "").Agents.List(ctx)
			Expect(err).To(e.Refuse(socialepoch.CodeSignature))
			_, err = e.As(520274, e.Credential("api_key"), "").Agents.List(ctx)
			Expect(err).To(e.Refuse(socialepoch.CodeSignature))
		})
}
