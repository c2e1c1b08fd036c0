package quancheng

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"time"

	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/conform"
	"github.com/crmsim/crmsim/openapi"
)

// validCalls are those of all 41 operations.
func validCalls() []valid {
	all := slices.Concat(signingCalls(), listCalls(), contactCalls(), contractCalls(), customerCalls(), telephoneCalls(), linkManCalls())
	for i, v := range all {
		all[i].Unread = unread[v.Operation]
		if table := tableOf[v.Operation]; table != "" {
			all[i].Gone, all[i].AfterGone = removing(table), conform.DoesNothing
		}
	}
	return all
}

// unread are the writes whose values no record shows one by one, with the reasons.
var unread = map[string]string{
	"getToken":              "a token does not show what it was given for: QC-TOKEN-GET-10",
	"updateBaseInfoHit":     "adds to a number: QC-ECOMMERCE-HIT-10",
	"sampleGiftAuditById":   "takes nothing but an id",
	"sampleGiftUnAuditById": "takes nothing but an id",
	"contractAudit":         "takes nothing but an id",
	"contractUnAudit":       "takes nothing but an id",
	"stopContract":          "takes nothing but an id",
	"cancelShare":           "takes nothing but ids",
	"removeCollection":      "takes nothing but ids",
	"setPublicCust":         "takes nothing but ids",
	"unIMSLock":             "takes nothing but a number",
	"cancelMainMan":         "takes nothing but an id",
	"deleteLinkMan":         "takes nothing but an id",
	"saveCustomer":          "its fields stand in one parameter: QC-CUSTOMER-SAVE-10",
	"updateCustomer":        "its fields stand in one parameter: QC-CUSTOMER-UPDATE-11",
	"insertLinkMan":         "its fields stand in one parameter: QC-LINKMAN-INSERT-10",
	"saveLinkMan":           "its fields stand in one parameter: QC-LINKMAN-SAVE-10",
}

// tableOf names the table of the record that a call is about, of which it makes nothing when it is gone.
var tableOf = map[string]string{
	"getContactHistory": "contactHistory", "getContactPlan": "contactPlans", "getCustomer": "customers", "getLinkMan": "linkMen",
	"sampleGiftAuditById": "orders", "sampleGiftUnAuditById": "orders", "contractAudit": "contracts", "contractUnAudit": "contracts",
	"stopContract": "contracts", "updateBaseInfoHit": "baseInfos", "setCustIdentity": "customers", "setPublicCust": "customers",
	"updateCustomer": "customers", "saveLinkMan": "linkMen", "cancelMainMan": "linkMen", "deleteLinkMan": "linkMen",
}

// removing removes the record that a call names.
func removing(table string) func(context.Context, *Env, contracts.Request) {
	return func(ctx context.Context, e *Env, r contracts.Request) {
		id := r.Value("id")
		if target, changing := targets[r.Operation]; changing {
			id = r.Value(target.parameter)
		}
		var entity struct{ PK_ID json.Number }
		if json.Unmarshal([]byte(id), &entity) == nil {
			id = string(entity.PK_ID)
		}
		ExpectWithOffset(2, e.Control().DeleteRecord(ctx, table, id)).To(Succeed())
	}
}

func signingCalls() []valid {
	return []valid{
		writing("getToken", "", conform.DoesMore, func(_ context.Context, e *Env) url.Values {
			return contracts.Values("org_id", e.Credential("org_id"), "login_name", e.Credential("login_name"), "password", e.Credential("password"))
		}, "tokens"),
		reading("listOrganizations", "", fixed(), listing(1)),
	}
}

