package conform

import (
	"context"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// derivedIDs are all that follows from the toy's document.
const derivedIDs = `
	addThing.again addThing.contentType.body addThing.credentials.unknown addThing.elsewhere addThing.enum.kind
	addThing.maxItems.parts addThing.maxLength.name addThing.method addThing.minItems.parts addThing.minLength.name
	addThing.minimum.parts.size addThing.null.kind addThing.null.name addThing.null.note addThing.null.parts addThing.null.parts.size
	addThing.optional.kind addThing.optional.note addThing.oversize.body addThing.required.body addThing.required.name
	addThing.required.parts addThing.required.parts.size addThing.stored.kind addThing.stored.name addThing.stored.note
	addThing.stored.parts.size addThing.syntax.body addThing.trailing.body addThing.type.body addThing.type.kind addThing.type.name addThing.type.note
	addThing.type.parts addThing.type.parts.- addThing.type.parts.size addThing.unknown.body addThing.unknown.query addThing.works
	dropThings.again dropThings.batch.names dropThings.contentType.body dropThings.credentials.unknown dropThings.elsewhere
	dropThings.gone dropThings.maxItems.names dropThings.method dropThings.minItems.names dropThings.null.names
	dropThings.required.body dropThings.required.names dropThings.syntax.body dropThings.trailing.body dropThings.type.body dropThings.type.names
	dropThings.type.names.- dropThings.unknown.body dropThings.unknown.query dropThings.works listThings.again listThings.case.query
	listThings.credentials.unknown listThings.elsewhere listThings.enum.kind listThings.filter.named listThings.maximum.limit
	listThings.method listThings.minimum.limit listThings.minimum.page listThings.optional.limit listThings.optional.named
	listThings.optional.page listThings.optional.since listThings.pages listThings.pattern.since listThings.required.kind
	listThings.type.limit listThings.type.page listThings.unknown.query listThings.works
`

func TestDerive(t *testing.T) {
	suite, _ := derive(t, toyVendor())
	var ids []string
	for _, s := range suite.Specs {
		ids = append(ids, s.ID)
	}
	slices.Sort(ids)
	want := strings.Fields(derivedIDs)
	for _, id := range ids {
		if !slices.Contains(want, id) {
			t.Errorf("derived %s, which nobody asked for", id)
		}
	}
	for _, id := range want {
		if !slices.Contains(ids, id) {
			t.Errorf("derived no %s", id)
		}
	}
}

// run runs the toy's derived specs and returns the ids of those that failed, with the first failure of each.
func run(t *testing.T, v Vendor[*env], server *toy) map[string]string {
	t.Helper()
	suite, document := derive(t, v)
	server.document, server.rooms = document, map[string][]string{}
	labels := ""
	if server.blind != "" {
		labels = "!rule:oversize" // Costly, and no rule that it may be blind to.
	}
	report, err := contracts.Run(t.Context(), contracts.Options{Seed: 1, Labels: labels}, contracts.Job{Suite: suite, Target: contracts.InProcess(server)})
	if err != nil {
		t.Fatal(err)
	}
	failed := map[string]string{}
	for _, s := range report.Specs {
		if s.Status != contracts.Passed {
			failed[s.ID] = s.Reason
			if len(s.Failures) > 0 {
				failed[s.ID] = s.Failures[0].String()
			}
		}
	}
	return failed
}

func TestDerivedSpecsPassOnWhoHoldsTheDocument(t *testing.T) {
	for id, failure := range run(t, toyVendor(), &toy{}) {
		t.Errorf("%s: %s", id, failure)
	}
}

// Each rule that the server does not hold fails the specs of that rule, and no others but those whose call breaks it by
// the way.
func TestDerivedSpecsFindWhatIsNotHeld(t *testing.T) {
	also := map[string][]string{
		"required": {"listThings.case.query"},
		"pattern":  {}, "enum": {}, "minimum": {}, "maximum": {}, "minLength": {}, "maxLength": {}, "minItems": {}, "maxItems": {}, "type": {},
		"nullable": {"addThing.null.*", "dropThings.null.*"}, "format": {"listThings.type.limit"}, "syntax": {},
		"trailing": {}, "contentType": {}, "empty": {"listThings.optional.*"},
	}
	for rule, others := range also {
		failed := run(t, toyVendor(), &toy{blind: rule})
		if len(failed) == 0 {
			t.Errorf("%s: nothing failed", rule)
		}
		for id, failure := range failed {
			allowed := slices.ContainsFunc(others, func(pattern string) bool { ok, _ := path.Match(pattern, id); return ok })
			if strings.Split(id, ".")[1] != rule && !allowed {
				t.Errorf("%s: %s failed: %s", rule, id, failure)
			}
		}
	}
}

func TestDerivedSpecsFindWhatIsDoneAllTheSame(t *testing.T) {
	cases := map[string]struct {
		server *toy
		want   string
	}{
		"a refused call that is carried out": {&toy{broken: func(op string, code int) bool { return op == "addThing" && code == 400 }},
			"addThing.required.name"},
		"a call without a key that is let in": {&toy{anyone: true}, "addThing.credentials.unknown"},
		"a tenant that sees another's":        {&toy{together: true}, "listThings.elsewhere"},
		"a tenant that changes another's":     {&toy{together: true}, "addThing.elsewhere"},
		"a field that is not kept":            {&toy{forgets: "note"}, "addThing.stored.note"},
		"a field within another that is lost": {&toy{forgets: "size"}, "addThing.stored.parts.size"},
		"a second call that does nothing":     {&toy{once: true}, "addThing.again"},
		"a filter that is not heeded":         {&toy{filters: func(string, string) bool { return true }}, "listThings.filter.named"},
		"a filter that loses a row": {&toy{filters: func(name, thing string) bool {
			return name == "x" && strings.Contains(thing, `"size":1`) || name == "y"
		}}, "listThings.filter.named"},
		"pages that overlap": {&toy{turns: func(page, size int) (int, int) {
			return (page - 1) * (size - 1), (page-1)*(size-1) + size
		}}, "listThings.pages"},
		"pages with a gap": {&toy{turns: func(page, size int) (int, int) { return (page-1)*size + 1, page * size }},
			"listThings.pages"},
		"pages of another length": {&toy{turns: func(page, size int) (int, int) { return (page - 1) * 7, page * 7 }},
			"listThings.pages"},
		"pages without end":                     {&toy{turns: func(int, int) (int, int) { return 0, 1 }}, "listThings.pages"},
		"a batch that is dropped or kept whole": {&toy{whole: true}, "dropThings.batch.names"},
		"a call that makes what is gone":        {&toy{revives: true}, "dropThings.gone"},
		"a body of any length that is taken":    {&toy{endless: true}, "addThing.oversize.body"},
		"a read that makes what it is asked for": {&toy{broken: func(op string, _ int) bool { return op == "listThings" }},
			"addThing.required.name"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if failed := run(t, toyVendor(), c.server); failed[c.want] == "" {
				t.Errorf("%s passed; failed: %v", c.want, failed)
			}
		})
	}
}

