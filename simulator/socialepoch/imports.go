package socialepoch

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// A plainField is a text of a customer that an import sets.
type plainField struct {
	name string
	of   func(*customer) *string
}

var plainFields = []plainField{
	{"friendName", func(c *customer) *string { return &c.FriendName }},
	{"sex", func(c *customer) *string { return &c.Sex }},
	{"birthday", func(c *customer) *string { return &c.Birthday }},
	{"address", func(c *customer) *string { return &c.Address }},
	{"email", func(c *customer) *string { return &c.Email }},
	{"profession", func(c *customer) *string { return &c.Profession }},
	{"income", func(c *customer) *string { return &c.Income }},
	{"desc", func(c *customer) *string { return &c.Desc }},
	{"stage", func(c *customer) *string { return &c.Stage }},
	{"source", func(c *customer) *string { return &c.Source }},
	{"languageTag", func(c *customer) *string { return &c.LanguageTag }},
	{"welcome", func(c *customer) *string { return &c.Welcome }},
}

// isExtension reports whether a key of an imported customer is none of the API's own.
func isExtension(name string) bool {
	switch name {
	case "agentAccount", "whatsApp", "principal", "tabName", "cancelTabName":
		return false
	}
	return !slices.ContainsFunc(plainFields, func(f plainField) bool { return f.name == name })
}

// batchImport stores all customers or none (SE-Q24). One that comes twice is imported twice (SE-Q47).
func batchImport(tx *tx, c *api.Call) api.Answer {
	items := bodyOf(c).list("data")
	for i, item := range items {
		if name, rule, wanted := faultOf(tx, fieldsOf(item)); name != "" {
			return rejectField(c, fmt.Sprintf("/data/%d/%s", i, name), rule, wanted)
		}
	}
	for _, item := range items {
		importCustomer(tx, fieldsOf(item))
	}
	return ok(success, []byte(`""`))
}

// faultOf names the field that the document cannot judge and that is wrong, or "".
func faultOf(tx *tx, given fields) (name, rule, wanted string) {
	if _, known := tx.State.agents.Get(agent{Username: given.text("agentAccount")}); !known {
		return "agentAccount", "exists", "the name of an agent"
	}
	if birthday := given.text("birthday"); birthday != "" {
		if _, err := time.Parse("2006/01/02", birthday); err != nil { // SE-Q52
			return "birthday", "format", "a day that there is"
		}
	}
	return "", "", ""
}

// importCustomer adds a customer or changes the one with its number: what is not given stays (SE-Q47).
func importCustomer(tx *tx, given fields) {
	next := customer{WhatsApp: given.text("whatsApp")}
	if old := tx.State.customers.get(next.WhatsApp); old != nil {
		next = *old
	}
	next.Principal = given.text("agentAccount")
	for _, f := range plainFields {
		if text := given.text(f.name); text != "" {
			*f.of(&next) = text
		}
	}
	next.Tags = changeTags(next.Tags, given.text("tabName"), given.text("cancelTabName"))
	next.extend(given)
	tx.State.customers.put(tx.Writer, &next)
}

// changeTags returns the tags with some added at the end and then some removed.
func changeTags(tags []string, add, remove string) []string {
	next := slices.Clone(tags)
	for tag := range strings.SplitSeq(add, ",") {
		if tag != "" && !slices.Contains(next, tag) {
			next = append(next, tag)
		}
	}
	gone := strings.Split(remove, ",")
	return slices.DeleteFunc(next, func(tag string) bool { return slices.Contains(gone, tag) })
}

// extend sets the extension fields that are given (SE-Q41).
func (c *customer) extend(given fields) {
	var next map[string]string
	for name := range given {
		text := given.text(name)
		if text == "" || !isExtension(name) {
			continue
		}
		if next == nil {
			next = map[string]string{}
			maps.Copy(next, c.Extensions)
		}
		next[name] = text
	}
	if next != nil {
		c.Extensions = next
	}
}
