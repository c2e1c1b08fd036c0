package bench

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// BenchmarkPages shows that a page of 20 costs the same whatever the number of customers, also far out.
func BenchmarkPages(b *testing.B) {
	few, many := newSimulator(b, small), newSimulator(b, *large)
	for _, v := range vendors {
		ofMany := v.calls(credentialsOf(b, many, v.id), func(c call) []byte { return inProcess(many, c) })
		for i, c := range v.calls(credentialsOf(b, few, v.id), func(c call) []byte { return inProcess(few, c) }) {
			if !strings.HasPrefix(c.name, "list") {
				continue
			}
			b.Run(fmt.Sprintf("%s/%s/%s:%s", v.id, c.name, short(small), short(*large)), func(b *testing.B) {
				fewAndMany(b,
					func() time.Duration { return measured(func() { inProcess(few, c) }) },
					func() time.Duration { return measured(func() { inProcess(many, ofMany[i]) }) })
			})
		}
	}
}

// BenchmarkAdvQuery holds WiseCRM's adv-query with two conditions to a loop over a slice of the same texts.
func BenchmarkAdvQuery(b *testing.B) {
	sim := newSimulator(b, *large)
	credentials := credentialsOf(b, sim, "wisecrm")
	rows := accounts(b, credentials, func(c call) []byte { return inProcess(sim, c) })
	query := advQuery(credentials)
	b.Run("customers="+short(*large), func(b *testing.B) {
		var asked, looped []time.Duration
		found := 0
		for b.Loop() {
			asked = append(asked, measured(func() { inProcess(sim, query) }))
			looped = append(looped, measured(func() {
				for i := range rows {
					if strings.Contains(rows[i].Phone, "021") && strings.Contains(rows[i].Address, "上海") {
						found++
					}
				}
			}))
		}
		var answer struct {
			Total int `json:"total_size"`
		}
		if err := json.Unmarshal(inProcess(sim, query), &answer); err != nil || answer.Total*len(looped) != found {
			b.Fatalf("adv-query finds %d, the loop %d in %d rounds, %v", answer.Total, found, len(looped), err)
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(ratio(asked, looped), "times-a-loop")
		b.ReportMetric(micros(asked)/1000, "ms")
		b.ReportMetric(micros(looped)/1000, "ms-of-loop")
	})
}
