package dustess

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
)

// askTokens: what no document says about getting a token.
func askTokens(s declaration) {
	s.Spec("DU-Q01-01", "says which spellings of the token request's keys are taken",
		asksPlainly("DU-Q01", tokenPage, []string{"any letter case", "some spellings only"}, "getAccessToken"),
		func(ctx SpecContext, e *Env) {
			answer, _ := e.askToken(ctx, e.credentialsAs("clientId", "clientSecret"))
			all := answer.code() == 0
			for _, keys := range [][2]string{{"ClientID", "ClientSecret"}, {"clientid", "clientsecret"}, {"CLIENTID", "CLIENTSECRET"}} {
				answer, _ := e.askToken(e.Wrong(ctx), e.credentialsAs(keys[0], keys[1]))
				all = all && answer.code() == 0
			}
			e.ObserveWhether(all, "any letter case", "some spellings only")
		})

	s.Spec("DU-Q02-01", "says what an answer with a token looks like",
		asksPlainly("DU-Q02", tokenPage, []string{"success, code, and a date-time as expiresIn"}, "getAccessToken"),
		func(ctx SpecContext, e *Env) {
			answer, data := e.askToken(ctx, e.credentialsAs("clientId", "clientSecret"))
			_, err := time.Parse(time.DateTime, data.ExpiresIn)
			e.ObserveWhether(answer.Success != nil && answer.Code != nil && data.AccessToken != "" && err == nil, "success, code, and a date-time as expiresIn", contracts.Other)
		})

	s.Spec("DU-Q03-01", "says how long a token is announced to last, and whether a new one ends an earlier one",
		asksPlainly("DU-Q03", tokenPage+": expiresIn", []string{"7200 s, and earlier ones stay", "7200 s, and earlier ones end"}, "getDeptDetails"),
		func(ctx SpecContext, e *Env) {
			_, first := e.askToken(ctx, e.credentialsAs("clientId", "clientSecret"))
			_, second := e.askToken(ctx, e.credentialsAs("clientId", "clientSecret"))
			left := e.left(second)
			switch stays := e.withToken(ctx, first.AccessToken) == 0; {
			case left < 7190*time.Second || left > 7210*time.Second:
				e.Observe(contracts.Other)
			default:
				e.ObserveWhether(stays, "7200 s, and earlier ones stay", "7200 s, and earlier ones end")
			}
		})

	s.Spec("DU-Q04-01", "says which code a wrong client secret gets",
		asksPlainly("DU-Q04", tokenPage, []string{"40001", "40002", "10001"}, "getAccessToken"),
		func(ctx SpecContext, e *Env) {
			answer, _ := e.askToken(ctx, `{"clientId":`+quoted(e.Credential("client_id"))+`,"clientSecret":"wrong"}`)
			e.ObserveCode(answer.code(), map[int]string{dustess.CodeClient: "40001", dustess.CodeToken: "40002", dustess.CodeSystem: "10001"})
		})
}

// askAuthorization: where a token is looked for.
func askAuthorization(s declaration) {
	s.Spec("DU-Q05-01", "says how a missing token is answered",
		asksPlainly("DU-Q05", busiTagPage+": access token invalid", []string{"as an unknown one: 40002 without success", "another way than an unknown one"}, "getDeptDetails"),
		func(ctx SpecContext, e *Env) {
			missing := e.Send(e.Wrong(ctx), Call{Operation: "getDeptDetails", Body: `{}`, Query: url.Values{}})
			unknown := e.Send(ctx, Call{Operation: "getDeptDetails", Body: `{}`, Query: url.Values{"accessToken": {"x"}}})
			switch {
			case missing.Text != unknown.Text:
				e.Observe("another way than an unknown one")
			default:
				e.ObserveWhether(missing.Text == badToken, "as an unknown one: 40002 without success", contracts.Other)
			}
		})

	s.Spec("DU-Q06-01", "reports whether a token is taken from the header accessToken",
		asksPlainly("DU-Q06", tokenPage, []string{"from the query only", "from the header too"}, "getDeptDetails"),
		func(ctx SpecContext, e *Env) {
			answer := e.Send(e.Wrong(ctx), Call{
				Operation: "getDeptDetails", Body: `{}`, Query: url.Values{}, Header: http.Header{"Accesstoken": {e.Token(ctx)}},
			})
			e.ObserveCode(answer.code(), map[int]string{dustess.CodeToken: "from the query only", 0: "from the header too"})
		})

	s.Spec("DU-Q61-01", "says which of two tokens in the query counts",
		asksPlainly("DU-Q61", tokenPage, []string{"the first", "the last", "any"}, "getDeptDetails"),
		func(ctx SpecContext, e *Env) {
			good := e.Token(ctx)
			first := e.Send(e.Wrong(ctx), Call{Operation: "getDeptDetails", Body: `{}`, Query: url.Values{"accessToken": {good, "x"}}}).code() == 0
			last := e.Send(e.Wrong(ctx), Call{Operation: "getDeptDetails", Body: `{}`, Query: url.Values{"accessToken": {"x", good}}}).code() == 0
			switch {
			case first && last:
				e.Observe("any")
			case last:
				e.Observe("the last")
			default:
				e.ObserveWhether(first, "the first", contracts.Other)
			}
		})
}

