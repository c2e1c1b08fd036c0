package openapi

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// maxFindings bounds the findings of a kind about one message, and so what a very wrong one costs.
const maxFindings = 100

// A checker holds one message to a shape. It knows where it stands, and writes that down only when
// something is wrong there.
type checker struct {
	reader
	findings []Finding
	path     []step
	batch    *Operation   // whose items are judged one by one; nil for none
	judged   map[int]bool // items with a violation
	counts   [3]int       // of suspicions, of violations, and of violations within an item
	cut      int          // findings beyond the bound
	trying   int          // above 0, findings are only counted:
	tried    [2]int       // suspicions and violations
}

// A step leads from a value to one of its parts.
type step struct {
	key   string
	index int // of an array's item, -1 for a property
}

func (c *checker) enter(key string, index int) { c.path = append(c.path, step{key, index}) }
func (c *checker) leave()                      { c.path = c.path[:len(c.path)-1] }

// shownSteps are the steps at either end of a place that a finding shows.
const shownSteps = 16

// place writes where the checker stands as a JSON pointer of bounded length.
func (c *checker) place() string {
	var b []byte
	for i := 0; i < len(c.path); i++ {
		if i == shownSteps && len(c.path) > 2*shownSteps {
			b = append(b, "/…"...)
			i = len(c.path) - shownSteps
		}
		b = append(b, '/')
		if at := c.path[i]; at.index >= 0 {
			b = strconv.AppendInt(b, int64(at.index), 10)
		} else {
			b = append(b, escapePointer(shorten(at.key))...)
		}
	}
	return string(b)
}

// item returns the batch item that the checker stands in, or -1.
func (c *checker) item() int {
	if c.batch == nil || len(c.path) < 2 || c.path[0].key != c.batch.items {
		return -1
	}
	return c.path[1].index
}

// admits reports whether one more finding is to be written down. Beyond the bound it is counted only,
// but every item of a batch keeps its first violation: what is not violated is carried out.
func (c *checker) admits(severity Severity) bool {
	if c.trying > 0 {
		c.tried[severity-Suspicion]++
		return false
	}
	kind, item := 0, -1
	if severity == Violation {
		kind, item = 1, c.item()
	}
	if item >= 0 {
		kind = 2
	}
	c.counts[kind]++
	if c.counts[kind] > maxFindings && (item < 0 || c.judged[item] || item >= c.batch.maxItems) {
		c.cut++
		return false
	}
	if item >= 0 {
		if c.judged == nil {
			c.judged = map[int]bool{}
		}
		c.judged[item] = true
	}
	return true
}

// add reports what is wrong where the checker stands, as a rule of the shape, which may be nil.
func (c *checker) add(severity Severity, s *shape, rule, wanted, got string) {
	if c.admits(severity) {
		c.write(severity, s, rule, wanted, got)
	}
}

// write is add for what is admitted.
func (c *checker) write(severity Severity, s *shape, rule, wanted, got string) {
	f := Finding{Severity: severity, Place: c.place(), Rule: rule, Wanted: wanted, Got: got}
	if s != nil {
		f.Line = s.Lines.Of(rule)
	}
	c.findings = append(c.findings, f)
}

// wrong reports a value that breaks a keyword of the shape.
func (c *checker) wrong(s *shape, rule string, value any) {
	severity := Violation
	if c.trying == 0 && s.accepts.matches(textOf(value)) {
		severity = Suspicion // An alternative that takes the value as it is goes before one that lets it pass.
	}
	if c.admits(severity) {
		c.write(severity, s, rule, s.wanted(rule), s.got(value))
	}
}

// check holds a decoded value to a shape, its parts first.
func (c *checker) check(s *shape, value any) {
	if s == nil {
		return
	}
	switch v := value.(type) {
	case map[string]any:
		c.checkProperties(s, v)
	case []any:
		for i, child := range v {
			c.enter("", i)
			c.check(s.items, child)
			c.leave()
		}
	}
	c.checkOwn(s, value)
}

