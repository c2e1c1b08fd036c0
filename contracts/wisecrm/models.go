package wisecrm

import (
	"context"
	"encoding/json"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// A model is one of the three entities whose five operations follow the same rules. A spec of the
// rule that all share has the same number for each: WI-ACCOUNT-GET-01, WI-CONTACT-GET-01.
type model struct {
	tag       string // in the ids of specs
	entity    string // internal name
	prefix    string // of ids
	param     string // of the id in parameters and in answers to writes
	id        string // of the id in rows
	nameField string
	table     string // of the control API
	custom    bool   // a custom module

	add, get, list, update, remove string // operationIds
	page                           string // of the vendor
	noun                           string // what the headings of the page call a record

	nullable   []string // fields that a record may lack
	duplicates []string // fields that make a duplicate; nil when nothing does
	fill       func(name string, account string) wisecrm.Fields
	needs      []string // operations that make the account that fill refers to
	service    func(*wisecrm.Client) service
}

// A service is the part of the client that works on one model.
type service interface {
	Add(context.Context, wisecrm.Fields, wisecrm.AddOptions) (string, error)
	Get(ctx context.Context, id string, fields ...string) (wisecrm.Record, error)
	List(context.Context, wisecrm.ListOptions) (*wisecrm.Page, error)
	Update(ctx context.Context, id string, fields wisecrm.Fields, opts wisecrm.UpdateOptions) (string, error)
	Delete(ctx context.Context, id string, opts wisecrm.DeleteOptions) (string, error)
}

// orders lets sales orders, which cannot be forced, pass for a service.
type orders struct{ *wisecrm.SalesOrdersService }

func (o orders) Add(ctx context.Context, fields wisecrm.Fields, _ wisecrm.AddOptions) (string, error) {
	return o.SalesOrdersService.Add(ctx, fields)
}

func (o orders) Update(ctx context.Context, id string, fields wisecrm.Fields, _ wisecrm.UpdateOptions) (string, error) {
	return o.SalesOrdersService.Update(ctx, id, fields)
}

func models() []*model { return []*model{accounts(), contacts(), salesOrders()} }

func accounts() *model {
	return &model{
		tag: "ACCOUNT", entity: "Account", prefix: "002-", param: "account_id", id: "accountId", nameField: "accountName", table: "accounts",
		add: "addAccount", get: "getAccount", list: "listAccounts", update: "updateAccount", remove: "deleteAccount",
		page: "客户管理", noun: "客户",
		nullable: []string{"phone", "address", "typeCode"}, duplicates: []string{"accountName"},
		fill: func(name, _ string) wisecrm.Fields {
			return wisecrm.Fields{"accountName": name, "phone": "021-34240127", "address": "上海市中山路 1 号", "typeCode": json.Number("1")}
		},
		service: func(c *wisecrm.Client) service { return c.Accounts },
	}
}

func contacts() *model {
	return &model{
		tag: "CONTACT", entity: "Contact", prefix: "003-", param: "contact_id", id: "contactId", nameField: "contactName", table: "contacts",
		add: "addContact", get: "getContact", list: "listContacts", update: "updateContact", remove: "deleteContact",
		page: "联系人管理", noun: "联系人",
		nullable: []string{"phone", "accountId"}, duplicates: []string{"contactName", "phone"},
		fill: func(name, account string) wisecrm.Fields {
			return wisecrm.Fields{"contactName": name, "phone": "13812345678", "accountId": account}
		},
		needs:   []string{"addAccount"},
		service: func(c *wisecrm.Client) service { return c.Contacts },
	}
}

func salesOrders() *model {
	return &model{
		tag: "SALESORDER", entity: "SalesOrder", prefix: "004-", param: "salesorder_id", id: "salesorderId", nameField: "subject", table: "salesOrders",
		add: "addSalesOrder", get: "getSalesOrder", list: "listSalesOrders", update: "updateSalesOrder", remove: "deleteSalesOrder",
		page: "订单管理", noun: "订单",
		nullable: []string{"accountId", "amount", "orderDate"},
		fill: func(name, account string) wisecrm.Fields {
			return wisecrm.Fields{"subject": name, "accountId": account, "amount": json.Number("99999.00"), "orderDate": "2024-02-29"}
		},
		needs:   []string{"addAccount"},
		service: func(c *wisecrm.Client) service { return orders{c.SalesOrders} },
	}
}

// module is the specs' own custom module, which makeModule makes.
func module() *model {
	return &model{
		tag: "CUSTOM", entity: testModule, param: "record_id", id: testID, nameField: "c__name", table: "customRecords", custom: true,
		add: "addCustomEntity", get: "getCustomEntity", list: "listCustomEntities", update: "updateCustomEntity", remove: "deleteCustomEntity",
		service: func(c *wisecrm.Client) service { return records{c.CustomEntities} },
	}
}

// records lets the records of the specs' module pass for a service.
type records struct{ *wisecrm.CustomEntitiesService }

func (r records) Add(ctx context.Context, fields wisecrm.Fields, _ wisecrm.AddOptions) (string, error) {
	return r.CustomEntitiesService.Add(ctx, testModule, fields)
}

func (r records) Get(ctx context.Context, id string, fields ...string) (wisecrm.Record, error) {
	return r.CustomEntitiesService.Get(ctx, testModule, id, fields...)
}

func (r records) List(ctx context.Context, opts wisecrm.ListOptions) (*wisecrm.Page, error) {
	return r.CustomEntitiesService.List(ctx, testModule, opts)
}

func (r records) Update(ctx context.Context, id string, fields wisecrm.Fields, _ wisecrm.UpdateOptions) (string, error) {
	return r.CustomEntitiesService.Update(ctx, testModule, id, fields)
}

func (r records) Delete(ctx context.Context, id string, opts wisecrm.DeleteOptions) (string, error) {
	return r.CustomEntitiesService.Delete(ctx, testModule, id, opts)
}

// spec returns the id of a spec: WI-ACCOUNT-ADD-01.
func (m *model) spec(rule string) string { return "WI-" + m.tag + "-" + rule }

// from names the heading of the function, such as "add", and what there the rule is about.
func (m *model) from(function, what string) string {
	headings := map[string][2]string{
		"add": {"新增", ""}, "get": {"获取单条", ""}, "list": {"查询", "列表"}, "update": {"修改", ""}, "delete": {"删除", ""},
	}
	heading := headings[function][0] + m.noun + headings[function][1]
	if what != "" {
		heading += ": " + what
	}
	return m.page + " > " + heading
}

// says is contracts.From for a rule of the model's own page. The rest of the page is as sure as the core's only for accounts.
func (m *model) says(function, what string, operations ...string) contracts.About {
	evidence := openapi.VendorPage
	if m.tag == "ACCOUNT" {
		evidence = openapi.Documented
	}
	return m.since(m.from(function, what), evidence, operations...)
}

// since is contracts.From for a rule of the model. The vendor's core is its operations on accounts.
func (m *model) since(from, evidence string, operations ...string) contracts.About {
	about := contracts.From(from, evidence, operations...)
	if m.tag != "ACCOUNT" {
		about = about.Beyond()
	}
	return about
}

// infers is says for a rule that no document states; WI-Qnn in what tells the question.
func (m *model) infers(function, what string, operations ...string) contracts.About {
	return m.since(m.from(function, what), openapi.Inferred, operations...)
}

// named returns the fields of a record of that name and no more.
func (m *model) named(name string) wisecrm.Fields { return wisecrm.Fields{m.nameField: name} }

// filled returns all fields that a record may be given, with an account to refer to where there is such a field.
func (m *model) filled(ctx context.Context, e *Env, name string) wisecrm.Fields {
	var account string
	if len(m.needs) > 0 {
		account = e.Add(ctx, accounts(), accounts().named(e.Unique("account")))
	}
	return m.fill(name, account)
}
