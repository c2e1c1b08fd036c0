package socialepoch

import (
	"context"
	"fmt"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// began is when the made-up chats begin.
var began = time.Date(2025, 4, 2, 13, 0, 0, 0, time.UTC)

// chat stores messages of a new friend, a minute apart, and returns the friend and the ids in order of
// time: what each message is, the changes say.
func (e *Env) chat(ctx context.Context, changes ...Fields) (friend string, ids []string) {
	friend = e.Number()
	return friend, e.talk(ctx, friend, changes...)
}

// talk is chat of a friend that there is.
func (e *Env) talk(ctx context.Context, friend string, changes ...Fields) (ids []string) {
	for i, change := range changes {
		id := strings.ReplaceAll(e.Unique("M"), " ", "-")
		record := Fields{
			"username": "first", "whatsId": "86100", "friendWhatsId": friend, "friendName": "Rahim", "actionType": 1, "chatType": 1,
			"contentType": 0, "content": fmt.Sprintf("line %d", i), "chatTime": began.Add(time.Duration(i) * time.Minute).UnixMilli(),
		}
		for name, value := range change {
			record = record.With(name, value)
		}
		Expect(e.Simulated().PutRecord(ctx, "messages", id, record)).To(Succeed())
		ids = append(ids, id)
	}
	return ids
}

// found lists the ids of the messages that satisfy the conditions.
func (e *Env) found(ctx context.Context, opts socialepoch.MessageListOptions) []string {
	ids := []string{}
	for m, err := range e.Client.Messages.All(ctx, opts) {
		ExpectWithOffset(1, err).NotTo(HaveOccurred())
		ids = append(ids, m.MsgID)
	}
	return ids
}

func readMessages(s declaration) {
	reading := func(from string) contracts.About {
		return contracts.From(fromChat+from, openapi.VendorPage, "msgPage").Beyond().Controlled()
	}

	s.Spec("SE-MESSAGE-PAGE-01", "answers who wrote what to whom and when", reading(": records"),
		func(ctx SpecContext, e *Env) {
			friend, ids := e.chat(ctx, Fields{"actionType": 2})
			page, err := e.Client.Messages.List(ctx, socialepoch.MessageListOptions{FriendWhatsID: friend})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.Records).To(HaveLen(1))
			m := page.Records[0]
			Expect(m.Content).To(ContainSubstring("line 0"))
			m.Content = nil
			Expect(m).To(Equal(socialepoch.Message{
				Username: "first", WhatsID: "86100", FriendWhatsID: friend, FriendName: "Rahim", ActionType: 2, ChatType: 1,
				ContentType: "0", ChatTime: began.UnixMilli(), MsgID: ids[0],
			}))
		})

	s.Spec("SE-MESSAGE-PAGE-02", "filters by each condition, and by all together", reading(": info"),
		func(ctx SpecContext, e *Env) {
			friend, ids := e.chat(ctx, Fields{}, Fields{"username": "second"}, Fields{"whatsId": "86200"}, Fields{"actionType": 2},
				Fields{"chatType": 2}, Fields{"contentType": 4})
			without := func(out int) (others []string) {
				return append(append(others, ids[:out]...), ids[out+1:]...)
			}
			type options = socialepoch.MessageListOptions
			for _, c := range []struct {
				options
				want []string
			}{
				{options{}, ids},
				{options{AgentAccount: "second"}, ids[1:2]},
				{options{AgentAccount: "first"}, without(1)},
				{options{WhatsID: "86200"}, ids[2:3]},
				{options{ActionType: socialepoch.ActionReceive}, ids[3:4]},
				{options{ActionType: socialepoch.ActionSend}, without(3)},
				{options{ChatType: socialepoch.ChatGroup}, ids[4:5]},
				{options{ContentType: socialepoch.ContentFile}, ids[5:6]},
				{options{ContentType: socialepoch.ContentText, AgentAccount: "first", WhatsID: "86100", ActionType: 1, ChatType: 1}, ids[:1]},
				{options{From: began.Add(time.Minute), To: began.Add(3 * time.Minute)}, ids[1:4]},
				{options{AgentAccount: "second", WhatsID: "86200"}, []string{}},
				{options{AgentAccount: "First"}, []string{}},
			} {
				c.FriendWhatsID = friend
				Expect(e.found(ctx, c.options)).To(ConsistOf(c.want), "%+v", c.options)
			}
			Expect(e.found(ctx, options{FriendWhatsID: e.Number()})).To(BeEmpty())
		})
}

func pageMessages(s declaration) {
	s.Spec("SE-MESSAGE-PAGE-03", "pages without gaps or overlaps and tells total, size, current and pages",
		contracts.From(fromChat+": current, pageSize", openapi.VendorPage, "msgPage").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			friend, ids := e.chat(ctx, Fields{}, Fields{}, Fields{}, Fields{}, Fields{})
			for size, pages := range map[int][]int{1: {1, 1, 1, 1, 1, 0}, 2: {2, 2, 1, 0}, 5: {5, 0}, 1000: {5, 0}} {
				var seen []string
				for i, want := range pages {
					page, err := e.Client.Messages.List(ctx, socialepoch.MessageListOptions{FriendWhatsID: friend, Current: i + 1, PageSize: size})
					Expect(err).NotTo(HaveOccurred())
					Expect([]int{page.Total, page.Size, page.Current, page.Pages}).To(Equal([]int{5, size, i + 1, len(pages) - 1}))
					Expect(page.Records).To(HaveLen(want))
					for _, m := range page.Records {
						seen = append(seen, m.MsgID)
					}
				}
				Expect(seen).To(ConsistOf(ids), "pages of %d", size)
			}
		})

	s.Spec("SE-MESSAGE-PAGE-04", "answers the first ten messages by default",
		contracts.From(fromChat+": current, pageSize", openapi.VendorPage, "msgPage").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			friend, _ := e.chat(ctx, make([]Fields, 12)...)
			page, err := e.Client.Messages.List(ctx, socialepoch.MessageListOptions{FriendWhatsID: friend})
			Expect(err).NotTo(HaveOccurred())
			Expect([]int{page.Total, page.Size, page.Current, page.Pages, len(page.Records)}).To(Equal([]int{12, 10, 1, 2, 10}))
		})
}

func refuseMessageQueries(s declaration) {
	s.Spec("SE-MESSAGE-PAGE-07", "wants both ends of a range of times", contracts.From(fromChat+": note on ranges", openapi.VendorPage, "msgPage").
		Beyond(),
		func(ctx SpecContext, e *Env) {
			for _, opts := range []socialepoch.MessageListOptions{{From: began}, {To: began}} {
				_, err := e.Client.Messages.List(ctx, opts)
				Expect(err).To(e.Refuse(socialepoch.CodeInvalid))
			}
		})
}
