// Package socialepoch is the contract of SocialEpoch WhatsApp SCRM.
package socialepoch

import (
	"encoding/json"
	"net/url"
	"slices"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// Suite returns the contract of SocialEpoch.
func Suite() *contracts.Suite {
	s := contracts.NewSuite(contracts.Vendor[*Env]{
		ID:          "socialepoch",
		BasePath:    "/",
		Credentials: []contracts.Credential{{Name: "tenant_id", Public: true}, {Name: "api_key"}, {Name: "user_name"}},
		Connect:     connect,
		Created:     func(*openapi.Operation, any) []string { return nil }, // The caller makes up what records are known by.
		Changes:     changes,
	})
	for _, declare := range []func(declaration){
		clearOwners, refuseClearing, deleteCustomers, deleteByScope, refuseDeletions, protectCustomers,
		deleteContacts, narrowDeletions, queryContacts, pageContacts, refuseContactQueries,
		importCustomers, importFields, refuseImports, queryCustomers,
		addAgents, refuseAgents, deleteAgents, readAgents,
		readMessages, pageMessages, refuseMessageQueries, wakeUp, refuseWakeUps,
		signatures, badSignatures, legacySignatures, settings, tenants,
		askAuthentication, askTimes, askTransport, askCodes,
		askNumbers, askClearing, askDeletions, askDeleted, askContacts, askDeletionFlags, askContactPages,
		askImports, askLengths, askImportFields, askCustomers, askAgents, askMessages, askActions, askValues, askObjects,
	} {
		declare(s)
	}
	return s.Suite
}

// declaration is what the files of this package add their specs to.
type declaration = *contracts.Declaration[*Env]

// everything is no id of any record: it stands for what a deletion of all would hit.
const everything = "every customer of the tenant"

// changes finds the numbers and agents that a request would change. A body that cannot be read may
// mean anything.
func changes(op *openapi.Operation, _ url.Values, body []byte) []string {
	var given struct {
		Data     []json.RawMessage
		Item     []json.RawMessage
		Type     json.RawMessage
		Info     struct{ FriendWhatsID json.RawMessage }
		Username json.RawMessage
	}
	if json.Unmarshal(body, &given) != nil && op.Effect != openapi.Read {
		return []string{everything}
	}
	switch op.ID {
	case "setPrincipalAsNull":
		return texts(given.Data)
	case "delCustomers":
		if scope := text(given.Type); scope != "2" && scope != "3" {
			return []string{everything}
		}
		return texts(given.Item)
	case "delFriendsContacts":
		return []string{text(given.Info.FriendWhatsID)}
	case "batchImport":
		return members(given.Data, "whatsApp")
	case "batchAddActions":
		return members(given.Data, "friendWhatsId")
	case "delAgent":
		return []string{text(given.Username)}
	}
	return nil
}

// text returns a string's value, and the JSON of anything else.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return string(raw)
	}
	return s
}

func texts(list []json.RawMessage) []string {
	var all []string
	for _, raw := range list {
		all = append(all, text(raw))
	}
	return all
}

// members returns one value of each object of a list.
func members(list []json.RawMessage, name string) []string {
	var all []string
	for _, raw := range list {
		var object map[string]json.RawMessage
		_ = json.Unmarshal(raw, &object) // What is no object has no value, and "" is nobody's.
		all = append(all, text(object[name]))
	}
	return all
}

// Where the rules are from.
const (
	fromClear    = "Customer Relationship > Batch Clear Customer Owner"
	fromDelete   = "Customer Relationship > Delete Customers"
	fromContacts = "Customer Relationship > Delete Friend Contact"
	fromQuery    = "Customer Relationship > Query Deleted Friend Contact Records"
	fromImport   = "Customer > Batch Import"
	fromGuide    = "Development Guide"
	fromSeats    = "Seats"
	fromChat     = "Chat Records > Query Chat Records"
	fromWakeUp   = "WhatsApp Account Management > Wake Up Friend Contact"
)

var (
	core   = []string{"setPrincipalAsNull", "delCustomers", "delFriendsContacts", "queryDelCustomerInfo"}
	writes = []string{"setPrincipalAsNull", "batchImport", "addAgent", "batchAddActions"}
	erases = []string{"delCustomers", "delFriendsContacts", "delAgent"}
)

// everyOperation is all that the vendor's document has.
var everyOperation = []string{
	"setPrincipalAsNull", "delCustomers", "delFriendsContacts", "queryDelCustomerInfo", "batchImport", "queryCustomers",
	"addAgent", "delAgent", "queryAgent", "listUserByTenantId", "msgPage", "batchAddActions", "callbackResult",
}

// about says where a rule is from and which operations its spec calls. The core is the vendor's four
// operations on customers.
func about(from, evidence string, operations ...string) contracts.About {
	a := contracts.About{From: from, Evidence: evidence, Level: contracts.Extended}
	for _, id := range operations {
		switch {
		case slices.Contains(writes, id):
			a.Writes = append(a.Writes, id)
		case slices.Contains(erases, id):
			a.Destroys = append(a.Destroys, id)
		default:
			a.Reads = append(a.Reads, id)
		}
		if slices.Contains(core, id) {
			a.Level = contracts.Core
		}
	}
	return a
}

// controlled is about for a spec that sets up its sandbox through the control API. Friend contacts and
// chats need that: no call of the vendor makes any.
func controlled(from, evidence string, operations ...string) contracts.About {
	a := about(from, evidence, operations...)
	a.Control = true
	return a
}

// other is the reading of a vendor that does neither of what a question offers.
const other = "something else"

// asks is about for the spec of an open question. The first reading is what crmsim does.
func asks(question, from string, readings []string, operations ...string) contracts.About {
	a := about(from, openapi.Inferred, operations...)
	a.Level = contracts.Question
	a.Question, a.Readings = question, append(readings, other)
	return a
}

// arranged is asks for a question that can only be asked of a sandbox that was set up for it.
func arranged(a contracts.About) contracts.About {
	a.Control = true
	return a
}
