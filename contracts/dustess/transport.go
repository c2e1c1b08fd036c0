package dustess

import (
	"net/http"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/openapi"
)

// transport: paths, methods, media types.
func transport(s declaration) {
	s.Spec("DU-TRANSPORT-01", "answers an unknown path with status 404 and another method with 405",
		controlled(plain(editPage, openapi.Inferred, "batchEditCustomer")), // A live run asks for nothing that it does not know.
		func(ctx SpecContext, e *Env) {
			wrong := e.Wrong(ctx)
			answer := e.Send(wrong, Call{Operation: "batchEditCustomer", Path: "/customer/v1/batchEditCustomers", Body: `{}`})
			Expect(answer.Status).To(Equal(http.StatusNotFound))
			for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
				answer := e.Send(wrong, Call{Operation: "batchEditCustomer", Method: method})
				Expect(answer.Status).To(Equal(http.StatusMethodNotAllowed), method)
				Expect(*answer.Success).To(BeFalse())
			}
			e.Send(wrong, Call{Operation: "batchEditCustomer", Body: `{"customer_list":[]}`})
		})

	s.Spec("DU-TRANSPORT-02", "answers every call with status 200 and JSON in UTF-8",
		plain(editPage, openapi.Inferred, everyOperation...),
		func(ctx SpecContext, e *Env) {
			for _, call := range e.everyCall() {
				answer := e.Send(ctx, call)
				Expect(answer.Status).To(Equal(http.StatusOK), call.Operation)
				Expect(strings.ToLower(answer.Header.Get("Content-Type"))).To(Equal("application/json; charset=utf-8"))
			}
		})

	s.Spec("DU-TRANSPORT-03", "reads a body of another media type, but refuses one with more after it (DU-Q24)",
		plain(editPage, openapi.Inferred, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			body := `{"customer_list":[{"id":` + quoted(e.UnknownID()) + `}]}`
			for _, media := range []string{"text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk"} {
				in := e.Wrong(ctx)
				if strings.HasPrefix(media, "application/json") {
					in = ctx
				}
				Expect(e.Send(in, Call{Operation: "batchEditCustomer", Body: body, ContentType: media}).code()).To(Equal(dustess.CodePartial), media)
			}
			Expect(e.Send(e.Wrong(ctx), Call{Operation: "batchEditCustomer", Body: body + "garbage"}).code()).To(Equal(dustess.CodeMalformed))
		})

	s.Spec("DU-TRANSPORT-04", "tells a client of an error inside Dustess, and serves its next call",
		controlled(plain(reasonPage+": system unknown error", openapi.VendorPage, everyOperation...)),
		func(ctx SpecContext, e *Env) {
			for _, call := range e.everyCall() {
				Expect(e.Control().SetFaults(ctx, call.Operation, "code=10001:x1")).To(Succeed())
				Expect(e.Send(ctx, call).code()).To(Equal(dustess.CodeSystem), call.Operation)
				Expect(e.Send(ctx, call).code()).NotTo(Equal(dustess.CodeSystem), call.Operation)
			}
			Expect(e.Control().SetFaults(ctx, "batchEditCustomer", "code=10001:x1")).To(Succeed())
			_, err := e.Client.Contacts.BatchEdit(ctx, dustess.Contact{ID: e.UnknownID()})
			Expect(err).To(HaveCode(dustess.CodeSystem))
		})
}

// settings: where the documents leave a choice.
func settings(s declaration) {
	batch := controlled(plain(editPage, openapi.Documented, "batchEditCustomer"))

	s.Spec("DU-SETTING-01", "leaves code out of successes when it is set so, as the document's example",
		controlled(plain(editPage, openapi.Documented, "getCustomerPoolList", "listFollowStatus")),
		func(ctx SpecContext, e *Env) {
			e.Token(ctx)
			e.Set(ctx, map[string]any{"omit_code": true})
			Expect(e.Send(ctx, Call{Operation: "getCustomerPoolList", Body: `{}`}).Code).To(BeNil())
			_, err := e.Client.Lists.Pools(ctx)
			Expect(err).NotTo(HaveOccurred(), "the client takes it for a success")
			_, err = e.Client.Enterprises.FollowStatus(ctx)
			Expect(err).NotTo(HaveOccurred(), "this answer always has a code")
		})

	s.Spec("DU-SETTING-02", "writes 0 as the id of failed rows, and what is wrong, when it is set so", batch,
		func(ctx SpecContext, e *Env) {
			result := e.Edit(ctx, dustess.Contact{ID: e.UnknownID()})
			Expect(result.Fail).To(HaveExactElements(And(HaveField("ID", ""), HaveField("Msg", ""))))
			e.Set(ctx, map[string]any{"fail_id": "0", "hints": true})
			result = e.Edit(ctx, dustess.Contact{ID: e.UnknownID()})
			Expect(result.Fail).To(HaveExactElements(And(HaveField("ID", "0"), HaveField("Msg", Not(BeEmpty())))))
		})

	s.Spec("DU-SETTING-03", "refuses calls beyond the limit until time has passed", batch,
		func(ctx SpecContext, e *Env) {
			e.Token(ctx)
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			e.Set(ctx, map[string]any{"calls_per_minute": 2})
			edit := dustess.Contact{ID: e.UnknownID()}
			for _, want := range []int{dustess.CodePartial, dustess.CodePartial, dustess.CodeSystem} {
				_, err := e.Client.Contacts.BatchEdit(ctx, edit)
				Expect(err).To(HaveCode(want))
			}
			Expect(e.Control().Advance(ctx, time.Minute)).To(Succeed())
			_, err := e.Client.Contacts.BatchEdit(ctx, edit)
			Expect(err).To(HaveCode(dustess.CodePartial))
		})
}
