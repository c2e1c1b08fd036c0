package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// A reader makes values of JSON. The token reader knows the grammar, UTF-8 and a bound on nesting. It
// lets names repeat; the object that then does not grow shows it.
type reader struct {
	json   jsontext.Decoder
	input  bytes.Buffer
	err    error       // the first
	values int         // read so far
	pairs  []pair      // parts of the objects that are still open, and
	items  []any       // of the arrays, so that both are made in the right size
	recent [recent]any // short texts by their hash: the items of a list share many
}

type pair struct {
	key   string
	value any
}

const (
	recent    = 256     // texts that a reader remembers
	recentLen = 32      // bytes of the longest of them
	maxPairs  = 64      // of one object that wait
	maxValues = 1 << 18 // of one message: each costs many times the byte or two that it may be written in
	maxLevels = 10_000  // of nesting, which is what the token reader takes
	maxKept   = 1024    // places for parts that a reader keeps for its next message
)

// An excess is the error of a body that has more than a reader reads of it.
type excess string

func (e excess) Error() string { return "more than " + string(e) }

var (
	errValues = excess(fmt.Sprint(maxValues, " values"))
	errLevels = excess(fmt.Sprint(maxLevels, " levels of nesting"))
)

var seed = maphash.MakeSeed()

var checkers = sync.Pool{New: func() any { return new(checker) }}

// newChecker returns a checker for one message. It must be released.
func newChecker(batch *Operation) *checker {
	c := checkers.Get().(*checker)
	c.restart()
	c.batch = batch
	return c
}

// release gives the checker back, without what belongs to the message.
func (c *checker) release() {
	c.restart()
	c.path, c.pairs, c.items = emptied(c.path), emptied(c.pairs), emptied(c.items)
	c.input = bytes.Buffer{}
	c.json.Reset(&c.input)
	checkers.Put(c)
}

func emptied[T any](all []T) []T {
	if cap(all) > maxKept {
		return nil
	}
	clear(all[:cap(all)])
	return all[:0]
}

// read decodes one JSON value, numbers as json.Number and the last of repeated names, and reports what
// is wrong with it. It returns false when the text is no JSON, or too much of it.
func (c *checker) read(body []byte, s *shape) (any, bool) {
	value := c.start(body, s)
	var tooMuch excess
	if c.err != nil && !errors.As(c.err, &tooMuch) && bytes.Contains(body, []byte(`\u`)) && utf8.Valid(body) {
		// Half of a surrogate pair, escaped: encoding/json and most others replace it.
		value = c.start(body, s, jsontext.AllowInvalidUTF8(true))
	}
	switch {
	case c.err == nil:
		if rest := bytes.TrimLeft(body[c.json.InputOffset():], " \t\r\n"); len(rest) > 0 {
			c.restart() // It is no JSON, so nothing else counts.
			c.add(Violation, nil, RuleTrailing, "one JSON value", fmt.Sprintf("%d more bytes", len(rest)))
		}
		return value, true
	case errors.As(c.err, &tooMuch):
		c.restart()
		c.add(Violation, nil, RuleSize, string(tooMuch)+" at most", "more")
	case utf8.Valid(body):
		c.restart()
		c.add(Violation, nil, RuleSyntax, "JSON", syntaxProblem(c.err))
	default:
		c.restart()
		c.add(Violation, nil, RuleSyntax, "UTF-8", "invalid bytes")
	}
	return nil, false
}

func (c *checker) start(body []byte, s *shape, options ...jsontext.Options) any {
	c.restart()
	c.err, c.values = nil, 0
	c.input = *bytes.NewBuffer(body)
	c.json.Reset(&c.input, append(options, jsontext.AllowDuplicateNames(true))...)
	return c.value(s)
}

// restart forgets what was found.
func (c *checker) restart() {
	c.findings, c.counts, c.cut, c.judged, c.trying = nil, [3]int{}, 0, nil, 0
	c.path, c.pairs, c.items = c.path[:0], c.pairs[:0], c.items[:0]
}

