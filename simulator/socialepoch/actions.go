package socialepoch

import (
	"fmt"
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// An action is a wake-up: a conversation window to open on an agent's device.
type action struct {
	ID            string `json:"id"`
	AgentAccount  string `json:"agentAccount"`
	WhatsID       string `json:"whatsId"`
	FriendWhatsID string `json:"friendWhatsId"`
	PlatformType  int64  `json:"platformType"` // 1 PC, 2 Android
	Content       string `json:"content"`
}

func lessAction(a, b action) bool { return a.ID < b.ID }

// batchAddActions takes all wake-ups or none, and answers their ids in order (SE-Q50).
func batchAddActions(tx *tx, c *api.Call) api.Answer {
	items := bodyOf(c).list("data")
	for i, item := range items {
		given := fieldsOf(item)
		place := fmt.Sprintf("/data/%d/", i)
		if given.text("agentAccount") == "" && headerProof(c).token != "" { // SE-Q63
			return reject(c, required(dotted(place+"agentAccount")), place+"agentAccount", openapi.RuleRequired, "the name of an agent")
		}
		name, agentName := agentOf(given)
		if _, known := tx.State.agents.Get(agent{Username: agentName}); !known {
			return rejectField(c, place+name, "exists", "the name of an agent")
		}
	}
	ids := make([]string, len(items))
	for i, item := range items {
		given := fieldsOf(item)
		_, agentName := agentOf(given)
		ids[i] = strings.ReplaceAll(tx.NewUUID(), "-", "")
		tx.State.actions.Put(tx.Writer, action{
			ID: ids[i], AgentAccount: agentName, WhatsID: given.text("whatsId"),
			FriendWhatsID: given.text("friendWhatsId"), PlatformType: given.integerOr("platformType", 1), Content: given.text("content"),
		})
	}
	return ok(success, appendList(nil, ids))
}

// agentOf returns the agent of a wake-up, and the key that names it: older programs have another (SE-Q63).
func agentOf(given fields) (name, agent string) {
	if agent := given.text("agentAccount"); agent != "" {
		return "agentAccount", agent
	}
	return "userName", given.text("userName")
}

// callbackResult answers of each known action what is published of a result: whose it is (SE-Q49).
func callbackResult(tx *tx, c *api.Call) api.Answer {
	data := []byte{'['}
	for _, id := range distinct(bodyOf(c).list("data")) {
		if _, known := tx.State.actions.Get(action{ID: id}); !known {
			continue
		}
		if len(data) > 1 {
			data = append(data, ',')
		}
		data = wire.AppendString(wire.AppendKey(append(data, '{'), "id"), id)
		data = append(append(wire.AppendKey(data, "tenantId"), tx.State.tenant.id()...), '}')
	}
	return ok(success, append(data, ']'))
}
