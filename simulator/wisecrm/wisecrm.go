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

// empty returns a tenant that has its metadata and no records.
func empty() state {
	s := state{apps: store.NewSet(lessApp), rights: store.NewSet(lessRight), metadata: standardMetadata()}
	for kind := range s.tables {
		s.tables[kind] = newTable()
	}
	return s
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
		Protocol: api.Protocol{
			Document:    document,
			Base:        "/gw/",
			Prefixes:    []string{"/gw/"},
			Try:         try,
			Credential:  func(c *api.Call) string { return c.Param("appid") },
			Refuse:      refuse,
			Failure:     failureOf,
			CodeLimited: codeLimit,
			CodeSystem:  codeSystem,
			NotFound:    func(c *api.Call) api.Answer { return failureOf(c, codeUnsupported) }, // WI-Q15
			TooLarge:    tooLarge,
		},
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
		Tables:       tables(),
		Empty:        empty,
		Demo:         demo,
		Issue:        issue,
		Sign:         sign,
		Authenticate: authenticate,
		Limit:        limit,
	}, o)
}