func listCalls() []valid {
	return []valid{
		reading("getBaseType", "", func(ctx context.Context, e *Env) url.Values {
			e.put(ctx, "baseTypes", map[string]any{"ParId": "industry", "Name": "造船"})
			return contracts.Values("par_id", "industry")
		}, listing(1)),
		reading("getClientSignDefault", "", fixed(), nil),
		reading("getCustTypeBdefault", "", func(ctx context.Context, e *Env) url.Values {
			e.put(ctx, "customerKinds", map[string]any{"Name": "老客户"})
			return url.Values{}
		}, listing(1)),
		reading("getCustomerTypes", "", func(ctx context.Context, e *Env) url.Values {
			e.put(ctx, "customerTypes", map[string]any{"ParentId": 0, "Name": "代理商"})
			return contracts.Values("parent_id", "0")
		}, listing(1)),
		arranged(writing("updateBaseInfoHit", "true", conform.DoesMore, func(ctx context.Context, e *Env) url.Values {
			return with(of("baseInfos", "info", "pkid", map[string]any{"Name": "公司简介"}, "addHit", "1")(ctx, e),
				"siteKey", e.Credential("site_key"))
		}, "baseInfos")),
		keeping(writing("addMessageBoard", "true", conform.DoesMore, func(ctx context.Context, e *Env) url.Values {
			return ofCustomer("custID", "siteKey", e.Credential("site_key"), "content", "请联系我", "contact", "王伟")(ctx, e)
		}, "messageBoard"), "messageBoard", "custID", "CustId"),
	}
}

func contactCalls() []valid {
	// with a customer and a link man of theirs
	described := func(more ...string) parameters {
		return func(ctx context.Context, e *Env) url.Values {
			man := e.LinkMan(ctx, e.Customer(ctx).ID, quancheng.LinkManChange{})
			all := contracts.Values(append([]string{"type_id", "3", "route_id", "4", "title", "回访"}, more...)...)
			return with(with(all, "customer_id", strconv.Itoa(man.CustomerID)), "link_man_id", strconv.Itoa(man.ID))
		}
	}
	return []valid{
		arranged(reading("getContactHistory", "", of("contactHistory", "contact", "id", map[string]any{
			"CustomerId": 1, "TypeId": 2, "RouteId": 3, "LinkManId": 0, "Title": "问候",
			"Content": "<好> & 谢谢", "UserId": 1, "CDate": "2013-05-05 10:25:30",
		}), showing("id"))),
		keeping(writing("addContactHistory", "true", conform.DoesMore, described("content", "满意"), "contactHistory"),
			"contactHistory", "customer_id", "CustomerId"),
		unshown(keeping(writing("saveContactPlan", "true", conform.DoesNothing, func(ctx context.Context, e *Env) url.Values {
			all := described("content", "满意", "next_time", china(e.tomorrow()))(ctx, e)
			id, _ := strconv.Atoi(all.Get("customer_id"))
			return with(all, "plan_id", strconv.Itoa(e.Plan(ctx, id, e.tomorrow())))
		}, "contactPlans", "contactHistory"), "contactHistory", "customer_id", "CustomerId"),
			"plan_id", "is that of the plan: QC-CONTACTPLAN-SAVE-10", "next_time", "is that of the next plan: QC-CONTACTPLAN-SAVE-11"),
		reading("getContactPlan", openapi.Write, func(ctx context.Context, e *Env) url.Values {
			return contracts.Values("id", strconv.Itoa(e.Plan(ctx, e.Customer(ctx).ID, e.tomorrow())))
		}, showing("id")),
		reading("getContactPlanCount", "", func(ctx context.Context, e *Env) url.Values {
			e.put(ctx, "contactPlans", map[string]any{"CustomerId": 1, "TypeId": 1, "RouteId": 1, "Title": "拜访", "UserId": 1})
			return url.Values{}
		}, func(e *Env, _ contracts.Request, a contracts.Answer) {
			if !e.Live() {
				ExpectWithOffset(2, a).NotTo(Answering("0"))
			}
		}),
		unshown(keeping(writing("insertContactPlan", "true", conform.DoesNothing, func(ctx context.Context, e *Env) url.Values {
			all := described("history_id", "0", "next_time", china(e.tomorrow()))(ctx, e)
			return with(all, "plan_id", strconv.Itoa(e.number("plan")))
		}, "contactPlans"), "contactPlans", "customer_id", "CustomerId", "plan_id", "PK_ID"),
			"history_id", "is of a record that only the control API names: QC-CONTACTPLAN-INSERT-10"),
	}
}

