package dustess

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// The demo data: a tenant with departments, employees and lists, contacts with owners or in pools, friends, and what goes
// on with them (demo_work.go). The document's own example of an edit can be sent as it is: the ids in it are there.
const (
	demoContacts    = 240
	demoFriends     = 60
	firstFriend     = 1001
	exampleContact  = "d3e83957-175a-11eb-b365-1111111111111" // one digit longer than a UUID, as in the document
	exampleCorp     = "cda55210-9fe5-11ea-bce3-111111111111"
	exampleCorpName = "北京尘锋信息技术有限公司"
	demoGroup       = "etDolHEAAAF2A3f71_Y80000000000" // of friend tags
)

var (
	employeeNames = []string{"陈晓东", "林静", "赵一鸣", "黄丽华", "周建国", "吴敏", "郑凯", "孙佳怡", "马超", "何雨桐"}
	qwUserIDs     = []string{"ChenXiaoDong", "LinJing", "ZhaoYiMing", "HuangLiHua", "ZhouJianGuo", "WuMin", "ZhengKai", "SunJiaYi", "MaChao", "HeYuTong"}
	cities        = []string{"上海市-上海市-浦东新区", "北京市-北京市-朝阳区", "广东省-广州市-天河区", "广东省-深圳市-南山区", "浙江省-杭州市-西湖区", "江苏省-南京市-鼓楼区", "四川省-成都市-武侯区", "湖北省-武汉市-洪山区", "陕西省-西安市-雁塔区", "天津市-天津市-河东区"}
	roads         = []string{"中山路", "人民路", "建设路", "解放路", "科技路", "长江路", "延安路", "和平路"}
	surnames      = []rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧")
	givenNames    = []string{"伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀兰", "霞", "平", "刚", "桂英", "文博", "子涵", "雨桐", "浩然", "思远"}
	positions     = []string{"采购经理", "总经理", "行政主管", "高级工程师", "市场专员", "财务总监", "运营经理", "销售总监"}
	majors        = []string{"工程造价", "计算机科学", "市场营销", "会计学", "机械设计", "工商管理"}
)

// lists of names, by kind.
var demoLists = [listKinds][]named{
	pools:      {{ID: poolID(1), Name: "默认公海"}, {ID: poolID(2), Name: "华东公海"}, {ID: poolID(3), Name: "华北公海"}},
	categories: {{ID: defaultCategory, Name: "默认类型"}, {ID: "7a1d0f52-0000-4000-8000-000000000001", Name: "渠道伙伴"}, {ID: "7a1d0f52-0000-4000-8000-000000000002", Name: "终端客户"}},
	sources: {
		{ID: "online", Name: "线上"}, {ID: "searchEngines", Name: "搜索引擎", Parent: "online"}, {ID: "socialPromotion", Name: "社交推广", Parent: "online"},
		{ID: "7t2", Name: "头条", Parent: "online"},
		{ID: "offline", Name: "线下"}, {ID: "marketActivity", Name: "市场活动", Parent: "offline"}, {ID: "referral", Name: "客户介绍", Parent: "offline"},
	},
	enterprises: {
		{ID: exampleCorp, Name: exampleCorpName},
		{ID: "cda55210-0000-4000-8000-000000000001", Name: "上海恒达机械设备有限公司"}, {ID: "cda55210-0000-4000-8000-000000000002", Name: "杭州信泽电子科技有限公司"},
		{ID: "cda55210-0000-4000-8000-000000000003", Name: "成都博源环保科技有限公司"}, {ID: "cda55210-0000-4000-8000-000000000004", Name: "武汉瑞丰物流有限公司"},
	},
	statuses:       {{ID: "clue", Name: "线索"}, {ID: "potential", Name: "潜在"}, {ID: "valid", Name: "有效"}, {ID: "invalid", Name: "无效"}},
	invalidReasons: {{ID: "noDemand", Name: "无需求"}, {ID: "wrongNumber", Name: "号码错误"}, {ID: "peer", Name: "同行"}},
	giveUpReasons:  {{ID: "noAnswer", Name: "长期无法联系"}, {ID: "noBudget", Name: "没有预算"}},
	removalReasons: {{ID: "duplicate", Name: "重复数据"}, {ID: "testData", Name: "测试数据"}},
}

