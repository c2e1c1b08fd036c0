// Package quancheng simulates Quancheng Cloud (全程云): the CRM chapter of an OA suite with its
// customers, link men, contacts, contracts, calls and lists, by GET and POST, in JSON and XML. A rule
// that no document states cites its question, QC-Qnn.
package quancheng

import (
	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

// state is all that Quancheng Cloud remembers in one sandbox.
type state struct {
	settings settings
	users    store.Set[*user]
	tokens   store.Set[*token]
	ready    string // the token that the sandbox comes with

	customers store.Set[*customer]
	names     store.Set[nameKey]  // which customers have a name
	phones    store.Set[phoneKey] // which customers have a phone number, their own or a link man's
	linkMen   store.Set[*linkMan]
	staff     store.Set[*linkMan] // the link men of a customer
	shares    store.Set[*share]
	marks     store.Set[*mark]

	contacts  store.Set[*contact]
	plans     store.Set[*plan]
	openPlans store.Set[openPlan] // the plans of a user that are not executed
	contracts store.Set[*contract]
	orders    store.Set[*order]

	calls     store.Set[*call]
	locks     store.Set[*lock]
	messages  store.Set[*message]
	templates store.Set[*template]

	board     store.Set[*entry]
	infos     store.Set[*info]
	baseTypes store.Set[*baseType]
	kinds     store.Set[*kind]
	types     store.Set[*customerType]

	last lastIDs
}

// lastIDs are the ids that were assigned last.
type lastIDs struct{ customer, linkMan, contact, plan, message, entry, token int32 }

type (
	tx      = api.Tx[state]
	handler = api.Handler[state]
)

// New returns the simulated vendor; see api.New.
func New(o api.Options) (*api.Vendor, error) {
	document, err := openapi.Load("quancheng")
	if err != nil {
		return nil, err
	}
	return api.New(api.Definition[state]{
		Document:     document,
		Base:         base,
		Prefixes:     []string{base},
		Canonical:    canonical(document),
		Handlers:     handlers(),
		Tables:       dataTables(),
		Demo:         demo,
		Enrol:        enrol,
		Try:          try,
		Credential:   credential,
		Authenticate: authenticate,
		Limit:        func(*state, *api.Call) api.Limit { return api.Limit{} }, // QC-Q76
		Refuse:       refuse,
		Failure:      func(c *api.Call, code int) api.Answer { return failureOf(code).answer(c) },
		CodeLimited:  codeInternal,
		NotFound:     notFound(document),
		TooLarge:     tooLarge,
		Secrets:      secrets,
	}, o)
}

func handlers() map[string]handler {
	return map[string]handler{
		"getToken":              getToken,
		"listOrganizations":     listOrganizations,
		"getBaseType":           getBaseType,
		"getContactHistory":     getContactHistory,
		"addContactHistory":     addContactHistory,
		"saveContactPlan":       saveContactPlan,
		"getContactPlan":        getContactPlan,
		"getContactPlanCount":   getContactPlanCount,
		"insertContactPlan":     insertContactPlan,
		"sampleGiftAuditById":   auditOrder(true),
		"sampleGiftUnAuditById": auditOrder(false),
		"contractAudit":         auditContract(true),
		"contractUnAudit":       auditContract(false),
		"stopContract":          stopContract,
		"cancelShare":           cancelShare,
		"removeCollection":      removeCollection,
		"setCustIdentity":       setCustIdentity,
		"getAllCustomers":       getAllCustomers,
		"addCallHistory":        addCallHistory,
		"imsLock":               imsLock,
		"unIMSLock":             unIMSLock,
		"insertSms":             insertSms,
		"updateCallHistory":     updateCallHistory,
		"customerNameIsRepeat":  customerNameIsRepeat,
		"getCustomer":           getCustomer,
		"updateCustomer":        updateCustomer,
		"saveCustomer":          saveCustomer,
		"customerTelIsRepeat":   customerTelIsRepeat,
		"getClientSignDefault":  getClientSignDefault,
		"getCustTypeBdefault":   getCustTypeBdefault,
		"getCustomerTypes":      getCustomerTypes,
		"updateBaseInfoHit":     updateBaseInfoHit,
		"addMessageBoard":       addMessageBoard,
		"listLinkMen":           listLinkMen,
		"cancelMainMan":         cancelMainMan,
		"getLinkManList":        getLinkManList,
		"getLinkMan":            getLinkMan,
		"saveLinkMan":           saveLinkMan,
		"insertLinkMan":         insertLinkMan,
		"deleteLinkMan":         deleteLinkMan,
		"setPublicCust":         setPublicCust,
	}
}
