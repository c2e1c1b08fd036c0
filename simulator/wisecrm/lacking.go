package wisecrm

import (
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
)

// lackingAnswer refuses a call for what it lacks, before anything else that is wrong with it (WI-Q14).
func lackingAnswer(s *state, c *api.Call) *api.Answer {
	bad := lacking(s, c)
	if bad == nil {
		return nil
	}
	answer := bad.answer(c)
	return &answer
}

// lacking finds what only the tenant's metadata and the rules of lists and filters call missing: fields of nothing but
// commas, a blank part of a filter, a required field of a record.
func lacking(s *state, c *api.Call) *failure {
	if c.Has("fields") && strings.Trim(c.Text("fields"), ", \t\r\n") == "" {
		return missing("fields") // WI-Q68
	}
	if c.Operation.ID == "advQuery" {
		return lackingInFilter(c.Body)
	}
	e, body := entityOf(s, c), c.Body
	if _, isMap := body.(map[string]any); e == nil || !isMap || c.Operation.Effect != openapi.Write {
		return nil
	}
	if _, bad := changes(e, body, strings.HasSuffix(c.Operation.Path, "/add")); bad != nil && bad.code == codeMissing {
		return bad.inBody(e, body)
	}
	return nil
}

// entityOf finds the entity whose records an operation is about, nil for none.
func entityOf(s *state, c *api.Call) *entity {
	model, _, _ := strings.Cut(strings.TrimPrefix(c.Operation.Path, "/gw/"), "/")
	for _, e := range s.metadata.entities {
		if e.custom && model == "customentity" && e.name == c.Text("entity") || !e.custom && e.param == model+"_id" {
			return e
		}
	}
	return nil
}

// lackingInFilter finds the first part of an adv-query's body that is null or blank (WI-Q71). The document finds those
// that are absent.
func lackingInFilter(body any) *failure {
	query, _ := body.(map[string]any)
	if kind, has := query["type"]; has && isBlank(kind) {
		return blankPart("/type", "type")
	}
	filters, _ := query["filters"].([]any)
	for i, raw := range filters {
		one, _ := raw.(map[string]any)
		for _, part := range []string{"fieldName", "operator"} {
			if given, has := one[part]; has && isBlank(given) {
				return missing(part).inFilter(i)
			}
		}
		if operator, _ := one["operator"].(string); operator != "" && operator != isNull && operator != isNotNull && isBlank(one["value"]) {
			return missing("value").inFilter(i)
		}
	}
	return nil
}

func blankPart(place, name string) *failure {
	f := missing(name)
	f.finding.In, f.finding.Place = "body", place
	return f
}
