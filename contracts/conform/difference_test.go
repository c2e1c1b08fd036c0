package conform

import (
	"strings"
	"testing"
)

func TestDifference(t *testing.T) {
	table := func(records ...string) map[string]string {
		return map[string]string{"things": "{\"records\":[\n" + strings.Join(records, ",\n") + "\n],\"more\":false}\n", "others": "x"}
	}
	cases := map[string]struct {
		before, after any
		want          string
	}{
		"a record more":    {table(`{"id":1}`), table(`{"id":1}`, `{"id":2}`), `+ things {"id":2}`},
		"a record less":    {table(`{"id":1}`, `{"id":2}`), table(`{"id":2}`), `- things {"id":1}`},
		"the same twice":   {table(`{"id":1}`), table(`{"id":1}`, `{"id":1}`), `+ things {"id":1}`},
		"another field":    {map[string]any{"a": 1, "b": 2}, map[string]any{"a": 1, "b": 3}, `- "b": 2; + "b": 3`},
		"another order":    {[]int{1, 2}, []int{2, 1}, "the same in another order"},
		"another number":   {1, 2, "- 1; + 2"},
		"a long line":      {"", strings.Repeat("字", 100), "+ " + strings.Repeat("字", 66) + "…"},
		"many lines":       {"", "1\n2\n3\n4\n5\n6\n7\n8", "+ 1; + 2; + 3; + 4; + 5; + 6; and 2 more"},
		"what has no JSON": {func() {}, nil, "- 0x"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := difference(c.before, c.after); !strings.HasPrefix(got, c.want) {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
