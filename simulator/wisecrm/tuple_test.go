package wisecrm

import (
	"cmp"
	"strings"
	"testing"
)

func TestTuples(t *testing.T) {
	t.Parallel()
	long := textValue(strings.Repeat("企", 100_000))
	values := []value{{}, boolValue(true), textValue(""), numberValue(-7), long, numberValue(1 << 62), {}, textValue("021")}
	packed := pack(values)
	for slot, want := range append(values, value{}, value{}) { // Two fields were added after the record.
		if got := packed.at(slot); got != want {
			t.Errorf("slot %d: kind %d with %d bytes, want kind %d with %d", slot, got.kind, len(got.text), want.kind, len(want.text))
		}
	}
}

// TestCompareNumbers: decimal forms go by what they stand for, whatever their length.
func TestCompareNumbers(t *testing.T) {
	t.Parallel()
	ascending := []string{
		"-9223372036854775808", "-1000.00", "-999.99", "-10", "-9", "-1.50", "-1.49", "-0.01", "0", "0.01", "1", "1.10", "9", "9.99", "10", "10.00",
		"999.99", "1000.00", "9223372036854775807",
	}
	for i, a := range ascending {
		for j, b := range ascending {
			if got, want := compareNumbers(a, b), cmp.Compare(i, j); got != want {
				t.Errorf("%s and %s: %d, want %d", a, b, got, want)
			}
		}
	}
}

// TestTheTypeOfAFieldCanChange: a number that stays in a field of texts is none of them.
func TestTheTypeOfAFieldCanChange(t *testing.T) {
	t.Parallel()
	tx := newTenant(0)
	e := tx.State.metadata.entities[account]
	now := *e.field("typeCode")
	now.DataType = typeString
	tx.State.metadata = tx.State.metadata.with(e.withField(now))
	e = tx.State.metadata.entities[account]
	r := newRecord(tx, e, userID(1), []change{{e.field("typeCode"), numberValue(0)}})
	for operator, want := range map[string]bool{"=": false, "<>": true, "<": true, ">": false} {
		fits, bad := filterOf(tx, e, decoded(`{"type":"AND","filters":[{"fieldName":"typeCode","operator":"`+operator+`","value":"x"}]}`))
		if bad != nil || fits.record(r) != want {
			t.Errorf("0 %s x: %v, want %v", operator, !want, want)
		}
	}
}
