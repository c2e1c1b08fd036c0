package socialepoch_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"time"

	"github.com/crmsim/crmsim/clients/socialepoch"
)

func Example() {
	tenantID, err := strconv.ParseInt(os.Getenv("SOCIALEPOCH_TENANT_ID"), 10, 64)
	if err != nil {
		fmt.Println(err)
		return
	}
	client, err := socialepoch.NewClient(socialepoch.Credentials{
		TenantID: tenantID,
		APIKey:   os.Getenv("SOCIALEPOCH_API_KEY"),
		UserName: os.Getenv("SOCIALEPOCH_USER_NAME"),
	}, socialepoch.WithHTTPClient(&http.Client{Timeout: 10 * time.Second}))
	if err != nil {
		fmt.Println(err)
		return
	}

	result, err := client.Customers.ClearOwner(context.Background(), "919161506154", "8801833524358")
	if err != nil {
		fmt.Println(err)
		return
	}
	if !result.AllOK {
		fmt.Println("these are no customers:", result.Failed)
	}
}

// vendor answers in place of SocialEpoch, so that the examples run without a tenant.
func vendor(answers ...string) (*socialepoch.Client, func()) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, answers[0])
		answers = answers[1:]
	}))
	client, err := socialepoch.NewClient(
		socialepoch.Credentials{TenantID: 520274, APIKey: "TESTKEY", UserName: "testlsl001"}, socialepoch.WithBaseURL(server.URL),
	)
	if err != nil {
		panic(err)
	}
	return client, server.Close
}

func ExampleCustomersService_ClearOwner() {
	client, closeVendor := vendor(
		`{"code":200,"message":"Success","data":{"isAllOk":false,"total":2,"successWhatsIds":["919161506154"],"failWhatsIds":["1"]}}`,
	)
	defer closeVendor()

	result, err := client.Customers.ClearOwner(context.Background(), "919161506154", "1")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.AllOK, result.Succeeded, result.Failed)
	// Output: false [919161506154] [1]
}

func ExampleContactsService_All() {
	client, closeVendor := vendor(
		`{"code":200,"message":"Success ","data":{"records":[
			{"whatsId":"67074807576","friendWhatsId":"8801833524358","delFlag":1,"deleteTime":"2025-04-02 21:01:28"}],"total":1}}`,
		`{"code":200,"message":"Success ","data":{"records":[],"total":1}}`,
	)
	defer closeVendor()

	for contact, err := range client.Contacts.All(context.Background(), socialepoch.ContactListOptions{Deletion: socialepoch.Deleted}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(contact.FriendWhatsID, "deleted at", contact.DeleteTime)
	}
	// Output: 8801833524358 deleted at 2025-04-02 21:01:28 +0800 Asia/Shanghai
}

func ExampleSendingService_Send() {
	client, closeVendor := vendor(
		`{"code":200,"message":"success","data":{"taskId":"5c1d3e0f"}}`,
		`{"code":200,"message":"success","data":{"status":5,"info":[{"status":6}]}}`,
	)
	defer closeVendor()

	ctx := context.Background()
	task, err := client.Sending.Send(ctx, socialepoch.Target{SendWhatsApp: "67074807576", FriendWhatsApp: "8801833524358"},
		socialepoch.SendOptions{}, socialepoch.Content{Type: socialepoch.SendText, Text: "Your samples are on their way."})
	if err != nil {
		fmt.Println(err)
		return
	}
	status, err := client.Sending.Status(ctx, task)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(status.Status == socialepoch.TaskCompleted, status.Targets[0].Status == socialepoch.TargetReplied)
	// Output: true true
}

func ExampleError() {
	client, closeVendor := vendor(`{"code":507,"message":"signature incorrect","data":null}`)
	defer closeVendor()

	err := client.Customers.DeleteAll(context.Background())
	if e := (*socialepoch.Error)(nil); errors.As(err, &e) {
		fmt.Println(e.Operation, e.Code == socialepoch.CodeSignature, e.Message)
	}
	// Output: delCustomers true signature incorrect
}
