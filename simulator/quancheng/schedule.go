package quancheng

import (
	"sort"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// The values of sendType.
const (
	sendAtOnce = iota
	sendOnce
	sendDaily
	sendWeekly
	sendMonthly
	sendYearly
)

// maxRounds is more than the days between the first year that a date can have and the last.
const maxRounds = 4_000_000

// round is when an SMS goes out for the nth time, counted from 0 at its sendDate (QC-Q92).
func (m *message) round(n int) stamp {
	first := time.Unix(int64(m.SendDate), 0).In(zone)
	switch m.SendType {
	case sendDaily:
		return stampOf(first.AddDate(0, 0, n))
	case sendWeekly:
		return stampOf(first.AddDate(0, 0, 7*n))
	case sendMonthly:
		return stampOf(monthsAfter(first, n))
	default:
		return stampOf(monthsAfter(first, 12*n))
	}
}

// monthsAfter stays within the month, as .NET's AddMonths does: a month after January 31 is the last of February.
func monthsAfter(t time.Time, n int) time.Time {
	month := time.Date(t.Year(), t.Month()+time.Month(n), 1, t.Hour(), t.Minute(), t.Second(), 0, zone)
	return month.AddDate(0, 0, min(t.Day(), month.AddDate(0, 1, -1).Day())-1)
}

// until counts the rounds up to a time, that included.
func (m *message) until(t stamp) int {
	return sort.Search(maxRounds, func(n int) bool { return m.round(n) > t })
}

// seen returns the message with how often it has gone out, and when. What lies before it was handed in never went
// out, but for an SMS to be sent once, which then goes out at once (QC-Q92).
func (m *message) seen(at time.Time) *message {
	now, shown, times := stampOf(at), *m, 0
	shown.Sent = &times
	if m.SendType == sendAtOnce || m.SendType == sendOnce {
		if due := max(m.SendDate, m.Created); due > now {
			shown.NextSent = &due
		} else {
			times, shown.LastSent = 1, &due
		}
		return &shown
	}
	missed, past := m.until(m.Created-1), m.until(now)
	next := m.round(max(missed, past))
	shown.NextSent = &next
	if past > missed {
		last := m.round(past - 1)
		times, shown.LastSent = past-missed, &last
	}
	return &shown
}

// checkMessage takes what is seen of a schedule for what it is: nothing that anybody can put.
func checkMessage(_ *tx, given **message) error {
	m := *given
	m.Sent, m.LastSent, m.NextSent = nil, nil, nil
	return api.Want(m.SendType >= sendAtOnce && m.SendType <= sendYearly, "a SendType of 0 to 5")
}
