package simulator_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"runtime/metrics"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator"
)

// Tests of memory run alone, so they are not parallel. What they hold is bytes, never time.

// roomAbove is how far the heap may grow above idle while a request is served.
const roomAbove = 64 << 20

// cost runs do and returns how far the heap grew meanwhile, and how much was allocated in all.
func cost(do func()) (peak, total uint64) {
	idle, stop := heap(), make(chan struct{})
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	before := sample[1].Value.Uint64()
	var watching sync.WaitGroup
	watching.Go(func() {
		now := []metrics.Sample{{Name: sample[0].Name}}
		for {
			metrics.Read(now)
			peak = max(peak, now[0].Value.Uint64())
			select {
			case <-stop:
				return
			default:
				runtime.Gosched()
			}
		}
	})
	do()
	close(stop)
	watching.Wait()
	metrics.Read(sample)
	return peak - min(peak, idle), sample[1].Value.Uint64() - before
}

// An oddBody is a body that once cost far more than its bytes, and a plain one of the same size and shape.
type oddBody struct{ name, odd, plain string }

// holdToBounds sends the bodies to an operation that takes JSON.
func holdToBounds(t *testing.T, bodies []oddBody) {
	w := newWorld(t, simulator.Config{Seed: 42})
	w.post(addPath, `{"accountName":"first"}`) // What the first call sets up is nobody's cost.
	for _, b := range bodies {
		if len(b.odd) > 4<<20 || len(b.odd) < len(b.plain)*9/10 || len(b.odd) > len(b.plain)*11/10 {
			t.Fatalf("%s: bodies of %d and %d bytes", b.name, len(b.odd), len(b.plain))
		}
		_, plain := cost(func() { w.post(addPath, b.plain) })
		peak, total := cost(func() { w.post(addPath, b.odd) })
		if peak > roomAbove {
			t.Errorf("%s: %d bytes of heap above idle for a body of %d", b.name, peak, len(b.odd))
		}
		if total > 3*plain+1<<20 {
			t.Errorf("%s: %d bytes allocated, %d for a plain body of that size", b.name, total, plain)
		}
		t.Logf("%s: %d KiB: peak %d KiB, allocated %d KiB, plain %d KiB", b.name, len(b.odd)>>10, peak>>10, total>>10, plain>>10)
	}
	shown := ""
	peak, _ := cost(func() { shown = w.own("GET", "/journal", "", 200, nil) })
	if most := (2*len(bodies) + 1) * 24 << 10; len(shown) > most || peak > roomAbove {
		t.Errorf("the journal of %d requests shows %d bytes and takes %d of heap; want at most %d", 2*len(bodies)+1, len(shown), peak, most)
	}
}

func TestABodyOfBracketsCostsNoMoreThanItsBytes(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	wide := func(n int) string { return "[" + strings.Repeat("[],", n) + "[]]" }
	field := func(value string) string { return `{"accountName":` + value + `}` }
	text := func(n int) string { return field(`"` + strings.Repeat("x", n) + `"`) }
	holdToBounds(t, []oddBody{
		{"16 KB of brackets", deep(8000), deep(4000) + strings.Repeat(" ", 8000)},
		{"brackets in a field", field(deep(8000)), field(deep(4000)) + strings.Repeat(" ", 8000)},
		{"4 MB of brackets", deep(2 << 20), strings.Repeat(" ", 4<<20)},
		{"a list of lists", field(wide(4 << 10)), field("[" + strings.Repeat("12,", 4<<10) + "12]")},
		{"escapes", field(`"` + strings.Repeat(`\u4e2d`, 20<<10) + `"`), text(120 << 10)},
		{"a name of 2 MB", `{"` + strings.Repeat("k", 2<<20) + `":1}`, text(2 << 20)},
	})
}

// BenchmarkOddBodies compares times: each odd body beside the plain one of its size.
func BenchmarkOddBodies(b *testing.B) {
	w := newWorld(b, simulator.Config{Seed: 42})
	for _, body := range costlyFindings() {
		for kind, text := range map[string]string{"odd": body.odd, "plain": body.plain} {
			b.Run(body.name+"/"+kind, func(b *testing.B) {
				for b.Loop() {
					w.post(addPath, text)
				}
			})
		}
	}
}

// long sends requests whose line is large, each a text of its own as a server would read it.
func long(w *world, n int, method, query func() string) {
	for range n {
		u := &url.URL{Path: listPath, RawQuery: query()}
		w.send(&http.Request{Method: method(), URL: u, Host: "localhost", Header: http.Header{}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1})
	}
}

// TestJournalsKeepWithinTheirBounds, whatever is large in a request, and keep nothing of it alive.
func TestJournalsKeepWithinTheirBounds(t *testing.T) {
	const size, bound = 900 << 10, 4 << 20
	get, none := func() string { return "GET" }, func() string { return "" }
	large := func() string { return strings.Repeat("M", size) }
	for name, line := range map[string][2]func() string{
		"method": {large, none}, "query": {get, large}, "names": {get, func() string { return strings.Repeat("n&", size/2) }},
		"values": {get, func() string { return "appid=" + large() }},
	} {
		w := newWorld(t, simulator.Config{Seed: 42})
		long(w, 1, line[0], line[1])
		idle := heap()
		n := 12
		if name == "names" {
			n = 20 // Each is worth a thousand: it is parsed into very many values.
		}
		long(w, n, line[0], line[1])
		if now := heap(); now > idle+bound+2<<20 {
			t.Errorf("%d requests with a large %s: the heap grew by %d bytes", n, name, now-idle)
		}
		runtime.KeepAlive(w)
	}
}

// TestClientsThatDoNotReadAreDropped, and hold nobody up.
func TestClientsThatDoNotReadAreDropped(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{Seed: 42, WriteTimeout: time.Second})
	for range 20 {
		w.post(addPath, accountNamed(strings.Repeat("x", 16<<10)))
	}
	dropped := make(chan struct{}, 100)
	origin := w.serve(func(server *http.Server) {
		server.ConnState = func(c net.Conn, state http.ConnState) {
			switch state {
			case http.StateNew:
				_ = c.(*net.TCPConn).SetWriteBuffer(4 << 10)
			case http.StateClosed:
				dropped <- struct{}{}
			}
		}
	})
	w.own("PATCH", "/data/quancheng/customers/1", `{"Remark":"`+strings.Repeat("x", 500<<10)+`"}`, 200, nil)
	page := "/WebApi/Handler/1.0/CRM/Customer/Get.ashx?id=1&token=" + w.keys().Credentials.Quancheng.Token
	const clients = 20
	for i := range clients {
		c, err := net.Dial("tcp", strings.TrimPrefix(origin, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		_ = c.(*net.TCPConn).SetReadBuffer(4 << 10)
		target := []string{page, "/_sim/sandboxes/default/journal"}[i%2]
		if _, err := fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", target); err != nil {
			t.Fatal(err)
		}
	}
	response, err := http.Get(origin + getPath)
	if err != nil {
		t.Fatalf("another client is not served meanwhile: %v", err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	response.Body.Close()
	http.DefaultClient.CloseIdleConnections()
	late := time.After(time.Minute)
	for i := range clients + 1 { // Those, and the one that was served.
		select {
		case <-dropped:
		case <-late:
			t.Fatalf("%d clients that do not read are still there", clients+1-i)
		}
	}
}
