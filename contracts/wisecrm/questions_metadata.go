package wisecrm

import (
	"encoding/json"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

func askMetadata(s declaration) {
	s.Spec("WI-Q53-01", "tells under which key metadata/field names a field",
		contracts.From(fieldPage, openapi.Inferred, "listFields").Asks("WI-Q53", "under field", "under entity"),
		func(ctx SpecContext, e *Env) {
			var rows []map[string]any
			Expect(json.Unmarshal(e.Send(ctx, contracts.Request{Operation: "listFields", Query: contracts.Values("entity", "Account")}).Data, &rows)).To(Succeed())
			Expect(rows).NotTo(BeEmpty())
			for _, row := range rows {
				if _, ok := row["entity"]; ok || row["field"] == nil {
					e.Observe("under entity")
					return
				}
			}
			e.Observe("under field")
		})

	s.Spec("WI-Q54-01", "reports whether metadata/entity answers JSON that can be read",
		contracts.From("元数据 > 获取实体列表", openapi.Inferred, "listEntities").Asks("WI-Q54", "valid JSON", "no valid JSON"),
		func(ctx SpecContext, e *Env) {
			e.ObserveWhether(json.Valid([]byte(e.Fetch(ctx, contracts.Request{Operation: "listEntities"}).Text)), "valid JSON", "no valid JSON")
		})

	s.Spec("WI-Q55-01", "says how an unknown entity is refused",
		contracts.From("元数据; 高级查询: entity", openapi.Inferred, "listFields", "listPicklists", "advQuery").
			Asks("WI-Q55", "as invalid (401)", "as a business failure (400)", "not at all"),
		func(ctx SpecContext, e *Env) {
			var codes []int
			for _, entity := range []string{"NoSuchEntity", "account", "客户"} {
				_, fieldsErr := e.Client.Metadata.Fields(ctx, entity, wisecrm.KindAny)
				_, listsErr := e.Client.Metadata.Picklists(ctx, entity)
				_, queryErr := e.Client.Query.List(ctx, wisecrm.AdvQuery{Entity: entity, Fields: []string{"accountId"}})
				codes = append(codes, Code(fieldsErr), Code(listsErr), Code(queryErr))
			}
			e.ObserveCode(sameCode(codes...), map[int]string{
				wisecrm.CodeInvalid: "as invalid (401)", wisecrm.CodeBusiness: "as a business failure (400)", 0: "not at all"})
		})
}

func askKinds(s declaration) {
	s.Spec("WI-Q76-01", "says what becomes of a type other than 0, 1 and 2",
		contracts.From(fieldPage+": type", openapi.Inferred, "listEntities", "listFields").Asks("WI-Q76", "refused (401)", "taken for 0"),
		func(ctx SpecContext, e *Env) {
			var codes []int
			for _, value := range []string{"3", "-1", "x", "1.5"} {
				codes = append(codes,
					e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "listEntities", Query: contracts.Values("type", value)}).Code,
					e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "listFields", Query: contracts.Values("type", value, "entity", "Account")}).Code)
			}
			empty := e.Send(ctx, contracts.Request{Operation: "listEntities", Query: contracts.Values("type", "")})
			Expect(string(empty.Data)).To(Equal(string(e.Send(ctx, contracts.Request{Operation: "listEntities"}).Data)))
			e.ObserveCode(sameCode(codes...), map[int]string{wisecrm.CodeInvalid: "refused (401)", 0: "taken for 0"})
		})

	s.Spec("WI-Q78-01", "says which entities there are, and in what order",
		contracts.From("元数据 > 获取实体列表", openapi.Inferred, "listEntities").
			Asks("WI-Q78", "at least accounts, contacts, orders with details and users, by code", "otherwise"),
		func(ctx SpecContext, e *Env) {
			entities, err := e.Client.Metadata.Entities(ctx, wisecrm.KindAny)
			Expect(err).NotTo(HaveOccurred())
			names := []string{}
			for _, entity := range entities {
				names = append(names, entity.Entity)
			}
			whole := !slices.ContainsFunc([]string{"Account", "Contact", "SalesOrder", "SalesOrderDetail", "User"}, func(name string) bool { return !slices.Contains(names, name) })
			byCode := slices.IsSortedFunc(entities, func(a, b wisecrm.Entity) int { return a.Code - b.Code })
			e.ObserveWhether(whole && byCode, "at least accounts, contacts, orders with details and users, by code", "otherwise")
		})

	s.Spec("WI-Q86-01", "says what the details of a sales order look like",
		contracts.From(cascadeRule, openapi.Inferred, "listEntities", "listFields", "advQuery").
			Asks("WI-Q86", "SalesOrderDetail, by salesorderId, productName and quantity", "otherwise"),
		func(ctx SpecContext, e *Env) {
			entities, err := e.Client.Metadata.Entities(ctx, wisecrm.KindSystem)
			Expect(err).NotTo(HaveOccurred())
			i := slices.IndexFunc(entities, func(x wisecrm.Entity) bool { return x.Entity == "SalesOrderDetail" })
			if i < 0 || entities[i].Code != 5 || entities[i].NameField != "productName" {
				e.Observe("otherwise")
				return
			}
			var names []string
			for _, f := range e.fields(ctx, "SalesOrderDetail") {
				names = append(names, f.Field)
			}
			_, err = e.Client.Query.List(ctx, wisecrm.AdvQuery{
				Entity: "SalesOrderDetail", Fields: append(names, "salesorderId.subject"), Filter: wisecrm.And(wisecrm.Greater("quantity", 0)),
			})
			Expect(names).To(ContainElements(append([]string{"salesOrderDetailId", "salesorderId", "productName", "quantity"}, systemFields...)))
			e.ObserveWhether(Code(err) == 0, "SalesOrderDetail, by salesorderId, productName and quantity", "otherwise")
		})
}

