// Package bench measures the simulator side by side with a bare net/http handler that writes the
// same bytes, in the same process and run: 0.7 of-bare means 0.7 of the bare handler's requests/s. What has no bare
// counterpart is held to a plain loop, or to the same with fewer records. It asserts nothing: timed tests are flaky.
package bench

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
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

// large is the number of customers where it matters that there are many; make bench-large takes 1e6.
var large = flag.Int("customers", 1e5, "customers of the large simulator")

const small = 1e3

// BenchmarkCalls has a row for each call. Both sides serve as many connections at a time, all kept alive.
func BenchmarkCalls(b *testing.B) {
	sim := newSimulator(b, small)
	server := httptest.NewServer(sim)
	defer server.Close()
	for _, v := range vendors {
		for _, c := range v.calls(credentialsOf(b, sim, v.id), asker(b, server.URL)) {
			if !strings.HasSuffix(c.name, "Far") {
				b.Run(fmt.Sprintf("%s/%s/c=%d", v.id, c.name, connections), func(b *testing.B) { sideBySide(b, server.URL, c) })
			}
		}
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

const (
	connections = 64

	// blockSize is how many calls each side answers before the other has its turn: short enough that both see the
	// same state of the machine.
	blockSize = 4 * connections
)

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true}}

// sideBySide lets the simulator and a bare handler answer the same call in turns. The ratio is the median of
// all turns, so that a disturbance counts once.
func sideBySide(b *testing.B, origin string, c call) {
	sample, err := send(client, origin, c, -1)
	if err != nil {
		b.Fatal(err)
	}
	bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write(sample)
	}))
	defer bare.Close()
	var simulated, plain []time.Duration
	i := 0
	for b.Loop() {
		simulated = append(simulated, block(b, origin, c, i))
		plain = append(plain, block(b, bare.URL, c, i))
		i += blockSize
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ratio(plain, simulated), "of-bare")
	b.ReportMetric(blockSize/median(simulated).Seconds(), "req/s")
	b.ReportMetric(blockSize/median(plain).Seconds(), "bare-req/s")
}

// block makes blockSize calls, as many at a time as there are connections.
func block(b *testing.B, origin string, c call, i int) time.Duration {
	const each = blockSize / connections
	start := time.Now()
	var wait sync.WaitGroup
	for worker := range connections {
		wait.Go(func() {
			for n := range each {
				if _, err := send(client, origin, c, i+worker*each+n); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	return time.Since(start)
}

func median[T cmp.Ordered](of []T) T {
	return slices.Sorted(slices.Values(of))[len(of)/2]
}

// ratio is the median of how much longer each a took than the b of the same turn.
func ratio(a, b []time.Duration) float64 {
	all := make([]float64, len(a))
	for i := range a {
		all[i] = a[i].Seconds() / b[i].Seconds()
	}
	return median(all)
}

// measured is how long f takes.
func measured(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
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

// short writes 100000 as 1e5.
func short(n int) string { return strings.Replace(fmt.Sprintf("%.0e", float64(n)), "e+0", "e", 1) }
