package quancheng

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

var (
	fromSave    = document("Customer", "保存客户信息 (Save)")
	fromUpdate  = document("Customer", "保存客户信息 (Update)")
	fromGetAll  = document("Customer", "获取客户信息")
	fromName    = document("Customer", "判断新添加的客户是否重名")
	fromTel     = document("Customer", "判断电话是否重复")
	fromMark    = document("Customer", "设置客户收藏标识")
	fromUnmark  = document("Customer", "取消收藏")
	fromUnshare = document("Customer", "取消共享")
	fromPublic  = document("Sale", "根据客户ID转公共客户")
)

// full is a customer with a value in every field that may be set.
func full(name string) quancheng.CustomerChange {
	return quancheng.CustomerChange{
		Name: &name, Tel: new("021-5459 0135"), Sign: new(quancheng.Person), TypeID: new(4), KindID: new(2),
		Address: new("上海市中山路1号"), Remark: new(`"引号" & <标签>`), OwnerID: new(3), IsPublic: new(false),
	}
}

// expectFields holds a customer to what was set of it.
func expectFields(got *quancheng.Customer, want quancheng.CustomerChange) {
	GinkgoHelper()
	Expect([]any{got.Name, got.Tel, got.Sign, got.TypeID, got.KindID, got.Address, got.Remark, got.OwnerID, got.IsPublic}).To(Equal(
		[]any{*want.Name, *want.Tel, *want.Sign, *want.TypeID, *want.KindID, *want.Address, *want.Remark, *want.OwnerID, *want.IsPublic}))
}

