package dustess

import "context"

// FriendsService binds WeCom friends (https://open.dustess.com/doc-5158544).
type FriendsService struct{ caller *caller }

// A FriendBinding binds a friend to a contact.
type FriendBinding struct {
	FriendID   int64  `json:"friendID"`
	CustomerID string `json:"customerID"` // id of the contact
}

// A FriendRow says what became of a binding.
type FriendRow struct {
	FriendID int64  `json:"friendID"`
	Code     int    `json:"code"` // 0, or ItemNoFriend and so on when the friend was not bound
	Msg      string `json:"msg"`
}

type friendsAnswer struct {
	outcome
	Data []FriendRow `json:"data"`
}

func (a friendsAnswer) missing() string { return lacks("data", a.Data == nil) }

// BatchBind binds friends to contacts, at most 100 in a call. Unlike other batches it gives no error
// when some fail: look at Code of each row.
//
// Operation: batchBindContact.
func (s *FriendsService) BatchBind(ctx context.Context, bindings ...FriendBinding) ([]FriendRow, error) {
	body := struct {
		List []FriendBinding `json:"list"`
	}{append([]FriendBinding{}, bindings...)}
	got, err := send[friendsAnswer](ctx, s.caller, post("batchBindContact", "open-integration-api/friend/v1/batchBindContact", body))
	return got.Data, err
}
