package conform

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

type env struct{ *contracts.Case }

func list(e *env, ctx context.Context) any {
	return string(e.Send(ctx, contracts.Request{Operation: "listThings", Query: contracts.Values("kind", "a")}).Data)
}

func nameOf(r contracts.Request) string { return r.Body.(map[string]any)["names"].([]any)[0].(string) }

// toyVendor is what is derived from for the toy.
func toyVendor() Vendor[*env] {
	return Vendor[*env]{
		Proven: []string{"key"},
		Proofs: []Proof[*env]{{Name: "unknown", Text: "refuses a key of nobody", Code: 402,
			Make: func(_ *env, r *contracts.Request) { r.Query.Set("key", "x") }}},
		Valid: []Valid[*env]{
			{
				Operation: "addThing",
				Request: func(_ context.Context, e *env) contracts.Request {
					return contracts.Request{Operation: "addThing", Body: map[string]any{
						"name": "x", "kind": "a", "note": "y", "parts": []any{map[string]any{"size": json.Number("3")}},
					}}
				},
				Probe: func(ctx context.Context, e *env, _ contracts.Request) any { return list(e, ctx) },
				Again: DoesMore,
				Shown: func(ctx context.Context, e *env, _ contracts.Request, a contracts.Answer) any {
					var things []string
					Expect(json.Unmarshal(a.Data, &things)).To(Succeed())
					return Decode([]byte(things[len(things)-1]))
				},
			},
			{
				Operation: "dropThings", SetUp: openapi.Write,
				Request: func(ctx context.Context, e *env) contracts.Request {
					name := fmt.Sprintf("n%d", strings.Count(list(e, ctx).(string), "name"))
					e.Send(ctx, contracts.Request{Operation: "addThing", Body: map[string]any{"name": name, "parts": []any{map[string]any{"size": 1}}}})
					return contracts.Request{Operation: "dropThings", Body: map[string]any{"names": []any{name}}}
				},
				Probe: func(ctx context.Context, e *env, r contracts.Request) any {
					return strings.Contains(list(e, ctx).(string), nameOf(r)+`\"`)
				},
				Again: DoesNothing, Unread: "what is dropped is nowhere shown", AfterGone: DoesNothing, GoneBy: openapi.Destructive,
				Gone:  func(ctx context.Context, e *env, r contracts.Request) { e.Send(ctx, r) },
				Batch: &Batch{Place: "names", Spoil: func(item any) any { return item.(string) + "x" }},
			},
			{
				Operation: "listThings", SetUp: openapi.Write,
				Request: func(ctx context.Context, e *env) contracts.Request {
					for i, name := range []string{"x", "y", "x", "y", "x"} {
						e.Send(ctx, contracts.Request{Operation: "addThing",
							Body: map[string]any{"name": name, "parts": []any{map[string]any{"size": i + 1}}}})
					}
					return contracts.Request{Operation: "listThings", Query: contracts.Values("kind", "a", "limit", "2", "since", "2013")}
				},
				Rows: func(a contracts.Answer) (rows []string) {
					Expect(json.Unmarshal(a.Data, &rows)).To(Succeed())
					return rows
				},
				Pages:   &Pages{Number: "page", Size: "limit", Sizes: [2]int{3, 2}},
				Filters: []Filter{{Place: "named", Values: []any{"x", "y"}}},
				Check: func(_ *env, _ contracts.Request, a contracts.Answer) {
					Expect(string(a.Data)).To(ContainSubstring("name"))
				},
			},
		},
		Judge: func(_ *env, f *openapi.Finding, a contracts.Answer) error {
			want := 0
			switch {
			case f == nil:
			case f.Rule == RuleMethod:
				want = 405
			default:
				want = 400
			}
			if a.Code != want {
				return fmt.Errorf("want code %d, got %s", want, a.Text)
			}
			return nil
		},
	}
}

// derive returns the suite that follows for the toy.
func derive(t *testing.T, v Vendor[*env]) (*contracts.Suite, *openapi.Document) {
	t.Helper()
	document, err := openapi.Parse("toy", []byte(toyDocument))
	if err != nil {
		t.Fatal(err)
	}
	d := contracts.NewSuiteOf(contracts.Vendor[*env]{
		ID: "toy", BasePath: "/toy/", Credentials: []contracts.Credential{{Name: "key"}},
		Connect: func(c *contracts.Case) *env { return &env{c} },
		Created: func(*openapi.Operation, any) []string { return nil },
		Changes: func(*openapi.Operation, url.Values, []byte) []string { return nil },
		Sign: func(_ context.Context, e *env, r *contracts.Request) {
			if _, given := r.Query["key"]; !given {
				r.Query.Set("key", e.Credential("key"))
			}
		},
		Read: func(a *contracts.Answer) error {
			var envelope struct {
				Code int
				Data json.RawMessage
			}
			err := json.Unmarshal([]byte(a.Text), &envelope)
			a.OK, a.Code, a.Data = envelope.Code == 0, envelope.Code, envelope.Data
			return err
		},
	}, document)
	Derive(d, v)
	return d.Suite, document
}
