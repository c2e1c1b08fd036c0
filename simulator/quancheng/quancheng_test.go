package quancheng

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestParameters: each kind of parameter and each wrong value it may have.
func TestParameters(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	tests := []struct{ operation, query, code string }{
		{"getCustomer", "id=1x", "2002"},
		{"getCustomer", "id=%20%20", "2002"},
		{"getCustomer", "id=2147483648", "2002"},
		{"getCustomer", "id=-2147483649", "2002"},
		{"getCustomer", "id=99999999999999999999", "2002"},
		{"getCustomer", "id=1.0", "2002"},
		{"getCustomer", "id=", "2001"},
		{"getCustomer", "", "2001"},
		{"getCustomer", "token=", "1001"},
		{"getCustomer", "token=-1", "1002"},
		{"getCustomer", "token=00000000-0000-4000-8000-000000000000", "1002"},
		{"getCustomer", "id=1&format=html", "2002"},
		{"getCustomer", "token=-1&format=html", "2002"}, // QC-Q75: format before token.
		{"getCustomer", "token=-1&id=x", "1002"},
		{"addContactHistory", "customer_id=x", "2001"}, // What is missing before what is malformed.
		{"getAllCustomers", "pageIndex=0", "2002"},
		{"getAllCustomers", "pageSize=101", "2002"},
		{"getAllCustomers", "pageSize=%2B101", "2002"},
		{"getAllCustomers", "pageSize=0", "2002"},
		{"cancelShare", "strIds=1,x", "2002"},
		{"cancelShare", "strIds=1%202", "2002"},
		{"cancelShare", "strIds=2147483648", "2002"},
		{"cancelShare", "strIds=,%20,", "2001"},
		{"setCustIdentity", "identityId=-1&custId=1", "2002"},
		{"updateCustomer", "customer=[]", "2004"},
		{"updateCustomer", "customer=null", "2004"},
		{"updateCustomer", `customer={"PK_ID":1}x`, "2004"},
		{"updateCustomer", `customer={"PK_ID":1,"Name":{}}`, "2004"},
		{"updateCustomer", `customer={"PK_ID":2147483648}`, "2004"},
		{"saveCustomer", "json=x", "2002"},
		{"saveCustomer", `json={"Name":"x","SignId":"one"}`, "2002"},
		{"saveCustomer", `json={"Name":"x","IsPublic":"perhaps"}`, "2002"},
		{"saveCustomer", `json={"Name":"x","IdentityId":-1}`, "2002"},
	}
	for _, test := range tests {
		w.refused(test.operation, strings.ReplaceAll(test.query, `"`, "%22"), test.code)
	}
}

// TestParametersTaken: what .NET is thought to read besides the documented form (QC-Q20, QC-Q21, QC-Q35).
func TestParametersTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	for _, id := range []string{"2147483647", "-2147483648", "%202147483647", "%2B2147483647", "+00000000002147483647+", "-0"} {
		w.expect("getCustomer", "id="+id, isNull)
	}
	for _, at := range []string{"2026-01-06 10:25:30", "2026/01/06 10:25:30", "2026-01-06T10:25:30", "2026/01/06", "2026-01-06"} {
		w.expect("insertContactPlan", "plan_id=0&title=t&customer_id=1&type_id=1&route_id=1&link_man_id=0&history_id=0&next_time="+url.QueryEscape(at), isTrue)
	}
	for _, at := range []string{"2026-02-30 10:25:30", "2026/02/30", "2026-1-6", "2026-01-06 24:00:00", "0000-01-01 00:00:00", "2026-01-06 10:25:30.5", "x"} {
		w.refused("insertContactPlan", "plan_id=0&title=t&customer_id=1&type_id=1&route_id=1&link_man_id=0&history_id=0&next_time="+url.QueryEscape(at), "2002")
	}
	for _, ids := range []string{"1", "1,2", " 1 , 2 ", ",1,,2,", "1,1,1", "1,999999"} {
		w.expect("setPublicCust", "pkidList="+url.QueryEscape(ids), isTrue)
		w.get("saveCustomer", "json="+url.QueryEscape(`{"PK_ID":1,"IsPublic":false}`))
		w.get("saveCustomer", "json="+url.QueryEscape(`{"PK_ID":2,"IsPublic":false}`))
	}
	w.expect("setPublicCust", "pkidList=999999,-5", isFalse)
}

