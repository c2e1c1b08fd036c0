package wisecrm

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// An obvious searcher does what an adv-query does in the plainest way: it looks every value up by its name in
// a map, asks for its type where it compares, and sorts all records to cut a page from them.
type obvious struct {
	metadata *metadata
	entity   *entity
	rows     map[int][]row // by kind, newest first
	byID     map[string]row
}

type row map[string]any // what plain returns

func newObvious(tx *tx, kind int) *obvious {
	o := &obvious{metadata: tx.State.metadata, entity: tx.State.metadata.entities[kind], rows: map[int][]row{}, byID: map[string]row{}}
	for kind, e := range o.metadata.entities {
		for r := range tx.State.table(e).byCreated.All() {
			all := row{}
			for _, f := range e.fields {
				all[f.Name] = plain(r.value(f))
			}
			o.rows[kind], o.byID[r.id] = append(o.rows[kind], all), all
		}
	}
	return o
}

// value returns the value of a field or, with a dot, of what the field refers to.
func (o *obvious) value(r row, name string) any {
	own, theirs, dotted := strings.Cut(name, ".")
	id, isText := r[own].(string)
	f := o.entity.byName[own]
	if !isText || f.ReferenceTo == "" {
		return r[own]
	}
	to := o.metadata.find(f.ReferenceTo)
	if !dotted && (to.kind == user || to.kind == businessUnit) {
		return id
	}
	referred := o.byID[id]
	switch {
	case referred == nil:
		return nil
	case dotted:
		return referred[theirs]
	default:
		return id
	}
}

func (o *obvious) fits(r row, c clause) bool {
	held := o.value(r, c.Field)
	switch c.Operator {
	case "$NULL$":
		return held == nil
	case "$NOT_NULL$":
		return held != nil
	case "cl", "nc":
		contains := held != nil && strings.Contains(strings.ToLower(fmt.Sprint(held)), strings.ToLower(fmt.Sprint(c.Value)))
		return contains == (c.Operator == "cl")
	}
	if held == nil {
		return c.Operator == "<>"
	}
	order := obviousOrder(held, c.wanted)
	return map[string]bool{"=": order == 0, "<>": order != 0, ">": order > 0, "<": order < 0}[c.Operator]
}

func obviousOrder(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	switch v := a.(type) {
	case int64:
		return cmp.Compare(v, b.(int64))
	case json.Number:
		one, _ := v.Float64()
		two, _ := b.(json.Number).Float64()
		return cmp.Compare(one, two)
	case bool:
		return cmp.Compare(fmt.Sprint(v), fmt.Sprint(b))
	}
	return cmp.Compare(a.(string), b.(string))
}

// search returns the ids on a page, and how many records fit.
func (o *obvious) search(clauses []clause, either bool, sort []sortKey, p page) ([]string, int) {
	var rows []row
	for _, all := range o.rows[o.entity.kind] {
		fitting := 0
		for _, c := range clauses {
			if o.fits(all, c) {
				fitting++
			}
		}
		if fitting == len(clauses) || either && fitting > 0 {
			rows = append(rows, all)
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		for _, k := range sort {
			order := obviousOrder(o.value(a, k.Field), o.value(b, k.Field))
			if k.Down {
				order = -order
			}
			if order != 0 {
				return order
			}
		}
		return 0
	})
	var ids []string
	for i := (p.no - 1) * p.size; i < min(p.no*p.size, len(rows)); i++ {
		ids = append(ids, rows[i][o.entity.id().Name].(string))
	}
	return ids, len(rows)
}

type clause struct {
	Field    string `json:"fieldName"`
	Operator string `json:"operator"`
	Value    any    `json:"value"`
	wanted   any    // Value as the field's type
}

type sortKey struct {
	Field string
	Down  bool
}

// A world of records that are alike enough to tie and different enough to sort, with nulls and references that
// lead nowhere.
func randomTenant(dice *rand.Rand) *tx {
	tx := newTenant(0)
	m := tx.State.metadata
	for _, f := range []field{
		{Name: "c__level", DataType: typeInt}, {Name: "c__due", DataType: typeDateTime},
		{Name: "c__rep", DataType: typeReference, ReferenceTo: "User"},
		{Name: "c__sum", DataType: typeDecimal}, {Name: "c__day", DataType: typeDate}, {Name: "c__done", DataType: typeBoolean},
	} {
		f.Nullable, f.Creatable, f.Updatable = true, true, true
		for _, kind := range []int{account, contact} {
			m = m.with(m.entities[kind].withField(f))
		}
	}
	tx.State.metadata = m
	var ids []string
	for i := range 60 {
		kind := []int{account, contact}[i%2]
		e := m.entities[kind]
		var all []change
		for _, f := range e.fields {
			if f.Creatable && dice.IntN(4) > 0 && (f.ReferenceTo != "Account" || len(ids) > 0) {
				all = append(all, change{f, randomValue(dice, f, ids)})
			}
		}
		r := newRecord(tx, e, userID(1+dice.IntN(demoUsers)), all)
		r.created += int64(dice.IntN(10)) * 1e9
		tx.State.tables[kind].put(tx.Writer, e, r)
		if kind == account {
			ids = append(ids, r.id)
		}
	}
	for _, id := range ids[:10] {
		tx.State.tables[account].remove(tx.Writer, m.entities[account], tx.State.tables[account].get(id))
	}
	return tx
}

