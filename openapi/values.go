package openapi

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// maxParameters bounds what a query or a form may hold: each parameter costs many times the bytes that it has.
const maxParameters = 10_000

// ErrParameters is the error of a query or form that has too many parameters; none of them is read.
var ErrParameters error = excess(fmt.Sprint(maxParameters, " parameters"))

const inQuery, inHeader = "query", "header" // where parameters are

// Values returns the parameters of a request: those of its query and, where the operation takes
// forms, those of a form body that the query does not have. Where the document ignores letter case,
// all spellings of a parameter stand under its documented name as well, in the order they came in. The
// error names what could not be parsed; the values hold all the rest. A nil operation has a query only.
func (o *Operation) Values(r *http.Request, body []byte) (url.Values, error) {
	values := make(url.Values, min(strings.Count(r.URL.RawQuery, "&")+1, 16))
	err := o.parse(values, r.URL.RawQuery)
	if !o.takesForm(r) || len(body) == 0 {
		return values, err
	}
	form := url.Values{}
	err = errors.Join(err, o.parseForm(form, r.Header.Get("Content-Type"), body))
	for name, given := range form {
		if _, has := values[name]; !has {
			values[name] = given
		}
	}
	return values, err
}

// takesForm reports whether the body of a request is a form; a GET has none (QC-Q02).
func (o *Operation) takesForm(r *http.Request) bool {
	return o != nil && o.forms && r.Method != http.MethodGet && r.Method != http.MethodHead
}

// parse adds the pairs of a query. As the vendors' servers do, and unlike net/url, it takes a semicolon
// as part of a value.
func (o *Operation) parse(values url.Values, raw string) (err error) {
	if strings.Count(raw, "&") >= maxParameters {
		return ErrParameters
	}
	room := make([]string, 0, strings.Count(raw, "&")+1) // Of the values, most of which stand alone under their names.
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, nameErr := url.QueryUnescape(name)
		value, valueErr := url.QueryUnescape(value)
		if problem := cmp.Or(nameErr, valueErr); problem == nil && pair != "" {
			room = append(room, value)
			o.add(values, name, room[len(room)-1:len(room):len(room)])
		} else if problem != nil && err == nil {
			err = fmt.Errorf("%q, which cannot be decoded: %w", shorten(name), problem)
		}
	}
	return err
}

// Undecodable says why the parameter of that name has no value although the query or the form has the name: the value
// cannot be decoded. It returns "" when that is not so.
func (o *Operation) Undecodable(r *http.Request, body []byte, name string) string {
	var texts []string
	if r.URL != nil {
		texts = append(texts, r.URL.RawQuery)
	}
	if media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); o.takesForm(r) && media != "multipart/form-data" {
		texts = append(texts, string(body))
	}
	for _, text := range texts {
		for pair := range strings.SplitSeq(text, "&") {
			given, value, _ := strings.Cut(pair, "=")
			_, problem := url.QueryUnescape(value)
			if problem == nil {
				continue
			}
			given, err := url.QueryUnescape(given)
			if err == nil && (given == name || o != nil && o.doc.ignoreCase && strings.EqualFold(given, name)) {
				return "a value that cannot be decoded: " + problem.Error()
			}
		}
	}
	return ""
}

// add adds one value under its name and, where that is the same but for letter case, its documented name.
func (o *Operation) add(values url.Values, name string, one []string) {
	if given := values[name]; given != nil {
		one = append(given, one[0])
	}
	values[name] = one
	if o == nil || !o.doc.ignoreCase {
		return
	}
	i := slices.IndexFunc(o.Parameters, func(p *Parameter) bool { return strings.EqualFold(p.Name, name) })
	if i >= 0 && o.Parameters[i].Name != name {
		documented := o.Parameters[i].Name
		values[documented] = append(values[documented], one[len(one)-1])
	}
}

func (o *Operation) parseForm(values url.Values, contentType string, body []byte) error {
	media, options, _ := mime.ParseMediaType(contentType)
	switch media {
	case "multipart/form-data":
		return o.parseParts(values, multipart.NewReader(bytes.NewReader(body), options["boundary"]))
	case "application/x-www-form-urlencoded", "":
		return o.parse(values, string(body))
	default:
		return errors.New("the body is " + shorten(media) + ", not a form")
	}
}

func (o *Operation) parseParts(values url.Values, parts *multipart.Reader) error {
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		text, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		if part.FileName() == "" {
			o.add(values, part.FormName(), []string{string(text)})
		}
	}
}
