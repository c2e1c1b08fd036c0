package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// TestChangesOfRecords: PUT replaces, PATCH merges, a refused change leaves nothing.
func TestChangesOfRecords(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	s, notes := l.sandbox("one", nil), l.table("notes")
	if err := l.v.Clear(s, notes); err != nil {
		t.Fatal(err)
	}
	put := func(record string) error { return l.v.Put(s, notes, "a", []byte(record)) }
	patch := func(record string) error { return l.v.Patch(s, notes, "a", []byte(record)) }
	for _, step := range []struct {
		name  string
		err   error
		fails bool
		want  string // "" for no record
	}{
		{"patch of nothing", patch(`{"text":"x"}`), true, ""},
		{"null", put(`null`), true, ""},
		{"array", put(`[]`), true, ""},
		{"two values", put(`{} {}`), true, ""},
		{"unknown field", put(`{"nothing":1}`), true, ""},
		{"other id", put(`{"id":"b"}`), true, ""},
		{"refused", put(`{"text":"bad"}`), true, ""},
		{"id with a blank", l.v.Put(s, notes, "a b", []byte(`{}`)), true, ""},
	} {
		if (step.err != nil) != step.fails {
			t.Errorf("%s: %v", step.name, step.err)
		}
	}
	if got := l.listing(s, "notes"); got != "" {
		t.Fatalf("refused changes left %s", got)
	}
	for _, step := range []struct {
		change func(string) error
		record string
		want   string
	}{
		{put, `{"text":"x"}`, `{"id":"a","text":"x","tags":["new"],"key":""}`},
		{patch, `{"tags":["1","2"]}`, `{"id":"a","text":"x","tags":["1","2"],"key":""}`},
		{patch, `{"text":null}`, `{"id":"a","text":"","tags":["1","2"],"key":""}`},
		{put, `{"key":"<k>"}`, `{"id":"a","text":"","tags":["new"],"key":"<k>"}`},
	} {
		if err := step.change(step.record); err != nil {
			t.Fatal(err)
		}
		if got, err := l.v.Get(s, notes, "a"); err != nil || string(got) != step.want {
			t.Errorf("after %s: %s, %v; want %s", step.record, got, err, step.want)
		}
	}
	if err := patch(`{"text":"bad"}`); err == nil {
		t.Error("a bad patch was taken")
	}
	if err := l.v.Delete(s, notes, "a"); err != nil {
		t.Error(err)
	}
	if err := l.v.Delete(s, notes, "a"); !errors.Is(err, ErrNoRecord) {
		t.Errorf("deleting again: %v", err)
	}
	if _, err := l.v.Table("nothing"); !errors.Is(err, ErrNoTable) {
		t.Errorf("an unknown table: %v", err)
	}
}

// TestPagesOfATable walks it without gap or overlap, with a filter and without.
func TestPagesOfATable(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	s, notes := l.sandbox("one", nil), l.table("notes")
	var rows []Row
	for i := range 25 {
		rows = append(rows, Row{Record: json.RawMessage(fmt.Sprintf(`{"id":"n%02d","text":"%d"}`, i, i%2))})
	}
	if err := l.v.Load(s, notes, rows); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		where map[string]string
		want  int
	}{{nil, 26}, {map[string]string{"text": "1"}, 12}, {map[string]string{"text": "1", "id": "n03"}, 1}, {map[string]string{"tags": `["new"]`}, 25}} {
		seen, page := map[string]bool{}, Page{Limit: 4, Where: c.where}
		for more := true; more; {
			var got []Row
			var err error
			if got, more, err = l.v.List(s, notes, page); err != nil {
				t.Fatal(err)
			}
			for _, r := range got {
				if seen[r.ID] {
					t.Errorf("%v: %s twice", c.where, r.ID)
				}
				seen[r.ID] = true
				page.After = r.ID
			}
		}
		if len(seen) != c.want {
			t.Errorf("%v: %d records, want %d", c.where, len(seen), c.want)
		}
	}
	if _, _, err := l.v.List(s, notes, Page{After: "nobody", Limit: 1}); err == nil {
		t.Error("a page behind nobody")
	}
}

// TestLoadIsAllOrNothing, and an error names the row.
func TestLoadIsAllOrNothing(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	s, notes := l.sandbox("one", nil), l.table("notes")
	before := l.listing(s, "notes")
	for _, bad := range []string{`{"id":"b","text":"bad"}`, `7`, `null`, `{"id":"b","what":1}`} {
		err := l.v.Load(s, notes, []Row{{Record: json.RawMessage(`{"id":"a"}`)}, {Record: json.RawMessage(bad)}})
		if err == nil || !strings.HasPrefix(err.Error(), "row 2: ") {
			t.Errorf("%s: %v", bad, err)
		}
		if got := l.listing(s, "notes"); got != before {
			t.Errorf("%s left %s", bad, got)
		}
	}
}

func TestATableOfOneRow(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	s, table := l.sandbox("one", nil), l.table("limits")
	if err := l.v.Put(s, table, "limits", []byte(`{"calls":3}`)); err != nil {
		t.Fatal(err)
	}
	if err := l.v.Put(s, table, "others", []byte(`{"calls":4}`)); err == nil {
		t.Error("a second row was taken")
	}
	if got := l.listing(s, "limits"); got != "{\"calls\":3}\n" {
		t.Errorf("the row is %s", got)
	}
	if err := l.v.Delete(s, table, "limits"); err != nil {
		t.Fatal(err)
	}
	if got := l.listing(s, "limits"); got != "{\"calls\":0}\n" {
		t.Errorf("a deleted row is %s", got)
	}
}

func TestTablesDescribeThemselves(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	want := "[{id string} {text string} {tags array} {key string}]"
	if got := fmt.Sprint(l.v.Fields(l.sandbox("one", nil), l.table("notes"))); got != want {
		t.Errorf("fields %s, want %s", got, want)
	}
}

var uuid4 = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

func TestUUIDsDependOnTheSeedOnly(t *testing.T) {
	t.Parallel()
	draw := func(seed uint64) (ids [1000]string) {
		c := change{seed: seed}
		for i := range ids {
			ids[i] = c.NewUUID()
		}
		return ids
	}
	first := draw(1)
	if first != draw(1) {
		t.Error("the same seed gives other ids")
	}
	seen := map[string]bool{}
	for _, seed := range []uint64{0, 1, 2, 3, 42, 1 << 63} {
		for _, id := range draw(seed) {
			if !uuid4.MatchString(id) {
				t.Fatalf("%s is no UUID of version 4", id)
			}
			if seen[id] {
				t.Fatalf("seed %d gives %s, which was given before", seed, id)
			}
			seen[id] = true
		}
	}
}
