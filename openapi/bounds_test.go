package openapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"
)

// hostile are bodies of a batch that are as wrong as they can be.
func hostile() map[string]string {
	const size = 1 << 20
	nested := strings.Repeat("[", 4000) + strings.Repeat("]", 4000)
	return map[string]string{
		"a long name over repeated ones": `{"` + strings.Repeat("k", 2*size) + `":{` + strings.Repeat(`"a":1,`, 150) + `"a":1}}`,
		"brackets and a repeated name":   `{"a":1,"a":[` + strings.Repeat(nested+",", size/len(nested)) + `1]}`,
		"names that repeat":              `{"a":1` + strings.Repeat(`,"a":1`, size/6) + `}`,
		"unknown names":                  `{"customer_list":[{"id":"x"` + numbered(`,"k%d":1`, size/10) + `}]}`,
		"wrong items":                    `{"customer_list":[1` + strings.Repeat(",1", size/2) + `]}`,
		"wrong parts of one item":        `{"customer_list":[{"id":"x","tags":[1` + strings.Repeat(",1", size/2) + `]}]}`,
		"wrong parts of many items":      `{"customer_list":[{"tags":[1,1]}` + strings.Repeat(`,{"tags":[1,1]}`, size/15) + `]}`,
		"batches that repeat":            `{"a":1` + strings.Repeat(`,"customer_list":[1,1]`, size/22) + `}`,
		"a long number":                  `{"customer_list":` + strings.Repeat("1", size) + `}`,
		"a long text":                    `{"customer_list":[{"gender":"` + strings.Repeat("文", size/3) + `"}]}`,
		"a long wrong name":              `{"customer_list":[{"` + strings.Repeat("~/", size/2) + `":1}]}`,
		"nesting":                        strings.Repeat(`{"customer_list":[`, 4900) + strings.Repeat("]}", 4900),
		"nesting beyond the bound":       strings.Repeat("[", size) + strings.Repeat("]", size),
		"bytes after the value":          `{"customer_list":[]}` + strings.Repeat("{", size),
	}
}

func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func batchOperation(t testing.TB) (*Operation, *http.Request) {
	t.Helper()
	doc, err := Load("dustess")
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{"Content-Type": {"application/json"}}
	return doc.Operation("batchEditCustomer"), &http.Request{Method: http.MethodPost, Header: header}
}

// TestBounds: whatever is wrong, the heap that a check takes is about that of the value, and findings are few and short.
func TestBounds(t *testing.T) {
	op, r := batchOperation(t)
	for name, body := range hostile() {
		plain := allocated(func() {
			var value any
			_ = json.Unmarshal([]byte(body), &value) // Some are no JSON.
		})
		var in *Request
		checked := allocated(func() { in = op.CheckRequest(r, nil, []byte(body)) })
		if most := plain + plain/2 + 4<<20 + uint64(len(body)); checked > most {
			t.Errorf("%s: the check of %d bytes takes %d bytes of heap, encoding/json %d", name, len(body), checked, plain)
		}
		if len(in.Findings) == 0 || len(in.Findings) > 3*maxFindings+op.maxItems {
			t.Errorf("%s: %d findings", name, len(in.Findings))
		}
		for _, f := range in.Findings {
			if text := f.String(); len(text) > 500 {
				t.Errorf("%s: a finding of %d bytes: %.100s", name, len(text), text)
				break
			}
		}
	}
}

