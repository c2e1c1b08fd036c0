package wisecrm

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestFilters(t *testing.T) {
	t.Parallel()
	tests := []struct {
		filter Filter
		want   string
	}{
		{Or(Contains("phone", "021"), Contains("address", "上海")),
			`{"type":"OR","filters":[{"fieldName":"phone","operator":"cl","value":"021"},{"fieldName":"address","operator":"cl","value":"上海"}]}`},
		{And(Equal("typeCode", 1)), `{"type":"AND","filters":[{"fieldName":"typeCode","operator":"=","value":1}]}`},
		{And(NotEqual("phone", "x")), `{"type":"AND","filters":[{"fieldName":"phone","operator":"<>","value":"x"}]}`},
		{And(Greater("createdOn", DateTime(time.Unix(0, 0)))),
			`{"type":"AND","filters":[{"fieldName":"createdOn","operator":">","value":"1970-01-01 08:00:00"}]}`},
		{And(Less("c__mx1Id.amount", json.Number("12345678901234567890"))),
			`{"type":"AND","filters":[{"fieldName":"c__mx1Id.amount","operator":"<","value":12345678901234567890}]}`},
		{And(NotContains("phone", "021")), `{"type":"AND","filters":[{"fieldName":"phone","operator":"nc","value":"021"}]}`},
		{And(IsNull("phone"), IsNotNull("address")),
			`{"type":"AND","filters":[{"fieldName":"phone","operator":"$NULL$","value":""},{"fieldName":"address","operator":"$NOT_NULL$","value":""}]}`},
		{Or(), `{"type":"OR","filters":[]}`},
		{Filter{}, `{"type":"AND","filters":[]}`},
	}
	for _, test := range tests {
		v := newVendor(t, listed(""))
		if _, err := v.client(t).Query.List(t.Context(), AdvQuery{Entity: "Account", Filter: test.filter}); err != nil {
			t.Errorf("%s: %v", test.want, err)
			continue
		}
		if got := v.seen()[0].body; got != test.want {
			t.Errorf("sent\n got %s\nwant %s", got, test.want)
		}
	}
}

func TestFilterTakesTenConditions(t *testing.T) {
	t.Parallel()
	v := newVendor(t, listed(""))
	query := AdvQuery{Entity: "Account", Filter: And(slices.Repeat([]Condition{IsNull("phone")}, 10)...)}
	if _, err := v.client(t).Query.List(t.Context(), query); err != nil {
		t.Errorf("ten: %v", err)
	}
	query.Filter.Conditions = append(query.Filter.Conditions, IsNull("address"))
	if _, err := v.client(t).Query.List(t.Context(), query); err == nil || !strings.Contains(err.Error(), "advQuery: 11 ") {
		t.Errorf("eleven: %v", err)
	}
	if len(v.seen()) != 1 {
		t.Errorf("%d requests, want one", len(v.seen()))
	}
}
