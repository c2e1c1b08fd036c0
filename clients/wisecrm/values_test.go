package wisecrm

import (
	"encoding/json"
	"testing"
	"time"
)

func TestRecordValues(t *testing.T) {
	t.Parallel()
	v := newVendor(t, `{"error_code":0,"error_msg":"调用成功","data":{"name":"杨志永","big":9223372036854775807,
		"huge":12345678901234567890,"price":10.50,"yes":true,"none":null,"digits":"42","on":"2024-02-29 23:59:58"}}`)
	record, err := v.client(t).Accounts.Get(t.Context(), testAccount, "all")
	if err != nil {
		t.Fatal(err)
	}
	if got := record["huge"]; got != json.Number("12345678901234567890") {
		t.Errorf("a big integer lost digits: %#v", got)
	}
	for field, want := range map[string]string{
		"name": "杨志永", "big": "9223372036854775807", "huge": "12345678901234567890", "price": "10.50",
		"yes": "true", "none": "", "absent": "", "digits": "42",
	} {
		if got := record.Text(field); got != want {
			t.Errorf("text of %s: %q, want %q", field, got, want)
		}
	}
	for field, want := range map[string]int64{"big": 9223372036854775807, "digits": 42} {
		if got, err := record.Int(field); got != want || err != nil {
			t.Errorf("int of %s: %d, %v", field, got, err)
		}
	}
	for _, field := range []string{"name", "huge", "price", "none", "absent"} {
		if got, err := record.Int(field); got != 0 || err == nil {
			t.Errorf("int of %s: %d, %v", field, got, err)
		}
	}
	want := time.Date(2024, 2, 29, 15, 59, 58, 0, time.UTC)
	if got, err := record.Time("on"); !got.Equal(want) || err != nil {
		t.Errorf("time: %s, %v", got, err)
	}
	for _, field := range []string{"name", "none", "big"} {
		if got, err := record.Time(field); !got.IsZero() || err == nil {
			t.Errorf("time of %s: %s, %v", field, got, err)
		}
	}
}

func TestTypedValues(t *testing.T) {
	t.Parallel()
	record := Record{
		"price": json.Number("99999.10"), "text": "12.5", "less": json.Number("-0.01"), "big": json.Number("1E3"),
		"none": nil, "name": "杨志永",
		"half": "1/2", "hex": "0x10", "bomb": json.Number("1e999999999"), "yes": true, "no": false, "one": json.Number("1"), "word": "TRUE",
		"day": "2024-02-29", "moment": "2024-02-29 23:59:58", "never": "2023-02-29",
	}
	for field, want := range map[string]string{"price": "99999.10", "text": "12.50", "less": "-0.01", "big": "1000.00", "one": "1.00"} {
		if got, err := record.Decimal(field); err != nil || got.FloatString(2) != want {
			t.Errorf("decimal of %s: %v, %v", field, got, err)
		}
	}
	for _, field := range []string{"none", "name", "absent", "half", "hex", "bomb", "yes", "day"} {
		if got, err := record.Decimal(field); err == nil || got != nil {
			t.Errorf("decimal of %s: %v", field, got)
		}
	}
	for field, want := range map[string]bool{"yes": true, "no": false, "one": true, "word": true} {
		if got, err := record.Bool(field); err != nil || got != want {
			t.Errorf("bool of %s: %v, %v", field, got, err)
		}
	}
	for _, field := range []string{"none", "name", "absent", "price"} {
		if got, err := record.Bool(field); err == nil || got {
			t.Errorf("bool of %s: %v", field, got)
		}
	}
	want := time.Date(2024, 2, 28, 16, 0, 0, 0, time.UTC)
	for _, field := range []string{"day", "moment"} {
		if got, err := record.Date(field); err != nil || !got.Equal(want) {
			t.Errorf("date of %s: %v, %v", field, got, err)
		}
	}
	for _, field := range []string{"none", "never", "price", "absent"} {
		if got, err := record.Date(field); err == nil || !got.IsZero() {
			t.Errorf("date of %s: %v", field, got)
		}
	}
	if got := Date(want.Add(-time.Second)); got != "2024-02-28" {
		t.Errorf("the day before is %s", got)
	}
}

func TestDateTime(t *testing.T) {
	t.Parallel()
	if got := DateTime(time.Date(2024, 2, 29, 15, 59, 58, 999, time.UTC)); got != "2024-02-29 23:59:58" {
		t.Errorf("got %s", got)
	}
}
