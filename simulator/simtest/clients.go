package simtest

import (
	"strconv"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/clients/wisecrm"
)

// records are the tables that Empty empties: those whose rows belong to others come first.
var records = []string{
	"wisecrm/salesOrderDetails", "wisecrm/salesOrders", "wisecrm/contacts", "wisecrm/accounts",
	"dustess/friends", "dustess/contacts",
	"quancheng/contactHistory", "quancheng/contactPlans", "quancheng/contracts", "quancheng/orders", "quancheng/calls", "quancheng/imsLocks",
	"quancheng/sms", "quancheng/messageBoard", "quancheng/shares", "quancheng/marks", "quancheng/linkMen", "quancheng/customers",
	"socialepoch/messages", "socialepoch/actions", "socialepoch/contacts", "socialepoch/customers",
}

// WiseCRM returns a client of WiseCRM365 in this world, which signs by the world's clock. Options come on top.
func (s *Simulator) WiseCRM(options ...wisecrm.Option) *wisecrm.Client {
	s.t.Helper()
	c := s.Credentials("wisecrm")
	client, err := wisecrm.NewClient(wisecrm.Credentials{AppID: c["appid"], AppKey: c["appkey"], OpUser: c["op_user"]},
		append([]wisecrm.Option{
			wisecrm.WithBaseURL(s.BaseURL("wisecrm")), wisecrm.WithHTTPClient(s.client), wisecrm.WithClock(s.Now),
		}, options...)...)
	s.must(err)
	return client
}

// Dustess returns a client of Dustess in this world, whose token ends by the world's clock. Options come on top.
func (s *Simulator) Dustess(options ...dustess.Option) *dustess.Client {
	s.t.Helper()
	c := s.Credentials("dustess")
	client, err := dustess.NewClient(dustess.Credentials{ClientID: c["client_id"], ClientSecret: c["client_secret"]},
		append([]dustess.Option{
			dustess.WithBaseURL(s.BaseURL("dustess")), dustess.WithHTTPClient(s.client), dustess.WithClock(s.Now),
		}, options...)...)
	s.must(err)
	return client
}

// Quancheng returns a client of Quancheng Cloud in this world, which signs in by itself and by the world's clock. Options come on top.
func (s *Simulator) Quancheng(options ...quancheng.Option) *quancheng.Client {
	s.t.Helper()
	c := s.Credentials("quancheng")
	org, err := strconv.Atoi(c["org_id"])
	s.must(err)
	client, err := quancheng.NewClient(
		quancheng.Credentials{OrgID: org, LoginName: c["login_name"], Password: c["password"], SiteKey: c["site_key"]},
		append([]quancheng.Option{
			quancheng.WithBaseURL(s.BaseURL("quancheng")), quancheng.WithHTTPClient(s.client), quancheng.WithClock(s.Now),
		}, options...)...)
	s.must(err)
	return client
}

// SocialEpoch returns a client of SocialEpoch in this world, which signs by the world's clock. Options come on top.
func (s *Simulator) SocialEpoch(options ...socialepoch.Option) *socialepoch.Client {
	s.t.Helper()
	c := s.Credentials("socialepoch")
	tenant, err := strconv.ParseInt(c["tenant_id"], 10, 64)
	s.must(err)
	client, err := socialepoch.NewClient(socialepoch.Credentials{TenantID: tenant, APIKey: c["api_key"], UserName: c["user_name"]},
		append([]socialepoch.Option{
			socialepoch.WithBaseURL(s.BaseURL("socialepoch")), socialepoch.WithHTTPClient(s.client), socialepoch.WithClock(s.Now),
		}, options...)...)
	s.must(err)
	return client
}