func TestWrongDerivationsBreakTheRun(t *testing.T) {
	cases := map[string]struct {
		change func(*Vendor[*env])
		want   string
	}{
		"a valid call of no operation":      {func(v *Vendor[*env]) { v.Valid[0].Operation = "nope" }, "a valid call is of the operation nope"},
		"an operation without a valid call": {func(v *Vendor[*env]) { v.Valid = v.Valid[:2] }, "operation listThings has no valid call"},
		"a write that does not say again": {func(v *Vendor[*env]) { v.Valid[0].Again = 0 },
			"the valid call of addThing does not say what it does again"},
		"a write that is not read back": {func(v *Vendor[*env]) { v.Valid[0].Shown = nil },
			"the valid call of addThing has no Shown and does not say why"},
		"a reason not to read back what is": {func(v *Vendor[*env]) { v.Valid[0].Unread = "so" }, "the valid call of addThing has no Shown"},
		"a record that goes, and then": {func(v *Vendor[*env]) { v.Valid[1].AfterGone = 0 },
			"the valid call of dropThings does not say what it does"},
		"a batch that is none": {func(v *Vendor[*env]) { v.Valid[1].Batch = &Batch{Place: "nope"} },
			"the valid call of dropThings has the batch nope"},
		"two valid calls": {func(v *Vendor[*env]) { v.Valid = append(v.Valid, v.Valid[0]) },
			"operation addThing has two valid calls"},
		"a write without a probe": {func(v *Vendor[*env]) { v.Valid[0].Probe = nil }, "the valid call of addThing has no Probe"},
		"an exception of nothing": {func(v *Vendor[*env]) { v.Except = []Except{{"addThing.nope", "TO-Q01", "so"}} },
			"the exception addThing.nope matches no derived spec"},
		"an exception without its question": {func(v *Vendor[*env]) { v.Except = []Except{{"addThing.works", "TO-Q02", "so"}} },
			`the exception addThing.works asks "TO-Q02"`},
		"an exception without a reason": {func(v *Vendor[*env]) { v.Except = []Except{{"addThing.works", "TO-Q01", ""}} },
			"the exception addThing.works"},
		"an idle place that is none": {func(v *Vendor[*env]) { v.Valid[0].Idle = []string{"nope"} },
			"the valid call of addThing names the place nope"},
		"a credential that is nowhere proven": {func(v *Vendor[*env]) { v.Proven = append(v.Proven, "nope") },
			"no operation has the credential nope"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			v := toyVendor()
			c.change(&v)
			suite, _ := derive(t, v)
			_, err := contracts.Plan(contracts.Options{}, contracts.Job{Suite: suite})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

func TestExceptions(t *testing.T) {
	v := toyVendor()
	v.Except = []Except{{"addThing.null.*", "TO-Q01", "nobody knows"}}
	suite, _ := derive(t, v)
	for _, s := range suite.Specs {
		if strings.HasPrefix(s.ID, "addThing.null.") {
			t.Errorf("%s is derived all the same", s.ID)
		}
	}
}

func TestDerivingNeedsAPlaceToBreak(t *testing.T) {
	v := toyVendor()
	request := v.Valid[0].Request
	v.Valid[0].Request = func(ctx context.Context, e *env) contracts.Request {
		r := request(ctx, e)
		delete(r.Body.(map[string]any), "parts")
		return r
	}
	failed := run(t, v, &toy{blind: "required"})
	if want := "deriving: the valid call of addThing has no place for"; !strings.Contains(failed["addThing.type.parts.size"], want) {
		t.Errorf("got %q, want %q", failed["addThing.type.parts.size"], want)
	}
}

// TestLimitsWithinAPattern are left to the pattern when no text of one character repeated can fit it.
func TestLimitsWithinAPattern(t *testing.T) {
	t.Parallel()
	three := uint64(3)
	for pattern, want := range map[string]int{"": 1, "^.*$": 1, "^[0-9]{3}$": 0} {
		if got := limits(openapi.Keywords{Pattern: pattern, MaxLength: &three}); len(got) != want {
			t.Errorf("%q: %v, want %d", pattern, got, want)
		}
	}
}
