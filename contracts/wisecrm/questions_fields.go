package wisecrm

import (
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// systemFields are those that the vendor keeps of every record.
var systemFields = []string{"owningUser", "owningBusinessUnit", "createdBy", "createdOn", "modifiedBy", "modifiedOn", "isDeleted"}

// dataTypes are the values of data_type that crmsim has.
const dataTypes = "string, int, decimal, boolean, date, datetime, picklist, reference"

func askFields(s declaration) {
	const from = "元数据 > 获取实体字段列表"
	for i, question := range []string{"WI-Q46", "WI-Q66", "WI-Q65"} {
		m := models()[i]
		s.Spec(question+"-01", "says which fields there are, and which of them must be given",
			contracts.From(from, openapi.Inferred, "listFields").
				Asks(question, "all of ours, and only the name must be given", "not all of ours", "more must be given"),
			func(ctx SpecContext, e *Env) {
				var names, required []string
				for _, f := range e.fields(ctx, m.entity) {
					names = append(names, f.Field)
					if f.Creatable && !f.Nullable && f.Field != "owningUser" {
						required = append(required, f.Field)
					}
				}
				for _, name := range slices.Concat([]string{m.id, m.nameField}, m.nullable, systemFields) {
					if !slices.Contains(names, name) {
						e.Observe("not all of ours")
						return
					}
				}
				e.ObserveWhether(slices.Equal(required, []string{m.nameField}), "all of ours, and only the name must be given", "more must be given")
			})
	}

	s.Spec("WI-Q75-01", "says which values data_type takes",
		contracts.From(from+": data_type", openapi.Inferred, "listFields").Asks("WI-Q75", dataTypes, "others as well"),
		func(ctx SpecContext, e *Env) {
			for _, m := range models() {
				for _, f := range e.fields(ctx, m.entity) {
					known := slices.Contains(strings.Split(dataTypes, ", "), f.DataType)
					if !known || f.Field == m.id && f.DataType != "string" {
						e.Observe("others as well")
						return
					}
				}
			}
			e.Observe(dataTypes)
		})

	s.Spec("WI-Q83-01", "says which fields may be set on add and changed by an update",
		contracts.From(from+": creatable, updatable", openapi.Inferred, "listFields").
			Asks("WI-Q83", "all but the id and what the system fills, in both", "otherwise"),
		func(ctx SpecContext, e *Env) {
			for _, m := range models() {
				for _, f := range e.fields(ctx, m.entity) {
					mine := f.Field != m.id && (f.Field == "owningUser" || !slices.Contains(systemFields, f.Field))
					if f.Type == wisecrm.KindSystem && (f.Creatable != mine || f.Updatable != mine) {
						e.Observe("otherwise")
						return
					}
				}
			}
			e.Observe("all but the id and what the system fills, in both")
		})
}

func askSystemFields(s declaration) {
	s.Spec("WI-Q45-01", "says what the field of the owner is called",
		contracts.From("元数据 > 获取实体字段列表: owning_user", openapi.Inferred, "listFields", "addAccount", "updateAccount", "getAccount").
			Asks("WI-Q45", "owningUser, and owning_user as well", "owningUser", "owning_user", "ownUser"),
		func(ctx SpecContext, e *Env) {
			owner := ""
			for _, f := range e.fields(ctx, "Account") {
				if slices.Contains([]string{"owningUser", "owning_user", "ownUser"}, f.Field) {
					owner = f.Field
				}
			}
			id := e.Add(ctx, accounts(), wisecrm.Fields{"accountName": e.Unique("acme"), owner: e.Credential("op_user")})
			Expect(e.Get(ctx, accounts(), id, owner)).To(Equal(wisecrm.Record{owner: e.Credential("op_user")}))
			_, readErr := e.Client.Accounts.Get(ctx, id, "owning_user")
			_, writeErr := e.Client.Accounts.Update(ctx, id, wisecrm.Fields{"owning_user": e.Credential("op_user")}, wisecrm.UpdateOptions{})
			if owner == "owningUser" && readErr == nil && writeErr == nil {
				owner += ", and owning_user as well"
			}
			e.Observe(owner)
		})

	s.Spec("WI-Q47-01", "tells in which zone dates are",
		contracts.From("高级查询", openapi.Inferred, "addAccount", "getAccount").Asks("WI-Q47", "Asia/Shanghai", "UTC"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, accounts(), accounts().named(e.Unique("acme")))
			made, err := e.Get(ctx, accounts(), id, "createdOn").Time("createdOn")
			Expect(err).NotTo(HaveOccurred())
			switch ahead := made.Sub(e.Now()).Round(time.Hour); ahead {
			case 0:
				e.Observe("Asia/Shanghai")
			case -8 * time.Hour:
				e.Observe("UTC")
			default:
				e.Observe(contracts.Other)
			}
		})
}

