package simtest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/simulator"
	"github.com/crmsim/crmsim/simulator/simtest"
)

// A subject is a testing.TB that remembers how it failed instead of failing the test that looks at it.
type subject struct {
	testing.TB
	name    string
	errors  []string
	logs    []string
	cleanup []func()
}

type fatal struct{}

func (s *subject) Name() string     { return s.name }
func (s *subject) Helper()          {}
func (s *subject) Failed() bool     { return len(s.errors) > 0 }
func (s *subject) Cleanup(f func()) { s.cleanup = append(s.cleanup, f) }
func (s *subject) Logf(format string, args ...any) {
	s.logs = append(s.logs, fmt.Sprintf(format, args...))
}
func (s *subject) Errorf(format string, args ...any) {
	s.errors = append(s.errors, fmt.Sprintf(format, args...))
}
func (s *subject) Fatalf(format string, args ...any) {
	s.Errorf(format, args...)
	panic(fatal{})
}

// try runs a test to its end.
func try(t testing.TB, test func(t testing.TB)) *subject {
	t.Helper()
	s := &subject{TB: t, name: t.Name()}
	protected := func(f func()) {
		defer func() {
			if r := recover(); r != nil && r != (fatal{}) {
				panic(r)
			}
		}()
		f()
	}
	protected(func() { test(s) })
	for i := len(s.cleanup) - 1; i >= 0; i-- {
		protected(s.cleanup[i])
	}
	return s
}

func add(t testing.TB, sim *simtest.Simulator, name string) string {
	t.Helper()
	id, err := sim.WiseCRM().Accounts.Add(t.Context(), wisecrm.Fields{"accountName": name}, wisecrm.AddOptions{})
	if err != nil {
		t.Fatalf("add: %v", err)
	}
	return id
}

func TestEachHasItsOwnWorld(t *testing.T) {
	t.Parallel()
	one, two := simtest.New(t), simtest.New(t)
	one.SetClock(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC))
	one.Freeze()
	if two.Now().Year() == 2030 {
		t.Error("the clock of one world is that of the other")
	}
	if a, b := add(t, one, "甲公司"), add(t, two, "甲公司"); a == b {
		t.Errorf("both give the id %s", a)
	}
	if one.Name != "testeachhasitsownworld" || two.Name != "testeachhasitsownworld-2" {
		t.Errorf("the worlds are called %q and %q", one.Name, two.Name)
	}
	if one.URL != two.URL {
		t.Errorf("there are two simulators, %s and %s", one.URL, two.URL)
	}
	one.Verify("addAccount", simtest.Exactly(1))
}

// TestAClientOfEachVendor is ready-made, and follows the world's clock.
func TestAClientOfEachVendor(t *testing.T) {
	t.Parallel()
	sim := simtest.New(t)
	sim.SetClock(time.Date(2031, 5, 1, 0, 0, 0, 0, time.UTC))
	sim.Freeze()
	calls := map[string]func(ctx context.Context) error{
		"listUsers": func(ctx context.Context) error {
			_, err := sim.WiseCRM().Users.List(ctx, wisecrm.UserListOptions{Fields: []string{"userId"}})
			return err
		},
		"getCustomerPoolList": func(ctx context.Context) error { _, err := sim.Dustess().Lists.Pools(ctx); return err },
		"getAllCustomers": func(ctx context.Context) error {
			for _, err := range sim.Quancheng().Customers.All(ctx, quancheng.ListOptions{PageSize: 100}) {
				if err != nil {
					return err
				}
			}
			return nil
		},
		"listUserByTenantId": func(ctx context.Context) error { _, err := sim.SocialEpoch().Agents.List(ctx); return err },
	}
	for operation, call := range calls {
		if err := call(t.Context()); err != nil {
			t.Errorf("%s: %v", operation, err)
		}
		sim.Verify(operation)
	}
	sim.Clean()
}

