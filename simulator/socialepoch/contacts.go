package socialepoch

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// A contact is that a friend is known to a customer service account. It never changes once it is stored.
type contact struct {
	account string // customer service account, whatsId
	friend  string // friendWhatsId
	agent   string // agent account that works with the account
	deleted int64  // Unix seconds, 0 while it is not deleted
}

// contacts finds the contacts of a friend, and lists all last deleted first.
type contacts struct {
	byFriend  store.Set[*contact]
	byDeleted store.Set[*contact]
	deleted   int // how many are deleted: so many stand first in byDeleted
}

func newContacts() contacts {
	return contacts{
		byFriend: store.NewSet(func(a, b *contact) bool {
			if a.friend != b.friend {
				return a.friend < b.friend
			}
			return a.account < b.account
		}),
		byDeleted: store.NewSet(func(a, b *contact) bool { return compareContacts(a, b) < 0 }),
	}
}

// compareContacts is the order of an answer (SE-Q31).
func compareContacts(a, b *contact) int {
	if a.deleted != b.deleted {
		return cmp.Compare(b.deleted, a.deleted)
	}
	if a.friend != b.friend {
		return cmp.Compare(a.friend, b.friend)
	}
	return cmp.Compare(a.account, b.account)
}

// get returns the contact of a friend with an account, or nil.
func (s *contacts) get(account, friend string) *contact {
	k, _ := s.byFriend.Get(&contact{account: account, friend: friend})
	return k
}

// ofFriend returns the contacts of a friend, deleted ones too.
func (s *contacts) ofFriend(friend string) []*contact {
	var found []*contact
	for k := range s.byFriend.From(&contact{friend: friend}) {
		if k.friend != friend {
			break
		}
		found = append(found, k)
	}
	return found
}

// put stores a contact in the place of the same friend's with the same account.
func (s *contacts) put(w store.Writer, k *contact) {
	s.remove(w, s.get(k.account, k.friend))
	s.add(w, k)
}

// add stores a contact that is not there yet.
func (s *contacts) add(w store.Writer, k *contact) {
	s.byFriend.Put(w, k)
	s.byDeleted.Put(w, k)
	if k.deleted != 0 {
		s.deleted++
	}
}

// remove forgets a contact for good; nil is none.
func (s *contacts) remove(w store.Writer, k *contact) {
	if k == nil {
		return
	}
	s.byFriend.Delete(w, k)
	s.byDeleted.Delete(w, k)
	if k.deleted != 0 {
		s.deleted--
	}
}

// markDeleted deletes a contact softly. The time of an earlier deletion stays (SE-Q22).
func (s *contacts) markDeleted(w store.Writer, k *contact, now time.Time) {
	if k.deleted != 0 {
		return
	}
	next := *k
	next.deleted = now.Unix()
	s.put(w, &next)
}

// conditions are what a contact must satisfy; "" and a negative flag are none.
type conditions struct {
	account, friend, agent string
	flag                   int64
}

func conditionsOf(info fields) conditions {
	return conditions{
		account: info.text("whatsId"), friend: info.text("friendWhatsId"), agent: info.text("agentAccount"),
		flag: info.integerOr("delFlag", -1),
	}
}

func (q conditions) fit(k *contact) bool {
	return (q.account == "" || q.account == k.account) && (q.friend == "" || q.friend == k.friend) &&
		(q.agent == "" || q.agent == k.agent) && (q.flag < 0 || (q.flag == 1) == (k.deleted != 0))
}

// delFriendsContacts deletes what is left of a friend's contacts, which may be nothing (SE-Q22).
func delFriendsContacts(tx *tx, c *api.Call) api.Answer {
	q := conditionsOf(bodyOf(c).object("info"))
	q.flag = -1
	for _, k := range tx.State.contacts.ofFriend(q.friend) {
		if q.fit(k) {
			tx.State.contacts.markDeleted(tx.Writer, k, tx.Now)
		}
	}
	return ok(successBlank, []byte(`""`)) // SE-Q21
}

// queryDelCustomerInfo answers a page of contacts (SE-Q28, SE-Q30, SE-Q31).
func queryDelCustomerInfo(tx *tx, c *api.Call) api.Answer {
	current, size, refused := tx.State.tenant.page(c)
	if refused != nil {
		return *refused
	}
	found, total := tx.State.contacts.page(conditionsOf(bodyOf(c).object("info")), (current-1)*size, size)
	zone := tx.State.tenant.zone()
	data := make([]byte, 0, 64+len(found)*112)
	data = append(data, `{"records":[`...)
	for i, k := range found {
		if i > 0 {
			data = append(data, ',')
		}
		data = k.append(data, zone)
	}
	data = strconv.AppendInt(append(data, `],"total":`...), int64(total), 10) // SE-Q26, SE-Q27
	return ok(successBlank, append(data, '}'))
}

// page returns the contacts that satisfy the conditions, from the position start, and how many there are in all.
func (s *contacts) page(q conditions, start, size int) ([]*contact, int) {
	switch {
	case q.friend != "":
		found := slices.DeleteFunc(s.ofFriend(q.friend), func(k *contact) bool { return !q.fit(k) })
		slices.SortFunc(found, compareContacts)
		return found[min(start, len(found)):min(start+size, len(found))], len(found)
	case q.account == "" && q.agent == "":
		return s.pageByFlag(q.flag, start, size)
	default:
		return s.choose(q, start, size)
	}
}

// pageByFlag costs the same for the first page and the last.
func (s *contacts) pageByFlag(flag int64, start, size int) ([]*contact, int) {
	from, to := 0, s.byDeleted.Len()
	switch flag {
	case 0:
		from = s.deleted
	case 1:
		to = s.deleted
	}
	if start >= to-from {
		return nil, to - from
	}
	return s.byDeleted.Page(from+start, min(size, to-from-start)), to - from
}

// choose looks at every contact.
func (s *contacts) choose(q conditions, start, size int) (found []*contact, total int) {
	for k := range s.byDeleted.All() {
		if !q.fit(k) {
			continue
		}
		if total >= start && len(found) < size {
			found = append(found, k)
		}
		total++
	}
	return found, total
}

// append writes a record of the answer, which does not name the agent (SE-Q32).
func (k *contact) append(dst []byte, zone *time.Location) []byte {
	dst = wire.AppendString(wire.AppendKey(append(dst, '{'), "whatsId"), k.account)
	dst = wire.AppendString(wire.AppendKey(dst, "friendWhatsId"), k.friend)
	if k.deleted == 0 {
		return append(dst, `,"delFlag":0,"deleteTime":null}`...) // SE-Q29
	}
	dst = append(dst, `,"delFlag":1,"deleteTime":`...)
	return append(wire.AppendString(dst, formatTime(k.deleted, zone)), '}')
}

func formatTime(seconds int64, zone *time.Location) string {
	return time.Unix(seconds, 0).In(zone).Format(time.DateTime)
}

// maxPageSize is that of a tenant that does not lower it (SE-Q30).
const maxPageSize = 1000

// page reads which page of a list is asked for, and of what size.
func (t *tenant) page(c *api.Call) (current, size int, refused *api.Answer) {
	body := bodyOf(c)
	asked := body.integerOr("pageSize", 10) // SE-Q40: only msgPage may leave it out.
	if most := cmp.Or(t.MaxPageSize, maxPageSize); asked > most {
		return 0, 0, new(rejectField(c, "/pageSize", "maximum", fmt.Sprintf("at most %d", most)))
	}
	return int(body.integerOr("current", 1)), int(asked), nil
}
