// Package wisecrm simulates WiseCRM365: accounts, contacts and sales orders driven by metadata,
// signed calls, and the vendor's envelope. A rule that no document states cites its question, WI-Qnn.
package wisecrm

import (
	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

// state is all that WiseCRM365 remembers in one sandbox.
type state struct {
	apps     store.Set[app]
	rights   store.Set[right]
	metadata *metadata
	tables   [kinds]table
}

type (
	tx      = api.Tx[state]
	handler = api.Handler[state]
)

// New returns the simulated vendor; see api.New.
func New(o api.Options) (*api.Vendor, error) {
	document, err := openapi.Load("wisecrm")
	if err != nil {
		return nil, err
	}
	return api.New(api.Definition[state]{
		Document: document,
		Base:     "/gw/",
		Prefixes: []string{"/gw/"},
		Handlers: map[string]handler{
			"addAccount":       add(account),
			"getAccount":       get(account),
			"listAccounts":     list(account),
			"updateAccount":    update(account),
			"deleteAccount":    remove(account),
			"addContact":       add(contact),
			"getContact":       get(contact),
			"listContacts":     list(contact),
			"updateContact":    update(contact),
			"deleteContact":    remove(contact),
			"addSalesOrder":    add(salesOrder),
			"getSalesOrder":    get(salesOrder),
			"listSalesOrders":  list(salesOrder),
			"updateSalesOrder": update(salesOrder),
			"deleteSalesOrder": remove(salesOrder),
			"listUsers":        listUsers,
			"listEntities":     listEntities,
			"listFields":       listFields,
			"listPicklists":    listPicklists,
			"advQuery":         advQuery,
		},
		Tables:       dataTables(),
		Demo:         demo,
		Enrol:        enrol,
		Try:          try,
		Secrets:      appKeys,
		Credential:   func(c *api.Call) string { return c.Param("appid") },
		Authenticate: authenticate,
		Limit:        limit,
		Refuse:       refuse,
		Failure:      func(_ *api.Call, code int) api.Answer { return failureOf(code).answer() },
		CodeLimited:  codeLimit,
		NotFound:     func(*api.Call) api.Answer { return failureOf(codeUnsupported).answer() }, // WI-Q15
		TooLarge:     tooLarge,
	}, o)
}
