package wisecrm

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// The demo data: a tenant with three business units, eight users, accounts with contacts and orders, and custom modules.
// Some of it is as untidy as people leave it.
const (
	demoUsers    = 8
	demoAccounts = 240
)

var (
	unitNames  = []string{"华东销售部", "华北销售部", "客户服务部"}
	userNames  = []string{"陈晓东", "林静", "赵一鸣", "黄丽华", "周建国", "吴敏", "郑凯", "孙佳怡"}
	cities     = []string{"上海", "北京", "广州", "深圳", "杭州", "南京", "苏州", "成都", "武汉", "西安", "天津", "重庆", "青岛", "宁波", "厦门", "长沙"}
	areaCodes  = []string{"021", "010", "020", "0755", "0571", "025", "0512", "028", "027", "029", "022", "023", "0532", "0574", "0592", "0731"}
	brandHeads = []rune("恒华信远博天瑞盛德诚鑫嘉宏明泰安凯新锐联创源达启")
	brandTails = []rune("通达科泽润丰源辉腾宇航捷利成业邦维图森格林海川")
	industries = []string{"软件", "机械设备", "电子科技", "物流", "食品", "医疗器械", "建材", "环保科技", "服装", "信息技术", "化工", "教育咨询"}
	forms      = []string{"有限公司", "股份有限公司", "集团有限公司"}
	roads      = []string{"中山路", "人民路", "建设路", "解放路", "科技路", "长江路", "延安路", "和平路"}
	surnames   = []rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧")
	givenNames = []string{"伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀兰", "霞", "平", "刚", "桂英", "文博", "子涵", "雨桐", "浩然", "思远"}
	products   = []string{"标准版年度许可", "专业版年度许可", "实施服务", "数据迁移", "培训课程", "移动端模块"}
)

// userID returns the id of the n-th demo user, from 1. It is fixed, so that op_user can be written down.
func userID(n int) string { return fmt.Sprintf("027-00000000-0000-4000-8000-%012d", n) }

func unitID(n int) string { return fmt.Sprintf("026-00000000-0000-4000-8000-%012d", n) }

// demo fills a new tenant. Record i was made i hours before the transaction's time, the newest first made last.
func demo(tx *tx, size int) {
	d := &demoWriter{tx: tx, dice: rand.New(rand.NewPCG(42, 42)), money: rand.New(rand.NewPCG(43, 43)), end: tx.Now}
	d.fields()
	d.people()
	total := demoAccounts + size
	for i := range total {
		tx.Now = d.end.Add(-time.Duration(total-i) * time.Hour / time.Duration(1+size/10_000))
		d.customer(i)
	}
	d.modules()
	tx.Now = d.end
}

type demoWriter struct {
	tx    *tx
	dice  *rand.Rand
	money *rand.Rand // dice of their own for what came later, so that the rest of the data stays as it was
	end   time.Time
}

func (d *demoWriter) put(kind int, id, owner string, values map[string]value) string {
	return d.store(d.tx.State.metadata.entities[kind], id, owner, values)
}

func (d *demoWriter) store(e *entity, id, owner string, values map[string]value) string {
	var all []change
	for _, f := range e.fields {
		if value, given := values[f.Name]; given {
			all = append(all, change{f, value})
		}
	}
	next := newDraft(d.tx, e, e.prefix()+d.tx.NewUUID(), owner, all)
	if id != "" {
		next.set(e.id(), textValue(id))
	}
	r := next.record(e)
	d.tx.State.writable(e).put(d.tx.Writer, e, r)
	return r.id
}

func (d *demoWriter) people() {
	d.tx.Now = d.end.AddDate(-3, 0, 0)
	for i, name := range unitNames {
		d.put(businessUnit, unitID(i+1), "", map[string]value{"name": textValue(name)})
	}
	for i := range demoUsers {
		d.tx.Now = d.tx.Now.Add(time.Hour)
		d.put(user, userID(i+1), "", map[string]value{
			"userName": textValue(userNames[i]), "mobile": textValue(d.mobile()), "businessUnitId": textValue(unitID(i%len(unitNames) + 1)),
		})
	}
}

