package socialepoch

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

func askAuthentication(s declaration) {
	s.Spec("SE-Q03-01", "reports whether a body that is signed in the older way needs headers",
		contracts.From(fromHeaders, openapi.Inferred, "queryDelCustomerInfo").Asks("SE-Q03", "no", "yes"),
		func(ctx SpecContext, e *Env) {
			body := e.legacy(e.complete("queryDelCustomerInfo"))
			e.ObserveWhether(e.Send(ctx, contracts.Request{Operation: "queryDelCustomerInfo", Body: body, Unsigned: true}).Code == accepted, "no", "yes")
		})

	s.Spec("SE-Q03-02", "reports whether a deletion looks at the body's token beside signed headers, and at headers beside the body's token",
		contracts.From(fromDelete+": token", openapi.Inferred, "delCustomers").Asks("SE-Q03", "at both", "at one"),
		func(ctx SpecContext, e *Env) {
			body := e.complete("delCustomers")
			inBody := e.Send(ctx, request("delCustomers", body.With("token", Digest("wrong")))).Code
			inHeader := e.Send(ctx, contracts.Request{Operation: "delCustomers", Body: body, Header: header("token", Digest("wrong"))}).Code
			e.ObserveWhether(inBody != accepted && inHeader != accepted, "at both", "at one")
		})

	s.Spec("SE-Q06-01", "says what becomes of a body of another tenant than the headers'",
		contracts.From(fromHeaders, openapi.Inferred, "queryDelCustomerInfo").Asks("SE-Q06", "507", "accepted"),
		func(ctx SpecContext, e *Env) {
			body := e.complete("queryDelCustomerInfo").With("tenantId", e.TenantID()+1)
			e.ObserveCode(e.Send(ctx, request("queryDelCustomerInfo", body)).Code,
				map[int]string{socialepoch.CodeSignature: "507", accepted: "accepted"})
		})

	s.Spec("SE-Q39-01", "reports whether the letter case of a header's name counts",
		contracts.From(fromHeaders+": tenant_id", openapi.Inferred, "listUserByTenantId").Asks("SE-Q39", "no", "yes"),
		func(ctx SpecContext, e *Env) {
			now := e.moment()
			headers := http.Header{}
			for name, values := range e.signed(now) {
				headers[strings.ToUpper(name)] = values
			}
			answer := e.Send(ctx, contracts.Request{Operation: "listUserByTenantId", Body: Fields{}, Header: headers, Unsigned: true})
			e.ObserveWhether(answer.Code == accepted, "no", "yes")
		})

	s.Spec("SE-Q43-01", "reports whether the body's tenantId is needed beside signed headers",
		contracts.From(fromHeaders, openapi.Inferred, "queryDelCustomerInfo").Asks("SE-Q43", "yes, 400", "no"),
		func(ctx SpecContext, e *Env) {
			body := e.complete("queryDelCustomerInfo").With("tenantId", absent{})
			e.ObserveCode(e.Send(contracts.Wrong(ctx), request("queryDelCustomerInfo", body)).Code,
				map[int]string{socialepoch.CodeInvalid: "yes, 400", accepted: "no"})
		})

	s.Spec("SE-Q43-02", "says what a deletion without tenantId in the body gets, with signed headers and without",
		contracts.From(fromDelete+": tenantId", openapi.Inferred, "delCustomers").Asks("SE-Q43", "502 both", "otherwise"),
		func(ctx SpecContext, e *Env) {
			codes := map[int]bool{}
			for _, unsigned := range []bool{false, true} {
				body := e.complete("delCustomers").With("tenantId", absent{})
				codes[e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "delCustomers", Body: body, Unsigned: unsigned}).Code] = true
			}
			e.ObserveWhether(len(codes) == 1 && codes[socialepoch.CodeNoTenant], "502 both", "otherwise")
		})

	s.Spec("SE-Q44-01", "reports whether the hex of a token may be upper case",
		contracts.From(fromHeaders+": token", openapi.Inferred, "listUserByTenantId").Asks("SE-Q44", "no", "yes"),
		func(ctx SpecContext, e *Env) {
			headers := e.signed("1710936559123")
			headers.Set("token", strings.ToUpper(headers.Get("token")))
			e.ObserveWhether(e.Send(ctx, contracts.Request{Operation: "listUserByTenantId", Body: Fields{}, Header: headers}).Code != accepted, "no", "yes")
		})
}

