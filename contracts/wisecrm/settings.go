package wisecrm

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// everyOperation is all that the vendor's document has.
var everyOperation = []string{
	"addAccount", "getAccount", "listAccounts", "updateAccount", "deleteAccount",
	"addContact", "getContact", "listContacts", "updateContact", "deleteContact",
	"addSalesOrder", "getSalesOrder", "listSalesOrders", "updateSalesOrder", "deleteSalesOrder",
	"addCustomEntity", "getCustomEntity", "listCustomEntities", "updateCustomEntity", "deleteCustomEntity",
	"listUsers", "listEntities", "listFields", "listPicklists", "advQuery",
}

// everyCall returns a call of each operation that is complete, and that would change no record.
func (e *Env) everyCall() []contracts.Request {
	calls := []contracts.Request{
		{Operation: "listUsers", Query: contracts.Values("fields", "userId")},
		{Operation: "listEntities", Query: contracts.Values()},
		{Operation: "listFields", Query: contracts.Values("entity", "Account")},
		{Operation: "listPicklists", Query: contracts.Values("entity", "Account")},
		{Operation: "advQuery", Query: contracts.Values("entity", "Account", "fields", "accountId"), Body: contracts.Text(`{"type":"AND","filters":[]}`)},
	}
	record := e.UnknownID("100-")
	calls = append(calls,
		contracts.Request{Operation: "addCustomEntity", Query: e.Acting("entity", "e__lead"), Body: contracts.Text(`{"c__name":"nobody should see this"}`)},
		contracts.Request{Operation: "getCustomEntity", Query: e.Acting("entity", "e__lead", "record_id", record, "fields", "c__leadId")},
		contracts.Request{Operation: "listCustomEntities", Query: e.Acting("entity", "e__lead", "fields", "c__leadId")},
		contracts.Request{Operation: "updateCustomEntity", Query: e.Acting("entity", "e__lead", "record_id", record), Body: contracts.Text("{}")},
		contracts.Request{Operation: "deleteCustomEntity", Query: e.Acting("entity", "e__lead", "record_id", record)})
	for _, m := range models() {
		id := e.UnknownID(m.prefix)
		body := `{"` + m.nameField + `":"nobody should see this"}`
		calls = append(calls,
			contracts.Request{Operation: m.add, Query: e.Acting(), Body: contracts.Text(body)},
			contracts.Request{Operation: m.get, Query: e.Acting(m.param, id, "fields", m.id)},
			contracts.Request{Operation: m.list, Query: e.Acting("fields", m.id)},
			contracts.Request{Operation: m.update, Query: e.Acting(m.param, id), Body: contracts.Text(body)},
			contracts.Request{Operation: m.remove, Query: e.Acting(m.param, id)})
	}
	return calls
}

// settings are rules that hold only for a tenant that is set up so.
func settings(s declaration) {
	const page = "错误码: "

	s.Spec("WI-SETTING-01", "refuses every call of a tenant that has not opened the OpenAPI",
		controlled(page+"490", openapi.VendorPage, everyOperation...),
		func(ctx SpecContext, e *Env) {
			Expect(e.Control().PatchRecord(ctx, "apps", e.Credential("appid"), map[string]any{"closed": true})).To(Succeed())
			for _, call := range e.everyCall() {
				Expect(e.Send(ctx, call).Code).To(Equal(wisecrm.CodeNotOpened), call.Operation)
			}
			Expect(e.Control().PatchRecord(ctx, "apps", e.Credential("appid"), map[string]any{"closed": false})).To(Succeed())
			Expect(e.Count(ctx, accounts(), "nobody should see this")).To(BeZero())
		})

	s.Spec("WI-SETTING-02", "refuses every call beyond the limit until time has passed",
		controlled(page+"491", openapi.VendorPage, everyOperation...),
		func(ctx SpecContext, e *Env) {
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			Expect(e.Control().PatchRecord(ctx, "apps", e.Credential("appid"), map[string]any{"calls_per_minute": 2})).To(Succeed())
			for range 2 {
				Expect(e.Send(ctx, contracts.Request{Operation: "listEntities"}).Code).To(BeZero())
			}
			for _, call := range e.everyCall() {
				Expect(e.Send(ctx, call).Code).To(Equal(wisecrm.CodeLimit), call.Operation)
			}
			Expect(e.Control().Advance(ctx, time.Minute)).To(Succeed())
			Expect(e.Count(ctx, accounts(), "nobody should see this")).To(BeZero())
		})

	s.Spec("WI-SETTING-03", "tells of an error of its own in its envelope, and stores nothing",
		controlled(page+"500", openapi.VendorPage, everyOperation...),
		func(ctx SpecContext, e *Env) {
			for _, call := range e.everyCall() {
				Expect(e.Control().SetFaults(ctx, call.Operation, "code=500:x1")).To(Succeed())
				Expect(e.Send(ctx, call).Code).To(Equal(wisecrm.CodeSystem), call.Operation)
			}
			Expect(e.Count(ctx, accounts(), "nobody should see this")).To(BeZero())
		})
}

