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
	text string // of a number its decimal form
}

// Kinds of values, in the order in which values are sorted: nulls come first (WI-Q70).
const (
	nullKind = iota
	numberKind
	textKind
)

func textValue(s string) value { return value{textKind, s} }

func numberValue(n int64) value { return value{numberKind, strconv.FormatInt(n, 10)} }

// compare orders two values: numbers by value, texts and dates by character code. A number comes before a
// text, which a record can only have where another has a number after the type of the field was changed.
func compare(a, b value) int {
	if a.kind != b.kind {
		return cmp.Compare(a.kind, b.kind)
	}
	if a.kind == numberKind {
		return cmp.Compare(a.number(), b.number())
	}
	return strings.Compare(a.text, b.text)
}

func (v value) number() int64 {
	n, _ := strconv.ParseInt(v.text, 10, 64)
	return n
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
	case numberKind:
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
