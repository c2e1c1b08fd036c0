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
	logins   store.Set[*user]  // the users by login name
	byUse    store.Set[*token] // the tokens that do not last, those first that were used the longest time ago
	uses     *uses             // of the tokens, since they were put

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
type lastIDs struct {
	Customer int32 `json:"customer"`
	LinkMan  int32 `json:"linkMan"`
	Contact  int32 `json:"contact"`
	Plan     int32 `json:"plan"`
	Message  int32 `json:"message"`
	Entry    int32 `json:"entry"`
	Token    int32 `json:"token"` // how many Token/Get gave
}

// all are the counters of ids that clients see.
func (l *lastIDs) all() []*int32 {
	return []*int32{&l.Customer, &l.LinkMan, &l.Contact, &l.Plan, &l.Message, &l.Entry}
}

// initialSettings are those of a new site.
var initialSettings = settings{Organization: "全程云演示公司", IdleHours: 24, DefaultSign: 1}

func empty() state {
	return state{
		settings: initialSettings,
		users:    store.NewSet(lessUser), logins: store.NewSet(lessLogin),
		tokens: store.NewSet(lessToken), byUse: store.NewSet(lessUsed), uses: newUses(),
		customers: store.NewSet(lessCustomer), names: store.NewSet(lessName), phones: store.NewSet(lessPhone),
		linkMen: store.NewSet(lessLinkMan), staff: store.NewSet(lessStaff),
		shares: store.NewSet(lessShare), marks: store.NewSet(lessMark),
		contacts: store.NewSet(lessContact), plans: store.NewSet(lessPlan), openPlans: store.NewSet(lessOpenPlan),
		contracts: store.NewSet(lessContract), orders: store.NewSet(lessOrder),
		calls: store.NewSet(lessCall), locks: store.NewSet(lessLock),
		messages: store.NewSet(lessMessage), templates: store.NewSet(lessTemplate),
		board: store.NewSet(lessEntry), infos: store.NewSet(lessInfo), baseTypes: store.NewSet(lessBaseType),
		kinds: store.NewSet(lessKind), types: store.NewSet(lessCustomerType),
	}
}

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
		Protocol: api.Protocol{
			Document:    document,
			Base:        base,
			Prefixes:    []string{base},
			Canonical:   canonical(document),
			Try:         try,
			Credential:  credential,
			Refuse:      refuse,
			Failure:     func(c *api.Call, code int) api.Answer { return failureOf(code).bare(c) },
			CodeLimited: codeInternal, // There is no limit (QC-Q76).
			CodeSystem:  codeInternal,
			NotFound:    notFound(document),
			TooLarge:    tooLarge,
		},
		Handlers:     handlers(),
		Tables:       tables(),
		Empty:        empty,
		Detach:       func(s *state) { s.uses = s.uses.copy() },
		Demo:         demo,
		Issue:        issue,
		Sign:         sign,
		Authenticate: authenticate,
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
		"deleteLinkMan":         removeLinkMan,
		"setPublicCust":         setPublicCust,
	}
}
