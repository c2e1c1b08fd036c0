package wisecrm

import (
	"context"
	"encoding/json"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// accountRules are the rules of accounts beyond those of every model.
func accountRules(s declaration) {
	m := accounts()

	s.Spec("WI-ACCOUNT-TYPE-01", "stores each value of a picklist and reads it as the number that it is",
		contracts.From("下拉列表数据 > 获取下拉列表数据: value", openapi.VendorPage, "listPicklists", "addAccount", "updateAccount", "listAccounts").Beyond(),
		func(ctx SpecContext, e *Env) {
			lists, err := e.Client.Metadata.Picklists(ctx, "Account", "typeCode")
			Expect(err).NotTo(HaveOccurred())
			Expect(lists).To(HaveLen(1))
			id := e.Add(ctx, m, m.named(e.Unique("changing")))
			for _, item := range lists[0].Values {
				name := e.Unique(item.Label)
				e.Add(ctx, m, wisecrm.Fields{"accountName": name, "typeCode": item.Value})
				e.Update(ctx, m, id, wisecrm.Fields{"accountName": name + " too", "typeCode": item.Value})
				Expect(e.Find(ctx, m, name+"*", "typeCode").Records).To(HaveEach(HaveKeyWithValue("typeCode", number(item.Value))))
			}
		})

	s.Spec("WI-ACCOUNT-OWNER-01", "hands a record over to the user that is set as its owner",
		contracts.From("元数据 > 获取实体字段列表: owning_user", openapi.VendorPage, "listUsers", "addAccount", "updateAccount", "getAccount").Beyond(),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, m, m.named(e.Unique("acme")))
			colleague := e.colleague(ctx)
			e.Update(ctx, m, id, wisecrm.Fields{"owningUser": colleague})
			Expect(e.Get(ctx, m, id, "owningUser", "createdBy")).To(Equal(
				wisecrm.Record{"owningUser": colleague, "createdBy": e.Credential("op_user")}))
		})
}

// number is how a whole number reads in a row.
func number(n int) json.Number {
	text, _ := json.Marshal(n) // A number always has a JSON form.
	return json.Number(text)
}

// colleague returns the id of a user other than the acting one.
func (e *Env) colleague(ctx context.Context) string {
	if e.other != "" {
		return e.other
	}
	page, err := e.Client.Users.List(ctx, wisecrm.UserListOptions{Fields: []string{"userId"}, PageSize: 2})
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	for _, user := range page.Records {
		if user.Text("userId") != e.Credential("op_user") {
			e.other = user.Text("userId")
			return e.other
		}
	}
	Skip("the tenant has but one user")
	return ""
}
