package dustess

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// arrangeTags puts two groups of contact tags into the sandbox.
func (e *Env) arrangeTags(ctx SpecContext) {
	e.Put(ctx, "busiTagGroups", "my-a", map[string]any{"groupId": "my-a", "groupName": "我的行业", "groupEnable": true, "deptIds": []int{901}, "tagList": []any{
		map[string]any{"tagId": "my-1", "tagName": "制造", "order": 1, "isEnable": true}, map[string]any{"tagId": "my-2", "tagName": "制药", "order": 5, "isEnable": false},
	}})
	e.Put(ctx, "busiTagGroups", "my-b", map[string]any{"groupId": "my-b", "groupName": "我的等级", "groupEnable": false, "deptIds": []int{901, 902}, "tagList": []any{
		map[string]any{"tagId": "77", "tagName": "制度", "order": 0, "isEnable": true},
	}})
}

// tagIDs returns the ids of the tags by group, in order.
func tagIDs(groups []dustess.BusiTagGroup) map[string][]string {
	tags := map[string][]string{}
	for _, g := range groups {
		tags[g.GroupID] = []string{}
		for _, t := range g.TagList {
			tags[g.GroupID] = append(tags[g.GroupID], t.TagID)
		}
	}
	return tags
}

// listTags: contact tags by group.
func listTags(s declaration) {
	s.Spec("DU-TAG-01", "lists groups with their tags, those of larger order first",
		contracts.From(busiTagPage, openapi.VendorPage, "listBusiTags").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			e.arrangeTags(ctx)
			groups, err := e.Client.Tags.BusiTags(ctx, dustess.BusiTagFilter{})
			Expect(err).NotTo(HaveOccurred())
			Expect(groups).To(ContainElement(dustess.BusiTagGroup{
				GroupID: "my-a", GroupName: "我的行业", GroupEnable: true, DeptIDs: []int{901}, TagList: []dustess.BusiTag{
					{TagID: "my-2", TagName: "制药", Order: 5}, {TagID: "my-1", TagName: "制造", Order: 1, IsEnable: true},
				},
			}))
		})

	s.Spec("DU-TAG-02", "filters groups and tags by all that is given",
		contracts.From(busiTagPage, openapi.Inferred, "listBusiTags").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			e.arrangeTags(ctx)
			mine := []string{"my-a", "my-b"}
			for _, test := range []struct {
				filter dustess.BusiTagFilter
				want   map[string][]string
			}{
				{dustess.BusiTagFilter{GroupIDs: mine}, map[string][]string{"my-a": {"my-2", "my-1"}, "my-b": {"77"}}},
				{dustess.BusiTagFilter{DeptIDs: []int{902}}, map[string][]string{"my-b": {"77"}}},
				{dustess.BusiTagFilter{DeptIDs: []int{901}}, map[string][]string{"my-a": {"my-2", "my-1"}, "my-b": {"77"}}},
				{dustess.BusiTagFilter{GroupName: "的行"}, map[string][]string{"my-a": {"my-2", "my-1"}}},
				{dustess.BusiTagFilter{GroupIDs: mine, GroupEnable: new(false)}, map[string][]string{"my-b": {"77"}}},
				{dustess.BusiTagFilter{GroupIDs: mine, TagName: "制造"}, map[string][]string{"my-a": {"my-1"}}},
				{dustess.BusiTagFilter{GroupIDs: mine, IsEnable: new(true)}, map[string][]string{"my-a": {"my-1"}, "my-b": {"77"}}},
				{dustess.BusiTagFilter{TagIDs: []string{"my-2", "77"}}, map[string][]string{"my-a": {"my-2"}, "my-b": {"77"}}},
				{dustess.BusiTagFilter{TagIDs: []string{"my-2"}, GroupIDs: []string{"my-b"}}, map[string][]string{}},
				{dustess.BusiTagFilter{GroupIDs: []string{"no such group"}}, map[string][]string{}},
			} {
				groups, err := e.Client.Tags.BusiTags(ctx, test.filter)
				Expect(err).NotTo(HaveOccurred())
				Expect(tagIDs(groups)).To(Equal(test.want), "%+v", test.filter)
			}
		})

}

