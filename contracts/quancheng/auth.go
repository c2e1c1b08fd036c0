package quancheng

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

const fromToken = "公开客户端 > Token/Get"

// login are the credentials of the user, without a token.
func (e *Env) login() quancheng.Credentials {
	GinkgoHelper()
	orgID, err := strconv.Atoi(e.Credential("org_id"))
	Expect(err).NotTo(HaveOccurred())
	return quancheng.Credentials{OrgID: orgID, LoginName: e.Credential("login_name"), Password: e.Credential("password")}
}

// token signs in.
func (e *Env) token(ctx SpecContext) string {
	GinkgoHelper()
	c := e.login()
	token, err := e.Client.Tokens.Get(ctx, c.OrgID, c.LoginName, c.Password)
	Expect(err).NotTo(HaveOccurred())
	return token
}

func signIn(s declaration) {
	s.Spec("QC-TOKEN-GET-10", "gives a token that lets the user in, another one each time, and leaves earlier ones valid",
		contracts.From(fromToken+", QC-Q06", openapi.Inferred, "getToken", "getContactPlanCount"), func(ctx SpecContext, e *Env) {
			first, second := e.token(ctx), e.token(ctx)
			Expect(first).NotTo(Equal(second))
			count, err := e.Client.ContactPlans.Count(ctx)
			Expect(err).NotTo(HaveOccurred())
			for _, token := range []string{first, second} {
				Expect(e.clientOf(quancheng.Credentials{Token: token}).ContactPlans.Count(ctx)).To(Equal(count))
			}
		})

	s.Spec("QC-TOKEN-GET-11", "refuses a wrong password, an unknown login name and an unknown organisation",
		contracts.From(fromToken+", QC-Q74", openapi.Inferred, "getToken"), func(ctx SpecContext, e *Env) {
			c := e.login()
			for _, wrong := range []quancheng.Credentials{
				{OrgID: c.OrgID, LoginName: c.LoginName, Password: c.Password + "x"},
				{OrgID: c.OrgID, LoginName: c.LoginName + "x", Password: c.Password},
				{OrgID: c.OrgID + 1_000_000, LoginName: c.LoginName, Password: c.Password},
			} {
				_, err := e.Client.Tokens.Get(ctx, wrong.OrgID, wrong.LoginName, wrong.Password)
				Expect(err).To(e.HaveCode(quancheng.CodeLogin))
			}
		})

	s.Spec("QC-ORGANIZATION-LIST-10", "lists the organisation to sign in to, before one has signed in and after",
		contracts.From("公开客户端 > Organization/GetList: token, QC-Q05", openapi.PublicClient, "listOrganizations"),
		func(ctx SpecContext, e *Env) {
			before, err := e.Client.Organizations.List(ctx)
			Expect(err).NotTo(HaveOccurred())
			var after []quancheng.Organization
			Expect(json.Unmarshal(e.Get(ctx, "listOrganizations", nil).Data, &after)).To(Succeed())
			Expect(after).To(HaveLen(len(before)))
			var ids []string
			for _, o := range after {
				ids = append(ids, strconv.Itoa(o.ID))
			}
			Expect(ids).To(ContainElement(e.Credential("org_id")))
		})
}

