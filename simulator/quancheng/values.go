package quancheng

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
)

// zone is that of the vendor's dates (QC-Q21).
var zone = api.China

// A stamp is a time to the second, in Unix seconds.
type stamp int64

func stampOf(t time.Time) stamp { return stamp(t.Unix()) }

// String writes the documented form.
func (s stamp) String() string { return time.Unix(int64(s), 0).In(zone).Format(time.DateTime) }

// MarshalJSON shows a stamp in the control API as the vendor does.
func (s stamp) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// UnmarshalJSON reads what MarshalJSON writes.
func (s *stamp) UnmarshalJSON(raw []byte) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return err
	}
	t, ok := parseTime(text)
	if !ok {
		return errors.New("want a time such as 2013-05-05 10:25:30")
	}
	*s = t
	return nil
}

// timeLayouts are the documented form and what .NET is thought to read besides (QC-Q21).
var timeLayouts = []string{
	"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02",
	"2006/01/02 15:04:05", "2006/01/02T15:04:05", "2006/01/02",
}

func parseTime(text string) (stamp, bool) {
	for _, layout := range timeLayouts {
		if len(text) != len(layout) { // Go would also read fractions of a second.
			continue
		}
		if t, err := time.ParseInLocation(layout, text, zone); err == nil && t.Year() > 0 {
			return stampOf(t), true
		}
	}
	return 0, false
}

// number returns a parameter that the document says is an Int32.
func number(c *api.Call, name string) int32 { return int32(c.Int(name)) }

// moments reads date-time parameters; the first that is no date is returned as bad.
func moments(c *api.Call, names ...string) (times []stamp, bad string) {
	for _, name := range names {
		t, ok := parseTime(c.Text(name))
		if !ok {
			return nil, name
		}
		times = append(times, t)
	}
	return times, ""
}

func rejectTime(c *api.Call, name string) api.Answer {
	return reject(c, invalid(name), name, "format", "a date that exists")
}

// idsOf reads a list of ids: blanks trimmed, empty parts skipped, each id once (QC-Q35, QC-Q89).
func idsOf(c *api.Call, name string) (ids []int32, refusal *api.Answer) {
	for part := range strings.SplitSeq(c.Text(name), ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		n, err := strconv.ParseInt(part, 10, 32)
		if err != nil {
			return nil, new(reject(c, invalid(name), name, "format", "ids of 32 bits with commas between"))
		}
		ids = append(ids, int32(n))
	}
	if len(ids) == 0 {
		return nil, new(reject(c, missing(name), name, openapi.RuleRequired, "an id"))
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}
