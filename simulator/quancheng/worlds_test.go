package quancheng

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// signIn returns a new token of the sandbox's first user.
func (w *world) signIn() string {
	w.t.Helper()
	got := w.get("getToken", "org_id=1&login_name="+w.shown.LoginName+"&password="+w.shown.Password)
	return strings.TrimSuffix(strings.TrimPrefix(got, `{"value":"`), `"}`)
}

func (w *world) advance(by time.Duration) { w.sandbox.Clock.Set(w.sandbox.Clock.Now().Add(by), true) }

// TestTokenSelectsNothingWhereNoneIsTaken: Token/Get looks at the login name alone, other operations at what
// lets the call in (QC-Q82).
func TestTokenSelectsNothingWhereNoneIsTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	for _, test := range []struct{ operation, query, want string }{
		{"getToken", "token=stranger&login_name=chen", "chen"},
		{"getToken", "token=stranger&siteKey=k", ""},
		{"getCustomer", "token=t&siteKey=k&login_name=chen", "t"},
		{"getCustomer", "token=-1", ""},
		{"listOrganizations", "token=t", "t"},
		{"addMessageBoard", "token=t&siteKey=k", "k"},
		{"", "token=t&login_name=chen", "t"},
	} {
		query, err := url.ParseQuery(test.query)
		if err != nil {
			t.Fatal(err)
		}
		if got := credential(&api.Call{Operation: w.vendor.Document.Operation(test.operation), Query: query}); got != test.want {
			t.Errorf("%s?%s: %q, want %q", test.operation, test.query, got, test.want)
		}
	}
	login := "org_id=1&login_name=" + w.shown.LoginName + "&password=" + w.shown.Password
	if got := w.get("getToken", login+"&token=stranger"); strings.Contains(got, "error_code") {
		t.Errorf("signing in with a stale token: %s", got)
	}
}

// TestLastUse: when a token was used last is the sandbox's own affair, is shown, and comes back with a snapshot.
func TestLastUse(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "one")
	token := w.signIn()
	w.advance(time.Hour)
	w.expect("getCustomer", "id=999999&token="+token, isNull)
	before := w.list("tokens")
	if !strings.Contains(before, morning.Add(time.Hour).UTC().Format(time.RFC3339)) {
		t.Errorf("the token's last use is not shown:\n%s", before)
	}
	if _, err := w.sandbox.Snapshot("then"); err != nil {
		t.Fatal(err)
	}
	w.advance(20 * time.Hour)
	w.expect("getCustomer", "id=999999&token="+token, isNull)
	if w.list("tokens") == before {
		t.Error("a use is not noted")
	}
	if err := w.sandbox.Restore("then"); err != nil {
		t.Fatal(err)
	}
	if got := w.list("tokens"); got != before {
		t.Errorf("restored\n%s\nwant\n%s", got, before)
	}
	w.advance(24 * time.Hour)
	w.refused("getCustomer", "id=999999&token="+token, "1002")
	if err := w.sandbox.Restore("then"); err != nil {
		t.Fatal(err)
	}
	w.put("tokens", token, `{"user_id":1,"used":"2026-01-05T00:00:00Z"}`)
	if got := w.list("tokens"); !strings.Contains(got, "2026-01-05T00:00:00Z") {
		t.Errorf("what was known of the token's use outlives it:\n%s", got)
	}
}

// TestForksGiveOtherIDs: new records of two sandboxes never have the same id, and those of the default one
// have small ids.
func TestForksGiveOtherIDs(t *testing.T) {
	t.Parallel()
	first := newWorld(t, "default")
	fork := settle(t, first.vendor, "fork", first)
	made := func(w *world) string {
		w.expect("saveCustomer", "json="+url.QueryEscape(`{"Name":"新","Tel":"`+w.sandbox.Name+`"}`), isTrue)
		all := strings.Split(strings.TrimSpace(w.list("customers")), "\n")
		id, _, _ := strings.Cut(all[len(all)-1], " ")
		return id
	}
	a, b := made(first), made(fork)
	if a != fmt.Sprint(demoCustomers+1) || a == b || len(b) < 6 {
		t.Errorf("ids %s and %s", a, b)
	}
}

