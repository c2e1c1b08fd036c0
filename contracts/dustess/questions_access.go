package dustess

import (
	"context"
	"net/http"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// askTokens: what no document says about getting a token.
func askTokens(s declaration) {
	s.Spec("DU-Q01-01", "says which spellings of the token request's keys are taken",
		contracts.From(tokenPage, openapi.Inferred, "getAccessToken").Asks("DU-Q01", "any letter case", "some spellings only"),
		func(ctx SpecContext, e *Env) {
			answer, _ := e.askToken(ctx, e.credentialsAs("clientId", "clientSecret"))
			all := answer.Code == 0
			for _, keys := range [][2]string{{"ClientID", "ClientSecret"}, {"clientid", "clientsecret"}, {"CLIENTID", "CLIENTSECRET"}} {
				answer, _ := e.askToken(contracts.Wrong(ctx), e.credentialsAs(keys[0], keys[1]))
				all = all && answer.Code == 0
			}
			e.ObserveWhether(all, "any letter case", "some spellings only")
		})

	s.Spec("DU-Q02-01", "says what an answer with a token looks like",
		contracts.From(tokenPage, openapi.Inferred, "getAccessToken").Asks("DU-Q02", "success, code, and a date-time as expiresIn"),
		func(ctx SpecContext, e *Env) {
			answer, data := e.askToken(ctx, e.credentialsAs("clientId", "clientSecret"))
			_, err := time.Parse(time.DateTime, data.ExpiresIn)
			e.ObserveWhether(envelopeOf(answer).Success != nil && envelopeOf(answer).Code != nil && data.AccessToken != "" && err == nil, "success, code, and a date-time as expiresIn", contracts.Other)
		})

	s.Spec("DU-Q03-01", "says how long a token is announced to last, and whether a new one ends an earlier one",
		contracts.From(tokenPage+": expiresIn", openapi.Inferred, "getDeptDetails").Asks("DU-Q03", "7200 s, and earlier ones stay", "7200 s, and earlier ones end"),
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
		contracts.From(tokenPage, openapi.Inferred, "getAccessToken").Asks("DU-Q04", "40001", "40002", "10001"),
		func(ctx SpecContext, e *Env) {
			answer, _ := e.askToken(ctx, `{"clientId":`+quoted(e.Credential("client_id"))+`,"clientSecret":"wrong"}`)
			e.ObserveCode(answer.Code, map[int]string{dustess.CodeClient: "40001", dustess.CodeToken: "40002", dustess.CodeSystem: "10001"})
		})
}

// askAuthorization: where a token is looked for.
func askAuthorization(s declaration) {
	s.Spec("DU-Q05-01", "says how a missing token is answered",
		contracts.From(busiTagPage+": access token invalid", openapi.Inferred, "getDeptDetails").Asks("DU-Q05", "as an unknown one: 40002 without success", "another way than an unknown one"),
		func(ctx SpecContext, e *Env) {
			missing := e.Send(contracts.Wrong(ctx), by())
			unknown := e.Send(ctx, by("x"))
			switch {
			case missing.Text != unknown.Text:
				e.Observe("another way than an unknown one")
			default:
				e.ObserveWhether(missing.Text == badToken, "as an unknown one: 40002 without success", contracts.Other)
			}
		})

	s.Spec("DU-Q06-01", "reports whether a token is taken from the header accessToken",
		contracts.From(tokenPage, openapi.Inferred, "getDeptDetails").Asks("DU-Q06", "from the query only", "from the header too"),
		func(ctx SpecContext, e *Env) {
			inHeader := by()
			inHeader.Header.Set(tokenName, e.Token(ctx))
			answer := e.Send(contracts.Wrong(ctx), inHeader)
			e.ObserveCode(answer.Code, map[int]string{dustess.CodeToken: "from the query only", 0: "from the header too"})
		})

	s.Spec("DU-Q61-01", "says which of two tokens in the query counts",
		contracts.From(tokenPage, openapi.Inferred, "getDeptDetails").Asks("DU-Q61", "the first", "the last", "any"),
		func(ctx SpecContext, e *Env) {
			good := e.Token(ctx)
			first := e.Send(contracts.Wrong(ctx), by(good, "x")).Code == 0
			last := e.Send(contracts.Wrong(ctx), by("x", good)).Code == 0
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
		contracts.From(editPage, openapi.Inferred, "batchEditCustomer").Asks("DU-Q07", "200", "others"),
		func(ctx SpecContext, e *Env) {
			partial := e.editNothing(ctx, e.UnknownID())
			token := e.Send(ctx, written("batchEditCustomer", `{"customer_list":[`+item(e.UnknownID(), "")+`]}`).With(tokenName, "x"))
			e.ObserveWhether(partial.Status == http.StatusOK && token.Status == http.StatusOK, "200", "others")
		})

	s.Spec("DU-Q08-01", "reports whether a success has a code",
		contracts.From(editPage, openapi.Inferred, "batchEditCustomer").Asks("DU-Q08", "yes, 0", "no"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			answer := e.editNothing(ctx, id)
			e.ObserveWhether(envelopeOf(answer).Code != nil, "yes, 0", "no")
		})

	s.Spec("DU-Q16-01", "reports whether failed rows say what is wrong",
		contracts.From(editPage, openapi.Inferred, "batchEditCustomer").Asks("DU-Q16", "no", "yes"),
		func(ctx SpecContext, e *Env) {
			e.ObserveWhether(e.Edit(ctx, dustess.Contact{ID: e.UnknownID()}).Fail[0].Msg == "", "no", "yes")
		})

	s.Spec("DU-Q51-01", "says which answers carry a trace_id",
		contracts.From(wayPage, openapi.Inferred, "listContactInformationTypes", "getDeptDetails", "batchEditCustomer").Asks("DU-Q51", "those whose page shows it", "all"),
		func(ctx SpecContext, e *Env) {
			traced := func(a contracts.Answer) bool { return envelopeOf(a).TraceID != nil }
			shown := traced(e.Send(ctx, written("listContactInformationTypes", `{}`))) && traced(e.Send(ctx, written("getDeptDetails", `{}`)))
			edit := traced(e.editNothing(ctx, e.UnknownID()))
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
		contracts.From(editPage, openapi.Inferred, "batchEditCustomer").Asks("DU-Q72", "404 in the envelope", "200 in the envelope"),
		func(ctx SpecContext, e *Env) {
			e.editNothing(ctx, e.UnknownID())
			answer := e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "batchEditCustomer", Path: "/customer/v1/noSuchOperation", Method: http.MethodGet})
			switch {
			case answer.Status == http.StatusNotFound && envelopeOf(answer).Success != nil:
				e.Observe("404 in the envelope")
			default:
				e.ObserveWhether(answer.Status == http.StatusOK, "200 in the envelope", contracts.Other)
			}
		})

	s.Spec("DU-Q73-01", "reports whether a body must be announced as JSON",
		contracts.From(editPage, openapi.Inferred, "getCustomerReason").Asks("DU-Q73", "no", "yes"),
		func(ctx SpecContext, e *Env) {
			answer := e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "getCustomerReason", Body: contracts.Text(`{"kind":"customerInvalidReason"}`), Header: http.Header{"Content-Type": {"text/plain"}}})
			e.ObserveWhether(answer.Code == 0, "no", "yes")
		})

	s.Spec("DU-Q74-01", "reports whether no body is as good as an empty object",
		contracts.From(deptPage, openapi.Inferred, "getDeptDetails").Asks("DU-Q74", "yes", "no"),
		func(ctx SpecContext, e *Env) {
			e.ObserveWhether(e.Send(ctx, contracts.Request{Operation: "getDeptDetails"}).Code == 0, "yes", "no")
		})
}

