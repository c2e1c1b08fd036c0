package api

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// TestHandlersAndOperationsBelongTogether: the lack of either is an error at the start.
func TestHandlersAndOperationsBelongTogether(t *testing.T) {
	t.Parallel()
	d := toy(t)
	d.Handlers["erase"] = d.Handlers["write"]
	delete(d.Handlers, "read")
	_, err := New(d, Options{})
	if want := "toy: no handler for read; no operation for handler erase"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestForkResetSnapshot(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	one := l.sandbox("one", nil)
	l.must(one, "write", "")
	two := l.sandbox("two", one)
	l.must(two, "write", "")
	counts := func(want1, want2 int) {
		t.Helper()
		for s, want := range map[*Sandbox]int{one: want1, two: want2} {
			if got := l.must(s, "read", ""); len(got) != want {
				t.Errorf("%s has %d notes, want %d", s.Name, len(got), want)
			}
		}
	}
	counts(4, 5)
	if _, err := two.Snapshot("before"); err != nil {
		t.Fatal(err)
	}
	l.must(two, "write", "")
	two.Clock.Set(noon, true)
	counts(4, 6)
	if err := two.Restore("before"); err != nil {
		t.Fatal(err)
	}
	counts(4, 5)
	if two.Clock.Now().Equal(noon) {
		t.Error("the clock was not restored")
	}
	if err := two.Restore("after"); !errors.Is(err, ErrNoSnapshot) {
		t.Errorf("restoring what was never taken: %v", err)
	}
	for _, s := range []*Sandbox{one, two} {
		if err := s.Reset(); err != nil {
			t.Fatal(err)
		}
	}
	counts(3, 4)
	if !two.Forget("before") || two.Forget("before") || len(two.Snapshots()) != 0 {
		t.Error("a snapshot can be forgotten once")
	}
	for i := range maxSnapshots {
		if _, err := two.Snapshot(fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := two.Snapshot("more"); !errors.Is(err, ErrSnapshots) {
		t.Errorf("a snapshot too many: %v", err)
	}
	if _, err := two.Snapshot("0"); err != nil {
		t.Errorf("a snapshot in the place of another: %v", err)
	}
}

// TestNewIDsDifferBetweenSandboxes, and are the same in a sandbox of the same name.
func TestNewIDsDifferBetweenSandboxes(t *testing.T) {
	t.Parallel()
	draw := func(l *lab, name string) (ids []string) {
		s := l.sandbox(name, nil)
		for range 3 {
			ids = append(ids, l.must(s, "write", ""))
		}
		return append(ids, l.must(l.sandbox("fork-of-"+name, s), "write", ""))
	}
	l, again := newLab(t, 2), newLab(t, 2)
	seen := map[string]bool{}
	for _, name := range []string{"default", "a", "b"} {
		ids := draw(l, name)
		if fmt.Sprint(ids) != fmt.Sprint(draw(again, name)) {
			t.Errorf("sandbox %s: ids differ between two runs", name)
		}
		for _, id := range ids {
			if seen[id] {
				t.Errorf("id %s was given twice", id)
			}
			seen[id] = true
		}
	}
}

// TestACredentialHasOneHolder: another sandbox that wants it is refused and changes nothing, until the
// holder gives it up, whichever way.
func TestACredentialHasOneHolder(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	notes := l.table("notes")
	for name, release := range map[string]func(*Sandbox) error{
		"delete":  func(s *Sandbox) error { return l.v.Delete(s, notes, "n") },
		"clear":   func(s *Sandbox) error { return l.v.Clear(s, notes) },
		"replace": func(s *Sandbox) error { return l.v.Put(s, notes, "n", []byte(`{"key":"other"}`)) },
		"patch":   func(s *Sandbox) error { return l.v.Patch(s, notes, "n", []byte(`{"key":null}`)) },
		"reset":   (*Sandbox).Reset,
		"restore": func(s *Sandbox) error { return s.Restore("empty") },
		"remove":  func(s *Sandbox) error { l.Remove(s); return nil },
	} {
		holder, other := l.sandbox("holder-"+name, nil), l.sandbox("other-"+name, nil)
		if _, err := holder.Snapshot("empty"); err != nil {
			t.Fatal(err)
		}
		put := func(s *Sandbox) error { return l.v.Put(s, notes, "n", fmt.Appendf(nil, `{"key":"k-%s"}`, name)) }
		if err := put(holder); err != nil {
			t.Fatal(err)
		}
		before := l.listing(other, "notes")
		conflict := (*Conflict)(nil)
		if err := put(other); !errors.As(err, &conflict) || conflict.Holder != holder.Name {
			t.Errorf("%s: the second holder: %v", name, err)
		}
		if _, err := l.call(other, "write", "key=k-"+name); !errors.As(err, &conflict) {
			t.Errorf("%s: a vendor's call made it a second holder: %v", name, err)
		}
		if l.listing(other, "notes") != before {
			t.Errorf("%s: a refused change left something", name)
		}
		if err := release(holder); err != nil {
			t.Fatal(err)
		}
		if err := put(other); err != nil {
			t.Errorf("%s: the credential is not free: %v", name, err)
		}
		if got := l.Holders.Holder("toy", "k-"+name); got != other {
			t.Errorf("%s: the credential selects %v", name, got)
		}
	}
}

// TestReturningToAHeldCredential: a reset and a restore are refused while another sandbox holds what they
// would bring back.
func TestReturningToAHeldCredential(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	notes := l.table("notes")
	first, second := l.sandbox("first", nil), l.sandbox("second", nil)
	if _, err := first.Snapshot("start"); err != nil {
		t.Fatal(err)
	}
	if err := l.v.Delete(first, notes, "issued"); err != nil {
		t.Fatal(err)
	}
	if err := l.v.Put(second, notes, "taken", []byte(`{"key":"key-first"}`)); err != nil {
		t.Fatal(err)
	}
	before := l.listing(first, "notes")
	conflict := (*Conflict)(nil)
	for name, back := range map[string]func() error{"reset": first.Reset, "restore": func() error { return first.Restore("start") }} {
		if err := back(); !errors.As(err, &conflict) || conflict.Holder != "second" {
			t.Errorf("%s: %v", name, err)
		}
		if l.listing(first, "notes") != before {
			t.Errorf("%s was refused and changed something", name)
		}
	}
	if _, err := l.NewSandbox("first", nil); !errors.As(err, &conflict) {
		t.Errorf("a sandbox whose credential is another's was made: %v", err)
	}
}

// TestTwoRecordsWithOneCredential: it selects the sandbox until both are gone.
func TestTwoRecordsWithOneCredential(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	notes := l.table("notes")
	s := l.sandbox("one", nil)
	for _, id := range []string{"a", "b"} {
		if err := l.v.Put(s, notes, id, []byte(`{"key":"shared"}`)); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []*Sandbox{s, nil} {
		id := map[bool]string{true: "a", false: "b"}[want != nil]
		if err := l.v.Delete(s, notes, id); err != nil {
			t.Fatal(err)
		}
		if got := l.Holders.Holder("toy", "shared"); got != want {
			t.Errorf("after deleting %s the credential selects %v, want %v", id, got, want)
		}
	}
}

// TestACallThatOutlivesItsSandbox claims nothing, neither from a successor of the same name.
func TestACallThatOutlivesItsSandbox(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	dead := l.sandbox("ci", nil)
	l.Remove(dead)
	l.must(dead, "write", "key=late")
	if got := l.Holders.Holder("toy", "late"); got != nil {
		t.Errorf("a credential leads to a sandbox that is gone: %v", got.Name)
	}
	if err := dead.Reset(); !errors.Is(err, ErrGone) {
		t.Errorf("resetting it: %v", err)
	}
	next := l.sandbox("ci", nil)
	l.must(dead, "write", "key=key-ci")
	if got := l.Holders.Holder("toy", "key-ci"); got != next {
		t.Error("the successor does not hold its own credential")
	}
}

// TestWritersTakeTurns: no change is lost, also while somebody resets other sandboxes and takes snapshots.
func TestWritersTakeTurns(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	s, other := l.sandbox("one", nil), l.sandbox("two", nil)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 50 {
				l.must(s, "write", "")
				l.must(other, "write", "")
			}
		})
	}
	wait.Go(func() {
		for range 50 {
			if _, err := s.Snapshot("now"); err != nil {
				t.Error(err)
			}
			if err := other.Reset(); err != nil {
				t.Error(err)
			}
		}
	})
	wait.Wait()
	if n := len(l.must(s, "read", "")); n != 401 {
		t.Errorf("%d notes, want 401", n)
	}
}

// TestUpdateIsAllOrNothing: what a change did is published when it says so, and else leaves nothing, not
// even a used id or a credential.
func TestUpdateIsAllOrNothing(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	s := l.sandbox("one", nil)
	refused := l.must(s, "write", "keep=no&key=never")
	if n := len(l.must(s, "read", "")); n != 1 || l.Holders.Holder("toy", "never") != nil {
		t.Errorf("a refused change left %d notes, or a credential", n)
	}
	if kept := l.must(s, "write", "key=ever"); kept != refused || l.Holders.Holder("toy", "ever") != s {
		t.Errorf("ids %s and %s: a refused change used one up, or the credential is not held", kept, refused)
	}
	if again := l.must(s, "write", ""); again == refused {
		t.Errorf("id %s was given twice", again)
	}
}

func TestLimitsAreTheSandboxsOwn(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	one, two := l.sandbox("one", nil), l.sandbox("two", nil)
	for _, s := range []*Sandbox{one, two} {
		s.Clock.Set(noon, true)
		if err := l.v.Put(s, l.table("limits"), "limits", []byte(`{"calls":2}`)); err != nil {
			t.Fatal(err)
		}
	}
	var got strings.Builder
	for _, s := range []*Sandbox{one, one, one, two} {
		fmt.Fprint(&got, l.v.Allow(&Call{Sandbox: s}), " ")
	}
	one.Clock.Set(noon.Add(time.Minute), true)
	fmt.Fprint(&got, l.v.Allow(&Call{Sandbox: one}))
	if want := "true true false true true"; got.String() != want {
		t.Errorf("allowed %s, want %s", got.String(), want)
	}
}
