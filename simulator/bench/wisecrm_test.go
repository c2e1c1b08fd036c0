package bench

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// wisecrm signs its calls with MD5 for the frozen clock of newSimulator.
var wisecrm = vendor{id: "wisecrm", calls: func(credentials map[string]any, ask func(call) []byte) []call {
	signed := func(path string, params map[string]string) string {
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
	list := call{name: "list20", method: "GET", target: signed("/gw/account/list", map[string]string{
		"fields": "accountId,accountName,phone", "page_size": "20",
	})}
	var page struct{ Data []struct{ AccountID string } }
	if err := json.Unmarshal(ask(list), &page); err != nil || len(page.Data) == 0 {
		return nil
	}
	last := list
	last.name, last.target = "list20far", signed("/gw/account/list", map[string]string{
		"fields": "accountId,accountName,phone", "page_size": "20", "page_no": "50",
	})
	return []call{
		{name: "get", method: "GET", target: signed("/gw/account/get", map[string]string{
			"account_id": page.Data[0].AccountID, "fields": "accountName,phone,address,owningUser",
		})},
		{
			name: "add", method: "POST", target: signed("/gw/account/add", map[string]string{}),
			body: func(i int) string {
				return fmt.Sprintf(`{"accountName":"测试客户%d","phone":"021-34240127","address":"上海市中山路1号"}`, i)
			},
		},
		list, last,
		{
			name: "advQuery", method: "POST", target: signed("/gw/entity/adv-query", map[string]string{
				"entity": "Account", "fields": "accountId,accountName",
			}),
			body: func(int) string {
				return `{"type":"AND","filters":[{"fieldName":"phone","operator":"cl","value":"021"},{"fieldName":"address","operator":"cl","value":"上海"}]}`
			},
		},
	}
}}
