package quancheng

import (
	"github.com/crmsim/crmsim/simulator/internal/api"
)

// A baseType is a dictionary entry; which there are is the site's affair (QC-Q73).
type baseType struct {
	ID    int32  `json:"PK_ID"`
	ParID string `json:"ParId"`
	Name  string `json:"Name"`
	Sort  int32  `json:"Sort"`
}

func lessBaseType(a, b *baseType) bool { return a.ID < b.ID }

func (b *baseType) fields(w *writer) {
	w.number("PK_ID", int64(b.ID))
	w.text("ParId", b.ParID)
	w.text("Name", b.Name)
	w.number("Sort", int64(b.Sort))
}

// getBaseType answers the entries whose ParId equals par_id exactly (QC-Q73).
func getBaseType(tx *tx, c *api.Call) api.Answer {
	var rows []*baseType
	for b := range tx.State.baseTypes.All() {
		if b.ParID == c.Text("par_id") {
			rows = append(rows, b)
		}
	}
	return listed(c, rows)
}

// A kind is a customer kind: the vendor's CRM_Cust_T_CustKind.
type kind struct {
	ID        int32  `json:"PK_ID"`
	Name      string `json:"Name"`
	IsDefault bool   `json:"IsDefault"`
}

func lessKind(a, b *kind) bool { return a.ID < b.ID }

func (k *kind) fields(w *writer) {
	w.number("PK_ID", int64(k.ID))
	w.text("Name", k.Name)
	w.flag("IsDefault", k.IsDefault)
}

// putKind stores a kind. One that is the default takes that from the others.
func putKind(tx *tx, k *kind) {
	if k.IsDefault {
		var others []kind
		for other := range tx.State.kinds.All() {
			if other.IsDefault && other.ID != k.ID {
				others = append(others, kind{ID: other.ID, Name: other.Name})
			}
		}
		for _, other := range others {
			tx.State.kinds.Put(tx.Writer, &other)
		}
	}
	tx.State.kinds.Put(tx.Writer, k)
}

// defaultKind is the kind of a new customer, 0 when none is the default (QC-Q79).
func (s *state) defaultKind() int32 {
	for k := range s.kinds.All() {
		if k.IsDefault {
			return k.ID
		}
	}
	return 0
}

// getCustTypeBdefault lists the kinds, the default one first (QC-Q61).
func getCustTypeBdefault(tx *tx, c *api.Call) api.Answer {
	var first, rest []*kind
	for k := range tx.State.kinds.All() {
		if k.IsDefault {
			first = append(first, k)
		} else {
			rest = append(rest, k)
		}
	}
	return listed(c, append(first, rest...))
}

// getClientSignDefault answers a setting of the site (QC-Q60).
func getClientSignDefault(tx *tx, c *api.Call) api.Answer {
	return counted(c, int(tx.State.settings.DefaultSign))
}

// A customerType is a type of the first level when its ParentID is 0, else of the second (QC-Q62).
type customerType struct {
	ID       int32  `json:"PK_ID"`
	ParentID int32  `json:"ParentId"`
	Name     string `json:"Name"`
}

func lessCustomerType(a, b *customerType) bool { return a.ID < b.ID }

func (t *customerType) fields(w *writer) {
	w.number("PK_ID", int64(t.ID))
	w.number("ParentId", int64(t.ParentID))
	w.text("Name", t.Name)
}

// typesBelow are the types of the second level below one of the first; of 0 those of the first level.
func (s *state) typesBelow(parentID int32) []*customerType {
	var below []*customerType
	for t := range s.types.All() {
		if t.ParentID == parentID {
			below = append(below, t)
		}
	}
	return below
}

func deleteType(tx *tx, t *customerType) {
	for _, gone := range append(tx.State.typesBelow(t.ID), t) {
		tx.State.types.Delete(tx.Writer, gone)
	}
}

func getCustomerTypes(tx *tx, c *api.Call) api.Answer {
	return listed(c, tx.State.typesBelow(number(c, "parent_id")))
}
