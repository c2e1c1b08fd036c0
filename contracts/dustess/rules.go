package dustess

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/conform"
	"github.com/crmsim/crmsim/openapi"
)

// counts are from where a batch counts its items in the rows that it answers (DU-Q11).
var counts = map[string]int{"batchEditCustomer": 1, "batchAddCustomer": 1, "bindExternalId": 0}

// judge holds a refusal to the code of its rule: in the row of the item where the finding is in one, else of the whole
// call (DU-Q04, DU-Q15, DU-Q24, DU-Q54, DU-Q70).
func judge(_ *Env, f *openapi.Finding, a contracts.Answer) error {
	if f == nil {
		return taken(a)
	}
	want, got := dustess.CodeMalformed, a.Code
	switch item, inItem := itemOf(f); {
	case f.Rule == conform.RuleMethod:
		want, got = http.StatusMethodNotAllowed, a.Status
	case f.Operation == "getAccessToken" && a.Status != http.StatusRequestEntityTooLarge:
		want = dustess.CodeClient
	case f.Place == "/kind":
		want = dustess.CodeSystem
	case inItem:
		if a.Code != dustess.CodePartial {
			return fmt.Errorf("want code %d, got %s", dustess.CodePartial, a.Text)
		}
		want, got = dustess.ItemInvalid, rows(a)[counts[f.Operation]+item]
	case f.Operation == "batchBindContact" && string(a.Data) != "[]":
		return fmt.Errorf("want an empty list, got %s", a.Text)
	}
	if a.OK || got != want {
		return fmt.Errorf("want code %d, got %s", want, a.Text)
	}
	return nil
}

// taken returns what keeps a call from having been carried out: where friends are bound, a row that failed.
func taken(a contracts.Answer) error {
	var rows []struct{ Code int }
	if !a.OK {
		return fmt.Errorf("want it to be taken, got %s", a.Text)
	}
	if json.Unmarshal(a.Data, &rows) == nil {
		for _, row := range rows {
			if row.Code != 0 {
				return fmt.Errorf("want each item to be taken, got %s", a.Text)
			}
		}
	}
	return nil
}

// itemOf returns the position of the item that a finding is in, and whether it is in one that has a row.
func itemOf(f *openapi.Finding) (int, bool) {
	if _, batch := counts[f.Operation]; !batch || f.In != "body" {
		return 0, false
	}
	parts := strings.SplitN(f.Place, "/", 4) // "", the list, the position, what is in the item
	if len(parts) < 3 {
		return 0, false
	}
	n, err := strconv.Atoi(parts[2])
	return n, err == nil
}

// proofs are what stands for a token, or for a client's id and secret, and what does not.
func proofs() []conform.Proof[*Env] {
	asksToken := func(op *openapi.Operation) bool { return len(op.Security) > 0 }
	getsToken := func(op *openapi.Operation) bool { return len(op.Security) == 0 }
	token := func(values ...string) func(*Env, *contracts.Request) {
		return func(e *Env, r *contracts.Request) { put(r, inHeader(e.Operation(r.Operation)), values...) }
	}
	body := func(change func(body map[string]any)) func(*Env, *contracts.Request) {
		return func(_ *Env, r *contracts.Request) { change(r.Body.(object)) }
	}
	set := func(name string, value any) func(*Env, *contracts.Request) {
		return body(func(body map[string]any) { body[name] = value })
	}
	all := []conform.Proof[*Env]{
		{Name: "missing", Text: "refuses a call without a token", Of: asksToken, Code: dustess.CodeToken, Make: token()},
		{Name: "empty", Text: "refuses a call with an empty token", Of: asksToken, Code: dustess.CodeToken, Make: token("")},
		{Name: "unknown", Text: "refuses a token that it did not give", Of: asksToken, Code: dustess.CodeToken, Make: token("no-such-token")},
		{Name: "noToken", Text: "refuses a token that says nothing", Of: asksToken, Code: dustess.CodeToken, Make: token("..")},
		{Name: "spelling", Text: "takes the names of id and secret in any letter case", Of: getsToken, Make: body(func(body map[string]any) {
			body["CLIENTID"], body["clientsecret"] = body["clientId"], body["clientSecret"]
			delete(body, "clientId")
			delete(body, "clientSecret")
		})},
	}
	for _, name := range []string{"clientId", "clientSecret"} {
		refused := func(how, text string, make func(*Env, *contracts.Request)) {
			all = append(all, conform.Proof[*Env]{Name: how + "." + name, Text: text + " " + name, Of: getsToken, Code: dustess.CodeClient, Make: make})
		}
		refused("missing", "gives no token without a", body(func(body map[string]any) { delete(body, name) }))
		refused("unknown", "gives no token for an unknown", set(name, "wrong"))
		refused("empty", "gives no token for an empty", set(name, ""))
		refused("null", "gives no token for null as", set(name, nil))
		refused("type", "gives no token for a number as", set(name, whole(5)))
	}
	return all
}

// rules hold for all operations that they are of, and no schema says them.
func rules() []conform.Rule[*Env] {
	asksToken := func(op *openapi.Operation) bool { return len(op.Security) > 0 }
	return []conform.Rule[*Env]{
		{Rule: "credentials", Place: "forged", Text: "refuses a token that is signed by nobody", Of: asksToken, Body: refusesForged},
		{Rule: "credentials", Place: "elsewhere", Text: "refuses a token where the operation does not take it", From: "DU-Q06",
			Of: asksToken, Body: refusesElsewhere},
		{Rule: "credentials", Place: "expired", Text: "refuses a token that has ended, though it was good", From: "DU-Q03", Control: true,
			Of: asksToken, Body: refusesExpired},
		{Rule: "fault", Text: "tells of an error inside the vendor, does nothing, and serves the next call", From: "crmsim, faults", Control: true,
			Body: passesFaults},
	}
}

// put gives a request the tokens, in the header or in the query; none is the lack of one.
func put(r *contracts.Request, header bool, tokens ...string) {
	if header {
		r.Header[http.CanonicalHeaderKey(tokenName)] = tokens
	} else {
		r.Query[tokenName] = tokens
	}
}

// refusesToken makes the call with a token that is not to be taken, and then with the right one.
func refusesToken(ctx context.Context, e *Env, c conform.Call[*Env], request contracts.Request, token string) {
	changed := request.Clone()
	put(&changed, inHeader(c.Operation()), token)
	c.Untouched(ctx, e, request, func() {
		Expect(e.Send(ctx, changed).Text).To(Equal(badToken))
	})
}

func refusesForged(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	token := e.Token(ctx)
	refusesToken(ctx, e, c, c.Request(ctx, e), token[:len(token)-3]+"AAA")
}

func refusesExpired(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	request, token := c.Request(ctx, e), e.Token(ctx)
	Expect(e.Control().Advance(ctx, 3*time.Hour)).To(Succeed())
	refusesToken(ctx, e, c, request, token)
}

func refusesElsewhere(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	request := c.Request(ctx, e)
	changed, header := request.Clone(), inHeader(c.Operation())
	put(&changed, header)
	put(&changed, !header, e.Token(ctx))
	c.Untouched(ctx, e, request, func() {
		Expect(e.Send(contracts.Wrong(ctx), changed).Text).To(Equal(badToken))
	})
}

func passesFaults(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	request := c.Request(ctx, e)
	Expect(e.Control().SetFaults(ctx, c.Operation().ID, "code=10001:x1")).To(Succeed())
	c.Untouched(ctx, e, request, func() {
		Expect(e.Send(ctx, request).Code).To(Equal(dustess.CodeSystem))
	})
}
