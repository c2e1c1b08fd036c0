package form

import "fmt"

// extensions reads the x- keys that crmsim adds to plain OpenAPI.
type extensions struct{ raw map[string]any }

func (x extensions) text(key string) string {
	s, _ := x.raw[key].(string)
	return s
}

func (x extensions) flag(key string) bool {
	b, _ := x.raw[key].(bool)
	return b
}

func (x extensions) texts(key string) []string {
	list, _ := x.raw[key].([]any)
	var out []string
	for _, v := range list {
		out = append(out, fmt.Sprint(v))
	}
	return out
}

func (x extensions) table(key string) map[string]string {
	raw, _ := x.raw[key].(map[string]any)
	out := make(map[string]string, len(raw))
	for k, v := range raw {
		out[k] = fmt.Sprint(v)
	}
	return out
}
