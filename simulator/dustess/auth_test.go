package dustess

import (
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// The token of a client depends on its id, its secret and the time alone, so it can be written down.
const tokenOfTest = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjE3Njc2MTIzMDAwMDAwMDAwMDAsImlhdCI6MTc2NzYwNDUwMDAwMDAwMDAwMCwiaWQiOiJXODYwNDIxNjY3ODIifQ."

func TestTokenIsAJWTWithTheObservedClaims(t *testing.T) {
	t.Parallel()
	token := newWorld(t, "default").token(t)
	if !strings.HasPrefix(token, tokenOfTest) {
		t.Errorf("got %s", token)
	}
	said, ok := readToken(token)
	if want := (claims{worldTime.Add(7800 * time.Second).UnixNano(), worldTime.UnixNano(), tenantID("default")}); !ok || said != want {
		t.Errorf("it says %+v, want %+v", said, want)
	}
}

func TestWhichTokensAreTaken(t *testing.T) {
	t.Parallel()
	a := app{"client-a", "secret-a", "W00000000001", "token-a"}
	good := a.token(worldTime)
	other := app{"client-b", "secret-b", "W00000000002", ""}
	forged := app{"client-b", "secret-b", "W00000000001", ""}
	head, sign := good[:strings.LastIndex(good, ".")], good[strings.LastIndex(good, "."):]
	tests := []struct {
		name  string
		token string
		at    time.Duration
		taken bool
	}{
		{"at once", good, 0, true},
		{"at the end of the grace", good, 7799 * time.Second, true},
		{"after it", good, 7800 * time.Second, false},
		{"the ready-made one after years", "token-a", 100_000 * time.Hour, true},
		{"of another tenant", other.token(worldTime), 0, false},
		{"signed with another secret", forged.token(worldTime), 0, false},
		{"without its signature", head, 0, false},
		{"with an empty signature", head + ".", 0, false},
		{"with another signature", head + ".AAAA", 0, false},
		{"another text with its signature", other.token(worldTime)[:len(head)] + sign, 0, false},
		{"no JWT", "no-such-token", 0, false},
		{"no JSON inside", "a.b.c", 0, false},
		{"nothing", "", 0, false},
		{"dots", "..", 0, false},
	}
	for _, test := range tests {
		if reason := a.accepts(test.token, worldTime.Add(test.at)); (reason == "") != test.taken {
			t.Errorf("%s: taken %v, want %v (%s)", test.name, reason == "", test.taken, reason)
		}
	}
	if reason := (app{ClientID: "c"}).accepts("", worldTime); reason == "" {
		t.Error("an app without a ready-made token takes no token for it")
	}
}

// What selects a sandbox is in every request that it is let in by.
func TestWhatSelectsASandbox(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "ci-1")
	tests := []struct{ operation, token, body string }{
		{"getDeptDetails", w.token(t), ""},
		{"getDeptDetails", "token-ci-1", ""},
		{"getAccessToken", "", `{"ClientID":"client-ci-1","ClientSecret":"x"}`},
		{"getAccessToken", "", `{"clientid":"client-ci-1"} trailing`},
	}
	for _, test := range tests {
		op := w.Vendor.Document.Operation(test.operation)
		c := &api.Call{Operation: op, RawBody: []byte(test.body), Query: map[string][]string{"accessToken": {test.token}}}
		if got := w.Vendor.Credential(c); w.Shared.Holders.Holder("dustess", got) != w.Sandbox {
			t.Errorf("%+v selects by %q, which is another's", test, got)
		}
	}
}

func FuzzToken(f *testing.F) {
	a := app{"client-a", "secret-a", "W00000000001", "token-a"}
	good := a.token(worldTime)
	for _, seed := range []string{"", ".", "..", "a.b.c", good, good[:len(good)-1], "token-a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if a.accepts(token, worldTime) == "" && token != good && token != "token-a" {
			said, _ := readToken(token)
			if said.ID != a.TenantID || said.Exp <= worldTime.UnixNano() {
				t.Errorf("takes %q, which says %+v", token, said)
			}
		}
	})
}
