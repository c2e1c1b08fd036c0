package quancheng

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/openapi"
)

func customerOperations() []operation {
	return []operation{
		{
			id: "cancelShare", spec: "QC-CUSTOMER-CANCELSHARE", from: document("Customer", "取消共享"), evidence: openapi.Documented,
			done: "true", ids: []string{"strIds"}, control: true,
			valid: func(ctx context.Context, e *Env) url.Values {
				id := e.number("customer")
				ExpectWithOffset(1, e.Control().PutRecord(ctx, "shares", strconv.Itoa(id)+"-2", map[string]any{})).To(Succeed())
				return values("strIds", strconv.Itoa(id))
			},
		},
		{
			id: "removeCollection", spec: "QC-CUSTOMER-REMOVECOLLECTION", from: document("Customer", "取消收藏"), evidence: openapi.Documented,
			done: "true", ints: []string{"userId"}, ids: []string{"custIdString"}, uses: newCustomer("setCustIdentity"),
			valid: func(ctx context.Context, e *Env) url.Values {
				customer := e.Customer(ctx)
				_, err := e.Client.Customers.SetIdentity(ctx, customer.ID, 3)
				ExpectWithOffset(1, err).NotTo(HaveOccurred())
				return values("userId", strconv.Itoa(customer.OwnerID), "custIdString", strconv.Itoa(customer.ID))
			},
		},
		{
			id: "setCustIdentity", spec: "QC-CUSTOMER-SETCUSTIDENTITY", from: document("Customer", "设置客户收藏标识"), evidence: openapi.Documented,
			done: "true", ints: []string{"identityId", "custId"}, uses: newCustomer(), valid: ofCustomer("custId", "identityId", "2"),
		},
		{
			id: "getAllCustomers", spec: "QC-CUSTOMER-GETALLLIST", from: document("Customer", "获取客户信息"), evidence: openapi.Documented,
			valid: fixed("pageIndex", "1", "pageSize", "3"),
		},
		{
			id: "customerNameIsRepeat", spec: "QC-CUSTOMER-NAMEISREPEAT", from: document("Customer", "判断新添加的客户是否重名"), evidence: openapi.Documented,
			ints: []string{"id"}, texts: []string{"sName"}, valid: fixed("id", "0", "sName", "无此公司"),
		},
		{
			id: "getCustomer", spec: "QC-CUSTOMER-GET", from: document("Customer", "根据id获取客户信息"), evidence: openapi.Documented,
			ints: []string{"id"}, uses: newCustomer(), valid: ofCustomer("id"),
		},
		{
			id: "updateCustomer", spec: "QC-CUSTOMER-UPDATE", from: document("Customer", "保存客户信息 (Update)"), evidence: openapi.Documented,
			done: "true", objects: []string{"customer"}, uses: newCustomer(),
			valid: func(ctx context.Context, e *Env) url.Values {
				return values("tran", "", "customer", object("PK_ID", e.Customer(ctx).ID, "Remark", "好"))
			},
		},
		{
			id: "saveCustomer", spec: "QC-CUSTOMER-SAVE", from: document("Customer", "保存客户信息 (Save)"), evidence: openapi.Documented,
			done: "true", objects: []string{"json"},
			valid: func(_ context.Context, e *Env) url.Values {
				return values("json", object("Name", e.Unique("乙公司")))
			},
		},
		{
			id: "customerTelIsRepeat", spec: "QC-CUSTOMER-TELISREPEAT", from: document("Customer", "判断电话是否重复"), evidence: openapi.Documented,
			ints: []string{"id"}, texts: []string{"tel"}, valid: fixed("id", "0", "tel", "000-0000"),
		},
	}
}

