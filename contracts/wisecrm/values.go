package wisecrm

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
)

// values returns a value for each field of a model that a call may set, as metadata describe it.
func (e *Env) values(ctx context.Context, m *model, may func(wisecrm.Field) bool) map[string]any {
	fields := map[string]any{}
	for _, f := range e.fields(ctx, m.entity) {
		if may(f) {
			fields[f.Field] = e.value(ctx, m, f)
		}
	}
	return fields
}

// value returns a value that fits a field and that no new record has by itself.
func (e *Env) value(ctx context.Context, m *model, f wisecrm.Field) any {
	switch f.DataType {
	case "int":
		return json.Number("-7")
	case "decimal":
		return json.Number("9999999999999.90")
	case "boolean":
		return true
	case "date":
		return "2024-02-29"
	case "datetime":
		return "2024-02-29 23:59:58"
	case "picklist":
		lists, err := e.Client.Metadata.Picklists(ctx, m.entity, f.Field)
		ExpectWithOffset(2, err).NotTo(HaveOccurred())
		return number(lists[0].Values[1].Value)
	case "reference":
		if f.ReferenceTo == "User" {
			return e.colleague(ctx)
		}
		ExpectWithOffset(2, f.ReferenceTo).To(Equal("Account"))
		return e.Add(ctx, accounts(), accounts().named(e.Unique("account")))
	default:
		return e.Unique("𠮷\"quoted\" \\ / <b>&amp;</b>\ttab\nline\u2028é 😀 ﹡%2B+")
	}
}

// removeNamed removes after the spec what it made under a name.
func (e *Env) removeNamed(m *model, name string) {
	e.Cleanup(func(ctx context.Context) error {
		page, err := m.service(e.Client).List(ctx, wisecrm.ListOptions{Fields: []string{m.id}, QName: strings.TrimSpace(name)})
		if err != nil {
			return err
		}
		for _, r := range slices.Backward(page.Records) {
			if _, err := m.service(e.Client).Delete(ctx, r.Text(m.id), wisecrm.DeleteOptions{}); unlessGone(err) != nil {
				return err
			}
		}
		return nil
	})
}
