package wisecrm

import (
	"fmt"
	"strconv"
	"time"
)

// Fields are the values to store in a record, by the names that Metadata lists. Ids and texts are
// strings, picklist values whole numbers, and date-times what DateTime writes; nil clears a field.
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

// china is a fixed zone: there has been no summer time since 1991, and no need of a zone database.
var china = time.FixedZone("Asia/Shanghai", 8*60*60)
