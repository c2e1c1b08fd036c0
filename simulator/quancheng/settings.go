package quancheng

import (
	"errors"
	"time"
)

// settings are what a customer's installation decides for itself.
type settings struct {
	Organization  string `json:"organization"` // name of the one organisation
	SiteKey       string `json:"site_key"`
	IdleHours     int    `json:"idle_hours"`     // life of a token that is not used (QC-Q06)
	DefaultSign   int32  `json:"default_sign"`   // 1 company, 2 person (QC-Q60)
	InvertRepeats bool   `json:"invert_repeats"` // false means that a name or number repeats (QC-Q50)
	StrictPaging  bool   `json:"strict_paging"`  // pageIndex and pageSize are required (QC-Q40)
}

func (s settings) idle() time.Duration { return time.Duration(s.IdleHours) * time.Hour }

func (s settings) valid() error {
	switch {
	case s.Organization == "" || s.SiteKey == "":
		return errors.New("want an organization and a site_key")
	case s.IdleHours < 1:
		return errors.New("want idle_hours of 1 or more")
	case s.DefaultSign != 1 && s.DefaultSign != 2:
		return errors.New("want a default_sign of 1 or 2")
	}
	return nil
}
