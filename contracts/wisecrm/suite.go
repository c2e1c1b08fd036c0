// Package wisecrm is the contract of WiseCRM365.
package wisecrm

import (
	"net/url"
	"strings"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/conform"
	"github.com/crmsim/crmsim/openapi"
)

// Suite returns the contract of WiseCRM365.
func Suite() *contracts.Suite {
	s := contracts.NewSuite(contracts.Vendor[*Env]{
		ID:          "wisecrm",
		BasePath:    "/gw/",
		Credentials: []contracts.Credential{{Name: "appid"}, {Name: "appkey"}, {Name: "op_user"}},
		Connect:     connect,
		Created:     created,
		Changes:     changes,
		Sign:        sign,
		Read:        read,
	})
	conform.Derive(s, conform.Vendor[*Env]{
		Valid: validCalls(), Proven: proven, Proofs: proofs(), Rules: rules(), Except: exceptions, Judge: judge,
		Core: func(op *openapi.Operation) bool { return strings.HasSuffix(strings.TrimSuffix(op.ID, "s"), "Account") },
	})
	s.Alias(aliases())
	for _, m := range models() {
		listRecords(s, m)
		followUpdates(s, m)
		deleteRecords(s, m)
		limitRights(s, m)
		if m.duplicates != nil {
			refuseDuplicates(s, m)
			allowRepeats(s, m)
		}
	}
	for _, declare := range []func(declaration){
		accountRules, contactRules, salesOrderRules, cascades, cascadeTraces, refuseCascades, listUsers, compareUsers,
		signatures, badSignatures, window, customEntities, queryCustomEntities, askCustomEntities,
		describeEntities, describeFields, matchRecords, describePicklists, ownFields, ownRules,
		compareValues, containTexts, joinConditions, dottedNames, sortRows, orderQuery,
		askSigning, askSignType, askSignedText, askProofs, askTimestamps, askOrder, askTransport, askBodies, askMedia, askParameters, askActors,
		askNames, askFieldLists, askValues, askNulls, askTypes, askFields, askSystemFields, askOwners, askReferences, askDuplicates, askRepeats, askIDs,
		askLists, askQName, askTies, askPages, askTotals, askDeletes, askTraces, askMetadata, askKinds, askPicklists, askUsers,
		askQueries, askQueryRules, askFilters, askFilterValues, askSorts,
	} {
		declare(s)
	}
	return s.Suite
}

// declaration is what the files of this package add their specs to.
type declaration = *contracts.Declaration[*Env]

// created finds the id that an add answers under the name of its entity: data.account_id.
func created(op *openapi.Operation, body any) []string {
	if !strings.HasPrefix(op.ID, "add") {
		return nil
	}
	answer, _ := body.(map[string]any)
	data, _ := answer["data"].(map[string]any)
	var ids []string
	for name, value := range data {
		if id, ok := value.(string); ok && strings.HasSuffix(name, "_id") {
			ids = append(ids, id)
		}
	}
	return ids
}

// changes finds the record that an update or a delete is about. What a cascade takes along refers to
// that record, and so was made by the same run.
func changes(op *openapi.Operation, query url.Values, _ []byte) []string {
	for _, p := range op.Parameters {
		if strings.HasSuffix(p.Name, "_id") && op.Effect != openapi.Read {
			return []string{query.Get(p.Name)}
		}
	}
	return nil
}
