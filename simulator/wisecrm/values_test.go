package wisecrm

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParseTime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2024-02-29 23:59:58": "2024-02-29 23:59:58", "2024-02-29": "2024-02-29 00:00:00", "1999-12-31 00:00:00": "1999-12-31 00:00:00",
	} {
		if got, ok := parseTime(text); !ok || got != textValue(want) {
			t.Errorf("%s: %v, %v; want %s", text, got, ok, want)
		}
	}
	for _, text := range []string{
		"", "now", "2023-02-29", "2024-13-01", "2024-00-10", "2024-04-31 00:00:00", "2024-01-01 24:00:00", "2024-01-01 12:60:00",
		"2024-01-01T12:00:00", "2024-01-01 12:00", "2024/01/01", "2024-1-1", "24-01-01", "2024-01-01 12:00:00Z", "2024-01-01 12:00:00 +0800",
		" 2024-01-01", "2024-01-01 ", "1704067200", "２０２４-01-01", "2024-01-01 1:02:03", "2024-01-01 12:00:00.5",
	} {
		if got, ok := parseTime(text); ok {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	choices := []choice{{0, "甲"}, {7, "乙"}}
	long := strings.Repeat("企", maxText)
	for _, c := range []struct {
		dataType string
		given    any
		want     any
		ok       bool
	}{
		{typeString, "x", "x", true}, {typeString, " x ", " x ", true}, {typeString, json.Number("1.50"), "1.50", true},
		{typeString, nil, nil, true}, {typeString, "", nil, true}, {typeString, " \t", nil, true},
		{typeString, long, long, true}, {typeString, long + "x", nil, false},
		{typeString, true, nil, false}, {typeString, map[string]any{}, nil, false}, {typeString, []any{}, nil, false},
		{typeInt, json.Number("7"), int64(7), true}, {typeInt, "7", int64(7), true}, {typeInt, " -7 ", int64(-7), true}, {typeInt, "", nil, true},
		{typeInt, json.Number("7.0"), nil, false}, {typeInt, json.Number("1e3"), nil, false}, {typeInt, "x", nil, false}, {typeInt, "9223372036854775808", nil, false},
		{typeInt, json.Number("9223372036854775807"), int64(9223372036854775807), true}, {typeInt, false, nil, false},
		{typePicklist, json.Number("7"), int64(7), true}, {typePicklist, "0", int64(0), true}, {typePicklist, json.Number("1"), nil, false}, {typePicklist, "乙", nil, false},
		{typeDecimal, json.Number("99999.00"), json.Number("99999.00"), true}, {typeDecimal, json.Number("5"), json.Number("5.00"), true},
		{typeDecimal, " -12.5 ", json.Number("-12.50"), true}, {typeDecimal, json.Number("1.5000"), json.Number("1.50"), true},
		{typeDecimal, json.Number("1.2345678E7"), json.Number("12345678.00"), true}, {typeDecimal, json.Number("-0.00"), json.Number("0.00"), true},
		{typeDecimal, json.Number("9999999999999.99"), json.Number("9999999999999.99"), true}, {typeDecimal, "", nil, true},
		{typeDecimal, json.Number("10000000000000"), nil, false}, {typeDecimal, json.Number("0.001"), nil, false},
		{typeDecimal, json.Number("1e99"), nil, false}, {typeDecimal, json.Number("1e999999999"), nil, false}, {typeDecimal, "1/2", nil, false},
		{typeDecimal, true, nil, false}, {typeDecimal, []any{}, nil, false}, {typeDecimal, strings.Repeat("0", 41), nil, false},
		{typeBoolean, true, true, true}, {typeBoolean, false, false, true}, {typeBoolean, "TRUE", true, true}, {typeBoolean, json.Number("0"), false, true},
		{typeBoolean, " 1 ", true, true}, {typeBoolean, nil, nil, true}, {typeBoolean, "yes", nil, false}, {typeBoolean, json.Number("2"), nil, false},
		{typeBoolean, json.Number("1.0"), nil, false}, {typeBoolean, map[string]any{}, nil, false},
		{typeDate, "2024-02-29", "2024-02-29", true}, {typeDate, "2023-02-29", nil, false}, {typeDate, "2024-02-29 00:00:00", nil, false},
		{typeDate, "2024-2-9", nil, false}, {typeDate, json.Number("20240229"), nil, false}, {typeDate, " ", nil, true},
		{typeDateTime, "2024-02-29", "2024-02-29 00:00:00", true}, {typeDateTime, json.Number("20240229"), nil, false},
		{typeReference, "002-x", "002-x", true},
	} {
		got, ok := parse(&field{DataType: c.dataType, Values: choices}, c.given)
		if ok != c.ok || ok && plain(got) != c.want {
			t.Errorf("%s %#v: %#v, %v; want %#v, %v", c.dataType, c.given, got, ok, c.want, c.ok)
		}
	}
}

// FuzzParse: what is stored is of its field's type, and is read again as itself.
func FuzzParse(f *testing.F) {
	for _, text := range []string{`"x"`, `7`, `-1e9`, `"2024-02-29"`, `null`, `{}`, `" 12 "`, `"\u0000"`, `1234567890123456789012345`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		var given any
		if d.Decode(&given) != nil {
			return
		}
		for _, dataType := range []string{typeString, typeInt, typeDecimal, typeBoolean, typeDate, typeDateTime, typePicklist, typeReference} {
			of := &field{DataType: dataType, Values: []choice{{1, "甲"}}}
			value, ok := parse(of, given)
			if !ok {
				continue
			}
			switch v := plain(value).(type) {
			case nil:
				continue
			case json.Number:
				if _, scale, _ := strings.Cut(string(v), "."); dataType != typeDecimal || len(scale) != 2 {
					t.Errorf("%s %s is stored as %s", dataType, text, v)
				}
			case bool:
				if dataType != typeBoolean {
					t.Errorf("%s %s is stored as %v", dataType, text, v)
				}
			case string:
				if jsonTypes[dataType] != "" || utf8.RuneCountInString(v) > maxText {
					t.Errorf("%s %s is stored as %q", dataType, text, v)
				}
			case int64:
				if dataType != typeInt && (dataType != typePicklist || v != 1) {
					t.Errorf("%s %s is stored as %d", dataType, text, v)
				}
			}
			if again, ok := parse(of, value.text); !ok || again != value {
				t.Errorf("%s %s is stored as %v and read again as %v, %v", dataType, text, value, again, ok)
			}
		}
	})
}

func TestIsID(t *testing.T) {
	t.Parallel()
	e := tenant().State.metadata.entities[account]
	const good = "002-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d"
	if !isID(e, good) {
		t.Errorf("%s is refused", good)
	}
	for _, id := range []string{"", good[:39], good + "0", "003" + good[3:], strings.ToUpper(good), strings.Replace(good, "-9", "9-", 1), good[:39] + "g", good[:37] + "企", "xxx"} {
		if isID(e, id) {
			t.Errorf("%s passes", id)
		}
	}
}
