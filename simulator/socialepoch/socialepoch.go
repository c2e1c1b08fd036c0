// Package socialepoch simulates SocialEpoch WhatsApp SCRM: customers and their owners, friend
// contacts, agents, chat records, wake-up actions and tasks that send messages, with calls that are
// signed in headers or in the body. A rule that no document states cites its question, SE-Qnn.
package socialepoch

import (
	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

// state is all that SocialEpoch remembers in one sandbox, which holds one tenant.
type state struct {
	tenant    tenant
	agents    store.Set[agent]
	accounts  store.Set[account]
	counters  counters
	customers customers
	contacts  contacts
	messages  store.Set[*message] // in the order of answers
	byID      store.Set[*message]
	actions   store.Set[action]
	tasks     store.Set[*task]
}

// counters are what new records are numbered by.
type counters struct {
	UserID int32 `json:"userId"` // the last one that was given
}

func empty() state {
	return state{
		agents: store.NewSet(lessAgent), accounts: store.NewSet(lessAccount), counters: counters{mainUserID},
		actions: store.NewSet(lessAction), tasks: store.NewSet(lessTask),
		messages: store.NewSet(lessMessage), byID: store.NewSet(func(a, b *message) bool { return a.MsgID < b.MsgID }),
		customers: newCustomers(), contacts: newContacts(),
	}
}

type (
	tx      = api.Tx[state]
	handler = api.Handler[state]
)

// zone is that of all date-times unless the tenant has another (SE-Q33).
var zone = api.China

// New returns the simulated vendor; see api.New.
func New(o api.Options) (*api.Vendor, error) {
	document, err := openapi.Load("socialepoch")
	if err != nil {
		return nil, err
	}
	return api.New(define(document), o)
}

func define(document *openapi.Document) api.Definition[state] {
	return api.Definition[state]{
		Protocol: api.Protocol{
			Document:    document,
			Base:        "/",
			Prefixes:    []string{"/wscrm-bus-api/", "/se-api/", "/group-dispatch-api/"},
			Try:         try,
			Credential:  credential,
			Refuse:      refuse,
			Failure:     func(_ *api.Call, code int) api.Answer { return failureOf(code).bare() },
			CodeLimited: codeLimited,
			CodeSuccess: 200,
			CodeSystem:  codeSystem,
			NotFound:    notFound(document),
			TooLarge:    tooLarge,
		},
		Handlers: map[string]handler{
			"setPrincipalAsNull":   asAdmin(setPrincipalAsNull),
			"delCustomers":         asAdmin(delCustomers),
			"delFriendsContacts":   asAdmin(delFriendsContacts),
			"queryDelCustomerInfo": queryDelCustomerInfo,
			"batchImport":          batchImport,
			"queryCustomers":       queryCustomers,
			"addAgent":             addAgent,
			"delAgent":             delAgent,
			"queryAgent":           queryAgent,
			"listUserByTenantId":   listUserByTenantID,
			"msgPage":              msgPage,
			"batchAddActions":      batchAddActions,
			"callbackResult":       callbackResult,
			"queryUserStatus":      queryUserStatus,
			"soCreate":             soCreate,
			"moscCreate":           moscCreate,
			"queryExecuteStatus":   queryExecuteStatus,
		},
		Tables:       tables(),
		Empty:        empty,
		Demo:         demo,
		Issue:        issue,
		Sign:         sign,
		Authenticate: authenticate,
		Limit:        limit,
	}
}
