// Package quancheng is the contract of Quancheng Cloud.
package quancheng

import (
	"encoding/json"
	"net/url"
	"strings"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/conform"
	"github.com/crmsim/crmsim/openapi"
)

// Suite returns the contract of Quancheng Cloud.
func Suite() *contracts.Suite {
	s := contracts.NewSuite(contracts.Vendor[*Env]{
		ID:       "quancheng",
		BasePath: base,
		Credentials: []contracts.Credential{
			{Name: "org_id", Public: true}, {Name: "login_name"}, {Name: "password"}, {Name: "token"}, {Name: "site_key"},
		},
		Connect: connecting(),
		Created: func(*openapi.Operation, any) []string { return nil }, // No answer tells an id (QC-Q56).
		Changes: changes,
		Cleared: []string{
			"customers", "linkMen", "contactPlans", "contactHistory", "calls", "contracts", "orders", "messageBoard", "sms", "marks", "shares",
		},
		Sign: sign,
		Read: read,
	})
	conform.Derive(s, conform.Vendor[*Env]{
		Valid: validCalls(), Proven: []string{"token", "siteKey"}, Unshown: map[string]string{"format": "is that of the answer"},
		Proofs: proofs(), Rules: rules(), Judge: judge,
	})
	s.Alias(aliases(s.Suite))
	for _, declare := range []func(declaration){
		signIn, tokenLife, transport, keepCustomers, findCustomers, favourites, linkMen, mainLinkMen,
		contactRecords, contactPlans, contractStates, callRecords, imsLocks, sms, lists, site, siteSettings, askAll,
	} {
		declare(s)
	}
	return s.Suite
}

// declaration is what the files of this package add their specs to.
type declaration = *contracts.Declaration[*Env]

// record names a record of a kind in the books of a live run, which knows what it made.
func record(kind, id string) string { return kind + "/" + id }

// targets says which records an operation changes: of which kind, named in which parameter. Operations
// that only add are not here.
var targets = map[string]struct{ kind, parameter string }{
	"saveContactPlan":       {"plan", "plan_id"},
	"sampleGiftAuditById":   {"order", "orderID"},
	"sampleGiftUnAuditById": {"order", "orderID"},
	"contractAudit":         {"contract", "id"},
	"contractUnAudit":       {"contract", "id"},
	"stopContract":          {"contract", "id"},
	"cancelShare":           {"customer", "strIds"},
	"removeCollection":      {"customer", "custIdString"},
	"setCustIdentity":       {"customer", "custId"},
	"imsLock":               {"ims", "ims"},
	"unIMSLock":             {"ims", "ims"},
	"updateCallHistory":     {"call", "sCallNumber"},
	"updateCustomer":        {"customer", "customer"},
	"saveCustomer":          {"customer", "json"},
	"updateBaseInfoHit":     {"info", "pkid"},
	"cancelMainMan":         {"linkMan", "id"},
	"saveLinkMan":           {"linkMan", "man"},
	"deleteLinkMan":         {"linkMan", "id"},
	"setPublicCust":         {"customer", "pkidList"},
}

// changes finds the records that a request would change.
func changes(op *openapi.Operation, query url.Values, body []byte) []string {
	target, changing := targets[op.ID]
	if !changing {
		return nil
	}
	value := query.Get(target.parameter)
	if form, err := url.ParseQuery(string(body)); value == "" && err == nil {
		value = form.Get(target.parameter)
	}
	switch target.parameter {
	case "customer", "json", "man":
		var entity map[string]any
		if json.Unmarshal([]byte(value), &entity) != nil || entity["PK_ID"] == nil {
			if op.ID == "saveCustomer" {
				return nil // A new customer.
			}
			return []string{record(target.kind, "")}
		}
		value = text(entity["PK_ID"])
	}
	var ids []string
	for id := range strings.SplitSeq(value, ",") {
		ids = append(ids, record(target.kind, strings.TrimSpace(id)))
	}
	return ids
}
