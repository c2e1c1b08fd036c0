package contracts

import (
	"fmt"
	"strings"
)

// TargetFrom returns the target that a URL and the environment name, with getenv as os.Getenv. The
// URL goes before that of the environment; with neither, and no credentials, it is fallback. Some but
// not all credentials, or credentials without a URL, are an error: nobody should take a run on the
// simulator for one on the vendor.
func TargetFrom(s *Suite, address string, getenv func(string) string, fallback Target) (Target, error) {
	if address == "" {
		address = getenv(variable(s, "url"))
	}
	credentials := map[string]string{}
	var missing []string
	for _, c := range s.vendor.Credentials {
		if value := getenv(variable(s, c.Name)); value != "" {
			credentials[c.Name] = value
		} else {
			missing = append(missing, variable(s, c.Name))
		}
	}
	switch {
	case len(credentials) == 0 && address == "":
		return fallback, nil
	case len(credentials) == 0:
		return Target{URL: address}, nil
	case len(missing) > 0:
		return Target{}, fmt.Errorf("%s: a live run also needs %s", s.Vendor, strings.Join(missing, ", "))
	case address == "":
		return Target{}, fmt.Errorf("%s: a live run also needs --url or %s", s.Vendor, variable(s, "url"))
	}
	return Target{URL: address, Credentials: credentials}, nil
}

// Variables returns the names of the environment variables that hold the vendor's credentials.
func Variables(s *Suite) []string {
	var names []string
	for _, c := range s.vendor.Credentials {
		names = append(names, variable(s, c.Name))
	}
	return names
}

func variable(s *Suite, name string) string {
	return strings.ToUpper("crmcheck_" + s.Vendor + "_" + name)
}
