package dustess

import (
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
)

// takenMessage begins as in the sample of the page on binding external ids.
const takenMessage = "外部ID已被其他联系人绑定"

// A boundRow is a binding that was made. Positions count from 0 here (DU-Q11).
type boundRow struct {
	ExternalID string `json:"external_id"`
	Index      int    `json:"index"`
	InsideID   string `json:"inside_id"`
}

// An unboundRow is a binding that was not made.
type unboundRow struct {
	Code        int      `json:"code"`
	ExistCusIDs []string `json:"exist_cus_ids"` // when several contacts have the number
	ExternalID  string   `json:"external_id"`
	Index       int      `json:"index"`
	InsideID    string   `json:"inside_id"`
	Msg         string   `json:"msg"`
	RepeatIndex *int     `json:"repeat_index"` // of the item that this one repeats (DU-Q67)
}

// bindExternalID binds item by item, in order (DU-Q50).
func bindExternalID(tx *tx, c *api.Call) api.Answer {
	var rows outcome[boundRow, unboundRow]
	b := binder{tx: tx, externals: map[string]int{}, contacts: map[string]int{}}
	for i, item := range itemsOf(c, "list") {
		row := unboundRow{ExternalID: text(item.fields, "external_id"), InsideID: text(item.fields, "inside_id"), Index: i}
		wrong := item.carryOut(func() *flaw { // DU-Q68
			return b.bind(&row, strings.TrimSpace(text(item.fields, "tel")))
		})
		if wrong != nil {
			row.Code, row.Msg = wrong.code, wrong.hint
		}
		if row.Code == 0 {
			rows.Success = append(rows.Success, boundRow{row.ExternalID, i, row.InsideID})
		} else {
			rows.Fail = append(rows.Fail, row)
		}
	}
	return conclude(tx, c, rows)
}

// A binder knows where in the batch each external id and each contact stood first.
type binder struct {
	tx        *tx
	externals map[string]int
	contacts  map[string]int
}

// bind carries out one item and fills in its row.
func (b *binder) bind(row *unboundRow, tel string) *flaw {
	id, wrong := row.target(b.tx, tel)
	for _, seen := range []struct {
		first      map[string]int
		place, key string
	}{{b.externals, "/external_id", row.ExternalID}, {b.contacts, "/inside_id", id}} {
		if first, repeated := seen.first[seen.key]; repeated && seen.key != "" {
			row.RepeatIndex = &first
			wrong = flawed(itemInvalid, "与同批次其他数据重复", seen.place, "unique",
				"what no other item has", "that of item "+strconv.Itoa(first))
		} else {
			seen.first[seen.key] = row.Index
		}
	}
	if wrong != nil {
		return wrong
	}
	row.InsideID = id
	r := b.tx.State.contacts.get(id)
	switch other := b.tx.State.contacts.external(row.ExternalID); {
	case other != nil && other.ID != r.ID:
		return flawed(itemTaken, takenMessage, "/external_id", "unique", "an external id that no other contact has", row.ExternalID)
	case r.ExternalID != "" && r.ExternalID != row.ExternalID: // DU-Q67
		return flawed(itemInvalid, "联系人已绑定其他外部ID", "/external_id", "value",
			"the external id that the contact has", row.ExternalID)
	}
	bound := *r
	bound.ExternalID = row.ExternalID
	b.tx.State.contacts.replace(b.tx.Writer, r, &bound)
	return nil
}

// target finds the contact by id, else by number (DU-Q66). An id that is wrong is returned with what is wrong with it.
func (row *unboundRow) target(tx *tx, tel string) (string, *flaw) {
	if row.InsideID != "" {
		if tx.State.contacts.get(row.InsideID) == nil {
			return row.InsideID, unknown("/inside_id", row.InsideID)
		}
		return row.InsideID, nil
	}
	if tel == "" { // DU-Q68
		return "", flawed(itemInvalid, "tel和inside_id不能同时为空", "/tel", openapi.RuleRequired, "tel or inside_id", "neither")
	}
	holding := tx.State.contacts.holding(tel)
	switch len(holding) {
	case 0:
		return "", unknown("/tel", tel)
	case 1:
		return holding[0], nil
	default:
		row.ExistCusIDs = holding
		return "", flawed(itemInvalid, "联系方式对应多个联系人", "/tel", "unique",
			"the number of one contact", strconv.Itoa(len(holding))+" contacts")
	}
}
