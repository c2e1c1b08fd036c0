// Command socialepoch imports a customer and reads it back, through the client that oapi-codegen wrote.
package main

import (
	"context"
	"crypto/md5"
	"fmt"
	"log"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/crmsim/crmsim/testdata/strangers/generated/socialepoch/client"
)

const (
	tenant = 520274
	apiKey = "apikey-default"
)

func main() {
	ctx := context.Background()
	c, err := client.NewClientWithResponses(os.Args[1], client.WithRequestEditorFn(sign))
	if err != nil {
		log.Fatal(err)
	}
	const number = "8801833524358"
	friend := "Rahim"
	imported, err := c.BatchImportWithResponse(ctx, client.BatchImport{
		TenantId: tenant, Data: []client.ImportedCustomer{{AgentAccount: "chenxd", WhatsApp: number, FriendName: &friend}},
	})
	if err != nil {
		log.Fatal(err)
	}
	if done, err := imported.JSON200.AsTextAnswer(); err != nil || done.Code != 200 {
		log.Fatalf("import: %s %v", imported.Body, err)
	}

	body := client.QueryCustomers{{WhatsApp: number}}
	asked, err := c.QueryCustomersWithResponse(ctx, body)
	if err != nil {
		log.Fatal(err)
	}
	found, err := asked.JSON200.AsCustomersAnswer()
	if err != nil || len(found.Data) != 1 || found.Data[0].FriendName == nil || *found.Data[0].FriendName != friend {
		log.Fatalf("query: %s %v", asked.Body, err)
	}
}

// sign signs a request as the document's info.description says.
func sign(_ context.Context, r *http.Request) error {
	id, now := strconv.Itoa(tenant), strconv.FormatInt(time.Now().UnixMilli(), 10)
	r.Header.Set("tenant_id", id)
	r.Header.Set("timestamp", now)
	r.Header.Set("token", fmt.Sprintf("%x", md5.Sum([]byte(id+now+apiKey))))
	return nil
}
