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

	s.Spec("DU-QWTAG-03", "refuses a call without a group, an unknown group, and a name of a group that is too long",
		contracts.From(qwTagPage, openapi.Inferred, "addQwTag").Beyond(),
		func(ctx SpecContext, e *Env) {
			long := strings.Repeat("长", 31)
			for _, body := range []string{`{"groupName":"` + long + `","tag":[{"name":"x"}]}`, `{"tag":[{"name":"x"}]}`,
				`{"groupName":"","groupId":"","tag":[{"name":"x"}]}`, `{"groupId":` + quoted(e.UnknownID()) + `,"tag":[{"name":"x"}]}`} {
				Expect(e.Send(ctx, written("addQwTag", body)).Code).To(Equal(dustess.CodeMalformed), body)
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
