package verdict

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/journal"
)

// The names under which the documents have the parts of paging. TestEveryListIsKnown holds them to the documents.
var (
	pageNames  = []string{"page_no", "pageIndex", "current"}
	sizeNames  = []string{"page_size", "pageSize"}
	totalNames = []string{"total_size", "total"}
)

// usualSize is how many records a page has when nothing is said of it, at least.
const usualSize = 10

// A page is a call that read one page of a list.
type page struct {
	call         *journal.Call
	number, size int
	more         bool // there was more behind it
}

// readPage returns what a call read, nil when that was no page of a list, or came to nobody.
func readPage(c *journal.Call) *page {
	op := operation(c)
	if op == nil || op.Effect != openapi.Read || !c.Accepted || len(c.Hidden) > 0 || !paged(op, c) {
		return nil
	}
	body, _ := c.Body().(map[string]any)
	p := &page{call: c, number: cmp.Or(number(pageNames, c.Parameters, body), 1), size: number(sizeNames, c.Parameters, body)}
	rows, total := contents(c)
	switch {
	case total >= 0 && rows >= 0:
		p.more = (p.number-1)*cmp.Or(p.size, rows)+rows < total
	case total >= 0:
		p.more = p.number*cmp.Or(p.size, usualSize) < total
	default: // Without a total only a page that is not full is the last one.
		p.more = rows < 0 || rows >= cmp.Or(p.size, usualSize)
	}
	return p
}

// paged reports whether the operation answers a list by pages.
func paged(op *openapi.Operation, c *journal.Call) bool {
	if slices.ContainsFunc(op.Parameters, func(p *openapi.Parameter) bool { return slices.Contains(pageNames, p.Name) }) {
		return true
	}
	body, _ := c.Body().(map[string]any)
	return number(pageNames, body) > 0
}

// number is the first positive number under one of the names.
func number(names []string, from ...map[string]any) int {
	for _, name := range names {
		for _, values := range from {
			if n, err := strconv.Atoi(fmt.Sprint(values[name])); err == nil && n > 0 {
				return n
			}
		}
	}
	return 0
}

var totalPattern = regexp.MustCompile(`"(?:total_size|total)":\s*(\d+)`)

// contents counts the records of an answer and those of the whole list, -1 for what it does not show.
func contents(c *journal.Call) (rows, total int) {
	value, whole := c.Answer()
	if !whole {
		if found := totalPattern.FindSubmatch(c.Response); found != nil {
			if n, err := strconv.Atoi(string(found[1])); err == nil {
				return -1, n
			}
		}
		return -1, -1
	}
	rows, total = -1, -1
	var look func(value any)
	look = func(value any) {
		switch v := value.(type) {
		case []any:
			if rows < 0 {
				rows = len(v)
			}
		case map[string]any:
			for _, name := range totalNames {
				if n, err := strconv.Atoi(fmt.Sprint(v[name])); err == nil && total < 0 {
					total = n
				}
			}
			for _, inner := range v {
				if _, list := inner.([]any); list {
					look(inner)
				} else if _, object := inner.(map[string]any); object {
					look(inner)
				}
			}
		}
	}
	look(value)
	return max(rows, 0), total
}

// A walk is the pages of one list that were read one after the other, in whatever order.
type walk struct {
	read map[int]*page // by number
	last *page
}

// end returns the number of the last page, 0 when that was not read.
func (w *walk) end() int {
	end := 0
	for n, p := range w.read {
		if !p.more && (end == 0 || n < end) {
			end = n
		}
	}
	return end
}

// unread returns the first page that was not read, 0 for none.
func (w *walk) unread() int {
	end := w.end()
	for n := 1; n != end+1 || end == 0; n++ {
		if w.read[n] == nil {
			return n
		}
	}
	return 0
}

// pages looks for lists that were not read to their end, and for pages that were read twice.
func (j *judge) pages() {
	walks := map[string]*walk{} // by the sense of the list
	written := map[string]uint64{}
	var order []*walk
	for _, c := range j.calls {
		if op := operation(c); op != nil && op.Effect != openapi.Read && c.Accepted {
			written[c.Vendor] = c.Sequence
		}
		p := readPage(c)
		if p == nil {
			continue
		}
		key := sense(c, pageNames...)
		w := walks[key]
		if w == nil {
			w = &walk{}
			walks[key] = w
			order = append(order, w)
		}
		j.step(w, p, written[c.Vendor])
	}
	for _, w := range order {
		n, end := w.unread(), w.end()
		if n == 0 || w.last.size == 1 { // One record is a look at whether there is any.
			continue
		}
		what := fmt.Sprintf("page %d was not read, and there was more behind those that were", n)
		if end > 0 {
			what = fmt.Sprintf("page %d was not read, though the last one, page %d, was", n, end)
		}
		j.add(w.last.call, Problem{
			Severity: openapi.Suspicion, Rule: RuleUnread, What: what,
			Fix: "read on until a page is the last one: the total, or a page that is not full, says so",
		})
	}
}

// step adds a page to a walk. One that was read before begins a new walk, unless that was needless.
func (j *judge) step(w *walk, p *page, written uint64) {
	if before := w.read[p.number]; before != nil {
		stale := written > before.call.Sequence || p.call.Time.Sub(before.call.Time).Abs() >= time.Minute
		switch {
		case stale || before != w.last && w.unread() == 0: // It begins again with the whole list.
			w.read = nil
		default:
			j.twice(before, p)
		}
	}
	if w.read == nil {
		w.read = map[int]*page{}
	}
	w.read[p.number], w.last = p, p
}

func (j *judge) twice(before, p *page) {
	j.add(p.call, Problem{
		Severity: openapi.Suspicion, Rule: RuleTwice,
		What: fmt.Sprintf("call %d read page %d that call %d had just read, and nothing was written in between",
			p.call.Sequence, p.number, before.call.Sequence),
		Fix: "go on with the next page, and keep what was read",
	})
}