func askTransport(s declaration) {
	s.Spec("SE-Q02-01", "reports whether the messages are those of the examples",
		contracts.From("Customer Relationship", openapi.Inferred, "setPrincipalAsNull", "delCustomers", "delFriendsContacts", "queryDelCustomerInfo").
			Asks("SE-Q02", "yes", "no"),
		func(ctx SpecContext, e *Env) {
			same := true
			for operation, message := range map[string]string{
				"setPrincipalAsNull": "Success", "delCustomers": "Success", "delFriendsContacts": "Success ", "queryDelCustomerInfo": "Success ",
				"queryAgent": "success",
			} {
				same = e.Send(ctx, e.call(operation)).Message == message && same
			}
			e.ObserveWhether(same, "yes", "no")
		})

	s.Spec("SE-Q08-01", "says which HTTP statuses a failure and another method have",
		contracts.From("Response", openapi.Inferred, "listUserByTenantId").Asks("SE-Q08", "200 and 405", "200 always"),
		func(ctx SpecContext, e *Env) {
			unsigned, method := e.call("listUserByTenantId"), e.call("listUserByTenantId")
			unsigned.Unsigned, method.Method = true, http.MethodGet
			statuses := []int{e.Fetch(ctx, unsigned).Status, e.Fetch(contracts.Wrong(ctx), method).Status}
			switch {
			case slices.Equal(statuses, []int{http.StatusOK, http.StatusMethodNotAllowed}):
				e.Observe("200 and 405")
			case slices.Equal(statuses, []int{http.StatusOK, http.StatusOK}):
				e.Observe("200 always")
			default:
				e.Observe(contracts.Other)
			}
		})

	s.Spec("SE-Q08-03", "says which HTTP status an unknown path has",
		contracts.From("Response", openapi.Inferred, "listUserByTenantId").Asks("SE-Q08", "404", "200"),
		func(ctx SpecContext, e *Env) {
			call := e.call("listUserByTenantId")
			Expect(e.Send(ctx, call).Code).To(Equal(accepted))
			call.Path = "/group-dispatch-api/user/nosuch"
			e.ObserveCode(e.Fetch(contracts.Wrong(ctx), call).Status, map[int]string{http.StatusNotFound: "404", http.StatusOK: "200"})
		})

	s.Spec("SE-Q08-02", "reports whether the content type counts",
		contracts.From("Request Method", openapi.Inferred, "queryCustomers", "queryDelCustomerInfo").Asks("SE-Q08", "no", "yes"),
		func(ctx SpecContext, e *Env) {
			taken := true
			for _, operation := range []string{"queryCustomers", "queryDelCustomerInfo"} {
				for _, media := range []string{"text/plain", "application/x-www-form-urlencoded", "nonsense"} {
					call := e.call(operation)
					call.Header = header("Content-Type", media)
					taken = e.Send(contracts.Wrong(ctx), call).Code == accepted && taken
				}
			}
			e.ObserveWhether(taken, "no", "yes")
		})
}

func askCodes(s declaration) {
	s.Spec("SE-Q07-01", "says which codes faults of authentication have, and which of two is named",
		contracts.From(fromHeaders, openapi.Inferred, "queryDelCustomerInfo").
			Asks("SE-Q07", "502, 503, 504, 507, in this order; 504 for none", "others"),
		func(ctx SpecContext, e *Env) {
			code := func(headers ...string) int {
				call := e.call("queryDelCustomerInfo")
				call.Header = header(headers...)
				return e.Send(ctx, call).Code
			}
			unsigned := e.call("queryDelCustomerInfo")
			unsigned.Unsigned = true
			codes := []int{
				code("tenant_id", "", "timestamp", ""), code("timestamp", "", "token", ""),
				code("token", ""), code("token", "x"), e.Send(ctx, unsigned).Code,
			}
			e.ObserveWhether(slices.Equal(codes, []int{502, 503, 504, 507, 504}), "502, 503, 504, 507, in this order; 504 for none", "others")
		})

	s.Spec("SE-Q07-02", "says which code a missing field has, and whether the message names it",
		contracts.From("Response", openapi.Inferred, "queryDelCustomerInfo").Asks("SE-Q07", "400, and it does", "another code"),
		func(ctx SpecContext, e *Env) {
			body := e.complete("queryDelCustomerInfo").With("pageSize", absent{})
			answer := e.Send(contracts.Wrong(ctx), request("queryDelCustomerInfo", body))
			switch {
			case answer.Code == socialepoch.CodeInvalid && strings.Contains(answer.Message, "pageSize") && string(answer.Data) == "null":
				e.Observe("400, and it does")
			case answer.Code != socialepoch.CodeInvalid:
				e.Observe("another code")
			default:
				e.Observe(contracts.Other)
			}
		})
}