// editNothing sends an edit that only names a contact, and returns the answer as it is written.
func (e *Env) editNothing(ctx context.Context, id string) contracts.Answer {
	return e.Send(ctx, written("batchEditCustomer", `{"customer_list":[`+item(id, "")+`]}`))
}

// askRows: what the rows of a batch look like.
func askRows(s declaration) {
	s.Spec("DU-Q10-01", "tells under which key a row has the contact's id",
		contracts.From(editPage, openapi.Inferred, "batchEditCustomer").Asks("DU-Q10", "id", "uuid", "both"),
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
		contracts.From(editPage+"; "+bindPage, openapi.Inferred, "batchEditCustomer", "bindExternalId").Asks("DU-Q11", "edits from 1, bindings from 0", "both from 1", "both from 0"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			made := rows(e.editNothing(ctx, id))
			_, fromOne := made[1]
			result, err := e.Client.Contacts.BindExternalID(ctx, dustess.Binding{ExternalID: e.ExternalID(), InsideID: id})
			if err != nil || len(made) != 1 || len(result.Success) != 1 {
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

	s.Spec("DU-Q12-01", "tells the id of a failed row",
		contracts.From(editPage, openapi.Inferred, "batchEditCustomer").Asks("DU-Q12", "empty", "0"),
		func(ctx SpecContext, e *Env) {
			e.ObserveWhether(e.Edit(ctx, dustess.Contact{ID: e.UnknownID()}).Fail[0].ID == "", "empty", "0")
		})

	s.Spec("DU-Q13-01", "says how an empty list of rows is written",
		contracts.From(editPage, openapi.Inferred, "batchEditCustomer").Asks("DU-Q13", "null", "[]", "not at all"),
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
		contracts.From(editPage, openapi.Inferred, "batchEditCustomer").Asks("DU-Q17", "that of the request"),
		func(ctx SpecContext, e *Env) {
			good := e.Add(ctx, dustess.Contact{})
			result := e.Edit(ctx, dustess.Contact{ID: e.UnknownID()}, dustess.Contact{ID: good}, dustess.Contact{ID: e.UnknownID()}, dustess.Contact{ID: good})
			ordered := len(result.Fail) == 2 && len(result.Success) == 2 && result.Fail[0].Index < result.Fail[1].Index && result.Success[0].Index < result.Success[1].Index
			e.ObserveWhether(ordered, "that of the request", contracts.Other)
		})
}
