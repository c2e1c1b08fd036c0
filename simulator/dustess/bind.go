package dustess

import (
	"strings"

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
		if item.wrong != nil { // DU-Q68
			row.Code, row.Msg = itemInvalid, item.wrong.hint
		} else {
			b.bind(&row, strings.TrimSpace(text(item.fields, "tel")))
		}
		if row.Code == 0 {
			rows.Success = append(rows.Success, boundRow{row.ExternalID, i, row.InsideID})
		} else {
			rows.Fail = append(rows.Fail, row)
		}
	}
	return conclude(tx, rows)
}

// A binder knows where in the batch each external id and each contact stood first.
type binder struct {
	tx        *tx
	externals map[string]int
	contacts  map[string]int
}

// bind carries out one item and fills in its row; a code says that it failed.
func (b *binder) bind(row *unboundRow, tel string) {
	id := row.target(b.tx, tel)
	for _, seen := range []struct {
		first map[string]int
		key   string
	}{{b.externals, row.ExternalID}, {b.contacts, id}} {
		if first, repeated := seen.first[seen.key]; repeated && seen.key != "" {
			row.Code, row.Msg, row.RepeatIndex = itemInvalid, "与同批次其他数据重复", &first
		} else {
			seen.first[seen.key] = row.Index
		}
	}
	if row.Code != 0 {
		return
	}
	row.InsideID = id
	r := b.tx.State.contacts.get(id)
	switch other := b.tx.State.contacts.external(row.ExternalID); {
	case other != nil && other.ID != r.ID:
		row.Code, row.Msg = itemTaken, takenMessage
	case r.ExternalID != "" && r.ExternalID != row.ExternalID: // DU-Q67
		row.Code, row.Msg = itemInvalid, "联系人已绑定其他外部ID"
	default:
		bound := *r
		bound.ExternalID = row.ExternalID
		b.tx.State.contacts.replace(b.tx.Writer, r, &bound)
	}
}

// target finds the contact by id, else by number (DU-Q66). The code stays 0 if there is exactly one.
func (row *unboundRow) target(tx *tx, tel string) string {
	if row.InsideID != "" {
		if tx.State.contacts.get(row.InsideID) == nil {
			row.Code, row.Msg = itemUnknown, "联系人不存在"
		}
		return row.InsideID
	}
	if tel == "" { // DU-Q68
		row.Code, row.Msg = itemInvalid, "tel和inside_id不能同时为空"
		return ""
	}
	holding := tx.State.contacts.holding(tel)
	switch len(holding) {
	case 0:
		row.Code, row.Msg = itemUnknown, "联系人不存在"
		return ""
	case 1:
		return holding[0]
	default:
		row.Code, row.Msg, row.ExistCusIDs = itemInvalid, "联系方式对应多个联系人", holding
		return ""
	}
}
