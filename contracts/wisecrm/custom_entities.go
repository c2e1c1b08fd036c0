package wisecrm

import (
	"context"
	"encoding/json"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// What no schema can say of custom modules. Only the control API makes a module, so each spec makes its own.

const (
	customPage = "自定义模块数据管理 > "

	testModule = "e__crmcheck"
	testID     = "c__crmcheckId"
)

var customOperations = []string{"addCustomEntity", "getCustomEntity", "listCustomEntities", "updateCustomEntity", "deleteCustomEntity"}

// makeModule makes the module of the specs, with a field of each type.
func (e *Env) makeModule(ctx context.Context) {
	GinkgoHelper()
	if e.module {
		return
	}
	e.module = true
	Expect(e.Control().PutRecord(ctx, "modules", testModule, map[string]any{"name": "合同"})).To(Succeed())
	for name, dataType := range map[string]string{"c__price": "decimal", "c__done": "boolean", "c__due": "date", "c__seen": "datetime"} {
		Expect(e.Control().PutRecord(ctx, "fields", testModule+"."+name, map[string]any{"data_type": dataType})).To(Succeed())
	}
	Expect(e.Control().PutRecord(ctx, "fields", testModule+".c__accountId",
		map[string]any{"data_type": "reference", "reference_to": "Account"})).To(Succeed())
}

// custom adds a record of the specs' module, which is gone with the sandbox.
func (e *Env) custom(ctx context.Context, fields wisecrm.Fields) string {
	GinkgoHelper()
	id, err := e.Client.CustomEntities.Add(ctx, testModule, fields)
	Expect(err).NotTo(HaveOccurred())
	return id
}

func (e *Env) customRecord(ctx context.Context, id string, fields ...string) wisecrm.Record {
	GinkgoHelper()
	record, err := e.Client.CustomEntities.Get(ctx, testModule, id, fields...)
	Expect(err).NotTo(HaveOccurred())
	return record
}

func customEntities(s declaration) {
	s.Spec("WI-CUSTOM-02", "lists the records of the module that fit, newest first",
		contracts.From(customPage+"查询记录列表", openapi.VendorPage, "addCustomEntity", "listCustomEntities").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			e.makeModule(ctx)
			stem := e.Unique("stem")
			var want []wisecrm.Record
			for _, end := range []string{" b", " a", " c"} {
				id := e.custom(ctx, wisecrm.Fields{"c__name": stem + end})
				want = slices.Insert(want, 0, wisecrm.Record{testID: id, "c__name": stem + end})
			}
			e.custom(ctx, wisecrm.Fields{"c__name": "x" + stem})
			page, err := e.Client.CustomEntities.List(ctx, testModule, wisecrm.ListOptions{Fields: []string{testID, "c__name"}, QName: stem + "*"})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.Records).To(Equal(want))
			Expect(page.TotalSize).To(Equal(3))
		})

	s.Spec("WI-CUSTOM-04", "deletes one record, and those that the cascade names",
		contracts.From(customPage+"删除记录", openapi.VendorPage, slices.Concat(customOperations[:3], []string{"deleteCustomEntity", "addAccount", "deleteAccount"})...).
			Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			e.makeModule(ctx)
			account := e.Add(ctx, accounts(), accounts().named(e.Unique("acme")))
			gone := e.custom(ctx, wisecrm.Fields{"c__name": e.Unique("gone")})
			taken := e.custom(ctx, wisecrm.Fields{"c__name": e.Unique("taken"), "c__accountId": account})
			stays := e.custom(ctx, wisecrm.Fields{"c__name": e.Unique("stays")})
			Expect(e.Client.CustomEntities.Delete(ctx, testModule, gone, wisecrm.DeleteOptions{})).To(Equal(gone))
			_, err := e.Client.Accounts.Delete(ctx, account, wisecrm.DeleteOptions{Cascade: map[string][]string{testModule: {"c__accountId"}}})
			Expect(err).NotTo(HaveOccurred())
			for _, id := range []string{gone, taken} {
				_, err := e.Client.CustomEntities.Get(ctx, testModule, id, testID)
				Expect(err).To(HaveCode(wisecrm.CodeBusiness))
			}
			page, err := e.Client.CustomEntities.List(ctx, testModule, wisecrm.ListOptions{Fields: []string{testID}})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.Records).To(Equal([]wisecrm.Record{{testID: stays}}))
		})
}