// demoWays are the list of the page on contact ways, the way of the document's example, one of programs, and a deleted one.
var demoWays = []way{
	{ID: typeMobile, Name: "手机", Type: typeMobile, State: wayActive, Regexp: `^[1-9]\d{10}$`},
	{ID: typeLandline, Name: "座机号", Type: typeLandline, State: wayActive, Regexp: `^\d{0,40}-?\d{1,40}$`},
	{ID: "11b90rp60zya", Name: "微信号", Type: "custom", State: wayActive, Regexp: `^\S{1,40}$`},
	{ID: "wx_id", Name: "微信号", Type: "custom", State: wayActive, Regexp: `^\S{1,40}$`}, // What programs send (DU-Q38).
	{ID: "zcgu8bli2v4", Name: "微信", Type: "custom", State: wayActive, Regexp: `^\S{1,40}$`},
	{ID: "zcrkitw0f0g", Name: "QQ号", Type: "custom", State: wayDisabled, Regexp: `^\S{1,40}$`},
	{ID: "zcsbbg8em80", Name: "邮箱", Type: "custom", State: wayDisabled, Regexp: `^\S{1,40}$`},
	{ID: "ztrgmc0pgjk", Name: "其他方式", Type: "custom", State: wayActive, Regexp: `^\S{1,40}$`},
	{ID: "zts5vz027sw", Name: "抖音号", Type: "custom", State: wayActive, Regexp: `^\S{1,40}$`},
	{ID: "ztsf1s6x8n4", Name: "小红书号", Type: "custom", State: wayActive, Regexp: `^\S{1,40}$`},
	{ID: "zudjuirte68", Name: "备注", Type: "custom", State: wayDeleted, Regexp: `^\S{1,40}$`},
}

// demoFields has the fields of the document's example, and one of each other type.
var demoFields = []field{
	{"field01", "跟进备注", "text"}, {"field02", "预算", "Int"}, {"field03", "签约日期", "date"}, {"field04", "意向等级", "radio"},
	{"field05", "附件", "files"}, {"field06", "需求说明", "textarea"}, {"field07", "下次联系时间", "datetime"}, {"field08", "所属区域", "cascader"},
	{"field15", "客户分组", "multiCascader"}, {"field16", "产品分组", "multiCascader"}, {"field71", "兴趣", "checkbox"}, {"field91", "偏好", "checkbox"},
}

var demoDepts = []dept{
	{"1", "尘锋演示公司", "0", []string{employeeID(1)}},
	{"67", "销售部", "1", []string{employeeID(2)}},
	{"68", "华东销售组", "67", []string{employeeID(3)}},
	{"69", "客户成功部", "1", []string{}},
}

var demoBusiGroups = []busiGroup{
	{"TWDAluaa", "标签组名1626336538400", true, []int{67}, []busiTag{
		{"c459138d-6df6-11ec-8df6-e25c856d9493", "标签1231", 0, true}, {"c459138d-6df6-11ec-8df6-e25c856d9494", "重点跟进", 2, true}, {"c459138d-6df6-11ec-8df6-e25c856d9495", "旧标签", 1, false},
	}},
	{"TWDAlubb", "行业", false, []int{68, 69}, []busiTag{{"c459138d-6df6-11ec-8df6-e25c856d9496", "制造业", 0, true}}},
}

// demoTags are the friend tags; the first two are those of the document's example.
var demoTags = []qwTag{
	{ID: "etDolHEAAAF2A3f71_Y81111111111", Name: "重要"}, {ID: "etDolHEAAAG0BIKWd7UHHP52U1111111", Name: "一般", Order: 1},
	{ID: "etDolHEAAAF2A3f71_Y80000000001", Name: "已报价", Order: 2}, {ID: "etDolHEAAAF2A3f71_Y80000000002", Name: "已签约", Order: 3},
}

func employeeID(n int) string { return fmt.Sprintf("c0a80001-0000-4000-8000-%012d", n) }
func poolID(n int) string     { return fmt.Sprintf("5f6d3f1c-0000-4000-8000-%012d", n) }

// demo fills a new tenant.
func demo(tx *tx, size int) {
	d := &demoWriter{tx: tx, dice: rand.New(rand.NewPCG(42, 42))}
	d.lists()
	d.people()
	d.example()
	var last *contact
	for i := range demoContacts + size {
		last = d.contact(i, last)
	}
	d.work()
}

type demoWriter struct {
	tx   *tx
	dice *rand.Rand
}

