package socialepoch

import (
	"strconv"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// An account is a customer service account: a WhatsApp number that an agent works with. No call of the
// vendor that is simulated makes one.
type account struct {
	WhatsApp     string `json:"whatsApp"`
	Name         string `json:"name"`
	AgentAccount string `json:"agentAccount"` // "" for nobody's
	Source       int64  `json:"source"`       // the device that it is signed in on: 1 PC, 2 mobile, 3 cloud
	Online       bool   `json:"online"`
}

func lessAccount(a, b account) bool { return a.WhatsApp < b.WhatsApp }

// signOut leaves the accounts of an agent offline and nobody's.
func signOut(tx *tx, agent string) {
	var left []account
	for a := range tx.State.accounts.All() {
		if a.AgentAccount == agent {
			left = append(left, a)
		}
	}
	for _, a := range left {
		a.AgentAccount, a.Online = "", false
		tx.State.accounts.Put(tx.Writer, a)
	}
}

// queryUserStatus answers the agents who are online on a device, with their accounts (SE-Q62).
func queryUserStatus(tx *tx, c *api.Call) api.Answer {
	body := bodyOf(c)
	id, byID := body.integer("userId")
	name := body.text("userName")
	source, _ := body.integer("source")
	online := map[string][]account{}
	for a := range tx.State.accounts.All() {
		if a.Online && a.Source == source {
			online[a.AgentAccount] = append(online[a.AgentAccount], a)
		}
	}
	data := []byte{'['}
	for agent := range tx.State.agents.All() {
		accounts := online[agent.Username]
		if len(accounts) == 0 || byID && int64(agent.UserID) != id || name != "" && agent.Username != name {
			continue
		}
		if len(data) > 1 {
			data = append(data, ',')
		}
		data = agent.appendOnline(data, accounts)
	}
	return ok(successSmall, append(data, ']'))
}

func (a agent) appendOnline(dst []byte, accounts []account) []byte {
	dst = strconv.AppendInt(wire.AppendKey(append(dst, '{'), "userId"), int64(a.UserID), 10)
	dst = wire.AppendString(wire.AppendKey(dst, "agentAccount"), a.Username)
	dst = append(wire.AppendKey(dst, "whatsAppList"), '[')
	for i, account := range accounts {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = wire.AppendString(wire.AppendKey(append(dst, '{'), "whatsApp"), account.WhatsApp)
		dst = append(wire.AppendString(wire.AppendKey(dst, "name"), account.Name), '}')
	}
	return append(dst, ']', '}')
}
