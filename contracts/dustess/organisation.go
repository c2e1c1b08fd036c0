package dustess

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// listDepts: departments with their employees.
func listDepts(s declaration) {
	arrange := func(ctx SpecContext, e *Env) {
		e.Put(ctx, "departments", "901", map[string]any{"id": "901", "name": "华东销售9部", "parentId": "1", "deptLeaderIdList": []string{"emp-1"}})
		e.Put(ctx, "departments", "1002", map[string]any{"id": "1002", "name": "华北9部", "parentId": "901"})
		e.Put(ctx, "employees", "emp-1", map[string]any{"id": "emp-1", "name": "陈晓东", "qwUserId": "ChenXiaoDong", "status": "1", "avatar": "https://a.example/1.png", "deptIds": []string{"901"}})
	}
	s.Spec("DU-DEPT-01", "lists departments with parent, leaders and employees",
		contracts.From(deptPage, openapi.VendorPage, "getDeptDetails").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			arrange(ctx, e)
			Expect(e.Client.Departments.Details(ctx, dustess.DeptFilter{DeptIDs: []string{"901"}})).To(Equal([]dustess.Dept{{
				ID: "901", Name: "华东销售9部", ParentID: "1", DeptLeaderIDList: []string{"emp-1"},
				EmpList: []dustess.Employee{{ID: "emp-1", Avatar: "https://a.example/1.png", Name: "陈晓东", QwUserID: "ChenXiaoDong", Status: "1"}},
			}}))
		})
}

// bindFriends: WeCom friends.
func bindFriends(s declaration) {
	s.Spec("DU-FRIEND-01", "binds friends to contacts, and moves one that is bound",
		contracts.From(friendPage, openapi.VendorPage, "batchBindContact").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			first, second := e.Add(ctx, dustess.Contact{}), e.Add(ctx, dustess.Contact{})
			e.Put(ctx, "friends", "9007199254740993", map[string]any{"id": "9007199254740993", "name": "好友"})
			for _, contact := range []string{first, second} {
				rows, err := e.Client.Friends.BatchBind(ctx, dustess.FriendBinding{FriendID: 9007199254740993, CustomerID: contact})
				Expect(err).NotTo(HaveOccurred())
				Expect(rows).To(Equal([]dustess.FriendRow{{FriendID: 9007199254740993}}))
				var stored map[string]any
				Expect(e.Control().Record(ctx, "friends", "9007199254740993", &stored)).To(Succeed())
				Expect(stored).To(HaveKeyWithValue("customer_id", contact))
			}
		})

	s.Spec("DU-FRIEND-02", "tells of unknown friends and contacts in their rows, while the call succeeds",
		contracts.From(friendPage, openapi.VendorPage, "batchBindContact").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			e.Put(ctx, "friends", "424242", map[string]any{"id": "424242"})
			rows, err := e.Client.Friends.BatchBind(ctx,
				dustess.FriendBinding{FriendID: 404, CustomerID: e.Add(ctx, dustess.Contact{})}, dustess.FriendBinding{FriendID: 424242, CustomerID: e.UnknownID()},
				dustess.FriendBinding{FriendID: 424242, CustomerID: e.Add(ctx, dustess.Contact{})})
			Expect(err).NotTo(HaveOccurred())
			Expect(rows).To(HaveExactElements(
				And(HaveField("FriendID", int64(404)), HaveField("Code", dustess.ItemNoFriend), HaveField("Msg", "好友不存在")),
				And(HaveField("FriendID", int64(424242)), HaveField("Code", dustess.ItemUnknown)),
				dustess.FriendRow{FriendID: 424242}))
		})
}