func syntaxProblem(err error) string {
	if errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
		return "a value that ends early"
	}
	if e := (*jsontext.SyntacticError)(nil); errors.As(err, &e) {
		return shorten(fmt.Sprintf("%v at byte %d", e.Err, e.ByteOffset))
	}
	return shorten(err.Error())
}

// value reads the next value, whose shape may be nil.
func (c *checker) value(s *shape) any {
	if c.values++; c.values > maxValues {
		c.err = errValues
		return nil
	}
	var value any
	switch kind := c.json.PeekKind(); kind {
	case '{', '[':
		switch {
		case len(c.path) >= maxLevels:
			c.err = errLevels
		case kind == '{':
			value = c.object(s)
		default:
			value = c.array(s)
		}
	case '"':
		value = c.text(c.scalar())
	case '0':
		value = json.Number(c.scalar())
	case 't':
		c.scalar()
		value = true
	case 'f':
		c.scalar()
		value = false
	default:
		c.scalar() // null, or an error
	}
	if c.err == nil && s != nil {
		c.checkOwn(s, value)
	}
	return value
}

// scalar reads a value as it is written.
func (c *checker) scalar() jsontext.Value {
	raw, err := c.json.ReadValue()
	c.err = err
	return raw
}

// bracket reads the beginning or the end of an object or array.
func (c *checker) bracket() {
	if c.err == nil {
		_, c.err = c.json.ReadToken()
	}
}

// text returns the string of a quoted text as a value.
func (c *checker) text(raw jsontext.Value) any {
	if len(raw) < 2 || bytes.IndexByte(raw, '\\') >= 0 {
		text, _ := jsontext.AppendUnquote(nil, raw) // What it complains of it replaces.
		return string(text)
	}
	raw = raw[1 : len(raw)-1]
	if len(raw) > recentLen {
		return string(raw)
	}
	known := &c.recent[maphash.Bytes(seed, raw)%recent]
	if text, ok := (*known).(string); !ok || text != string(raw) {
		*known = string(raw)
	}
	return *known
}

func (c *checker) object(s *shape) map[string]any {
	c.bracket()
	var object map[string]any
	mine := len(c.pairs)
	for c.err == nil && c.json.PeekKind() != '}' {
		raw := c.scalar()
		if c.err != nil {
			return nil
		}
		key, child := c.property(s, raw)
		value := c.value(child)
		c.leave()
		if c.pairs = append(c.pairs, pair{key, value}); len(c.pairs)-mine == maxPairs {
			object = c.moved(object, mine)
		}
	}
	c.bracket()
	return c.moved(object, mine)
}

// moved puts the pairs from one on into an object, which is made if it is nil.
func (c *checker) moved(object map[string]any, from int) map[string]any {
	if object == nil {
		object = make(map[string]any, len(c.pairs)-from)
	}
	for _, p := range c.pairs[from:] {
		before := len(object)
		if object[p.key] = p.value; len(object) == before {
			c.enter(p.key, -1)
			c.add(Suspicion, nil, RuleRepeated, "one value", "the key again")
			c.leave()
		}
	}
	c.pairs = c.pairs[:from]
	return object
}

// property enters the property of a quoted name and returns its name, without making the string anew
// where the shape has it, and its shape.
func (c *checker) property(s *shape, raw jsontext.Value) (string, *shape) {
	if s != nil {
		if p := s.byName[string(raw[1:len(raw)-1])]; p != nil {
			c.enter(p.name, -1)
			return p.name, p.shape
		}
	}
	key := c.text(raw).(string)
	c.enter(key, -1)
	if s == nil {
		return key, nil
	}
	if p := s.byName[key]; p != nil { // It was escaped.
		return key, p.shape
	}
	return key, c.other(s, key)
}

func (c *checker) array(s *shape) []any {
	c.bracket()
	var items *shape
	if s != nil {
		items = s.items
	}
	mine := len(c.items)
	for c.err == nil && c.json.PeekKind() != ']' {
		c.enter("", len(c.items)-mine)
		item := c.value(items)
		c.leave()
		c.items = append(c.items, item)
	}
	c.bracket()
	array := append([]any{}, c.items[mine:]...)
	c.items = c.items[:mine]
	return array
}
