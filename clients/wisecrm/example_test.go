package wisecrm_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"github.com/crmsim/crmsim/clients/wisecrm"
)

func Example() {
	client, err := wisecrm.NewClient(wisecrm.Credentials{
		AppID:  os.Getenv("WISECRM_APPID"),
		AppKey: os.Getenv("WISECRM_APPKEY"),
		OpUser: os.Getenv("WISECRM_OP_USER"),
	}, wisecrm.WithHTTPClient(&http.Client{Timeout: 10 * time.Second}))
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()

	id, err := client.Accounts.Add(ctx, wisecrm.Fields{"accountName": "杨志永"}, wisecrm.AddOptions{})
	if e := (*wisecrm.Error)(nil); errors.As(err, &e) && e.Code == wisecrm.CodeBusiness {
		fmt.Println("there is such an account already:", e.Message)
		return
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	account, err := client.Accounts.Get(ctx, id, "accountName", "phone")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(account.Text("accountName"), account.Text("phone"))
}

// vendor answers in place of WiseCRM365, so that the examples run without a tenant.
func vendor(pages ...string) (*wisecrm.Client, func()) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, pages[0])
		pages = pages[1:]
	}))
	client, err := wisecrm.NewClient(
		wisecrm.Credentials{AppID: "000-TEST", AppKey: "TESTKEY", OpUser: "027-00000000-0000-0000-0000-000000000001"},
		wisecrm.WithBaseURL(server.URL+"/gw/"),
	)
	if err != nil {
		panic(err)
	}
	return client, server.Close
}

func ExampleAccountsService_All() {
	client, closeVendor := vendor(
		`{"error_code":0,"error_msg":"调用成功","total_size":2,"page_size":200,"page_no":1,"data":[
			{"accountName":"杨志永","typeCode":1},{"accountName":"企能软件","typeCode":null}]}`,
		`{"error_code":0,"error_msg":"调用成功","total_size":2,"page_size":200,"page_no":2,"data":[]}`,
	)
	defer closeVendor()

	opts := wisecrm.ListOptions{Fields: []string{"accountName", "typeCode"}}
	for account, err := range client.Accounts.All(context.Background(), opts) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s %q\n", account.Text("accountName"), account.Text("typeCode"))
	}
	// Output:
	// 杨志永 "1"
	// 企能软件 ""
}

func ExampleQueryService_List() {
	client, closeVendor := vendor(
		`{"error_code":0,"error_msg":"调用成功","total_size":1,"page_size":20,"page_no":1,"data":[{"accountName":"杨志永"}]}`,
	)
	defer closeVendor()

	page, err := client.Query.List(context.Background(), wisecrm.AdvQuery{
		Entity: "Account",
		Fields: []string{"accountName"},
		Filter: wisecrm.Or(wisecrm.Contains("phone", "021"), wisecrm.IsNull("phone")),
		Sort:   []wisecrm.Sort{wisecrm.Desc("createdOn")},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(page.TotalSize, page.Records[0].Text("accountName"))
	// Output: 1 杨志永
}

func ExampleError() {
	client, closeVendor := vendor(`{"error_code":402,"error_msg":"参数 op_user 不能为空"}`)
	defer closeVendor()

	_, err := client.As("").Accounts.Add(context.Background(), wisecrm.Fields{"accountName": "杨志永"}, wisecrm.AddOptions{})
	if e := (*wisecrm.Error)(nil); errors.As(err, &e) {
		fmt.Println(e.Operation, e.Code == wisecrm.CodeMissing, e.Message)
	}
	// Output: addAccount true 参数 op_user 不能为空
}

// The records of a module that the tenant made for itself, with values of several types.
func ExampleCustomEntitiesService_All() {
	client, end := vendor(
		`{"error_code":0,"error_msg":"调用成功","total_size":1,"page_size":200,"page_no":1,"data":[
			{"c__dingdanhao":"DD20260105001","c__zongjine":99999.50,"c__shengchanwangongriqi":"2026-01-19"}]}`,
		`{"error_code":0,"error_msg":"调用成功","total_size":1,"page_size":200,"page_no":2,"data":[]}`,
	)
	defer end()

	fields := []string{"c__dingdanhao", "c__zongjine", "c__shengchanwangongriqi"}
	for order, err := range client.CustomEntities.All(context.Background(), "e__dd", wisecrm.ListOptions{Fields: fields}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		sum, err := order.Decimal("c__zongjine")
		if err != nil {
			fmt.Println(err)
			return
		}
		due, err := order.Date("c__shengchanwangongriqi")
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(order.Text("c__dingdanhao"), sum.FloatString(2), due.Weekday())
	}
	// Output: DD20260105001 99999.50 Monday
}
