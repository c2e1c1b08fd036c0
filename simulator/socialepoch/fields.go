package socialepoch

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// fields is a JSON object of a request that the document check has let pass. Null, "" and a key that is
// not there are the same: not given (SE-Q23).
type fields map[string]any

func fieldsOf(value any) fields {
	object, _ := value.(map[string]any)
	return object
}

func bodyOf(c *api.Call) fields { return fieldsOf(c.Body) }

func (f fields) text(name string) string { return textOf(f[name]) }

func (f fields) object(name string) fields { return fieldsOf(f[name]) }

func (f fields) list(name string) []any {
	list, _ := f[name].([]any)
	return list
}

// integer reads a whole number, which may stand there as text (SE-Q35).
func (f fields) integer(name string) (int64, bool) {
	n, err := strconv.ParseInt(f.text(name), 10, 64)
	return n, err == nil
}

// integerOr is integer with a default.
func (f fields) integerOr(name string, fallback int64) int64 {
	if n, ok := f.integer(name); ok {
		return n
	}
	return fallback
}

// textOf reads a text, or a number as it was written (SE-Q10).
func textOf(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return string(v)
	default:
		return ""
	}
}

// distinct returns the texts of a list, each once where it came first (SE-Q16).
func distinct(list []any) []string {
	seen := make(map[string]bool, len(list))
	texts := make([]string, 0, len(list))
	for _, value := range list {
		if text := textOf(value); !seen[text] {
			seen[text] = true
			texts = append(texts, text)
		}
	}
	return texts
}

func isNumber(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }
