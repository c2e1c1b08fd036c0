// Command wisecrm adds an account and reads it back, through the client that oapi-codegen wrote.
package main

import (
	"context"
	"crypto/md5"
	"fmt"
	"log"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/crmsim/crmsim/testdata/strangers/generated/wisecrm/client"
)

const (
	appid  = "000-default"
	appkey = "appkey-default"
	opUser = "027-00000000-0000-4000-8000-000000000001"
)

func main() {
	c, err := client.NewClientWithResponses(os.Args[1], client.WithRequestEditorFn(sign))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	added, err := c.AddAccountWithResponse(ctx, &client.AddAccountParams{OpUser: opUser}, client.Fields{"accountName": "杨志永"})
	if err != nil {
		log.Fatal(err)
	}
	if failure, err := added.JSON200.AsFailure(); err != nil || failure.ErrorCode != 0 {
		log.Fatalf("add: %s %v", added.Body, err)
	}
	id, err := added.JSON200.AsAccountIDAnswer()
	if err != nil {
		log.Fatal(err)
	}
	got, err := c.GetAccountWithResponse(ctx, &client.GetAccountParams{OpUser: opUser, AccountId: id.Data.AccountId, Fields: "accountName"})
	if err != nil {
		log.Fatal(err)
	}
	record, err := got.JSON200.AsRecordAnswer()
	if err != nil || record.Data.AccountName == nil || *record.Data.AccountName != "杨志永" {
		log.Fatalf("get: %s %v", got.Body, err)
	}
}

// sign signs a request as the document's info.description says.
func sign(_ context.Context, r *http.Request) error {
	query := r.URL.Query()
	query.Set("appid", appid)
	query.Set("sign_type", "MD5")
	query.Set("timestamp", strconv.FormatInt(time.Now().UnixMilli(), 10))
	query.Del("sign")
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if strings.TrimSpace(query.Get(name)) != "" {
			parts = append(parts, name+"="+query.Get(name))
		}
	}
	query.Set("sign", fmt.Sprintf("%x", md5.Sum([]byte(strings.Join(parts, "&")+"&appkey="+appkey))))
	r.URL.RawQuery = query.Encode()
	return nil
}
