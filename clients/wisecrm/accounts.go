package wisecrm

import (
	"context"
	"iter"
)

// AccountsService reads and writes accounts, the customers (客户管理;
// http://www2.wisecrm.com/help/apidoc/api-account.html). Their main display field is accountName.
type AccountsService struct{ records records[accountIDAnswer] }

// Add creates an account and returns its id. A duplicate is refused with CodeBusiness unless
// opts.Force is set.
//
// Operation: addAccount.
func (s *AccountsService) Add(ctx context.Context, fields Fields, opts AddOptions) (string, error) {
	return s.records.add(ctx, "addAccount", fields, opts)
}

// Get returns the named fields of an account. An id that is not there is refused with CodeBusiness
// (WI-Q30), a field that the entity lacks with CodeInvalid (WI-Q19).
//
// Operation: getAccount.
func (s *AccountsService) Get(ctx context.Context, id string, fields ...string) (Record, error) {
	return s.records.get(ctx, "getAccount", id, fields)
}

// List returns one page of the accounts that the acting user may see, newest first. A page beyond
// the end is empty.
//
// Operation: listAccounts.
func (s *AccountsService) List(ctx context.Context, opts ListOptions) (*Page, error) {
	return s.records.list(ctx, "listAccounts", opts)
}

// All yields the accounts of the page opts.PageNo and of all pages after it, fetching each page when
// it is reached. An error is yielded once, with a nil Record, and ends it. An account that is added
// meanwhile pushes others back, so that one may come twice.
//
// Operation: listAccounts.
func (s *AccountsService) All(ctx context.Context, opts ListOptions) iter.Seq2[Record, error] {
	return s.records.all(ctx, "listAccounts", opts)
}

// Update changes the given fields of an account, leaves the others, and returns the id that the
// answer names. Fields that are not updatable are ignored. A duplicate is refused with CodeBusiness
// unless opts.Force is set.
//
// Operation: updateAccount.
func (s *AccountsService) Update(ctx context.Context, id string, fields Fields, opts UpdateOptions) (string, error) {
	return s.records.update(ctx, "updateAccount", id, fields, opts)
}

// Delete removes an account for good and returns the id that the answer names. An id that is not
// there is refused with CodeBusiness (WI-Q42).
//
// Operation: deleteAccount.
func (s *AccountsService) Delete(ctx context.Context, id string, opts DeleteOptions) (string, error) {
	return s.records.delete(ctx, "deleteAccount", id, opts)
}