func tokenLife(s declaration) {
	s.Spec("QC-TOKEN-LIFE-01", "lets a token live for 24 hours after its last use, read or write, and no longer; the client signs in again",
		contracts.From(fromToken+", QC-Q06", openapi.Inferred, "getToken", "getContactPlanCount", "imsLock").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			signedIn := e.login()
			signedIn.Token = e.token(ctx)
			bare, again := e.clientOf(quancheng.Credentials{Token: signedIn.Token}), e.clientOf(signedIn)
			for range 2 {
				Expect(e.Control().Advance(ctx, 23*hour)).To(Succeed())
				_, err := bare.ContactPlans.Count(ctx)
				Expect(err).NotTo(HaveOccurred())
				Expect(e.Control().Advance(ctx, 23*hour)).To(Succeed())
				_, err = bare.Customers.LockIMS(ctx, 1, e.ims())
				Expect(err).NotTo(HaveOccurred())
			}
			Expect(e.Control().Advance(ctx, 24*hour)).To(Succeed())
			_, err := bare.ContactPlans.Count(ctx)
			Expect(err).To(e.HaveCode(quancheng.CodeTokenInvalid))
			_, err = again.ContactPlans.Count(ctx)
			Expect(err).NotTo(HaveOccurred())
		})

	s.Spec("QC-TOKEN-SANDBOX-01", "keeps the customers of one site out of another's sight, also for tokens that were given later",
		contracts.From("crmsim", openapi.Inferred, "customerNameIsRepeat", "getToken").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			made := e.Customer(ctx)
			elsewhere, err := e.Control().Another(ctx)
			Expect(err).NotTo(HaveOccurred())
			orgID, err := strconv.Atoi(elsewhere["org_id"])
			Expect(err).NotTo(HaveOccurred())
			theirs, err := e.Client.Tokens.Get(ctx, orgID, elsewhere["login_name"], elsewhere["password"])
			Expect(err).NotTo(HaveOccurred())
			for token, want := range map[string]bool{e.Credential("token"): true, e.token(ctx): true, elsewhere["token"]: false, theirs: false} {
				Expect(e.clientOf(quancheng.Credentials{Token: token}).Customers.NameIsRepeat(ctx, made.Name, 0)).To(Equal(want))
			}
		})

	s.Spec("QC-TOKEN-LIFE-02", "refuses a token that was taken away",
		contracts.From(fromToken+", QC-Q07", openapi.Inferred, "getToken", "getContactPlanCount").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			token := e.token(ctx)
			Expect(e.Control().DeleteRecord(ctx, "tokens", token)).To(Succeed())
			// It selects the default sandbox now, which does not know it either.
			_, err := e.clientOf(quancheng.Credentials{Token: token}).ContactPlans.Count(ctx)
			Expect(err).To(e.HaveCode(quancheng.CodeTokenInvalid))
		})
}

// transport calls what the document does not show, so it does so with an operation that a run must be
// allowed anyway, and on nobody.
func transport(s declaration) {
	s.Spec("QC-TRANSPORT-01", "knows an operation in any letter case and below a virtual directory",
		contracts.From("接口地址, QC-Q01, QC-Q03", openapi.Inferred, "deleteLinkMan").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			path, nobody := e.Operation("deleteLinkMan").Path, contracts.Values("id", strconv.Itoa(e.number("linkMan")))
			Expect(e.Get(ctx, "deleteLinkMan", nobody)).To(Answering("0"))
			for _, other := range []string{strings.ToLower(path), strings.ToUpper(path), "/OM" + path, "/a/b" + strings.ToLower(path)} {
				Expect(e.Send(wrong(ctx), contracts.Request{Operation: "deleteLinkMan", Path: other, Query: nobody})).To(Answering("0"), other)
			}
		})

	s.Spec("QC-TRANSPORT-02", "answers 404 for an unknown operation and 405 for another method, with the error object in the format asked for",
		contracts.From("接口地址, QC-Q10", openapi.Inferred, "deleteLinkMan").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			nobody := contracts.Values("id", strconv.Itoa(e.number("linkMan")))
			Expect(e.Get(ctx, "deleteLinkMan", nobody).Status).To(Equal(http.StatusOK))
			unknown := e.Send(wrong(ctx), contracts.Request{Operation: "deleteLinkMan", Path: base + "CRM/LinkMan/Nope.ashx"})
			Expect([]int{unknown.Status, unknown.Code}).To(Equal([]int{http.StatusNotFound, quancheng.CodeUnknownOperation}))
			for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch} {
				other := e.Send(wrong(ctx), contracts.Request{Operation: "deleteLinkMan", Method: method, Query: nobody})
				Expect([]int{other.Status, other.Code}).To(Equal([]int{http.StatusMethodNotAllowed, quancheng.CodeUnknownOperation}))
			}
			inXML := e.Fetch(wrong(ctx), contracts.Request{Operation: "deleteLinkMan",
				Path: base + "Nope.ashx", Query: contracts.Values("format", "xml")})
			Expect(inXML.Text).To(ContainSubstring("<error_code>2003</error_code>"))
		})
}
