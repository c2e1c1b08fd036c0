package socialepoch

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// A customer is somebody with a WhatsApp number. It never changes once it is stored.
type customer struct {
	WhatsApp    string            `json:"whatsApp"`
	Principal   string            `json:"principal"` // agent account of the owner, "" for none
	FriendName  string            `json:"friendName"`
	Sex         string            `json:"sex"`
	Birthday    string            `json:"birthday"`
	Address     string            `json:"address"`
	Email       string            `json:"email"`
	Profession  string            `json:"profession"`
	Income      string            `json:"income"`
	Desc        string            `json:"desc"`
	Stage       string            `json:"stage"`
	Source      string            `json:"source"`
	LanguageTag string            `json:"languageTag"`
	Welcome     string            `json:"welcome"`
	Tags        []string          `json:"tags"`
	Extensions  map[string]string `json:"extensions"` // by display name
}

// customers finds customers by number, and those of an agent.
type customers struct {
	byNumber store.Set[*customer]
	byOwner  store.Set[*customer]
}

func newCustomers() customers {
	return customers{
		byNumber: store.NewSet(func(a, b *customer) bool { return a.WhatsApp < b.WhatsApp }),
		byOwner: store.NewSet(func(a, b *customer) bool {
			if a.Principal != b.Principal {
				return a.Principal < b.Principal
			}
			return a.WhatsApp < b.WhatsApp
		}),
	}
}

// get returns the customer with that number, or nil.
func (s *customers) get(number string) *customer {
	c, _ := s.byNumber.Get(&customer{WhatsApp: number})
	return c
}

// ownedBy returns the customers of an agent.
func (s *customers) ownedBy(agent string) []*customer {
	var owned []*customer
	for c := range s.byOwner.From(&customer{Principal: agent}) {
		if c.Principal != agent {
			break
		}
		owned = append(owned, c)
	}
	return owned
}

// put stores a customer in the place of the one with its number.
func (s *customers) put(w store.Writer, c *customer) {
	if old := s.get(c.WhatsApp); old != nil && old.Principal != c.Principal {
		s.byOwner.Delete(w, old)
	}
	s.add(w, c)
}

// add stores a customer whose number nobody has under another owner.
func (s *customers) add(w store.Writer, c *customer) {
	s.byNumber.Put(w, c)
	s.byOwner.Put(w, c)
}

func (s *customers) remove(w store.Writer, c *customer) {
	s.byNumber.Delete(w, c)
	s.byOwner.Delete(w, c)
}

// disown leaves a customer without an owner.
func (s *customers) disown(w store.Writer, c *customer) {
	if c.Principal == "" {
		return
	}
	next := *c
	next.Principal = ""
	s.put(w, &next)
}

// setPrincipalAsNull takes the owner from each number that is a customer's; the others fail as they
// were given (SE-Q11, SE-Q12, SE-Q13).
func setPrincipalAsNull(tx *tx, c *api.Call) api.Answer {
	done, failed := []string{}, []string{}
	given := bodyOf(c).list("data")
	for _, number := range distinct(given) {
		known := tx.State.customers.get(number)
		if known == nil {
			failed = append(failed, number)
			first := slices.IndexFunc(given, func(v any) bool { return textOf(v) == number })
			note(c, "/data/"+strconv.Itoa(first), "exists", "the number of a customer")
			continue
		}
		tx.State.customers.disown(tx.Writer, known)
		done = append(done, number)
	}
	data := strconv.AppendBool([]byte(`{"isAllOk":`), len(failed) == 0)
	data = strconv.AppendInt(append(data, `,"total":`...), int64(len(done)+len(failed)), 10)
	data = appendList(append(data, `,"successWhatsIds":`...), done)
	data = appendList(append(data, `,"failWhatsIds":`...), failed)
	return ok(success, append(data, '}'))
}

// The values of type in a deletion.
const (
	delAll     = 1
	delAgents  = 2
	delNumbers = 3
)

