package quancheng

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/openapi"
)

// An operation is what the rules of all operations need to know of one.
type operation struct {
	id, spec string // spec begins the ids of its specs
	from     string // document and heading
	evidence string
	done     string // JSON text of the value of a call that does something; "" when that depends on the site
	// parameters that are required, by their types
	ints, times, texts, ids, objects []string
	// sets up what a call needs and returns its parameters; each time other records
	valid   func(ctx context.Context, e *Env) url.Values
	uses    []string // what valid calls besides
	control bool     // valid needs the control API
}

func document(resource, heading string) string {
	return "CRM客户关系 > " + resource + " > " + heading
}

// fixed is valid for a call that needs nothing set up.
func fixed(pairs ...string) func(context.Context, *Env) url.Values {
	return func(context.Context, *Env) url.Values { return values(pairs...) }
}

// ofCustomer is valid for a call about a new customer, whose id fills the parameter.
func ofCustomer(parameter string, pairs ...string) func(context.Context, *Env) url.Values {
	return func(ctx context.Context, e *Env) url.Values {
		return with(values(pairs...), parameter, strconv.Itoa(e.Customer(ctx).ID))
	}
}

// ofLinkMan is valid for a call about a new link man, who is a main one.
func ofLinkMan(parameter string) func(context.Context, *Env) url.Values {
	return func(ctx context.Context, e *Env) url.Values {
		man := e.LinkMan(ctx, e.Customer(ctx).ID, quancheng.LinkManChange{IsMain: new(true)})
		return values(parameter, strconv.Itoa(man.ID))
	}
}

// of is valid for a call about a record of a table that only the control API fills.
func of(table, kind, parameter string, fields map[string]any) func(context.Context, *Env) url.Values {
	return func(ctx context.Context, e *Env) url.Values {
		id := strconv.Itoa(e.number(kind))
		ExpectWithOffset(1, e.Control().PutRecord(ctx, table, id, fields)).To(Succeed())
		return values(parameter, id)
	}
}

// operations are all 41.
func operations() []operation {
	return slices.Concat(signingOperations(), contactOperations(), customerOperations(), callOperations(), otherOperations(), linkManOperations())
}

func signingOperations() []operation {
	return []operation{
		{
			id: "getToken", spec: "QC-TOKEN-GET", from: "公开客户端 > Token/Get", evidence: openapi.PublicClient,
			ints: []string{"org_id"}, texts: []string{"login_name", "password"},
			valid: func(_ context.Context, e *Env) url.Values {
				return values("org_id", e.Credential("org_id"), "login_name", e.Credential("login_name"), "password", e.Credential("password"))
			},
		},
		{
			id: "listOrganizations", spec: "QC-ORGANIZATION-LIST", from: "公开客户端 > Organization/GetList", evidence: openapi.PublicClient,
			valid: fixed(),
		},
		{
			id: "getBaseType", spec: "QC-BASETYPE-GET", from: document("BaseType", "根据par_id字典表"), evidence: openapi.Documented,
			texts: []string{"par_id"}, valid: fixed("par_id", "industry"),
		},
	}
}

func contactOperations() []operation {
	contact := []string{"customer_id", "type_id", "route_id", "link_man_id"}
	described := []string{"type_id", "3", "route_id", "4", "link_man_id", "0", "title", "回访"}
	return []operation{
		{
			id: "getContactHistory", spec: "QC-CONTACTHISTORY-GET", from: document("ContactHistory", "根据联系历史id获取联系历史记录"), evidence: openapi.Documented,
			ints: []string{"id"}, control: true,
			valid: of("contactHistory", "contact", "id", map[string]any{
				"CustomerId": 1, "TypeId": 2, "RouteId": 3, "LinkManId": 0, "Title": "问候", "Content": "<好> & 谢谢", "UserId": 1, "CDate": "2013-05-05 10:25:30",
			}),
		},
		{
			id: "addContactHistory", spec: "QC-CONTACTHISTORY-ADD", from: document("ContactHistory", "添加联系记录"), evidence: openapi.Documented,
			done: "true", ints: contact, texts: []string{"title", "content"}, uses: newCustomer(),
			valid: ofCustomer("customer_id", append(described, "content", "满意")...),
		},
		{
			id: "saveContactPlan", spec: "QC-CONTACTPLAN-SAVE", from: document("ContactPlan", "执行联系计划"), evidence: openapi.Documented,
			done: "true", ints: append([]string{"plan_id"}, contact...), times: []string{"next_time"}, texts: []string{"title", "content"},
			uses: newCustomer("insertContactPlan"),
			valid: func(ctx context.Context, e *Env) url.Values {
				all := ofCustomer("customer_id", append(described, "content", "满意", "next_time", china(e.tomorrow()))...)(ctx, e)
				id, _ := strconv.Atoi(all.Get("customer_id"))
				return with(all, "plan_id", strconv.Itoa(e.Plan(ctx, id, e.tomorrow())))
			},
		},
		{
			id: "getContactPlan", spec: "QC-CONTACTPLAN-GET", from: document("ContactPlan", "根据id获取客户联系计划信息"), evidence: openapi.Documented,
			ints: []string{"id"}, uses: newCustomer("insertContactPlan"),
			valid: func(ctx context.Context, e *Env) url.Values {
				return values("id", strconv.Itoa(e.Plan(ctx, e.Customer(ctx).ID, e.tomorrow())))
			},
		},
		{
			id: "getContactPlanCount", spec: "QC-CONTACTPLAN-COUNT", from: document("ContactPlan", "获取客户联系计划数量"), evidence: openapi.Documented,
			valid: fixed(),
		},
		{
			id: "insertContactPlan", spec: "QC-CONTACTPLAN-INSERT", from: document("ContactPlan", "新增联系计划"), evidence: openapi.Documented,
			done: "true", ints: append([]string{"plan_id", "history_id"}, contact...), times: []string{"next_time"}, texts: []string{"title"}, uses: newCustomer(),
			valid: func(ctx context.Context, e *Env) url.Values {
				all := ofCustomer("customer_id", append(described, "history_id", "0", "next_time", china(e.tomorrow()))...)(ctx, e)
				return with(all, "plan_id", strconv.Itoa(e.number("plan")))
			},
		},
	}
}

