package socialepoch

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/conform"
	"github.com/crmsim/crmsim/openapi"
)

// core reports whether an operation is one of the vendor's four on customers.
func core(op *openapi.Operation) bool {
	return slices.Contains([]string{"setPrincipalAsNull", "delCustomers", "delFriendsContacts", "queryDelCustomerInfo"}, op.ID)
}

// judge holds a refusal to the code of its rule (SE-Q07), and on a vendor's tenant to any but that of success. Who
// calls is looked at before what is called: a tenant that is wrong is another (SE-Q06), and a deletion shows
// its tenant and its signature in the body alone (SE-Q43).
func judge(e *Env, f *openapi.Finding, a contracts.Answer) error {
	want := []int{socialepoch.CodeInvalid}
	switch {
	case f == nil:
		if !a.OK {
			return fmt.Errorf("want it to be taken, got %s", a.Text)
		}
		return nil
	case f.Rule == conform.RuleMethod:
		want = []int{http.StatusMethodNotAllowed} // SE-Q08
	case f.Place == "/tenantId" && f.Operation == "delCustomers":
		want = []int{socialepoch.CodeNoTenant, socialepoch.CodeSignature}
	case f.Place == "/tenantId":
		want = append(want, socialepoch.CodeSignature)
	case f.Place == "" && f.Operation == "delCustomers":
		want = append(want, socialepoch.CodeNoToken)
	}
	if a.OK || !e.Live() && !slices.Contains(want, a.Code) {
		return fmt.Errorf("want the refusal %d, got %s", want, a.Text)
	}
	return nil
}

// signsBody reports whether an operation may be signed in its body.
func signsBody(op *openapi.Operation) bool {
	return op.ID != "queryCustomers" && slices.ContainsFunc(op.Security, func(all []string) bool { return slices.Contains(all, "signedBody") })
}

// wantsBody reports whether it must.
func wantsBody(op *openapi.Operation) bool { return op.ID == "delCustomers" }

func signsHeaders(op *openapi.Operation) bool { return !wantsBody(op) }

func onlyHeaders(op *openapi.Operation) bool {
	return !signsBody(op) && op.ID != "queryCustomers" && op.ID != "queryExecuteStatus" // They have no object to sign.
}

// inBody reports whether an operation has a field in its body, required or at all.
func inBody(name string, required bool) func(op *openapi.Operation) bool {
	return func(op *openapi.Operation) bool {
		body, has := op.Body()
		if !has || body.Schema.Properties() == nil {
			return false
		}
		_, named := body.Schema.Properties()[name]
		return named && (!required || slices.Contains(body.Schema.Keywords().Required, name))
	}
}

// another returns what belongs to the tenant that every crmsim has, and on a vendor's site what is nobody's.
func (e *Env) another(theirs, own string) string {
	if e.Live() {
		return own + "1"
	}
	return theirs
}

