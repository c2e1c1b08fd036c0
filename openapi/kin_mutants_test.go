package openapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// What is held to kin-openapi: the messages of the documents and the parameters, each in many wrong ways.

// A mutator makes a valid message wrong, or right in another way.
type mutator struct {
	*rand.Rand
	seeds []any // whose properties it puts into others
}

var strange = []any{
	nil, true, false, "", "x", "0", "1", " 1", "2026-02-31 00:00:00", "文", strings.Repeat("长", 40),
	json.Number("0"), json.Number("-1"), json.Number("1.0"),
	json.Number("1.5"), json.Number("1e3"), json.Number("2147483648"),
	json.Number("9223372036854775808"), json.Number("1e999"), json.Number("201"),
	[]any{}, map[string]any{}, []any{nil}, map[string]any{"x": nil},
}

// mutate changes one place of a value, which it copies on the way.
func (m mutator) mutate(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if len(v) == 0 || m.IntN(6) == 0 {
			break
		}
		out := maps.Clone(v)
		keys := slices.Sorted(maps.Keys(v))
		key := keys[m.IntN(len(keys))]
		switch m.IntN(8) {
		case 0:
			delete(out, key)
		case 1:
			out[keys[m.IntN(len(keys))]] = v[key]
		case 2:
			out[strings.ToUpper(key)] = v[key]
		case 3:
			if other, ok := m.seeds[m.IntN(len(m.seeds))].(map[string]any); ok && len(other) > 0 {
				names := slices.Sorted(maps.Keys(other))
				name := names[m.IntN(len(names))]
				out[name] = other[name]
			}
		default:
			out[key] = m.mutate(v[key])
		}
		return out
	case []any:
		if len(v) == 0 || m.IntN(6) == 0 {
			break
		}
		out := slices.Clone(v)
		i := m.IntN(len(v))
		switch m.IntN(8) {
		case 0:
			return slices.Delete(out, i, i+1)
		case 1:
			return append(out, slices.Repeat([]any{v[i]}, 1<<m.IntN(10)/len(v))...)
		default:
			out[i] = m.mutate(v[i])
		}
		return out
	}
	return strange[m.IntN(len(strange))]
}

// TestLikeKin: mutants of all examples of all operations are judged as kin-openapi judges them.
func TestLikeKin(t *testing.T) {
	t.Parallel()
	for i, m := range messages(t) {
		random := mutator{rand.New(rand.NewPCG(42, uint64(i))), m.seeds}
		mutants := 60
		if m.op.ID == "keywords" {
			mutants = 3000
		}
		for _, seed := range m.seeds {
			m.compare(t, encode(t, seed))
			for range mutants {
				value := seed
				for range 1 + random.IntN(3) {
					value = random.mutate(value)
					m.compare(t, encode(t, value))
				}
			}
		}
	}
}

// TestNothingFollows: what follows a body spoils the whole request, for every operation (WI-Q22, SE-Q08, DU-Q24).
func TestNothingFollows(t *testing.T) {
	t.Parallel()
	for _, m := range messages(t) {
		for _, rest := range []string{"x", " {}", "\x00", "]", "\xff", "\u00a0"} {
			in := &Request{op: m.op}
			if !m.answer {
				in.checkBody(m.op.body.media, append(encode(t, m.seeds[0]), rest...))
				if v := in.Violated(); v == nil || v.Rule != RuleTrailing || v.Place != "" {
					t.Errorf("%s: with %q after its body it violates %v", m.name, rest, v)
				}
			}
		}
	}
}

// FuzzLikeKin is TestLikeKin for bytes of any kind.
func FuzzLikeKin(f *testing.F) {
	all := messages(f)
	for i, m := range all {
		for _, seed := range m.seeds {
			text, err := json.Marshal(seed)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(uint16(i), uint64(0), text)
			f.Add(uint16(i), uint64(i), text)
		}
	}
	f.Fuzz(func(t *testing.T, which uint16, seed uint64, body []byte) {
		m := all[int(which)%len(all)]
		m.compare(t, body)
		var value any
		if seed == 0 || json.Unmarshal(body, &value) != nil {
			return
		}
		random := mutator{rand.New(rand.NewPCG(seed, 0)), m.seeds}
		for range 1 + random.IntN(3) {
			value = random.mutate(value)
		}
		if text, err := json.Marshal(value); err == nil && len(text) < 1<<16 { // Larger ones only take time.
			m.compare(t, text)
		}
	})
}

// TestParametersLikeKin: every parameter of every operation takes the texts that kin-openapi takes.
func TestParametersLikeKin(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *Document) {
		for _, op := range d.Operations() {
			raw := d.spec.Paths.Value(op.Path).GetOperation(op.Methods[0])
			for _, p := range op.Parameters {
				schema := raw.Parameters.GetByInAndName(p.In, p.Name).Schema.Value
				for _, text := range parameterTexts(schema) {
					compareParameter(t, p, schema, text)
				}
			}
		}
	})
}

func compareParameter(t *testing.T, p *Parameter, schema *openapi3.Schema, text string) {
	t.Helper()
	var value any = text
	switch {
	case schema.Type.Is("boolean") && (text == "true" || text == "false"):
		value = text == "true"
	case schema.Type.Is("integer") && isInteger(text):
		value = json.Number(text)
	}
	want := schema.VisitJSON(value, kinOptions...)
	if rule := p.shape.checkParameter(text); (rule == "") != (want == nil) && !listed(value, "", rule, fmt.Sprint(want)) {
		t.Errorf("%s=%q: we find %q, kin-openapi %v", p.Name, text, rule, want)
	}
}

// FuzzParametersLikeKin is TestParametersLikeKin for texts of any kind.
func FuzzParametersLikeKin(f *testing.F) {
	schemas := map[*Parameter]*openapi3.Schema{}
	for _, m := range messages(f) {
		d := m.op.doc
		for _, p := range m.op.Parameters {
			schemas[p] = d.spec.Paths.Value(m.op.Path).GetOperation(m.op.Methods[0]).Parameters.GetByInAndName(p.In, p.Name).Schema.Value
		}
	}
	for _, text := range parameterTexts(&openapi3.Schema{}) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for p, schema := range schemas {
			compareParameter(t, p, schema, text)
		}
	})
}

func parameterTexts(s *openapi3.Schema) []string {
	texts := []string{
		"0", "-1", "1", "201", "2147483647", "2147483648", "-2147483649", "9223372036854775808", "000000001",
		"1.0", "1e3", "+1", "TRUE", "true", "false", "MD5", "杨志永",
		"002-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d", "2013-05-05 10:25:30", "2013-02-31 10:25:30", "a,b", ",", strings.Repeat("长", 300),
	}
	for _, value := range s.Enum {
		texts = append(texts, textOf(value))
	}
	for _, limit := range []*float64{s.Min, s.Max} {
		if limit != nil {
			texts = append(texts, textOf(*limit-1), textOf(*limit), textOf(*limit+1))
		}
	}
	return texts
}
