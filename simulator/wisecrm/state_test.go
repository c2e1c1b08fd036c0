package wisecrm

import (
	"encoding/json"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/store"
)

// newTenant returns a transaction on the demo data and size more accounts.
func newTenant(size int) *tx {
	s := empty()
	tx := &tx{State: &s}
	tx.Writer, tx.Now = store.NewWriter(), time.Date(2026, 1, 5, 1, 0, 0, 0, time.UTC)
	demo(tx, size)
	return tx
}

var demoTenant = sync.OnceValue(func() *tx { return newTenant(0) })

// tenant returns a transaction of the test's own on demo data that nobody may change.
func tenant() *tx {
	own := *demoTenant()
	return &own
}

// plain returns a value as a string, an int64, a json.Number of a decimal, a bool or nil.
func plain(v value) any {
	switch v.kind {
	case nullKind:
		return nil
	case numberKind:
		if n, err := strconv.ParseInt(v.text, 10, 64); err == nil {
			return n
		}
		return json.Number(v.text)
	case boolKind:
		return v.text == "true"
	default:
		return v.text
	}
}

// accounts returns some records of the tenant, with one that has no values beside the required ones.
func accounts(tx *tx, n int) []*record {
	e := tx.State.metadata.entities[account]
	bare := newRecord(tx, e, userID(1), []change{{e.field("accountName"), textValue("光")}})
	return append(tx.State.tables[account].byCreated.Page(0, n), bare)
}

// refused checks that a failure is there exactly when it is wanted, with its code.
func refused(t *testing.T, what string, bad *failure, want int) {
	t.Helper()
	got := 0
	if bad != nil {
		got = bad.code
	}
	if got != want {
		t.Errorf("%s: code %d, want %d", what, got, want)
	}
}
