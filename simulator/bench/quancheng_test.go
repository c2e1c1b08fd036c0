package bench

import (
	"encoding/json"
	"fmt"
	"net/url"
)

// quancheng calls by GET, as the vendor's own client does, changes included.
var quancheng = vendor{id: "quancheng", calls: func(credentials map[string]any, ask func(call) []byte) []call {
	to := func(operation, query string) string {
		return "/WebApi/Handler/1.0/CRM/" + operation + ".ashx?token=" + credentials["token"].(string) + "&" + query
	}
	list := call{name: "list20", method: "GET", target: to("Customer/GetAllList", "pageIndex=1&pageSize=20")}
	var page struct {
		Value []struct {
			ID int `json:"PK_ID"`
		}
	}
	if err := json.Unmarshal(ask(list), &page); err != nil || len(page.Value) == 0 {
		return nil
	}
	far, inXML := list, list
	far.name, far.target = "list20Far", to("Customer/GetAllList", "pageIndex=50&pageSize=20")
	inXML.name, inXML.target = "list20XML", to("Customer/GetAllList", "format=xml&pageIndex=1&pageSize=20")
	return []call{
		{name: "get", method: "GET", target: to("Customer/Get", fmt.Sprintf("id=%d", page.Value[0].ID))},
		{name: "save", method: "GET", target: to("Customer/Save", "json="+url.QueryEscape(`{"Name":"测试客户","Tel":"021-34240127","Address":"上海市中山路1号"}`))},
		list, far, inXML,
	}
}}
