package wisecrm

import (
	"cmp"
	"context"
	"iter"
	"strings"
)

// UsersService lists the users of the tenant
// (https://github.com/WiseCRM/dev-docs/blob/master/openapi-docs/api-user.md).
type UsersService struct{ caller *caller }

// UserListOptions choose a page of the users.
type UserListOptions struct {
	Fields   []string // required; userId, userName, mobile and what the tenant has besides (WI-Q59)
	PageNo   int      // from 1, which 0 stands for; where All begins
	PageSize int      // at most 200; 0 stands for 20 in List and for 200 in All
}

// List returns one page of the users. It needs no acting user: the userId of a row is what
// Credentials.OpUser and Client.As take.
//
// Operation: listUsers.
func (s *UsersService) List(ctx context.Context, opts UserListOptions) (*Page, error) {
	return list(ctx, s.caller, get("listUsers", "user/list", map[string]string{
		"fields":    strings.Join(opts.Fields, ","),
		"page_no":   number(opts.PageNo),
		"page_size": number(opts.PageSize),
	}))
}

// All yields the users of the page opts.PageNo and of all pages after it, fetching each page when it
// is reached. An error is yielded once, with a nil Record, and ends it.
//
// Operation: listUsers.
func (s *UsersService) All(ctx context.Context, opts UserListOptions) iter.Seq2[Record, error] {
	opts.PageSize = cmp.Or(opts.PageSize, maxPageSize)
	return allPages(opts.PageNo, func(pageNo int) (*Page, error) {
		next := opts
		next.PageNo = pageNo
		return s.List(ctx, next)
	})
}
