package wisecrm

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Fields are the values to store in a record, by the names that Metadata lists. Ids and texts are
// strings, picklist values whole numbers, decimals numbers of at most two places or their text (a
// json.Number keeps 99999.10 exact), booleans bool, dates what Date writes and date-times what DateTime
// writes; nil clears a field.
type Fields map[string]any

// object keeps nil from becoming a JSON null, which is no map.
func (f Fields) object() Fields {
	if f == nil {
		return Fields{}
	}
	return f
}

// A Record holds the fields that were asked for, by name; the id only if it was asked for. The values
// are string, json.Number, bool or nil.
type Record map[string]any

// Text returns a field as text: a number in its digits, and "" for a field that is null or was not
// asked for.
func (r Record) Text(field string) string {
	if r[field] == nil {
		return ""
	}
	return fmt.Sprint(r[field])
}

// Int returns a whole number, such as a picklist value. It fails when the field holds none, null
// included.
func (r Record) Int(field string) (int64, error) {
	n, err := strconv.ParseInt(r.Text(field), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("wisecrm: field %s: %w", field, err)
	}
	return n, nil
}

// decimalForm is that of a number in JSON with an exponent of two digits at most, which bounds what it takes to read it.
var decimalForm = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?$`)

// Decimal returns a decimal exactly, as the vendor's 99999.00. It fails when the field holds no number,
// null included.
func (r Record) Decimal(field string) (*big.Rat, error) {
	text := r.Text(field)
	if decimalForm.MatchString(text) {
		if n, ok := new(big.Rat).SetString(text); ok {
			return n, nil
		}
	}
	return nil, fmt.Errorf("wisecrm: field %s: %q is no decimal", field, text)
}

// Bool returns a boolean. It fails when the field holds none, null included.
func (r Record) Bool(field string) (bool, error) {
	b, err := strconv.ParseBool(strings.ToLower(r.Text(field)))
	if err != nil {
		return false, fmt.Errorf("wisecrm: field %s: %w", field, err)
	}
	return b, nil
}

// Date returns the beginning of a date, or of the day of a date-time, in China's time. It fails when
// the field holds none, null included.
func (r Record) Date(field string) (time.Time, error) {
	day, _, _ := strings.Cut(r.Text(field), " ")
	t, err := time.ParseInLocation(time.DateOnly, day, china)
	if err != nil {
		return time.Time{}, fmt.Errorf("wisecrm: field %s: %w", field, err)
	}
	return t, nil
}

// Time returns a date-time, in China's time (WI-Q47). It fails when the field holds none, null
// included.
func (r Record) Time(field string) (time.Time, error) {
	t, err := time.ParseInLocation(time.DateTime, r.Text(field), china)
	if err != nil {
		return time.Time{}, fmt.Errorf("wisecrm: field %s: %w", field, err)
	}
	return t, nil
}

// DateTime writes a time as the vendor does, to the second and in China's time (WI-Q47), for Fields
// and conditions.
func DateTime(t time.Time) string { return t.In(china).Format(time.DateTime) }

// Date writes the day of a time in China as the vendor does (WI-Q88), for Fields and conditions.
func Date(t time.Time) string { return t.In(china).Format(time.DateOnly) }

// china is a fixed zone: there has been no summer time since 1991, and no need of a zone database.
var china = time.FixedZone("Asia/Shanghai", 8*60*60)
