package dustess

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

// A busiGroup is a group of contact tags.
type busiGroup struct {
	ID      string    `json:"groupId"`
	Name    string    `json:"groupName"`
	Enable  bool      `json:"groupEnable"`
	DeptIDs []int     `json:"deptIds"`
	Tags    []busiTag `json:"tagList"`
}

func (g busiGroup) key() string { return g.ID }

// A busiTag is a contact tag. It comes before those with a smaller order.
type busiTag struct {
	ID     string `json:"tagId"`
	Name   string `json:"tagName"`
	Order  int    `json:"order"`
	Enable bool   `json:"isEnable"`
}

// A busiFilter is what groups and tags must be; all that is given must hold, and none is all (DU-Q58).
type busiFilter struct {
	deptIDs               []string
	groupIDs, tagIDs      []string
	groupName, tagName    string
	groupEnable, isEnable *bool
}

func readBusiFilter(c *api.Call) *busiFilter {
	body := bodyOf(c)
	return &busiFilter{
		deptIDs: plainTexts(body, "deptIds"), groupIDs: plainTexts(body, "groupIds"), tagIDs: plainTexts(body, "tagIds"),
		groupName: text(body, "groupName"), tagName: text(body, "tagName"),
		groupEnable: flag(body, "groupEnable"), isEnable: flag(body, "isEnable"),
	}
}

// plainTexts reads a list of numbers or texts as texts (DU-Q53).
func plainTexts(body map[string]any, name string) []string {
	list, _ := body[name].([]any)
	var out []string
	for _, value := range list {
		out = append(out, fmt.Sprint(value))
	}
	return out
}

// flag reads a truth value, nil when it is not given.
func flag(body map[string]any, name string) *bool {
	value, given := body[name].(bool)
	if !given {
		return nil
	}
	return &value
}

// listBusiTags answers the groups that pass, each with those of its tags that do. A filter on tags
// leaves out the groups without any (DU-Q58).
func listBusiTags(tx *tx, c *api.Call) api.Answer {
	f := readBusiFilter(c)
	shown := []busiGroup{}
	for g := range tx.State.busiGroups.All() {
		if !f.takesGroup(g) {
			continue
		}
		g.Tags = slices.DeleteFunc(append([]busiTag{}, g.Tags...), func(t busiTag) bool { return !f.takesTag(t) })
		slices.SortStableFunc(g.Tags, func(a, b busiTag) int { return cmp.Compare(b.Order, a.Order) })
		if len(g.Tags) > 0 || !f.onTags() {
			shown = append(shown, g)
		}
	}
	return ok("success", shown).answer()
}

func (f *busiFilter) onTags() bool { return len(f.tagIDs) > 0 || f.tagName != "" || f.isEnable != nil }

func (f *busiFilter) takesGroup(g busiGroup) bool {
	inDept := slices.ContainsFunc(g.DeptIDs, func(id int) bool { return slices.Contains(f.deptIDs, strconv.Itoa(id)) })
	return (len(f.deptIDs) == 0 || inDept) &&
		(len(f.groupIDs) == 0 || slices.Contains(f.groupIDs, g.ID)) &&
		strings.Contains(g.Name, f.groupName) &&
		(f.groupEnable == nil || *f.groupEnable == g.Enable)
}

func (f *busiFilter) takesTag(t busiTag) bool {
	return (len(f.tagIDs) == 0 || slices.Contains(f.tagIDs, t.ID)) &&
		strings.Contains(t.Name, f.tagName) &&
		(f.isEnable == nil || *f.isEnable == t.Enable)
}

// A qwGroup is a group of friend tags.
type qwGroup struct {
	CreateTime int64  `json:"create_time"` // Unix seconds
	Deleted    bool   `json:"deleted"`
	ID         string `json:"group_id"`
	Name       string `json:"group_name"`
	Order      int    `json:"order"`
	Type       int    `json:"type"` // DU-Q71
}

func (g qwGroup) key() string { return g.ID }

// A qwTag is a friend tag.
type qwTag struct {
	CreateTime int64  `json:"create_time"` // Unix seconds
	Deleted    bool   `json:"deleted"`
	ID         string `json:"id"`
	Name       string `json:"name"`
	Order      int    `json:"order"`
	GroupID    string `json:"group_id,omitempty"` // not in answers
}

func (t qwTag) key() string  { return t.ID }
func (t qwTag) name() string { return t.Name }

type shownQwGroup struct {
	qwGroup
	Tags []qwTag `json:"tag"`
}

// qwTags holds all friend tags, and finds those of a group.
type qwTags struct{ byID, byGroup store.Set[qwTag] }

