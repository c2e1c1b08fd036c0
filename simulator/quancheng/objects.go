package quancheng

import (
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
)

// An object is an entity that came as JSON text in a parameter (QC-Q54). Its methods read one key
// into a variable: a key that is absent leaves it as it is, null and "" clear it (QC-Q58), and a value
// of the wrong type makes the object wrong (QC-Q78).
type object struct {
	values map[string]any // by folded key
	spelt  map[string]string
	wrong  string // the first key with a value of the wrong type
}

// parseObject reads JSON text, and reports whether that is one object.
func parseObject(text string) (*object, bool) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var given map[string]any
	if err := d.Decode(&given); err != nil || given == nil {
		return nil, false
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, false
	}
	o := &object{values: map[string]any{}, spelt: map[string]string{}}
	for _, key := range slices.Sorted(maps.Keys(given)) {
		o.values[fold(key)], o.spelt[fold(key)] = given[key], key
	}
	return o, true
}

// fold makes PK_ID, pk_id and pkId the same key (QC-Q59).
func fold(key string) string { return strings.ToLower(strings.ReplaceAll(key, "_", "")) }

// take returns the value of a key and crosses it off.
func (o *object) take(key string) (any, bool) {
	value, given := o.values[fold(key)]
	delete(o.values, fold(key))
	return value, given
}

func (o *object) text(key string, into *string) {
	value, given := o.take(key)
	if !given {
		return
	}
	switch v := value.(type) {
	case nil:
		*into = ""
	case string:
		*into = v
	case json.Number:
		*into = v.String()
	default:
		o.fail(key)
	}
}

// number reports whether the key was given.
func (o *object) number(key string, into *int32) bool {
	value, given := o.take(key)
	if !given {
		return false
	}
	switch v := value.(type) {
	case nil:
		*into = 0
		return true
	case string:
		if v == "" {
			*into = 0
			return true
		}
		return o.digits(key, strings.TrimSpace(v), into)
	case json.Number:
		return o.digits(key, v.String(), into)
	default:
		o.fail(key)
		return true
	}
}

func (o *object) digits(key, text string, into *int32) bool {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		o.fail(key)
		return true
	}
	*into = int32(n)
	return true
}

func (o *object) flag(key string, into *bool) {
	value, given := o.take(key)
	if !given {
		return
	}
	switch v := value.(type) {
	case nil:
		*into = false
	case bool:
		*into = v
	case string:
		b, err := strconv.ParseBool(strings.ToLower(v))
		if err != nil && v != "" {
			o.fail(key)
		}
		*into = b
	default:
		o.fail(key)
	}
}

func (o *object) fail(key string) {
	if o.wrong == "" {
		o.wrong = key
	}
}

// natural reads a number that must not be negative.
func (o *object) natural(key string, into *int32) bool {
	given := o.number(key, into)
	if *into < 0 {
		o.fail(key)
	}
	return given
}

// check tells the journal of the keys that nobody took, which are ignored (QC-Q58), and returns the
// refusal of an object that is wrong.
func (o *object) check(c *api.Call, parameter string, refusal failure) *api.Answer {
	if o.wrong != "" {
		return new(reject(c, refusal, parameter+"/"+o.wrong, "type", "a value of the field's type"))
	}
	for _, key := range slices.Sorted(maps.Keys(o.values)) {
		c.Note(openapi.Finding{
			Severity: openapi.Suspicion, In: "query", Place: parameter, Rule: openapi.RuleUnknown,
			Wanted: "a field of the entity", Got: strconv.Quote(o.spelt[key][:min(len(o.spelt[key]), 40)]),
		})
	}
	return nil
}
