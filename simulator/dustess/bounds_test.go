package dustess

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkLongLists: the cost of an item is linear in what it lists.
func BenchmarkLongLists(b *testing.B) {
	for name, element := range map[string]string{
		"mobiles": `{"tel":"1%06d"}`, "tags": `"et%06d"`, "custom_fields": `{"id":"f%06d","string_value":"x"}`,
	} {
		for _, n := range []int{5_000, 50_000} {
			b.Run(fmt.Sprint(name, "/", n), func(b *testing.B) {
				w := newWorld(b, "default")
				elements := make([]string, n)
				for i := range elements {
					elements[i] = fmt.Sprintf(element, i)
				}
				body := `{"customer_list":[{"id":"` + exampleContact + `","` + name + `":[` + strings.Join(elements, ",") + `]}]}`
				for b.Loop() {
					if answer := w.send("batchEditCustomer", w.shown.AccessToken, body); !strings.Contains(string(answer), `"success":true`) {
						b.Fatalf("%.200s", answer)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/element")
			})
		}
	}
}