func keepCustomers(s declaration) {
	s.Spec("QC-CUSTOMER-SAVE-10", "stores each given field of a new customer, and lists it as it reads it",
		contracts.From(fromSave+": json, QC-Q79", openapi.Inferred, "getCustomer").After(openapi.Write), func(ctx SpecContext, e *Env) {
			want := full(e.Unique("甲公司"))
			listed := e.Add(ctx, want)
			read, err := e.Client.Customers.Get(ctx, listed.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(read).To(Equal(listed))
			expectFields(read, want)
			Expect(read.CDate.Time).To(BeTemporally("~", e.Now(), 2*hour))
		})

	changeCustomers(s)
	pageCustomers(s)
}

// changeCustomers are the rules that Save and Update share.
func changeCustomers(s declaration) {
	for _, change := range []struct {
		id, operation, from string
		do                  func(SpecContext, *Env, quancheng.CustomerChange) (bool, error)
	}{
		{"QC-CUSTOMER-SAVE", "saveCustomer", fromSave, func(ctx SpecContext, e *Env, c quancheng.CustomerChange) (bool, error) {
			return e.Client.Customers.Save(ctx, c)
		}},
		{"QC-CUSTOMER-UPDATE", "updateCustomer", fromUpdate, func(ctx SpecContext, e *Env, c quancheng.CustomerChange) (bool, error) {
			return e.Client.Customers.Update(ctx, c)
		}},
	} {
		uses := []string{"saveCustomer", "getCustomer"}
		if change.operation == "updateCustomer" {
			uses = []string{"updateCustomer", "getCustomer"}
		}
		s.Spec(change.id+"-11", "changes the given fields of a customer, keeps the others, and leaves its neighbours alone",
			contracts.From(change.from+", QC-Q55", openapi.Inferred, uses...), func(ctx SpecContext, e *Env) {
				want := full(e.Unique("甲公司"))
				neighbour := e.Add(ctx, full(e.Unique("邻居")))
				made := e.Add(ctx, want)
				want.Name, want.Address = new(e.Unique("乙公司")), new("")
				done, err := change.do(ctx, e, quancheng.CustomerChange{ID: made.ID, Name: want.Name, Address: want.Address})
				Expect(done, err).To(BeTrue())
				read, err := e.Client.Customers.Get(ctx, made.ID)
				Expect(err).NotTo(HaveOccurred())
				expectFields(read, want)
				Expect(read.CDate).To(Equal(made.CDate))
				Expect(e.Client.Customers.Get(ctx, neighbour.ID)).To(Equal(neighbour))
			})

		s.Spec(change.id+"-12", "is false for an id that no customer has, and adds none",
			contracts.From(change.from+", QC-Q55", openapi.Inferred, append(uses, "customerNameIsRepeat")...), func(ctx SpecContext, e *Env) {
				e.Customer(ctx)
				id, name := e.number("customer"), e.Unique("无")
				done, err := change.do(ctx, e, quancheng.CustomerChange{ID: id, Name: &name})
				Expect(err).NotTo(HaveOccurred())
				Expect(done).To(BeFalse())
				_, err = e.Client.Customers.Get(ctx, id)
				Expect(err).To(MatchError(quancheng.ErrNotFound))
				Expect(e.Client.Customers.NameIsRepeat(ctx, name, 0)).To(BeFalse())
			})

		s.Spec(change.id+"-13", "makes a customer public with all that follows: no owner, no sharing",
			contracts.From(change.from+", QC-Q72", openapi.Inferred, append(uses, "cancelShare")...).Beyond().Controlled(), func(ctx SpecContext, e *Env) {
				id := e.Customer(ctx).ID
				Expect(e.Control().PutRecord(ctx, "shares", text(id)+"-5", map[string]any{})).To(Succeed())
				done, err := change.do(ctx, e, quancheng.CustomerChange{ID: id, IsPublic: new(true), OwnerID: new(4)})
				Expect(done, err).To(BeTrue())
				read, err := e.Client.Customers.Get(ctx, id)
				Expect(err).NotTo(HaveOccurred())
				Expect([]any{read.IsPublic, read.OwnerID}).To(Equal([]any{true, 0}))
				Expect(e.Client.Customers.CancelShare(ctx, id)).To(BeFalse())
			})

		s.Spec(change.id+"-14", "is false for a name that would be cleared, and changes nothing",
			contracts.From(change.from+", QC-Q58", openapi.Inferred, uses...), func(ctx SpecContext, e *Env) {
				made := e.Customer(ctx)
				for _, name := range []string{"", " "} {
					done, err := change.do(ctx, e, quancheng.CustomerChange{ID: made.ID, Name: &name, Tel: new("1")})
					Expect(err).NotTo(HaveOccurred())
					Expect(done).To(BeFalse())
				}
				Expect(e.Client.Customers.Get(ctx, made.ID)).To(Equal(made))
			})
	}

}

func pageCustomers(s declaration) {
	s.Spec("QC-CUSTOMER-GETALLLIST-10",
		"pages through the customers without gap or overlap, as many as were asked for, in the order of their ids",
		contracts.From(fromGetAll+": pageIndex, pageSize", openapi.Documented, "saveCustomer", "getAllCustomers"), func(ctx SpecContext, e *Env) {
			for range 3 {
				e.Customer(ctx)
			}
			whole := e.page(ctx, 1, 6)
			var parts []quancheng.Customer
			for index := range 3 {
				page := e.page(ctx, index+1, 2)
				Expect(len(page)).To(BeNumerically("<=", 2))
				parts = append(parts, page...)
			}
			Expect(parts).To(Equal(whole))
			for i := 1; i < len(whole); i++ {
				Expect(whole[i].ID).To(BeNumerically(">", whole[i-1].ID))
			}
		})

	s.Spec("QC-CUSTOMER-GETALLLIST-11", "gives 10 customers when no size is asked for, and at most 100",
		apart(contracts.From(fromGetAll+": pageSize", openapi.Documented, "getAllCustomers")), func(ctx SpecContext, e *Env) {
			for range 11 {
				e.put(ctx, "customers", map[string]any{"Name": e.Unique("丙公司"), "OwnerId": 1})
			}
			first := e.Get(ctx, "getAllCustomers", nil)
			Expect(first.Data).To(MatchJSON(e.Get(ctx, "getAllCustomers", contracts.Values("pageIndex", "1", "pageSize", "10")).Data))
			if !e.Live() {
				Expect(len(e.page(ctx, 1, 100))).To(BeNumerically(">", len(e.page(ctx, 1, 10))))
			}
		})

	s.Spec("QC-CUSTOMER-GETALLLIST-12", "is empty beyond the end",
		contracts.From(fromGetAll+": pageIndex, QC-Q41", openapi.Inferred, "getAllCustomers"), func(ctx SpecContext, e *Env) {
			Expect(e.page(ctx, 2147483647, 100)).To(BeEmpty())
		})

	s.Spec("QC-CUSTOMER-GET-10", "answers null for an id that no customer has",
		contracts.From(document("Customer", "根据id获取客户信息")+", QC-Q15", openapi.Inferred, "getCustomer"),
		func(ctx SpecContext, e *Env) {
			for _, id := range []int{e.number("customer"), 0, -1} {
				_, err := e.Client.Customers.Get(ctx, id)
				Expect(err).To(MatchError(quancheng.ErrNotFound))
			}
		})
}

func findCustomers(s declaration) {
	s.Spec("QC-CUSTOMER-NAMEISREPEAT-10", "is true for another customer's name and false for the customer's own, and follows a change of name",
		contracts.From(fromName, openapi.Documented, "customerNameIsRepeat", "updateCustomer"), func(ctx SpecContext, e *Env) {
			made := e.Customer(ctx)
			repeats := func(name string, id int) bool {
				repeats, err := e.Client.Customers.NameIsRepeat(ctx, name, id)
				Expect(err).NotTo(HaveOccurred())
				return repeats
			}
			renamed := e.Unique("乙公司")
			Expect([]bool{repeats(made.Name, 0), repeats(made.Name, made.ID), repeats(made.Name, e.Customer(ctx).ID),
				repeats(renamed, 0)}).To(Equal([]bool{true, false, true, false}))
			Expect(e.Client.Customers.Update(ctx, quancheng.CustomerChange{ID: made.ID, Name: &renamed})).To(BeTrue())
			Expect([]bool{repeats(made.Name, 0), repeats(renamed, 0)}).To(Equal([]bool{false, true}))
		})

	s.Spec("QC-CUSTOMER-TELISREPEAT-10",
		"is true for another customer's number and false for the customer's own, and follows a change of number",
		contracts.From(fromTel, openapi.Documented, "customerTelIsRepeat", "updateCustomer"), func(ctx SpecContext, e *Env) {
			first, second := e.phone(), e.phone()
			made := e.Add(ctx, quancheng.CustomerChange{Tel: &first})
			Expect(e.telRepeats(ctx, made.ID, first, second)).To(Equal([]bool{true, false, false, false}))
			Expect(e.Client.Customers.Update(ctx, quancheng.CustomerChange{ID: made.ID, Tel: &second})).To(BeTrue())
			Expect(e.telRepeats(ctx, made.ID, first, second)).To(Equal([]bool{false, false, true, false}))
		})

	s.Spec("QC-CUSTOMER-TELISREPEAT-11", "finds the numbers of link men, until they are changed or deleted",
		contracts.From(fromTel+", QC-Q52", openapi.Inferred, "customerTelIsRepeat", "saveLinkMan", "deleteLinkMan"),
		func(ctx SpecContext, e *Env) {
			tel, mobile, changed := e.phone(), e.phone(), e.phone()
			made := e.Customer(ctx)
			man := e.LinkMan(ctx, made.ID, quancheng.LinkManChange{Tel: &tel, Mobile: &mobile})
			Expect(e.telRepeats(ctx, made.ID, tel, mobile)).To(Equal([]bool{true, false, true, false}))
			Expect(e.Client.LinkMen.Save(ctx, quancheng.LinkManChange{ID: man.ID, Tel: &changed})).To(Equal(1))
			Expect(e.telRepeats(ctx, made.ID, tel, mobile, changed)).To(Equal([]bool{false, false, true, false, true, false}))
			Expect(e.Client.LinkMen.Delete(ctx, man.ID)).To(Equal(1))
			Expect(e.telRepeats(ctx, made.ID, mobile, changed)).To(Equal([]bool{false, false, false, false}))
		})
}

// telRepeats asks for each number whether it repeats, then whether it does apart from a customer.
func (e *Env) telRepeats(ctx SpecContext, id int, numbers ...string) (found []bool) {
	GinkgoHelper()
	for _, number := range numbers {
		for _, own := range []int{0, id} {
			repeats, err := e.Client.Customers.TelIsRepeat(ctx, number, own)
			Expect(err).NotTo(HaveOccurred())
			found = append(found, repeats)
		}
	}
	return found
}
