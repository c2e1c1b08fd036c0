package socialepoch

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// A sendInfo names a target, at a place in the body.
type sendInfo struct {
	fields
	place string
}

// soCreate makes a task for one target.
func soCreate(tx *tx, c *api.Call) api.Answer {
	return createTask(tx, c, []sendInfo{{bodyOf(c), ""}})
}

// moscCreate makes a task for many targets (SE-Q59).
func moscCreate(tx *tx, c *api.Call) api.Answer {
	var to []sendInfo
	for i, info := range bodyOf(c).list("sendInfos") {
		to = append(to, sendInfo{fieldsOf(info), fmt.Sprintf("/sendInfos/%d", i)})
	}
	return createTask(tx, c, to)
}

// createTask stores the task and the messages that it is going to send.
func createTask(tx *tx, c *api.Call, to []sendInfo) api.Answer {
	body := bodyOf(c)
	t := &task{
		Name: body.text("name"), TargetType: int(body.integerOr("targetType", 1)),
		Source: body.integerOr("source", body.integerOr("sendType", 1)), // SE-Q58
	}
	// All is read, so that the findings name all that is wrong; the answer tells of the first.
	if refused := cmp.Or(t.schedule(tx, c), t.fill(c), t.aim(tx, c, to)); refused != nil {
		return *refused
	}
	t.ID = strings.ReplaceAll(tx.NewUUID(), "-", "")
	tx.State.tasks.Put(tx.Writer, t)
	for _, m := range t.messages(tx.State) {
		tx.State.putMessage(tx.Writer, m)
	}
	return ok(successSmall, append(wire.AppendString([]byte(`{"taskId":`), t.ID), '}'))
}

// schedule reads when the task starts and ends (SE-Q61).
func (t *task) schedule(tx *tx, c *api.Call) *api.Answer {
	for _, given := range []struct {
		name string
		at   *int64
	}{{"startTaskTime", &t.StartTime}, {"endTaskTime", &t.EndTime}} {
		text := bodyOf(c).text(given.name)
		if text == "" {
			continue
		}
		at, err := parseTime(text, tx.State.tenant.zone())
		if err != nil {
			return new(rejectField(c, "/"+given.name, "format", "a moment that there is, yyyy-MM-dd HH:mm:ss"))
		}
		*given.at = at.UnixMilli()
	}
	t.StartTime = max(t.StartTime, tx.Now.UnixMilli())
	if t.EndTime != 0 && t.EndTime <= t.StartTime {
		return new(rejectField(c, "/endTaskTime", "minimum", "a moment after the start, and after now"))
	}
	return nil
}

// fill reads the contents, which are sent in the order of sort (SE-Q54).
func (t *task) fill(c *api.Call) *api.Answer {
	type sorted struct {
		sort int64
		content
	}
	var all []sorted
	for i, item := range bodyOf(c).list("content") {
		given := fieldsOf(item)
		kind, _ := given.integer("type")
		for _, name := range needs[kind] {
			if given.text(name) == "" {
				place := fmt.Sprintf("/content/%d/%s", i, name)
				wanted := fmt.Sprintf("what a content of type %d is made of", kind)
				return new(reject(c, required(dotted(place)), place, openapi.RuleRequired, wanted))
			}
		}
		all = append(all, sorted{given.integerOr("sort", 0), content{
			Type: int(kind), Text: given.text("text"), URL: given.text("url"), Title: given.text("title"), Link: given.text("link"),
		}})
	}
	slices.SortStableFunc(all, func(a, b sorted) int { return cmp.Compare(a.sort, b.sort) })
	for _, s := range all {
		t.Contents = append(t.Contents, s.content)
	}
	return nil
}

// needs are the fields that a content of a type is made of (SE-Q54).
var needs = map[int64][]string{
	1: {"text"}, 2: {"url"}, 3: {"url"}, 4: {"url"}, 5: {"url"}, 6: {"text"}, 10: {"title", "link"}, 11: {"routeType"},
}

