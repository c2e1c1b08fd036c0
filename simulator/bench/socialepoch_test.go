package bench

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
)

// socialepoch signs its calls in headers; timestamps are of any age (SE-Q04).
var socialepoch = vendor{id: "socialepoch", calls: func(credentials map[string]any, _ func(call) []byte) []call {
	const timestamp = "1780272000000"
	tenant := fmt.Sprintf("%.0f", credentials["tenant_id"])
	sum := md5.Sum([]byte(tenant + timestamp + credentials["api_key"].(string)))
	header := map[string]string{"tenant_id": tenant, "timestamp": timestamp, "token": hex.EncodeToString(sum[:])}
	body := func(text string) func(int) string { return func(int) string { return text } }
	return []call{
		{
			name: "listDeleted20", method: "POST", target: "/wscrm-bus-api/open/customer/queryDelCustomerInfo", header: header,
			body: body(`{"tenantId":` + tenant + `,"info":{},"current":1,"pageSize":20}`),
		},
		{
			name: "listDeleted20Far", method: "POST", target: "/wscrm-bus-api/open/customer/queryDelCustomerInfo", header: header,
			body: body(`{"tenantId":` + tenant + `,"info":{},"current":10,"pageSize":20}`),
		},
	}
}}
