package quancheng

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// TestRounds: schedules stay on the day of the month, or on the month's last (QC-Q92).
func TestRounds(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		kind  int32
		first string
		n     int
		want  string
	}{
		{sendDaily, "2026-02-28 09:00:00", 1, "2026-03-01 09:00:00"},
		{sendWeekly, "2026-12-28 09:00:00", 1, "2027-01-04 09:00:00"},
		{sendMonthly, "2026-01-31 09:00:00", 1, "2026-02-28 09:00:00"},
		{sendMonthly, "2026-01-31 09:00:00", 2, "2026-03-31 09:00:00"},
		{sendMonthly, "2026-01-31 23:59:59", 25, "2028-02-29 23:59:59"},
		{sendYearly, "2024-02-29 09:00:00", 1, "2025-02-28 09:00:00"},
		{sendYearly, "2024-02-29 09:00:00", 4, "2028-02-29 09:00:00"},
	} {
		at, _ := parseTime(test.first)
		if got := (&message{SendType: test.kind, SendDate: at}).round(test.n).String(); got != test.want {
			t.Errorf("type %d, round %d from %s: %s, want %s", test.kind, test.n, test.first, got, test.want)
		}
	}
}

// sent is what the control API shows of an SMS's schedule.
func (w *world) sent(id string) string {
	w.t.Helper()
	text, err := w.vendor.Get(w.sandbox, w.table("sms"), id)
	if err != nil {
		w.t.Fatal(err)
	}
	var m struct {
		Sent               int
		LastSent, NextSent string
	}
	if err := json.Unmarshal(text, &m); err != nil || !strings.Contains(string(text), `"Sent":`) {
		w.t.Fatalf("%s: %v", text, err)
	}
	return strings.TrimSpace(string(rune('0'+m.Sent)) + " " + m.LastSent + " / " + m.NextSent)
}

// TestSchedulesFire: an SMS goes out by the sandbox's clock, forwards and back, and is in no file for it.
func TestSchedulesFire(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ sendType, sendDate, atOnce, after3days string }{
		{"0", "2020-01-01 00:00:00", "1 2026-01-05 09:00:00 /", "1 2026-01-05 09:00:00 /"},
		{"1", "2026-01-06 10:00:00", "0  / 2026-01-06 10:00:00", "1 2026-01-06 10:00:00 /"},
		{"1", "2020-01-01 00:00:00", "1 2026-01-05 09:00:00 /", "1 2026-01-05 09:00:00 /"},
		{"2", "2026-01-05 09:00:00", "1 2026-01-05 09:00:00 / 2026-01-06 09:00:00", "4 2026-01-08 09:00:00 / 2026-01-09 09:00:00"},
		{"2", "2020-01-01 08:00:00", "0  / 2026-01-06 08:00:00", "3 2026-01-08 08:00:00 / 2026-01-09 08:00:00"},
		{"3", "2026-01-07 09:00:00", "0  / 2026-01-07 09:00:00", "1 2026-01-07 09:00:00 / 2026-01-14 09:00:00"},
		{"4", "2025-12-06 00:00:00", "0  / 2026-01-06 00:00:00", "1 2026-01-06 00:00:00 / 2026-02-06 00:00:00"},
		{"5", "2027-01-05 09:00:00", "0  / 2027-01-05 09:00:00", "0  / 2027-01-05 09:00:00"},
	} {
		w := newWorld(t, "default")
		w.expect("insertSms", "senderID=1&mobilePhone=139&content=x&messageTempleID=1&sendType="+test.sendType+"&sendDate="+url.QueryEscape(test.sendDate), isTrue)
		all := strings.Split(strings.TrimSpace(w.list("sms")), "\n")
		id, _, _ := strings.Cut(all[len(all)-1], " ")
		if got := w.sent(id); got != test.atOnce {
			t.Errorf("type %s at %s: %s, want %s", test.sendType, test.sendDate, got, test.atOnce)
		}
		w.advance(3 * 24 * time.Hour)
		if got := w.sent(id); got != test.after3days {
			t.Errorf("type %s at %s, three days on: %s, want %s", test.sendType, test.sendDate, got, test.after3days)
		}
		w.put("sms", id, `{"SendType":1,"Sent":7,"LastSent":"2020-01-01 00:00:00"}`)
		kept := ""
		err := w.sandbox.Harvest(func(_ string, t api.Table, record json.RawMessage) error {
			if t.Name() == "sms" {
				kept += string(record)
			}
			return nil
		})
		if err != nil || kept == "" || strings.Contains(kept, "Sent\"") {
			t.Errorf("a file keeps what follows from the time: %s, %v", kept, err)
		}
	}
}
