package openapi

import "testing"

// FuzzFits: what fits lets pass, the whole check lets pass too, for every parameter of every document.
func FuzzFits(f *testing.F) {
	var parameters []*Parameter
	simple := 0
	for _, vendor := range Vendors() {
		d, err := Load(vendor)
		if err != nil {
			f.Fatal(err)
		}
		for _, op := range d.Operations() {
			for _, p := range op.Parameters {
				parameters = append(parameters, p)
				if p.simple {
					simple++
				}
			}
		}
	}
	if simple == 0 {
		f.Fatal("no parameter takes the short way")
	}
	for _, text := range []string{
		"", "0", "-1", "201", "2147483648", "000000001", "1.0", "1e3", "+1", "TRUE", "true", "MD5", "杨志永",
		"002-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d", "027-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d", "\xff", "2013-05-05 10:25:30",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, p := range parameters {
			if !p.fits(text) {
				continue
			}
			if rule, wanted := checkText(p.schema, text); rule != "" {
				t.Errorf("%s: %q fits, but the whole check wants %s of %s", p.Name, text, wanted, rule)
			}
		}
	})
}
