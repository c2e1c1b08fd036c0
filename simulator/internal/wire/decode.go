package wire

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// Decode reads a record that the control API was given: one JSON value, without keys that into does
// not know, numbers as json.Number where into leaves their type open. Its errors are for people who do not know Go.
func Decode(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return Explain(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}

// Explain returns an error of encoding/json without the names of Go types: for a value of the wrong type the field,
// the wanted type and what came. It returns any other error as it is.
func Explain(err error) error {
	if e := (*json.UnmarshalTypeError)(nil); errors.As(err, &e) {
		return fmt.Errorf("%s: want %s, not %s", cmp.Or(e.Field, "the value"), typeName(e.Type), withArticle(e.Value))
	}
	if text, ok := strings.CutPrefix(err.Error(), "json: "); ok {
		return errors.New(text)
	}
	return err
}

// withArticle turns what encoding/json says of a value, such as "string" or "number 1.5", into a noun.
func withArticle(value string) string {
	kind, detail, _ := strings.Cut(value, " ")
	switch {
	case kind == "number" && detail != "":
		return detail
	case kind == "bool":
		return "a boolean"
	case kind == "array" || kind == "object":
		return "an " + kind
	}
	return "a " + kind
}

// typeName names the JSON that a Go type is read from.
func typeName(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int64:
		return "an integer"
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "a boolean"
	case reflect.Slice, reflect.Array:
		return "an array"
	case reflect.Struct, reflect.Map, reflect.Interface:
		return "an object"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return fmt.Sprintf("an integer from 0 to %d", ^uint64(0)>>(64-t.Bits()))
	default:
		most := int64(^uint64(0) >> (65 - t.Bits()))
		return fmt.Sprintf("an integer from %d to %d", -most-1, most)
	}
}
