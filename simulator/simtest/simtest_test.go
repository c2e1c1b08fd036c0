package simtest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestCredentialsAreTexts(t *testing.T) {
	t.Parallel()
	s := &Simulator{t: t, world: world{Credentials: map[string]map[string]any{"v": {"id": "a", "number": 12}}}}
	if c := s.Credentials("v"); c["id"] != "a" || c["number"] != "12" || len(c) != 2 {
		t.Errorf("credentials %v", c)
	}
}

func TestEachHasItsOwnWorld(t *testing.T) {
	t.Parallel()
	one, two := New(t), New(t)
	one.Control("PUT", "/clock", map[string]any{"now": "2030-01-01T00:00:00Z", "frozen": true}, nil)
	var clock struct {
		Now    string
		Frozen bool
	}
	two.Control("GET", "/clock", nil, &clock)
	if clock.Frozen {
		t.Errorf("the clock of one simulator is that of the other: %+v", clock)
	}
	one.Control("GET", "/clock", nil, &clock)
	if !clock.Frozen || clock.Now != "2030-01-01T00:00:00Z" {
		t.Errorf("clock %+v, want what was set", clock)
	}
}

// A failing is a testing.TB that remembers how it failed instead of ending the test.
type failing struct {
	testing.TB
	message string
}

func (f *failing) Helper() {}
func (f *failing) Fatalf(format string, args ...any) {
	f.message = fmt.Sprintf(format, args...)
}

func TestWhatIsWrongFailsTheTest(t *testing.T) {
	t.Parallel()
	real := New(t)
	for name, c := range map[string]struct {
		do   func(*Simulator)
		want string
	}{
		"unknown vendor":      {func(s *Simulator) { s.Credentials("nobody") }, `no vendor "nobody"`},
		"unknown base URL":    {func(s *Simulator) { s.BaseURL("nobody") }, `no vendor "nobody"`},
		"refused by control":  {func(s *Simulator) { s.Control("PUT", "/faults", []string{"burn"}, nil) }, "burn"},
		"body without a form": {func(s *Simulator) { s.Control("PUT", "/faults", make(chan int), nil) }, "chan int"},
	} {
		f := &failing{TB: t}
		s := *real
		s.t = f
		c.do(&s)
		if !strings.Contains(f.message, c.want) {
			t.Errorf("%s: failed with %q, want it to name %s", name, f.message, c.want)
		}
	}
}

func TestItEndsWithItsTest(t *testing.T) {
	t.Parallel()
	var url string
	t.Run("inner", func(t *testing.T) {
		s := New(t)
		url = s.URL
		s.Control("PUT", "/faults", []string{"timeout"}, nil)
		// A call that is held back must not keep the test from ending.
		address := s.BaseURL("wisecrm") + "user/list"
		go func() {
			if response, err := http.Get(address); err == nil {
				response.Body.Close()
			}
		}()
		var journal struct{ Entries []struct{ Fault string } }
		for len(journal.Entries) == 0 {
			s.Control("GET", "/journal", nil, &journal)
		}
	})
	if response, err := http.Get(url + "/_sim/health"); err == nil {
		response.Body.Close()
		t.Errorf("%s still answers", url)
	}
}