// TestLargeBatch: a batch may be as long as a request.
func TestLargeBatch(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	var ids []string
	for n := range 10_000 {
		ids = append(ids, strconv.Itoa(n+1))
	}
	list := "pkidList=" + strings.Join(ids, ",")
	if got := w.post("setPublicCust", list); got != isTrue {
		t.Error(got)
	}
	if got := w.post("setPublicCust", list); got != isFalse {
		t.Errorf("all are public: %s", got)
	}
}

// TestForms: a parameter may stand in the query or in a form; the query wins, and letter case does
// not count (QC-Q02, QC-Q03).
func TestForms(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	first := w.get("getCustomer", "id=1")
	multipart := "--b\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + w.shown.Token + "\r\n--b--\r\n"
	tests := []struct{ name, got string }{
		{"form", w.post("getCustomer", "id=1")},
		{"query of a POST", w.send("POST", "getCustomer", "id=1&token="+w.shown.Token, "", "")},
		{"query before form", w.send("POST", "getCustomer", "id=1", "application/x-www-form-urlencoded", "id=2&token="+w.shown.Token)},
		{"multipart", w.send("POST", "getCustomer", "", "multipart/form-data; boundary=b", multipart)},
		{"letter case", w.get("getCustomer", "ID=1&Format=JSON")},
		{"repeated", w.get("getCustomer", "id=1&id=2")},
		{"extra parameters", w.get("getCustomer", "id=1&_=123")},
	}
	for _, test := range tests {
		if test.got != first {
			t.Errorf("%s: %s", test.name, test.got)
		}
	}
}

// TestXML: every kind of value, and an error (QC-Q11).
func TestXML(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	const head = `<?xml version="1.0" encoding="utf-8"?><root>`
	w.get("saveCustomer", "json="+url.QueryEscape(`{"PK_ID":1,"Name":"A&B <x>","IdentityId":7,"Remark":""}`))
	tests := []struct{ operation, query, want string }{
		{"unIMSLock", "ims=1", "<value>false</value></root>"},
		{"stopContract", "id=999", "<value>-1</value></root>"},
		{"getCustomer", "id=999999", "<value></value></root>"},
		{"getCustomerTypes", "parent_id=999", "<value></value></root>"},
		{"getCustomerTypes", "parent_id=0", "<value><item><PK_ID>1</PK_ID><ParentId>0</ParentId><Name>直接客户</Name></item><item><PK_ID>2</PK_ID><ParentId>0</ParentId><Name>渠道客户</Name></item></value></root>"},
		{"getCustomer", "", "<error_code>2001</error_code><error_msg>缺少参数 id</error_msg></root>"},
		{"getCustomer", "token=-1", "<error_code>1002</error_code><error_msg>访问令牌无效或已过期</error_msg></root>"},
	}
	for _, test := range tests {
		w.expect(test.operation, test.query+"&format=XML", head+test.want)
	}
	got := w.get("getCustomer", "id=1&format=xml")
	for _, part := range []string{"<Name>A&amp;B &lt;x&gt;</Name>", "<IdentityId>7</IdentityId>", "<Remark></Remark>", "<IsPublic>false</IsPublic>"} {
		if !strings.Contains(got, part) {
			t.Errorf("no %s in %s", part, got)
		}
	}
}

