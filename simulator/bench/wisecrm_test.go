package bench

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// signed signs with MD5 for the frozen clock of newSimulator.
func signed(credentials map[string]any, path string, params map[string]string) string {
	params["appid"] = credentials["appid"].(string)
	params["op_user"] = credentials["op_user"].(string)
	params["sign_type"], params["timestamp"] = "MD5", "1780272000000"
	query := url.Values{}
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(params)) {
		query.Set(name, params[name])
		text.WriteString(name + "=" + params[name] + "&")
	}
	sum := md5.Sum([]byte(text.String() + "appkey=" + credentials["appkey"].(string)))
	query.Set("sign", hex.EncodeToString(sum[:]))
	return path + "?" + query.Encode()
}

var wisecrm = vendor{id: "wisecrm", calls: func(credentials map[string]any, ask func(call) []byte) []call {
	list := call{name: "list20", method: "GET", target: signed(credentials, "/gw/account/list", map[string]string{
		"fields": "accountId,accountName,phone", "page_size": "20",
	})}
	var page struct{ Data []struct{ AccountID string } }
	if err := json.Unmarshal(ask(list), &page); err != nil || len(page.Data) == 0 {
		return nil
	}
	last := list
	last.name, last.target = "list20Far", signed(credentials, "/gw/account/list", map[string]string{
		"fields": "accountId,accountName,phone", "page_size": "20", "page_no": "50",
	})
	return []call{
		{name: "get", method: "GET", target: signed(credentials, "/gw/account/get", map[string]string{
			"account_id": page.Data[0].AccountID, "fields": "accountName,phone,address,owningUser",
		})},
		{
			name: "add", method: "POST", target: signed(credentials, "/gw/account/add", map[string]string{}),
			body: func(i int) string {
				return fmt.Sprintf(`{"accountName":"测试客户%d","phone":"021-34240127","address":"上海市中山路1号"}`, i)
			},
		},
		list, last,
		advQuery(credentials),
	}
}}

func advQuery(credentials map[string]any) call {
	return call{
		name: "advQuery", method: "POST",
		target: signed(credentials, "/gw/entity/adv-query", map[string]string{"entity": "Account", "fields": "accountId,accountName"}),
		body: func(int) string {
			return `{"type":"AND","filters":[{"fieldName":"phone","operator":"cl","value":"021"},{"fieldName":"address","operator":"cl","value":"上海"}]}`
		},
	}
}

// texts are what advQuery searches in an account.
type texts struct{ Phone, Address string }

// accounts reads the texts of all accounts.
func accounts(b *testing.B, credentials map[string]any, ask func(call) []byte) []texts {
	var all []texts
	for no := 1; ; no++ {
		var page struct{ Data []texts }
		answer := ask(call{method: "GET", target: signed(credentials, "/gw/account/list", map[string]string{
			"fields": "phone,address", "page_size": "200", "page_no": strconv.Itoa(no),
		})})
		if err := json.Unmarshal(answer, &page); err != nil {
			b.Fatalf("page %d: %v", no, err)
		}
		if len(page.Data) == 0 {
			return all
		}
		all = append(all, page.Data...)
	}
}