func (d *demoWriter) lists() {
	s, w := d.tx.State, d.tx.Writer
	for kind, names := range demoLists {
		for _, n := range names {
			s.lists[kind].Put(w, n)
		}
	}
	for _, listed := range demoWays {
		putWay(d.tx, listed)
	}
	for _, f := range demoFields {
		s.template.Put(w, f)
	}
	for _, g := range demoBusiGroups {
		s.busiGroups.Put(w, g)
	}
	group := qwGroup{CreateTime: d.tx.Now.AddDate(0, -7, 0).Unix(), ID: demoGroup, Name: "客户等级", Type: 1}
	s.qwGroups.Put(w, group)
	for i, t := range demoTags {
		t.CreateTime, t.GroupID = d.tx.Now.AddDate(0, -2*(len(demoTags)-1-i), 0).Unix(), group.ID
		s.qwTags.put(w, t)
	}
	for _, n := range demoLists[statuses] {
		s.followStatus.Put(w, followStatus{ID: n.ID, Name: n.Name, Display: n.Name, Enable: true, AutoChange: n.ID == "clue"})
	}
	for _, r := range []followReason{{"price", "价格原因", true}, {"unmet", "未满足客户需求", true}, {"other", "其他", true}} {
		s.followReasons.Put(w, r)
	}
}

// people adds the departments, the employees, the last of whom has left, and the friends that are bound to nobody yet.
func (d *demoWriter) people() {
	s, w := d.tx.State, d.tx.Writer
	for _, in := range demoDepts {
		s.depts.Put(w, in)
	}
	for i, name := range employeeNames {
		status := "1"
		if i == len(employeeNames)-1 {
			status = "5" // WeCom's word for one who has left
		}
		s.employees.Put(w, employee{
			ID: employeeID(i + 1), Name: name, QwUserID: qwUserIDs[i], Status: status, DeptIDs: []string{demoDepts[i%len(demoDepts)].ID},
			Avatar: fmt.Sprintf("https://wework.example/avatar/%d.png", i+1),
		})
	}
	for i := range demoFriends {
		s.friends.put(w, friend{ID: fmt.Sprint(firstFriend + i), Name: d.personName()})
	}
}

// example adds the contact that the document's example edits.
func (d *demoWriter) example() {
	d.tx.State.contacts.add(d.tx.Writer, &contact{
		ID: exampleContact, Remark: "张三丰", CategoryID: defaultCategory, CorpID: exampleCorp, CorpFullName: exampleCorpName, Owner: employeeID(1),
		Mobiles: []mobile{{"12500010001", typeMobile, "手机"}}, Status: "clue", Source: "referral", ProvCity: "天津市-天津市-河东区",
	})
}

func (d *demoWriter) contact(i int, before *contact) *contact {
	corp := pick(d.dice, demoLists[enterprises])
	age := 22 + d.dice.IntN(40)
	c := &contact{
		ID: d.tx.NewUUID(), Remark: d.personName(), CategoryID: pick(d.dice, demoLists[categories]).ID,
		CorpID: corp.ID, CorpFullName: corp.Name, Position: pick(d.dice, positions),
		// 387420489 and 10 have no common factor, so no number comes twice below 1e9 contacts.
		Mobiles: []mobile{{fmt.Sprintf("13%09d", i*387420489%1_000_000_000), typeMobile, "手机"}},
		Source:  pick(d.dice, demoLists[sources]).ID, ProvCity: pick(d.dice, cities), Address: fmt.Sprintf("%s%d号", pick(d.dice, roads), 1+d.dice.IntN(999)),
		Birthday: d.tx.Now.In(zone).AddDate(-age, -d.dice.IntN(12), -d.dice.IntN(28)).Format(time.DateOnly), Age: &age, Gender: d.dice.IntN(3),
		Email: fmt.Sprintf("contact%d@example.com", i+1), Education: fmt.Sprintf("%02d", 3+d.dice.IntN(4)), Major: pick(d.dice, majors),
		Nationality: "中国", Status: pick(d.dice, demoLists[statuses]).ID, Tags: []string{pick(d.dice, demoTags).ID},
		CustomFields: []customField{{ID: "field04", Type: "radio", StringValue: pick(d.dice, []string{"高", "中", "低"})}},
	}
	if c.Status == "invalid" {
		c.Reason = pick(d.dice, demoLists[invalidReasons]).ID
	}
	if i%3 == 0 {
		c.ExternalID = fmt.Sprintf("C%07d", i+1)
	}
	if i%4 == 0 {
		c.Pool = pick(d.dice, demoLists[pools]).ID
	} else {
		c.Owner = employeeID(1 + d.dice.IntN(len(employeeNames)-1))
	}
	if i > 0 && i < demoContacts {
		d.age(c, i, before)
	}
	if i < demoFriends && i%2 == 0 {
		d.tx.State.friends.put(d.tx.Writer, friend{ID: fmt.Sprint(firstFriend + i), Name: c.Remark, CustomerID: c.ID})
	}
	d.tx.State.contacts.add(d.tx.Writer, c)
	return c
}

func (d *demoWriter) personName() string {
	return string(surnames[d.dice.IntN(len(surnames))]) + pick(d.dice, givenNames)
}

func pick[T any](dice *rand.Rand, from []T) T { return from[dice.IntN(len(from))] }
