package wisecrm

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		qname, name string
		want        bool
	}{
		{"", "任何", true}, {" ", "任何", true}, {"*", "任何", true}, {"***", "任何", true}, {"*", "", true},
		{"企能软件", "企能软件", true}, {"企能软件", "上海企能软件", false}, {"企能软件", "企能软件 ", false},
		{"*企能软件", "上海企能软件", true}, {"*企能软件", "企能软件", true}, {"*企能软件", "企能软件公司", false},
		{"企能*", "企能软件", true}, {"企能*", "企能", true}, {"企能*", "上海企能", false},
		{"*能*", "企能软件", true}, {"*能*", "能", true}, {"*能*", "软件", false},
		{"a*b*c", "abc", true}, {"a*b*c", "aXbXc", true}, {"a*b*c", "acb", false}, {"a*b*c", "abcb", false},
		{"a*a", "a", false}, {"a*a", "aa", true}, {"ab*ba", "aba", false}, {"*aa*a", "aa", false}, {"*aa*a", "aaa", true},
		{"a**b", "ab", true}, {"acme", "ACME", true}, {"ÀB*", "àbc", true},
		{"a.c", "abc", false}, {"a?c", "abc", false}, {`a\*c`, `a\*c`, true}, {`a\*c`, "a*c", false}, {"[ab]", "a", false}, {"%", "任何", false},
	} {
		fits := match(c.qname)
		if got := fits == nil || fits(c.name); got != c.want {
			t.Errorf("qname %q, name %q: %v, want %v", c.qname, c.name, got, c.want)
		}
	}
}

// FuzzMatch holds the glob to a regular expression of the same meaning.
func FuzzMatch(f *testing.F) {
	for _, seed := range [][2]string{{"*企能软件", "上海企能软件"}, {"a*b*c", "aXbXc"}, {"*aa*a", "aaa"}, {"a**", "A"}, {"İ*", "i̇"}, {"x\n*", "X\ny"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, qname, name string) {
		fits := match(qname)
		if !utf8.ValidString(qname) || !utf8.ValidString(name) || len(qname) > 1000 {
			if fits != nil {
				fits(name)
			}
			return
		}
		if blank(qname) {
			if fits != nil {
				t.Errorf("qname %q filters", qname)
			}
			return
		}
		parts := strings.Split(strings.ToLower(qname), "*")
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		want := regexp.MustCompile(`(?s)^` + strings.Join(parts, ".*") + `$`).MatchString(strings.ToLower(name))
		if got := fits == nil || fits(name); got != want {
			t.Errorf("qname %q, name %q: %v, want %v", qname, name, got, want)
		}
	})
}

func TestColumns(t *testing.T) {
	t.Parallel()
	tx := tenant()
	for _, c := range []struct {
		list   string
		dotted bool
		want   string // the names, "" when refused
		code   int
	}{
		{"accountName", false, "accountName", 0},
		{" accountName , phone,,accountName, ", false, "accountName,phone", 0},
		{"owning_user,owningUser", false, "owning_user,owningUser", 0},
		{"", false, "", 402}, {" , ,", false, "", 402},
		{"accountname", false, "", 401}, {"accountName phone", false, "", 401}, {"accountName;phone", false, "", 401},
		{"owningUser.userName", false, "", 401}, {"owningUser.userName", true, "owningUser.userName", 0},
		{"owningUser.", true, "", 401}, {".userName", true, "", 401}, {"owningUser.nope", true, "", 401}, {"phone.userName", true, "", 401},
		{"owningUser.businessUnitId.name", true, "", 401},
	} {
		columns, bad := columnsOf(tx, tx.State.metadata.entities[account], c.list, c.dotted)
		refused(t, c.list, bad, c.code)
		var names []string
		for _, column := range columns {
			names = append(names, column.name)
		}
		if got := strings.Join(names, ","); bad == nil && got != c.want {
			t.Errorf("%q: columns %s, want %s", c.list, got, c.want)
		}
	}
}

// FuzzColumns: whatever is asked for, a row is valid JSON with exactly those keys in that order.
func FuzzColumns(f *testing.F) {
	for _, list := range []string{"accountName,phone", "owningUser.userName, owning_user", ",,a", "createdBy.businessUnitId", "\x00", "accountName\xff"} {
		f.Add(list)
	}
	f.Fuzz(func(t *testing.T, list string) {
		tx := tenant()
		columns, bad := columnsOf(tx, tx.State.metadata.entities[account], list, true)
		if (bad == nil) == (len(columns) == 0) {
			t.Fatalf("%q: %d columns and failure %v", list, len(columns), bad)
		}
		for _, r := range accounts(tx, 2) {
			row := appendRow(nil, tx, columns, r)
			var values map[string]any
			if err := json.Unmarshal(row, &values); err != nil || len(values) != len(columns) {
				t.Fatalf("%q: row %s, %v", list, row, err)
			}
			rest := string(row)
			for _, c := range columns {
				var found bool
				if _, rest, found = strings.Cut(rest, `"`+c.name+`":`); !found {
					t.Fatalf("%q: row %s lacks %s in its place", list, row, c.name)
				}
			}
		}
	})
}

func TestPagesOfATable(t *testing.T) {
	t.Parallel()
	tx := newTenant(0)
	table := &tx.State.tables[account]
	total := table.byCreated.Len()
	every := func(*block) func(int) bool { return func(int) bool { return true } }
	for _, p := range []page{{1, 20}, {2, 200}, {12, 20}, {13, 20}, {1 << 40, 200}, {1<<40 + 1, 200}, {1<<63 - 1, 200}} {
		all, chosen := table.all(p), table.find(p, every, nil)
		sorted := table.find(p, every, func(_, _ *record) int { return 0 })
		want := max(0, min(p.size, total-(p.no-1)*p.size))
		if p.no > total {
			want = 0
		}
		for how, got := range map[string]pageful{"all": all, "chosen": chosen, "sorted": sorted} {
			if got.total != total || len(got.records) != want {
				t.Errorf("%s, page %+v: %d records of %d, want %d of %d", how, p, len(got.records), got.total, want, total)
			}
			for i := range got.records {
				if got.records[i] != all.records[i] {
					t.Errorf("%s, page %+v: record %d is another one", how, p, i)
				}
			}
		}
	}
}