// delCustomers deletes by scope. Agents stay (SE-Q17), items of no customer are skipped (SE-Q19), and
// it is done when it answers (SE-Q20).
func delCustomers(tx *tx, c *api.Call) api.Answer {
	body := bodyOf(c)
	scope, _ := body.integer("type")
	if scope == delAll { // SE-Q18
		removeAll(tx)
		return ok(success, []byte(`""`))
	}
	if refused := checkItems(c, scope, body["item"]); refused != nil {
		return *refused
	}
	for _, item := range distinct(body.list("item")) {
		if scope == delNumbers {
			removeCustomer(tx, tx.State.customers.get(item))
			continue
		}
		for _, owned := range tx.State.customers.ownedBy(item) {
			removeCustomer(tx, owned)
		}
	}
	return ok(success, []byte(`""`)) // SE-Q21
}

// checkItems refuses what is no list of agents or of numbers (SE-Q19). The document cannot: of type 1 the item may be anything.
func checkItems(c *api.Call, scope int64, item any) *api.Answer {
	wanted := "agents or numbers, by type"
	list, isList := item.([]any)
	if !isList && item != nil && item != "" {
		return new(rejectField(c, "/item", "type", wanted))
	}
	if len(list) == 0 {
		return new(reject(c, required("item"), "/item", openapi.RuleRequired, wanted))
	}
	for i, item := range list {
		number, isNumber := item.(json.Number)
		whole := isNumber && scope == delNumbers && !strings.ContainsAny(string(number), ".eE") // SE-Q10
		if text, isText := item.(string); !whole && (!isText || text == "") {
			return new(rejectField(c, "/item/"+strconv.Itoa(i), "type", wanted))
		}
	}
	return nil
}

// removeAll deletes every customer, with the contacts of each.
func removeAll(tx *tx) {
	s := tx.State
	var orphans []*contact
	for k := range s.contacts.byFriend.All() {
		if s.customers.get(k.friend) != nil {
			orphans = append(orphans, k)
		}
	}
	for _, k := range orphans {
		s.contacts.markDeleted(tx.Writer, k, tx.Now)
	}
	s.customers = newCustomers()
}

// removeCustomer deletes a customer; its contacts are marked deleted (SE-Q20). Nil is nobody.
func removeCustomer(tx *tx, c *customer) {
	if c == nil {
		return
	}
	tx.State.customers.remove(tx.Writer, c)
	for _, k := range tx.State.contacts.ofFriend(c.WhatsApp) {
		tx.State.contacts.markDeleted(tx.Writer, k, tx.Now)
	}
}

// queryCustomers answers those customers that there are, as asked (SE-Q25, SE-Q51).
func queryCustomers(tx *tx, c *api.Call) api.Answer {
	list, _ := c.Body.([]any)
	numbers := make([]any, len(list))
	for i, item := range list {
		numbers[i] = fieldsOf(item)["whatsApp"]
	}
	data := []byte{'['}
	for _, number := range distinct(numbers) {
		if found := tx.State.customers.get(number); found != nil {
			if len(data) > 1 {
				data = append(data, ',')
			}
			data = found.append(data)
		}
	}
	return ok(success, append(data, ']'))
}

// append writes the customer under the names of the import.
func (c *customer) append(dst []byte) []byte {
	dst = wire.AppendString(wire.AppendKey(append(dst, '{'), "whatsApp"), c.WhatsApp)
	dst = wire.AppendKey(dst, "principal")
	if c.Principal == "" {
		dst = append(dst, "null"...)
	} else {
		dst = wire.AppendString(dst, c.Principal)
	}
	for _, f := range plainFields {
		dst = wire.AppendString(wire.AppendKey(dst, f.name), *f.of(c))
	}
	dst = wire.AppendString(wire.AppendKey(dst, "tabName"), strings.Join(c.Tags, ","))
	for _, name := range slices.Sorted(maps.Keys(c.Extensions)) {
		dst = wire.AppendString(wire.AppendKey(dst, name), c.Extensions[name])
	}
	return append(dst, '}')
}
