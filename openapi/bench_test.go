package openapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// batchBody returns a body of batchEditCustomer whose items use every nested part.
func batchBody(size int) []byte {
	items := make([]string, size)
	for i := range items {
		items[i] = fmt.Sprintf(`{"id":"d3e83957-175a-11eb-b365-%013d","remark":"张三",`+
			`"custom_fields":[{"id":"field01","string_value":"跟进","type":"text"},`+
			`{"id":"field71","array_value":["撒旦法","地方"],"type":"checkbox"},`+
			`{"id":"field16","array_value":["组01/组001=path/to/value"],"type":"multi-cascader"},`+
			`{"id":"field05","files_value":[{"name":"合同","url":"https://files.example/1","file_type":"pdf"}]}],`+
			`"mobiles":[{"tel":"12500010002","type":"mobile","display":"手机号"},{"tel":"ead12312acxzcasd","type":"11b90rp60zya","display":"微信号"}],`+
			`"tags":["etDolHEAAAF2A3f71_Y81111111111"],"source":"searchEngines",`+
			`"prov_city":"天津市-天津市-河东区","birthday":"2020-09-16","gender":1,"age":26}`, i)
	}
	return []byte(`{"customer_list":[` + strings.Join(items, ",") + `]}`)
}

// BenchmarkCheck is the check of a batch of 20 items, decode included. Its ratio is to what
// encoding/json takes to decode the same body in the same run.
func BenchmarkCheck(b *testing.B) {
	doc, err := Load("dustess")
	if err != nil {
		b.Fatal(err)
	}
	op, body := doc.Operation("batchEditCustomer"), batchBody(20)
	r := &http.Request{Method: http.MethodPost, Header: http.Header{"Content-Type": {"application/json"}}}
	values := map[string][]string{"accessToken": {"token"}}
	if found := op.CheckRequest(r, values, body).Findings; len(found) > 0 {
		b.Fatal(found)
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	var plain time.Duration
	for b.Loop() {
		op.CheckRequest(r, values, body)
		b.StopTimer()
		start := time.Now()
		var value any
		_ = json.Unmarshal(body, &value) // It is valid.
		plain += time.Since(start)
		b.StartTimer()
	}
	b.ReportMetric(float64(b.Elapsed())/float64(plain), "x-encoding/json")
}

// BenchmarkLoad is the load of all documents, as crmsim does at start.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		for _, vendor := range Vendors() {
			if _, err := load(vendor); err != nil {
				b.Fatal(err)
			}
		}
	}
}
