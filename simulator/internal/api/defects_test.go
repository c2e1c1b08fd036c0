package api

import (
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator/internal/defect"
)

// newDefectiveLab has notes a, b and c, and a write that does what the parameter do says.
func newDefectiveLab(t *testing.T) (*lab, *Sandbox) {
	t.Helper()
	d := toy(t)
	d.Handlers["write"] = func(tx *Tx[notebook], c *Call) Answer {
		a, _ := tx.State.notes.Get(&note{ID: "a"})
		switch c.Param("do") {
		case "add":
			putNote(tx, &note{ID: "d1", Text: "new"})
		case "addTwo":
			putNote(tx, &note{ID: "d1", Text: "new"})
			putNote(tx, &note{ID: "d5", Text: "newer"})
		case "change":
			putNote(tx, &note{ID: "a", Text: "changed", Tags: a.Tags})
		case "delete":
			tx.State.notes.Delete(tx.Writer, a)
		}
		return Answer{Body: []byte("done"), Commit: c.Param("refuse") == ""}
	}
	d.Demo = func(tx *Tx[notebook], _ int) {
		for _, id := range []string{"a", "b", "c"} {
			putNote(tx, &note{ID: id, Text: "text of " + id, Tags: []string{"tag"}})
		}
	}
	l := newLab(t, 0)
	v, err := New(d, Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	l.v, l.Vendors = v, []*Vendor{v}
	return l, l.sandbox("one", nil)
}

// defective is call with a hook.
func (l *lab) defective(s *Sandbox, h *defect.Hook, operation, query string) string {
	l.Helper()
	c := l.newCall(s, operation, query)
	c.Defect = h
	answer, err := l.v.Handle(c)
	if err != nil {
		l.Fatal(err)
	}
	return string(answer.Body)
}

// shown is what a note is in listing.
func shown(id, text string) string { return `"id":"` + id + `","text":"` + text + `"` }

// TestDefectsOfState: each is named while observing, which changes nothing, and does what it says when planted.
func TestDefectsOfState(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind, place, do string
		has, lacks      string // of the listing
	}{
		{defect.LostAdd, "notes", "add", "", shown("d1", "new")},
		{defect.LostChange, "notes", "change", shown("a", "text of a"), "changed"},
		{defect.LostDelete, "notes", "delete", shown("a", "text of a"), "changed"},
		{defect.LostField, "notes/text", "add", shown("d1", ""), shown("d1", "new")},
		{defect.LostField, "notes/text", "change", shown("a", "text of a"), "changed"},
		{defect.Wiped, "notes/tags", "change", shown("a", "changed") + `,"tags":["new"]`, shown("a", "changed") + `,"tags":["tag"]`},
		{defect.Double, "notes", "add", shown("d2", "new"), "nothing"},
		{defect.Neighbour, "notes", "change", shown("b", "changed"), shown("a", "changed")},
		{defect.Partial, "notes", "addTwo", shown("d1", "new"), "newer"},
		{defect.Leaves, "operation", "add&refuse=yes", shown("d1", "new"), "nothing"},
	} {
		l, s := newDefectiveLab(t)
		planted := defect.Defect{Vendor: "toy", Operation: "write", Kind: c.kind, Place: c.place}
		met := false
		observed, plain := l.sandbox("observed", nil), l.sandbox("plain", nil)
		l.defective(observed, defect.Observe(func(d defect.Defect) { met = met || d == planted }), "write", "do="+c.do)
		l.must(plain, "write", "do="+c.do)
		if !met || strings.ReplaceAll(l.listing(observed, "notes"), "-observed", "-plain") != l.listing(plain, "notes") {
			t.Errorf("%s of %s: met %v while observing, which left\n%s", planted, c.do, met, l.listing(observed, "notes"))
		}
		hook := defect.Plant(planted)
		if said := l.defective(s, hook, "write", "do="+c.do); said != "done" || hook.Fired() != 1 {
			t.Errorf("%s: answer %q, fired %d times", planted, said, hook.Fired())
		}
		if all := l.listing(s, "notes"); !strings.Contains(all, c.has) || strings.Contains(all, c.lacks) {
			t.Errorf("%s of %s: want %s and not %s in\n%s", planted, c.do, c.has, c.lacks, all)
		}
	}
}

// TestDefectsOfReading: the state before the last write, and that of the beginning.
func TestDefectsOfReading(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{defect.Stale: "iiiii", defect.Beginning: "iii"} { // Of a, b, c, issued, d1 and d5.
		l, s := newDefectiveLab(t)
		hook := defect.Plant(defect.Defect{Vendor: "toy", Operation: "read", Kind: kind})
		l.defective(s, hook, "write", "do=add")
		l.defective(s, hook, "write", "do=addTwo")
		if got := l.defective(s, hook, "read", ""); got != want || hook.Fired() != 1 {
			t.Errorf("%s: %q, fired %d times; want %q", kind, got, hook.Fired(), want)
		}
	}
}

// TestDefectsWithoutADifference are named once they were tried.
func TestDefectsWithoutADifference(t *testing.T) {
	t.Parallel()
	op := newLab(t, 0).v.Document.Operation("write")
	hook := defect.Observe(func(defect.Defect) {})
	hook.Settle(op, defect.Wiped, "notes/key", false)
	hook.Settle(op, defect.Wiped, "notes/text", false)
	hook.Settle(op, defect.Wiped, "notes/text", true)
	if got := strings.Join(hook.Indifferent(), " "); got != "toy/write/wiped/notes/key" {
		t.Errorf("without a difference: %s", got)
	}
}

func TestDifferingRows(t *testing.T) {
	t.Parallel()
	rows := func(text string) (all []row) {
		for _, pair := range strings.Fields(text) {
			all = append(all, row{pair[:1], pair[1:]})
		}
		return all
	}
	for _, c := range []struct{ before, after, want string }{
		{"", "", ""}, {"a1 b1", "a1 b1", ""}, {"a1 b1 c1", "a1 b2 c1", "b"}, {"a1 c1", "a1 b1 c1", "b"}, {"a1 b1 c1", "a1 c1", "b"},
		{"b1 a1", "a1 b1", ""}, {"b1 c1", "a1 c2", "b c a"},
	} {
		if got := strings.Join(differing(rows(c.before), rows(c.after)), " "); got != c.want {
			t.Errorf("%s to %s: %s, want %s", c.before, c.after, got, c.want)
		}
	}
}
