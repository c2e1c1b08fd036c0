package dustess

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// batchEditCustomer changes the given fields of each contact and keeps the others (DU-Q25, DU-Q79).
func batchEditCustomer(tx *tx, c *api.Call) api.Answer {
	return runBatch(tx, c, func(item batchItem) (string, *flaw) {
		id, external := text(item.fields, "id"), text(item.fields, "external_id")
		if id == "" && external == "" { // DU-Q20
			return "", invalid("id", "id or external_id", "neither")
		}
		old := find(tx, id, external)
		switch {
		case old == nil && id != "":
			return "", unknown("/id", id)
		case old == nil:
			return "", unknown("/external_id", external)
		case external != "" && external != old.ExternalID: // DU-Q18
			return "", invalid("external_id", "the external id of the contact that id names", external)
		}
		next := *old
		if wrong := next.apply(tx, item); wrong != nil {
			return "", wrong
		}
		if _, given := item.fields["mobiles"].([]any); given { // Stored ones are no business of this item's (DU-Q22).
			if wrong := tx.State.contacts.taken(&next); wrong != nil {
				return "", wrong
			}
		}
		tx.State.contacts.replace(tx.Writer, old, &next)
		return next.ID, nil
	})
}

// find returns the contact that an item names: by id if there is one, else by external id (DU-Q18, DU-Q19).
func find(tx *tx, id, external string) *contact {
	if id != "" {
		return tx.State.contacts.get(id)
	}
	return tx.State.contacts.external(external)
}

// batchAddCustomer stores each item under a new id, whatever id it has (DU-Q49). An external id is
// bound at once (DU-Q65).
func batchAddCustomer(tx *tx, c *api.Call) api.Answer {
	return runBatch(tx, c, func(item batchItem) (string, *flaw) {
		next := contact{CategoryID: defaultCategory}
		if wrong := next.apply(tx, item); wrong != nil {
			return "", wrong
		}
		next.ExternalID = text(item.fields, "external_id")
		if wrong := tx.State.contacts.lacking(&next); wrong != nil {
			return "", wrong
		}
		next.ID = tx.NewUUID()
		tx.State.contacts.add(tx.Writer, &next)
		return next.ID, nil
	})
}

// lacking returns what keeps a contact from being added.
func (t *contacts) lacking(r *contact) *flaw {
	switch {
	case strings.TrimSpace(r.Remark) == "":
		return invalid("remark", "a name", "")
	case r.Owner == "" && r.Pool == "": // DU-Q27
		return invalid("owner", "an owner or a pool", "neither")
	case r.ExternalID != "" && t.external(r.ExternalID) != nil:
		return flawed(itemTaken, takenMessage, "/external_id", "unique", "an external id that no other contact has", r.ExternalID)
	}
	return t.taken(r)
}

// A textField is a field that takes any text; "" clears it (DU-Q25, DU-Q43).
type textField struct {
	name string
	of   func(*contact) *string
}

var textFields = []textField{
	{"remark", func(c *contact) *string { return &c.Remark }}, // DU-Q56
	{"corp_id", func(c *contact) *string { return &c.CorpID }},
	{"corp_full_name", func(c *contact) *string { return &c.CorpFullName }}, // DU-Q45
	{"position", func(c *contact) *string { return &c.Position }},
	{"source", func(c *contact) *string { return &c.Source }},
	{"prov_city", func(c *contact) *string { return &c.ProvCity }},
	{"address", func(c *contact) *string { return &c.Address }},
	{"birthday", func(c *contact) *string { return &c.Birthday }},
	{"email", func(c *contact) *string { return &c.Email }},
	{"description", func(c *contact) *string { return &c.Description }},
	{"national", func(c *contact) *string { return &c.National }}, // DU-Q55
	{"nationality", func(c *contact) *string { return &c.Nationality }},
	{"education", func(c *contact) *string { return &c.Education }},
	{"major", func(c *contact) *string { return &c.Major }},
	{"id_card", func(c *contact) *string { return &c.IDCard }},
	{"wx", func(c *contact) *string { return &c.WX }},
	{"qq", func(c *contact) *string { return &c.QQ }},
	{"reason", func(c *contact) *string { return &c.Reason }},
	{"status", func(c *contact) *string { return &c.Status }},
}

// apply sets the fields that an item gives. It changes nothing that c shares with another contact.
func (c *contact) apply(tx *tx, batched batchItem) *flaw {
	item := batched.fields
	for _, f := range textFields {
		if value, given := item[f.name].(string); given {
			*f.of(c) = value
		}
	}
	if c.Birthday != "" && !isDate(c.Birthday) { // DU-Q41
		return invalid("birthday", "a date that exists", c.Birthday)
	}
	if gender, given := number(item["gender"]); given { // DU-Q42
		c.Gender = gender
	}
	if age, given := number(item["age"]); given {
		c.Age = &age
	}
	if ids, given := textsOf(item, "tags"); given {
		c.Tags = ids
	}
	if ids, given := textsOf(item, "share_uids"); given {
		c.ShareUIDs = ids
	}
	c.setCategory(item)
	c.setHolder(item)
	if wrong := c.setReferences(tx, batched); wrong != nil {
		return wrong
	}
	if wrong := c.setMobiles(tx, item); wrong != nil {
		return wrong
	}
	return c.setCustomFields(tx, batched)
}

// categoryName is the spelling that counts: category_id where it is given (DU-Q09).
func categoryName(item map[string]any) string {
	if _, given := item["category_id"].(string); given {
		return "category_id"
	}
	return "categoryId"
}

// setCategory takes either spelling; no category is the default one (DU-Q09).
func (c *contact) setCategory(item map[string]any) {
	if value, given := item[categoryName(item)].(string); given {
		c.CategoryID = cmp.Or(value, defaultCategory)
	}
}

// setHolder moves the contact to an owner, else into a pool; either leaves the other. "" only clears
// (DU-Q27, DU-Q62).
func (c *contact) setHolder(item map[string]any) {
	owner, ownerGiven := item["owner"].(string)
	pool, poolGiven := item["pool"].(string)
	if ownerGiven {
		c.Owner = owner
	}
	if poolGiven {
		c.Pool = pool
	}
	switch {
	case owner != "":
		c.Pool = ""
	case pool != "":
		c.Owner = ""
	}
}

// isDate reports whether the text is a date that exists.
func isDate(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// number reads a whole number, given as such or as its digits.
func number(value any) (int, bool) {
	switch v := value.(type) {
	case json.Number:
		n, err := strconv.Atoi(string(v))
		return n, err == nil
	case string:
		n, err := strconv.Atoi(v)
		return n, err == nil
	default:
		return 0, false
	}
}

// textsOf reads a list of texts, which replaces the stored one (DU-Q26). Repeated ones count once.
func textsOf(item map[string]any, name string) ([]string, bool) {
	list, given := item[name].([]any)
	texts := make([]string, 0, len(list))
	for _, value := range list {
		if s, isText := value.(string); isText {
			texts = append(texts, s)
		}
	}
	return unique(texts), given
}

// unique keeps the first of equal texts, in order.
func unique(texts []string) []string {
	seen := make(map[string]bool, len(texts))
	return slices.DeleteFunc(texts, func(text string) bool {
		if seen[text] {
			return true
		}
		seen[text] = true
		return false
	})
}
