package dustess

import (
	"context"
	"net/http"
)

// EnterprisesService reads about the companies that contacts work for (https://open.dustess.com/doc-5158669).
type EnterprisesService struct{ caller *caller }

// FollowStatusLists are the steps in the dealings with an enterprise, and why one is invalid.
type FollowStatusLists struct {
	FollowStatusList  []FollowStatus  `json:"follow_status_list"`
	InvalidReasonList []InvalidReason `json:"invalid_reason_list"`
}

// A FollowStatus is a step in the dealings with an enterprise. Contacts have others.
type FollowStatus struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Display    string `json:"display"`
	Enable     bool   `json:"enable"`
	AutoChange bool   `json:"auto_change"`
}

// An InvalidReason is why an enterprise is invalid.
type InvalidReason struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Enable bool   `json:"enable"`
}

// followStatusAnswer is the one answer that has no success.
type followStatusAnswer struct {
	Code int                `json:"code"`
	Msg  string             `json:"msg"`
	Data *FollowStatusLists `json:"data"`
}

func (a followStatusAnswer) missing() string { return lacks("data", a.Data == nil) }

// FollowStatus returns both lists.
//
// Operation: listFollowStatus.
func (s *EnterprisesService) FollowStatus(ctx context.Context) (*FollowStatusLists, error) {
	got, err := send[followStatusAnswer](ctx, s.caller,
		call{operation: "listFollowStatus", method: http.MethodGet, path: "enterprise/v1/follow-status/list"})
	return got.Data, err
}