func askOwners(s declaration) {
	s.Spec("WI-Q82-01", "tells who owns a new record, and whom a change leaves as what",
		contracts.From("元数据: owning_user", openapi.Inferred, "listUsers", "addAccount", "updateAccount", "getAccount").
			Asks("WI-Q82", "op_user unless owningUser says another; only modifiedBy follows changes", "otherwise"),
		func(ctx SpecContext, e *Env) {
			me, colleague := e.Credential("op_user"), e.colleague(ctx)
			mine := e.Add(ctx, accounts(), accounts().named(e.Unique("mine")))
			theirs := e.Add(ctx, accounts(), wisecrm.Fields{"accountName": e.Unique("theirs"), "owningUser": colleague})
			_, err := e.Client.As(colleague).Accounts.Update(ctx, mine, wisecrm.Fields{"phone": "021"}, wisecrm.UpdateOptions{})
			Expect(err).NotTo(HaveOccurred())
			people := []string{"owningUser", "createdBy", "modifiedBy"}
			first, second := e.Get(ctx, accounts(), mine, people...), e.Get(ctx, accounts(), theirs, people...)
			got := []string{first.Text("owningUser"), first.Text("createdBy"), first.Text("modifiedBy"),
				second.Text("owningUser"), second.Text("createdBy"), second.Text("modifiedBy")}
			e.ObserveWhether(slices.Equal(got, []string{me, me, colleague, colleague, me, me}),
				"op_user unless owningUser says another; only modifiedBy follows changes", "otherwise")
		})

	s.Spec("WI-Q84-01", "says what owningBusinessUnit refers to",
		contracts.From("元数据: reference_to", openapi.Inferred, "listFields", "listEntities", "addAccount", "getAccount").
			Asks("WI-Q84", "BusinessUnit of code 26, which is not listed", "a listed entity"),
		func(ctx SpecContext, e *Env) {
			fields := e.fields(ctx, "Account")
			i := slices.IndexFunc(fields, func(f wisecrm.Field) bool { return f.Field == "owningBusinessUnit" })
			Expect(i).To(BeNumerically(">=", 0))
			entities, err := e.Client.Metadata.Entities(ctx, wisecrm.KindAny)
			Expect(err).NotTo(HaveOccurred())
			id := e.Add(ctx, accounts(), accounts().named(e.Unique("acme")))
			Expect(e.Get(ctx, accounts(), id, "owningBusinessUnit").Text("owningBusinessUnit")).To(HavePrefix("026-"))
			unlisted := !slices.ContainsFunc(entities, func(x wisecrm.Entity) bool { return x.Entity == fields[i].ReferenceTo })
			e.ObserveWhether(unlisted && fields[i].ReferenceTo == "BusinessUnit", "BusinessUnit of code 26, which is not listed", "a listed entity")
		})
}