func otherOperations() []operation {
	contract := map[string]any{"Number": "HT-1", "CustomerId": 1, "Title": "合同"}
	audited := map[string]any{"Number": "HT-2", "CustomerId": 1, "Title": "合同", "Audited": true}
	return []operation{
		{
			id: "sampleGiftAuditById", spec: "QC-CONTRACT-SAMPLEGIFTAUDIT", from: document("Contract", "商务-合同订单-根据id审核样品赠品订单"), evidence: openapi.Documented,
			done: "1", texts: []string{"orderID"}, control: true, valid: of("orders", "order", "orderID", map[string]any{"CustomerId": 1}),
		},
		{
			id: "sampleGiftUnAuditById", spec: "QC-CONTRACT-SAMPLEGIFTUNAUDIT", from: document("Contract", "商务-合同订单-根据id反审核样品赠品订单"), evidence: openapi.Documented,
			done: "1", texts: []string{"orderID"}, control: true, valid: of("orders", "order", "orderID", map[string]any{"CustomerId": 1, "Audited": true}),
		},
		{
			id: "contractAudit", spec: "QC-CONTRACT-AUDIT", from: document("Contract", "根据id审核合同订单"), evidence: openapi.Documented,
			done: "true", ints: []string{"id"}, control: true, valid: of("contracts", "contract", "id", contract),
		},
		{
			id: "contractUnAudit", spec: "QC-CONTRACT-UNAUDIT", from: document("Contract", "根据id反审核合同订单"), evidence: openapi.Documented,
			done: "true", ints: []string{"id"}, control: true, valid: of("contracts", "contract", "id", audited),
		},
		{
			id: "stopContract", spec: "QC-CONTRACT-STOP", from: document("Contract", "根据id终止合同"), evidence: openapi.Documented,
			done: "1", ints: []string{"id"}, control: true, valid: of("contracts", "contract", "id", contract),
		},
		{
			id: "getClientSignDefault", spec: "QC-CUSTOMERSIGN-DEFAULT", from: document("CustomerSign", "获取默认的客户标识 (GetClientSignDefault)"), evidence: openapi.Documented,
			valid: fixed(),
		},
		{
			id: "getCustTypeBdefault", spec: "QC-CUSTOMERSIGN-KINDS", from: document("CustomerSign", "获取默认的客户标识 (GetCustTypeBdefault)"), evidence: openapi.Documented,
			valid: fixed(),
		},
		{
			id: "getCustomerTypes", spec: "QC-CUSTOMERTYPE-LIST", from: document("CustomerType", "获取客户类型列表"), evidence: openapi.Documented,
			ints: []string{"parent_id"}, valid: fixed("parent_id", "0"),
		},
		{
			id: "updateBaseInfoHit", spec: "QC-ECOMMERCE-HIT", from: document("ECommerce", "获取系统全部基础信息"), evidence: openapi.Documented,
			done: "true", ints: []string{"pkid", "addHit"}, texts: []string{"siteKey"}, control: true,
			valid: func(ctx context.Context, e *Env) url.Values {
				item := of("baseInfos", "info", "pkid", map[string]any{"Name": "公司简介"})(ctx, e)
				return with(with(item, "addHit", "1"), "siteKey", e.Credential("site_key"))
			},
		},
		{
			id: "addMessageBoard", spec: "QC-ECOMMERCE-MESSAGE", from: document("ECommerce", "添加留言反馈"), evidence: openapi.Documented,
			done: "true", ints: []string{"custID"}, texts: []string{"siteKey", "content"},
			valid: func(_ context.Context, e *Env) url.Values {
				return values("siteKey", e.Credential("site_key"), "custID", "0", "content", "请联系我", "contact", "")
			},
		},
		{
			id: "setPublicCust", spec: "QC-SALE-SETPUBLIC", from: document("Sale", "根据客户ID转公共客户"), evidence: openapi.Documented,
			done: "true", ids: []string{"pkidList"}, uses: newCustomer(), valid: ofCustomer("pkidList"),
		},
	}
}
