// Command dustess signs in, reads the pools and adds a contact to one, through the client that oapi-codegen wrote.
package main

import (
	"context"
	"log"
	"net/http"
	"os"

	"github.com/crmsim/crmsim/testdata/strangers/generated/dustess/client"
)

func main() {
	ctx := context.Background()
	c, err := client.NewClientWithResponses(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	id, secret, name := "client-default", "secret-default", "张三"
	login, err := c.GetAccessTokenWithResponse(ctx, client.TokenRequest{ClientId: &id, ClientSecret: &secret})
	if err != nil {
		log.Fatal(err)
	}
	issued, err := login.JSON200.AsTokenAnswer()
	if err != nil || issued.Code != 0 {
		log.Fatalf("token: %s %v", login.Body, err)
	}
	bearing := func(_ context.Context, r *http.Request) error {
		query := r.URL.Query()
		query.Set("accessToken", issued.Data.AccessToken)
		r.URL.RawQuery = query.Encode()
		return nil
	}

	listed, err := c.GetCustomerPoolListWithResponse(ctx, client.EmptyBody{}, bearing)
	if err != nil {
		log.Fatal(err)
	}
	pools, err := listed.JSON200.AsNamesAnswer()
	if err != nil || !bool(pools.Success) || len(pools.Data) == 0 {
		log.Fatalf("pools: %s %v", listed.Body, err)
	}

	added, err := c.BatchAddCustomerWithResponse(ctx, client.AddRequest{
		CustomerList: []client.NewContact{{Remark: name, Pool: &pools.Data[0].Id}},
	}, bearing)
	if err != nil {
		log.Fatal(err)
	}
	result, err := added.JSON200.AsBatchAnswer()
	if err != nil || !bool(result.Success) || len(result.Data.Success) != 1 || result.Data.Success[0].Id == nil {
		log.Fatalf("add: %s %v", added.Body, err)
	}
}