func askDuplicates(s declaration) {
	const from = "客户管理 > 新增客户: force_add"
	m := accounts()

	s.Spec("WI-Q26-01", "reports whether blanks around a name make another name",
		contracts.From(from, openapi.Inferred, "addAccount", "updateAccount").
			Asks("WI-Q26", "names are compared trimmed", "blanks make another name"),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			e.Add(ctx, m, m.named(name))
			third := e.Add(ctx, m, m.named(e.Unique("third")))
			_, err := e.Client.Accounts.Update(ctx, third, m.named("\t"+name), wisecrm.UpdateOptions{})
			e.ObserveCode(sameCode(Code(e.TryAdd(ctx, m, m.named(" "+name+" "))), Code(err)),
				map[int]string{wisecrm.CodeBusiness: "names are compared trimmed", 0: "blanks make another name"})
		})

	s.Spec("WI-Q26-02", "reports whether another letter case makes another name",
		contracts.From(from, openapi.Inferred, "addAccount").
			Asks("WI-Q26", "another letter case makes another name", "letter case does not count"),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			e.Add(ctx, m, m.named("acme "+name))
			e.ObserveCode(Code(e.TryAdd(ctx, m, m.named("ACME "+name))), map[int]string{0: "another letter case makes another name", wisecrm.CodeBusiness: "letter case does not count"})
		})

	s.Spec("WI-Q27-01", "tells with which code a duplicate is refused",
		contracts.From(from, openapi.Inferred, "addAccount", "updateAccount", "addContact").
			Asks("WI-Q27", "as a business failure (400)", "as invalid (401)"),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			e.Add(ctx, m, m.named(name))
			_, err := e.Client.Accounts.Update(ctx, e.Add(ctx, m, m.named(e.Unique("b"))), m.named(name), wisecrm.UpdateOptions{})
			e.Add(ctx, contacts(), contacts().double(name))
			e.ObserveCode(sameCode(Code(err), Code(e.TryAdd(ctx, m, m.named(name))), Code(e.TryAdd(ctx, contacts(), contacts().double(name)))),
				map[int]string{wisecrm.CodeBusiness: "as a business failure (400)", wisecrm.CodeInvalid: "as invalid (401)"})
		})
}

func askRepeats(s declaration) {
	m := accounts()

	s.Spec("WI-Q28-01", "reports whether an update is compared with its own record, or in fields that it leaves",
		contracts.From("客户管理 > 修改客户: force_update", openapi.Inferred, "addAccount", "updateAccount").
			Asks("WI-Q28", "only changed fields are compared, and with others", "a record is its own duplicate", "unchanged fields are compared too"),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("acme")
			id := e.Add(ctx, m, m.named(name))
			if _, err := e.Client.Accounts.Update(ctx, id, m.named(name), wisecrm.UpdateOptions{}); Code(err) != 0 {
				e.Observe("a record is its own duplicate")
				return
			}
			double, err := e.Client.Accounts.Add(ctx, m.named(name), wisecrm.AddOptions{Force: true})
			e.Remove(m, double)
			Expect(err).NotTo(HaveOccurred())
			_, err = e.Client.Accounts.Update(ctx, double, wisecrm.Fields{"phone": "021"}, wisecrm.UpdateOptions{})
			e.ObserveWhether(Code(err) == 0, "only changed fields are compared, and with others", "unchanged fields are compared too")
		})

	s.Spec("WI-Q63-01", "says what makes two contacts duplicates",
		contracts.From("联系人管理 > 新增联系人: force_add", openapi.Inferred, "addContact").
			Asks("WI-Q63", "name and phone together", "the name alone", "the phone alone"),
		func(ctx SpecContext, e *Env) {
			add := func(name, phone string) bool {
				return Code(e.TryAdd(ctx, contacts(), wisecrm.Fields{"contactName": name, "phone": phone})) == 0
			}
			name, phone := e.Unique("acme"), e.Unique("138")
			Expect(add(name, phone)).To(BeTrue())
			switch {
			case !add(name, e.Unique("139")):
				e.Observe("the name alone")
			case !add(e.Unique("b"), phone):
				e.Observe("the phone alone")
			default:
				Expect(add(name+" ", " "+phone)).To(BeFalse())
				e.Observe("name and phone together")
			}
		})

	s.Spec("WI-Q67-01", "reports whether sales orders may repeat",
		contracts.From("订单管理 > 新增订单", openapi.Inferred, "addSalesOrder", "updateSalesOrder").
			Asks("WI-Q67", "sales orders may repeat", "a repeated sales order is refused"),
		func(ctx SpecContext, e *Env) {
			name := e.Unique("SO")
			e.Add(ctx, salesOrders(), salesOrders().named(name))
			second := Code(e.TryAdd(ctx, salesOrders(), salesOrders().named(name)))
			third := e.Add(ctx, salesOrders(), salesOrders().named(e.Unique("SO")))
			_, err := e.Client.SalesOrders.Update(ctx, third, salesOrders().named(name))
			e.ObserveWhether(second == 0 && Code(err) == 0, "sales orders may repeat", "a repeated sales order is refused")
		})
}
