package simtest_test

import (
	"fmt"
	"runtime"
	"sync"
	"testing"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/simulator/simtest"
)

// BenchmarkWorld is what a test pays for a world of its own, beside what it does in it.
func BenchmarkWorld(b *testing.B) {
	simtest.New(b) // Starts the simulator.
	b.ReportAllocs()
	for b.Loop() {
		try(b, func(t testing.TB) { simtest.New(t) })
	}
}

// BenchmarkTests is 300 tests at the same time, each with a world, a fault, two writes, a look-up and a verdict.
func BenchmarkTests(b *testing.B) {
	const tests = 300
	simtest.New(b)
	for b.Loop() {
		var wait sync.WaitGroup
		for n := range tests {
			wait.Go(func() {
				try(b, func(t testing.TB) {
					sim := simtest.New(t)
					client := sim.WiseCRM()
					sim.Fault("wisecrm.addAccount=503:x1")
					for range 2 {
						_, _ = client.Accounts.Add(t.Context(), wisecrm.Fields{"accountName": fmt.Sprint(n)}, wisecrm.AddOptions{})
					}
					lookUp(t, client, fmt.Sprint(n))
					sim.Verify("addAccount", simtest.Exactly(2))
					sim.Clean()
				})
			})
		}
		wait.Wait()
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/300tests")
}

func lookUp(t testing.TB, client *wisecrm.Client, name string) {
	for _, err := range client.Accounts.All(t.Context(), wisecrm.ListOptions{Fields: []string{"accountId"}, QName: name}) {
		if err != nil {
			t.Errorf("%v", err)
		}
	}
}

// BenchmarkWorldHeld is how many bytes a world holds while its test runs.
func BenchmarkWorldHeld(b *testing.B) {
	simtest.New(b)
	const worlds = 500
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		try(b, func(t testing.TB) {
			for range worlds {
				simtest.New(t)
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
		})
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/worlds, "B/world")
	}
}
