package wisecrm

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestErrorsOfTheVendor(t *testing.T) {
	t.Parallel()
	tests := []struct {
		body    string
		code    int
		message string
	}{
		{`{"error_code":400,"error_msg":"存在重复客户"}`, CodeBusiness, "存在重复客户"},
		{`{"error_code":401,"error_msg":"参数 sign 无效"}`, CodeInvalid, "参数 sign 无效"},
		{`{"error_code":402,"error_msg":"参数 op_user 不能为空"}`, CodeMissing, "参数 op_user 不能为空"},
		{`{"error_code":403,"error_msg":"不被支持的操作"}`, CodeUnsupported, "不被支持的操作"},
		{`{"error_code":410,"error_msg":"没有权限"}`, CodePermission, "没有权限"},
		{`{"error_code":490,"error_msg":"未开通"}`, CodeNotOpened, "未开通"},
		{`{"error_code":491,"error_msg":"超出限制"}`, CodeLimit, "超出限制"},
		{`{"error_code":500,"error_msg":"系统错误"}`, CodeSystem, "系统错误"},
		{`{"error_code":-1}`, -1, ""},
		{`{"error_code":400,"error_msg":"x","data":[1,"a"],"total_size":"many"}`, CodeBusiness, "x"},
	}
	for _, test := range tests {
		_, err := newVendor(t, test.body).client(t).Accounts.Get(t.Context(), testAccount, "phone")
		e, ok := errors.AsType[*Error](err)
		if !ok {
			t.Errorf("%s: got %v, want an *Error", test.body, err)
			continue
		}
		if e.Operation != "getAccount" || e.Code != test.code || e.Message != test.message || e.HTTPStatus != 200 || e.Body != nil {
			t.Errorf("%s: got %+v", test.body, e)
		}
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	refused := &Error{Operation: "addAccount", Code: CodeMissing, Message: "参数 op_user 不能为空", HTTPStatus: 200}
	if want := "wisecrm: addAccount: error_code 402: 参数 op_user 不能为空"; refused.Error() != want {
		t.Errorf("got %s", refused)
	}
}

// everyCall makes each call once, and tells of data that came in spite of an error.
func everyCall(ctx context.Context, c *Client) map[string]error {
	results := map[string]error{}
	note := func(operation string, data bool, err error) {
		if data && err != nil {
			err = errors.New("data in spite of the error: " + err.Error())
		}
		results[operation] = err
	}
	id := func(operation string) func(string, error) {
		return func(id string, err error) { note(operation, id != "", err) }
	}
	record := func(operation string) func(Record, error) {
		return func(r Record, err error) { note(operation, r != nil, err) }
	}
	page := func(operation string) func(*Page, error) {
		return func(p *Page, err error) { note(operation, p != nil, err) }
	}
	id("addAccount")(c.Accounts.Add(ctx, nil, AddOptions{}))
	record("getAccount")(c.Accounts.Get(ctx, "1"))
	page("listAccounts")(c.Accounts.List(ctx, ListOptions{}))
	id("updateAccount")(c.Accounts.Update(ctx, "1", nil, UpdateOptions{}))
	id("deleteAccount")(c.Accounts.Delete(ctx, "1", DeleteOptions{}))
	id("addContact")(c.Contacts.Add(ctx, nil, AddOptions{}))
	record("getContact")(c.Contacts.Get(ctx, "1"))
	page("listContacts")(c.Contacts.List(ctx, ListOptions{}))
	id("updateContact")(c.Contacts.Update(ctx, "1", nil, UpdateOptions{}))
	id("deleteContact")(c.Contacts.Delete(ctx, "1", DeleteOptions{}))
	id("addSalesOrder")(c.SalesOrders.Add(ctx, nil))
	record("getSalesOrder")(c.SalesOrders.Get(ctx, "1"))
	page("listSalesOrders")(c.SalesOrders.List(ctx, ListOptions{}))
	id("updateSalesOrder")(c.SalesOrders.Update(ctx, "1", nil))
	id("deleteSalesOrder")(c.SalesOrders.Delete(ctx, "1", DeleteOptions{}))
	page("listUsers")(c.Users.List(ctx, UserListOptions{}))
	page("advQuery")(c.Query.List(ctx, AdvQuery{}))
	entities, err := c.Metadata.Entities(ctx, KindAny)
	note("listEntities", entities != nil, err)
	fields, err := c.Metadata.Fields(ctx, "Account", KindAny)
	note("listFields", fields != nil, err)
	picklists, err := c.Metadata.Picklists(ctx, "Account")
	note("listPicklists", picklists != nil, err)
	return results
}

func TestAFailedAnswerYieldsNoData(t *testing.T) {
	t.Parallel()
	const (
		ids  = `{"account_id":"1","contact_id":"1","salesorder_id":"1"}`
		rows = `[{"accountId":"1","values":[]}]`
	)
	tests := []struct {
		name   string
		status int
		body   string
		code   int
	}{
		{"refusal with an object", 200, `{"error_code":402,"error_msg":"x","data":` + ids + `}`, CodeMissing},
		{"refusal with rows", 200, `{"error_code":402,"error_msg":"x","data":` + rows + `}`, CodeMissing},
		{"an error status with an object", 503, `{"error_code":0,"error_msg":"x","data":` + ids + `}`, 0},
		{"an error status with rows", 503, `{"error_code":0,"error_msg":"x","data":` + rows + `}`, 0},
		{"no error_code, object", 200, `{"error_msg":"调用成功","data":` + ids + `}`, 0},
		{"no error_code, rows", 200, `{"error_msg":"调用成功","data":` + rows + `}`, 0},
		{"error_code null", 200, `{"error_code":null,"data":` + ids + `}`, 0},
		{"error_code as text", 200, `{"error_code":"0","data":` + rows + `}`, 0},
		{"two answers", 200, `{"error_code":0,"data":` + ids + `}{}`, 0},
		{"an empty object", 200, `{}`, 0},
		{"null", 200, `null`, 0},
		{"an array", 200, `[]`, 0},
		{"no body", 200, ``, 0},
		{"HTML", 200, `<html>`, 0},
		{"success without data", 200, `{"error_code":0,"error_msg":"调用成功"}`, 0},
		{"success with null", 200, `{"error_code":0,"error_msg":"调用成功","data":null}`, 0},
		{"success with text", 200, `{"error_code":0,"error_msg":"调用成功","data":"x"}`, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/plain")
				w.WriteHeader(test.status)
				w.Write([]byte(test.body))
			}))
			t.Cleanup(server.Close)
			client, err := NewClient(testCredentials, WithBaseURL(server.URL))
			if err != nil {
				t.Fatal(err)
			}
			for operation, err := range everyCall(t.Context(), client) {
				e, ok := errors.AsType[*Error](err)
				if !ok {
					t.Errorf("%s: got %v, want an *Error", operation, err)
					continue
				}
				if e.Operation != operation || e.Code != test.code || e.HTTPStatus != test.status {
					t.Errorf("%s: got %+v", operation, e)
				}
				if test.code == 0 && (string(e.Body) != test.body || e.ContentType != "text/plain" || !strings.Contains(e.Error(), e.Message)) {
					t.Errorf("%s: the answer did not survive: %+v", operation, e)
				}
			}
		})
	}
}

func TestAnAnswerOfTheWrongKindIsAnError(t *testing.T) {
	t.Parallel()
	object, rows := emptyObject, listed(`{"accountId":"1"}`)
	for operation, err := range everyCall(t.Context(), newVendor(t, rows).client(t)) {
		isList := strings.HasPrefix(operation, "list") || operation == "advQuery"
		if (err == nil) != isList {
			t.Errorf("%s answered with rows: %v", operation, err)
		}
	}
	for operation, err := range everyCall(t.Context(), newVendor(t, object).client(t)) {
		if isGet := strings.HasPrefix(operation, "get"); (err == nil) != isGet {
			t.Errorf("%s answered with an empty object: %v", operation, err)
		}
	}
}

func TestAnErrorOfTheNetworkShowsNoSecret(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	credentials := testCredentials
	credentials.SignType = PlainKey
	client, err := NewClient(credentials, WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Accounts.Add(t.Context(), nil, AddOptions{})
	if err == nil || !strings.Contains(err.Error(), "addAccount") || strings.Contains(err.Error(), "TESTKEY") {
		t.Errorf("got %v", err)
	}
	if _, ok := errors.AsType[*Error](err); ok {
		t.Error("nothing answered, and yet it is an *Error")
	}
}
