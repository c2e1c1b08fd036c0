package wisecrm

import (
	"context"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

const fieldPage = "元数据 > 获取实体字段列表"

func describeEntities(s declaration) {
	const from = "元数据 > 获取实体列表"

	s.Spec("WI-META-ENTITY-01", "lists accounts and contacts under their code, their name and their main display field",
		contracts.From(from, openapi.VendorPage, "listEntities").Beyond(),
		func(ctx SpecContext, e *Env) {
			Expect(e.Client.Metadata.Entities(ctx, wisecrm.KindAny)).To(ContainElements(
				And(HaveField("Entity", "Account"), HaveField("Code", 2), HaveField("Type", wisecrm.KindSystem), HaveField("NameField", "accountName")),
				And(HaveField("Entity", "Contact"), HaveField("Code", 3), HaveField("Type", wisecrm.KindSystem), HaveField("NameField", "contactName"))))
		})

	s.Spec("WI-META-ENTITY-02", "lists those of the system or the custom ones when asked for a type",
		contracts.From(from+": type", openapi.VendorPage, "listEntities").Beyond(),
		func(ctx SpecContext, e *Env) {
			all, err := e.Client.Metadata.Entities(ctx, wisecrm.KindAny)
			Expect(err).NotTo(HaveOccurred())
			for _, kind := range []wisecrm.Kind{wisecrm.KindSystem, wisecrm.KindCustom} {
				want := slices.DeleteFunc(slices.Clone(all), func(x wisecrm.Entity) bool { return x.Type != kind })
				Expect(want).NotTo(BeEmpty(), "type %d", kind)
				Expect(e.Client.Metadata.Entities(ctx, kind)).To(Equal(want), "type %d", kind)
			}
		})
}

func describeFields(s declaration) {
	s.Spec("WI-META-FIELD-01", "describes the name of an account as required, creatable and updatable text",
		contracts.From(fieldPage, openapi.VendorPage, "listFields").Beyond(),
		func(ctx SpecContext, e *Env) {
			Expect(e.Client.Metadata.Fields(ctx, "Account", wisecrm.KindAny)).To(ContainElement(wisecrm.Field{
				Field: "accountName", Name: "客户名称", Type: wisecrm.KindSystem, DataType: "string", Creatable: true, Updatable: true,
			}))
		})

	s.Spec("WI-META-FIELD-02", "describes the owner as a reference to a user",
		contracts.From(fieldPage+": reference_to", openapi.VendorPage, "listFields").Beyond(),
		func(ctx SpecContext, e *Env) {
			for _, m := range models() {
				Expect(e.Client.Metadata.Fields(ctx, m.entity, wisecrm.KindAny)).To(ContainElement(And(
					HaveField("DataType", "reference"), HaveField("ReferenceTo", "User"),
					HaveField("Nullable", false), HaveField("Creatable", true), HaveField("Updatable", true))), m.entity)
			}
		})

	s.Spec("WI-META-FIELD-03", "says what references refer to, and of other fields that they refer to nothing",
		contracts.From(fieldPage+": reference_to", openapi.VendorPage, "listFields").Beyond(),
		func(ctx SpecContext, e *Env) {
			for _, m := range models() {
				for _, f := range e.fields(ctx, m.entity) {
					Expect(f.ReferenceTo != "").To(Equal(f.DataType == "reference"), "%s.%s", m.entity, f.Field)
				}
			}
		})
}

func matchRecords(s declaration) {
	s.Spec("WI-META-FIELD-04", "lists exactly the fields that the entity's records have",
		contracts.From(fieldPage+": field", openapi.VendorPage, "listFields", "addAccount", "getAccount", "addContact", "getContact", "addSalesOrder", "getSalesOrder").Beyond(),
		func(ctx SpecContext, e *Env) {
			for _, m := range models() {
				names := []string{}
				for _, f := range e.fields(ctx, m.entity) {
					names = append(names, f.Field)
				}
				id := e.Add(ctx, m, m.named(e.Unique("acme")))
				Expect(e.Get(ctx, m, id, names...)).To(HaveLen(len(names)), m.entity)
			}
		})
}

// fields describes an entity.
func (e *Env) fields(ctx context.Context, entity string) []wisecrm.Field {
	if e.described[entity] == nil {
		fields, err := e.Client.Metadata.Fields(ctx, entity, wisecrm.KindAny)
		ExpectWithOffset(1, err).NotTo(HaveOccurred())
		ExpectWithOffset(1, fields).NotTo(BeEmpty())
		e.described[entity] = fields
	}
	return e.described[entity]
}

func describePicklists(s declaration) {
	const from = "下拉列表数据 > 获取下拉列表数据"

	s.Spec("WI-META-PICKLIST-01", "lists the values of a new tenant's accounts as the vendor's sample does",
		contracts.From(from, openapi.VendorPage, "listPicklists").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			Expect(e.Client.Metadata.Picklists(ctx, "Account")).To(Equal([]wisecrm.Picklist{{
				Field:  "typeCode",
				Values: []wisecrm.PicklistValue{{Value: 0, Label: "正式客户"}, {Value: 1, Label: "潜在客户"}, {Value: 2, Label: "合作伙伴"}},
			}}))
		})

	s.Spec("WI-META-PICKLIST-02", "lists one picklist for each picklist field",
		contracts.From(from+"; 元数据: data_type", openapi.VendorPage, "listPicklists", "listFields").Beyond(),
		func(ctx SpecContext, e *Env) {
			for _, m := range models() {
				want, got := []string{}, []string{}
				for _, f := range e.fields(ctx, m.entity) {
					if f.DataType == "picklist" {
						want = append(want, f.Field)
					}
				}
				lists, err := e.Client.Metadata.Picklists(ctx, m.entity)
				Expect(err).NotTo(HaveOccurred())
				for _, list := range lists {
					got = append(got, list.Field)
				}
				Expect(got).To(ConsistOf(want), m.entity)
			}
		})

	s.Spec("WI-META-PICKLIST-03", "gives each value of a picklist a number and a label of its own",
		contracts.From(from+": value, label", openapi.VendorPage, "listPicklists").Beyond(),
		func(ctx SpecContext, e *Env) {
			lists, err := e.Client.Metadata.Picklists(ctx, "Account")
			Expect(err).NotTo(HaveOccurred())
			for _, list := range lists {
				numbers, labels := map[int]bool{}, map[string]bool{}
				for _, item := range list.Values {
					numbers[item.Value], labels[item.Label] = true, true
				}
				Expect([]int{len(numbers), len(labels)}).To(HaveEach(len(list.Values)), list.Field)
			}
		})
}

