package dustess

import "testing"

// DU-Q30, DU-Q31: letter case and dashes do not count.
func TestCanonicalType(t *testing.T) {
	t.Parallel()
	for spelling, want := range map[string]string{
		"text": "text", "TEXT": "text", "text-area": "textarea", "Int": "Int", "int": "Int", "multi-cascader": "multiCascader",
		"multiCascader": "multiCascader", "MULTI-CASCADER": "multiCascader", "file": "files", "Files": "files", "attachment": "files",
		"": "", "number": "", "cascaders": "", "-": "",
	} {
		if got := canonicalType(spelling); got != want {
			t.Errorf("%q: got %q, want %q", spelling, got, want)
		}
	}
}

// DU-Q37: wider than the list's pattern.
func TestMobileNumber(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]bool{
		"12500010002": true, "+8612500010002": true, "+1 212-555-0100": true, "1234": true,
		"": false, "+": false, "123": false, "12 ": false, "1250001000x": false, "++8612500010002": false, " 12500010002": false, "1234567890123456789012": false,
	} {
		if got := mobileNumber.MatchString(number); got != want {
			t.Errorf("%q: got %v, want %v", number, got, want)
		}
	}
}
