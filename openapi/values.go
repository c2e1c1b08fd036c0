package openapi

import (
	"bytes"
	"errors"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Values returns the parameters of a request: those of its query and, where the operation takes
// forms, those of a form body that the query does not have. Where the document ignores letter case,
// a parameter stands under its documented name as well. The error names what could not be parsed;
// the values hold all the rest. A nil operation has a query only.
func (o *Operation) Values(r *http.Request, body []byte) (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if o == nil {
		return values, err
	}
	if o.forms && len(body) > 0 {
		form, formErr := parseForm(r.Header.Get("Content-Type"), body)
		err = errors.Join(err, formErr)
		for name, given := range form {
			if _, has := values[name]; !has {
				values[name] = given
			}
		}
	}
	if o.doc.ignoreCase {
		o.foldNames(values)
	}
	return values, err
}

// foldNames adds each parameter that is spelled in other letter case under its documented name.
func (o *Operation) foldNames(values url.Values) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		i := slices.IndexFunc(o.Parameters, func(p *Parameter) bool { return strings.EqualFold(p.Name, name) })
		if i < 0 {
			continue
		}
		if _, has := values[o.Parameters[i].Name]; !has {
			values[o.Parameters[i].Name] = values[name]
		}
	}
}

// maxFormMemory is how much of a multipart form is parsed in memory; the caller has bounded the body.
const maxFormMemory = 32 << 20

func parseForm(contentType string, body []byte) (url.Values, error) {
	media, options, _ := mime.ParseMediaType(contentType)
	switch media {
	case "multipart/form-data":
		form, err := multipart.NewReader(bytes.NewReader(body), options["boundary"]).ReadForm(maxFormMemory)
		if err != nil {
			return nil, err
		}
		return form.Value, form.RemoveAll()
	case "application/x-www-form-urlencoded", "":
		return url.ParseQuery(string(body))
	default:
		return nil, errors.New("the body is " + media + ", not a form")
	}
}
