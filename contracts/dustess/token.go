package dustess

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/openapi"
)

// A tokenData is the data of an answer to a request for a token.
type tokenData struct {
	AccessToken string `json:"accessToken"`
	ExpiresIn   string `json:"expiresIn"`
}

// askToken asks for a token by a body as it is written.
func (e *Env) askToken(ctx context.Context, body string) (Answer, tokenData) {
	answer := e.Send(ctx, Call{Operation: "getAccessToken", Body: body})
	var data tokenData
	if answer.code() == 0 {
		ExpectWithOffset(1, json.Unmarshal(answer.Data, &data)).To(Succeed())
	}
	return answer, data
}

// credentialsAs writes the credentials under two keys.
func (e *Env) credentialsAs(id, secret string) string {
	return `{` + pair(id, quoted(e.Credential("client_id"))) + `,` + pair(secret, quoted(e.Credential("client_secret"))) + `}`
}

// withToken makes a read with a token, and returns its code.
func (e *Env) withToken(ctx context.Context, token string) int {
	return e.Send(ctx, Call{Operation: "getDeptDetails", Body: `{}`, Query: url.Values{"accessToken": {token}}}).code()
}

// shanghai is the zone of the vendor's dates (DU-Q41).
var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// left says how long a token is announced to last.
func (e *Env) left(data tokenData) time.Duration {
	end, err := time.ParseInLocation(time.DateTime, data.ExpiresIn, shanghai)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return end.Sub(e.Now())
}

// accessTokens: how one is let in.
func accessTokens(s declaration) {
	s.Spec("DU-TOKEN-01", "gives a token for a client id and secret, with which calls are let in",
		plain(tokenPage, openapi.PublicClient, "getDeptDetails"),
		func(ctx SpecContext, e *Env) {
			answer, data := e.askToken(ctx, e.credentialsAs("clientId", "clientSecret"))
			Expect(*answer.Success).To(BeTrue())
			Expect(*answer.Code).To(BeZero())
			Expect(e.withToken(ctx, data.AccessToken)).To(BeZero())
		})

	s.Spec("DU-TOKEN-02", "takes a token until it has ended, and not after",
		controlled(plain(tokenPage+": expiresIn", openapi.PublicClient, "getDeptDetails")),
		func(ctx SpecContext, e *Env) {
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			_, data := e.askToken(ctx, e.credentialsAs("clientId", "clientSecret"))
			Expect(e.Control().Advance(ctx, e.left(data)-time.Second)).To(Succeed())
			Expect(e.withToken(ctx, data.AccessToken)).To(BeZero())
			Expect(e.Control().Advance(ctx, time.Hour)).To(Succeed())
			Expect(e.withToken(ctx, data.AccessToken)).To(Equal(dustess.CodeToken))
		})
}