// addTags: friend tags, which contacts can have.
func addTags(s declaration) {
	s.Spec("DU-QWTAG-01", "makes a group with tags, which contacts can then have",
		contracts.From(qwTagPage, openapi.VendorPage, "addQwTag", "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			name := e.group()
			group, err := e.Client.Tags.AddQwTags(ctx, dustess.NewQwTags{GroupName: name, Order: 3, Tag: []dustess.NewQwTag{{Name: "重要"}, {Name: "一般", Order: 2}}})
			Expect(err).NotTo(HaveOccurred())
			Expect(group).To(And(HaveField("GroupName", name), HaveField("Order", 3), HaveField("Deleted", false)))
			Expect(group.Tag).To(HaveExactElements(And(HaveField("Name", "重要"), HaveField("Order", 0)), And(HaveField("Name", "一般"), HaveField("Order", 2))))
			Expect(group.Tag[0].ID).NotTo(Equal(group.Tag[1].ID))
			id := e.Add(ctx, dustess.Contact{})
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Tags: []string{group.Tag[0].ID, group.Tag[1].ID}})).To(BeZero())
		})

	s.Spec("DU-QWTAG-02", "adds tags to the group of that id or name, and the same name only once",
		contracts.From(qwTagPage, openapi.Inferred, "addQwTag").Beyond(),
		func(ctx SpecContext, e *Env) {
			name := e.group()
			group, err := e.Client.Tags.AddQwTags(ctx, dustess.NewQwTags{GroupName: name, Tag: []dustess.NewQwTag{{Name: "重要"}}})
			Expect(err).NotTo(HaveOccurred())
			byID, err := e.Client.Tags.AddQwTags(ctx, dustess.NewQwTags{GroupID: group.GroupID, GroupName: strings.Repeat("长", 31),
				Tag: []dustess.NewQwTag{{Name: "一般"}}})
			Expect(err).NotTo(HaveOccurred())
			Expect(byID).To(And(HaveField("GroupID", group.GroupID), HaveField("GroupName", name), HaveField("Tag", HaveExactElements(HaveField("Name", "一般")))))
			byName, err := e.Client.Tags.AddQwTags(ctx, dustess.NewQwTags{GroupName: name, Tag: []dustess.NewQwTag{{Name: "重要"}}})
			Expect(err).NotTo(HaveOccurred())
			Expect(byName).To(And(HaveField("GroupID", group.GroupID), HaveField("Tag", HaveExactElements(HaveField("ID", group.Tag[0].ID)))))
		})

	s.Spec("DU-QWTAG-03", "refuses a call without a group or tags, an unknown group, and what is too long or too much",
		contracts.From(qwTagPage, openapi.Inferred, "addQwTag").Beyond(),
		func(ctx SpecContext, e *Env) {
			long := strings.Repeat("长", 31)
			for _, body := range []string{`{"groupName":"` + long + `","tag":[{"name":"x"}]}`, `{"tag":[{"name":"x"}]}`,
				`{"groupName":"","groupId":"","tag":[{"name":"x"}]}`, `{"groupId":` + quoted(e.UnknownID()) + `,"tag":[{"name":"x"}]}`} {
				Expect(e.Send(ctx, written("addQwTag", body)).Code).To(Equal(dustess.CodeMalformed), body)
			}
			e.Claim("x")
			for _, body := range []string{
				``, `[]`, `{`, `{"groupName":"g"}`, `{"groupName":"g","tag":[]}`, `{"groupName":"g","tag":"x"}`, `{"groupName":"g","tag":[{}]}`, `{"groupName":"g","tag":[{"name":""}]}`,
				`{"groupName":"g","tag":[{"name":5}]}`, `{"groupName":"g","tag":[{"name":"` + long + `"}]}`,
				`{"groupName":"g","order":-1,"tag":[{"name":"x"}]}`, `{"groupName":"g","order":4294967296,"tag":[{"name":"x"}]}`, `{"groupName":"g","tag":[{"name":"x","order":1.5}]}`,
				`{"groupName":"g","tag":[{"name":"x"}` + strings.Repeat(`,{"name":"x"}`, 100) + `]}`,
			} {
				Expect(e.Send(contracts.Wrong(ctx), written("addQwTag", body)).Code).To(Equal(dustess.CodeMalformed), body)
			}
		})

	s.Spec("DU-QWTAG-04", "takes 100 tags and names of 30 characters",
		contracts.From(qwTagPage, openapi.VendorPage, "addQwTag").Beyond(),
		func(ctx SpecContext, e *Env) {
			name := e.group()
			tags := make([]dustess.NewQwTag, 100)
			for i := range tags {
				tags[i].Name = strings.Repeat("长", 28) + string(rune('A'+i/10)) + string(rune('0'+i%10))
			}
			group, err := e.Client.Tags.AddQwTags(ctx, dustess.NewQwTags{GroupName: name + strings.Repeat("长", 30-len(name)), Tag: tags})
			Expect(err).NotTo(HaveOccurred())
			Expect(group.Tag).To(HaveLen(100))
		})
}

// group returns a name of a group of friend tags that nothing else has; it must be short.
func (e *Env) group() string { return "g" + e.Phone() }
