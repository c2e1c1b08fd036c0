package dustess_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/crmsim/crmsim/clients/dustess"
)

func Example() {
	client, err := dustess.NewClient(dustess.Credentials{
		ClientID:     os.Getenv("DUSTESS_CLIENT_ID"),
		ClientSecret: os.Getenv("DUSTESS_CLIENT_SECRET"),
	}, dustess.WithHTTPClient(&http.Client{Timeout: 10 * time.Second}))
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()

	result, err := client.Contacts.BatchEdit(ctx,
		dustess.Contact{ID: "d3e83957-175a-11eb-b365-111111111111", Remark: "张三", Clear: []string{"email"}},
		dustess.Contact{ExternalID: "100003", Mobiles: []dustess.Mobile{{Tel: "12500010002", Type: dustess.TypeMobile}}},
	)
	if e := (*dustess.Error)(nil); errors.As(err, &e) && e.Code == dustess.CodePartial {
		for _, failed := range result.Fail {
			fmt.Println("item", failed.Index, "failed with code", failed.Code)
		}
		return
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(result.Success), "contacts edited")
}

// vendor answers in place of Dustess, so that the examples run without a tenant.
func vendor(answer string) (*dustess.Client, func()) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/auth/") {
			io.WriteString(w, `{"success":true,"code":0,"msg":"","data":{"accessToken":"token","expiresIn":"2099-03-18 04:33:41"}}`)
			return
		}
		io.WriteString(w, answer)
	}))
	client, err := dustess.NewClient(dustess.Credentials{ClientID: "client-TEST", ClientSecret: "secret-TEST"}, dustess.WithBaseURL(server.URL))
	if err != nil {
		panic(err)
	}
	return client, server.Close
}

func ExampleContactsService_BatchEdit() {
	client, closeVendor := vendor(`{"success":false,"code":4126,"msg":"","data":{
		"fail":[{"code":13001,"index":2,"id":"","msg":""}],
		"success":[{"code":0,"index":1,"id":"ad14ce98-ee88-11ea-9926-acde48001122","msg":""}]}}`)
	defer closeVendor()

	result, err := client.Contacts.BatchEdit(context.Background(),
		dustess.Contact{ID: "ad14ce98-ee88-11ea-9926-acde48001122", Remark: "张三"},
		dustess.Contact{ID: "no such contact", Remark: "李四"},
	)
	fmt.Println(err)
	fmt.Println(result.Success[0].Index, result.Fail[0].Index, result.Fail[0].Code == dustess.ItemUnknown)
	// Output:
	// dustess: batchEditCustomer: code 4126: not all items were carried out
	// 1 2 true
}

func ExampleListsService_Reasons() {
	client, closeVendor := vendor(`{"success":true,"msg":"","data":[{"id":"noDemand","name":"无需求"}]}`)
	defer closeVendor()

	reasons, err := client.Lists.Reasons(context.Background(), dustess.ReasonInvalid)
	fmt.Println(reasons, err)
	// Output: [{noDemand 无需求}] <nil>
}
