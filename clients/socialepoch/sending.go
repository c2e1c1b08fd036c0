package socialepoch

import (
	"context"
	"net/url"
	"time"
)

// SendingService sends messages from the tenant's service accounts, in tasks that SocialEpoch carries out
// one target after another (https://doc.socialepoch.com/wa-scrm-open-api-doc/chat/send_message.html). A call that
// is made again sends again: mind that with a transport that repeats calls.
type SendingService struct{ caller *caller }

// The devices that an agent sends from.
const (
	DevicePC     = 1
	DeviceMobile = 2
	DeviceCloud  = 3
)

// The values of Content.Type, with the fields that each needs (SE-Q54).
const (
	SendText          = 1  // Text
	SendPicture       = 2  // URL; Text is the caption, as in the next three but audio
	SendAudio         = 3  // URL
	SendFile          = 4  // URL
	SendVideo         = 5  // URL
	SendCard          = 6  // Text
	SendCardLink      = 10 // Title and Link; Text describes it, URL is a picture
	SendDiversionLink = 11 // RouteType
)

// The values of Content.RouteType: what RouteList names.
const (
	RouteAgents  = 1
	RouteGroups  = 2
	RouteNumbers = 3
)

// A Content is what is sent. Its text has up to 1024 characters. What is zero is not sent.
type Content struct {
	Type      int      `json:"type"`
	Text      string   `json:"text,omitempty"`
	URL       string   `json:"url,omitempty"`
	Title     string   `json:"title,omitempty"`
	Link      string   `json:"link,omitempty"`
	RouteType int      `json:"routeType,omitempty"`
	RouteList []string `json:"routeList,omitempty"`
}

// sentContent is the JSON of a Content, with its place among others.
type sentContent struct {
	Content
	Sort int `json:"sort"`
}

// SendOptions say how a task is carried out. The zero value sends at once, to friends, from the PC.
type SendOptions struct {
	Name         string // of the task, for people
	AgentAccount string // who sends; with "" whose account it is
	Device       int    // DevicePC and so on; 0 stands for the PC
	Groups       bool   // the targets are groups
	Start, End   time.Time
}

// taskOptions are the JSON of SendOptions.
type taskOptions struct {
	Name         string `json:"name,omitempty"`
	StartTime    string `json:"startTaskTime,omitempty"`
	EndTime      string `json:"endTaskTime,omitempty"`
	Device       int    `json:"sendType,omitempty"`
	AgentAccount string `json:"agentAccount,omitempty"`
	TargetType   int    `json:"targetType"`
}

func (c *caller) taskOptions(o SendOptions) taskOptions {
	t := taskOptions{o.Name, c.date(o.Start), c.date(o.End), o.Device, o.AgentAccount, 1}
	if o.Groups {
		t.TargetType = 2
	}
	return t
}

// A Target is whom to send to, and from which service account.
type Target struct {
	SendWhatsApp   string `json:"sendWhatsApp"`   // service account
	FriendWhatsApp string `json:"friendWhatsApp"` // number of a friend, or id of a group
}

// newTask is what the answer to a new task holds.
type newTask struct {
	TaskID looseText `json:"taskId"`
}

// Send sends contents to one target, in their order, and returns the id of the task. A service account that
// is not the tenant's is refused with CodeInvalid (SE-Q56).
//
// Operation: soCreate.
func (s *SendingService) Send(ctx context.Context, to Target, opts SendOptions, contents ...Content) (string, error) {
	body := struct {
		taskOptions
		Target
		Content []sentContent `json:"content"`
	}{s.caller.taskOptions(opts), to, inOrder(contents...)}
	made, err := fetch[newTask](ctx, s.caller, "soCreate", "group-dispatch-api/gsTask/assign/soCreate", body)
	return string(made.TaskID), err
}

