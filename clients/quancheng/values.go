package quancheng

import (
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Time is a date and time of the vendor, to the second and in China's time (QC-Q21).
type Time struct{ time.Time }

// timeLayouts are the documented form and what .NET writes besides (QC-Q21).
var timeLayouts = []string{"2006-1-2 15:04:05", "2006/1/2 15:04:05", "2006-1-2T15:04:05", "2006-1-2", "2006/1/2", time.RFC3339}

// UnmarshalJSON reads yyyy-MM-dd HH:mm:ss, and other forms that .NET writes.
func (t *Time) UnmarshalJSON(raw []byte) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return err
	}
	for _, layout := range timeLayouts {
		if at, err := time.ParseInLocation(layout, text, china); err == nil {
			t.Time = at
			return nil
		}
	}
	return errors.New("no time of the vendor")
}

// china is a fixed zone: there has been no summer time since 1991, and no need of a zone database.
var china = time.FixedZone("Asia/Shanghai", 8*60*60)

func dateTime(t time.Time) string { return t.In(china).Format(time.DateTime) }

// yesNo writes the vendor's 1 and 0.
func yesNo(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// idList joins ids with commas (QC-Q35).
func idList(ids []int) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = strconv.Itoa(id)
	}
	return strings.Join(texts, ",")
}

// single is the parameters of a call that has one.
func single(name, value string) url.Values { return url.Values{name: {value}} }

func singleID(name string, id int) url.Values { return single(name, strconv.Itoa(id)) }

// asJSON writes what to set of an entity as the JSON text that travels in a parameter (QC-Q54).
func asJSON[T CustomerChange | LinkManChange](change T) string {
	text, _ := json.Marshal(change) // Texts, numbers and flags always have a JSON form.
	return string(text)
}
