package api

import (
	"sync/atomic"
	"time"
)

// demoTime is when the demo data ends. It is fixed, so that the demo data is the same every day.
var demoTime = time.Date(2026, 1, 5, 1, 0, 0, 0, time.UTC)

// A Clock is a sandbox's time. It runs with the machine's clock until it is set, advanced or
// frozen. It is safe for concurrent use.
type Clock struct{ setting atomic.Pointer[setting] }

type setting struct {
	offset time.Duration // added to the machine's clock
	frozen bool
	at     time.Time // the time while frozen
}

// NewClock returns a clock that shows the machine's time.
func NewClock() *Clock {
	c := &Clock{}
	c.Reset()
	return c
}

// Now returns the sandbox's time.
func (c *Clock) Now() time.Time {
	s := c.setting.Load()
	if s.frozen {
		return s.at
	}
	return time.Now().Add(s.offset)
}

// Frozen tells whether the clock stands still.
func (c *Clock) Frozen() bool { return c.setting.Load().frozen }

// Reset returns to the machine's time.
func (c *Clock) Reset() { c.setting.Store(&setting{}) }

// Set moves the clock to t; it then runs, or stands still if frozen.
func (c *Clock) Set(t time.Time, frozen bool) {
	c.setting.Store(&setting{offset: time.Until(t), frozen: frozen, at: t})
}