// proofs are what lets a call in and what does not: headers, a body that is signed in the older way, and for a deletion
// the latter whatever the headers are (SE-Q03).
func proofs() []conform.Proof[*Env] {
	with := func(make func(e *Env, id, now, key string) []string) func(*Env, *contracts.Request) {
		return func(e *Env, r *contracts.Request) {
			for name, values := range header(make(e, e.Credential("tenant_id"), e.moment(), e.Credential("api_key"))...) {
				r.Header[name] = values
			}
		}
	}
	without := func(name string) func(*Env, *contracts.Request) {
		return with(func(*Env, string, string, string) []string { return []string{name, ""} })
	}
	signed := func(id, timestamp, key string) []string {
		return []string{"tenant_id", id, "timestamp", timestamp, "token", Digest(id, timestamp, key)}
	}
	unsigned := func(_ *Env, r *contracts.Request) { r.Unsigned = true }
	no, bad := []int{socialepoch.CodeNoTenant, socialepoch.CodeNoTimestamp, socialepoch.CodeNoToken}, socialepoch.CodeSignature
	all := []conform.Proof[*Env]{
		{Name: "none", Text: "refuses a call without any proof", Of: signsHeaders, Code: no[2], Make: unsigned},
		{Name: "noTenant", Text: "refuses headers without tenant_id", Code: no[0], Make: without("tenant_id")},
		{Name: "noTimestamp", Text: "refuses headers without timestamp", Code: no[1], Make: without("timestamp")},
		{Name: "noToken", Text: "refuses headers without token", Code: no[2], Make: without("token")},
		{Name: "bad", Text: "refuses a token that is no signature of the headers", Code: bad,
			Make: with(func(*Env, string, string, string) []string { return []string{"token", Digest("wrong")} })},
		{Name: "moment", Text: "refuses a token of another moment", Code: bad,
			Make: with(func(_ *Env, id, now, key string) []string {
				return []string{"timestamp", now, "token", Digest(id, now+"1", key)}
			})},
		{Name: "order", Text: "refuses a token of the parts in another order", Code: bad,
			Make: with(func(_ *Env, id, now, key string) []string {
				return []string{"timestamp", now, "token", Digest(now, id, key)}
			})},
		{Name: "half", Text: "refuses the half of a token", Code: bad,
			Make: with(func(_ *Env, id, now, key string) []string {
				return []string{"timestamp", now, "token", Digest(id, now, key)[:16]}
			})},
		{Name: "unknown", Text: "refuses a tenant that there is not", Code: bad,
			Make: with(func(_ *Env, id, now, key string) []string { return signed(id+"1", now, key) })},
		{Name: "foreign", Text: "refuses another tenant with this one's key", Code: bad,
			Make: with(func(e *Env, id, now, key string) []string { return signed(e.another("520274", id), now, key) })},
		{Name: "key", Text: "refuses this tenant with another one's key", Code: bad,
			Make: with(func(e *Env, id, now, key string) []string { return signed(id, now, e.another("apikey-default", key)) })},
		{Name: "old", Text: "takes a signature of any age",
			Make: with(func(_ *Env, id, _, key string) []string { return signed(id, "1710936559123", key) })},
		{Name: "odd", Text: "refuses a timestamp that is no number", Code: socialepoch.CodeInvalid,
			Make: with(func(_ *Env, id, _, key string) []string { return signed(id, "yesterday", key) })},
		{Name: "tenant", Text: "refuses the body of another tenant", Of: inBody("tenantId", false), Code: bad,
			Make: func(e *Env, r *contracts.Request) { r.Body.(object)["tenantId"] = e.TenantID() + 1 }},
		{Name: "admin", Text: "refuses another admin account", Of: inBody("userName", true), Code: socialepoch.CodeInvalid,
			Make: func(e *Env, r *contracts.Request) { r.Body.(object)["userName"] = e.Name() }},
	}
	return append(all, olderProofs()...)
}

// older signs a call in its body alone, and then gives a field of the body another value, or none for nil.
func older(name string, value any) func(*Env, *contracts.Request) {
	return func(e *Env, r *contracts.Request) {
		body := object(e.legacy(Fields(r.Body.(object)).With("tenantId", e.TenantID())))
		r.Unsigned, r.Body = true, body
		if body[name] = value; value == nil {
			delete(body, name)
		}
	}
}

// resigned is older with the signature of what the body holds then.
func resigned(name string, value any) func(*Env, *contracts.Request) {
	return func(e *Env, r *contracts.Request) {
		older(name, value)(e, r)
		e.signBody(r.Body.(object))
	}
}

// olderProofs are those in the body alone.
func olderProofs() []conform.Proof[*Env] {
	no, bad := []int{socialepoch.CodeNoTenant, socialepoch.CodeNoTimestamp, socialepoch.CodeNoToken}, socialepoch.CodeSignature
	const another = "2023-01-11 13:48:33"
	return []conform.Proof[*Env]{
		{Name: "older", Text: "takes a body that is signed in the older way", Of: signsBody, Make: older("", nil)},
		{Name: "olderAlone", Text: "refuses a call that is signed in its body alone", Of: onlyHeaders, Code: no[2], Make: older("", nil)},
		{Name: "olderOld", Text: "takes a signed body of any age", Of: signsBody, Make: resigned("createTime", another)},
		{Name: "olderOdd", Text: "refuses a createTime that does not exist", Of: signsBody, Code: socialepoch.CodeInvalid,
			Make: resigned("createTime", "2023-02-30 13:48:33")},
		{Name: "olderNoTenant", Text: "refuses a signed body without tenantId", Of: signsBody, Code: no[0], Make: resigned("tenantId", nil)},
		{Name: "olderNoTime", Text: "refuses a signed body without createTime", Of: signsBody, Code: no[1], Make: resigned("createTime", nil)},
		{Name: "olderNoToken", Text: "refuses a signed body without its token", Of: signsBody, Code: no[2], Make: older("token", nil)},
		{Name: "olderBad", Text: "refuses a body whose token is no signature", Of: signsBody, Code: bad, Make: older("token", Digest("wrong"))},
		{Name: "olderUser", Text: "refuses a body whose token is of another userName", Of: signsBody, Code: bad,
			Make: older("userName", "nobody")},
		{Name: "olderMoment", Text: "refuses a body whose token is of another createTime", Of: signsBody, Code: bad,
			Make: older("createTime", another)},
		{Name: "olderForeign", Text: "refuses a body of another tenant with this one's key", Of: signsBody, Code: bad,
			Make: func(e *Env, r *contracts.Request) {
				resigned("tenantId", e.another("520274", e.Credential("tenant_id")))(e, r)
			}},
		{Name: "bodyBad", Text: "refuses a body whose token is wrong, under good headers", Of: wantsBody, Code: bad,
			Make: func(e *Env, r *contracts.Request) {
				older("token", Digest("wrong"))(e, r)
				r.Header = e.signed(e.moment())
			}},
	}
}

