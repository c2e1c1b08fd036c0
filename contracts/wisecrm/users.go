package wisecrm

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

const userPage = "用户列表 > 获取用户列表"

func listUsers(s declaration) {
	s.Spec("WI-USER-LIST-01", "lists the acting user with exactly the asked fields, though it asks for no op_user",
		contracts.From(userPage+": fields", openapi.VendorPage, "listUsers").Beyond(),
		func(ctx SpecContext, e *Env) {
			var ids []string
			for user, err := range e.Client.As("").Users.All(ctx, wisecrm.UserListOptions{Fields: []string{"userId", "userName", "mobile"}}) {
				Expect(err).NotTo(HaveOccurred())
				Expect(user).To(And(HaveLen(3), HaveKey("userId"), HaveKey("userName"), HaveKey("mobile")))
				ids = append(ids, user.Text("userId"))
			}
			Expect(ids).To(ContainElement(e.Credential("op_user")))
		})

	s.Spec("WI-USER-LIST-02", "lists ids that serve as op_user, so that the record tells who made it",
		contracts.From(userPage+": userId; 客户管理: op_user", openapi.VendorPage, "listUsers", "addAccount", "getAccount").Beyond(),
		func(ctx SpecContext, e *Env) {
			colleague := e.colleague(ctx)
			id, err := e.Client.As(colleague).Accounts.Add(ctx, accounts().named(e.Unique("acme")), wisecrm.AddOptions{})
			e.Remove(accounts(), id)
			Expect(err).NotTo(HaveOccurred())
			Expect(e.Get(ctx, accounts(), id, "createdBy")).To(Equal(wisecrm.Record{"createdBy": colleague}))
		})
}

func compareUsers(s declaration) {
	s.Spec("WI-USER-LIST-06", "tells the same of each user as the advanced query",
		contracts.From(userPage+"; "+queryPage, openapi.VendorPage, "listUsers", "advQuery").Beyond(),
		func(ctx SpecContext, e *Env) {
			fields := []string{"userId", "userName", "mobile"}
			list, err := e.Client.Users.List(ctx, wisecrm.UserListOptions{Fields: fields, PageSize: 9})
			Expect(err).NotTo(HaveOccurred())
			for _, user := range list.Records {
				page, err := e.Client.Query.List(ctx, wisecrm.AdvQuery{
					Entity: "User", Fields: fields, Filter: wisecrm.And(wisecrm.Equal("userId", user.Text("userId"))),
				})
				Expect(err).NotTo(HaveOccurred())
				Expect(page.Records).To(Equal([]wisecrm.Record{user}))
			}
		})
}
