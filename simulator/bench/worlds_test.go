package bench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
)

// BenchmarkWorlds measures what must not depend on the number of records: to fork a sandbox and to reset one.
func BenchmarkWorlds(b *testing.B) {
	few, many := newSimulator(b, small), newSimulator(b, *large)
	fork := func(sim http.Handler) time.Duration {
		took := measured(func() { control(b, sim, "POST", "/_sim/sandboxes", `{"name":"fork","from":"default"}`) })
		control(b, sim, "DELETE", "/_sim/sandboxes/fork", "")
		return took
	}
	reset := func(sim http.Handler) time.Duration {
		return measured(func() { control(b, sim, "POST", "/_sim/sandboxes/default/reset", "") })
	}
	for name, do := range map[string]func(http.Handler) time.Duration{"fork": fork, "reset": reset} {
		b.Run(name, func(b *testing.B) {
			fewAndMany(b, func() time.Duration { return do(few) }, func() time.Duration { return do(many) })
		})
	}
	b.Run("memory of a fork", func(b *testing.B) {
		const forks = 500
		for b.Loop() {
			before := heap()
			for i := range forks {
				control(b, many, "POST", "/_sim/sandboxes", fmt.Sprintf(`{"name":"fork%d","from":"default"}`, i))
			}
			b.ReportMetric((float64(heap())-float64(before))/forks, "B/fork")
			for i := range forks {
				control(b, many, "DELETE", fmt.Sprintf("/_sim/sandboxes/fork%d", i), "")
			}
		}
		b.ReportMetric(0, "ns/op")
	})
}

// BenchmarkSandboxes makes many sandboxes, calls each of them once, and removes them all.
func BenchmarkSandboxes(b *testing.B) {
	const sandboxes = 1e4
	sim := newSimulator(b, 0)
	tokens := make([]string, sandboxes)
	var made, called, removed time.Duration
	for b.Loop() {
		made += measured(func() {
			for i := range tokens {
				tokens[i] = tokenOf(b, control(b, sim, "POST", "/_sim/sandboxes", fmt.Sprintf(`{"name":"made%d"}`, i)))
			}
		})
		called += measured(func() {
			for _, token := range tokens {
				answer := inProcess(sim, call{method: "GET", target: "/WebApi/Handler/1.0/CRM/Customer/GetAllList.ashx?pageSize=1&token=" + token})
				if !strings.Contains(string(answer), "PK_ID") {
					b.Fatalf("no customers: %s", answer)
				}
			}
		})
		removed += measured(func() {
			for i := range tokens {
				control(b, sim, "DELETE", fmt.Sprintf("/_sim/sandboxes/made%d", i), "")
			}
		})
	}
	b.ReportMetric(0, "ns/op")
	rounds := float64(b.N)
	b.ReportMetric(made.Seconds()/rounds, "s-to-make-1e4")
	b.ReportMetric(called.Seconds()/rounds, "s-to-call-1e4")
	b.ReportMetric(removed.Seconds()/rounds, "s-to-remove-1e4")
}

func tokenOf(b *testing.B, shown []byte) string {
	var sandbox struct {
		Credentials struct{ Quancheng struct{ Token string } }
	}
	if err := json.Unmarshal(shown, &sandbox); err != nil || sandbox.Credentials.Quancheng.Token == "" {
		b.Fatalf("sandbox without a token: %s, %v", shown, err)
	}
	return sandbox.Credentials.Quancheng.Token
}

// BenchmarkMemory reports the heap that a customer of all vendors together costs.
func BenchmarkMemory(b *testing.B) {
	for b.Loop() {
		empty := heap()
		sim := newSimulator(b, *large)
		b.ReportMetric(float64(heap()-empty)/float64(*large), "B/customer")
		runtime.KeepAlive(sim)
	}
	b.ReportMetric(0, "ns/op")
}

func heap() uint64 {
	runtime.GC()
	runtime.GC() // What the first one finds to be finalised, the second one frees.
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// fewAndMany does the same in turns where there are few records and where there are many.
func fewAndMany(b *testing.B, few, many func() time.Duration) {
	var a, z []time.Duration
	for b.Loop() {
		a, z = append(a, few()), append(z, many())
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ratio(z, a), "many/few")
	b.ReportMetric(micros(a), "us-few")
	b.ReportMetric(micros(z), "us-many")
}

func micros(of []time.Duration) float64 { return median(of).Seconds() * 1e6 }