func askValues(s declaration) {
	s.Spec("SE-Q23-01", "reports whether an empty condition holds for every record",
		contracts.From(fromQuery+": request example", openapi.Inferred, "queryDelCustomerInfo").Asks("SE-Q23", "yes", "no"),
		func(ctx SpecContext, e *Env) {
			total := func(info Fields) string {
				return string(e.Send(ctx, request("queryDelCustomerInfo", e.complete("queryDelCustomerInfo").With("info", info))).Data)
			}
			none := total(Fields{})
			empty := total(Fields{"friendWhatsId": "", "whatsId": "", "agentAccount": ""})
			null := total(Fields{"friendWhatsId": nil, "whatsId": nil, "agentAccount": nil, "delFlag": nil})
			e.ObserveWhether(none == empty && none == null, "yes", "no")
		})

	s.Spec("SE-Q34-01", "reports whether unknown fields are ignored",
		contracts.From("Customer Relationship", openapi.Inferred, "queryDelCustomerInfo").Asks("SE-Q34", "yes", "no"),
		func(ctx SpecContext, e *Env) {
			body := e.complete("queryDelCustomerInfo").With("userName", "x", "token", "y", "unknown", Fields{"a": 1})
			first := e.Send(contracts.Wrong(ctx), request("queryDelCustomerInfo", body)).Code
			second := e.Send(ctx, request("listUserByTenantId", Fields{"tenantId": e.TenantID()})).Code
			e.ObserveWhether(first == accepted && second == accepted, "yes", "no")
		})

	s.Spec("SE-Q35-01", "reports whether whole numbers may be written as text",
		contracts.From("Customer Relationship", openapi.Inferred, "queryDelCustomerInfo", "msgPage").Asks("SE-Q35", "yes", "no"),
		func(ctx SpecContext, e *Env) {
			contacts := e.complete("queryDelCustomerInfo").With("tenantId", e.Credential("tenant_id"), "current", "1", "pageSize", "2", "info", Fields{"delFlag": "1"})
			chats := e.complete("msgPage").With("info", Fields{"chatType": "1", "actionType": "2", "startChatTime": "1", "endChatTime": "2"}, "current", "1", "pageSize", "2")
			taken := e.Send(contracts.Wrong(ctx), request("queryDelCustomerInfo", contacts)).Code == accepted
			taken = e.Send(contracts.Wrong(ctx), request("msgPage", chats)).Code == accepted && taken
			e.ObserveWhether(taken, "yes", "no")
		})
}

func askObjects(s declaration) {
	s.Spec("SE-Q37-01", "reports whether info may be empty or missing",
		contracts.From(fromQuery+": info", openapi.Inferred, "queryDelCustomerInfo", "msgPage").
			Asks("SE-Q37", "empty, not missing", "both", "neither"),
		func(ctx SpecContext, e *Env) {
			var empty, missing []int
			for _, operation := range []string{"queryDelCustomerInfo", "msgPage"} {
				body := e.complete(operation)
				empty = append(empty, e.Send(ctx, request(operation, body)).Code)
				missing = append(missing, e.Send(contracts.Wrong(ctx), request(operation, body.With("info", absent{}))).Code)
			}
			taken := []int{accepted, accepted}
			switch {
			case slices.Equal(empty, taken) && !slices.Contains(missing, accepted):
				e.Observe("empty, not missing")
			case slices.Equal(empty, taken) && slices.Equal(missing, taken):
				e.Observe("both")
			case !slices.Contains(empty, accepted) && !slices.Contains(missing, accepted):
				e.Observe("neither")
			default:
				e.Observe(contracts.Other)
			}
		})

	s.Spec("SE-Q42-01", "reports whether letter case and blanks count in the name of an agent",
		contracts.From(fromSeats, openapi.Inferred, "addAgent", "queryAgent", "delFriendsContacts").Asks("SE-Q42", "yes", "no"),
		func(ctx SpecContext, e *Env) {
			name := e.Agent(ctx)
			same := 0
			for _, spelling := range []string{strings.ToUpper(name), " " + name, name + " "} {
				if _, err := e.Client.Agents.Query(ctx, spelling); !errors.Is(err, socialepoch.ErrNoAgent) {
					same++
				}
				e.Claim(spelling)
				e.RemoveAgent(spelling)
				if e.Client.Agents.Add(ctx, socialepoch.NewAgent{Username: spelling, Password: "pw"}) != nil {
					same++ // The name is taken.
				}
			}
			admin := e.As(e.TenantID(), e.Credential("api_key"), strings.ToUpper(e.Credential("user_name")))
			if CodeOf(admin.Contacts.Delete(ctx, socialepoch.ContactConditions{FriendWhatsID: e.Number()})) == accepted {
				same++
			}
			e.ObserveWhether(same == 0, "yes", "no")
		})

	s.Spec("SE-Q09-01", "reports whether userName must be the admin account",
		contracts.From(fromClear+": userName", openapi.Inferred, "setPrincipalAsNull").Asks("SE-Q09", "yes, 400", "no"),
		func(ctx SpecContext, e *Env) {
			body := e.complete("setPrincipalAsNull").With("userName", e.Name())
			e.ObserveCode(e.Send(ctx, request("setPrincipalAsNull", body)).Code,
				map[int]string{socialepoch.CodeInvalid: "yes, 400", accepted: "no"})
		})
}
