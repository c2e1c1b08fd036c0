package bench

import (
	"encoding/json"
	"fmt"
	"strings"
)

// dustess edits the contact of the document's example, alone and in a batch of 20 items that use every
// nested part.
var dustess = vendor{id: "dustess", calls: func(credentials map[string]any, ask func(call) []byte) []call {
	token := "?accessToken=" + credentials["access_token"].(string)
	one := func(i int) string {
		return fmt.Sprintf(`{"id":"d3e83957-175a-11eb-b365-1111111111111","remark":"张三%d","custom_fields":[{"id":"field01","string_value":"跟进","type":"text"},`+
			`{"id":"field71","array_value":["撒旦法","地方"],"type":"checkbox"},{"id":"field16","array_value":["组01/组001=path/to/value"],"type":"multi-cascader"},`+
			`{"id":"field05","files_value":[{"name":"合同","url":"https://files.example/1","file_type":"pdf"}]}],`+
			`"mobiles":[{"tel":"12500010002","type":"mobile","display":"手机号"},{"tel":"ead12312acxzcasd","type":"11b90rp60zya","display":"微信号"}],`+
			`"tags":["etDolHEAAAF2A3f71_Y81111111111"],"source":"searchEngines","prov_city":"天津市-天津市-河东区","birthday":"2020-09-16","gender":1,"age":26}`, i)
	}
	batch := func(size int) func(int) string {
		return func(i int) string {
			return `{"customer_list":[` + one(i) + strings.Repeat(","+one(i), size-1) + `]}`
		}
	}
	edit := call{name: "edit1", method: "POST", target: "/customer/v1/batchEditCustomer" + token, body: batch(1)}
	var answer struct{ Success bool }
	if err := json.Unmarshal(ask(edit), &answer); err != nil || !answer.Success {
		return nil
	}
	batch20 := edit
	batch20.name, batch20.body = "edit20", batch(20)
	return []call{
		edit, batch20,
		{
			name: "add", method: "POST", target: "/customer/v1/batchAddCustomer" + token,
			body: func(i int) string { return fmt.Sprintf(`{"customer_list":[{"remark":"张三%d","pool":"p"}]}`, i) },
		},
		{name: "depts", method: "POST", target: "/open-integration-api/customer/v1/getDeptDetails" + token, body: func(int) string { return `{}` }},
	}
}}
