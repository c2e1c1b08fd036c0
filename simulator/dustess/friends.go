package dustess

import (
	"encoding/json"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// A friend is a WeCom friend of an employee.
type friend struct {
	ID         string `json:"id"` // digits
	Name       string `json:"name"`
	CustomerID string `json:"customer_id"` // the contact that it is bound to, or ""
}

func (f friend) key() string { return f.ID }

// A friendRow is what binding a friend answers; code and msg only when it failed.
type friendRow struct {
	FriendID json.Number `json:"friendID"`
	Code     int         `json:"code,omitempty"`
	Msg      string      `json:"msg,omitempty"`
}

// batchBindContact binds friends to contacts, item by item. Unlike other batches it is a success
// whatever becomes of the items (page on binding friends). A friend that is bound already moves (DU-Q69).
func batchBindContact(tx *tx, c *api.Call) api.Answer {
	list, _ := bodyOf(c)["list"].([]any)
	rows := []friendRow{}
	for _, element := range list {
		item, _ := element.(map[string]any)
		number, _ := item["friendID"].(json.Number)
		row := friendRow{FriendID: number}
		f, known := tx.State.friends.Get(friend{ID: string(number)})
		f.CustomerID = text(item, "customerID")
		switch {
		case !known:
			row.Code, row.Msg = itemNoFriend, "好友不存在"
		case tx.State.contacts.get(f.CustomerID) == nil:
			row.Code, row.Msg = itemUnknown, "联系人不存在"
		default:
			tx.State.friends.Put(tx.Writer, f)
		}
		rows = append(rows, row)
	}
	return kept(ok("success", rows))
}
