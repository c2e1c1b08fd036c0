package redact

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkText redacts bodies and queries without and with secrets, where few sandboxes are and where many are.
func BenchmarkText(b *testing.B) {
	texts := map[string]string{
		"body 5 kB": strings.Repeat(`{"accountId":"0010000000000001","accountName":"测试客户","phone":"021-34240127"},`, 60),
		"query":     "account_id=001-000000000000-0001&appid=000-default&fields=accountName%2Cphone%2Caddress&op_user=005-01&sign=0123456789abcdef&sign_type=MD5",
		"hits":      strings.Repeat("token=secret-0&", 300),
	}
	for _, sandboxes := range []int{1, 10_000} {
		k := new(Known)
		for i := range sandboxes {
			for _, name := range []string{"appkey-%d", "secret-%d", "token-%d", "sitekey-%d", "password-%d", "apikey-%d"} {
				k.Add(fmt.Sprintf(name, i))
			}
			k.Add(fmt.Sprintf("%08x-0000-4000-8000-%012x", uint32(i+1)*0x9e3779b9, i))
		}
		for name, text := range texts {
			b.Run(fmt.Sprintf("%s/%d sandboxes", name, sandboxes), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					r := New(k, nil, "0123456789abcdef")
					r.Text(text)
					r.Release()
				}
			})
		}
	}
}