// TestAViolationFailsTheTest, tells what was said and how to put it right, and can be allowed.
func TestAViolationFailsTheTest(t *testing.T) {
	t.Parallel()
	wrong := func(sim *simtest.Simulator) {
		response, err := sim.HTTPClient().Get("https://www.365.wisecrm.com/gw/account/list?fields=accountId")
		if err == nil {
			response.Body.Close()
		}
	}
	s := try(t, func(t testing.TB) { wrong(simtest.New(t)) })
	if len(s.errors) != 1 || len(s.logs) != 1 {
		t.Fatalf("errors %q, logs %q; want one of each", s.errors, s.logs)
	}
	for _, part := range []string{"violation: wisecrm listAccounts (required)", "fix   send appid in the query"} {
		if !strings.Contains(s.errors[0], part) {
			t.Errorf("the error lacks %q:\n%s", part, s.errors[0])
		}
	}
	for _, part := range []string{"wisecrm listAccounts  GET /gw/account/list", "sent   fields=accountId", "got    200 {", "wrong  listAccounts query appid: required"} {
		if !strings.Contains(s.logs[0], part) {
			t.Errorf("the transcript lacks %q:\n%s", part, s.logs[0])
		}
	}
	for name, allow := range map[string]func(*simtest.Simulator){
		"all":          func(sim *simtest.Simulator) { sim.AllowViolations() },
		"an operation": func(sim *simtest.Simulator) { sim.AllowViolations("listAccounts") },
		"a rule":       func(sim *simtest.Simulator) { sim.AllowViolations("required") },
	} {
		s := try(t, func(t testing.TB) {
			sim := simtest.New(t)
			allow(sim)
			wrong(sim)
			sim.Clean()
		})
		if len(s.errors)+len(s.logs) != 0 {
			t.Errorf("%s allowed: errors %q, logs %q", name, s.errors, s.logs)
		}
	}
	s = try(t, func(t testing.TB) {
		sim := simtest.New(t)
		sim.AllowViolations("unique")
		wrong(sim)
	})
	if len(s.errors) != 1 {
		t.Errorf("another rule allowed: errors %q", s.errors)
	}
}

func TestWhatFailsTheTest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		test func(t testing.TB, sim *simtest.Simulator)
		want string
	}{
		"unknown vendor":       {func(_ testing.TB, s *simtest.Simulator) { s.Credentials("nobody") }, `no vendor "nobody"`},
		"unknown base URL":     {func(_ testing.TB, s *simtest.Simulator) { s.BaseURL("nobody") }, `no vendor "nobody"`},
		"refused by control":   {func(_ testing.TB, s *simtest.Simulator) { s.Fault("burn") }, "burn"},
		"body without a form":  {func(_ testing.TB, s *simtest.Simulator) { s.Control("PUT", "/faults", make(chan int), nil) }, "chan int"},
		"no such record":       {func(_ testing.TB, s *simtest.Simulator) { simtest.Get[any](s, "wisecrm", "accounts", "x") }, "404"},
		"no such snapshot":     {func(_ testing.TB, s *simtest.Simulator) { s.Restore("x") }, "404"},
		"a call too few":       {func(_ testing.TB, s *simtest.Simulator) { s.Verify("addAccount") }, "wanted at least 1 call of addAccount, found 0"},
		"no such operation":    {func(_ testing.TB, s *simtest.Simulator) { s.Verify("addAcount") }, "did you mean addAccount"},
		"a call too many":      {func(t testing.TB, s *simtest.Simulator) { add(t, s, "甲"); s.Verify("addAccount", simtest.Never()) }, "found 1"},
		"a list read in part":  {func(t testing.TB, s *simtest.Simulator) { readOnePage(t, s); s.Clean() }, "pages-unread"},
		"a state file missing": {func(t testing.TB, _ *simtest.Simulator) { simtest.New(t, simtest.FromState("/nowhere/x")) }, "/nowhere/x"},
		"a snapshot missing":   {func(t testing.TB, _ *simtest.Simulator) { simtest.New(t, simtest.FromSnapshot("/nowhere/x")) }, "/nowhere/x"},
		"a fault at the start": {func(t testing.TB, _ *simtest.Simulator) { simtest.New(t, simtest.Faults("burn")) }, "burn"},
	} {
		s := try(t, func(t testing.TB) { c.test(t, simtest.New(t)) })
		if len(s.errors) == 0 || !strings.Contains(s.errors[0], c.want) {
			t.Errorf("%s: errors %q, want one that names %s", name, s.errors, c.want)
		}
	}
}

func readOnePage(t testing.TB, sim *simtest.Simulator) {
	if _, err := sim.WiseCRM().Accounts.List(t.Context(), wisecrm.ListOptions{Fields: []string{"accountId"}, PageSize: 10}); err != nil {
		t.Fatalf("%v", err)
	}
}