// aim looks the senders up (SE-Q56).
func (t *task) aim(tx *tx, c *api.Call, to []sendInfo) *api.Answer {
	name := bodyOf(c).text("agentAccount")
	if _, known := tx.State.agents.Get(agent{Username: name}); name != "" && !known {
		return new(rejectField(c, "/agentAccount", "exists", "the name of an agent"))
	}
	for _, given := range to {
		from, known := tx.State.accounts.Get(account{WhatsApp: given.text("sendWhatsApp")})
		if !known {
			return new(rejectField(c, given.place+"/sendWhatsApp", "exists", "a service account of the tenant"))
		}
		t.Targets = append(t.Targets, target{
			SendWhatsApp: from.WhatsApp, FriendWhatsApp: given.text("friendWhatsApp"), AgentAccount: cmp.Or(name, from.AgentAccount),
			Offline: !from.Online || from.Source != t.Source,
		})
	}
	return nil
}

// putTask stores a task that somebody changed; what it has sent or is going to send changes with it. The
// messages of one that was not there are not the table's business: a state file has them.
func putTask(tx *tx, t *task) {
	if old, had := tx.State.tasks.Get(t); had {
		for _, m := range old.messages(tx.State) {
			tx.State.deleteMessage(tx.Writer, m)
		}
		for _, m := range t.messages(tx.State) {
			tx.State.putMessage(tx.Writer, m)
		}
	}
	tx.State.tasks.Put(tx.Writer, t)
}

// deleteTask forgets a task, and with it what it has not sent yet.
func deleteTask(tx *tx, t *task) {
	for _, m := range t.messages(tx.State) {
		if m.ChatTime > tx.Now.UnixMilli() {
			tx.State.deleteMessage(tx.Writer, m)
		}
	}
	tx.State.tasks.Delete(tx.Writer, t)
}

// queryExecuteStatus answers where a task and each of its targets stand (SE-Q60).
func queryExecuteStatus(tx *tx, c *api.Call) api.Answer {
	t, known := tx.State.tasks.Get(&task{ID: c.Text("taskId")})
	if !known {
		c.Note(openapi.Finding{
			Severity: openapi.Violation, In: "query", Place: "taskId", Rule: "exists", Wanted: "the id of a task", Got: shown(c.Text("taskId")),
		})
		return (&failure{codeInvalid, "taskId is unknown"}).bare()
	}
	now, wrote := tx.Now.UnixMilli(), tx.State.wrote(t, tx.Now)
	data := wire.AppendString([]byte(`{"taskId":`), t.ID)
	data = strconv.AppendInt(wire.AppendKey(data, "status"), int64(t.status(now)), 10)
	data = append(wire.AppendKey(data, "info"), '[')
	for i, to := range t.Targets {
		if i > 0 {
			data = append(data, ',')
		}
		data = wire.AppendString(wire.AppendKey(append(data, '{'), "sendWhatsApp"), to.SendWhatsApp)
		data = wire.AppendString(wire.AppendKey(data, "friendWhatsApp"), to.FriendWhatsApp)
		status := t.targetStatus(i, now, wrote[[2]string{to.SendWhatsApp, to.FriendWhatsApp}])
		data = append(strconv.AppendInt(wire.AppendKey(data, "status"), int64(status), 10), '}')
	}
	return ok(successSmall, append(data, ']', '}'))
}

// wrote returns when friends wrote last since the task began, by account and friend.
func (s *state) wrote(t *task, now time.Time) map[[2]string]int64 {
	last := map[[2]string]int64{}
	for m := range s.until(now) {
		if m.ChatTime < t.StartTime {
			break
		}
		if between := [2]string{m.WhatsID, m.FriendWhatsID}; m.ActionType == 2 && last[between] == 0 {
			last[between] = m.ChatTime
		}
	}
	return last
}