// rules hold for all operations, for a tenant that is set up so.
func rules() []conform.Rule[*Env] {
	return []conform.Rule[*Env]{
		{Rule: "limit", Text: "refuses calls of its path beyond so many in a second, until time has passed", From: "SE-Q36", Control: true, Body: limits},
		{Rule: "window", Text: "refuses timestamps outside the window of a tenant that has one", From: "SE-Q04", Control: true, Body: holdsWindow},
		{Rule: "fault", Text: "tells of an error of its own in its envelope, and does nothing", From: "crmsim, faults", Control: true,
			Body: passesFaults},
	}
}

// set changes the settings of the tenant.
func (e *Env) set(ctx SpecContext, settings Fields) {
	ExpectWithOffset(1, e.Control().PatchRecord(ctx, "tenants", e.Credential("tenant_id"), settings)).To(Succeed())
}

func limits(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	first, second := c.Request(ctx, e), c.Request(ctx, e)
	Expect(e.Control().Freeze(ctx)).To(Succeed())
	e.set(ctx, Fields{"calls_per_second": 1})
	Expect(e.Send(ctx, first).OK).To(BeTrue())
	Expect(e.Send(ctx, second).Code).To(Equal(socialepoch.CodeLimit))
	other := "queryAgent"
	if c.Operation().ID == other {
		other = "callbackResult"
	}
	Expect(e.Send(ctx, e.call(other)).OK).To(BeTrue(), "another path has a limit of its own")
	Expect(e.Control().Advance(ctx, time.Second)).To(Succeed())
	Expect(e.Send(ctx, second).OK).To(BeTrue())
	e.set(ctx, Fields{"calls_per_second": 0}) // The clean-up calls more often.
}

func holdsWindow(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	request := c.Request(ctx, e)
	Expect(e.Control().Freeze(ctx)).To(Succeed())
	e.set(ctx, Fields{"window_seconds": 60})
	at := func(off time.Duration) contracts.Request {
		changed := request.Clone()
		changed.Header = e.signed(strconv.FormatInt(e.Now().Add(off).UnixMilli(), 10))
		return changed
	}
	c.Untouched(ctx, e, request, func() {
		for _, off := range []time.Duration{61 * time.Second, -61 * time.Second} {
			Expect(e.Send(ctx, at(off)).Code).To(Equal(socialepoch.CodeTooLate), "%s off", off)
			if signsBody(c.Operation()) {
				older := request.Clone()
				resigned("createTime", e.Now().Add(off).In(china).Format(time.DateTime))(e, &older)
				Expect(e.Send(e.marked(ctx, older), older).Code).To(Equal(socialepoch.CodeTooLate), "%s off", off)
			}
		}
	})
	for _, off := range []time.Duration{59 * time.Second, -59 * time.Second} {
		again := c.Request(ctx, e)
		again.Header = at(off).Header
		Expect(e.Send(ctx, again).OK).To(BeTrue(), "%s off", off)
	}
}

// marked returns the context for a call that the document may have something against.
func (e *Env) marked(ctx context.Context, r contracts.Request) context.Context {
	if len(e.Findings(ctx, r).Findings) > 0 {
		return contracts.Wrong(ctx)
	}
	return ctx
}

func passesFaults(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	request := c.Request(ctx, e)
	Expect(e.Control().SetFaults(ctx, c.Operation().ID, "code=500:x1")).To(Succeed())
	c.Untouched(ctx, e, request, func() {
		answer := e.Send(ctx, request)
		Expect(answer.Code).To(Equal(socialepoch.CodeSystem))
		Expect(answer.Message).NotTo(BeEmpty())
	})
}
