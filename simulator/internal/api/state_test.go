package api

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/journal"
)

// saved returns a state file of two sandboxes, one a fork with a snapshot and a set clock.
func saved(t testing.TB, l *lab) []byte {
	t.Helper()
	one := l.sandbox("one", nil)
	l.must(one, "write", "key=extra")
	two := l.sandbox("two", one)
	l.must(two, "write", "")
	two.Clock.Set(noon, true)
	if _, err := two.Snapshot("before"); err != nil {
		t.Fatal(err)
	}
	l.must(two, "write", "")
	two.Clock.Set(noon.Add(time.Hour), true)
	var file bytes.Buffer
	if err := l.WriteState(&file, []*Sandbox{one, two}); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// again returns another simulator's vendors, with nothing in them.
func again(l *lab) *lab {
	return &lab{l.TB, Shared{Seed: 1, Vendors: l.Vendors, Journals: journal.NewPool(1<<20, 1<<22)}, l.v}
}

func reload(t testing.TB, l *lab, file []byte) []*Sandbox {
	t.Helper()
	list, err := l.ReadState(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var sandboxes []*Sandbox
	for _, one := range list {
		s, err := l.Load(one)
		if err != nil {
			t.Fatal(err)
		}
		sandboxes = append(sandboxes, s)
	}
	return sandboxes
}

// TestAStateFileHoldsAllOfASandbox: read and written again it is the same, and what comes after is the
// same: the next ids, what a reset and a restore bring back, who holds which credential.
func TestAStateFileHoldsAllOfASandbox(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	file := saved(t, l)
	other := again(l)
	sandboxes := reload(t, other, file)
	var copied bytes.Buffer
	if err := other.WriteState(&copied, sandboxes); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(file, copied.Bytes()) {
		t.Errorf("written again:\n%s\nwant:\n%s", copied.Bytes(), file)
	}
	two := sandboxes[1]
	if !two.Clock.Now().Equal(noon.Add(time.Hour)) || other.Holders.Holder("toy", "extra") != sandboxes[0] {
		t.Error("the clock or a credential was lost")
	}
	for name, want := range map[string]int{"restore": 5, "reset": 4} {
		back := two.Reset
		if name == "restore" {
			back = func() error { return two.Restore("before") }
		}
		if err := back(); err != nil {
			t.Fatal(err)
		}
		if n := len(other.must(two, "read", "")); n != want {
			t.Errorf("after %s there are %d notes, want %d", name, n, want)
		}
	}
}

func TestIDsGoOnAfterLoading(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	s := l.sandbox("one", nil)
	l.must(s, "write", "")
	var file bytes.Buffer
	if err := l.WriteState(&file, []*Sandbox{s}); err != nil {
		t.Fatal(err)
	}
	other := again(l)
	if want, got := l.must(s, "write", ""), other.must(reload(t, other, file.Bytes())[0], "write", ""); got != want {
		t.Errorf("the next id is %s, want %s", got, want)
	}
}

func TestASnapshotTravels(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	one := l.sandbox("one", nil)
	l.must(one, "write", "")
	taken, err := one.Snapshot("here")
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := l.WriteSnapshot(&file, one, taken); err != nil {
		t.Fatal(err)
	}
	other := again(l)
	s := other.sandbox("elsewhere", nil)
	if _, err := other.ReadSnapshot(&file, s, "there"); err != nil {
		t.Fatal(err)
	}
	if err := s.Restore("there"); err != nil {
		t.Fatal(err)
	}
	if n := len(other.must(s, "read", "")); n != 4 {
		t.Errorf("%d notes, want 4", n)
	}
}

// TestDamagedStateFiles: each is refused with one line that says what is wrong.
func TestDamagedStateFiles(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	file := string(saved(t, l))
	lines := strings.SplitAfter(file, "\n")
	last := lines[len(lines)-2]
	for name, c := range map[string]struct{ file, want string }{
		"empty":          {"", "it ends in line 1"},
		"foreign":        {"name,phone\n", "no state file"},
		"newer":          {strings.Replace(file, `"version":1`, `"version":2`, 1), "a newer crmsim wrote it"},
		"cut":            {file[:len(file)/2], "it ends in line"},
		"cut at a line":  {strings.TrimSuffix(file, last), "it ends in line"},
		"a line lost":    {strings.Replace(file, lines[5], "", 1), "it has"},
		"a byte flipped": {strings.Replace(file, `"extra"`, `"extrb"`, 1), "checksum"},
		"more":           {file + "{}\n", "more after its end"},
		"other table":    {strings.Replace(file, `"table":"notes"`, `"table":"nodes"`, 1), `no table "nodes"`},
		"other field":    {strings.Replace(file, `"text":`, `"test":`, 1), "unknown field"},
		"other line":     {strings.Replace(file, `{"vendor":"toy"`, `{"bender":"toy"`, 1), "damaged"},
		"vendor lost":    {"{\"crmsim\":\"state\",\"version\":1}\n{\"sandbox\":\"a\"}\n{\"world\":\"now\"}\n{\"end\":3}\n", "nothing of toy"},
		"clock":          {strings.Replace(file, `"frozen":"2026`, `"frozen":"9999`, 1), "out of range"},
		"two on a line":  {strings.Replace(file, lines[5], strings.TrimSuffix(lines[5], "\n")+"{}\n", 1), "damaged"},
		"no vendor":      {strings.Replace(file, `{"vendor":"toy"`, `{"vendor":"boy"`, 1), `no vendor "boy"`},
	} {
		_, err := l.ReadState(strings.NewReader(c.file))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want one line with %q", name, err, c.want)
		}
	}
	edited := strings.Replace(strings.Replace(file, `"extra"`, `"extrb"`, 1), last, fmt.Sprintf("{\"end\":%d}\n", len(lines)-2), 1)
	if _, err := l.ReadState(strings.NewReader(edited)); err != nil {
		t.Errorf("an edited file without a checksum: %v", err)
	}
}

func FuzzReadState(f *testing.F) {
	l := newLab(f, 1)
	f.Add(saved(f, l))
	f.Add([]byte("{\"crmsim\":\"state\",\"version\":1}\n{\"end\":1}\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if _, err := l.ReadState(bytes.NewReader(file)); err != nil && strings.Contains(err.Error(), "\n") {
			t.Fatalf("the error has more than one line: %v", err)
		}
	})
}
