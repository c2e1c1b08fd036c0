// Package dustess simulates Dustess (尘锋): contacts edited and added in batches, item by item, with
// the lists that their fields refer to. A rule that no document states cites its question, DU-Qnn.
package dustess

import (
	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

// state is all that Dustess remembers in one sandbox.
type state struct {
	apps     store.Set[app]
	settings settings
	contacts contacts

	lists         [listKinds]store.Set[named]
	ways          store.Set[way]
	template      store.Set[field]
	depts         store.Set[dept]
	employees     store.Set[employee]
	busiGroups    store.Set[busiGroup]
	qwGroups      store.Set[qwGroup]
	qwTags        qwTags
	friends       friends
	followStatus  store.Set[followStatus]
	followReasons store.Set[followReason]
	chats         store.Set[chat]
	agentMsgs     store.Set[agentMsg]
	tickets       store.Set[ticket]
	ticketFields  store.Set[ticketField]
}

// empty returns a state without records.
func empty() state {
	s := state{
		apps:          byID[app](),
		contacts:      newContacts(),
		ways:          byID[way](),
		template:      byID[field](),
		depts:         byID[dept](),
		employees:     byID[employee](),
		busiGroups:    byID[busiGroup](),
		qwGroups:      byID[qwGroup](),
		qwTags:        newQwTags(),
		friends:       newFriends(),
		followStatus:  byID[followStatus](),
		followReasons: byID[followReason](),
		chats:         byID[chat](),
		agentMsgs:     byID[agentMsg](),
		tickets:       byID[ticket](),
		ticketFields:  byID[ticketField](),
	}
	for kind := range s.lists {
		s.lists[kind] = byID[named]()
	}
	return s
}

// An identified record has an id, by which its set is ordered.
type identified interface{ key() string }

func byID[R identified]() store.Set[R] {
	return store.NewSet(func(a, b R) bool { return a.key() < b.key() })
}

type (
	tx      = api.Tx[state]
	handler = api.Handler[state]
)

// New returns the simulated vendor; see api.New.
func New(o api.Options) (*api.Vendor, error) {
	document, err := openapi.Load("dustess")
	if err != nil {
		return nil, err
	}
	return api.New(api.Definition[state]{
		Protocol: api.Protocol{
			Document:    document,
			Base:        "/",
			Prefixes:    []string{"/auth/", "/customer/", "/enterprise/", "/open-integration-api/", "/work-order/", "/ai/"},
			Batches:     []string{"batchEditCustomer", "batchAddCustomer", "bindExternalId", "batchBindContact"},
			Try:         try,
			Credential:  credential,
			Refuse:      refuse,
			Failure:     failure,
			CodeLimited: codeSystem, // DU-Q52
			CodeSystem:  codeSystem,
			NotFound:    notFound(document),
			TooLarge:    tooLarge,
			Token:       findToken,
		},
		Handlers: map[string]handler{
			"getAccessToken":              getAccessToken,
			"batchEditCustomer":           batchEditCustomer,
			"batchAddCustomer":            batchAddCustomer,
			"bindExternalId":              bindExternalID,
			"getCustomerPoolList":         getCustomerPoolList,
			"getCustomerReason":           getCustomerReason,
			"listContactInformationTypes": listContactInformationTypes,
			"listBusiTags":                listBusiTags,
			"listFollowStatus":            listFollowStatus,
			"getDeptDetails":              getDeptDetails,
			"addQwTag":                    addQwTag,
			"batchBindContact":            batchBindContact,
			"sendAgentMsg":                sendAgentMsg,
			"directSendAgentMsg":          directSendAgentMsg,
			"getTicketDetail":             getTicketDetail,
			"addTicketField":              addTicketField,
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