// An account is what the tests read of a record of the table accounts.
type account struct {
	ID   string `json:"accountId"`
	Name string `json:"accountName"`
}

func TestTables(t *testing.T) {
	t.Parallel()
	sim := simtest.New(t)
	id := add(t, sim, "甲公司")
	if got := simtest.Get[account](sim, "wisecrm", "accounts", id); got != (account{id, "甲公司"}) {
		t.Errorf("the record is %+v", got)
	}
	simtest.Put(sim, "wisecrm", "accounts", id, account{id, "乙公司"})
	if got := simtest.List[account](sim, "wisecrm", "accounts", "accountName", "乙公司"); len(got) != 1 || got[0].ID != id {
		t.Errorf("the records of the new name are %+v", got)
	}
	if n := len(simtest.List[account](simtest.New(t, simtest.Customers(2000)), "wisecrm", "accounts")); n < 2000 {
		t.Errorf("%d accounts, want 2000 and more", n)
	}
}

func TestCallsAreDecoded(t *testing.T) {
	t.Parallel()
	sim := simtest.New(t)
	sim.Fault("quancheng.saveCustomer=503:after")
	if _, err := sim.Quancheng().Customers.Save(t.Context(), quancheng.CustomerChange{Name: new("甲公司")}); err == nil {
		t.Error("the fault did not strike")
	}
	calls := sim.Calls("saveCustomer")
	if len(calls) != 1 {
		t.Fatalf("calls %v, want one", calls)
	}
	c := calls[0]
	sent, _ := c.Parameters["json"].(map[string]any)
	if sent["Name"] != "甲公司" || c.Status != 503 || c.Outcome != "ok" || !c.Accepted || c.Fault == "" || c.Vendor != "quancheng" {
		t.Errorf("call %+v", c)
	}
	for _, part := range []string{"quancheng saveCustomer", `json={"Name":"甲公司"}`, "got    503", "fault  quancheng.saveCustomer=503:after", `hidden {"value":true}`} {
		if !strings.Contains(c.String(), part) {
			t.Errorf("the call as text lacks %q:\n%s", part, c)
		}
	}
	if all := sim.Calls(""); len(all) != 2 || all[0].Operation != "getToken" {
		t.Errorf("all calls are %v", all)
	}
	sim.Verify("saveCustomer", simtest.Where("parameters", map[string]any{"json": map[string]any{"Name": map[string]any{"$contains": "甲"}}}))
}

func TestOptions(t *testing.T) {
	t.Parallel()
	at := time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC)
	first := func(options ...simtest.Option) string {
		list := simtest.List[account](simtest.New(t, options...), "wisecrm", "accounts")
		return list[0].ID
	}
	if usual := first(); first(simtest.Seed(7)) == usual || first(simtest.Seed(42)) != usual {
		t.Error("the ids of the demo data do not follow the seed")
	}
	empty := simtest.New(t, simtest.Empty(), simtest.Clock(at), simtest.DemoUntil(at))
	if n := len(simtest.List[account](empty, "wisecrm", "accounts")); n != 0 || !empty.Now().Equal(at) {
		t.Errorf("%d accounts at %s, want none at %s", n, empty.Now(), at)
	}
	for _, table := range []string{"quancheng/customers", "quancheng/linkMen", "dustess/contacts", "socialepoch/contacts", "socialepoch/customers"} {
		vendor, name, _ := strings.Cut(table, "/")
		if n := len(simtest.List[any](empty, vendor, name)); n != 0 {
			t.Errorf("%s has %d records", table, n)
		}
	}
	add(t, empty, "甲公司")
	seeds := filepath.Join(t.TempDir(), "seeds.yaml")
	if err := os.WriteFile(seeds, []byte("wisecrm: {accounts: [{accountName: 甲公司}]}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := simtest.List[account](simtest.New(t, simtest.Empty(), simtest.Records(seeds)), "wisecrm", "accounts"); len(got) != 1 || got[0].Name != "甲公司" {
		t.Errorf("the records of the seed file are %v", got)
	}
	faulty := simtest.New(t, simtest.Faults("wisecrm=503"))
	if _, err := faulty.WiseCRM().Users.List(t.Context(), wisecrm.UserListOptions{Fields: []string{"userId"}}); err == nil {
		t.Error("the fault does not strike")
	}
	if own := simtest.New(t, simtest.OwnServer()); own.URL == empty.URL {
		t.Error("a server of its own is the shared one")
	}
}

func TestFromFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	state, snapshot := filepath.Join(dir, "state"), filepath.Join(dir, "snapshot")
	sim, err := simulator.New(simulator.Config{Seed: 42, StateFile: state})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(method, path, body string) []byte {
		w := httptest.NewRecorder()
		sim.ServeHTTP(w, httptest.NewRequest(method, "http://localhost"+path, strings.NewReader(body)))
		if w.Code/100 != 2 {
			t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
		}
		return w.Body.Bytes()
	}
	ask("DELETE", "/_sim/sandboxes/default/data/wisecrm/accounts", "")
	ask("PUT", "/_sim/sandboxes/default/snapshots/golden", "")
	if err := os.WriteFile(snapshot, ask("GET", "/_sim/sandboxes/default/snapshots/golden", ""), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := sim.Save(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(state)
	if err != nil {
		t.Fatal(err)
	}
	for name, option := range map[string]simtest.Option{"state": simtest.FromState(state), "snapshot": simtest.FromSnapshot(snapshot)} {
		world := simtest.New(t, option)
		if n := len(simtest.List[account](world, "wisecrm", "accounts")); n != 0 {
			t.Errorf("%s: %d accounts, want none", name, n)
		}
		add(t, world, "甲公司")
	}
	if after, err := os.ReadFile(state); err != nil || string(after) != string(before) {
		t.Errorf("the state file was changed: %v", err)
	}
}

func TestSnapshotAndRestore(t *testing.T) {
	t.Parallel()
	sim := simtest.New(t)
	sim.Freeze()
	before := sim.Now()
	sim.Snapshot("before")
	id := add(t, sim, "甲公司")
	sim.Advance(time.Hour)
	if !sim.Now().Equal(before.Add(time.Hour)) {
		t.Errorf("an hour after %s it is %s", before, sim.Now())
	}
	sim.Restore("before")
	if got := simtest.List[account](sim, "wisecrm", "accounts", "accountId", id); len(got) != 0 || !sim.Now().Equal(before) {
		t.Errorf("after going back there are %v at %s", got, sim.Now())
	}
}

// TestAWorldEndsWithItsTest, and calls that a fault holds back with it.
func TestAWorldEndsWithItsTest(t *testing.T) {
	t.Parallel()
	held := make(chan error, 1)
	var name, origin string
	t.Run("inner", func(t *testing.T) {
		sim := simtest.New(t)
		name, origin = sim.Name, sim.URL
		sim.Fault("wisecrm=timeout")
		client := sim.WiseCRM()
		go func() {
			_, err := client.Users.List(context.Background(), wisecrm.UserListOptions{Fields: []string{"userId"}})
			held <- err
		}()
		for len(sim.Calls("")) == 0 {
			continue // The call is in the journal once it is held back.
		}
	})
	if err := <-held; !errors.Is(err, context.Canceled) {
		t.Errorf("the call that was held back ended with %v", err)
	}
	response, err := http.Get(origin + "/_sim/sandboxes/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if response.Body.Close(); response.StatusCode != http.StatusNotFound {
		t.Errorf("the world is still there: %s", response.Status)
	}
}

// TestAnyClientReachesTheWorld: the address of the real vendor may stay in the program, and credentials may be wrong.
func TestAnyClientReachesTheWorld(t *testing.T) {
	t.Parallel()
	sim := simtest.New(t)
	sim.AllowViolations()
	client, err := socialepoch.NewClient(socialepoch.Credentials{TenantID: 1, APIKey: "x"}, socialepoch.WithHTTPClient(sim.HTTPClient()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Agents.List(t.Context()); err == nil {
		t.Error("a stranger is let in")
	}
	other, err := dustess.NewClient(dustess.Credentials{ClientID: "x", ClientSecret: "y"}, dustess.WithBaseURL(sim.BaseURL("dustess")))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Lists.Pools(t.Context()); err == nil {
		t.Error("a stranger is let in")
	}
	sim.Verify("listUserByTenantId", simtest.Exactly(1))
	sim.Verify("getAccessToken", simtest.Exactly(1))
}
