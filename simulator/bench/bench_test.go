// Package bench measures the simulator side by side with a bare net/http handler that writes the
// same bytes, in the same process and run. A ratio of 0.7 means 0.7 of the bare handler's requests/s.
// It asserts nothing: timed tests are flaky tests.
package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator"
)

// A call is one request that a benchmark repeats.
type call struct {
	name   string
	method string
	target string             // path and query
	header map[string]string  //
	body   func(i int) string // nil for none; i counts the calls
}

// A vendor knows the calls of one vendor. credentials are those of the default sandbox; ask sends a
// call and returns the answer, for calls that need an id that exists.
type vendor struct {
	id    string
	calls func(credentials map[string]any, ask func(call) []byte) []call
}

var vendors = []vendor{wisecrm, dustess, quancheng, socialepoch}

var sizes = []int{1e3, 1e5, 1e6}

func BenchmarkCalls(b *testing.B) {
	for _, size := range sizes {
		sim := newSimulator(b, size)
		server := httptest.NewServer(sim)
		for _, v := range vendors {
			for _, c := range v.calls(credentialsOf(b, sim, v.id), asker(b, server.URL)) {
				b.Run(fmt.Sprintf("%s/%s/customers=%s", v.id, c.name, short(size)), func(b *testing.B) { sideBySide(b, server.URL, c) })
			}
		}
		server.Close()
	}
}

func newSimulator(b *testing.B, customers int) *simulator.Simulator {
	b.Helper()
	sim, err := simulator.New(simulator.Config{Seed: 42, Customers: customers})
	if err != nil {
		b.Fatal(err)
	}
	control(b, sim, "PUT", "/_sim/sandboxes/default/clock", `{"now":"2026-06-01T00:00:00Z","frozen":true}`)
	return sim
}

// control asks the control API in process.
func control(b *testing.B, h http.Handler, method, path, body string) []byte {
	b.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(method, "http://localhost"+path, strings.NewReader(body))
	h.ServeHTTP(w, r)
	if w.Code >= 300 {
		b.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	return w.Body.Bytes()
}

func credentialsOf(b *testing.B, h http.Handler, vendor string) map[string]any {
	b.Helper()
	var shown struct{ Credentials map[string]map[string]any }
	if err := json.Unmarshal(control(b, h, "GET", "/_sim/sandboxes/default", ""), &shown); err != nil {
		b.Fatal(err)
	}
	return shown.Credentials[vendor]
}

func asker(b *testing.B, origin string) func(call) []byte {
	return func(c call) []byte {
		answer, err := send(http.DefaultClient, origin, c, 0)
		if err != nil {
			b.Fatal(err)
		}
		return answer
	}
}

func send(client *http.Client, origin string, c call, i int) ([]byte, error) {
	var body io.Reader
	if c.body != nil {
		body = strings.NewReader(c.body(i))
	}
	r, err := http.NewRequest(c.method, origin+c.target, body)
	if err != nil {
		return nil, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, value := range c.header {
		r.Header.Set(name, value)
	}
	response, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	return io.ReadAll(response.Body)
}

// blockSize is how many calls each side makes before the other has its turn: short enough that both
// see the same state of the machine.
const blockSize = 400

// sideBySide lets the simulator and a bare handler answer the same call in turns.
func sideBySide(b *testing.B, origin string, c call) {
	sample, err := send(http.DefaultClient, origin, c, -1)
	if err != nil {
		b.Fatal(err)
	}
	bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write(sample)
	}))
	defer bare.Close()
	var simulated, plain time.Duration
	i, rounds := 0, 0
	for b.Loop() {
		simulated += block(b, origin, c, &i)
		plain += block(b, bare.URL, c, &i)
		rounds++
	}
	calls := float64(rounds * blockSize)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(calls/simulated.Seconds(), "req/s")
	b.ReportMetric(calls/plain.Seconds(), "bare-req/s")
	b.ReportMetric(plain.Seconds()/simulated.Seconds(), "ratio")
}

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}

// block makes blockSize calls from as many goroutines as there are processors.
func block(b *testing.B, origin string, c call, i *int) time.Duration {
	workers := runtime.GOMAXPROCS(0)
	start := time.Now()
	var wait sync.WaitGroup
	for worker := range workers {
		first := *i + worker*blockSize/workers
		wait.Go(func() {
			for n := range blockSize / workers {
				if _, err := send(client, origin, c, first+n); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	*i += blockSize
	return time.Since(start)
}

// BenchmarkPages shows that a page far out costs what the first page costs, whatever the size.
func BenchmarkPages(b *testing.B) {
	for _, size := range sizes {
		sim := newSimulator(b, size)
		for _, v := range vendors {
			for _, c := range v.calls(credentialsOf(b, sim, v.id), func(c call) []byte { return inProcess(sim, c) }) {
				if strings.HasPrefix(c.name, "list") {
					b.Run(fmt.Sprintf("%s/%s/customers=%s", v.id, c.name, short(size)), func(b *testing.B) {
						for b.Loop() {
							inProcess(sim, c)
						}
					})
				}
			}
		}
	}
}

func inProcess(h http.Handler, c call) []byte {
	w := httptest.NewRecorder()
	var body io.Reader
	if c.body != nil {
		body = bytes.NewBufferString(c.body(0))
	}
	r := httptest.NewRequest(c.method, c.target, body)
	for name, value := range c.header {
		r.Header.Set(name, value)
	}
	h.ServeHTTP(w, r)
	return w.Body.Bytes()
}

// BenchmarkWorlds measures what must not depend on the number of records: fork and reset.
func BenchmarkWorlds(b *testing.B) {
	for _, size := range sizes {
		sim := newSimulator(b, size)
		b.Run(fmt.Sprintf("fork/customers=%s", short(size)), func(b *testing.B) {
			for b.Loop() {
				control(b, sim, "POST", "/_sim/sandboxes", `{"name":"fork","from":"default"}`)
				control(b, sim, "DELETE", "/_sim/sandboxes/fork", "")
			}
		})
		b.Run(fmt.Sprintf("reset/customers=%s", short(size)), func(b *testing.B) {
			for b.Loop() {
				control(b, sim, "POST", "/_sim/sandboxes/default/reset", "")
			}
		})
	}
}

// BenchmarkMemory reports the heap that a customer of all vendors together costs.
func BenchmarkMemory(b *testing.B) {
	const customers = 100_000
	for b.Loop() {
		empty := heap()
		sim := newSimulator(b, customers)
		full := heap()
		b.ReportMetric(float64(full-empty)/customers, "B/customer")
		runtime.KeepAlive(sim)
	}
	b.ReportMetric(0, "ns/op")
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// short writes 100000 as 1e5.
func short(n int) string { return strings.Replace(fmt.Sprintf("%.0e", float64(n)), "e+0", "e", 1) }
