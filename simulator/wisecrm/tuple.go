package wisecrm

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// A value is what a field of a record holds. The zero value is null.
type value struct {
	kind byte
	text string // of a number its decimal form, of a boolean true or false
}

// Kinds of values, in the order in which values are sorted: nulls come first (WI-Q70).
const (
	nullKind = iota
	numberKind
	textKind
	boolKind
)

func textValue(s string) value { return value{textKind, s} }

func numberValue(n int64) value { return value{numberKind, strconv.FormatInt(n, 10)} }

func boolValue(b bool) value { return value{boolKind, strconv.FormatBool(b)} }

// compare orders two values: numbers by value, texts, dates and booleans by character code. A number comes before a
// text, which a record can only have where another has a number after the type of the field was changed.
func compare(a, b value) int {
	if a.kind != b.kind {
		return cmp.Compare(a.kind, b.kind)
	}
	if a.kind == numberKind {
		return compareNumbers(a.text, b.text)
	}
	return strings.Compare(a.text, b.text)
}

// compareNumbers orders decimal forms by what they stand for, whole numbers and decimals of any length.
func compareNumbers(a, b string) int {
	lessThanZero := strings.HasPrefix(a, "-")
	if lessThanZero != strings.HasPrefix(b, "-") {
		return cmp.Compare(a, b) // A minus sign comes before every digit.
	}
	order := cmp.Or(cmp.Compare(wholeDigits(a), wholeDigits(b)), strings.Compare(a, b))
	if lessThanZero {
		return -order
	}
	return order
}

func wholeDigits(number string) int {
	whole, _, _ := strings.Cut(number, ".")
	return len(whole)
}

// ifText returns a text, or "" of what is none.
func (v value) ifText() string {
	if v.kind == textKind {
		return v.text
	}
	return ""
}

func (v value) appendJSON(dst []byte) []byte {
	switch v.kind {
	case nullKind:
		return append(dst, "null"...)
	case numberKind, boolKind:
		return append(dst, v.text...)
	default:
		return wire.AppendString(dst, v.text)
	}
}

// A tuple is the values of a record, or those that the records of a block have in one field, in one piece of memory:
// whoever looks at every record pays for each pointer that he follows. It begins with four bytes for each slot, which say of what kind the value is and
// where its text ends; the texts follow.
type tuple struct {
	slots int
	bytes string
}

const (
	entrySize = 4
	kindBits  = 2
)

func pack(values []value) tuple {
	end := len(values) * entrySize
	entries, size := make([]byte, 0, 512), end
	for _, v := range values {
		size += len(v.text)
	}
	for _, v := range values {
		end += len(v.text)
		e := uint32(end)<<kindBits | uint32(v.kind)
		entries = append(entries, byte(e), byte(e>>8), byte(e>>16), byte(e>>24))
	}
	var b strings.Builder
	b.Grow(size)
	b.Write(entries)
	for _, v := range values {
		b.WriteString(v.text)
	}
	return tuple{len(values), b.String()}
}

// at returns the value of a slot; null for a field that was added after the record.
func (t *tuple) at(slot int) value {
	if slot >= t.slots {
		return value{}
	}
	start, e := t.slots*entrySize, t.entry(slot)
	if slot > 0 {
		start = t.entry(slot-1) >> kindBits
	}
	return value{byte(e & (1<<kindBits - 1)), t.bytes[start : e>>kindBits]}
}

func (t *tuple) entry(slot int) int {
	e := t.bytes[slot*entrySize : slot*entrySize+entrySize]
	return int(uint32(e[0]) | uint32(e[1])<<8 | uint32(e[2])<<16 | uint32(e[3])<<24)
}
