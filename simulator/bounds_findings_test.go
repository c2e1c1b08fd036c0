package simulator_test

import (
	"strings"
	"testing"
)

// costlyFindings are bodies about which there is much to say, or about which it is costly to say where.
func costlyFindings() []oddBody {
	key := func(n int) string { return strings.Repeat("k", n) }
	times := func(n int, text string) string { return strings.TrimSuffix(strings.Repeat(text+",", n), ",") }
	deep := func(n int, inner string) string { return strings.Repeat(`[`, n) + inner + strings.Repeat(`]`, n) }
	return []oddBody{
		{"repeated names below a name of 2 MB", `{"` + key(2<<20) + `":{` + times(150, `"a":1`) + `}}`, `{"accountName":"` + key(2<<20) + `"}`},
		{"a repeated name before brackets", `{"a":1,"a":` + deep(1_900_000, "") + `}`, deep(1_900_000, "")},
		{"a repeated name within brackets", deep(9000, `{"a":1,"a":1}`), deep(9000, `{"a":1,"b":1}`)},
		{"repeated names of one letter", `{` + times(600_000, `"a":1`) + `}`, `{"accountName":"` + key(3_600_000) + `"}`},
		{"unknown fields", `{` + times(1, `"x":1`) + strings.Repeat(`,"`+key(10_000)+`":{}`, 300) + `}`, `{"accountName":"` + key(3_000_000) + `"}`},
		{"a repeated name among lists", `{"a":1,"a":[` + times(400_000, `[]`) + `]}`, `{"a":[` + times(400_000, `[]`) + `]}`},
	}
}

// TestFindingsCostNoMoreThanTheirBody: they are cut when they are made, not when they are shown.
func TestFindingsCostNoMoreThanTheirBody(t *testing.T) { holdToBounds(t, costlyFindings()) }
