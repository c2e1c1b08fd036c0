package quancheng_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"github.com/crmsim/crmsim/clients/quancheng"
)

func Example() {
	client, err := quancheng.NewClient(
		quancheng.Credentials{OrgID: 1, LoginName: os.Getenv("QUANCHENG_LOGIN_NAME"), Password: os.Getenv("QUANCHENG_PASSWORD")},
		quancheng.WithBaseURL("http://oa.example.com/WebApi/Handler/1.0/"),
		quancheng.WithHTTPClient(&http.Client{Timeout: 10 * time.Second}),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()

	repeats, err := client.Customers.NameIsRepeat(ctx, "上海恒通软件有限公司", 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	if repeats {
		fmt.Println("there is such a customer already")
		return
	}
	done, err := client.Customers.Save(ctx, quancheng.CustomerChange{
		Name: new("上海恒通软件有限公司"),
		Sign: new(quancheng.Company),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("saved:", done)
}

// site answers in place of an installation, so that the examples run without one.
func site(answers ...string) (*quancheng.Client, func()) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, answers[0])
		answers = answers[1:]
	}))
	client, err := quancheng.NewClient(
		quancheng.Credentials{Token: "11111111-1111-4111-8111-111111111111"},
		quancheng.WithBaseURL(server.URL+"/WebApi/Handler/1.0/"),
	)
	if err != nil {
		panic(err)
	}
	return client, server.Close
}

func ExampleCustomersService_All() {
	client, closeSite := site(`{"value":[
		{"PK_ID":1,"Name":"上海恒通软件有限公司","SignId":1,"CDate":"2013-05-05 10:25:30"},
		{"PK_ID":2,"Name":"王伟","SignId":2,"CDate":"2013-05-06 09:00:00"}]}`)
	defer closeSite()

	for customer, err := range client.Customers.All(context.Background(), quancheng.ListOptions{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(customer.ID, customer.Name, customer.Sign == quancheng.Person)
	}
	// Output:
	// 1 上海恒通软件有限公司 false
	// 2 王伟 true
}

func ExampleCustomersService_Get() {
	client, closeSite := site(`{"value":null}`)
	defer closeSite()

	_, err := client.Customers.Get(context.Background(), 999)
	fmt.Println(errors.Is(err, quancheng.ErrNotFound))
	// Output: true
}

func ExampleError() {
	client, closeSite := site(`{"error_code":2002,"error_msg":"参数 pageSize 的格式或取值无效"}`)
	defer closeSite()

	_, err := client.Customers.List(context.Background(), quancheng.ListOptions{PageSize: 101})
	if e := (*quancheng.Error)(nil); errors.As(err, &e) {
		fmt.Println(e.Operation, e.Code == quancheng.CodeInvalid, e.Message)
	}
	// Output: getAllCustomers true 参数 pageSize 的格式或取值无效
}
