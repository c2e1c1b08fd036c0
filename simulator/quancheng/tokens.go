package quancheng

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
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

const guidLength = 36

func isGUID(text string) bool {
	if len(text) != guidLength || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return false
	}
	return strings.Trim(strings.ReplaceAll(text, "-", ""), "0123456789abcdef") == ""
}

// putToken stores a token in the place of the one of the same value.
func putToken(tx *tx, t *token) {
	dropToken(tx, t)
	tx.State.tokens.Put(tx.Writer, t)
	if t.Lasts || !isGUID(t.Value) {
		tx.State.lasting.Put(tx.Writer, t)
	}
	tx.Claim(t.Value)
}

// dropToken takes a token away, if it is there.
func dropToken(tx *tx, t *token) {
	if tx.State.tokens.Delete(tx.Writer, t) {
		tx.State.lasting.Delete(tx.Writer, t)
		tx.Release(t.Value)
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

// issued returns the tokens of the site that a text contains, valid or not.
func issued(s *state, text string) []string {
	if s.tokens.Len() == s.lasting.Len() {
		return nil // Secrets has them all.
	}
	var found []string
	for at := 8; at+guidLength-8 <= len(text); at++ {
		dash := strings.IndexByte(text[at:], '-')
		if dash < 0 {
			break
		}
		if at += dash; at+guidLength-8 > len(text) {
			break
		}
		value := text[at-8 : at+guidLength-8]
		if !isGUID(value) {
			continue
		}
		if _, known := s.tokens.Get(&token{Value: value}); known {
			found = append(found, value)
		}
	}
	return found
}

// secrets are what a sandbox comes with, or was given since, and the journal must not hold. issued finds the
// tokens that Token/Get gave.
func secrets(s *state) []string {
	all := []string{s.settings.SiteKey}
	for t := range s.lasting.All() {
		all = append(all, t.Value)
	}
	for u := range s.users.All() {
		if u.Password != "" && u.Password != all[len(all)-1] {
			all = append(all, u.Password)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
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
