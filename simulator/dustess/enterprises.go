package dustess

import "github.com/crmsim/crmsim/simulator/internal/api"

// A followStatus is a step in the dealings with an enterprise.
type followStatus struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Display    string `json:"display"`
	Enable     bool   `json:"enable"`
	AutoChange bool   `json:"auto_change"`
}

func (f followStatus) key() string { return f.ID }

// A followReason is why an enterprise is invalid.
type followReason struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Enable bool   `json:"enable"` // DU-Q76
}

func (f followReason) key() string { return f.ID }

// listFollowStatus is the one operation whose success has no key success (page on follow status).
func listFollowStatus(tx *tx, _ *api.Call) api.Answer {
	e := ok("OK", struct {
		Status  []followStatus `json:"follow_status_list"`
		Reasons []followReason `json:"invalid_reason_list"`
	}{all(tx.State.followStatus), all(tx.State.followReasons)})
	e.Success = nil
	return e.answer()
}
