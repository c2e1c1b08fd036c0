// Package wisecrm simulates WiseCRM365: accounts, contacts, sales orders and custom modules driven by metadata,
// signed calls, and the vendor's envelope. A rule that no document states cites its question, WI-Qnn.
package wisecrm

import (
	"slices"

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
	modules  []table // of the custom modules
}

// table returns the records of an entity, to be read.
func (s *state) table(e *entity) *table {
	if e.kind < kinds {
		return &s.tables[e.kind]
	}
	return &s.modules[e.kind-kinds]
}

// writable returns the records of an entity, to be changed. A copied state shares the tables of its modules until then.
func (s *state) writable(e *entity) *table {
	if e.kind >= kinds {
		s.modules = slices.Clone(s.modules)
	}
	return s.table(e)
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
			"addAccount":         add(standard(account)),
			"getAccount":         get(standard(account)),
			"listAccounts":       list(standard(account)),
			"updateAccount":      update(standard(account)),
			"deleteAccount":      remove(standard(account)),
			"addContact":         add(standard(contact)),
			"getContact":         get(standard(contact)),
			"listContacts":       list(standard(contact)),
			"updateContact":      update(standard(contact)),
			"deleteContact":      remove(standard(contact)),
			"addSalesOrder":      add(standard(salesOrder)),
			"getSalesOrder":      get(standard(salesOrder)),
			"listSalesOrders":    list(standard(salesOrder)),
			"updateSalesOrder":   update(standard(salesOrder)),
			"deleteSalesOrder":   remove(standard(salesOrder)),
			"addCustomEntity":    add(customModule),
			"getCustomEntity":    get(customModule),
			"listCustomEntities": list(customModule),
			"updateCustomEntity": update(customModule),
			"deleteCustomEntity": remove(customModule),
			"listUsers":          listUsers,
			"listEntities":       listEntities,
			"listFields":         listFields,
			"listPicklists":      listPicklists,
			"advQuery":           advQuery,
		},
		Tables:       tables(document),
		Empty:        empty,
		Demo:         demo,
		Issue:        issue,
		Missing:      lackingAnswer,
		Sign:         sign,
		Authenticate: authenticate,
		Limit:        limit,
	}, o)
}