func callOperations() []operation {
	call := []string{"callType", "record", "duration"}
	at := china(time.Date(2013, 5, 5, 2, 25, 30, 0, time.UTC))
	return []operation{
		{
			id: "addCallHistory", spec: "QC-CUSTOMER-ADDCALLHISTORY", from: document("Customer", "新增通话历史记录"), evidence: openapi.Documented,
			done: "true", ints: append([]string{"callState", "userID"}, call...), times: []string{"startTime", "endTime"}, texts: []string{"tel", "ims", "userName"},
			valid: func(_ context.Context, e *Env) url.Values {
				return values("callState", "1", "tel", e.phone(), "userID", "1", "callType", "2", "startTime", at, "endTime", at,
					"record", "0", "duration", "60", "ims", "021", "userName", "李婷", "remark", "")
			},
		},
		{
			id: "imsLock", spec: "QC-CUSTOMER-IMSLOCK", from: document("Customer", "锁定IMS号码"), evidence: openapi.Documented,
			done: "true", ints: []string{"userID"}, texts: []string{"ims"},
			valid: func(_ context.Context, e *Env) url.Values { return values("userID", "1", "ims", e.ims()) },
		},
		{
			id: "unIMSLock", spec: "QC-CUSTOMER-UNIMSLOCK", from: document("Customer", "解除IMS号码锁定"), evidence: openapi.Documented,
			done: "true", texts: []string{"ims"}, uses: []string{"imsLock"},
			valid: func(ctx context.Context, e *Env) url.Values {
				ims := e.ims()
				_, err := e.Client.Customers.LockIMS(ctx, 1, ims)
				ExpectWithOffset(1, err).NotTo(HaveOccurred())
				return values("ims", ims)
			},
		},
		{
			id: "insertSms", spec: "QC-CUSTOMER-INSERTSMS", from: document("Customer", "发送模板短信"), evidence: openapi.Documented,
			done: "true", ints: []string{"senderID", "sendType"}, times: []string{"sendDate"}, texts: []string{"mobilePhone", "content", "messageTempleID"},
			valid: func(_ context.Context, e *Env) url.Values {
				return values("senderID", "1", "sendType", "1", "sendDate", at, "mobilePhone", e.phone(), "content", "您好", "messageTempleID", "T1", "value1", "", "remark", "")
			},
		},
		{
			id: "updateCallHistory", spec: "QC-CUSTOMER-UPDATECALLHISTORY", from: document("Customer", "更新通话历史记录"), evidence: openapi.Documented,
			done: "true", ints: append([]string{"bCallState"}, call...), times: []string{"dCallTime", "endTime"},
			texts: []string{"sCallNumber", "teleIms", "displayTel", "addUserName"}, uses: []string{"addCallHistory"},
			valid: func(ctx context.Context, e *Env) url.Values {
				call := e.Call(ctx)
				return values("sCallNumber", call.Tel, "dCallTime", china(call.Start), "bCallState", "0", "callType", "1", "teleIms", "022",
					"displayTel", "023", "endTime", china(call.End), "record", "1", "duration", "7", "addUserName", "刘洋")
			},
		},
	}
}

func linkManOperations() []operation {
	return []operation{
		{
			id: "listLinkMen", spec: "QC-LINKMAN-SHORT", from: document("LinkMan", "根据客户id获取联系人列表"), evidence: openapi.Documented,
			ints: []string{"custId"}, uses: newLinkMan(), valid: ofStaff("custId"),
		},
		{
			id: "cancelMainMan", spec: "QC-LINKMAN-CANCELMAIN", from: document("LinkMan", "根据联系人id取消主要联系人标识"), evidence: openapi.Documented,
			done: "1", ints: []string{"id"}, uses: newLinkMan(), valid: ofLinkMan("id"),
		},
		{
			id: "getLinkManList", spec: "QC-LINKMAN-LIST", from: document("LinkMan", "获取客户联系人列表"), evidence: openapi.Documented,
			ints: []string{"cust_id"}, uses: newCustomer("insertLinkMan"), valid: ofStaff("cust_id"),
		},
		{
			id: "getLinkMan", spec: "QC-LINKMAN-GET", from: document("LinkMan", "根据id获取客户联系人信息"), evidence: openapi.Documented,
			ints: []string{"id"}, uses: newLinkMan(), valid: ofLinkMan("id"),
		},
		{
			id: "saveLinkMan", spec: "QC-LINKMAN-SAVE", from: document("LinkMan", "更新联系人"), evidence: openapi.Documented,
			done: "1", objects: []string{"man"}, uses: newLinkMan(),
			valid: func(ctx context.Context, e *Env) url.Values {
				id, _ := strconv.Atoi(ofLinkMan("id")(ctx, e).Get("id"))
				return values("tran", "", "man", object("PK_ID", id, "Position", "经理"))
			},
		},
		{
			id: "insertLinkMan", spec: "QC-LINKMAN-INSERT", from: document("LinkMan", "新增联系人"), evidence: openapi.Documented,
			done: "true", objects: []string{"man"}, uses: newCustomer(),
			valid: func(ctx context.Context, e *Env) url.Values {
				return values("man", object("CustId", e.Customer(ctx).ID, "Name", e.Unique("李")))
			},
		},
		{
			id: "deleteLinkMan", spec: "QC-LINKMAN-DELETE", from: document("LinkMan", "删除联系人"), evidence: openapi.Documented,
			done: "1", ints: []string{"id"}, uses: newLinkMan(), valid: ofLinkMan("id"),
		},
	}
}

// ofStaff is valid for a call about a new customer with two link men.
func ofStaff(parameter string) func(context.Context, *Env) url.Values {
	return func(ctx context.Context, e *Env) url.Values {
		id := e.Customer(ctx).ID
		e.LinkMan(ctx, id, quancheng.LinkManChange{IsMain: new(true), Tel: new("021-1 & <2>")})
		e.LinkMan(ctx, id, quancheng.LinkManChange{})
		return values(parameter, strconv.Itoa(id))
	}
}

// object writes a JSON object of keys and values in turn.
func object(pairs ...any) string {
	var parts []string
	for i := 0; i < len(pairs); i += 2 {
		value, err := json.Marshal(pairs[i+1])
		ExpectWithOffset(1, err).NotTo(HaveOccurred())
		parts = append(parts, strconv.Quote(pairs[i].(string))+":"+string(value))
	}
	return "{" + strings.Join(parts, ",") + "}"
}