// askEnvelope: what wraps an answer.
func askEnvelope(s declaration) {
	s.Spec("DU-Q07-01", "says which HTTP status refusals have",
		asksPlainly("DU-Q07", editPage, []string{"200", "others"}, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			partial := e.editNothing(ctx, e.UnknownID())
			token := e.Send(ctx, Call{Operation: "batchEditCustomer", Body: `{"customer_list":[` + item(e.UnknownID(), "") + `]}`, Query: url.Values{"accessToken": {"x"}}})
			e.ObserveWhether(partial.Status == http.StatusOK && token.Status == http.StatusOK, "200", "others")
		})

	s.Spec("DU-Q08-01", "reports whether a success has a code",
		asks("DU-Q08", editPage, []string{"yes, 0", "no"}, "batchAddCustomer", "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			answer := e.editNothing(ctx, id)
			e.ObserveWhether(answer.Code != nil, "yes, 0", "no")
		})

	s.Spec("DU-Q16-01", "reports whether failed rows say what is wrong",
		asksPlainly("DU-Q16", editPage, []string{"no", "yes"}, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			e.ObserveWhether(e.Edit(ctx, dustess.Contact{ID: e.UnknownID()}).Fail[0].Msg == "", "no", "yes")
		})

	s.Spec("DU-Q51-01", "says which answers carry a trace_id",
		asksPlainly("DU-Q51", wayPage, []string{"those whose page shows it", "all"}, "listContactInformationTypes", "getDeptDetails", "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			shown := e.Send(ctx, Call{Operation: "listContactInformationTypes", Body: `{}`}).TraceID != nil && e.Send(ctx, Call{Operation: "getDeptDetails", Body: `{}`}).TraceID != nil
			edit := e.editNothing(ctx, e.UnknownID()).TraceID != nil
			switch {
			case shown && !edit:
				e.Observe("those whose page shows it")
			default:
				e.ObserveWhether(shown, "all", contracts.Other)
			}
		})
}

// askTransport: paths and bodies.
func askTransport(s declaration) {
	s.Spec("DU-Q72-01", "says how an unknown path is answered",
		asksPlainly("DU-Q72", editPage, []string{"404 in the envelope", "200 in the envelope"}, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			e.editNothing(ctx, e.UnknownID())
			answer := e.Send(e.Wrong(ctx), Call{Operation: "batchEditCustomer", Path: "/customer/v1/noSuchOperation", Method: http.MethodGet})
			switch {
			case answer.Status == http.StatusNotFound && answer.Success != nil:
				e.Observe("404 in the envelope")
			default:
				e.ObserveWhether(answer.Status == http.StatusOK, "200 in the envelope", contracts.Other)
			}
		})

	s.Spec("DU-Q73-01", "reports whether a body must be announced as JSON",
		asksPlainly("DU-Q73", editPage, []string{"no", "yes"}, "getCustomerReason"),
		func(ctx SpecContext, e *Env) {
			answer := e.Send(e.Wrong(ctx), Call{Operation: "getCustomerReason", Body: `{"kind":"customerInvalidReason"}`, ContentType: "text/plain"})
			e.ObserveWhether(answer.code() == 0, "no", "yes")
		})

	s.Spec("DU-Q74-01", "reports whether no body is as good as an empty object",
		asksPlainly("DU-Q74", deptPage, []string{"yes", "no"}, "getDeptDetails"),
		func(ctx SpecContext, e *Env) {
			e.ObserveWhether(e.Send(ctx, Call{Operation: "getDeptDetails"}).code() == 0, "yes", "no")
		})
}

