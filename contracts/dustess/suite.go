// Package dustess is the contract of Dustess.
package dustess

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/conform"
	"github.com/crmsim/crmsim/openapi"
)

// Suite returns the contract of Dustess.
func Suite() *contracts.Suite {
	s := contracts.NewSuite(contracts.Vendor[*Env]{
		ID:          "dustess",
		BasePath:    "/",
		Credentials: []contracts.Credential{{Name: "client_id", Public: true}, {Name: "client_secret"}},
		Connect:     connect,
		Created:     created,
		Changes:     changes,
		Sign:        sign,
		Read:        read,
	})
	conform.Derive(s, conform.Vendor[*Env]{
		Valid: validCalls(), Proven: []string{tokenName, "clientId", "clientSecret"}, Proofs: proofs(), Rules: rules(), Judge: judge,
		Core: func(op *openapi.Operation) bool { return op.ID == "batchEditCustomer" },
	})
	for _, declare := range []func(declaration){
		editContacts, editContactWays, editFields, editLists, refuseItems, refuseReferences, holdContacts, customFields, customFieldTypes, attachments,
		addContacts, refuseAdds, bindExternalIDs, refuseBindings,
		accessTokens, refuseTokens, settings,
		listNames, listWays, listTags, addTags, listDepts, bindFriends,
		askTokens, askAuthorization, askEnvelope, askTransport, askRows, askBatches, askItems, askKeys, askReferences, askWays, askValues,
		askAdds, askBindings, askLists, askTags,
		agentMessages, askAgent, workOrders, askTickets,
	} {
		declare(s)
	}
	s.Alias(aliases)
	return s.Suite
}

// declaration is what the files of this package add their specs to.
type declaration = *contracts.Declaration[*Env]

// created finds the ids of the contacts that a batch added, of the external ids that it bound, of the group and
// tags that a call made, and of a new field of tickets.
func created(op *openapi.Operation, body any) []string {
	answer, _ := body.(map[string]any)
	data, _ := answer["data"].(map[string]any)
	switch op.ID {
	case "batchAddCustomer":
		return textsIn(data["success"], "id", "uuid")
	case "bindExternalId":
		return textsIn(data["success"], "external_id")
	case "addQwTag":
		group, _ := data["tag_group"].(map[string]any)
		return append(textsIn([]any{group}, "group_id"), textsIn(group["tag"], "id")...)
	case "addTicketField":
		return textsIn([]any{data}, "id")
	}
	return nil
}

// textsIn returns the named texts of each row.
func textsIn(rows any, names ...string) []string {
	var texts []string
	list, _ := rows.([]any)
	for _, element := range list {
		row, _ := element.(map[string]any)
		for _, name := range names {
			if text, ok := row[name].(string); ok {
				texts = append(texts, text)
			}
		}
	}
	return texts
}

// changes finds what a call would change: the contacts that the items of a batch name, the friend and
// the contact of a binding, the group of new tags.
func changes(op *openapi.Operation, _ url.Values, body []byte) []string {
	var sent struct {
		CustomerList []map[string]any `json:"customer_list"`
		List         []map[string]any `json:"list"`
		GroupID      string           `json:"groupId"`
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber() // Ids of friends have more digits than a float64.
	if decoder.Decode(&sent) != nil {
		return nil // The vendor cannot read it either.
	}
	var ids []string
	switch op.ID {
	case "batchEditCustomer":
		for _, item := range sent.CustomerList {
			ids = append(ids, firstText(item, "id", "external_id"))
		}
	case "bindExternalId":
		for _, item := range sent.List {
			ids = append(ids, firstText(item, "inside_id", "tel"))
		}
	case "batchBindContact":
		for _, item := range sent.List {
			ids = append(ids, fmt.Sprint(item["friendID"]), firstText(item, "customerID"))
		}
	case "addQwTag":
		if sent.GroupID != "" {
			ids = append(ids, sent.GroupID)
		}
	}
	return ids
}

func firstText(item map[string]any, names ...string) string {
	for _, name := range names {
		if text, ok := item[name].(string); ok && text != "" {
			return text
		}
	}
	return ""
}

// The pages that rules are from.
const (
	editPage    = "编辑联系人"
	addPage     = "Public client programs > add contacts"
	tokenPage   = "Public client programs > access token"
	bindPage    = "绑定外部ID"
	poolPage    = "Public client programs > contact pools"
	reasonPage  = "无效&放弃&删除原因查询"
	wayPage     = "联系人联系方式"
	busiTagPage = "查询联系人标签"
	statusPage  = "查询企业跟进状态列表"
	deptPage    = "查询部门详情"
	qwTagPage   = "新增好友标签"
	friendPage  = "好友绑定联系人"
)
