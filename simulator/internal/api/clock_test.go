package api

import (
	"errors"
	"sync"
	"testing"
	"time"
)

func TestLimiterCountsInWindows(t *testing.T) {
	t.Parallel()
	var l limiter
	two := Limit{Key: "a", Calls: 2, Per: time.Minute}
	for i, c := range []struct {
		limit Limit
		after time.Duration
		want  bool
	}{
		{two, 0, true}, {two, time.Second, true}, {two, 2 * time.Second, false}, {two, 59 * time.Second, false},
		{Limit{Key: "b", Calls: 2, Per: time.Minute}, 59 * time.Second, true}, // Another key.
		{Limit{Key: "a"}, 59 * time.Second, true},                             // No limit.
		{two, time.Minute, true}, {two, time.Minute, true}, {two, time.Minute, false},
		{two, -time.Hour, true}, // The clock was set back.
		{two, -time.Hour, true}, {two, -time.Hour, false},
	} {
		if got := l.allow(c.limit, noon.Add(c.after)); got != c.want {
			t.Errorf("call %d: allowed %v, want %v", i+1, got, c.want)
		}
	}
	l.clear()
	if !l.allow(two, noon) {
		t.Error("a cleared limiter remembers")
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	c := NewClock()
	frozen := func() bool { _, frozen := c.Read(); return frozen }
	near := func(want time.Time) bool {
		d := c.Now().Sub(want)
		return d >= 0 && d < time.Minute
	}
	if frozen() || !near(time.Now().Add(-time.Second)) {
		t.Errorf("a new clock shows %v, frozen %v", c.Now(), frozen())
	}
	c.Set(noon, false)
	if frozen() || !near(noon) {
		t.Errorf("a clock set to noon shows %v, frozen %v", c.Now(), frozen())
	}
	c.Set(noon, true)
	if !frozen() || !c.Now().Equal(noon) || !c.Now().Equal(noon) {
		t.Errorf("a frozen clock shows %v, frozen %v", c.Now(), frozen())
	}
	c.Set(c.Now(), false)
	if frozen() || !near(noon) {
		t.Errorf("a clock that goes on shows %v, frozen %v", c.Now(), frozen())
	}
}

// TestChangesOfTheClockAtOneTime: none is lost.
func TestChangesOfTheClockAtOneTime(t *testing.T) {
	t.Parallel()
	for _, frozen := range []bool{true, false} {
		c := NewClock()
		c.Set(noon, frozen)
		var wait sync.WaitGroup
		for range 64 {
			wait.Go(func() {
				_ = c.Change(func(now time.Time, frozen bool) (time.Time, bool, error) { return now.Add(time.Hour), frozen, nil })
			})
		}
		wait.Wait()
		if d := c.Now().Sub(noon.Add(64 * time.Hour)); d < 0 || d > time.Minute {
			t.Errorf("frozen %v: 64 hours later the clock shows %v", frozen, c.Now())
		}
		if err := c.Change(func(now time.Time, frozen bool) (time.Time, bool, error) { return now, frozen, errors.New("no") }); err == nil {
			t.Error("the error of a change is lost")
		}
		_ = c.Change(func(now time.Time, _ bool) (time.Time, bool, error) { return now, false, nil })
		if d := c.Now().Sub(noon.Add(64 * time.Hour)); d < 0 || d > time.Minute {
			t.Errorf("frozen %v: going on, the clock shows %v", frozen, c.Now())
		}
	}
}
