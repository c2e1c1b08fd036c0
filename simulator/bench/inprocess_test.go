package bench

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// BenchmarkInProcess makes the calls of BenchmarkCalls without a connection: what crmsim's own share of a call costs,
// in time and in allocations.
func BenchmarkInProcess(b *testing.B) {
	sim := newSimulator(b, small)
	for _, v := range vendors {
		for _, c := range v.calls(credentialsOf(b, sim, v.id), func(c call) []byte { return inProcess(sim, c) }) {
			if !strings.HasSuffix(c.name, "Far") {
				b.Run(v.id+"/"+c.name, func(b *testing.B) { repeat(b, sim, c) })
			}
		}
	}
}

// repeat makes a call again and again, with a request and an answer that cost next to nothing.
func repeat(b *testing.B, h http.Handler, c call) {
	if got := inProcess(h, c); len(got) == 0 {
		b.Fatal("no answer")
	}
	r := httptest.NewRequest(c.method, c.target, nil)
	if c.body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, value := range c.header {
		r.Header.Set(name, value)
	}
	w := nowhere{http.Header{}}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		again, target := *r, *r.URL
		again.URL = &target
		if c.body != nil {
			again.Body = io.NopCloser(strings.NewReader(c.body(i)))
		}
		clear(w.header)
		h.ServeHTTP(w, &again)
	}
}

// nowhere takes an answer and drops it.
type nowhere struct{ header http.Header }

func (w nowhere) Header() http.Header         { return w.header }
func (w nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (w nowhere) WriteHeader(int)             {}
