package wisecrm

import (
	"net/url"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// fromAddAccount is the heading that the rules of adding an account stand under.
const fromAddAccount = "客户管理 > 新增客户"

// addAccount declares what becomes of an account that is added.
func addAccount(s declaration) {
	s.Spec("WI-ACCOUNT-ADD-01", "stores the fields and answers the id that they are read by", contracts.About{
		Writes: []string{"addAccount"}, Reads: []string{"getAccount"}, From: fromAddAccount, Evidence: openapi.Documented,
	}, func(ctx SpecContext, e *Env) {
		name := e.Unique("杨志永 & Co. + 50%")
		id := e.AddAccount(ctx, wisecrm.Fields{"accountName": name, "phone": "021-34240127"}, wisecrm.AddOptions{})
		Expect(e.Client.Accounts.Get(ctx, id, "accountId", "accountName", "phone")).To(
			Equal(wisecrm.Record{"accountId": id, "accountName": name, "phone": "021-34240127"}))
	})

	s.Spec("WI-ACCOUNT-ADD-02", "gives every account an id of its own", contracts.About{
		Writes: []string{"addAccount"}, From: fromAddAccount + ": account_id", Evidence: openapi.Documented,
	}, func(ctx SpecContext, e *Env) {
		first := e.AddAccount(ctx, Named(e.Unique("first")), wisecrm.AddOptions{})
		Expect(e.AddAccount(ctx, Named(e.Unique("second")), wisecrm.AddOptions{})).NotTo(Equal(first))
	})
}

// addDuplicateAccount declares what a second account of a name meets.
func addDuplicateAccount(s declaration) {
	s.Spec("WI-ACCOUNT-ADD-03", "refuses a duplicate name and stores nothing", contracts.About{
		Writes: []string{"addAccount"}, Reads: []string{"listAccounts"}, From: fromAddAccount + ": force_add", Evidence: openapi.Documented,
	}, func(ctx SpecContext, e *Env) {
		name := e.Unique("acme")
		id := e.AddAccount(ctx, Named(name), wisecrm.AddOptions{})
		second, err := e.Client.Accounts.Add(ctx, Named(name), wisecrm.AddOptions{})
		e.RemoveAccount(second)
		Expect(err).To(HaveCode(wisecrm.CodeBusiness))
		page, err := e.Client.Accounts.List(ctx, wisecrm.ListOptions{Fields: []string{"accountId"}, QName: name})
		Expect(err).NotTo(HaveOccurred())
		Expect(page.Records).To(Equal([]wisecrm.Record{{"accountId": id}}))
	})

	s.Spec("WI-ACCOUNT-ADD-04", "stores a duplicate name when forced", contracts.About{
		Writes: []string{"addAccount"}, Reads: []string{"getAccount"}, From: fromAddAccount + ": force_add", Evidence: openapi.Documented,
	}, func(ctx SpecContext, e *Env) {
		name := e.Unique("acme")
		first := e.AddAccount(ctx, Named(name), wisecrm.AddOptions{})
		second := e.AddAccount(ctx, Named(name), wisecrm.AddOptions{Force: true})
		Expect(second).NotTo(Equal(first))
		for _, id := range []string{first, second} {
			Expect(e.Client.Accounts.Get(ctx, id, "accountName")).To(HaveKeyWithValue("accountName", name))
		}
	})

	s.Spec("WI-Q26-01", "tells whether blanks around a name make another name", contracts.About{
		Writes: []string{"addAccount"}, From: fromAddAccount + ": force_add", Evidence: openapi.Inferred,
		Question: "WI-Q26", Readings: []string{"trimmed", "as sent"},
	}, func(ctx SpecContext, e *Env) {
		name := e.Unique("acme")
		e.AddAccount(ctx, Named(name), wisecrm.AddOptions{})
		id, err := e.Client.Accounts.Add(ctx, Named(" "+name+" "), wisecrm.AddOptions{})
		e.RemoveAccount(id)
		if err == nil {
			e.Observe("as sent")
			return
		}
		Expect(err).To(HaveCode(wisecrm.CodeBusiness))
		e.Observe("trimmed")
	})
}

// refuseAccount declares when no account is added.
func refuseAccount(s declaration) {
	s.Spec("WI-ACCOUNT-ADD-05", "asks for op_user", contracts.About{
		Writes: []string{"addAccount"}, From: fromAddAccount + ": op_user", Evidence: openapi.VendorPage,
	}, func(ctx SpecContext, e *Env) {
		id, err := e.Client.As("").Accounts.Add(contracts.Wrong(ctx), Named(e.Unique("acme")), wisecrm.AddOptions{})
		e.RemoveAccount(id)
		Expect(err).To(And(HaveCode(wisecrm.CodeMissing), HaveMessage("参数 op_user 不能为空")))
	})

	s.Spec("WI-ACCOUNT-ADD-06", "asks for a body", contracts.About{
		Writes: []string{"addAccount"}, From: fromAddAccount + ": POST stream", Evidence: openapi.VendorPage,
	}, func(ctx SpecContext, e *Env) {
		answer := e.Send(contracts.Wrong(ctx), "addAccount", url.Values{"op_user": {e.Credential("op_user")}}, "")
		Expect(answer.Code).To(Equal(wisecrm.CodeMissing))
	})

	s.Spec("WI-ACCOUNT-ADD-07", "refuses a tenant that has not opened the OpenAPI", contracts.About{
		Writes: []string{"addAccount"}, From: "错误码: 490", Evidence: openapi.VendorPage, Level: contracts.Extended, Control: true,
	}, func(ctx SpecContext, e *Env) {
		Expect(e.Control().PutRecord(ctx, "apps", e.Credential("appid"), map[string]any{"closed": true})).To(Succeed())
		id, err := e.Client.Accounts.Add(ctx, Named(e.Unique("acme")), wisecrm.AddOptions{})
		e.RemoveAccount(id)
		Expect(err).To(HaveCode(wisecrm.CodeNotOpened))
	})
}