// customer adds an account; the first ones have contacts and orders too.
func (d *demoWriter) customer(i int) {
	name, city := companyName(i)
	owner := userID(d.dice.IntN(demoUsers) + 1)
	id := d.put(account, "", owner, untidy(i, map[string]value{
		"accountName": textValue(name),
		"phone":       textValue(fmt.Sprintf("%s-%08d", areaCodes[city], 20_000_000+d.dice.IntN(70_000_000))),
		"address":     textValue(fmt.Sprintf("%s市%s%d号", cities[city], pick(d.dice, roads), 1+d.dice.IntN(999))),
		"typeCode":    numberValue(int64(d.dice.IntN(3))),
	}))
	if i >= demoAccounts {
		return
	}
	for n := range d.dice.IntN(3) {
		d.put(contact, "", owner, untidy(i+n, map[string]value{
			"contactName": textValue(d.personName()), "phone": textValue(d.mobile()), "accountId": textValue(id),
		}))
	}
	if d.dice.IntN(2) == 0 {
		d.order(id, owner, i)
	}
}

// gone is the id of an account that was deleted before the demo begins. Some records still refer to it.
const gone = "002-00000000-0000-4000-8000-00000000dead"

// untidy spoils some records as people do: blanks around texts, full-width digits, numbers nobody asked for, references
// to what is gone.
func untidy(i int, values map[string]value) map[string]value {
	phone := values["phone"].text
	switch i % 40 {
	case 7:
		delete(values, "phone")
	case 13:
		values["phone"] = textValue(" " + strings.ReplaceAll(phone, "-", "－") + " ")
	case 19:
		values["phone"] = textValue(phone + "（转8001）")
	case 23:
		delete(values, "typeCode")
		delete(values, "address")
		delete(values, "accountId")
	case 31:
		if _, refers := values["accountId"]; refers {
			values["accountId"] = textValue(gone)
		}
	}
	return values
}

// order adds a sales order, paid in part, with its lines. The sums of an untidy one do not match.
func (d *demoWriter) order(accountID, owner string, i int) {
	cents := int64(100_000 + d.money.IntN(20_000_000))
	paid := cents * int64(d.money.IntN(5)) / 4
	invoiced := paid / 2
	values := map[string]value{
		"subject": textValue("WiseCRM365" + pick(d.money, products)), "orderName": textValue(fmt.Sprintf("SO-%05d", i+1)),
		"accountId": textValue(accountID), "orderType": numberValue(int64(1 + d.money.IntN(3))),
		"orderDate": textValue(d.tx.Now.In(zone).Format(time.DateOnly)),
		"amount":    money(cents), "total": money(cents), "paid": money(paid), "unpaid": money(cents - paid),
		"invoiced": money(invoiced), "uninvoiced": money(cents - invoiced),
		"c__zongshuliangzhang": numberValue(int64(1 + d.money.IntN(500))), "c__zongshulianglifang": money(int64(d.money.IntN(90_000))),
		"c__dingdanleixing": numberValue(int64(1 + d.money.IntN(2))), "c__bizhong": textValue("人民币"), "c__yufukuan": money(paid / 4),
	}
	if i%20 == 11 {
		values["paid"] = money(cents + 100)
		delete(values, "unpaid")
		delete(values, "orderName")
	}
	order := d.put(salesOrder, "", owner, untidy(i, values))
	for range 1 + d.dice.IntN(3) {
		d.put(salesOrderDetail, "", owner, map[string]value{
			"productName": textValue(pick(d.dice, products)), "salesorderId": textValue(order), "quantity": numberValue(int64(1 + d.dice.IntN(50))),
		})
	}
}

// money is a decimal value of so many cents.
func money(cents int64) value { return value{numberKind, fmt.Sprintf("%d.%02d", cents/100, cents%100)} }

// companyName returns a name and the position of its city. The name is different for each i; when
// all combinations are used up, branches follow.
func companyName(i int) (string, int) {
	all := len(cities) * len(brandHeads) * len(brandTails) * len(industries) * len(forms)
	n := i % all * 7919 % all // 7919 is prime and divides no length: neighbours look different, none twice
	digit := func(base int) int {
		d := n % base
		n /= base
		return d
	}
	city := digit(len(cities))
	name := cities[city] + string(brandHeads[digit(len(brandHeads))]) + string(brandTails[digit(len(brandTails))]) +
		industries[digit(len(industries))] + forms[digit(len(forms))]
	if branch := i / all; branch > 0 {
		name += fmt.Sprintf("第%d分公司", branch)
	}
	return name, city
}

func (d *demoWriter) personName() string {
	return string(surnames[d.dice.IntN(len(surnames))]) + pick(d.dice, givenNames)
}

func (d *demoWriter) mobile() string {
	return fmt.Sprintf("1%d%09d", 3+d.dice.IntN(7), d.dice.IntN(1_000_000_000))
}

func pick(dice *rand.Rand, from []string) string { return from[dice.IntN(len(from))] }
