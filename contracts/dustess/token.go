package dustess

import (
	"context"
	"encoding/json"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// A tokenData is the data of an answer to a request for a token.
type tokenData struct {
	AccessToken string `json:"accessToken"`
	ExpiresIn   string `json:"expiresIn"`
}

// askToken asks for a token by a body as it is written.
func (e *Env) askToken(ctx context.Context, body string) (contracts.Answer, tokenData) {
	answer := e.Send(ctx, written("getAccessToken", body))
	var data tokenData
	if answer.Code == 0 {
		ExpectWithOffset(1, json.Unmarshal(answer.Data, &data)).To(Succeed())
	}
	return answer, data
}

// credentialsAs writes the credentials under two keys.
func (e *Env) credentialsAs(id, secret string) string {
	return `{` + pair(id, quoted(e.Credential("client_id"))) + `,` + pair(secret, quoted(e.Credential("client_secret"))) + `}`
}

// by is a read with these tokens.
func by(tokens ...string) contracts.Request {
	return written("getDeptDetails", `{}`).With(tokenName, tokens...)
}

// withToken makes a read with a token, and returns its code.
func (e *Env) withToken(ctx context.Context, token string) int { return e.Send(ctx, by(token)).Code }

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
	s.Spec("DU-TOKEN-02", "takes a token until it has ended, and not after",
		contracts.From(tokenPage+": expiresIn", openapi.PublicClient, "getDeptDetails").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			_, data := e.askToken(ctx, e.credentialsAs("clientId", "clientSecret"))
			Expect(e.Control().Advance(ctx, e.left(data)-time.Second)).To(Succeed())
			Expect(e.withToken(ctx, data.AccessToken)).To(BeZero())
			Expect(e.Control().Advance(ctx, time.Hour)).To(Succeed())
			Expect(e.withToken(ctx, data.AccessToken)).To(Equal(dustess.CodeToken))
		})

	s.Spec("DU-TOKEN-03", "serves a client over days, which gets a token anew",
		contracts.From(tokenPage, openapi.PublicClient, "getDeptDetails").Beyond().Controlled(),
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
		contracts.From(tokenPage, openapi.PublicClient, "batchEditCustomer").Controlled(),
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
		contracts.From(tokenPage, openapi.Inferred, "getDeptDetails").Beyond().Controlled(),
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

// badToken is the answer to a call with a bad token, to the byte (DU-Q05).
const badToken = `{"code":40002,"msg":"access token invalid","data":{}}`

// refuseTokens: who is not let in.
func refuseTokens(s declaration) {
	s.Spec("DU-TOKEN-11", "looks at the token before anything else",
		contracts.From(busiTagPage+": access token invalid", openapi.Inferred, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			for _, body := range []string{``, `null`, `{}`, `{"customer_list":[`, "\xff\xfe"} {
				answer := e.Send(contracts.Wrong(ctx), written("batchEditCustomer", body).With(tokenName, "x"))
				Expect(answer.Text).To(Equal(badToken))
			}
		})

	s.Spec("DU-TOKEN-13", "tells a client that its secret is wrong",
		contracts.From(tokenPage, openapi.Inferred, "getAccessToken").Beyond(),
		func(ctx SpecContext, e *Env) {
			_, err := e.clientOf(dustess.Credentials{ClientID: e.Credential("client_id"), ClientSecret: "wrong"}).Lists.Pools(ctx)
			Expect(err).To(HaveCode(dustess.CodeClient))
		})
}
