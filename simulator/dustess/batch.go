package dustess

import (
	"strconv"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
)

// Codes of items (DU-Q15).
const (
	itemInvalid  = 13000
	itemUnknown  = 13001
	itemTaken    = 13025    // the page on binding external ids
	itemNoFriend = 20090401 // the page on binding friends
)

// A flaw is why one item of a batch is not carried out: in the vendor's words, which are shown only if the
// settings say so (DU-Q16), and in crmsim's.
type flaw struct {
	code    int
	hint    string
	finding openapi.Finding // Its place is a pointer into the item.
}

func flawed(code int, hint, place, rule, wanted, got string) *flaw {
	return &flaw{code, hint, openapi.Finding{
		Severity: openapi.Violation, In: "body", Place: place, Rule: rule, Wanted: wanted, Got: got,
	}}
}

// invalid refuses the value of a field.
func invalid(name, wanted, got string) *flaw {
	return flawed(itemInvalid, name+" 无效", "/"+name, "value", wanted, got)
}

// unknown refuses an id that is no contact's.
func unknown(place, hint, id string) *flaw {
	return flawed(itemUnknown, hint, place, "record", "a contact", id)
}

// at says more exactly where the flaw is.
func (f *flaw) at(place string) *flaw {
	f.finding.Place = place
	return f
}

// note adds the flaw of an item to the findings of the call.
func (f *flaw) note(c *api.Call, list string, item int) {
	finding := f.finding
	finding.Place = "/" + list + "/" + strconv.Itoa(item) + finding.Place
	c.Note(finding)
}

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
			if id, wrong = carry(item.fields); wrong != nil {
				wrong.note(c, "customer_list", i)
			}
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

// A batchItem is one element of a batch, with what the document has against it (DU-Q44), which is among the
// findings of the call already.
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
			items[i].wrong = &flaw{itemInvalid, f.Place + " 无效", *f}
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
