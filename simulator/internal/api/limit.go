package api

import (
	"sync"
	"time"
)

// A Limit bounds the calls under one key. Calls 0 is no limit.
type Limit struct {
	Key   string
	Calls int
	Per   time.Duration
}

// A limiter counts calls of one vendor in fixed windows of the sandbox's clock.
type limiter struct {
	mu      sync.Mutex
	windows map[string]window
}

type window struct {
	start time.Time
	calls int
}

// allow counts a call and reports whether it is within the limit.
func (l *limiter) allow(limit Limit, now time.Time) bool {
	if limit.Calls <= 0 {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.windows == nil {
		l.windows = map[string]window{}
	}
	w := l.windows[limit.Key]
	if now.Before(w.start) || now.Sub(w.start) >= limit.Per {
		w = window{start: now}
	}
	w.calls++
	l.windows[limit.Key] = w
	return w.calls <= limit.Calls
}

func (l *limiter) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.windows = nil
}
