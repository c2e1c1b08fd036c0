package dustess

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A way is a kind of contact way (page on contact ways).
type way struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Type   string `json:"type"`  // mobile, landline or custom
	State  string `json:"state"` // one of the states below
	Regexp string `json:"regexp"`

	compiled *regexp.Regexp
}

const (
	wayActive   = "CIType_ACTIVE"
	wayDisabled = "CIType_DISABLED"
	wayDeleted  = "CIType_DELETED"
)

func (w way) key() string { return w.ID }

func putWay(tx *tx, w way) {
	w.compiled, _ = regexp.Compile(w.Regexp) // Which checkWay has tried.
	tx.State.ways.Put(tx.Writer, w)
}

func checkWay(_ *tx, w *way) error {
	if _, err := regexp.Compile(w.Regexp); err != nil {
		return err
	}
	states, types := []string{wayActive, wayDisabled, wayDeleted}, []string{typeMobile, typeLandline, "custom"}
	if !slices.Contains(states, w.State) || !slices.Contains(types, w.Type) {
		return fmt.Errorf("type %q, state %q: want one of %s, and one of %s",
			w.Type, w.State, strings.Join(types, ", "), strings.Join(states, ", "))
	}
	return nil
}

// The types that need not be in the list (DU-Q38).
const (
	typeMobile   = "mobile"
	typeLandline = "landline"
	typeOther    = "other"
)

var displays = map[string]string{typeMobile: "手机", typeLandline: "座机", typeOther: "其他"}

// mobileNumber is wider than the list's pattern, since the document lets numbers of other countries
// and a plus sign pass (DU-Q37).
var mobileNumber = regexp.MustCompile(`^\+?[0-9][0-9 -]{3,20}$`)

// setMobiles replaces the contact ways by those that an item gives (DU-Q26). One that is given twice is
// kept once (DU-Q22).
func (c *contact) setMobiles(tx *tx, item map[string]any) *flaw {
	list, given := item["mobiles"].([]any)
	if !given {
		return nil
	}
	c.Mobiles = make([]mobile, 0, len(list))
	seen := make(map[[2]string]bool, len(list))
	for i, element := range list {
		fields, _ := element.(map[string]any)
		m, wrong := readMobile(tx, fields)
		if wrong != nil {
			return wrong.at("/mobiles/" + strconv.Itoa(i) + wrong.finding.Place)
		}
		if way := [2]string{m.Type, m.Tel}; !seen[way] {
			seen[way] = true
			c.Mobiles = append(c.Mobiles, m)
		}
	}
	return nil
}

// readMobile fills in what is missing (DU-Q39) and checks the rest.
func readMobile(tx *tx, fields map[string]any) (mobile, *flaw) {
	m := mobile{Tel: strings.TrimSpace(text(fields, "tel")), Type: text(fields, "type"), Display: text(fields, "display")}
	if m.Type == "" {
		m.Type = typeMobile
	}
	w, listed := tx.State.ways.Get(way{ID: m.Type})
	if m.Display == "" {
		m.Display = w.Name
	}
	if m.Display == "" {
		m.Display = displays[m.Type]
	}
	switch {
	case m.Tel == "" || !fits(m, w, listed):
		return m, invalid("tel", "a contact way of type "+m.Type, m.Tel)
	case displays[m.Type] == "" && !listed && tx.State.ways.Len() > 0, w.State == wayDeleted: // DU-Q38
		return m, invalid("type", "an id of contactWays that is not deleted", m.Type)
	}
	return m, nil
}

// fits holds a value against the pattern of its way.
func fits(m mobile, w way, listed bool) bool {
	if m.Type == typeMobile {
		return mobileNumber.MatchString(m.Tel)
	}
	return !listed || w.compiled == nil || w.compiled.MatchString(m.Tel)
}
