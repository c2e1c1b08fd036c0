package wisecrm

import (
	"encoding/json"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// maxText is how many characters a text field holds (WI-Q85).
const maxText = 500

// A change is a field with the value it is to have.
type change struct {
	field *field
	value value
}

// changes reads the body of an add or an update in the order of WI-Q14: what is missing before what
// is malformed. Fields that may not be set are ignored (vendor page on metadata, WI-Q21).
func changes(e *entity, body any, creating bool) ([]change, *failure) {
	given, _ := body.(map[string]any)
	if creating {
		if bad := missingField(e, given); bad != nil {
			return nil, bad
		}
	}
	var all []change
	var malformed *failure
	for _, name := range slices.Sorted(maps.Keys(given)) {
		f := e.field(name)
		if f == nil {
			malformed = first(malformed, invalidField(name)) // WI-Q20
			continue
		}
		if creating && !f.Creatable || !creating && !f.Updatable {
			continue
		}
		value, valid := parse(f, given[name])
		switch {
		case !valid:
			malformed = first(malformed, invalidField(name))
		case value.kind == nullKind && !f.Nullable:
			return nil, missing(name) // WI-Q24
		default:
			all = append(all, change{f, value})
		}
	}
	return all, malformed
}

func first(a, b *failure) *failure {
	if a != nil {
		return a
	}
	return b
}

// missingField finds the first required field that a new record lacks (WI-Q23).
func missingField(e *entity, given map[string]any) *failure {
	for _, f := range e.fields {
		if f.Nullable || f.automatic {
			continue
		}
		if value, ok := given[f.Name]; !ok || isBlank(value) {
			return missing(f.Name)
		}
	}
	return nil
}

func isBlank(value any) bool {
	s, isText := value.(string)
	return value == nil || isText && blank(s)
}

// parse reads a JSON value as the field's type (WI-Q25). An empty text is null (WI-Q24).
func parse(f *field, given any) (value, bool) {
	if isBlank(given) {
		return value{}, true
	}
	var text string
	switch v := given.(type) {
	case string:
		text = v
	case json.Number:
		text = string(v)
	case bool:
		return boolValue(v), f.DataType == typeBoolean
	default:
		return value{}, false
	}
	switch f.DataType {
	case typeInt, typePicklist:
		n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
		return numberValue(n), err == nil && (f.DataType == typeInt || f.has(n))
	case typeDecimal:
		return parseDecimal(strings.TrimSpace(text))
	case typeBoolean:
		return parseBoolean(strings.TrimSpace(text))
	case typeDate:
		return parseDate(text)
	case typeDateTime:
		return parseTime(text)
	default:
		return textValue(text), utf8.RuneCountInString(text) <= maxText
	}
}

// decimalForm is that of a number in JSON. Exponents are short, so that no text stands for a number of a million digits.
var decimalForm = regexp.MustCompile(`^-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?$`)

var (
	hundred    = big.NewRat(100, 1)
	maxDecimal = big.NewRat(10_000_000_000_000, 1)
)

// parseDecimal reads a number of at most 13 digits before the point and two behind it (WI-Q88).
func parseDecimal(text string) (value, bool) {
	number, ok := new(big.Rat), decimalForm.MatchString(text)
	if ok {
		_, ok = number.SetString(text)
	}
	if !ok || new(big.Rat).Abs(number).Cmp(maxDecimal) >= 0 || !new(big.Rat).Mul(number, hundred).IsInt() {
		return value{}, false
	}
	return value{numberKind, number.FloatString(2)}, true
}

// parseBoolean reads the literals of WI-Q29.
func parseBoolean(text string) (value, bool) {
	switch strings.ToLower(text) {
	case "true", "1":
		return boolValue(true), true
	case "false", "0":
		return boolValue(false), true
	default:
		return value{}, false
	}
}

func (f *field) has(value int64) bool {
	return slices.ContainsFunc(f.Values, func(c choice) bool { return c.Value == value })
}

// parseTime reads a date-time, or a date as its midnight (WI-Q47, WI-Q72).
func parseTime(text string) (value, bool) {
	if isTime(time.DateOnly, text) {
		return textValue(text + " 00:00:00"), true
	}
	return textValue(text), isTime(time.DateTime, text)
}

// parseDate reads a date, and no time with it (WI-Q88).
func parseDate(text string) (value, bool) { return textValue(text), isTime(time.DateOnly, text) }

// isTime reports whether a text is a moment that exists, written in full: time.Parse takes 1:02:03 too.
func isTime(layout, text string) bool {
	t, err := time.Parse(layout, text)
	return err == nil && t.Format(layout) == text
}

// checkReferences refuses a reference whose id is malformed before one that leads to no record (WI-Q81).
func checkReferences(tx *tx, all []change) *failure {
	var dangling *failure
	for _, c := range all {
		id := c.value.text
		if c.field.DataType != typeReference || id == "" {
			continue
		}
		to := tx.State.metadata.find(c.field.ReferenceTo)
		if to == nil || !isID(to, id) {
			return invalidField(c.field.Name)
		}
		if tx.State.table(to).get(id) == nil {
			dangling = first(dangling, noRecord("query", c.field.Name, id))
		}
	}
	return dangling
}

// isID reports whether the text has the form of the entity's ids.
func isID(e *entity, id string) bool {
	if len(id) != 40 || !strings.HasPrefix(id, e.prefix()) {
		return false
	}
	for i, c := range []byte(id[4:]) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (c == '-') || !dash && !strings.ContainsRune("0123456789abcdef", rune(c)) {
			return false
		}
	}
	return true
}