// rightsOfApps are rules for an app that may not call everything.
func rightsOfApps(s declaration) {
	s.Spec("WI-SETTING-04", "refuses the calls that an app has no right to, and no others",
		controlled("错误码: 403", openapi.VendorPage, everyOperation...),
		func(ctx SpecContext, e *Env) {
			allowed := contracts.Request{Operation: "listEntities"}
			for _, call := range e.everyCall() {
				Expect(e.Control().PatchRecord(ctx, "apps", e.Credential("appid"), map[string]any{"denied": []string{call.Operation}})).To(Succeed())
				Expect(e.Send(ctx, call).Code).To(Equal(wisecrm.CodeUnsupported), call.Operation)
				if call.Operation != allowed.Operation {
					Expect(e.Send(ctx, allowed).Code).To(BeZero(), call.Operation)
				}
			}
		})
}

// sandboxes are rules between tenants, of which a crmsim has as many as one likes.
func sandboxes(s declaration) {
	s.Spec("WI-TENANT-01", "does not show one tenant's records to another",
		controlled(authPage+": appid", openapi.VendorPage, "addAccount", "getAccount", "listAccounts", "updateAccount", "deleteAccount", "advQuery"),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			id := e.Add(ctx, accounts(), accounts().named(name))
			// The sandbox that every crmsim has, with its documented credentials.
			stranger := e.clientOf(wisecrm.Credentials{AppID: "000-default", AppKey: "appkey-default", OpUser: e.Credential("op_user")})
			_, err := stranger.Accounts.Get(ctx, id, "accountId")
			Expect(err).To(HaveCode(wisecrm.CodeBusiness))
			_, err = stranger.Accounts.Update(ctx, id, accounts().named("x"), wisecrm.UpdateOptions{})
			Expect(err).To(HaveCode(wisecrm.CodeBusiness))
			_, err = stranger.Accounts.Delete(ctx, id, wisecrm.DeleteOptions{})
			Expect(err).To(HaveCode(wisecrm.CodeBusiness))
			page, err := stranger.Accounts.List(ctx, wisecrm.ListOptions{Fields: []string{"accountId"}, QName: name})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.TotalSize).To(BeZero())
			page, err = stranger.Query.List(ctx, wisecrm.AdvQuery{
				Entity: "Account", Fields: []string{"accountId"}, Filter: wisecrm.And(wisecrm.Equal("accountName", name)),
			})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.TotalSize).To(BeZero())
			Expect(e.Get(ctx, accounts(), id, "accountName")).To(Equal(wisecrm.Record{"accountName": name}))
		})

	s.Spec("WI-TENANT-02", "does not let one tenant's key open another",
		controlled(authPage+": appkey", openapi.VendorPage, "listUsers"),
		func(ctx SpecContext, e *Env) {
			thief := wisecrm.Credentials{AppID: e.Credential("appid"), AppKey: "appkey-default"}
			for _, way := range []wisecrm.SignType{wisecrm.MD5, wisecrm.SHA1, wisecrm.PlainKey} {
				thief.SignType = way
				_, err := e.clientOf(thief).Users.List(ctx, wisecrm.UserListOptions{Fields: []string{"userId"}})
				Expect(Code(err)).NotTo(BeZero(), string(way))
			}
		})
}