func askPicklists(s declaration) {
	const from = "下拉列表数据 > 获取下拉列表数据: fields"

	s.Spec("WI-Q77-01", "says what becomes of a field that is no picklist",
		contracts.From(from, openapi.Inferred, "listPicklists").Asks("WI-Q77", "refused (401)", "ignored"),
		func(ctx SpecContext, e *Env) {
			var codes []int
			for _, names := range [][]string{{"accountName"}, {"noSuchField"}, {"typeCode", "accountName"}} {
				_, err := e.Client.Metadata.Picklists(ctx, "Account", names...)
				codes = append(codes, Code(err))
			}
			e.ObserveCode(sameCode(codes...), map[int]string{wisecrm.CodeInvalid: "refused (401)", 0: "ignored"})
		})

	s.Spec("WI-Q77-02", "reports whether fields may name several picklists, and what an entity without any answers",
		contracts.From(from, openapi.Inferred, "listPicklists").
			Asks("WI-Q77", "several names with commas; an empty array for none", "one name only, or no empty array").Controlled(),
		func(ctx SpecContext, e *Env) {
			for _, name := range []string{"c__colour", "c__size"} {
				e.addField(ctx, "Account."+name, map[string]any{"data_type": "picklist", "values": []any{map[string]any{"value": 1, "label": name}}})
			}
			var got []string
			lists, err := e.Client.Metadata.Picklists(ctx, "Account", "c__size", " typeCode", "")
			Expect(err).NotTo(HaveOccurred())
			for _, list := range lists {
				got = append(got, list.Field)
			}
			slices.Sort(got)
			none := e.Send(ctx, contracts.Request{Operation: "listPicklists", Query: contracts.Values("entity", "User")})
			e.ObserveWhether(slices.Equal(got, []string{"c__size", "typeCode"}) && string(none.Data) == "[]", "several names with commas; an empty array for none", "one name only, or no empty array")
		})
}

func askUsers(s declaration) {
	s.Spec("WI-Q59-01", "reports whether an op_user matters for user/list",
		contracts.From(userPage, openapi.Inferred, "listUsers").Asks("WI-Q59", "op_user is ignored", "op_user is looked up"),
		func(ctx SpecContext, e *Env) {
			e.ObserveWhether(e.Send(contracts.Wrong(ctx), users("op_user", e.UnknownID("027-"))).Code == 0, "op_user is ignored", "op_user is looked up")
		})

	s.Spec("WI-Q59-02", "reports whether paging and unknown fields of user/list are as those of account/list",
		contracts.From(userPage, openapi.Inferred, "listUsers").
			Asks("WI-Q59", "paging and unknown fields as account/list", "paging or unknown fields unlike account/list"),
		func(ctx SpecContext, e *Env) {
			_, err := e.Client.Users.List(ctx, wisecrm.UserListOptions{Fields: []string{"userId", "noSuchField"}})
			codes := []int{Code(err)}
			for _, pair := range []string{"page_size 201", "page_size 0", "page_no 0", "page_no x"} {
				name, value, _ := strings.Cut(pair, " ")
				codes = append(codes, e.Send(contracts.Wrong(ctx), contracts.Request{Operation: "listUsers", Query: contracts.Values("fields", "userId", name, value)}).Code)
			}
			beyond, err := e.Client.Users.List(ctx, wisecrm.UserListOptions{Fields: []string{"userId"}, PageNo: 100000})
			same := Code(err) == 0 && len(beyond.Records) == 0 && beyond.TotalSize > 0 && sameCode(codes...) == wisecrm.CodeInvalid
			e.ObserveWhether(same, "paging and unknown fields as account/list", "paging or unknown fields unlike account/list")
		})
}
