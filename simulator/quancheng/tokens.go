package quancheng

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"sync"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/store"
)

// A token lets its user in. It is valid while it is used within the idle time (QC-Q06); the one that
// the sandbox comes with lasts, so that it can be written down.
type token struct {
	Value  string    `json:"token"`
	UserID int32     `json:"user_id"`
	Lasts  bool      `json:"lasts"`
	Used   time.Time `json:"used,omitzero"` // until the state's uses know of a later use; of no meaning for one that lasts
}

func lessToken(a, b *token) bool { return a.Value < b.Value }

// guid derives a token from the sandbox's name, so that no two sandboxes have the same one.
func guid(sandbox string, n int32) string {
	sum := sha256.Sum256([]byte("quancheng token " + sandbox + " " + strconv.Itoa(int(n))))
	sum[6], sum[8] = sum[6]&0x0f|0x40, sum[8]&0x3f|0x80 // version 4, variant of RFC 9562
	text := hex.EncodeToString(sum[:16])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

// lessUsed orders tokens by their last use, as far as the records know of it.
func lessUsed(a, b *token) bool {
	return a.Used.Before(b.Used) || a.Used.Equal(b.Used) && a.Value < b.Value
}

// putToken stores a token in the place of the one of the same value.
func putToken(tx *tx, t *token) {
	dropToken(tx, t)
	tx.State.tokens.Put(tx.Writer, t)
	if !t.Lasts {
		tx.State.byUse.Put(tx.Writer, t)
	}
	tx.Claim(t.Value)
	tx.Hide(t.Value)
}

// dropToken takes the token of that value away, if it is there.
func dropToken(tx *tx, t *token) {
	if old, had := tx.State.tokens.Get(t); had {
		tx.State.tokens.Delete(tx.Writer, old)
		tx.State.byUse.Delete(tx.Writer, old)
		tx.Release(old.Value)
		tx.Reveal(old.Value)
	}
}

// dropIdle drops tokens that nobody has used for twice the idle time, so that a sandbox does not keep all that it ever
// gave. Until then whoever sends one is told in its own sandbox that it has expired. Each new token pays for two looks,
// and what it looks at is dropped or goes to the end of the queue.
func dropIdle(tx *tx) {
	s := tx.State
	for range 2 {
		t, found := s.byUse.Least()
		if !found {
			return
		}
		switch last := s.uses.last(t); {
		case last.After(t.Used):
			putToken(tx, &token{Value: t.Value, UserID: t.UserID, Used: last})
		case tx.Now.Sub(last) >= 2*s.settings.idle():
			dropToken(tx, t)
			s.uses.forget(t)
		}
	}
}

// use reports whether the token is valid, and renews it.
func (s *state) use(t *token, now time.Time) bool {
	if t.Lasts {
		return true
	}
	if now.Sub(s.uses.last(t)) >= s.settings.idle() {
		return false
	}
	s.uses.renew(t, now)
	return true
}

// A use is when a token was used last.
type use struct {
	of *token
	at time.Time
}

// uses are the last uses of tokens in one sandbox. A call that only reads renews its token too, so they
// change in place and are no part of the transactions.
type uses struct {
	mu     sync.Mutex
	writer store.Writer
	set    store.Set[use]
}

func newUses() *uses {
	return &uses{writer: store.NewWriter(), set: store.NewSet(func(a, b use) bool { return lessToken(a.of, b.of) })}
}

// copy returns the uses as they are now, which go their own way. It costs the same for any number of tokens.
func (u *uses) copy() *uses {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.writer = store.NewWriter()
	return &uses{writer: store.NewWriter(), set: u.set}
}

// last returns when the token was used last. What is known of another one of the same value is forgotten.
func (u *uses) last(t *token) time.Time {
	u.mu.Lock()
	defer u.mu.Unlock()
	if known, found := u.set.Get(use{of: t}); found && known.of == t {
		return known.at
	}
	return t.Used
}

func (u *uses) renew(t *token, now time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.set.Put(u.writer, use{t, now.UTC()})
}

// forget drops what is known of the token's uses.
func (u *uses) forget(t *token) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.set.Delete(u.writer, use{of: t})
}