func newQwTags() qwTags {
	return qwTags{byID[qwTag](), store.NewSet(func(a, b qwTag) bool {
		return cmp.Or(strings.Compare(a.GroupID, b.GroupID), strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID)) < 0
	})}
}

func (t *qwTags) put(w store.Writer, tag qwTag) {
	t.remove(w, tag)
	t.byID.Put(w, tag)
	t.byGroup.Put(w, tag)
}

func (t *qwTags) remove(w store.Writer, tag qwTag) {
	if old, had := t.byID.Get(tag); had {
		t.byID.Delete(w, old)
		t.byGroup.Delete(w, old)
	}
}

// of returns the tags of a group from a name on.
func (t *qwTags) of(group, name string) iter.Seq[qwTag] {
	return func(yield func(qwTag) bool) {
		for tag := range t.byGroup.From(qwTag{GroupID: group, Name: name}) {
			if tag.GroupID != group || !yield(tag) {
				return
			}
		}
	}
}

const maxGroupName = 30 // characters (page on friend tags)

// addQwTag adds tags to a group. A name that the group has already is answered as it stands (DU-Q71).
func addQwTag(tx *tx, c *api.Call) api.Answer {
	body := bodyOf(c)
	id, name := text(body, "groupId"), text(body, "groupName")
	g, found := groupOf(tx, id, name)
	switch {
	case id == "" && name == "":
		return deny(c, codeMalformed, "groupName is required", openapi.Finding{
			In: "body", Place: "/groupName", Rule: openapi.RuleRequired, Wanted: "groupId or groupName", Got: "neither",
		})
	case id == "" && utf8.RuneCountInString(name) > maxGroupName: // Not in the document: with a groupId the name is ignored.
		return deny(c, codeMalformed, "groupName too long", openapi.Finding{
			In: "body", Place: "/groupName", Rule: "maxLength", Wanted: "30 characters at most", Got: strconv.Itoa(utf8.RuneCountInString(name)),
		})
	case id != "" && !found:
		return deny(c, codeMalformed, "groupId invalid", openapi.Finding{
			In: "body", Place: "/groupId", Rule: "record", Wanted: "the id of a group", Got: id,
		})
	case !found:
		order, _ := number(body["order"])
		g = qwGroup{CreateTime: tx.Now.Unix(), ID: newTagID(tx), Name: name, Order: order, Type: 1}
		tx.State.qwGroups.Put(tx.Writer, g)
	}
	shown := shownQwGroup{qwGroup: g}
	list, _ := body["tag"].([]any)
	for _, element := range list {
		asked, _ := element.(map[string]any)
		order, _ := number(asked["order"])
		shown.Tags = append(shown.Tags, putQwTag(tx, g, text(asked, "name"), order))
	}
	return kept(ok("success", struct {
		ErrCode int          `json:"errcode"`
		ErrMsg  string       `json:"errmsg"`
		Group   shownQwGroup `json:"tag_group"`
	}{0, "ok", shown}))
}

// groupOf finds a group by id if there is one, else by name.
func groupOf(tx *tx, id, name string) (qwGroup, bool) {
	if id != "" {
		return tx.State.qwGroups.Get(qwGroup{ID: id})
	}
	for g := range tx.State.qwGroups.All() {
		if g.Name == name {
			return g, true
		}
	}
	return qwGroup{}, false
}

// putQwTag returns the group's tag of that name without its group, and makes it if need be.
func putQwTag(tx *tx, g qwGroup, name string, order int) qwTag {
	for t := range tx.State.qwTags.of(g.ID, name) {
		if t.Name != name {
			break
		}
		t.GroupID = ""
		return t
	}
	t := qwTag{CreateTime: tx.Now.Unix(), ID: newTagID(tx), Name: name, Order: order}
	stored := t
	stored.GroupID = g.ID
	tx.State.qwTags.put(tx.Writer, stored)
	return t
}

// newTagID begins as the ids in the document's example do.
func newTagID(tx *tx) string {
	return fmt.Sprintf("etDolH%.24s", strings.ReplaceAll(tx.NewUUID(), "-", ""))
}

func removeQwGroup(tx *tx, g qwGroup) {
	tx.State.qwGroups.Delete(tx.Writer, g)
	for _, t := range slices.Collect(tx.State.qwTags.of(g.ID, "")) {
		tx.State.qwTags.remove(tx.Writer, t)
	}
}

// checkBusiGroup makes lists of what is null: answers have lists.
func checkBusiGroup(_ *tx, g *busiGroup) error {
	g.DeptIDs, g.Tags = append([]int{}, g.DeptIDs...), append([]busiTag{}, g.Tags...)
	return nil
}