// TestTokens: a token lives as long as it is used; the one that the sandbox comes with for ever (QC-Q06).
func TestTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	login := "org_id=1&login_name=" + w.shown.LoginName + "&password=" + w.shown.Password
	signIn := func() string {
		return strings.TrimSuffix(strings.TrimPrefix(w.get("getToken", login), `{"value":"`), `"}`)
	}
	first, second := signIn(), signIn()
	if first == second || len(first) != 36 {
		t.Fatalf("tokens %s and %s", first, second)
	}
	advance := func(by time.Duration) { w.sandbox.Clock.Set(w.sandbox.Clock.Now().Add(by), true) }
	advance(23 * time.Hour)
	w.expect("getCustomer", "id=999999&token="+first, isNull)
	advance(23 * time.Hour)
	w.expect("getCustomer", "id=999999&token="+first, isNull)
	w.refused("getCustomer", "id=999999&token="+second, "1002")
	w.expect("getCustomer", "id=999999", isNull)
	for _, wrong := range []string{"org_id=2&login_name=" + w.shown.LoginName + "&password=" + w.shown.Password, login + "x", "org_id=1&login_name=nobody&password=x"} {
		w.refused("getToken", wrong, "1003")
	}
	w.refused("getToken", "org_id=1&login_name="+w.shown.LoginName, "2001")
}

// TestSandboxesShareNoToken: tokens select sandboxes, so two sandboxes never give the same one.
func TestSandboxesShareNoToken(t *testing.T) {
	t.Parallel()
	a := newWorld(t, "default")
	b := settle(t, a.vendor, "other", nil)
	if a.shown.Token == b.shown.Token || a.shown.SiteKey == b.shown.SiteKey || a.shown.LoginName == b.shown.LoginName {
		t.Errorf("credentials %v and %v", a.shown, b.shown)
	}
	sign := func(w *world) string {
		return w.get("getToken", "org_id=1&login_name="+w.shown.LoginName+"&password="+w.shown.Password)
	}
	if sign(a) == sign(b) {
		t.Error("both sandboxes gave the same token")
	}
}

// TestSameAnswers: the same calls in the same order give the same bytes.
func TestSameAnswers(t *testing.T) {
	t.Parallel()
	run := func() string {
		w := newWorld(t, "default")
		var all strings.Builder
		all.WriteString(w.get("getToken", "org_id=1&login_name="+w.shown.LoginName+"&password="+w.shown.Password))
		all.WriteString(w.get("saveCustomer", "json="+url.QueryEscape(`{"Name":"新客户"}`)))
		for page := range 3 {
			all.WriteString(w.get("getAllCustomers", "pageSize=100&pageIndex="+strconv.Itoa(page+1)))
		}
		return all.String()
	}
	if first := run(); first != run() || !strings.Contains(first, "新客户") {
		t.Error("two runs differ, or the new customer is not listed")
	}
}

// TestIndexes: names, numbers and open plans are found after every kind of change.
func TestIndexes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	save := func(operation, parameter, object, want string) {
		t.Helper()
		w.expect(operation, parameter+"="+url.QueryEscape(object), want)
	}
	save("saveCustomer", "json", `{"Name":" 甲公司 ","Tel":"021-1234 5678"}`, isTrue)
	id := strconv.Itoa(demoCustomers + 1)
	w.expect("customerNameIsRepeat", "id=0&sName=甲公司", isTrue)
	w.expect("customerNameIsRepeat", "sName=甲公司&id="+id, isFalse)
	w.expect("customerTelIsRepeat", "id=0&tel=02112345678", isTrue)
	save("updateCustomer", "customer", `{"pk_id":`+id+`,"name":"乙公司","tel":""}`, isTrue)
	w.expect("customerNameIsRepeat", "id=0&sName=甲公司", isFalse)
	w.expect("customerTelIsRepeat", "id=0&tel=02112345678", isFalse)
	save("insertLinkMan", "man", `{"CustId":`+id+`,"Name":"丁","Mobile":"139-1","IsMain":true}`, isTrue)
	w.expect("customerTelIsRepeat", "id=0&tel=1391", isTrue)
	w.expect("customerTelIsRepeat", "tel=1391&id="+id, isFalse)
	save("insertLinkMan", "man", `{"CustId":`+id+`,"Name":"戊","IsMain":true}`, isTrue)
	if got := w.get("listLinkMen", "custId="+id); strings.Count(got, `"IsMain":true`) != 1 || !strings.Contains(got, `"Name":"戊","Tel":"","IsMain":true`) {
		t.Errorf("the second takes the mark: %s", got)
	}
	save("insertLinkMan", "man", `{"CustId":999999,"Name":"己"}`, isFalse)
	save("insertLinkMan", "man", `{"CustId":`+id+`,"Name":" "}`, isFalse)
}
