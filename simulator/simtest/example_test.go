package simtest_test

import (
	"errors"
	"testing"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/simulator/simtest"
)

// connect is the one place where a test knows that it talks to a simulator.
func connect(t *testing.T) (*simtest.Simulator, *wisecrm.Client) {
	t.Helper()
	sim := simtest.New(t)
	c := sim.Credentials("wisecrm")
	client, err := wisecrm.NewClient(
		wisecrm.Credentials{AppID: c["appid"], AppKey: c["appkey"], OpUser: c["op_user"]},
		wisecrm.WithBaseURL(sim.BaseURL("wisecrm")),
	)
	if err != nil {
		t.Fatal(err)
	}
	return sim, client
}

// TestExample is what a first test with the simulator looks like.
func TestExample(t *testing.T) {
	t.Parallel()
	_, client := connect(t)

	id, err := client.Accounts.Add(t.Context(), wisecrm.Fields{"accountName": "杨志永", "phone": "021-34240127"}, wisecrm.AddOptions{})
	if err != nil {
		t.Fatal(err)
	}
	account, err := client.Accounts.Get(t.Context(), id, "accountName", "phone")
	if err != nil {
		t.Fatal(err)
	}
	if got := account.Text("phone"); got != "021-34240127" {
		t.Errorf("phone %q, want what was stored", got)
	}
}

// TestExampleFault shows how code meets a vendor that fails: twice here, and then no more.
func TestExampleFault(t *testing.T) {
	t.Parallel()
	sim, client := connect(t)
	sim.Control("PUT", "/faults", []string{"wisecrm.addAccount=code=491:x2"}, nil)

	for i, want := range []int{wisecrm.CodeLimit, wisecrm.CodeLimit, 0} {
		code := 0
		_, err := client.Accounts.Add(t.Context(), wisecrm.Fields{"accountName": "老黄"}, wisecrm.AddOptions{})
		if refusal, ok := errors.AsType[*wisecrm.Error](err); ok {
			code = refusal.Code
		}
		if code != want {
			t.Errorf("call %d: code %d, want %d (%v)", i+1, code, want, err)
		}
	}
}

// TestExampleJournal shows how to find out what a program sent.
func TestExampleJournal(t *testing.T) {
	t.Parallel()
	sim, client := connect(t)
	if _, err := client.Users.List(t.Context(), wisecrm.UserListOptions{Fields: []string{"userId"}}); err != nil {
		t.Fatal(err)
	}

	var journal struct {
		Entries []struct {
			Operation string
			Findings  []any
		}
	}
	sim.Control("GET", "/journal", nil, &journal)
	if len(journal.Entries) != 1 || journal.Entries[0].Operation != "listUsers" || len(journal.Entries[0].Findings) > 0 {
		t.Errorf("journal %+v, want one clean listUsers", journal)
	}
}