// newRecord makes a record of the changes and of what the system keeps.
func newRecord(tx *tx, e *entity, by string, all []change) *record {
	return newDraft(tx, e, e.prefix()+tx.NewUUID(), by, all).record(e)
}

// newDraft fills in what the system keeps: id, owner, and who made the record when (WI-Q82).
func newDraft(tx *tx, e *entity, id, by string, all []change) *draft {
	d := &draft{created: tx.Now.UnixNano(), values: make([]value, len(e.fields))}
	d.set(e.id(), textValue(id))
	for _, name := range []string{"owningUser", "createdBy", "modifiedBy"} {
		d.set(e.field(name), textValue(by))
	}
	now := textValue(formatTime(tx.Now))
	for _, name := range []string{"createdOn", "modifiedOn"} {
		d.set(e.field(name), now)
	}
	d.set(e.field("isDeleted"), boolValue(false))
	for _, c := range all {
		d.set(c.field, c.value)
	}
	d.setUnit(tx, e)
	return d
}

// changed returns a copy of the record with the changes.
func (r *record) changed(tx *tx, e *entity, by string, all []change) *record {
	next := r.draft(e)
	for _, c := range all {
		next.set(c.field, c.value)
	}
	next.set(e.field("modifiedBy"), textValue(by))
	next.set(e.field("modifiedOn"), textValue(formatTime(tx.Now)))
	next.setUnit(tx, e)
	return next.record(e)
}

// setUnit makes the record its owner's business unit's (WI-Q84).
func (d *draft) setUnit(tx *tx, e *entity) {
	users := tx.State.metadata.entities[user]
	if owner := tx.State.tables[user].get(d.text(e.field("owningUser"))); owner != nil {
		d.set(e.field("owningBusinessUnit"), owner.value(users.field("businessUnitId")))
	}
}

// setCreated takes the place in the order of creation from createdOn, when that was given.
func (d *draft) setCreated(e *entity) {
	text := d.text(e.field("createdOn"))
	if t, err := time.ParseInLocation(time.DateTime, text, zone); err == nil && formatTime(time.Unix(0, d.created)) != text {
		d.created = t.UnixNano()
	}
}
