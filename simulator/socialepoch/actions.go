package socialepoch

import (
	"fmt"

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
		if _, known := tx.State.agents.Get(agent{Username: fieldsOf(item).text("agentAccount")}); !known {
			return rejectField(c, fmt.Sprintf("/data/%d/agentAccount", i), "exists", "the name of an agent")
		}
	}
	ids := make([]string, len(items))
	for i, item := range items {
		given := fieldsOf(item)
		ids[i] = bareUUID(tx)
		tx.State.actions.Put(tx.Writer, action{
			ID: ids[i], AgentAccount: given.text("agentAccount"), WhatsID: given.text("whatsId"),
			FriendWhatsID: given.text("friendWhatsId"), PlatformType: given.integerOr("platformType", 1), Content: given.text("content"),
		})
	}
	return ok(success, appendList(nil, ids))
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
