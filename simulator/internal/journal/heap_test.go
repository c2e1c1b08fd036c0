package journal

import (
	"bytes"
	"runtime"
	"testing"
	"time"
)

// TestManyFullJournalsCostWhatTheirPoolMay: what is counted is what the heap has, so no part of a request that is
// longer than its entry stays. It runs alone, for it looks at the heap.
func TestManyFullJournalsCostWhatTheirPoolMay(t *testing.T) {
	const each, all = 1 << 20, 16 << 20
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	idle := heap()
	p := NewPool(each, all)
	journals := make([]*Journal, 40)
	for i := range journals {
		journals[i] = p.New()
		for range 40 {
			request := bytes.Repeat([]byte("x"), 1<<17)
			journals[i].Add(Entry{Time: time.Now(), Vendor: "wisecrm", Method: "GET", Request: Body{Text: string(Cut(request))}, Query: string(request[:MaxBody])})
		}
	}
	if now := heap(); now > idle+all+all/8 {
		t.Errorf("journals that may keep %d bytes keep %d", all, now-idle)
	}
	runtime.KeepAlive(journals)
}
