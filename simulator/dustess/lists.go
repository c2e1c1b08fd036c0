package dustess

import (
	"encoding/hex"
	"hash/fnv"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

// all returns the records of a set in its order, which is that of the answers (DU-Q77). It is never nil.
func all[R any](set store.Set[R]) []R {
	records := make([]R, 0, set.Len())
	for r := range set.All() {
		records = append(records, r)
	}
	return records
}

// A shownName is an entry of a list as answers have it.
type shownName struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func answerNames(tx *tx, kind int) api.Answer {
	names := []shownName{}
	for n := range tx.State.lists[kind].All() {
		names = append(names, shownName{n.ID, n.Name})
	}
	return sampled(tx, names).answer()
}

// getCustomerPoolList answers in the shape of its nearest sibling (DU-Q46).
func getCustomerPoolList(tx *tx, _ *api.Call) api.Answer { return answerNames(tx, pools) }

var reasonKinds = map[string]int{
	"customerInvalidReason": invalidReasons,
	"customerGiveUpReason":  giveUpReasons,
	"customerRemovalReason": removalReasons,
}

// getCustomerReason answers one of the three lists (DU-Q54).
func getCustomerReason(tx *tx, c *api.Call) api.Answer {
	return answerNames(tx, reasonKinds[text(bodyOf(c), "kind")])
}

// listContactInformationTypes answers all contact ways, deleted ones too (DU-Q60).
func listContactInformationTypes(tx *tx, c *api.Call) api.Answer {
	e := ok("", struct {
		List []way `json:"list"`
	}{all(tx.State.ways)})
	e.TraceID = traceID(c)
	return e.answer()
}

// traceID is made of the request, so that the same request has the same one in every run (DU-Q51).
func traceID(c *api.Call) string {
	h := fnv.New128a()
	h.Write([]byte(c.HTTP.URL.Path))
	h.Write(c.RawBody)
	return hex.EncodeToString(h.Sum(nil))
}
