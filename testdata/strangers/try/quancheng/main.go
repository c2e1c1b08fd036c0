// Command quancheng signs in, adds a customer by a form and finds that its name repeats, through the client that oapi-codegen wrote.
package main

import (
	"context"
	"log"
	"net/http"
	"os"

	"github.com/crmsim/crmsim/testdata/strangers/generated/quancheng/client"
)

func main() {
	ctx := context.Background()
	c, err := client.NewClientWithResponses(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	login, err := c.GetTokenWithResponse(ctx, &client.GetTokenParams{OrgId: 1, LoginName: "chenzhiqiang", Password: "password-default"})
	if err != nil {
		log.Fatal(err)
	}
	issued, err := login.JSON200.AsTokenAnswer()
	if err != nil || issued.Value == "" {
		log.Fatalf("token: %s %v", login.Body, err)
	}

	const name = "上海恒通软件有限公司"
	saved, err := c.SaveCustomerByPostWithFormdataBodyWithResponse(ctx, client.SaveCustomerForm{
		Token: &issued.Value, Json: `{"Name":"` + name + `"}`,
	})
	if err != nil {
		log.Fatal(err)
	}
	if done, err := saved.JSON200.AsBoolAnswer(); err != nil || !done.Value {
		log.Fatalf("save: %s %v", saved.Body, err)
	}

	bearing := func(_ context.Context, r *http.Request) error {
		query := r.URL.Query()
		query.Set("token", issued.Value)
		r.URL.RawQuery = query.Encode()
		return nil
	}
	asked, err := c.CustomerNameIsRepeatWithResponse(ctx, &client.CustomerNameIsRepeatParams{SName: name, Id: 0}, bearing)
	if err != nil {
		log.Fatal(err)
	}
	if repeats, err := asked.JSON200.AsBoolAnswer(); err != nil || !repeats.Value {
		log.Fatalf("repeats: %s %v", asked.Body, err)
	}
}