// ownFields are rules of fields that the tenant has added.
func ownFields(s declaration) {
	custom := map[string]map[string]any{
		"c__level": {"data_type": "int"},
		"c__since": {"data_type": "datetime"},
		"c__colour": {"data_type": "picklist", "values": []any{
			map[string]any{"value": 7, "label": "红"}, map[string]any{"value": 8, "label": "蓝"}}},
		"c__note":   {"data_type": "string"},
		"c__parent": {"data_type": "reference", "reference_to": "Account"},
	}

	s.Spec("WI-META-CUSTOM-01", "lists an added field among the custom ones, and not among the system's",
		contracts.From(fieldPage+": type", openapi.VendorPage, "listFields").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			e.addField(ctx, "Account.c__level", custom["c__level"])
			own := HaveField("Field", "c__level")
			Expect(e.Client.Metadata.Fields(ctx, "Account", wisecrm.KindCustom)).To(ConsistOf(own))
			Expect(e.Client.Metadata.Fields(ctx, "Account", wisecrm.KindSystem)).NotTo(ContainElement(own))
			Expect(e.Client.Metadata.Fields(ctx, "Account", wisecrm.KindAny)).To(ContainElement(own))
			Expect(e.Client.Metadata.Fields(ctx, "Contact", wisecrm.KindAny)).NotTo(ContainElement(own))
		})
}

