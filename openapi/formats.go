package openapi

import (
	"errors"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// visitFirst makes VisitJSON check the formats it leaves unchecked; visitAll makes it report
// everything at once. They are given per call: kin-openapi's global format table races.
var visitFirst = []openapi3.SchemaValidationOption{
	openapi3.EnableFormatValidation(),
	openapi3.DisableSchemaErrorDetails(),
	openapi3.WithStringFormatValidators(map[string]openapi3.StringFormatValidator{
		"date":            timeFormat(time.DateOnly),
		"date-time":       timeFormat(time.RFC3339),
		"local-date-time": timeFormat(time.DateTime), // yyyy-MM-dd HH:mm:ss without a zone, as these vendors write it
		"email":           format(func(s string) bool { _, err := mail.ParseAddress(s); return err == nil }),
		"uuid":            format(uuid.MatchString),
		"uri":             format(func(s string) bool { u, err := url.Parse(s); return err == nil && u.IsAbs() }),
	}),
}

var visitAll = append(slices.Clone(visitFirst), openapi3.MultiErrors())

var uuid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

var errFormat = errors.New("does not have the format")

func timeFormat(layout string) openapi3.StringFormatValidator {
	return format(func(s string) bool {
		t, err := time.Parse(layout, s)
		return err == nil && (layout == time.RFC3339 || t.Format(layout) == s) // Parse takes 1:02:03 too.
	})
}

func format(fits func(string) bool) openapi3.StringFormatValidator {
	return openapi3.NewCallbackValidator(func(s string) error {
		if fits(s) {
			return nil
		}
		return errFormat
	})
}
