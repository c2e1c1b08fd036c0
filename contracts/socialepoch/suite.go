// Package socialepoch is the contract of SocialEpoch WhatsApp SCRM.
package socialepoch

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/url"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/conform"
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
		Sign:        sign,
		Read:        read,
	})
	conform.Derive(s, conform.Vendor[*Env]{
		Valid: validCalls(), Rules: rules(), Core: core, Judge: judge,
		// What is left of the signature stands in header and body; userName is more than that.
		Proven: []string{"token", "tenant_id", "timestamp", "createTime"}, Proofs: proofs(),
		Unshown: map[string]string{"tenantId": "is whose it is", "userName": "is who calls"},
	})
	s.Alias(aliases)
	for _, declare := range []func(declaration){
		clearOwners, deleteCustomers, deleteByScope, refuseDeletions, deleteContacts, narrowDeletions, queryContacts, pageContacts,
		importCustomers, importFields, refuseImports, queryCustomers, addAgents, refuseAgents, deleteAgents, readAgents,
		readMessages, pageMessages, refuseMessageQueries, wakeUp, sendMessages, runTasks, refuseSending, seeOnline,
		askAuthentication, askTimes, askTransport, askCodes,
		askNumbers, askClearing, askDeletions, askDeleted, askContacts, askDeletionFlags, askContactPages,
		askImports, askLengths, askImportFields, askCustomers, askAgents, askMessages, askActions, askValues, askObjects,
		askSending, askTasks, askOnline,
	} {
		declare(s)
	}
	return s.Suite
}

// declaration is what the files of this package add their specs to.
type declaration = *contracts.Declaration[*Env]

// everything is no id of any record: it stands for what a deletion of all would hit.
const everything = "every customer of the tenant"

// changes finds the numbers and agents that a request would change. What leaves out which records it
// means, or says so in a way of its own, may mean all of them.
func changes(op *openapi.Operation, _ url.Values, body []byte) []string {
	var given map[string]json.RawMessage
	_ = json.Unmarshal(body, &given) // What is no object names nothing.
	switch op.ID {
	case "setPrincipalAsNull":
		return named(given["data"], nil)
	case "delCustomers":
		if scope := text(given["type"]); scope != "2" && scope != "3" {
			return []string{everything}
		}
		return named(given["item"], []string{everything})
	case "delFriendsContacts":
		var info map[string]json.RawMessage
		_ = json.Unmarshal(given["info"], &info)
		return []string{cmp.Or(text(info["friendWhatsId"]), everything)}
	case "delAgent":
		return []string{cmp.Or(text(given["username"]), everything)}
	case "batchImport":
		return members(given["data"], "whatsApp")
	case "batchAddActions":
		return members(given["data"], "friendWhatsId")
	case "soCreate":
		return []string{text(given["friendWhatsApp"])}
	case "moscCreate":
		return members(given["sendInfos"], "friendWhatsApp")
	}
	return nil
}

// text returns a string's value, a number as it is written, and "" for anything else.
func text(raw json.RawMessage) string {
	var value any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	_ = decoder.Decode(&value) // What is no JSON is no text.
	switch value := value.(type) {
	case string:
		return value
	case json.Number:
		return value.String()
	}
	return ""
}

// named returns the texts of a list. What is no list means everything, and an empty one what none says.
func named(raw json.RawMessage, none []string) []string {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil || list == nil {
		return []string{everything}
	}
	if len(list) == 0 {
		return none
	}
	var all []string
	for _, item := range list {
		all = append(all, text(item))
	}
	return all
}

// members returns one text of each object of a list of records to add.
func members(raw json.RawMessage, name string) []string {
	var list []map[string]json.RawMessage
	_ = json.Unmarshal(raw, &list) // What is no list of objects adds nothing.
	var all []string
	for _, object := range list {
		if id := text(object[name]); id != "" {
			all = append(all, id)
		}
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
	fromHeaders  = fromGuide + " > Common Header Parameters"
	fromSeats    = "Seats"
	fromChat     = "Chat Records > Query Chat Records"
	fromWakeUp   = "WhatsApp Account Management > Wake Up Friend Contact"
	fromSending  = "Mass Dispatch Related APIs"
	fromOnline   = "WhatsApp Account Query Related APIs > Query Online Agents"
)
