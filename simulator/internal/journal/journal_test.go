package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/crmsim/crmsim/openapi"
)

// shown is what WriteJSON writes.
type shown struct {
	Dropped uint64
	More    bool
	Entries []struct {
		Sequence          uint64
		Operation         string
		Request, Response json.RawMessage
	}
}

func show(t *testing.T, j *Journal, f Filter) (shown, int) {
	t.Helper()
	var text bytes.Buffer
	if err := j.WriteJSON(&text, f); err != nil {
		t.Fatal(err)
	}
	var s shown
	if err := json.Unmarshal(text.Bytes(), &s); err != nil {
		t.Fatalf("%v in %s", err, text.Bytes())
	}
	return s, text.Len()
}

// TestAJournalIsBoundedInBytes, whichever part of an entry is long, and so is showing it.
func TestAJournalIsBoundedInBytes(t *testing.T) {
	t.Parallel()
	const limit = 256 << 10
	long := strings.Repeat("x", 10<<10)
	for name, e := range map[string]Entry{
		"method":       {Method: long},
		"path":         {Path: long},
		"query":        {Query: long},
		"escapes":      {Query: "a=" + strings.Repeat("%00", 10<<10/3)},
		"request":      {Request: Body{Text: long}},
		"nested":       {Request: Body{Text: strings.Repeat("[", 5<<10) + strings.Repeat("]", 5<<10)}},
		"control":      {Response: Body{Text: strings.Repeat("\x01", 10<<10)}},
		"not UTF-8":    {Response: Body{Text: strings.Repeat("\xff", 10<<10)}},
		"line breaks":  {Response: Body{Text: "{" + strings.Repeat("\n", 10<<10) + "}", JSON: true}},
		"hidden":       {Hidden: &Body{Text: long}},
		"one finding":  {Findings: []openapi.Finding{{Got: long}}},
		"all findings": {Findings: make([]openapi.Finding, 100)},
	} {
		pool := NewPool(limit, 1<<30)
		j := pool.New()
		for range 300 {
			j.Add(e)
		}
		s, size := show(t, j, Filter{})
		if got := s.Dropped + uint64(len(s.Entries)); got != 300 || s.Dropped == 0 {
			t.Errorf("%s: dropped and held make %d of 300, %d dropped", name, got, s.Dropped)
		}
		// What is kept is what is counted; a query and a form are shown decoded too, where an escape of three bytes takes six.
		if size > 3*limit || size < limit/3 || int(pool.Bytes()) > limit {
			t.Errorf("%s: the journal shows %d bytes and counts %d, want at most %d, shown three times that, and not much less", name, size, pool.Bytes(), limit)
		}
	}
}

func TestAnEntryBeyondTheBoundIsDropped(t *testing.T) {
	t.Parallel()
	j := NewPool(10, 1<<20).New()
	j.Add(Entry{})
	if s, _ := show(t, j, Filter{}); len(s.Entries) != 0 || s.Dropped != 1 {
		t.Errorf("the journal shows %+v", s)
	}
}

// TestAllJournalsTogetherAreBounded: those that were idle longest lose first; a removed one counts no more.
func TestAllJournalsTogetherAreBounded(t *testing.T) {
	t.Parallel()
	const all = 1 << 20
	pool := NewPool(256<<10, all)
	journals := make([]*Journal, 20)
	for i := range journals {
		journals[i] = pool.New()
		for range 60 {
			journals[i].Add(Entry{Request: Body{Text: strings.Repeat("x", 4000)}})
		}
		if pool.Bytes() > all {
			t.Fatalf("%d journals hold %d bytes, want at most %d", i+1, pool.Bytes(), all)
		}
	}
	first, _ := show(t, journals[0], Filter{})
	last, _ := show(t, journals[19], Filter{})
	if len(first.Entries) != 0 || len(last.Entries) < 50 {
		t.Errorf("the idle journal has %d entries, the latest %d", len(first.Entries), len(last.Entries))
	}
	for _, j := range journals {
		pool.Remove(j)
		j.Add(Entry{Path: "late"})
	}
	if pool.Bytes() != 0 {
		t.Errorf("no journal is left, and they count %d bytes", pool.Bytes())
	}
}

func TestManyWritersOfJournals(t *testing.T) {
	t.Parallel()
	pool := NewPool(64<<10, 256<<10)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			j := pool.New()
			for i := range 500 {
				j.Add(Entry{Operation: "op", Request: Body{Text: strings.Repeat("x", i)}})
				j.Entries(Filter{Limit: 1})
			}
			pool.Remove(j)
		})
	}
	wait.Wait()
	if pool.Bytes() != 0 {
		t.Errorf("%d bytes are left", pool.Bytes())
	}
}

func TestFilters(t *testing.T) {
	t.Parallel()
	j := NewPool(1<<20, 1<<20).New()
	for i := range 10 {
		e := Entry{Vendor: "v", Operation: "even", Status: 200}
		if i%2 == 1 {
			e.Operation, e.Status = "odd", 404
			e.Findings = []openapi.Finding{{Severity: openapi.Suspicion}}
		}
		if i%4 == 3 {
			e.Findings = append(e.Findings, openapi.Finding{Severity: openapi.Violation})
		}
		j.Add(e)
	}
	for _, c := range []struct {
		f    Filter
		want string
		more bool
	}{
		{Filter{}, "[1 2 3 4 5 6 7 8 9 10]", false},
		{Filter{Operation: "odd"}, "[2 4 6 8 10]", false},
		{Filter{Vendor: "other"}, "[]", false},
		{Filter{Status: 404, After: 4}, "[6 8 10]", false},
		{Filter{Finding: openapi.Suspicion}, "[2 4 6 8 10]", false},
		{Filter{Finding: openapi.Violation}, "[4 8]", false},
		{Filter{Limit: 3, After: 2}, "[3 4 5]", true},
		{Filter{Operation: "odd", Limit: 5}, "[2 4 6 8 10]", false},
	} {
		s, _ := show(t, j, c.f)
		got := []uint64{}
		for _, e := range s.Entries {
			got = append(got, e.Sequence)
		}
		if fmt.Sprint(got) != c.want || s.More != c.more {
			t.Errorf("%+v: %v, more %v; want %s, %v", c.f, got, s.More, c.want, c.more)
		}
	}
}

func TestBodies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ body, want string }{
		{`{"a":1}`, `{"a":1}`},
		{"", `""`},
		{"not json", `"not json"`},
		{"7", `"7"`},
		{"\xff", `"\ufffd"`},
		{"{\"a\":\"\xff\"}", `"{\"a\":\"\ufffd\"}"`},
		{"{\r\n \"a\\n\": 1\n}", "{   \"a\\n\": 1 }"},
	} {
		j := NewPool(1<<20, 1<<20).New()
		j.Add(Entry{Request: Body{Text: c.body}})
		if s, _ := show(t, j, Filter{}); string(s.Entries[0].Request) != c.want {
			t.Errorf("the body %q is shown as %s; want %s", c.body, s.Entries[0].Request, c.want)
		}
	}
	if long := Cut([]byte(strings.Repeat("字", MaxBody))); len(long) > MaxBody+20 || !strings.HasSuffix(string(long), "字… (cut)") {
		t.Errorf("a long body is cut to %d bytes ending %q", len(long), long[len(long)-20:])
	}
}