// TestForkKeepsUsers: a fork's users sign in under names of their own, those too that somebody added.
func TestForkKeepsUsers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "one")
	w.put("users", "9", `{"name":"新","login_name":"xin@one","password":"y"}`)
	w.put("users", "10", `{"name":"心","login_name":"xin@elsewhere","password":"y"}`)
	fork := settle(t, w.vendor, "two", w)
	got := fork.get("getToken", "org_id=1&login_name=xin@two&password=password-two")
	if strings.Contains(got, "error_code") {
		t.Errorf("got %s", got)
	}
	list := fork.list("users")
	if strings.Contains(list, "@one") || strings.Count(list, `"xin@two"`) != 1 || !strings.Contains(list, `"xin-10@two"`) {
		t.Errorf("users of the fork:\n%s", list)
	}
}

// TestSecrets: what lets somebody in is hidden wherever it stands in a text, for as long as it does.
func TestSecrets(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	shows := func(text string) bool { return w.sandbox.Redactor(nil).Text("-"+text+"-") != "-[redacted]-" }
	given := w.signIn()
	w.put("tokens", "odd", `{"user_id":1}`)
	for _, secret := range []string{given, w.shown.Token, w.shown.SiteKey, w.shown.Password, "odd"} {
		if shows(secret) {
			t.Errorf("%s is no secret", secret)
		}
	}
	w.put("users", "1", `{"login_name":"xin","password":"another-one"}`)
	w.put("settings", "settings", `{"organization":"甲","site_key":"another-key"}`)
	w.delete("tokens", "odd")
	for secret, want := range map[string]bool{
		"another-one": false, "another-key": false, w.shown.SiteKey: true, "odd": true, given[:35]: true,
		w.shown.Password: false, // Of other users.
	} {
		if shows(secret) != want {
			t.Errorf("%s is shown: %v", secret, !want)
		}
	}
}

// TestTokensOfNoUseGo: a site keeps its tokens in use, and those that anybody may still send, but not all that it gave.
func TestTokensOfNoUseGo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	used, expired := w.signIn(), w.signIn()
	for range 50 {
		w.signIn()
	}
	w.advance(20 * time.Hour)
	w.get("getAllCustomers", "token="+used)
	w.advance(20 * time.Hour)
	w.get("getAllCustomers", "token="+used)
	if got := w.get("getAllCustomers", "token="+expired); !strings.Contains(got, "1002") {
		t.Errorf("an expired token: %s", got)
	}
	w.signIn()
	if got := w.list("tokens"); !strings.Contains(got, expired) {
		t.Error("a token is gone as soon as it has expired")
	}
	w.advance(10 * time.Hour)
	for range 30 {
		w.signIn()
	}
	got := w.list("tokens")
	if n := strings.Count(got, `"token"`); n != 1+1+1+30 || !strings.Contains(got, used) || !strings.Contains(got, w.shown.Token) {
		t.Errorf("%d tokens are left, want the one in use, the lasting one and 31 new ones:\n%.2000s", n, got)
	}
	if got := w.get("getAllCustomers", "token="+used); strings.Contains(got, "error_code") {
		t.Errorf("the token in use: %s", got)
	}
}

// TestSign: a call that asks for it gets what it lacks; what was sent stays.
func TestSign(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "one")
	w.put("settings", "settings", `{"organization":"甲","site_key":"k2"}`)
	signed := func(operation, query string) string {
		return w.exchange("GET", operation, query, "", "", map[string]string{"Sim-Sign": "yes"}).Body.String()
	}
	for _, op := range w.vendor.Document.Operations() {
		got := signed(op.ID, "")
		for _, code := range []string{"1001", "1002", "1003", "1004", "缺少参数 siteKey", "缺少参数 token", "缺少参数 password"} {
			if strings.Contains(got, code) {
				t.Errorf("%s: %s", op.ID, got)
			}
		}
	}
	for _, operation := range []string{"getToken", "listOrganizations", "getContactPlanCount", "getAllCustomers"} {
		if got := signed(operation, ""); strings.Contains(got, "error_code") {
			t.Errorf("%s: %s", operation, got)
		}
	}
	for _, test := range []struct{ operation, query, want string }{
		{"getContactPlanCount", "token=wrong", "1002"},
		{"getContactPlanCount", "token=-1", "1002"},
		{"addMessageBoard", "custID=0&content=c&siteKey=wrong", "1004"},
		{"addMessageBoard", "custID=0&content=c&token=wrong", "1002"},
		{"getToken", "password=wrong", "1003"},
		{"getToken", "login_name=nobody", "2001"},
		{"getToken", "login_name=nobody&password=x&org_id=1", "1003"},
		{"getToken", "org_id=7", "1003"},
	} {
		if got := signed(test.operation, test.query); !strings.HasPrefix(got, `{"error_code":`+test.want) {
			t.Errorf("%s?%s: %s, want %s", test.operation, test.query, got, test.want)
		}
	}
}
