package dustess

import "context"

// TagsService reads the tags of contacts and adds tags of friends. The two have nothing in common:
// Contact.Tags takes those of friends.
type TagsService struct{ caller *caller }

// A BusiTagFilter narrows a list of contact tags. All that is given must hold.
type BusiTagFilter struct {
	DeptIDs     []int    `json:"deptIds,omitempty"`
	TagIDs      []string `json:"tagIds,omitempty"`
	TagName     string   `json:"tagName,omitempty"` // part of the name
	IsEnable    *bool    `json:"isEnable,omitempty"`
	GroupIDs    []string `json:"groupIds,omitempty"`
	GroupName   string   `json:"groupName,omitempty"` // part of the name
	GroupEnable *bool    `json:"groupEnable,omitempty"`
}

// A BusiTagGroup is a group of contact tags.
type BusiTagGroup struct {
	GroupID     string    `json:"groupId"`
	GroupName   string    `json:"groupName"`
	GroupEnable bool      `json:"groupEnable"`
	DeptIDs     []int     `json:"deptIds"` // departments that see the group
	TagList     []BusiTag `json:"tagList"`
}

// A BusiTag is a contact tag.
type BusiTag struct {
	TagID    string `json:"tagId"`
	TagName  string `json:"tagName"`
	Order    int    `json:"order"` // a larger one comes first
	IsEnable bool   `json:"isEnable"`
}

type busiTagsAnswer struct {
	outcome
	Data []BusiTagGroup `json:"data"`
}

func (a busiTagsAnswer) missing() string { return lacks("data", a.Data == nil) }

// BusiTags returns the contact tags by group.
//
// Operation: listBusiTags.
func (s *TagsService) BusiTags(ctx context.Context, filter BusiTagFilter) ([]BusiTagGroup, error) {
	got, err := send[busiTagsAnswer](ctx, s.caller, post("listBusiTags", "customer/v1/busiTagList", filter))
	return got.Data, err
}

// NewQwTags are friend tags to add to one group.
type NewQwTags struct {
	GroupID   string     `json:"groupId,omitempty"`   // this or GroupName
	GroupName string     `json:"groupName,omitempty"` // of at most 30 characters; a new name makes a new group
	Order     int        `json:"order,omitempty"`     // of a new group
	Tag       []NewQwTag `json:"tag"`                 // at most 100
}

// A NewQwTag is one of them.
type NewQwTag struct {
	Name  string `json:"name"` // at most 30 characters
	Order int    `json:"order,omitempty"`
}

// A QwTagGroup is a group of friend tags with those of its tags that a call was about.
type QwTagGroup struct {
	CreateTime int64   `json:"create_time"` // Unix seconds
	Deleted    bool    `json:"deleted"`
	GroupID    string  `json:"group_id"`
	GroupName  string  `json:"group_name"`
	Order      int     `json:"order"`
	Type       int     `json:"type"`
	Tag        []QwTag `json:"tag"`
}

// A QwTag is a friend tag: its ID goes into Contact.Tags.
type QwTag struct {
	CreateTime int64  `json:"create_time"` // Unix seconds
	Deleted    bool   `json:"deleted"`
	ID         string `json:"id"`
	Name       string `json:"name"`
	Order      int    `json:"order"`
}

type qwTagAnswer struct {
	outcome
	Data struct {
		ErrCode  int         `json:"errcode"`
		ErrMsg   string      `json:"errmsg"`
		TagGroup *QwTagGroup `json:"tag_group"`
	} `json:"data"`
}

func (a qwTagAnswer) missing() string { return lacks("data.tag_group", a.Data.TagGroup == nil) }

// AddQwTags adds friend tags and returns them with their group. An unknown GroupID is refused.
//
// Operation: addQwTag.
func (s *TagsService) AddQwTags(ctx context.Context, tags NewQwTags) (*QwTagGroup, error) {
	tags.Tag = append([]NewQwTag{}, tags.Tag...)
	got, err := send[qwTagAnswer](ctx, s.caller, post("addQwTag", "open-integration-api/tag/v1/qwTag/add", tags))
	return got.Data.TagGroup, err
}