func contractCalls() []valid {
	contract := map[string]any{"Number": "HT-1", "CustomerId": 1, "Title": "合同"}
	audited := map[string]any{"Number": "HT-2", "CustomerId": 1, "Title": "合同", "Audited": true}
	return []valid{
		arranged(writing("sampleGiftAuditById", "1", conform.DoesNothing,
			of("orders", "order", "orderID", map[string]any{"CustomerId": 1}), "orders")),
		arranged(writing("sampleGiftUnAuditById", "1", conform.DoesNothing,
			of("orders", "order", "orderID", map[string]any{"CustomerId": 1, "Audited": true}), "orders")),
		arranged(writing("contractAudit", "true", conform.DoesNothing, of("contracts", "contract", "id", contract), "contracts")),
		arranged(writing("contractUnAudit", "true", conform.DoesNothing, of("contracts", "contract", "id", audited), "contracts")),
		arranged(writing("stopContract", "1", conform.DoesNothing, of("contracts", "contract", "id", contract), "contracts")),
	}
}

func customerCalls() []valid {
	return []valid{
		arranged(writing("cancelShare", "true", conform.DoesNothing, func(ctx context.Context, e *Env) url.Values {
			id := e.number("customer")
			ExpectWithOffset(1, e.Control().PutRecord(ctx, "shares", strconv.Itoa(id)+"-2", map[string]any{})).To(Succeed())
			return contracts.Values("strIds", strconv.Itoa(id))
		}, "shares")),
		writing("removeCollection", "true", conform.DoesNothing, func(ctx context.Context, e *Env) url.Values {
			customer := e.Customer(ctx)
			_, err := e.Client.Customers.SetIdentity(ctx, customer.ID, 3)
			ExpectWithOffset(1, err).NotTo(HaveOccurred())
			return contracts.Values("userId", strconv.Itoa(customer.OwnerID), "custIdString", strconv.Itoa(customer.ID))
		}, "marks"),
		keeping(writing("setCustIdentity", "true", conform.DoesNothing, ofCustomer("custId", "identityId", "2"), "marks"),
			"marks", "custId", "CustomerId", "custId", "CustomerId"),
		paged(reading("getAllCustomers", "", func(ctx context.Context, e *Env) url.Values {
			rows := 1
			if e.Spec().Rule == "pages" {
				rows = 71 // More than the shorter page holds.
			}
			for range rows {
				e.put(ctx, "customers", map[string]any{"Name": e.Unique("丙公司"), "OwnerId": 1})
			}
			return contracts.Values("pageIndex", "1", "pageSize", "3")
		}, listing(1)), "pageIndex", "pageSize"),
		reading("customerNameIsRepeat", "", func(ctx context.Context, e *Env) url.Values {
			name := e.Unique("丙公司")
			e.put(ctx, "customers", map[string]any{"Name": name})
			return contracts.Values("id", "0", "sName", name)
		}, answering("true")),
		reading("customerTelIsRepeat", "", func(ctx context.Context, e *Env) url.Values {
			tel := e.phone()
			e.put(ctx, "customers", map[string]any{"Name": e.Unique("丙公司"), "Tel": tel})
			return contracts.Values("id", "0", "tel", tel)
		}, answering("true")),
		reading("getCustomer", openapi.Write, ofCustomer("id"), showing("id")),
		writing("updateCustomer", "true", conform.DoesNothing, func(ctx context.Context, e *Env) url.Values {
			return contracts.Values("tran", "0", "customer", object("PK_ID", e.Customer(ctx).ID, "Remark", "好"))
		}, "customers"),
		writing("saveCustomer", "true", conform.DoesMore, func(_ context.Context, e *Env) url.Values {
			return contracts.Values("json", object("Name", e.Unique("乙公司")))
		}, "customers"),
		writing("setPublicCust", "true", conform.DoesNothing, ofCustomer("pkidList"), "customers"),
	}
}

