// Package sync copies new accounts of WiseCRM365 to Quancheng Cloud. It is what a program under test may look like.
package sync

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/clients/wisecrm"
)

// attempts is how often a customer is tried.
const attempts = 3

// A Sync copies accounts from one vendor to the other.
type Sync struct {
	From *wisecrm.Client
	To   *quancheng.Client
	Wait time.Duration // between attempts
}

// Run copies the accounts that were created after since, and returns how many customers are new.
func (s Sync) Run(ctx context.Context, since time.Time) (added int, err error) {
	query := wisecrm.AdvQuery{
		Entity: "Account", Fields: []string{"accountName", "phone"},
		Filter: wisecrm.And(wisecrm.Greater("createdOn", wisecrm.DateTime(since))), Sort: []wisecrm.Sort{wisecrm.Asc("createdOn")},
	}
	for account, err := range s.From.Query.All(ctx, query) {
		if err != nil {
			return added, fmt.Errorf("read accounts: %w", err)
		}
		isNew, err := s.copy(ctx, account.Text("accountName"), account.Text("phone"))
		if err != nil {
			return added, fmt.Errorf("copy %s: %w", account.Text("accountName"), err)
		}
		if isNew {
			added++
		}
	}
	return added, nil
}

// copy looks before each attempt: one that failed may have taken effect.
func (s Sync) copy(ctx context.Context, name, phone string) (isNew bool, err error) {
	for n := range attempts {
		var there bool
		if there, err = s.To.Customers.NameIsRepeat(ctx, name, 0); err == nil && there {
			return n > 0, nil
		}
		if err == nil {
			_, err = s.To.Customers.Save(ctx, quancheng.CustomerChange{Name: &name, Tel: &phone})
		}
		if refusal := (*quancheng.Error)(nil); err == nil || errors.As(err, &refusal) && refusal.Code != 0 {
			return err == nil, err
		}
		time.Sleep(s.Wait)
	}
	return false, err
}
