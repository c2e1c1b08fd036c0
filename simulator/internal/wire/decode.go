package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// Decode reads a record that the control API was given: one JSON value, without keys that into does
// not know, numbers as json.Number where into leaves their type open.
func Decode(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}
