package quancheng

import (
	"math"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// An info is an item of base information on the customer's web site, with its hits.
type info struct {
	ID   int32  `json:"PK_ID"`
	Name string `json:"Name"`
	Hits int64  `json:"Hits"`
}

func lessInfo(a, b *info) bool { return a.ID < b.ID }

// updateBaseInfoHit adds to the hits of an item (QC-Q63).
func updateBaseInfoHit(tx *tx, c *api.Call) api.Answer {
	old, known := tx.State.infos.Get(&info{ID: number(c, "pkid")})
	added := int64(c.Int("addHit"))
	if !known {
		return no(c, "pkid", ruleExists, "the id of an item")
	}
	if old.Hits > math.MaxInt64-added {
		return no(c, "addHit", "maximum", "no more hits than can be counted")
	}
	next := *old
	next.Hits += added
	tx.State.infos.Put(tx.Writer, &next)
	return yes(c)
}

// An entry is a message on the board of the web site.
type entry struct {
	ID         int32  `json:"PK_ID"`
	CustomerID int32  `json:"CustId"` // 0 for an anonymous visitor
	Content    string `json:"Content"`
	Contact    string `json:"Contact"`
	Created    stamp  `json:"CDate"`
}

func lessEntry(a, b *entry) bool { return a.ID < b.ID }

func putEntry(tx *tx, e *entry) {
	tx.State.board.Put(tx.Writer, e)
	tx.State.last.Entry = max(tx.State.last.Entry, e.ID)
}

// addMessageBoard takes messages of customers and of anonymous visitors (QC-Q65).
func addMessageBoard(tx *tx, c *api.Call) api.Answer {
	id := number(c, "custID")
	if _, known := tx.State.customer(id); !known && id != 0 {
		return no(c, "custID", ruleExists, "0, or the id of a customer")
	}
	putEntry(tx, &entry{tx.State.last.Entry + 1, id, c.Text("content"), c.Text("contact"), stampOf(tx.Now)})
	return yes(c)
}
