package redact

import (
	"sort"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A decoder decodes one kind of escapes.
type decoder struct {
	begin string // the bytes that an escape begins with
	end   string // the byte that ends each, "" for none
	// one returns what the escape at the beginning of a text stands for.
	one func(text string) plain
}

// A plain is what an escape stands for: the first bytes of it that size says. The escape is length bytes long, and
// 0 when there is none.
type plain struct {
	bytes        [utf8.UTFMax]byte
	size, length int
}

func single(c byte, length int) plain { return plain{[utf8.UTFMax]byte{c}, 1, length} }

func character(r rune, length int) plain {
	p := plain{length: length}
	p.size = utf8.EncodeRune(p.bytes[:], r)
	return p
}

var decoders = [...]decoder{{"%+", "", form}, {"%", "", percent}, {`\`, "", backslash}, {"&", ";", ampersand}}

// An escape is where one stands in a text, and where that which it stands for does in the decoded text.
type escape struct{ in, out, length, plain int32 }

// next returns where the first byte stands that may begin an escape, -1 for nowhere.
func (d *decoder) next(text string) int {
	first := -1
	for i := range len(d.begin) {
		if at := strings.IndexByte(text, d.begin[i]); at >= 0 {
			first, text = at, text[:at]
		}
	}
	return first
}

// decode appends a text with its escapes decoded, and the escapes. It appends nothing when there are none.
func (d *decoder) decode(text string, dst []byte, escapes []escape) ([]byte, []escape) {
	if !strings.Contains(text, d.end) {
		return dst, escapes
	}
	start, done := len(dst), 0
	for i := 0; ; {
		next := d.next(text[i:])
		if next < 0 {
			break
		}
		i += next
		p := d.one(text[i:])
		if p.length == 0 {
			i++
			continue
		}
		dst = append(dst, text[done:i]...)
		escapes = append(escapes, escape{int32(i), int32(len(dst) - start), int32(p.length), int32(p.size)})
		dst = append(dst, p.bytes[:p.size]...)
		i += p.length
		done = i
	}
	if done > 0 {
		dst = append(dst, text[done:]...)
	}
	return dst, escapes
}

// origin returns where a part of the decoded text stands in the text, with the whole of an escape that it has a byte of.
func (s span) origin(escapes []escape) span {
	before := func(position int) int { // how many escapes begin before it in the decoded text
		return sort.Search(len(escapes), func(i int) bool { return int(escapes[i].out) >= position })
	}
	origin := s
	if i := before(s.from+1) - 1; i >= 0 {
		e := escapes[i]
		origin.from = int(e.in)
		if behind := s.from - int(e.out) - int(e.plain); behind >= 0 {
			origin.from += int(e.length) + behind
		}
	}
	if i := before(s.to) - 1; i >= 0 {
		e := escapes[i]
		origin.to = int(e.in) + int(e.length) + max(0, s.to-int(e.out)-int(e.plain))
	}
	return origin
}

// form decodes what queries and forms escape.
func form(text string) plain {
	if text[0] == '+' {
		return single(' ', 1)
	}
	return percent(text)
}

// percent decodes what paths escape.
func percent(text string) plain {
	if text[0] != '%' || len(text) < 3 {
		return plain{}
	}
	high, low := digit(text[1]), digit(text[2])
	if high < 0 || low < 0 {
		return plain{}
	}
	return single(byte(high<<4|low), 3)
}

// digit is the value of a hexadecimal digit, below 0 for another byte.
func digit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	default:
		return -1
	}
}

var backslashed = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// backslash decodes what JSON escapes.
func backslash(text string) plain {
	if text[0] != '\\' || len(text) < 2 {
		return plain{}
	}
	if c, ok := backslashed[text[1]]; ok {
		return single(c, 2)
	}
	r, ok := unicodeEscape(text)
	if !ok {
		return plain{}
	}
	if utf16.IsSurrogate(r) {
		if low, ok := unicodeEscape(text[6:]); ok {
			return character(utf16.DecodeRune(r, low), 12)
		}
	}
	return character(r, 6)
}

func unicodeEscape(text string) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(text[2:6], 16, 16)
	return rune(n), err == nil
}

var entities = map[string]byte{"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\''}

// ampersand decodes what XML and HTML escape.
func ampersand(text string) plain {
	if text[0] != '&' {
		return plain{}
	}
	name, _, closed := strings.Cut(text[1:min(len(text), 12)], ";")
	if !closed {
		return plain{}
	}
	length := len(name) + 2
	if c, ok := entities[name]; ok {
		return single(c, length)
	}
	digits, numeric := strings.CutPrefix(name, "#")
	if !numeric {
		return plain{}
	}
	base := 10
	if hex, ok := strings.CutPrefix(strings.ToLower(digits), "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	if err != nil || !utf8.ValidRune(rune(n)) {
		return plain{}
	}
	return character(rune(n), length)
}