// editNothing sends an edit that only names a contact, and returns the answer as it is written.
func (e *Env) editNothing(ctx context.Context, id string) Answer {
	return e.Send(ctx, Call{Operation: "batchEditCustomer", Body: `{"customer_list":[` + item(id, "") + `]}`})
}

// askRows: what the rows of a batch look like.
func askRows(s declaration) {
	s.Spec("DU-Q10-01", "tells under which key a row has the contact's id",
		asks("DU-Q10", editPage, []string{"id", "uuid", "both"}, "batchAddCustomer", "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			data := string(e.editNothing(ctx, e.Add(ctx, dustess.Contact{})).Data)
			switch id, uuid := strings.Contains(data, `"id":`), strings.Contains(data, `"uuid":`); {
			case id && uuid:
				e.Observe("both")
			case uuid:
				e.Observe("uuid")
			default:
				e.ObserveWhether(id, "id", contracts.Other)
			}
		})

	s.Spec("DU-Q11-01", "tells from where items are counted",
		asks("DU-Q11", editPage+"; "+bindPage, []string{"edits from 1, bindings from 0", "both from 1", "both from 0"}, "batchAddCustomer", "batchEditCustomer", "bindExternalId"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			rows := e.editNothing(ctx, id).rows()
			_, fromOne := rows[1]
			result, err := e.Client.Contacts.BindExternalID(ctx, dustess.Binding{ExternalID: e.ExternalID(), InsideID: id})
			if err != nil || len(rows) != 1 || len(result.Success) != 1 {
				e.Observe(contracts.Other)
				return
			}
			switch fromZero := result.Success[0].Index == 0; {
			case fromOne && fromZero:
				e.Observe("edits from 1, bindings from 0")
			case fromOne:
				e.Observe("both from 1")
			default:
				e.ObserveWhether(fromZero, "both from 0", contracts.Other)
			}
		})
}

// askFailedRows: what rows of failures look like, and the order of rows.
func askFailedRows(s declaration) {
	s.Spec("DU-Q12-01", "tells the id of a failed row",
		asksPlainly("DU-Q12", editPage, []string{"empty", "0"}, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			e.ObserveWhether(e.Edit(ctx, dustess.Contact{ID: e.UnknownID()}).Fail[0].ID == "", "empty", "0")
		})

	s.Spec("DU-Q13-01", "says how an empty list of rows is written",
		asks("DU-Q13", editPage, []string{"null", "[]", "not at all"}, "batchAddCustomer", "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			data := string(e.editNothing(ctx, e.Add(ctx, dustess.Contact{})).Data)
			switch {
			case strings.Contains(data, `"fail":null`):
				e.Observe("null")
			case strings.Contains(data, `"fail":[]`):
				e.Observe("[]")
			default:
				e.ObserveWhether(!strings.Contains(data, `"fail"`), "not at all", contracts.Other)
			}
		})

	s.Spec("DU-Q17-01", "tells the order of the rows",
		asks("DU-Q17", editPage, []string{"that of the request"}, "batchAddCustomer", "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			good := e.Add(ctx, dustess.Contact{})
			result := e.Edit(ctx, dustess.Contact{ID: e.UnknownID()}, dustess.Contact{ID: good}, dustess.Contact{ID: e.UnknownID()}, dustess.Contact{ID: good})
			ordered := len(result.Fail) == 2 && len(result.Success) == 2 && result.Fail[0].Index < result.Fail[1].Index && result.Success[0].Index < result.Success[1].Index
			e.ObserveWhether(ordered, "that of the request", contracts.Other)
		})
}
