// Package wisecrm is a client of the WiseCRM365 OpenAPI.
//
//	client, err := wisecrm.NewClient(wisecrm.Credentials{AppID: "000-…", AppKey: "…", OpUser: "027-…"})
//	if err != nil {
//		return err
//	}
//	id, err := client.Accounts.Add(ctx, wisecrm.Fields{"accountName": "杨志永"}, wisecrm.AddOptions{})
//
// WiseCRM365 lets each tenant define entities and fields, so records are free-form: Fields go out,
// a Record comes back, and the Metadata service says which names a tenant has. Ids are 40 characters
// of text.
//
// A call that WiseCRM365 refuses gives an *Error. The client never repeats a call: give it an HTTP
// client whose transport does. Such a transport repeats the timestamp too, which the vendor
// accepts for 30 seconds.
package wisecrm

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/crmsim/crmsim/clients/internal/rest"
)

// DefaultBaseURL is the vendor's own installation. Private installations have another host.
const DefaultBaseURL = "https://www.365.wisecrm.com/gw/"

// A Client calls the WiseCRM365 OpenAPI of one tenant as one user. It is safe for concurrent use.
type Client struct {
	Accounts       *AccountsService       // customers (客户)
	Contacts       *ContactsService       // people at a customer (联系人)
	SalesOrders    *SalesOrdersService    // orders (订单)
	CustomEntities *CustomEntitiesService // records of the tenant's own modules (自定义模块)
	Users          *UsersService          // users of the tenant, whose ids serve as OpUser
	Metadata       *MetadataService       // the tenant's entities, fields and picklists
	Query          *QueryService          // filtered and sorted lists of any entity

	caller *caller
}

// NewClient returns a client. It fails when the app id or key is blank, the sign type is none of
// the constants, or an option makes no sense; it does not contact the vendor.
func NewClient(credentials Credentials, options ...Option) (*Client, error) {
	s := settings{baseURL: DefaultBaseURL, http: http.DefaultClient, now: time.Now}
	for _, option := range options {
		option(&s)
	}
	if err := credentials.check(); err != nil {
		return nil, fmt.Errorf("wisecrm: %w", err)
	}
	base, err := rest.ParseBaseURL(s.baseURL)
	if err != nil {
		return nil, fmt.Errorf("wisecrm: %w", err)
	}
	if s.http == nil || s.now == nil {
		return nil, errors.New("wisecrm: the HTTP client and the clock must not be nil")
	}
	return newClient(&caller{credentials, base, rest.WithoutRedirects(s.http), s.now}), nil
}

func newClient(c *caller) *Client {
	return &Client{
		Accounts:       &AccountsService{records[accountIDAnswer]{c, "account", "account_id", ""}},
		Contacts:       &ContactsService{records[contactIDAnswer]{c, "contact", "contact_id", ""}},
		SalesOrders:    &SalesOrdersService{records[salesOrderIDAnswer]{c, "salesorder", "salesorder_id", ""}},
		CustomEntities: &CustomEntitiesService{c},
		Users:          &UsersService{c},
		Metadata:       &MetadataService{c},
		Query:          &QueryService{c},
		caller:         c,
	}
}

// As returns a client that acts as another user, by user id, and is otherwise the same.
func (c *Client) As(opUser string) *Client {
	caller := *c.caller
	caller.credentials.OpUser = opUser
	return newClient(&caller)
}

// An Option changes how a Client reaches the vendor.
type Option func(*settings)

type settings struct {
	baseURL string
	http    *http.Client
	now     func() time.Time
}

// WithBaseURL makes the client call another installation than DefaultBaseURL, for example
// http://127.0.0.1:8080/gw/. The closing slash may be left out.
func WithBaseURL(address string) Option {
	return func(s *settings) { s.baseURL = address }
}

// WithHTTPClient makes the client send its requests through client instead of http.DefaultClient.
// Unless client has a redirect policy, a redirect is not followed but returned as an error.
func WithHTTPClient(client *http.Client) Option {
	return func(s *settings) { s.http = client }
}

// WithClock makes the client take the timestamp of its signatures from now instead of time.Now. The
// vendor refuses timestamps that are 30 seconds off.
func WithClock(now func() time.Time) Option {
	return func(s *settings) { s.now = now }
}
