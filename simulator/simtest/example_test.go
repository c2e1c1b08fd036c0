package simtest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/simulator/simtest"
)

// t stands in for the *testing.T that a test function gets.
var t testing.TB = example{}

type example struct{ testing.TB }

func (example) Name() string                      { return "example" }
func (example) Helper()                           {}
func (example) Cleanup(func())                    {}
func (example) Context() context.Context          { return context.Background() }
func (example) Errorf(format string, args ...any) { fmt.Printf(format+"\n", args...) }
func (example) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

func Example() {
	sim := simtest.New(t)
	accounts := sim.WiseCRM().Accounts
	id, err := accounts.Add(t.Context(), wisecrm.Fields{"accountName": "杨志永", "phone": "021-34240127"}, wisecrm.AddOptions{})
	if err != nil {
		t.Fatalf("%v", err)
	}
	account, err := accounts.Get(t.Context(), id, "phone")
	if err != nil {
		t.Fatalf("%v", err)
	}
	fmt.Println(account.Text("phone"))
	sim.Clean() // Nothing was wrong with what was sent.
	// Output: 021-34240127
}

// A vendor that fails twice, and then no more.
func ExampleSimulator_Fault() {
	sim := simtest.New(t)
	sim.Fault("wisecrm.addAccount=code=491:x2")
	for range 3 {
		_, err := sim.WiseCRM().Accounts.Add(t.Context(), wisecrm.Fields{"accountName": "老黄"}, wisecrm.AddOptions{})
		refusal, refused := errors.AsType[*wisecrm.Error](err)
		fmt.Println(refused, refused && refusal.Code == wisecrm.CodeLimit)
	}
	// Output:
	// true true
	// true true
	// false false
}

// What a program sent, decoded.
func ExampleSimulator_Calls() {
	sim := simtest.New(t)
	if _, err := sim.WiseCRM().Users.List(t.Context(), wisecrm.UserListOptions{Fields: []string{"userId", "userName"}}); err != nil {
		t.Fatalf("%v", err)
	}
	for _, c := range sim.Calls("listUsers") {
		fmt.Println(c.Method, c.Parameters["fields"], c.Outcome)
	}
	// Output: GET userId,userName 0
}

// Wants are told apart by what was sent; a test that fails shows the calls that came nearest.
func ExampleSimulator_Verify() {
	sim := simtest.New(t)
	for _, name := range []string{"杨志永", "老黄"} {
		if _, err := sim.WiseCRM().Accounts.Add(t.Context(), wisecrm.Fields{"accountName": name}, wisecrm.AddOptions{}); err != nil {
			t.Fatalf("%v", err)
		}
	}
	sim.Verify("addAccount", simtest.Exactly(2))
	sim.Verify("addAccount", simtest.Where("body", map[string]any{"accountName": "老王"}))
	// Output:
	// simtest: wanted at least 1 call of addAccount with {"body":{"accountName":"老王"}}, found 0
	//   call 1 differs: /body/accountName: wanted "老王", got "杨志永"
	//   call 2 differs: /body/accountName: wanted "老王", got "老黄"
}

// Time passes when the test says so.
func ExampleSimulator_Advance() {
	sim := simtest.New(t, simtest.Clock(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)))
	sim.Advance(48 * time.Hour)
	fmt.Println(sim.Now().Format(time.DateOnly))
	// Output: 2026-03-03
}

// What no call of a vendor's makes, or shows, is in the vendor's tables.
func ExamplePut() {
	type contract struct {
		ID         int `json:"PK_ID"`
		CustomerID int `json:"CustomerId"`
		Title      string
	}
	type customer struct {
		ID int `json:"PK_ID"`
	}
	sim := simtest.New(t)
	first := simtest.List[customer](sim, "quancheng", "customers")[0]
	simtest.Put(sim, "quancheng", "contracts", "7001", contract{7001, first.ID, "年度框架合同"})
	audited, err := sim.Quancheng().Contracts.Audit(t.Context(), 7001)
	fmt.Println(audited, err)
	// Output: true <nil>
}
