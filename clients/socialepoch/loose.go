package socialepoch

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/clients/internal/rest"
)

// A looseInt is a whole number that an answer may write as a text: the vendor's own examples mix them. What is
// no whole number is 0: an odd field of a record must not cost the whole list.
type looseInt int

func (n *looseInt) UnmarshalJSON(text []byte) error {
	value, _ := strconv.Atoi(strings.Trim(string(text), `" `))
	*n = looseInt(value)
	return nil
}

// A looseText is an id that an answer may write as a number.
type looseText string

func (s *looseText) UnmarshalJSON(text []byte) error {
	var number json.Number
	if json.Unmarshal(text, &number) == nil {
		*s = looseText(number)
		return nil
	}
	return json.Unmarshal(text, (*string)(s))
}

// totalOf returns how many records all pages have. The document's table has it beside data and its example
// within (SE-Q26).
func totalOf(answer *rest.Answer) int {
	type counted struct {
		Total *looseInt `json:"total"`
	}
	var inside struct {
		Data counted `json:"data"`
	}
	var beside counted
	switch {
	case answer.Decode(&inside) == nil && inside.Data.Total != nil:
		return int(*inside.Data.Total)
	case answer.Decode(&beside) == nil && beside.Total != nil:
		return int(*beside.Total)
	default:
		return 0
	}
}
