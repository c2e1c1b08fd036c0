package dustess

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A field is one that the tenant defines: an entry of the field template.
type field struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"` // one of valueOf's keys
}

func (f field) key() string  { return f.ID }
func (f field) name() string { return f.Name }

func checkField(_ *tx, f *field) error {
	if valueOf[f.Type] == "" {
		return fmt.Errorf("type %q: want a type of custom fields", f.Type)
	}
	return nil
}

// A customField is the value of such a field in a contact.
type customField struct {
	ID          string   `json:"id"`
	Type        string   `json:"type"`
	StringValue string   `json:"string_value,omitempty"`
	FloatValue  *float64 `json:"float_value,omitempty"`
	ArrayValue  []string `json:"array_value,omitempty"` // cascades as they were sent (DU-Q35)
	FilesValue  []file   `json:"files_value,omitempty"`
}

// A file is an attachment.
type file struct {
	Name     string `json:"name"`
	URL      string `json:"url"`
	FileType string `json:"file_type"`
}

// The keys that hold values, in the order in which they are looked for.
var valueKeys = []string{"string_value", "float_value", "array_value", "files_value"}

// valueOf names the key that holds the value of each type.
var valueOf = map[string]string{
	"text": "string_value", "textarea": "string_value", "radio": "string_value", "date": "string_value", "datetime": "string_value",
	"Int":      "float_value",
	"checkbox": "array_value", "cascader": "array_value", "multiCascader": "array_value",
	"files": "files_value", // DU-Q31
}

// typeOf is the type of a value whose type nobody tells (DU-Q33).
var typeOf = map[string]string{"string_value": "text", "float_value": "Int", "array_value": "checkbox", "files_value": "files"}

// canonicalTypes are the types by their names in small letters without dashes (DU-Q30). Attachments have
// no documented name (DU-Q31).
var canonicalTypes = map[string]string{
	"text": "text", "textarea": "textarea", "radio": "radio", "date": "date", "datetime": "datetime", "int": "Int",
	"checkbox": "checkbox", "cascader": "cascader", "multicascader": "multiCascader", "files": "files", "file": "files", "attachment": "files",
}

// canonicalType returns the type that a spelling stands for, "" for none.
func canonicalType(spelling string) string {
	if valueOf[spelling] != "" {
		return spelling
	}
	return canonicalTypes[strings.ToLower(strings.ReplaceAll(spelling, "-", ""))]
}

// setCustomFields merges the fields that an item gives into those of the contact (DU-Q26).
func (c *contact) setCustomFields(tx *tx, item batchItem) *flaw {
	list, given := item.fields["custom_fields"].([]any)
	if !given {
		return nil
	}
	merged := slices.Clone(c.CustomFields)
	at := make(map[string]int, len(merged))
	for i, f := range merged {
		at[f.ID] = i
	}
	for i, element := range list {
		fields, _ := element.(map[string]any)
		place := "/custom_fields/" + strconv.Itoa(i)
		id, wrong := refer(tx, item, place+"/id", "fields", tx.State.template, field{ID: text(fields, "id")})
		if wrong != nil {
			return wrong
		}
		f, change, wrong := readCustomField(tx, id, fields)
		if wrong != nil {
			return wrong.at(place + wrong.finding.Place)
		}
		switch i, stored := at[f.ID]; {
		case !change:
		case stored:
			merged[i] = f
		default:
			at[f.ID], merged = len(merged), append(merged, f)
		}
	}
	c.CustomFields = slices.DeleteFunc(merged, customField.empty) // DU-Q25
	return nil
}

func (f customField) empty() bool {
	return f.StringValue == "" && f.FloatValue == nil && len(f.ArrayValue) == 0 && len(f.FilesValue) == 0
}

// readCustomField reads the field of an id, and whether it has a value: none leaves the stored one (DU-Q32).
func readCustomField(tx *tx, id string, fields map[string]any) (f customField, change bool, wrong *flaw) {
	f.ID = id
	template, known := tx.State.template.Get(field{ID: id})
	var valued []string
	for _, key := range valueKeys {
		if fields[key] != nil {
			valued = append(valued, key)
		}
	}
	f.Type = canonicalType(text(fields, "type"))
	switch {
	case f.Type == "" && known:
		f.Type = template.Type
	case f.Type == "" && len(valued) > 0:
		f.Type = typeOf[valued[0]]
	case known && f.Type != template.Type: // DU-Q63
		return f, false, invalid("custom_fields.type", template.Type, f.Type).at("/type")
	}
	switch {
	case len(valued) == 0:
		return f, false, nil
	case len(valued) > 1 || valued[0] != valueOf[f.Type]: // DU-Q32
		return f, false, invalid("custom_fields.type", "a value in "+valueOf[f.Type], strings.Join(valued, " and ")).at("/type")
	}
	f.setValue(fields)
	return f, true, nil
}

// setValue takes the value; the document has been through with it (DU-Q34, DU-Q36).
func (f *customField) setValue(fields map[string]any) {
	f.StringValue = text(fields, "string_value")
	if n, isNumber := fields["float_value"].(json.Number); isNumber {
		if value, err := n.Float64(); err == nil {
			f.FloatValue = &value
		}
	}
	f.ArrayValue, _ = textsOf(fields, "array_value")
	files, _ := fields["files_value"].([]any)
	for _, element := range files {
		given, _ := element.(map[string]any)
		kind := text(given, "file_type")
		if kind == "" {
			kind = "other"
		}
		f.FilesValue = append(f.FilesValue, file{text(given, "name"), text(given, "url"), kind})
	}
}