func ownRules(s declaration) {
	s.Spec("WI-META-CUSTOM-03", "asks for an added field that is not nullable, and refuses what does not fit it",
		contracts.From(fieldPage+": type, nullable", openapi.VendorPage, "addAccount").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			m := accounts()
			e.addField(ctx, "Account.c__level", map[string]any{"data_type": "int", "nullable": false})
			fields := m.named(e.Unique("acme"))
			Expect(e.TryAdd(ctx, m, fields)).To(HaveCode(wisecrm.CodeMissing))
			fields["c__level"] = "high"
			Expect(e.TryAdd(ctx, m, fields)).To(HaveCode(wisecrm.CodeInvalid))
			fields["c__level"] = 1
			Expect(e.TryAdd(ctx, m, fields)).To(Succeed())
		})

	s.Spec("WI-META-CUSTOM-04", "sets a field on add only, or on update only, as its description says",
		contracts.From("元数据 > 获取实体字段列表: creatable, updatable", openapi.VendorPage, "addAccount", "updateAccount", "getAccount").
			Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			m := accounts()
			e.addField(ctx, "Account.c__once", map[string]any{"updatable": false})
			e.addField(ctx, "Account.c__later", map[string]any{"creatable": false})
			id := e.Add(ctx, m, wisecrm.Fields{"accountName": e.Unique("acme"), "c__once": "a", "c__later": "a"})
			Expect(e.Get(ctx, m, id, "c__once", "c__later")).To(Equal(wisecrm.Record{"c__once": "a", "c__later": nil}))
			e.Update(ctx, m, id, wisecrm.Fields{"c__once": "b", "c__later": "b"})
			Expect(e.Get(ctx, m, id, "c__once", "c__later")).To(Equal(wisecrm.Record{"c__once": "a", "c__later": "b"}))
		})

	s.Spec("WI-META-CUSTOM-06", "takes dates that there are, to the second or to the day, and refuses all others",
		contracts.From(fieldPage+": data_type, WI-Q47, WI-Q72", openapi.Inferred, "addAccount", "getAccount").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			e.addField(ctx, "Account.c__since", map[string]any{"data_type": "datetime"})
			id := e.Add(ctx, accounts(), wisecrm.Fields{"accountName": e.Unique("acme"), "c__since": "2024-02-29"})
			Expect(e.Get(ctx, accounts(), id, "c__since")).To(Equal(wisecrm.Record{"c__since": "2024-02-29 00:00:00"}))
			Expect(e.tries(ctx, "c__since",
				"2023-02-29", "2024-13-01 00:00:00", "2024-01-01 24:00:00", "2024-01-01T00:00:00", "2024-1-1", "2024-01-01 1:02:03", "20240101", 20240101, true,
			)).To(HaveEach(wisecrm.CodeInvalid))
		})

	s.Spec("WI-META-CUSTOM-05", "makes duplicates of the fields that the tenant has chosen",
		contracts.From("客户管理 > 新增客户: force_add, WI-Q26", openapi.Inferred, "addAccount").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			m := accounts()
			Expect(e.Control().PutRecord(ctx, "duplicates", "Account", map[string]any{"fields": []string{"phone"}})).To(Succeed())
			name := e.Unique("acme")
			e.Add(ctx, m, wisecrm.Fields{"accountName": name, "phone": "021-1"})
			e.Add(ctx, m, wisecrm.Fields{"accountName": name, "phone": "021-2"})
			Expect(e.TryAdd(ctx, m, wisecrm.Fields{"accountName": e.Unique("b"), "phone": "021-2"})).To(HaveCode(wisecrm.CodeBusiness))
		})
}

// addField gives the tenant a field of its own.
func (e *Env) addField(ctx SpecContext, id string, description map[string]any) {
	ExpectWithOffset(1, e.Control().PutRecord(ctx, "fields", id, description)).To(Succeed())
	clear(e.described)
}