func queryCustomEntities(s declaration) {
	s.Spec("WI-CUSTOM-05", "describes a module like an entity, as a custom one",
		contracts.From("元数据 > 获取实体列表: type", openapi.VendorPage, "listEntities", "listFields").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			e.makeModule(ctx)
			Expect(e.Client.Metadata.Entities(ctx, wisecrm.KindCustom)).To(ContainElement(And(
				HaveField("Entity", testModule), HaveField("Name", "合同"), HaveField("NameField", "c__name"), HaveField("Type", wisecrm.KindCustom))))
			Expect(e.Client.Metadata.Entities(ctx, wisecrm.KindSystem)).NotTo(ContainElement(HaveField("Entity", testModule)))
			Expect(e.Client.Metadata.Fields(ctx, testModule, wisecrm.KindCustom)).To(ContainElement(And(
				HaveField("Field", "c__price"), HaveField("DataType", "decimal"), HaveField("Nullable", true))))
		})

	s.Spec("WI-CUSTOM-06", "queries a module by values of every type, and what its records refer to",
		contracts.From(queryPage+": entity", openapi.PublicClient, "addCustomEntity", "addAccount", "advQuery").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			e.makeModule(ctx)
			account := e.Add(ctx, accounts(), wisecrm.Fields{"accountName": e.Unique("acme"), "phone": "021"})
			low := e.custom(ctx, wisecrm.Fields{"c__name": "low", "c__price": json.Number("9.99"), "c__done": false, "c__due": "2024-02-28"})
			high := e.custom(ctx, wisecrm.Fields{
				"c__name": "high", "c__price": json.Number("10.00"), "c__done": true, "c__due": "2024-02-29", "c__accountId": account,
			})
			none := e.custom(ctx, wisecrm.Fields{"c__name": "none"})
			for _, c := range []struct {
				condition wisecrm.Condition
				want      []string
			}{
				{wisecrm.Greater("c__price", json.Number("9.99")), []string{high}},
				{wisecrm.Less("c__price", 10), []string{low}},
				{wisecrm.NotEqual("c__price", "9.99"), []string{high, none}},
				{wisecrm.NotEqual("c__done", true), []string{low, none}},
				{wisecrm.Greater("c__due", "2024-02-27"), []string{high, low}},
			} {
				page, err := e.Client.Query.List(ctx, wisecrm.AdvQuery{
					Entity: testModule, Fields: []string{testID}, Filter: wisecrm.And(c.condition), Sort: []wisecrm.Sort{wisecrm.Desc("c__price")},
				})
				Expect(err).NotTo(HaveOccurred())
				var ids []string
				for _, r := range page.Records {
					ids = append(ids, r.Text(testID))
				}
				Expect(ids).To(Equal(c.want), "%v", c.condition)
			}
			page, err := e.Client.Query.List(ctx, wisecrm.AdvQuery{
				Entity: testModule, Fields: []string{"c__accountId.phone", "c__name"}, Filter: wisecrm.And(wisecrm.Equal("c__accountId.phone", "021")),
			})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.Records).To(Equal([]wisecrm.Record{{"c__accountId.phone": "021", "c__name": "high"}}))
		})
}

func askCustomEntities(s declaration) {
	s.Spec("WI-Q87-01", "says what isDeleted is of a record that is there, and whether it can be set",
		contracts.From("元数据 > 获取实体字段列表", openapi.Inferred, "addAccount", "updateAccount", "getAccount").
			Asks("WI-Q87", "false, whatever is given", "otherwise"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, accounts(), wisecrm.Fields{"accountName": e.Unique("acme"), "isDeleted": true})
			e.Update(ctx, accounts(), id, wisecrm.Fields{"isDeleted": true})
			e.ObserveWhether(e.Get(ctx, accounts(), id, "isDeleted")["isDeleted"] == false, "false, whatever is given", "otherwise")
		})

	s.Spec("WI-Q88-01", "says how decimals and dates are written, and what is refused",
		contracts.From("订单管理 > 获取单条订单: amount", openapi.Inferred, "addSalesOrder", "getSalesOrder").
			Asks("WI-Q88", "two places, days without a time; else 401", "otherwise"),
		func(ctx SpecContext, e *Env) {
			m := salesOrders()
			id := e.Add(ctx, m, wisecrm.Fields{"subject": e.Unique("SO"), "amount": "99999.5", "orderDate": "2024-02-29"})
			written := e.Get(ctx, m, id, "amount", "orderDate")
			codes := []int{}
			for field, values := range map[string][]any{
				"amount":    {json.Number("1.005"), json.Number("10000000000000"), "x", true},
				"orderDate": {"2023-02-29", "2024-02-29 00:00:00", "2024-2-29", 20240229},
			} {
				for _, value := range values {
					codes = append(codes, Code(e.TryAdd(ctx, m, wisecrm.Fields{"subject": e.Unique("SO"), field: value})))
				}
			}
			as := written["amount"] == json.Number("99999.50") && written["orderDate"] == "2024-02-29" && sameCode(codes...) == wisecrm.CodeInvalid
			e.ObserveWhether(as, "two places, days without a time; else 401", "otherwise")
		})

	s.Spec("WI-Q89-01", "says what customentity takes for a module, and for the id of a record",
		contracts.From(customPage+"查询记录列表: entity", openapi.Inferred, slices.Concat(customOperations, []string{"addAccount"})...).
			Asks("WI-Q89", "custom modules, and ids of that module; else 401", "otherwise").Controlled(),
		func(ctx SpecContext, e *Env) {
			e.makeModule(ctx)
			account := e.Add(ctx, accounts(), accounts().named(e.Unique("acme")))
			id := e.custom(ctx, wisecrm.Fields{"c__name": e.Unique("合同")})
			fields := wisecrm.Fields{"c__name": "x"}
			var codes []int
			for _, entity := range []string{"Account", "e__nobody", "E__CRMCHECK", "crmcheck"} {
				_, err := e.Client.CustomEntities.Add(ctx, entity, fields)
				codes = append(codes, Code(err))
				_, err = e.Client.CustomEntities.List(ctx, entity, wisecrm.ListOptions{Fields: []string{"createdOn"}})
				codes = append(codes, Code(err))
			}
			_, err := e.Client.CustomEntities.Get(ctx, testModule, account, testID)
			codes = append(codes, Code(err))
			_, err = e.Client.CustomEntities.Update(ctx, "e__lead", id, fields)
			codes = append(codes, Code(err))
			_, err = e.Client.CustomEntities.Delete(ctx, "e__lead", id, wisecrm.DeleteOptions{})
			codes = append(codes, Code(err))
			Expect(e.customRecord(ctx, id, testID)).To(Equal(wisecrm.Record{testID: id}))
			e.ObserveWhether(sameCode(codes...) == wisecrm.CodeInvalid, "custom modules, and ids of that module; else 401", "otherwise")
		})
}
