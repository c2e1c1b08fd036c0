package dustess

import (
	"github.com/crmsim/crmsim/simulator/internal/api"
)

// Codes of items (DU-Q15).
const (
	itemInvalid  = 13000
	itemUnknown  = 13001
	itemTaken    = 13025    // the page on binding external ids
	itemNoFriend = 20090401 // the page on binding friends
)

// A flaw is why one item of a batch is not carried out.
type flaw struct {
	code int
	hint string // what is wrong; shown only if the settings say so (DU-Q16)
}

func invalid(name string) *flaw { return &flaw{itemInvalid, name + " 无效"} }
func unknown(id string) *flaw   { return &flaw{itemUnknown, "联系人 " + id + " 不存在"} }

// A batchRow is what a batch answers for an item.
type batchRow struct {
	Code  int    `json:"code"`
	Index int    `json:"index"` // from 1 (DU-Q11)
	ID    string `json:"id"`
	Msg   string `json:"msg"`
}

// outcome is the data of a batch; an empty list is null (DU-Q13).
type outcome[A, B any] struct {
	Fail    []B `json:"fail"`
	Success []A `json:"success"`
}

// conclude wraps the rows: one flaw makes the answer a failure, but what was applied stays applied (DU-Q14).
func conclude[A, B any](tx *tx, rows outcome[A, B]) api.Answer {
	if len(rows.Fail) == 0 {
		return kept(sampled(tx, rows))
	}
	answer := envelope{Success: new(false), Code: new(codePartial), Data: rows}.answer()
	answer.Commit = len(rows.Success) > 0
	return answer
}

// runBatch carries out the items of customer_list in order (DU-Q17, DU-Q21). carry returns the id of
// the contact that it stored.
func runBatch(tx *tx, c *api.Call, carry func(item map[string]any) (string, *flaw)) api.Answer {
	var rows outcome[batchRow, batchRow]
	for i, item := range itemsOf(c, "customer_list") {
		id, wrong := "", item.wrong
		if wrong == nil {
			id, wrong = carry(item.fields)
		}
		if wrong == nil {
			rows.Success = append(rows.Success, batchRow{Index: i + 1, ID: id})
			continue
		}
		row := batchRow{Code: wrong.code, Index: i + 1, ID: tx.State.settings.FailID}
		if tx.State.settings.Hints {
			row.Msg = wrong.hint
		}
		rows.Fail = append(rows.Fail, row)
	}
	return conclude(tx, rows)
}

// A batchItem is one element of a batch, with what the document has against it (DU-Q44).
type batchItem struct {
	fields map[string]any
	wrong  *flaw
}

func itemsOf(c *api.Call, name string) []batchItem {
	raw, _ := bodyOf(c)[name].([]any)
	violated := c.ItemsViolated()
	items := make([]batchItem, len(raw))
	for i, element := range raw {
		items[i].fields, _ = element.(map[string]any)
		if f := violated[i]; f != nil {
			items[i].wrong = invalid(f.Place)
		}
	}
	return items
}

// bodyOf returns the body's object, empty when there is no body.
func bodyOf(c *api.Call) map[string]any {
	body, _ := c.Body.(map[string]any)
	return body
}

// text returns a text of an item, "" when it is not given.
func text(item map[string]any, name string) string {
	s, _ := item[name].(string)
	return s
}
