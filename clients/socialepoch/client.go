// Package socialepoch is a client of the SocialEpoch WhatsApp SCRM Open API.
//
//	client, err := socialepoch.NewClient(socialepoch.Credentials{TenantID: 520274, APIKey: "…", UserName: "…"})
//	if err != nil {
//		return err
//	}
//	result, err := client.Customers.ClearOwner(ctx, "919161506154", "8801833524358")
//
// A customer is known by a WhatsApp number: country code first, digits only, as text. An agent is a
// sub account of the tenant and owns customers; a customer service account is the WhatsApp number that
// an agent works with; a friend is a customer's number as such an account knows it.
//
// A call that SocialEpoch refuses gives an *Error. The client never repeats a call: give it an HTTP
// client whose transport does.
package socialepoch

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/crmsim/crmsim/clients/internal/rest"
)

// DefaultBaseURL is what current programs call. The vendor's guides name other hosts besides (SE-Q01).
const DefaultBaseURL = "https://api.socialepoch.com/"

// A Client calls the Open API of one tenant. It is safe for concurrent use.
type Client struct {
	Customers *CustomersService // customers and their owners
	Contacts  *ContactsService  // who is a friend of which customer service account
	Agents    *AgentsService    // the tenant's sub accounts
	Messages  *MessagesService  // chat records
	Actions   *ActionsService   // wake-ups on the devices of agents
	Sending   *SendingService   // messages to friends and groups
}

// NewClient returns a client. It fails when the tenant id or the API key is missing, or an option
// makes no sense; it does not contact the vendor.
func NewClient(credentials Credentials, options ...Option) (*Client, error) {
	s := settings{baseURL: DefaultBaseURL, http: http.DefaultClient, now: time.Now, zone: china}
	for _, option := range options {
		option(&s)
	}
	if err := credentials.check(); err != nil {
		return nil, fmt.Errorf("socialepoch: %w", err)
	}
	base, err := rest.ParseBaseURL(s.baseURL)
	if err != nil {
		return nil, fmt.Errorf("socialepoch: %w", err)
	}
	if s.http == nil || s.now == nil || s.zone == nil {
		return nil, errors.New("socialepoch: the HTTP client, the clock and the zone must not be nil")
	}
	c := &caller{credentials, base, rest.WithoutRedirects(s.http), s.now, s.zone}
	return &Client{
		Customers: &CustomersService{c},
		Contacts:  &ContactsService{c},
		Agents:    &AgentsService{c},
		Messages:  &MessagesService{c},
		Actions:   &ActionsService{c},
		Sending:   &SendingService{c},
	}, nil
}

// An Option changes how a Client reaches the vendor.
type Option func(*settings)

type settings struct {
	baseURL string
	http    *http.Client
	now     func() time.Time
	zone    *time.Location
}

// WithBaseURL makes the client call another host than DefaultBaseURL, for example
// http://127.0.0.1:8080. The closing slash may be left out.
func WithBaseURL(address string) Option {
	return func(s *settings) { s.baseURL = address }
}

// WithHTTPClient makes the client send its requests through client instead of http.DefaultClient.
// Unless client has a redirect policy, a redirect is not followed but returned as an error.
func WithHTTPClient(client *http.Client) Option {
	return func(s *settings) { s.http = client }
}

// WithClock makes the client take the moment that it signs from now instead of time.Now.
func WithClock(now func() time.Time) Option {
	return func(s *settings) { s.now = now }
}

// WithZone makes the client read and write the vendor's date-times in zone instead of China's (SE-Q33).
func WithZone(zone *time.Location) Option {
	return func(s *settings) { s.zone = zone }
}