// SendMany sends one content to up to 5000 targets and returns the id of the task. A target that is named
// twice is sent to twice (SE-Q59).
//
// Operation: moscCreate.
func (s *SendingService) SendMany(ctx context.Context, to []Target, opts SendOptions, content Content) (string, error) {
	body := struct {
		taskOptions
		SendInfos []Target      `json:"sendInfos"`
		Content   []sentContent `json:"content"`
	}{s.caller.taskOptions(opts), list(to), inOrder(content)}
	made, err := fetch[newTask](ctx, s.caller, "moscCreate", "group-dispatch-api/gsTask/assign/moscCreate", body)
	return string(made.TaskID), err
}

func inOrder(contents ...Content) []sentContent {
	all := make([]sentContent, len(contents))
	for i, c := range contents {
		all[i] = sentContent{c, i}
	}
	return all
}

// The values of TaskStatus.Status.
const (
	TaskNotStarted = 1
	TaskPending    = 2
	TaskProcessing = 3
	TaskStopped    = 4
	TaskCompleted  = 5
	TaskPaused     = 6
)

// The values of TargetStatus.Status.
const (
	TargetFailed          = -1
	TargetPendingDispatch = 0
	TargetPendingSend     = 1
	TargetSending         = 2
	TargetSent            = 3
	TargetDelivered       = 4
	TargetRead            = 5
	TargetReplied         = 6 // read and replied
	TargetNoReply         = 7 // read, no reply
)

// A TaskStatus is how far a task has come.
type TaskStatus struct {
	TaskID  string
	Status  int            // TaskNotStarted and so on
	Targets []TargetStatus // in the order in which they were given
}

// taskStatus is the JSON of a TaskStatus.
type taskStatus struct {
	TaskID looseText      `json:"taskId"`
	Status looseInt       `json:"status"`
	Info   []targetStatus `json:"info"`
}

type targetStatus struct {
	Target
	Status looseInt `json:"status"`
}

// A TargetStatus is what became of a target.
type TargetStatus struct {
	Target     // "" where the answer does not tell; programs read nothing but the status (SE-Q60)
	Status int // TargetSent and so on
}

// Status returns how far a task has come. An id that no task has is refused with CodeInvalid (SE-Q60).
//
// Operation: queryExecuteStatus.
func (s *SendingService) Status(ctx context.Context, taskID string) (*TaskStatus, error) {
	const operation, path = "queryExecuteStatus", "group-dispatch-api/gsTask/queryExecuteStatus"
	data, answer, err := s.caller.get(ctx, operation, path, url.Values{"taskId": {taskID}})
	got, err := fetched[taskStatus](operation, data, answer, err)
	if err != nil {
		return nil, err
	}
	status := &TaskStatus{TaskID: string(got.TaskID), Status: int(got.Status)}
	for _, t := range got.Info {
		status.Targets = append(status.Targets, TargetStatus{t.Target, int(t.Status)})
	}
	return status, nil
}

// An OnlineAgent is an agent who is signed in, with the service accounts that it can send from.
type OnlineAgent struct {
	UserID       int             `json:"userId"`
	AgentAccount string          `json:"agentAccount"`
	Accounts     []OnlineAccount `json:"whatsAppList"`
}

// An OnlineAccount is a customer service account.
type OnlineAccount struct {
	WhatsApp string `json:"whatsApp"`
	Name     string `json:"name"`
}

// Online returns the agents who are signed in on a device (DevicePC and so on), or the one of that name; ""
// stands for all. It is described at https://doc.socialepoch.com/wa-scrm-open-api-doc/chat/search.html.
//
// Operation: queryUserStatus.
func (s *SendingService) Online(ctx context.Context, device int, agentAccount string) ([]OnlineAgent, error) {
	body := struct {
		UserName string `json:"userName,omitempty"`
		Source   int    `json:"source"`
	}{agentAccount, device}
	return fetch[[]OnlineAgent](ctx, s.caller, "queryUserStatus", "group-dispatch-api/user/queryUserStatus", body)
}
