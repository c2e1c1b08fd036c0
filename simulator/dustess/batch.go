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
func unknown(place, id string) *flaw {
	return flawed(itemUnknown, "联系人不存在", place, "record", "a contact", id)
}

// at says more exactly where the flaw is.
func (f *flaw) at(place string) *flaw {
	f.finding.Place = place
	return f
}

// itemMessages are what the vendor's pages show beside a code of an item.
var itemMessages = map[int]string{itemTaken: takenMessage, itemNoFriend: "好友不存在"}

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

// conclude wraps the rows: one flaw makes the answer a failure, but what was applied stays applied (DU-Q14), also
// where a fault tells otherwise.
func conclude[A, B any](tx *tx, c *api.Call, rows outcome[A, B]) api.Answer {
	if len(rows.Fail) == 0 {
		return kept(sampled(tx, rows))
	}
	answer := envelope{Success: new(false), Code: new(codePartial), Data: rows}.answer()
	answer.Commit = len(rows.Success) > 0 || c.ItemFault.After
	return answer
}

// runBatch carries out the items of customer_list in order (DU-Q17, DU-Q21). carry returns the id of
// the contact that it stored.
func runBatch(tx *tx, c *api.Call, carry func(item batchItem) (string, *flaw)) api.Answer {
	var rows outcome[batchRow, batchRow]
	for i, item := range itemsOf(c, "customer_list") {
		id := ""
		wrong := item.carryOut(func() (wrong *flaw) {
			id, wrong = carry(item)
			return wrong
		})
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
	return conclude(tx, c, rows)
}

// A batch is a call whose items are carried out one by one.
type batch struct {
	call   *api.Call
	list   string                       // what the body calls the items
	ids    map[string]map[string]string // by name, of each list that was searched for a name
	doubts int                          // suspicions that were noted
}

// maxDoubts bounds the suspicions that are noted of a batch: nobody is shown more.
const maxDoubts = 100

// A batchItem is one element of a batch, with what the document has against it (DU-Q44), which is among the
// findings of the call already.
type batchItem struct {
	batch  *batch
	index  int // from 0
	fields map[string]any
	wrong  *flaw
}

func itemsOf(c *api.Call, name string) []batchItem {
	raw, _ := bodyOf(c)[name].([]any)
	violated := c.ItemsViolated()
	all := &batch{call: c, list: name}
	items := make([]batchItem, len(raw))
	for i, element := range raw {
		fields, _ := element.(map[string]any)
		items[i] = batchItem{batch: all, index: i, fields: fields}
		if f := violated[i]; f != nil {
			items[i].wrong = &flaw{itemInvalid, nameOf(f.Place) + " 无效", *f}
		}
	}
	return items
}

// carryOut carries out an item, unless the document or a fault has something against it, and returns why it
// failed. What crmsim has found itself is then among the findings of the call.
func (i batchItem) carryOut(carry func() *flaw) *flaw {
	fault := i.batch.call.ItemFault
	if i.wrong != nil || fault.Item != i.index+1 {
		fault.Item = 0
	}
	if fault.Item > 0 && !fault.After {
		return flawOf(fault.Code)
	}
	if i.wrong != nil {
		return i.wrong
	}
	wrong := carry()
	switch {
	case wrong != nil:
		i.note(wrong.finding)
	case fault.Item > 0:
		return flawOf(fault.Code)
	}
	return wrong
}

// flawOf is a flaw that a fault makes up.
func flawOf(code int) *flaw { return &flaw{code: code, hint: itemMessages[code]} }

// note adds what concerns a place within the item to the findings of the call.
func (i batchItem) note(f openapi.Finding) {
	f.In, f.Place = "body", "/"+i.batch.list+"/"+strconv.Itoa(i.index)+f.Place
	i.batch.call.Note(f)
}

// suspect notes what is not as the document has it and taken all the same.
func (i batchItem) suspect(place, wanted, got string) {
	if i.batch.doubts++; i.batch.doubts <= maxDoubts {
		i.note(openapi.Finding{Severity: openapi.Suspicion, Place: place, Rule: "value", Wanted: wanted, Got: got})
	}
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
