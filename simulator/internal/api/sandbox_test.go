package api

import (
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

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
	near := func(want time.Time) bool {
		d := c.Now().Sub(want)
		return d >= 0 && d < time.Minute
	}
	if c.Frozen() || !near(time.Now().Add(-time.Second)) {
		t.Errorf("a new clock shows %v, frozen %v", c.Now(), c.Frozen())
	}
	c.Set(noon, false)
	if c.Frozen() || !near(noon) {
		t.Errorf("a clock set to noon shows %v, frozen %v", c.Now(), c.Frozen())
	}
	c.Set(noon, true)
	if !c.Frozen() || !c.Now().Equal(noon) || !c.Now().Equal(noon) {
		t.Errorf("a frozen clock shows %v, frozen %v", c.Now(), c.Frozen())
	}
	c.Set(c.Now(), false)
	if c.Frozen() || !near(noon) {
		t.Errorf("a clock that goes on shows %v, frozen %v", c.Now(), c.Frozen())
	}
	c.Reset()
	if c.Frozen() || !near(time.Now().Add(-time.Second)) {
		t.Errorf("a reset clock shows %v, frozen %v", c.Now(), c.Frozen())
	}
}
