package dustess

import (
	"cmp"
	"strconv"

	"github.com/crmsim/crmsim/simulator/internal/store"
)

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

func (n named) key() string  { return n.ID }
func (n named) name() string { return n.Name }

// defaultCategory is the type of contacts that were given none (DU-Q09).
const defaultCategory = "00000000-0000-0000-0000-000000000000"

// A labelled is a record that a field may refer to by its id, or by its name.
type labelled interface {
	identified
	name() string
}

// setReferences replaces names by ids in the fields that an item gives and that count (DU-Q29).
func (c *contact) setReferences(tx *tx, item batchItem) (wrong *flaw) {
	s := tx.State
	for _, f := range []struct {
		name string
		to   *string
		in   int
	}{
		{categoryName(item.fields), &c.CategoryID, categories}, {"corp_id", &c.CorpID, enterprises}, {"source", &c.Source, sources},
		{"status", &c.Status, statuses}, {"reason", &c.Reason, invalidReasons}, // DU-Q48
		{"pool", &c.Pool, pools},
	} {
		if id := text(item.fields, f.name); id == "" || id != *f.to || id == defaultCategory { // What has lost is ignored (DU-Q27).
			continue
		}
		if *f.to, wrong = refer(tx, item, "/"+f.name, listNames[f.in], s.lists[f.in], named{ID: *f.to}); wrong != nil {
			return wrong
		}
	}
	if text(item.fields, "owner") != "" {
		if c.Owner, wrong = refer(tx, item, "/owner", "employees", s.employees, employee{ID: c.Owner}); wrong != nil {
			return wrong
		}
	}
	if c.ShareUIDs, wrong = referAll(item, "share_uids", c.ShareUIDs, func(place, id string) (string, *flaw) {
		return refer(tx, item, place, "employees", s.employees, employee{ID: id})
	}); wrong != nil {
		return wrong
	}
	c.Tags, wrong = referAll(item, "tags", c.Tags, func(place, id string) (string, *flaw) {
		return refer(tx, item, place, "qwTags", s.qwTags.byID, qwTag{ID: id})
	})
	return wrong
}

// referAll replaces the names in a list, if the item gives it.
func referAll(item batchItem, name string, list []string, refer func(place, id string) (string, *flaw)) ([]string, *flaw) {
	if _, given := item.fields[name].([]any); !given {
		return list, nil
	}
	ids := make([]string, 0, len(list))
	for i, value := range list {
		id, wrong := refer("/"+name+"/"+strconv.Itoa(i), value)
		if wrong != nil {
			return nil, wrong
		}
		ids = append(ids, id)
	}
	return unique(ids), nil
}

// refer returns the id that a field refers to by the id or by the name of a record. Programs send either, and
// some that no list has: what is no id is taken with a suspicion, unless the settings are strict (DU-Q28, DU-Q29,
// DU-Q33). An empty list has nothing to compare with.
func refer[R labelled](tx *tx, item batchItem, place, list string, set store.Set[R], to R) (string, *flaw) {
	given, strict := to.key(), tx.State.settings.StrictReferences
	if list == listNames[pools] {
		strict = tx.State.settings.StrictPools
	}
	if _, known := set.Get(to); known || given == "" || set.Len() == 0 {
		return given, nil
	}
	if strict {
		return "", flawed(itemInvalid, nameOf(place)+" 无效", place, "value", "an id of "+list, given)
	}
	item.suspect(place, "an id of "+list, given)
	return cmp.Or(idOf(item.batch, list, set, given), given), nil
}

// idOf returns the id of the first record of that name, or "". A list is searched once in a batch.
func idOf[R labelled](b *batch, list string, set store.Set[R], name string) string {
	if b.ids[list] == nil {
		ids := map[string]string{}
		for r := range set.All() {
			if ids[r.name()] == "" {
				ids[r.name()] = r.key()
			}
		}
		if b.ids == nil {
			b.ids = map[string]map[string]string{}
		}
		b.ids[list] = ids
	}
	return b.ids[list][name]
}
