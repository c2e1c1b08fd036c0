package api

import (
	"sync/atomic"
	"time"
)

// China is the zone of the vendors' dates. China has no daylight saving time.
var China = time.FixedZone("Asia/Shanghai", 8*60*60)

// A Clock is a sandbox's time. It runs with the machine's clock until it is set, advanced or
// frozen. It is safe for concurrent use.
type Clock struct{ setting atomic.Pointer[setting] }

type setting struct {
	offset time.Duration // added to the machine's clock
	frozen bool
	at     time.Time // the time while frozen
}

func (s *setting) now() time.Time {
	if s.frozen {
		return s.at
	}
	return time.Now().Add(s.offset)
}

// NewClock returns a clock that shows the machine's time.
func NewClock() *Clock {
	c := &Clock{}
	c.setting.Store(&setting{})
	return c
}

// The years that a clock can show: those whose nanoseconds fit 64 bits, with room to advance.
const FirstYear, LastYear = 1970, 2200

// InRange reports whether a clock can show the time.
func InRange(t time.Time) bool { return t.Year() >= FirstYear && t.Year() <= LastYear }

// Now returns the sandbox's time.
func (c *Clock) Now() time.Time { return c.setting.Load().now() }

// Read returns the sandbox's time and whether it stands still.
func (c *Clock) Read() (now time.Time, frozen bool) {
	s := c.setting.Load()
	return s.now(), s.frozen
}

// Set moves the clock to t; it then runs, or stands still if frozen.
func (c *Clock) Set(t time.Time, frozen bool) {
	c.setting.Store(&setting{offset: time.Until(t), frozen: frozen, at: t})
}

// Change sets the clock to what next makes of its present time, as one step: of changes at the same time
// none is lost. next may be called more than once; its error leaves the clock as it was.
func (c *Clock) Change(next func(now time.Time, frozen bool) (time.Time, bool, error)) error {
	for {
		old := c.setting.Load()
		was := old.now()
		t, frozen, err := next(was, old.frozen)
		if err != nil {
			return err
		}
		offset := old.offset + t.Sub(was)
		if old.frozen {
			offset = time.Until(t)
		}
		if c.setting.CompareAndSwap(old, &setting{offset: offset, frozen: frozen, at: t}) {
			return nil
		}
	}
}
