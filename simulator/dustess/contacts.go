package dustess

import (
	"errors"
	"fmt"
	"slices"

	"github.com/crmsim/crmsim/simulator/internal/store"
)

// A contact is one stored contact. It is never changed: an edit stores another one.
type contact struct {
	ID           string        `json:"id"`
	ExternalID   string        `json:"external_id"`
	Remark       string        `json:"remark"`
	CategoryID   string        `json:"category_id"`
	CorpID       string        `json:"corp_id"`
	CorpFullName string        `json:"corp_full_name"`
	Mobiles      []mobile      `json:"mobiles"`
	Position     string        `json:"position"`
	Source       string        `json:"source"`
	ProvCity     string        `json:"prov_city"`
	Address      string        `json:"address"`
	Birthday     string        `json:"birthday"`
	Email        string        `json:"email"`
	Gender       int           `json:"gender"`
	Description  string        `json:"description"`
	CustomFields []customField `json:"custom_fields"`
	Tags         []string      `json:"tags"`
	Age          *int          `json:"age"` // nil when it is not known
	National     string        `json:"national"`
	Nationality  string        `json:"nationality"`
	Education    string        `json:"education"`
	Major        string        `json:"major"`
	IDCard       string        `json:"id_card"`
	WX           string        `json:"wx"`
	QQ           string        `json:"qq"`
	Owner        string        `json:"owner"`
	Pool         string        `json:"pool"`
	Reason       string        `json:"reason"`
	Status       string        `json:"status"`
	ShareUIDs    []string      `json:"share_uids"`
}

// A mobile is one contact way of a contact, a telephone or anything else.
type mobile struct {
	Tel     string `json:"tel"`
	Type    string `json:"type"`
	Display string `json:"display"`
}

// contacts holds all contacts, and finds them by what must be theirs alone.
type contacts struct {
	byID       store.Set[*contact]
	byExternal store.Set[bound]
	byTel      store.Set[holder]
}

// A holder says that a contact has a contact way.
type holder struct{ tel, kind, contact string }

// A bound says that an external id is a contact's.
type bound struct{ external, contact string }

func newContacts() contacts {
	return contacts{
		byID:       store.NewSet(func(a, b *contact) bool { return a.ID < b.ID }),
		byExternal: store.NewSet(func(a, b bound) bool { return a.external < b.external }),
		byTel: store.NewSet(func(a, b holder) bool {
			if a.tel != b.tel {
				return a.tel < b.tel
			}
			return a.kind < b.kind || a.kind == b.kind && a.contact < b.contact
		}),
	}
}

// get returns the contact of that id, or nil.
func (t *contacts) get(id string) *contact {
	r, _ := t.byID.Get(&contact{ID: id})
	return r
}

// external returns the contact that the external id is bound to, or nil.
func (t *contacts) external(id string) *contact {
	b, found := t.byExternal.Get(bound{external: id})
	if !found {
		return nil
	}
	return t.get(b.contact)
}

// add stores a contact whose id no other one has.
func (t *contacts) add(w store.Writer, r *contact) { t.replace(w, &contact{}, r) }

// put stores r in the place of the contact of the same id, if there is one.
func (t *contacts) put(w store.Writer, r *contact) {
	old := t.get(r.ID)
	if old == nil {
		old = &contact{}
	}
	t.replace(w, old, r)
}

// replace leaves alone the indexes that would stay as they are.
func (t *contacts) replace(w store.Writer, old, r *contact) {
	t.byID.Put(w, r)
	if old.ExternalID != r.ExternalID {
		t.unbind(w, old)
		if r.ExternalID != "" {
			t.byExternal.Put(w, bound{r.ExternalID, r.ID})
		}
	}
	if !slices.Equal(old.Mobiles, r.Mobiles) {
		t.release(w, old)
		for _, m := range r.Mobiles {
			t.byTel.Put(w, holder{m.Tel, m.Type, r.ID})
		}
	}
}

func (t *contacts) unbind(w store.Writer, r *contact) {
	if r.ExternalID != "" {
		t.byExternal.Delete(w, bound{external: r.ExternalID})
	}
}

func (t *contacts) release(w store.Writer, r *contact) {
	for _, m := range r.Mobiles {
		t.byTel.Delete(w, holder{m.Tel, m.Type, r.ID})
	}
}

func (t *contacts) remove(w store.Writer, r *contact) {
	t.unbind(w, r)
	t.release(w, r)
	t.byID.Delete(w, r)
}

// taken refuses a contact that has a contact way of another one (DU-Q22).
func (t *contacts) taken(r *contact) *flaw {
	for _, m := range r.Mobiles {
		for h := range t.byTel.From(holder{tel: m.Tel, kind: m.Type}) {
			if h.tel != m.Tel || h.kind != m.Type {
				break
			}
			if h.contact != r.ID {
				return flawed(itemInvalid, "mobiles 无效", "/mobiles", "unique", "contact ways that no other contact has", m.Tel)
			}
		}
	}
	return nil
}

// maxHolders is how many contacts of one number an answer names (page on binding external ids).
const maxHolders = 1000

// holding returns the ids of the contacts that have the number in any contact way, each once.
func (t *contacts) holding(tel string) []string {
	var ids []string
	seen := map[string]bool{}
	for h := range t.byTel.From(holder{tel: tel}) {
		if h.tel != tel || len(ids) == maxHolders {
			break
		}
		if !seen[h.contact] {
			seen[h.contact] = true
			ids = append(ids, h.contact)
		}
	}
	return ids
}

// checkContact holds a contact that somebody puts to what is true of all contacts. For the rest it may be
// one that no call could add, such as one with the number of another: old data has those.
func checkContact(tx *tx, r **contact) error {
	c := *r
	if other := tx.State.contacts.external(c.ExternalID); c.ExternalID != "" && other != nil && other.ID != c.ID {
		return fmt.Errorf("external_id %q is that of %s", c.ExternalID, other.ID)
	}
	if c.Owner != "" && c.Pool != "" {
		return errors.New("a contact has an owner or lies in a pool")
	}
	return nil
}
