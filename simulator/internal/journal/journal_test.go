package journal

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestJournalIsBoundedInBytes(t *testing.T) {
	t.Parallel()
	const limit = 64 << 10
	j := New(limit)
	for range 10_000 {
		j.Add(Entry{Operation: "addAccount", Request: bytes.Repeat([]byte("x"), 500)})
	}
	entries := j.Entries()
	total := 0
	for i := range entries {
		total += entries[i].size()
	}
	if total > limit || total < limit/2 {
		t.Errorf("journal holds %d bytes, want at most %d and not much less", total, limit)
	}
	if last := entries[len(entries)-1].Sequence; last != 10_000 {
		t.Errorf("last entry is number %d, want 10000", last)
	}
	if got := j.Dropped() + uint64(len(entries)); got != 10_000 {
		t.Errorf("dropped and held make %d, want 10000", got)
	}
}

func TestAnEntryBeyondTheBoundIsDropped(t *testing.T) {
	t.Parallel()
	j := New(10)
	j.Add(Entry{})
	if n := len(j.Entries()); n != 0 {
		t.Errorf("journal holds %d entries, want 0", n)
	}
}

func TestBody(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ body, want string }{
		{`{"a":1}`, `{"a":1}`}, {"", `""`}, {"not json", `"not json"`}, {"\xff", `"\ufffd"`},
	} {
		got, err := json.Marshal(Body(c.body))
		if err != nil || string(got) != c.want {
			t.Errorf("Body(%q) is shown as %s, %v; want %s", c.body, got, err, c.want)
		}
	}
	if long := Cut([]byte(strings.Repeat("字", MaxBody))); len(long) > MaxBody+20 || !strings.HasSuffix(string(long), "字… (cut)") {
		t.Errorf("a long body is cut to %d bytes ending %q", len(long), long[len(long)-20:])
	}
}
