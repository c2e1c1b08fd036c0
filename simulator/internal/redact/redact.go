// Package redact replaces the secrets in texts wherever a client sent them, and however it spelt them: as they are,
// percent-encoded, with JSON's escapes or with XML's, and each of these within another. The cost is linear in the
// bytes of a text, whatever it holds.
package redact

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unsafe"
)

// Placeholder stands where a secret stood.
const Placeholder = "[redacted]"

// A Token finds the first of a vendor's own tokens in a text, whoever issued it: from its first byte to before its
// last. It returns -1 for none.
type Token func(text string) (from, to int)

// A Redactor replaces the secrets of one call. It is for one goroutine.
type Redactor struct {
	known   *Known
	tokens  []Token
	secrets []string // but for those that are known
	many    *Known   // in the place of secrets, when there are many

	// What a search needs, kept for the next one.
	readings []reading
	spans    []span
	escapes  []escape
	arena    []byte // the texts of the readings
}

var pool = sync.Pool{New: func() any { return new(Redactor) }}

// New returns a redactor of the secrets that are known, of others, and of tokens. Release gives it back.
func New(known *Known, tokens []Token, others ...string) *Redactor {
	r := pool.Get().(*Redactor)
	r.known, r.tokens = known, tokens
	r.Add(others...)
	return r
}

// roomKept bounds what a redactor that is given back keeps for the next call.
const roomKept = 64 << 10

// Release gives the redactor back. It must not be used any more.
func (r *Redactor) Release() {
	if cap(r.arena) > roomKept || cap(r.escapes) > roomKept/16 || cap(r.spans) > roomKept/16 {
		return
	}
	clear(r.secrets)
	clear(r.readings[:cap(r.readings)])
	*r = Redactor{secrets: r.secrets[:0], readings: r.readings[:0], spans: r.spans[:0], escapes: r.escapes[:0], arena: r.arena[:0]}
	pool.Put(r)
}

// few is for how many secrets a search for each by itself costs least, and such a search goes through atOnce bytes at once.
const few, atOnce = 8, 16

// Add adds secrets. "" is none.
func (r *Redactor) Add(secrets ...string) {
	for _, secret := range secrets {
		switch {
		case secret == "" || r.known.Has(secret):
		case r.many != nil && len(secret) >= Shortest:
			r.many.Add(secret)
		default:
			r.secrets = append(r.secrets, secret)
		}
	}
	if len(r.secrets) > few && r.many == nil {
		r.many = new(Known)
		some := r.secrets
		r.secrets = nil
		r.Add(some...)
	}
}

// Text returns a text without secrets: the very text when it has none. Of one that takes too much work nothing
// is shown.
func (r *Redactor) Text(text string) string {
	if text == "" {
		return ""
	}
	if !r.find(text) {
		return Placeholder
	}
	if len(r.spans) == 0 {
		return text
	}
	slices.SortFunc(r.spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	b.Grow(len(text))
	end := 0
	for _, s := range r.spans {
		if s.from >= end {
			b.WriteString(text[end:s.from])
			b.WriteString(Placeholder)
		}
		end = max(end, s.to)
	}
	b.WriteString(text[end:])
	return b.String()
}

// A span is a part of a text, from the first byte to before the last.
type span struct{ from, to int }

// A reading is what a decoder makes of an earlier reading; the first one is the text itself.
type reading struct {
	text    string
	of      int
	escapes []escape
}

// maxReadings bounds how many ways of reading a text are tried. Two ways within each other, such as JSON in
// a form, are three; more than three within each other nobody sends.
const maxReadings = 24

// effortEach is what a search may spend for each byte of a text. It is far more than one needs whose secrets are not
// made to be looked for in vain.
const effortEach = 256

// find finds where secrets stand in a text, and reports whether it came to an end.
func (r *Redactor) find(text string) bool {
	r.spans, r.escapes, r.arena = r.spans[:0], r.escapes[:0], r.arena[:0]
	r.readings = append(r.readings[:0], reading{text: text})
	effort := effortEach * (len(text) + effortEach)
	r.look(0, &effort)
	for i := 0; i < len(r.readings) && len(r.readings) < maxReadings && effort >= 0; i++ {
		for d := range decoders {
			decode := &decoders[d]
			if decode.begin == "%" && strings.IndexByte(r.readings[i].text, '+') < 0 {
				continue // It reads what the form's decoder has read.
			}
			first, start := len(r.escapes), len(r.arena)
			r.arena, r.escapes = decode.decode(r.readings[i].text, r.arena, r.escapes)
			// Nobody changes what is in the arena while the readings are in use: it only grows.
			inner := unsafe.String(unsafe.SliceData(r.arena[start:]), len(r.arena)-start)
			if len(r.escapes) == first || slices.ContainsFunc(r.readings, func(known reading) bool { return known.text == inner }) {
				continue
			}
			r.readings = append(r.readings, reading{inner, i, r.escapes[first:]})
			r.look(len(r.readings)-1, &effort)
		}
	}
	return effort >= 0
}

// look finds the secrets of a reading, and where in the text they stand.
func (r *Redactor) look(number int, effort *int) {
	text, first := r.readings[number].text, len(r.spans)
	r.spans = r.known.find(text, r.spans, effort)
	if r.many != nil {
		r.spans = r.many.find(text, r.spans, effort)
	}
	for _, secret := range r.secrets {
		r.each(text, secret, effort)
	}
	for _, token := range r.tokens {
		for done := 0; ; {
			from, to := token(text[done:])
			if from < 0 {
				break
			}
			r.spans = append(r.spans, span{done + from, done + to})
			done += to
		}
	}
	for ; number > 0; number = r.readings[number].of {
		for i := first; i < len(r.spans); i++ {
			r.spans[i] = r.spans[i].origin(r.readings[number].escapes)
		}
	}
}

// each adds a span for each place where a secret stands, also where it overlaps itself.
func (r *Redactor) each(text, secret string, effort *int) {
	*effort -= len(text) / atOnce
	for done := 0; *effort >= 0; {
		at := strings.Index(text[done:], secret)
		if at < 0 {
			return
		}
		r.spans = append(r.spans, span{done + at, done + at + len(secret)})
		*effort -= len(secret)
		done += at + 1
	}
}