// renewTokens: tokens over time.
func renewTokens(s declaration) {
	s.Spec("DU-TOKEN-03", "serves a client over days, which gets a token anew",
		controlled(plain(tokenPage, openapi.PublicClient, "getDeptDetails")),
		func(ctx SpecContext, e *Env) {
			for range 3 {
				_, err := e.Client.Departments.Details(ctx, dustess.DeptFilter{})
				Expect(err).NotTo(HaveOccurred())
				Expect(e.Control().Advance(ctx, 26*time.Hour)).To(Succeed())
			}
			journal, err := e.Control().Journal(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(journal).To(Equal([]string{"getAccessToken", "getDeptDetails", "getAccessToken", "getDeptDetails", "getAccessToken", "getDeptDetails"}))
		})

	s.Spec("DU-TOKEN-04", "serves a client whose clock is wrong: the refused token is replaced",
		controlled(plain(tokenPage, openapi.PublicClient, "batchEditCustomer")),
		func(ctx SpecContext, e *Env) {
			late := e.Now()
			client, err := dustess.NewClient(dustess.Credentials{ClientID: e.Credential("client_id"), ClientSecret: e.Credential("client_secret")},
				dustess.WithBaseURL(e.BaseURL()), dustess.WithHTTPClient(e.HTTPClient()), dustess.WithClock(func() time.Time { return late }))
			Expect(err).NotTo(HaveOccurred())
			edit := dustess.Contact{ID: e.UnknownID()}
			_, err = client.Contacts.BatchEdit(ctx, edit)
			Expect(err).To(HaveCode(dustess.CodePartial))
			Expect(e.Control().Advance(ctx, 3*time.Hour)).To(Succeed())
			_, err = client.Contacts.BatchEdit(ctx, edit)
			Expect(err).To(HaveCode(dustess.CodePartial))
			journal, err := e.Control().Journal(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(journal).To(Equal([]string{"getAccessToken", "batchEditCustomer", "batchEditCustomer", "getAccessToken", "batchEditCustomer"}))
		})

	s.Spec("DU-TOKEN-05", "lets the sandbox's ready-made token in at any time",
		controlled(plain(tokenPage, openapi.Inferred, "getDeptDetails")),
		func(ctx SpecContext, e *Env) {
			e.Token(ctx)
			ready := e.Credential("access_token")
			Expect(e.withToken(ctx, ready)).To(BeZero())
			Expect(e.Control().Advance(ctx, 10_000*time.Hour)).To(Succeed())
			Expect(e.withToken(ctx, ready)).To(BeZero())
			e.Patch(ctx, "apps", e.Credential("client_id"), map[string]any{"access_token": ""})
			Expect(e.withToken(ctx, ready)).To(Equal(dustess.CodeToken))
		})
}

// everyCall returns a call of each operation that wants a token, complete, and changing no record but for a field of
// tickets.
func (e *Env) everyCall() []Call {
	none := e.UnknownID()
	e.Claim("1")
	return []Call{
		{Operation: "batchEditCustomer", Body: `{"customer_list":[{"id":` + quoted(none) + `}]}`},
		{Operation: "batchAddCustomer", Body: `{"customer_list":[{"remark":"x"}]}`},
		{Operation: "bindExternalId", Body: `{"list":[{"external_id":"x","inside_id":` + quoted(none) + `}]}`},
		{Operation: "getCustomerPoolList", Body: `{}`},
		{Operation: "getCustomerReason", Body: `{"kind":"customerInvalidReason"}`},
		{Operation: "listContactInformationTypes", Body: `{}`},
		{Operation: "listBusiTags", Body: `{}`},
		{Operation: "listFollowStatus"},
		{Operation: "getDeptDetails", Body: `{}`},
		{Operation: "addQwTag", Body: `{"groupId":` + quoted(none) + `,"tag":[{"name":"x"}]}`},
		{Operation: "batchBindContact", Body: `{"list":[{"friendID":1,"customerID":` + quoted(none) + `}]}`},
		{Operation: "sendAgentMsg", Body: `{"chatID":0,"userID":0,"msgs":[{"msgType":0,"contents":[]}]}`},
		{Operation: "directSendAgentMsg", Body: `{"scrmAccountID":"0","qwUserId":` + quoted(none) +
			`,"targetType":"single","targetIds":[` + quoted(none) + `],"messages":[{"msgType":0,"content":"x"}]}`},
		{Operation: "getTicketDetail", Body: `{"ticketId":"65f7c2a10000000000000001","currentUserId":"0"}`},
		{Operation: "addTicketField", Body: `{"name":` + quoted(e.Unique("field")) + `,"type":"0"}`},
	}
}

var everyOperation = []string{
	"batchEditCustomer", "batchAddCustomer", "bindExternalId", "getCustomerPoolList", "getCustomerReason", "listContactInformationTypes",
	"listBusiTags", "listFollowStatus", "getDeptDetails", "addQwTag", "batchBindContact", "sendAgentMsg", "directSendAgentMsg",
	"getTicketDetail", "addTicketField",
}

// badToken is the answer to a call with a bad token, to the byte (DU-Q05).
const badToken = `{"code":40002,"msg":"access token invalid","data":{}}`

// refuseTokens: who is not let in.
func refuseTokens(s declaration) {
	every := plain(busiTagPage+": access token invalid", openapi.VendorPage, everyOperation...)

	s.Spec("DU-TOKEN-10", "refuses every call without a token, or with one that it never gave out", every,
		func(ctx SpecContext, e *Env) {
			foreign := e.Token(ctx)
			foreign = foreign[:len(foreign)-3] + "AAA"
			for _, call := range e.everyCall() {
				call.Query = url.Values{}
				Expect(e.Send(e.Wrong(ctx), call).Text).To(Equal(badToken), call.Operation)
				call.Query = url.Values{"accessToken": {""}}
				Expect(e.Send(e.Wrong(ctx), call).Text).To(Equal(badToken), call.Operation)
				for _, token := range []string{"no-such-token", foreign, "a.b.c", ".."} {
					call.Query = url.Values{"accessToken": {token}}
					Expect(e.Send(ctx, call).Text).To(Equal(badToken), call.Operation)
				}
			}
		})

	s.Spec("DU-TOKEN-11", "looks at the token before anything else",
		plain(busiTagPage+": access token invalid", openapi.Inferred, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			for _, body := range wrongBodies {
				answer := e.Send(e.Wrong(ctx), Call{Operation: "batchEditCustomer", Body: body, Query: url.Values{"accessToken": {"x"}}})
				Expect(answer.Text).To(Equal(badToken))
			}
		})

	s.Spec("DU-TOKEN-12", "gives no token for a wrong secret, an unknown client, or a body that has neither",
		plain(tokenPage, openapi.Inferred, "getAccessToken"),
		func(ctx SpecContext, e *Env) {
			id, secret := quoted(e.Credential("client_id")), quoted(e.Credential("client_secret"))
			for _, body := range []string{
				`{"clientId":` + id + `,"clientSecret":"wrong"}`, `{"clientId":"wrong","clientSecret":` + secret + `}`, `{"clientId":` + id + `}`, `{"clientSecret":` + secret + `}`, `{}`,
			} {
				answer, _ := e.askToken(ctx, body)
				Expect(answer.code()).To(Equal(dustess.CodeClient))
				Expect(*answer.Success).To(BeFalse())
			}
			for _, body := range []string{``, `[]`, `null`, `{`, `{"clientId":5,"clientSecret":` + secret + `}`, `{"clientId":` + id + `,"clientSecret":""}`, `clientId=x`} {
				answer, _ := e.askToken(e.Wrong(ctx), body)
				Expect(answer.code()).To(Equal(dustess.CodeClient))
			}
		})

	s.Spec("DU-TOKEN-13", "tells a client that its secret is wrong",
		plain(tokenPage, openapi.Inferred, "getAccessToken"),
		func(ctx SpecContext, e *Env) {
			_, err := e.clientOf(dustess.Credentials{ClientID: e.Credential("client_id"), ClientSecret: "wrong"}).Lists.Pools(ctx)
			Expect(err).To(HaveCode(dustess.CodeClient))
		})
}