// checkProperties goes by the shape's names and then by the object's, so that findings have an order.
func (c *checker) checkProperties(s *shape, value map[string]any) {
	known := 0
	for _, p := range s.properties {
		if child, has := value[p.name]; has {
			known++
			c.enter(p.name, -1)
			c.check(p.shape, child)
			c.leave()
		}
	}
	if known == len(value) || s.open && !s.Closed && s.others == nil {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(value)) {
		if s.byName[key] == nil {
			c.enter(key, -1)
			c.check(c.other(s, key), value[key])
			c.leave()
		}
	}
}

// other returns the shape of a property that the shape does not name, and reports that it does not.
func (c *checker) other(s *shape, key string) *shape {
	switch {
	case s.Closed && c.admits(Violation):
		c.write(Violation, s, RuleUnknown, "only documented properties", quote(key))
	case !s.open && c.admits(Suspicion):
		rule, wanted := RuleUnknown, "a documented property"
		for _, p := range s.properties {
			if strings.EqualFold(p.name, key) {
				rule, wanted = RuleCase, p.name
			}
		}
		c.write(Suspicion, s, rule, wanted, quote(key))
	}
	return s.others
}

// checkOwn holds a value to all keywords of a shape but those about its parts.
func (c *checker) checkOwn(s *shape, value any) {
	if value == nil {
		if !s.null {
			c.wrong(s, "nullable", nil)
		}
		return
	}
	for _, part := range s.parts {
		if !c.checkPart(part, value) {
			return
		}
	}
}

// checkPart is checkOwn for one part of an allOf. It reports whether the value has the right type.
func (c *checker) checkPart(s *shape, value any) bool {
	if s.not != nil && c.distance(s.not, value) == 0 {
		c.wrong(s, "not", value)
		return true
	}
	if len(s.oneOf) > 0 && !c.choose(s, s.oneOf, value) || len(s.anyOf) > 0 && !c.choose(s, s.anyOf, value) {
		return true
	}
	rule := ""
	switch v := value.(type) {
	case string:
		rule = s.checkText(v)
	case json.Number:
		rule = s.checkNumber(string(v))
	case bool:
		rule = s.checkEnum(boolean, value)
	case []any:
		if rule = s.checkEnum(array, nil); rule == "" {
			rule = checkCount(uint64(len(v)), s.MinItems, s.MaxItems, "minItems", "maxItems")
		}
	case map[string]any:
		if rule = s.checkEnum(object, nil); rule == "" {
			rule = checkCount(uint64(len(v)), s.MinProps, s.MaxProps, "minProperties", "maxProperties")
			c.checkRequired(s, v)
		}
	}
	if rule != "" {
		c.wrong(s, rule, value)
	}
	return rule != "type"
}

func (c *checker) checkRequired(s *shape, value map[string]any) {
	for _, name := range s.Required {
		if _, has := value[name]; !has {
			c.enter(name, -1)
			c.add(Violation, s, RuleRequired, "a value", "missing")
			c.leave()
		}
	}
}

// distance returns how far a value is from a shape, 0 when it fits. Of a value that does not, names that
// the shape does not know count as well: it is then hardly the shape that was meant.
func (c *checker) distance(s *shape, value any) int {
	before := c.tried
	c.tried = [2]int{}
	c.trying++
	c.check(s, value)
	c.trying--
	n := c.tried[1]
	if n > 0 {
		n += c.tried[0]
	}
	c.tried = before
	return n
}

// choose reports whether the value fits an alternative, and just one of a oneOf. If none, it reports
// what is wrong with the value as that alternative which it comes closest to.
func (c *checker) choose(s *shape, alternatives []*shape, value any) bool {
	var closest *shape
	fewest, fitting := 0, 0
	for _, alternative := range alternatives {
		n := c.distance(alternative, value)
		if n == 0 {
			fitting++
		}
		if alternative.types.permits(kindOf(value)) && (closest == nil || n < fewest) {
			closest, fewest = alternative, n
		}
	}
	switch {
	case fitting == 1 || fitting > 0 && len(s.oneOf) == 0:
		return true
	case fitting > 1:
		c.wrong(s, "oneOf", value)
	case closest == nil:
		c.wrong(s, "type", value)
	default:
		c.check(closest, value)
	}
	return false
}
