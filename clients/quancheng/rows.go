package quancheng

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
)

// readRow reads what it can of an entity into the struct that into points to, and reports whether raw is an object at
// all. The vendor's fields are not public: one that is absent or of another kind stays zero, and fails no list.
func readRow(raw json.RawMessage, into any) bool {
	var given map[string]json.RawMessage
	if json.Unmarshal(raw, &given) != nil || given == nil {
		return false
	}
	byName := make(map[string]json.RawMessage, len(given))
	for name, value := range given {
		byName[strings.ToLower(name)] = value
	}
	row := reflect.ValueOf(into).Elem()
	for _, field := range reflect.VisibleFields(row.Type()) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if value, has := byName[strings.ToLower(name)]; has && name != "" {
			readField(value, row.FieldByIndex(field.Index))
		}
	}
	return true
}

// readField reads a value, a text in place of a number or a flag, a number in place of a text, or 1 and 0 in place
// of a flag.
func readField(raw json.RawMessage, into reflect.Value) {
	for _, spelling := range spellings(raw, into.Kind()) {
		read := reflect.New(into.Type())
		if json.Unmarshal(spelling, read.Interface()) == nil {
			into.Set(read.Elem())
			return
		}
	}
}

func spellings(raw json.RawMessage, kind reflect.Kind) []json.RawMessage {
	raw = bytes.TrimSpace(raw)
	all := []json.RawMessage{raw}
	text, isText := plain(raw), len(raw) > 0 && raw[0] == '"'
	switch {
	case kind == reflect.Bool && (text == "1" || text == "0"):
		all = append(all, json.RawMessage(map[string]string{"1": "true", "0": "false"}[text]))
	case isText && (kind == reflect.Int || kind == reflect.Bool):
		all = append(all, json.RawMessage(strings.ToLower(text)))
	case kind == reflect.String && !isText && raw[0] != '{' && raw[0] != '[':
		quoted, _ := json.Marshal(text) // A text always has a JSON form.
		all = append(all, quoted)
	}
	return all
}
