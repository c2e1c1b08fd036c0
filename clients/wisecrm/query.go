package wisecrm

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"strings"
)

// maxConditions is the most conditions that the vendor takes in one filter.
const maxConditions = 10

// QueryService lists records of any entity by conditions on their fields (高级查询;
// https://github.com/WiseCRM/dev-docs/blob/master/openapi-docs/api-advquery.md). It needs no acting
// user.
type QueryService struct{ caller *caller }

// An AdvQuery chooses a page of the records of an entity.
type AdvQuery struct {
	Entity   string   // required; internal name, such as Account
	Fields   []string // required; a field of a referred record is named with a dot, as in accountId.phone
	Filter   Filter   // from And or Or; the zero Filter chooses all records
	Sort     []Sort   // the first counts most; none stands for newest first (WI-Q51)
	PageNo   int      // from 1, which 0 stands for; where All begins
	PageSize int      // at most 200; 0 stands for 20 in List and for 200 in All
}

// List returns one page of the records that the query chooses. It fails without a call when the
// filter has more than ten conditions.
//
// Operation: advQuery.
func (s *QueryService) List(ctx context.Context, query AdvQuery) (*Page, error) {
	const operation = "advQuery"
	if n := len(query.Filter.Conditions); n > maxConditions {
		return nil, fail(operation, fmt.Errorf("%d conditions in a filter, at most %d are allowed", n, maxConditions))
	}
	sorts := make([]string, len(query.Sort))
	for i, sort := range query.Sort {
		sorts[i] = string(sort)
	}
	return list(ctx, s.caller, post(operation, "entity/adv-query", map[string]string{
		"entity":    query.Entity,
		"fields":    strings.Join(query.Fields, ","),
		"sort":      strings.Join(sorts, ","),
		"page_no":   number(query.PageNo),
		"page_size": number(query.PageSize),
	}, query.Filter.complete()))
}

// All yields the records of the page query.PageNo and of all pages after it, fetching each page when
// it is reached. An error is yielded once, with a nil Record, and ends it.
//
// Operation: advQuery.
func (s *QueryService) All(ctx context.Context, query AdvQuery) iter.Seq2[Record, error] {
	query.PageSize = cmp.Or(query.PageSize, maxPageSize)
	return allPages(query.PageNo, func(pageNo int) (*Page, error) {
		next := query
		next.PageNo = pageNo
		return s.List(ctx, next)
	})
}

// A Filter joins up to ten conditions. Filters do not nest.
type Filter struct {
	Type       string      `json:"type"` // AND or OR
	Conditions []Condition `json:"filters"`
}

// And chooses the records that meet every condition, which is all of them when there is none.
func And(conditions ...Condition) Filter { return Filter{"AND", conditions} }

// Or chooses the records that meet at least one of the conditions.
func Or(conditions ...Condition) Filter { return Filter{"OR", conditions} }

// complete makes the zero Filter one that the vendor can read.
func (f Filter) complete() Filter {
	f.Type = cmp.Or(f.Type, "AND")
	if f.Conditions == nil {
		f.Conditions = []Condition{}
	}
	return f
}

// A Condition compares a field with a value. A field of a referred record is named with a dot, as
// in accountId.phone.
type Condition struct {
	FieldName string `json:"fieldName"`
	Operator  string `json:"operator"`
	Value     any    `json:"value"`
}

// Equal is met by a field with this value. The value of a date-time is what DateTime writes.
func Equal(field string, value any) Condition { return Condition{field, "=", value} }

// NotEqual is met by a field with another value or none (WI-Q51).
func NotEqual(field string, value any) Condition { return Condition{field, "<>", value} }

// Greater is met by a field with a greater value, or a later one.
func Greater(field string, value any) Condition { return Condition{field, ">", value} }

// Less is met by a field with a smaller value, or an earlier one.
func Less(field string, value any) Condition { return Condition{field, "<", value} }

// Contains is met by a field with this text in it.
func Contains(field, text string) Condition { return Condition{field, "cl", text} }

// NotContains is met by a field without this text in it, or without a value (WI-Q51).
func NotContains(field, text string) Condition { return Condition{field, "nc", text} }

// IsNull is met by an empty field.
func IsNull(field string) Condition { return Condition{field, "$NULL$", ""} }

// IsNotNull is met by a field that has a value.
func IsNotNull(field string) Condition { return Condition{field, "$NOT_NULL$", ""} }

// A Sort is a field to sort by and a direction.
type Sort string

// Asc sorts by a field, smallest first.
func Asc(field string) Sort { return Sort(field + ":asc") }

// Desc sorts by a field, greatest first.
func Desc(field string) Sort { return Sort(field + ":desc") }
