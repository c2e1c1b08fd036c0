// Package dustess is a client of the Dustess (尘锋) SCRM OpenAPI.
//
//	client, err := dustess.NewClient(dustess.Credentials{ClientID: "…", ClientSecret: "…"})
//	if err != nil {
//		return err
//	}
//	result, err := client.Contacts.BatchEdit(ctx, dustess.Contact{ID: "…", Remark: "张三"})
//
// The client gets its access token itself, before the first call and again before it ends; however
// many calls wait for one, one is asked for. A call that is refused because of its token, and so has
// had no effect, is sent once more with a new one. Nothing else is repeated: give the client an HTTP
// client whose transport does.
//
// Dustess carries out batches item by item. When some items fail the error is an *Error with
// CodePartial, and the result beside it says which.
package dustess

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/crmsim/crmsim/clients/internal/rest"
)

// DefaultBaseURL is the vendor's own installation.
const DefaultBaseURL = "https://qw-openapi-tx.dustess.com/"

// Credentials are what the vendor issues to a tenant's developer.
type Credentials struct {
	ClientID     string
	ClientSecret string
}

// A Client calls the Dustess OpenAPI of one tenant. It is safe for concurrent use.
type Client struct {
	Contacts    *ContactsService    // people in the CRM (联系人)
	Lists       *ListsService       // what the fields of contacts refer to
	Tags        *TagsService        // tags of contacts and of friends (标签)
	Departments *DepartmentsService // departments and employees (部门, 员工)
	Friends     *FriendsService     // WeCom friends (好友)
	Enterprises *EnterprisesService // companies that contacts work for (企业)
	Agent       *AgentService       // messages of an AI agent (消息)
	Tickets     *TicketsService     // work orders (工单)

	caller *caller
}

// NewClient returns a client. It fails when the client id or secret is blank, or an option makes no
// sense; it does not contact the vendor.
func NewClient(credentials Credentials, options ...Option) (*Client, error) {
	s := settings{baseURL: DefaultBaseURL, http: http.DefaultClient, now: time.Now}
	for _, option := range options {
		option(&s)
	}
	if strings.TrimSpace(credentials.ClientID) == "" || strings.TrimSpace(credentials.ClientSecret) == "" {
		return nil, errors.New("dustess: credentials: the client id and the client secret must not be blank")
	}
	base, err := rest.ParseBaseURL(s.baseURL)
	if err != nil {
		return nil, fmt.Errorf("dustess: %w", err)
	}
	if s.http == nil || s.now == nil {
		return nil, errors.New("dustess: the HTTP client and the clock must not be nil")
	}
	c := &caller{credentials: credentials, base: base, http: rest.WithoutRedirects(s.http)}
	c.tokens = &tokens{now: s.now, fetch: c.fetchToken}
	return &Client{
		Contacts:    &ContactsService{c},
		Lists:       &ListsService{c},
		Tags:        &TagsService{c},
		Departments: &DepartmentsService{c},
		Friends:     &FriendsService{c},
		Enterprises: &EnterprisesService{c},
		Agent:       &AgentService{c},
		Tickets:     &TicketsService{c},
		caller:      c,
	}, nil
}

// An Option changes how a Client reaches the vendor.
type Option func(*settings)

type settings struct {
	baseURL string
	http    *http.Client
	now     func() time.Time
}

// WithBaseURL makes the client call another installation than DefaultBaseURL, for example
// http://127.0.0.1:8080/. The closing slash may be left out.
func WithBaseURL(address string) Option {
	return func(s *settings) { s.baseURL = address }
}

// WithHTTPClient makes the client send its requests through client instead of http.DefaultClient.
// Unless client has a redirect policy, a redirect is not followed but returned as an error.
func WithHTTPClient(client *http.Client) Option {
	return func(s *settings) { s.http = client }
}

// WithClock makes the client judge by now instead of time.Now when its token ends.
func WithClock(now func() time.Time) Option {
	return func(s *settings) { s.now = now }
}
