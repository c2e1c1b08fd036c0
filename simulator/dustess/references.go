package dustess

import "github.com/crmsim/crmsim/simulator/internal/store"

// The lists of names that fields of contacts refer to.
const (
	pools = iota
	categories
	sources
	enterprises
	statuses
	invalidReasons
	giveUpReasons
	removalReasons
	listKinds
)

// listNames are what the control API calls the lists.
var listNames = [listKinds]string{
	"pools", "categories", "sources", "enterprises", "statuses", "invalidReasons", "giveUpReasons", "removalReasons",
}

// A named is an entry of such a list.
type named struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Parent string `json:"parent,omitempty"` // of a source below another one
}

func (n named) key() string { return n.ID }

// defaultCategory is the type of contacts that were given none (DU-Q09).
const defaultCategory = "00000000-0000-0000-0000-000000000000"

// checkReferences refuses an id that is in no list, as long as there is a list at all (DU-Q29). An
// unknown pool is let pass, as the document warns (DU-Q28), unless the settings forbid it.
func checkReferences(tx *tx, item map[string]any) *flaw {
	s := tx.State
	for _, f := range []struct {
		name string
		kind int
	}{
		{"category_id", categories}, {"categoryId", categories}, {"corp_id", enterprises}, {"source", sources},
		{"status", statuses}, {"reason", invalidReasons}, // DU-Q48
	} {
		if id := text(item, f.name); id != defaultCategory && !refers(s.lists[f.kind], named{ID: id}) {
			return invalid(f.name, "an id of "+listNames[f.kind], id)
		}
	}
	if id := text(item, "pool"); s.settings.StrictPools && !refers(s.lists[pools], named{ID: id}) {
		return invalid("pool", "an id of pools", id)
	}
	if id := text(item, "owner"); !refers(s.employees, employee{ID: id}) {
		return invalid("owner", "an id of employees", id)
	}
	for _, id := range texts(item, "share_uids") {
		if !refers(s.employees, employee{ID: id}) {
			return invalid("share_uids", "ids of employees", id)
		}
	}
	for _, id := range texts(item, "tags") {
		if !refers(s.qwTags.byID, qwTag{ID: id}) {
			return invalid("tags", "ids of qwTags", id)
		}
	}
	return nil
}

// refers reports whether a set has the record, or nothing to compare with. No id refers to nothing.
func refers[R identified](set store.Set[R], to R) bool {
	if to.key() == "" || set.Len() == 0 {
		return true
	}
	_, known := set.Get(to)
	return known
}

func texts(item map[string]any, name string) []string {
	list, _ := textsOf(item, name)
	return list
}