func telephoneCalls() []valid {
	start, end := china(time.Date(2013, 5, 5, 2, 25, 30, 0, time.UTC)), china(time.Date(2013, 5, 5, 2, 26, 30, 0, time.UTC))
	return []valid{
		keeping(writing("addCallHistory", "true", conform.DoesNothing, func(_ context.Context, e *Env) url.Values {
			return contracts.Values("callState", "1", "tel", e.phone(), "userID", "1", "callType", "2", "startTime", start, "endTime", end,
				"record", "1", "duration", "60", "ims", "021", "userName", "李婷", "remark", "报价")
		}, "calls"), "calls", "tel", "Tel"),
		keeping(writing("imsLock", "true", conform.DoesNothing, func(_ context.Context, e *Env) url.Values {
			return contracts.Values("userID", "1", "ims", e.ims())
		}, "imsLocks"), "imsLocks", "ims", "Ims"),
		writing("unIMSLock", "true", conform.DoesNothing, func(ctx context.Context, e *Env) url.Values {
			ims := e.ims()
			_, err := e.Client.Customers.LockIMS(ctx, 1, ims)
			ExpectWithOffset(1, err).NotTo(HaveOccurred())
			return contracts.Values("ims", ims)
		}, "imsLocks"),
		keeping(writing("insertSms", "true", conform.DoesMore, func(_ context.Context, e *Env) url.Values {
			return contracts.Values("senderID", "1", "sendType", "1", "sendDate", start, "mobilePhone", e.phone(), "receiveName", "王伟",
				"content", "您好", "messageTempleID", "T1", "value1", "一", "value2", "二", "value3", "三", "value4", "四", "value5", "五",
				"value6", "六", "remark", "备注")
		}, "sms"), "sms", "mobilePhone", "MobilePhone", "value1", "Values.0", "value2", "Values.1", "value3", "Values.2", "value4", "Values.3",
			"value5", "Values.4", "value6", "Values.5"),
		keeping(writing("updateCallHistory", "true", conform.DoesNothing, func(ctx context.Context, e *Env) url.Values {
			call := quancheng.Call{Tel: e.phone(), Start: e.yesterday(), End: e.yesterday(),
				Type: quancheng.Outgoing, IMS: "021", UserID: 1, UserName: "李婷"}
			done, err := e.Client.Customers.AddCallHistory(ctx, call)
			ExpectWithOffset(1, err).NotTo(HaveOccurred())
			ExpectWithOffset(1, done).To(BeTrue())
			return contracts.Values("sCallNumber", call.Tel, "dCallTime", china(call.Start), "bCallState", "1", "callType", "1", "teleIms", "022",
				"displayTel", "023", "endTime", china(call.End.Add(time.Minute)), "record", "1", "duration", "7", "addUserName", "刘洋")
		}, "calls"), "calls", "sCallNumber", "Tel", "sCallNumber", "Tel", "dCallTime", "StartTime", "bCallState", "CallState", "teleIms", "Ims"),
	}
}

func linkManCalls() []valid {
	return []valid{
		reading("listLinkMen", openapi.Write, ofStaff("custId"), listing(2)),
		writing("cancelMainMan", "1", conform.DoesNothing, ofLinkMan("id"), "linkMen"),
		reading("getLinkManList", openapi.Write, ofStaff("cust_id"), listing(2)),
		reading("getLinkMan", openapi.Write, ofLinkMan("id"), showing("id")),
		writing("saveLinkMan", "1", conform.DoesNothing, func(ctx context.Context, e *Env) url.Values {
			id, _ := strconv.Atoi(ofLinkMan("id")(ctx, e).Get("id"))
			return contracts.Values("tran", "0", "man", object("PK_ID", id, "Position", "经理"))
		}, "linkMen"),
		writing("insertLinkMan", "true", conform.DoesMore, func(ctx context.Context, e *Env) url.Values {
			return contracts.Values("man", object("CustId", e.Customer(ctx).ID, "Name", e.Unique("李")))
		}, "linkMen"),
		writing("deleteLinkMan", "1", conform.DoesNothing, ofLinkMan("id"), "linkMen"),
	}
}
