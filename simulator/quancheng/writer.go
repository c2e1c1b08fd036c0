package quancheng

import (
	"encoding/xml"
	"strconv"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

const (
	contentJSON = "application/json; charset=utf-8" // QC-Q13
	contentXML  = "text/xml; charset=utf-8"
)

// A writer builds an answer in JSON or in XML from the same calls. How objects and lists look in XML
// is a reading of ours (QC-Q11): an element for each key, an element <item> for each item.
type writer struct {
	out []byte
	xml bool
}

// newWriter returns a writer inside of the answer's root.
func newWriter(inXML bool) *writer {
	w := &writer{make([]byte, 0, 256), inXML}
	if inXML {
		w.raw(`<?xml version="1.0" encoding="utf-8"?><root>`)
	} else {
		w.raw("{")
	}
	return w
}

// answer closes the root. No cache may keep it, since a GET changes data too (QC-Q23).
func (w *writer) answer() api.Answer {
	a := api.Answer{ContentType: contentJSON, CacheControl: "no-store"}
	if w.xml {
		a.ContentType = contentXML
		w.raw("</root>")
	} else {
		w.raw("}")
	}
	a.Body = w.out
	return a
}

// raw appends text that is the same in both formats.
func (w *writer) raw(s string) { w.out = append(w.out, s...) }

func (w *writer) open(name string) {
	if w.xml {
		w.out = append(append(append(w.out, '<'), name...), '>')
		return
	}
	w.out = wire.AppendKey(w.out, name)
}

func (w *writer) close(name string) {
	if w.xml {
		w.out = append(append(append(w.out, "</"...), name...), '>')
	}
}

func (w *writer) number(name string, n int64) {
	w.open(name)
	w.out = strconv.AppendInt(w.out, n, 10)
	w.close(name)
}

func (w *writer) flag(name string, b bool) {
	w.open(name)
	w.out = strconv.AppendBool(w.out, b)
	w.close(name)
}

func (w *writer) text(name, s string) {
	w.open(name)
	w.string(s)
	w.close(name)
}

// optional writes a text that may be null.
func (w *writer) optional(name string, s *string) {
	w.open(name)
	if s == nil {
		w.null()
	} else {
		w.string(*s)
	}
	w.close(name)
}

func (w *writer) stamp(name string, t stamp) { w.text(name, t.String()) }

func (w *writer) string(s string) {
	if w.xml {
		_ = xml.EscapeText(w, []byte(s)) // Writing to memory cannot fail.
		return
	}
	w.out = wire.AppendString(w.out, s)
}

// Write makes the writer the io.Writer that xml.EscapeText wants.
func (w *writer) Write(p []byte) (int, error) {
	w.out = append(w.out, p...)
	return len(p), nil
}

// null is an empty element in XML.
func (w *writer) null() {
	if !w.xml {
		w.raw("null")
	}
}

func (w *writer) object(e entity) {
	if w.xml {
		e.fields(w)
		return
	}
	w.raw("{")
	e.fields(w)
	w.raw("}")
}

func writeList[E entity](w *writer, rows []E) {
	if w.xml {
		for _, row := range rows {
			w.raw("<item>")
			row.fields(w)
			w.raw("</item>")
		}
		return
	}
	w.raw("[")
	for i, row := range rows {
		if i > 0 {
			w.raw(",")
		}
		w.object(row)
	}
	w.raw("]")
}
