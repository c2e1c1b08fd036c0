package dustess

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

// taken reports whether a token lets a call in.
func (w *world) taken(token string) bool {
	return !bytes.Contains(w.send("getDeptDetails", token, ""), []byte("40002"))
}

// TestATokenIsGoodWhereItWasIssued: not after a reset, nor in another sandbox of that name, though the JWT is the same;
// in a snapshot, and where the same requests are made again, it is.
func TestATokenIsGoodWhereItWasIssued(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "one")
	token := w.token(t)
	if _, err := w.Snapshot("with"); err != nil {
		t.Fatal(err)
	}
	if err := w.Reset(); err != nil {
		t.Fatal(err)
	}
	w.Clock.Set(worldTime, true)
	if w.taken(token) {
		t.Error("a token outlives a reset")
	}
	if err := w.Restore("with"); err != nil {
		t.Fatal(err)
	}
	if !w.taken(token) {
		t.Error("a token is lost that a snapshot has")
	}
	w.Shared.Remove(w.Sandbox)
	again := newWorld(t, "one")
	if again.taken(token) {
		t.Error("a token outlives its sandbox")
	}
	if same := again.token(t); same != token || !again.taken(token) {
		t.Errorf("the same request gets another token: %s, %s", token, same)
	}
}

// TestTokensAreForgotten once they are long past, and when their app goes.
func TestTokensAreForgotten(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	for i := range 100 {
		w.Clock.Set(worldTime.Add(time.Duration(i)*time.Hour), true)
		w.token(t)
	}
	if rows := w.Rows(t, "tokens"); len(rows) != 24 {
		t.Errorf("%d tokens are remembered, want those of 24 hours", len(rows))
	}
	token := w.token(t)
	w.MustPatch(t, "apps", w.shown.ClientID, `{"access_token":"other"}`)
	if !w.taken(token) {
		t.Error("a token is lost by a change of its app")
	}
	record := w.Rows(t, "apps")[0]
	if err := w.Vendor.Delete(w.Sandbox, w.Table(t, "apps"), record.ID); err != nil {
		t.Fatal(err)
	}
	if err := w.Put(t, "apps", record.ID, string(record.Record)); err != nil {
		t.Fatal(err)
	}
	if rows := w.Rows(t, "tokens"); len(rows) != 0 || w.taken(token) {
		t.Errorf("%d tokens outlive their app, one of use: %v", len(rows), w.taken(token))
	}
}

// TestTheTableOfTokens takes a token away, and brings it back.
func TestTheTableOfTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	token := w.token(t)
	row := w.Rows(t, "tokens")[0]
	if err := w.Vendor.Delete(w.Sandbox, w.Table(t, "tokens"), row.ID); err != nil || w.taken(token) {
		t.Errorf("a deleted token is taken: %v", err)
	}
	if err := w.Put(t, "tokens", row.ID, string(row.Record)); err != nil || !w.taken(token) {
		t.Errorf("a token that was put is not taken: %v", err)
	}
	for id, want := range map[string]string{
		"x@2026-01-05T09:00:00Z": "app", "client-default": "id of client_id", "@2026-01-05T09:00:00Z": "id of client_id",
		"client-default@9999-01-05T09:00:00Z": "id of client_id",
	} {
		if err := w.Put(t, "tokens", id, `{}`); err == nil || !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%s: %v, want %s", id, err, want)
		}
	}
}
