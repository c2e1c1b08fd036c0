// Package quancheng is a client of the CRM chapter of the Quancheng Cloud (全程云) WebApi.
//
//	client, err := quancheng.NewClient(
//		quancheng.Credentials{OrgID: 1, LoginName: "chenzhiqiang", Password: "…"},
//		quancheng.WithBaseURL("http://oa.example.com/WebApi/Handler/1.0/"),
//	)
//	if err != nil {
//		return err
//	}
//	done, err := client.Customers.Save(ctx, quancheng.CustomerChange{Name: new("上海恒通软件有限公司")})
//
// Quancheng Cloud is installed per customer, so there is no default base URL. Its answers are of few
// kinds, and each has its own Go form: what the vendor answers with true or false is a bool, a number
// of rows or records an int, an entity a pointer, a list a slice. False and 0 are answers and no
// errors: the call was understood and found nothing to do. An entity that is not there is ErrNotFound.
//
// The vendor publishes neither its entities nor its error codes. So rows are read leniently: a field that is absent
// or not of its kind stays zero. The client signs in when it first needs a token, when the token has grown old, and
// once more when a call is refused for what may be the token; see WithTokenAge and WithTokenCodes. Apart from that
// it never repeats a call. A call that Quancheng Cloud refuses gives an *Error.
package quancheng

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/crmsim/crmsim/clients/internal/rest"
)

// A Client calls the WebApi of one site as one user. It is safe for concurrent use.
type Client struct {
	Tokens         *TokensService         // signing in
	Organizations  *OrganizationsService  // what one may sign in to
	BaseTypes      *BaseTypesService      // dictionaries (字典)
	ContactHistory *ContactHistoryService // records of contacts (联系历史)
	ContactPlans   *ContactPlansService   // planned contacts (联系计划)
	Contracts      *ContractsService      // contracts, samples and gifts (合同订单)
	Customers      *CustomersService      // customers, with calls, IMS numbers and SMS (客户)
	CustomerSigns  *CustomerSignsService  // company or person, and customer kinds (客户标识)
	CustomerTypes  *CustomerTypesService  // customer types (客户类型)
	ECommerce      *ECommerceService      // what a web site calls with its site key
	LinkMen        *LinkMenService        // people at the customers (联系人)
	Sales          *SalesService          // public customers (销售)
}

// NewClient returns a client. It fails when the credentials have a login name without a password, or
// the reverse, and when an option makes no sense or WithBaseURL is missing; it does not contact the
// vendor.
func NewClient(credentials Credentials, options ...Option) (*Client, error) {
	s := settings{http: http.DefaultClient, now: time.Now, age: DefaultTokenAge}
	for _, option := range options {
		option(&s)
	}
	if err := credentials.check(); err != nil {
		return nil, fmt.Errorf("quancheng: %w", err)
	}
	base, err := rest.ParseBaseURL(s.baseURL)
	if err != nil {
		return nil, fmt.Errorf("quancheng: %w", err)
	}
	if s.http == nil || s.now == nil {
		return nil, errors.New("quancheng: the HTTP client and the clock must not be nil")
	}
	if s.age < 0 {
		return nil, errors.New("quancheng: the age of a token must not be negative")
	}
	c := &caller{base: base, http: rest.WithoutRedirects(s.http), credentials: credentials}
	c.session = newSession(credentials.Token, s)
	return &Client{
		Tokens: &TokensService{c}, Organizations: &OrganizationsService{c}, BaseTypes: &BaseTypesService{c},
		ContactHistory: &ContactHistoryService{c}, ContactPlans: &ContactPlansService{c}, Contracts: &ContractsService{c},
		Customers: &CustomersService{c}, CustomerSigns: &CustomerSignsService{c}, CustomerTypes: &CustomerTypesService{c},
		ECommerce: &ECommerceService{c}, LinkMen: &LinkMenService{c}, Sales: &SalesService{c},
	}, nil
}

// An Option changes how a Client reaches the vendor.
type Option func(*settings)

type settings struct {
	baseURL string
	http    *http.Client
	now     func() time.Time
	age     time.Duration
	codes   []string
}

// WithBaseURL names the customer's installation. It is required. The address ends with
// /WebApi/Handler/1.0/ and may have a virtual directory before that, for example
// http://192.168.1.61/OM/WebApi/Handler/1.0/; the closing slash may be left out.
func WithBaseURL(address string) Option {
	return func(s *settings) { s.baseURL = address }
}

// WithHTTPClient makes the client send its requests through client instead of http.DefaultClient.
// Unless client has a redirect policy, a redirect is not followed but returned as an error.
func WithHTTPClient(client *http.Client) Option {
	return func(s *settings) { s.http = client }
}

// DefaultTokenAge is how long a client uses a token unless WithTokenAge says otherwise.
const DefaultTokenAge = 12 * time.Hour

// WithTokenAge makes the client sign in again when its token is older than age, for sites that do not say in a way
// that it understands that a token has expired. 0 stands for tokens that do not age.
func WithTokenAge(age time.Duration) Option {
	return func(s *settings) { s.age = age }
}

// WithTokenCodes names the values of error_code, numbers or texts, that mean that the token is at fault. Without it
// any code does that is none of this package's others, such as CodeMissing: the vendor's own are not public (QC-Q09).
func WithTokenCodes(codes ...string) Option {
	return func(s *settings) { s.codes = append([]string{}, codes...) }
}

// WithClock makes the client judge by now instead of time.Now how old its token is.
func WithClock(now func() time.Time) Option {
	return func(s *settings) { s.now = now }
}

// Credentials say who calls. All of them are optional; what needs one that is missing is refused.
type Credentials struct {
	OrgID     int    // organisation to sign in to, as OrganizationsService lists it
	LoginName string // with OrgID and Password, lets the client sign in by itself
	Password  string // travels in clear text, so the site had better have https
	Token     string // an access token that is there already; used until it is refused
	SiteKey   string // secret of the web site, for ECommerceService
}

func (c Credentials) check() error {
	if (c.LoginName == "") != (c.Password == "") {
		return errors.New("credentials: login name and password go together")
	}
	return nil
}
