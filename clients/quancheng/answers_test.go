package quancheng

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/openapi/spectest"
)

// TestEntities: the entities have the fields of the schemas.
func TestEntities(t *testing.T) {
	t.Parallel()
	document, err := openapi.Load("quancheng")
	if err != nil {
		t.Fatal(err)
	}
	spectest.Match[Organization](t, document, "Organization")
	spectest.Match[BaseType](t, document, "BaseType")
	spectest.Match[ContactRecord](t, document, "ContactHistory")
	spectest.Match[ContactPlan](t, document, "CustomerContactPlan")
	spectest.Match[Customer](t, document, "Customer")
	spectest.Match[CustomerKind](t, document, "CRM_Cust_T_CustKind")
	spectest.Match[CustomerType](t, document, "CustomerType")
	spectest.Match[LinkMan](t, document, "LinkMan")
	spectest.Match[CustomerLinkMan](t, document, "CustomerLinkMan")
}

// TestOperations: every operation of the document has a call, and the other way round.
func TestOperations(t *testing.T) {
	t.Parallel()
	document, err := openapi.Load("quancheng")
	if err != nil {
		t.Fatal(err)
	}
	called := map[string]bool{}
	for _, c := range calls {
		called[c.operation] = true
		if document.Operation(c.operation) == nil {
			t.Errorf("the document has no %s", c.operation)
		}
	}
	for _, op := range document.Operations() {
		if !called[op.ID] {
			t.Errorf("no call of %s", op.ID)
		}
	}
}

// TestRefusals: whatever the operation, a refusal is an *Error with the vendor's code.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, test := range calls {
		err := test.do(t.Context(), newVendor(t, `{"error_code":2002,"error_msg":"参数无效"}`).client(t, testCredentials))
		e, ok := errors.AsType[*Error](err)
		if !ok || e.Operation != test.operation || e.Code != CodeInvalid || e.Message != "参数无效" || e.HTTPStatus != 200 || e.Body != nil {
			t.Errorf("%s: got %v", test.operation, err)
		}
	}
}

// TestAnswersThatAreNone: whatever the operation, an answer without its kind of value is an *Error
// with code 0.
func TestAnswersThatAreNone(t *testing.T) {
	t.Parallel()
	for _, body := range []string{``, `<html>`, `{}`, `[]`, `{"error_code":0}`, `{"value":{"a":1}}`, `{"value":[1]}`, `{"value":[null]}`, `{"error_code":"0"}`, `{"error_code":null}`, `{"value":1.5}`, `{"value":"` + "\x00" + `"}`, `{"value":true}{}`} {
		for _, test := range calls {
			err := test.do(t.Context(), newVendor(t, body).client(t, testCredentials))
			if e, ok := errors.AsType[*Error](err); !ok || e.Operation != test.operation || e.Code != 0 || e.HTTPStatus != 200 {
				t.Errorf("%s: %s: got %v", test.operation, body, err)
			}
		}
	}
}

// TestKindsOfValues: bool, number, 1/-1, 1/2, object, null and list.
func TestKindsOfValues(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	answering := func(body string) *Client { return newVendor(t, body).client(t, testCredentials) }
	if done, err := answering(`{"value":false}`).Customers.Save(ctx, CustomerChange{}); done || err != nil {
		t.Errorf("false is an answer: %v, %v", done, err)
	}
	if n, err := answering(`{"value":0}`).LinkMen.Delete(ctx, 1); n != 0 || err != nil {
		t.Errorf("0 is an answer: %v, %v", n, err)
	}
	for body, want := range map[string]bool{`{"value":1}`: true, `{"value":-1}`: false} {
		if done, err := answering(body).Contracts.Stop(ctx, 1); done != want || err != nil {
			t.Errorf("%s: %v, %v", body, done, err)
		}
	}
	if _, err := answering(`{"value":0}`).Contracts.Stop(ctx, 1); err == nil {
		t.Error("0 is neither 1 nor -1")
	}
	if sign, err := answering(`{"value":2}`).CustomerSigns.Default(ctx); sign != Person || err != nil {
		t.Errorf("got %v, %v", sign, err)
	}
	if _, err := answering(`{"value":3}`).CustomerSigns.Default(ctx); err == nil {
		t.Error("3 is no sign")
	}
	if _, err := answering(`{"value":null}`).Customers.Get(ctx, 1); !errors.Is(err, ErrNotFound) {
		t.Errorf("null: %v", err)
	}
	if _, err := answering(`{"value":null}`).Customers.List(ctx, ListOptions{}); err == nil || errors.Is(err, ErrNotFound) {
		t.Errorf("null is no list: %v", err)
	}
	if rows, err := answering(`{"value":[]}`).LinkMen.List(ctx, 1); len(rows) != 0 || err != nil {
		t.Errorf("got %v, %v", rows, err)
	}
	plan, err := answering(`{"value":{"PK_ID":1,"State":1,"Content":"好","NextTime":"2013-05-05 10:25:30"}}`).ContactPlans.Get(ctx, 1)
	if err != nil || plan.State != PlanExecuted || *plan.Content != "好" || !plan.NextTime.Equal(testTime) {
		t.Errorf("got %+v, %v", plan, err)
	}
}

func TestAllEndsWithAShortPage(t *testing.T) {
	t.Parallel()
	full, short := `{"value":[{"PK_ID":1,"SignId":1,"CDate":"2013-05-05 10:25:30"},{"PK_ID":2,"SignId":2,"CDate":"2013-05-05 10:25:30"}]}`,
		`{"value":[{"PK_ID":3,"SignId":1,"CDate":"2013-05-05 10:25:30"}]}`
	ids := func(v *vendor, stopAt int) (got []int, err error) {
		for customer, e := range v.client(t, testCredentials).Customers.All(t.Context(), ListOptions{PageSize: 2}) {
			if e != nil {
				return got, e
			}
			if got = append(got, customer.ID); len(got) == stopAt {
				break
			}
		}
		return got, nil
	}
	v := newVendor(t, full, short)
	if got, err := ids(v, 0); len(got) != 3 || err != nil || len(v.seen()) != 2 || v.seen()[1].query.Get("pageIndex") != "2" {
		t.Errorf("got %v, %v after %+v", got, err, v.seen())
	}
	v = newVendor(t, full, `{"value":[]}`)
	if got, err := ids(v, 0); len(got) != 2 || err != nil || len(v.seen()) != 2 {
		t.Errorf("got %v, %v", got, err)
	}
	v = newVendor(t, full)
	if got, err := ids(v, 1); len(got) != 1 || err != nil || len(v.seen()) != 1 {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := ids(newVendor(t, full, refusedToken), 0); len(got) != 2 || err == nil {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestTimesAreChinas(t *testing.T) {
	t.Parallel()
	elsewhere := time.FixedZone("", -5*60*60)
	if got := dateTime(testTime.In(elsewhere)); got != "2013-05-05 10:25:30" {
		t.Errorf("got %s", got)
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	refused := &Error{Operation: "getCustomer", Code: CodeMissing, CodeText: "2001", Message: "缺少参数 id", HTTPStatus: 200}
	if want := "quancheng: getCustomer: error_code 2001: 缺少参数 id"; refused.Error() != want {
		t.Errorf("got %s", refused)
	}
}

func TestContextEndsACall(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range calls {
		if err := test.do(ctx, newVendor(t, `{"value":true}`).client(t, testCredentials)); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v", test.operation, err)
		}
	}
}
