package quancheng

import (
	"net/url"
	"strings"
	"testing"
)

// TestRefusalsSayWhy: whatever a call is refused for, or does nothing for, the answer names place and rule,
// and no secret.
func TestRefusalsSayWhy(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	w.put("customers", "900", `{"Name":"甲"}`)
	w.put("customers", "901", `{"Name":"公","IsPublic":true}`)
	w.put("linkMen", "900", `{"Name":"王","CustId":900}`)
	w.put("contactHistory", "900", `{"CustomerId":1}`)
	w.put("contactPlans", "900", `{"CustomerId":900,"UserId":1}`)
	w.put("contactPlans", "901", `{"CustomerId":900,"State":1}`)
	w.put("contracts", "900", `{"Audited":true}`)
	w.put("contracts", "901", `{"Stopped":true}`)
	w.put("orders", "YP", `{"Audited":true}`)
	w.put("imsLocks", "021", `{"UserId":2}`)
	w.put("smsTemplates", "T1", `{"Text":"x"}`)
	w.put("calls", "139@2013-05-05 10:25:30", `{}`)
	w.put("baseInfos", "900", `{"Hits":9223372036854775807}`)
	w.put("tokens", "old", `{"user_id":1,"used":"2025-01-01T00:00:00Z"}`)
	const (
		contact  = "type_id=1&route_id=1&title=t&content=c"
		plan     = contact + "&history_id=0&next_time=2026-01-06+10:00:00"
		of900    = "&plan_id=0&customer_id=900&link_man_id=0"
		callOf   = "callState=1&callType=1&record=0&duration=1&userID=1&userName=u&remark=r"
		updateOf = "bCallState=1&callType=1&record=0&duration=1&displayTel=d&teleIms=1&addUserName=a"
		sms      = "senderID=1&mobilePhone=139&receiveName=n&content=c&sendType=0&value1=&value2=&value3=&value4=&value5=&value6=&remark="
		login    = "org_id=1&login_name=chenzhiqiang"
	)
	for _, test := range []struct{ operation, query, want string }{
		{"getCustomer", "id=1&format=html", "format: enum"},
		{"getCustomer", "id=1&token=", "token: required"},
		{"getCustomer", "id=1&token=-1", "token: credential"},
		{"getCustomer", "id=1&token=abcdef", "token: credential"},
		{"getCustomer", "id=1&token=old", "token: expired"},
		{"listOrganizations", "token=", "token: required"},
		{"listOrganizations", "token=abcdef", "token: credential"},
		{"addMessageBoard", "custID=0&content=c&siteKey=abcdef", "siteKey: credential"},
		{"addMessageBoard", "custID=0&content=c", "siteKey: required"},
		{"addMessageBoard", "custID=0&content=c&siteKey=sitekey-default&token=abcdef", "token: credential"},
		{"getToken", "org_id=2&login_name=chenzhiqiang&password=abcdef", "org_id: credential"},
		{"getToken", "org_id=1&login_name=nobody&password=abcdef", "login_name: credential"},
		{"getToken", login + "&password=abcdef", "password: credential"},
		{"getToken", login, "password: required"},
		{"getAllCustomers", "pageIndex=0", "pageIndex: minimum"},
		{"saveCustomer", "json=[]", "json: type"},
		{"saveCustomer", `json={"Name":{}}`, "json/Name: type"},
		{"saveCustomer", `json={"PK_ID":999999,"Name":"x"}`, "json/PK_ID: exists"},
		{"saveCustomer", `json={"Name":" "}`, "json/Name: format"},
		{"saveCustomer", `json={"Name":"x","SignId":3}`, "json/SignId: enum"},
		{"updateCustomer", `customer={"Name":"x"}`, "customer/PK_ID: exists"},
		{"setCustIdentity", "custId=999999&identityId=1", "custId: exists"},
		{"setCustIdentity", "custId=900&identityId=0", "identityId: state"},
		{"removeCollection", "userId=1&custIdString=900", "custIdString: state"},
		{"cancelShare", "strIds=900", "strIds: state"},
		{"cancelShare", "strIds=1,x", "strIds: pattern"},
		{"cancelShare", "strIds=99999999999", "strIds: format"},
		{"cancelShare", "strIds=,", "strIds: required"},
		{"setPublicCust", "pkidList=901", "pkidList: state"},
		{"addContactHistory", contact + "&customer_id=999999&link_man_id=0", "customer_id: exists"},
		{"addContactHistory", contact + "&customer_id=1&link_man_id=900", "link_man_id: exists"},
		{"insertContactPlan", plan + "&plan_id=900&customer_id=900&link_man_id=0", "plan_id: unique"},
		{"insertContactPlan", plan + "&plan_id=0&customer_id=999999&link_man_id=0", "customer_id: exists"},
		{"insertContactPlan", strings.Replace(plan, "history_id=0", "history_id=900", 1) + of900, "history_id: exists"},
		{"insertContactPlan", strings.Replace(plan, "01-06", "02-30", 1) + of900, "next_time: pattern"},
		{"saveContactPlan", plan + "&plan_id=999999&customer_id=900&link_man_id=0", "plan_id: exists"},
		{"saveContactPlan", plan + "&plan_id=901&customer_id=900&link_man_id=0", "plan_id: state"},
		{"saveContactPlan", plan + "&plan_id=900&customer_id=1&link_man_id=0", "customer_id: state"},
		{"saveContactPlan", plan + "&plan_id=900&customer_id=900&link_man_id=999", "link_man_id: exists"},
		{"contractAudit", "id=999999", "id: exists"},
		{"contractAudit", "id=900", "id: state"},
		{"contractUnAudit", "id=901", "id: state"},
		{"stopContract", "id=999999", "id: exists"},
		{"stopContract", "id=901", "id: state"},
		{"sampleGiftAuditById", "orderID=nothing", "orderID: exists"},
		{"sampleGiftAuditById", "orderID=YP", "orderID: state"},
		{"addCallHistory", callOf + "&tel=139&ims=1&startTime=2013-05-05+10:25:30&endTime=2013-05-05+10:25:31", "startTime: unique"},
		{"addCallHistory", callOf + "&tel=139&ims=1&startTime=2013-05-05+10:25:30&endTime=2013-05-05+10:25:29", "endTime: minimum"},
		{"addCallHistory", callOf + "&tel=139&ims=1&startTime=2013-02-30+10:25:30&endTime=2013-05-05+10:25:29", "startTime: pattern"},
		{"updateCallHistory", updateOf + "&sCallNumber=139&dCallTime=2013-05-06+10:25:30&endTime=2013-05-06+10:25:31", "dCallTime: exists"},
		{"updateCallHistory", updateOf + "&sCallNumber=139&dCallTime=2013-05-06+10:25:30&endTime=2013-05-06+10:25:29", "endTime: minimum"},
		{"imsLock", "ims=021&userID=1", "ims: state"},
		{"unIMSLock", "ims=022", "ims: exists"},
		{"insertSms", sms + "&sendDate=2026-01-06+10:00:00&messageTempleID=T2", "messageTempleID: exists"},
		{"insertSms", sms + "&sendDate=2026-02-30+10:00:00&messageTempleID=T1", "sendDate: pattern"},
		{"updateBaseInfoHit", "siteKey=sitekey-default&pkid=999999&addHit=1", "pkid: exists"},
		{"updateBaseInfoHit", "siteKey=sitekey-default&pkid=900&addHit=1", "addHit: maximum"},
		{"addMessageBoard", "siteKey=sitekey-default&custID=999999&content=c", "custID: exists"},
		{"insertLinkMan", "man=x", "man: type"},
		{"insertLinkMan", `man={"Name":{},"CustId":1}`, "man/Name: type"},
		{"insertLinkMan", `man={"Name":"","CustId":1}`, "man/Name: format"},
		{"insertLinkMan", `man={"Name":"x","CustId":999999}`, "man/CustId: exists"},
		{"saveLinkMan", "man=x", "man: type"},
		{"saveLinkMan", `man={"PK_ID":999999}`, "man/PK_ID: exists"},
		{"saveLinkMan", `man={"PK_ID":900,"CustId":999999}`, "man/CustId: exists"},
		{"cancelMainMan", "id=999999", "id: exists"},
		{"cancelMainMan", "id=900", "id: state"},
		{"deleteLinkMan", "id=999999", "id: exists"},
	} {
		token := "&token=" + w.shown.Token
		if test.operation == "addMessageBoard" || test.operation == "updateBaseInfoHit" || strings.Contains(test.query, "token=") {
			token = ""
		}
		query := strings.NewReplacer(`"`, "%22", "{", "%7B", "}", "%7D", " ", "+", "公", url.QueryEscape("公")).Replace(test.query) + token
		answer := w.exchange("GET", test.operation, query, "", "", nil)
		got := answer.Header().Get("Sim-Violation")
		if !strings.HasPrefix(got, test.operation+" query "+test.want) {
			t.Errorf("%s?%s\nanswered %s\nnoted    %s\nwant     %s", test.operation, test.query, answer.Body, got, test.want)
		}
		for _, secret := range []string{"abcdef", w.shown.Token, w.shown.Password, w.shown.SiteKey} {
			if strings.Contains(got, secret) {
				t.Errorf("%s?%s: the note has a secret: %s", test.operation, test.query, got)
			}
		}
	}
	w.put("settings", "settings", `{"organization":"甲","site_key":"sitekey-default","strict_paging":true}`)
	if _, got := w.noted("getAllCustomers", ""); !strings.Contains(got, "pageIndex: required") {
		t.Errorf("strict paging: %q", got)
	}
}
