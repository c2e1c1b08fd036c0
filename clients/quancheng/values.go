package quancheng

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Time is a date and time of the vendor, to the second and in China's time (QC-Q21).
type Time struct{ time.Time }

// UnmarshalJSON reads yyyy-MM-dd HH:mm:ss.
func (t *Time) UnmarshalJSON(raw []byte) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return err
	}
	at, err := time.ParseInLocation(time.DateTime, text, china)
	if err != nil {
		return fmt.Errorf("a time of the vendor: %w", err)
	}
	t.Time = at
	return nil
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
