// Package wire writes JSON the way the vendors' servers do: keys in the order given, and Chinese,
// angle brackets and ampersands as they are.
package wire

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"unicode/utf8"
)

// AppendString appends s as a JSON string. Bytes that are not UTF-8 become U+FFFD.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	if isPlain(s) && utf8.ValidString(s) {
		return append(append(dst, s...), '"')
	}
	plain := 0 // where the text not yet copied begins
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				dst = append(append(dst, s[plain:i]...), `\ufffd`...)
				plain = i + 1
			}
			i += size
			continue
		}
		if c < ' ' || c == '"' || c == '\\' {
			dst = appendEscape(append(dst, s[plain:i]...), c)
			plain = i + 1
		}
		i++
	}
	return append(append(dst, s[plain:]...), '"')
}

// isPlain reports whether no byte of a text needs an escape.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == '"' || s[i] == '\\' {
			return false
		}
	}
	return true
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	}
	const hex = "0123456789abcdef"
	return append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}

// AppendKey appends an object's key with its colon, and a comma before it unless it is the first.
func AppendKey(dst []byte, key string) []byte {
	if last := dst[len(dst)-1]; last != '{' {
		dst = append(dst, ',')
	}
	return append(AppendString(dst, key), ':')
}

// AppendScalar appends a string, an int64, an int, a bool or nil.
func AppendScalar(dst []byte, value any) []byte {
	switch v := value.(type) {
	case string:
		return AppendString(dst, v)
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case int:
		return strconv.AppendInt(dst, int64(v), 10)
	case bool:
		return strconv.AppendBool(dst, v)
	default:
		return append(dst, "null"...)
	}
}

// Marshal returns the JSON of a value on one line, with Chinese, angle brackets and ampersands as they are.
func Marshal(value any) ([]byte, error) {
	var text bytes.Buffer
	if err := encoder(&text).Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), nil
}

// WriteIndented is Marshal for people to read.
func WriteIndented(w io.Writer, value any) error {
	e := encoder(w)
	e.SetIndent("", "  ")
	return e.Encode(value)
}

func encoder(w io.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e
}