var randomTexts = []string{"甲", "乙公司", "Acme", "ACME 021", "acme", "021-5", "021", "-3", "Ünï", "ÜNÏ\n", "k", "\u212a"}

func randomValue(dice *rand.Rand, f *field, accounts []string) value {
	switch {
	case f.DataType == typeInt || f.DataType == typePicklist:
		return numberValue(int64(dice.IntN(30) - 12))
	case f.DataType == typeDecimal:
		return value{numberKind, fmt.Sprintf("%.2f", float64(dice.IntN(24_000)-12_001)/100)}
	case f.DataType == typeBoolean:
		return boolValue(dice.IntN(2) == 0)
	case f.DataType == typeDate:
		return textValue(fmt.Sprintf("2026-01-%02d", 1+dice.IntN(9)))
	case f.DataType == typeDateTime:
		return textValue(fmt.Sprintf("2026-01-%02d 00:00:00", 1+dice.IntN(9)))
	case f.ReferenceTo == "User":
		return textValue(userID(1 + dice.IntN(demoUsers+2)))
	case f.ReferenceTo == "Account":
		return textValue(accounts[dice.IntN(len(accounts))])
	default:
		return textValue(randomTexts[dice.IntN(len(randomTexts))])
	}
}

// names returns all columns of an entity.
func names(m *metadata, e *entity) []string {
	var all []string
	for _, f := range e.fields {
		all = append(all, f.Name)
		if to := m.find(f.ReferenceTo); to != nil {
			for _, theirs := range to.fields {
				all = append(all, f.Name+"."+theirs.Name)
			}
		}
	}
	return all
}

// randomClause compares a column with a value that another record has there, or with a text.
func (o *obvious) randomClause(dice *rand.Rand, of []string) clause {
	operators := []string{"=", "<>", ">", "<", "cl", "nc", "$NULL$", "$NOT_NULL$"}
	c := clause{Field: of[dice.IntN(len(of))], Operator: operators[dice.IntN(len(operators))]}
	rows := o.rows[o.entity.kind]
	c.wanted = o.value(rows[dice.IntN(min(40, len(rows)))], c.Field)
	if c.wanted == nil {
		c.Operator = operators[4+dice.IntN(4)]
		c.wanted = randomTexts[dice.IntN(len(randomTexts))]
	}
	c.Value = c.wanted
	if text, isText := c.wanted.(string); isText && c.Operator == "cl" && dice.IntN(2) == 0 {
		runes := []rune(text)
		c.Value = strings.ToUpper(string(runes[dice.IntN(len(runes)):]))
	}
	if blank(fmt.Sprint(c.Value)) {
		c.Value = "x"
	}
	if n, isNumber := c.wanted.(int64); isNumber && dice.IntN(2) == 0 {
		c.Value = strconv.FormatInt(n, 10)
	}
	return c
}

// TestSearchesAreTheObviousOnes holds the search that is made for speed to one that is made to be read.
func TestSearchesAreTheObviousOnes(t *testing.T) {
	t.Parallel()
	dice := rand.New(rand.NewPCG(7, 7))
	tx := randomTenant(dice)
	both := []*obvious{newObvious(tx, account), newObvious(tx, contact)}
	chosen := 0
	for n := range 2000 {
		o := both[n%2]
		kind := o.entity.kind
		all := names(o.metadata, o.entity)
		clauses := make([]clause, dice.IntN(4))
		for i := range clauses {
			clauses[i] = o.randomClause(dice, all)
		}
		sort := make([]sortKey, dice.IntN(3))
		var list []string
		for i := range sort {
			sort[i] = sortKey{all[dice.IntN(len(all))], dice.IntN(2) == 0}
			list = append(list, sort[i].Field+":"+map[bool]string{true: "desc", false: "asc"}[sort[i].Down])
		}
		join := []string{"AND", "OR"}[dice.IntN(2)]
		p := page{1 + dice.IntN(4), 1 + dice.IntN(30)}
		body, err := json.Marshal(map[string]any{"type": join, "filters": clauses})
		if err != nil {
			t.Fatal(err)
		}
		fits, bad := filterOf(tx, o.entity, decoded(string(body)))
		order, alsoBad := orderOf(tx, o.entity, strings.Join(list, ","))
		if bad != nil || alsoBad != nil {
			t.Fatalf("%s, sort %v: refused", body, list)
		}
		found := tx.State.tables[kind].findIn(1+dice.IntN(3), p, fits, order)
		ids, total := o.search(clauses, join == "OR", sort, p)
		var got []string
		for _, r := range found.records {
			got = append(got, r.id)
		}
		if found.total != total || !slices.Equal(got, ids) {
			t.Errorf("%s %s, sort %v, page %+v:\n%d %v, want\n%d %v", o.entity.name, body, list, p, found.total, got, total, ids)
		}
		if len(clauses) > 0 && total > 0 && total < len(o.rows[kind]) {
			chosen++
		}
	}
	if chosen < 700 {
		t.Errorf("only %d filters chose some records and not others", chosen)
	}
}