func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestCut: findings beyond the bound are counted, and no item of a batch loses its verdict to it.
func TestCut(t *testing.T) {
	t.Parallel()
	op, r := batchOperation(t)
	values, first := url.Values{"accessToken": {"token"}}, `{"customer_list":[{"tags":[1`+strings.Repeat(",1", 999)+`]}`
	in := op.CheckRequest(r, values, []byte(first+strings.Repeat(`,{"gender":7}`, 499)+`],"x":1}`))
	if items := in.ItemsViolated(); len(items) != 500 || in.cut != 900 {
		t.Errorf("%d items are violated and %d findings cut, want 500 and 900", len(items), in.cut)
	}
	in = op.CheckRequest(r, values, []byte(first+`,{},{"gender":7}],"customer_list":[{},7,{}]}`))
	if items := in.ItemsViolated(); len(items) != 3 {
		t.Errorf("items %v are violated, want all three", items)
	}
	in = op.CheckRequest(r, values, []byte(first+`]`+numbered(`,"k%d":1`, 999)+`} x`))
	if v := in.Violated(); v == nil || v.Rule != RuleTrailing {
		t.Errorf("the whole request violates %v, want what follows it", v)
	}
}

// TestCleanAllocatesNothing: a walk over a clean value takes no heap.
func TestCleanAllocatesNothing(t *testing.T) {
	op, _ := batchOperation(t)
	c := newChecker(op)
	defer c.release()
	// Patterns are left out: the regexp package allocates under -race.
	body := strings.ReplaceAll(string(batchBody(20)), `,"prov_city":"天津市-天津市-河东区","birthday":"2020-09-16"`, "")
	value, _ := c.read([]byte(body), op.body.schema)
	if n := testing.AllocsPerRun(10, func() { c.check(op.body.schema, value) }); n > 0 || len(c.findings) > 0 {
		t.Errorf("the check of a clean value allocates %v times and finds %v", n, c.findings)
	}
}

// BenchmarkHostile compares the checks of wrong bodies to decodes of the same bodies by encoding/json.
func BenchmarkHostile(b *testing.B) {
	op, r := batchOperation(b)
	for name, body := range hostile() {
		b.Run(name, func(b *testing.B) {
			text := []byte(body)
			var plain time.Duration
			for b.Loop() {
				op.CheckRequest(r, nil, text)
				b.StopTimer()
				start := time.Now()
				var value any
				_ = json.Unmarshal(text, &value)
				plain += time.Since(start)
				b.StartTimer()
			}
			b.ReportMetric(float64(b.Elapsed())/float64(plain), "x-encoding/json")
		})
	}
}

// TestManyLevels: nesting that is too deep is said to be that, and not to be no JSON.
func TestManyLevels(t *testing.T) {
	t.Parallel()
	op, r := batchOperation(t)
	for levels, want := range map[int]string{maxLevels: "", maxLevels + 1: "10000 levels of nesting at most"} {
		for _, open := range []string{"[", `{"a":`} {
			closing := map[string]string{"[": "]", `{"a":`: "}"}[open]
			body := strings.Repeat(open, levels-1) + "[]" + strings.Repeat(closing, levels-1)
			got := ""
			for _, f := range op.CheckRequest(r, url.Values{"accessToken": {"token"}}, []byte(body)).Findings {
				if f.Rule == RuleSize || f.Rule == RuleSyntax {
					got = f.Wanted
				}
			}
			if got != want {
				t.Errorf("%d levels of %s: wanted %q, want %q", levels, open, got, want)
			}
		}
	}
}

// TestManyValues: a body may have so many values that reading them all would take many times its bytes.
func TestManyValues(t *testing.T) {
	op, r := batchOperation(t)
	for _, item := range []string{"1,", "[],", "{},", `"",`, "null,"} {
		body := []byte(`{"customer_list":[` + strings.Repeat(item, maxValues) + `1]}`)
		var in *Request
		took := allocated(func() { in = op.CheckRequest(r, url.Values{"accessToken": {"token"}}, body) })
		if len(in.Findings) != 1 || in.Findings[0].Rule != RuleSize || in.Findings[0].Wanted != "262144 values at most" {
			t.Errorf("%s: %v", item, in.Findings)
		}
		if took > 48<<20 {
			t.Errorf("%s: %d bytes for a body of %d", item, took, len(body))
		}
	}
}
