package quancheng

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/store"
)

// The demo data: one organisation with eight users, and customers with link men, contacts, plans,
// contracts, orders, calls and SMS.
const (
	demoUsers     = 8
	demoCustomers = 240
)

// demo fills a new site. Customer i was made i hours after the first; the last one an hour before the
// transaction's time.
func demo(tx *tx, size int) {
	s := tx.State
	d := &demoWriter{tx: tx, s: s, w: tx.Writer, dice: rand.New(rand.NewPCG(43, 43)), end: tx.Now}
	d.lists()
	total := demoCustomers + size
	for i := range total {
		d.now = d.end.Add(-time.Duration(total-i) * time.Hour / time.Duration(1+size/10_000))
		d.customer(i)
	}
	d.noise()
}

type demoWriter struct {
	tx       *tx
	s        *state
	w        store.Writer
	dice     *rand.Rand
	now, end time.Time
}

// lists fills what the site decides for itself.
func (d *demoWriter) lists() {
	for i := range demoUsers {
		u := &user{ID: int32(i + 1), Name: userNames[i], LoginName: loginNames[i]}
		d.s.users.Put(d.w, u)
		d.s.logins.Put(d.w, u)
	}
	for i, name := range kindNames {
		d.s.kinds.Put(d.w, &kind{int32(i + 1), name, i == 0})
	}
	for i, t := range typeNames {
		d.s.types.Put(d.w, &customerType{int32(i + 1), t.parent, t.name})
	}
	id := int32(0)
	for _, list := range dictionary {
		for i, name := range list.names {
			id++
			d.s.baseTypes.Put(d.w, &baseType{id, list.par, name, int32(i + 1)})
		}
	}
	for i, name := range infoNames {
		d.s.infos.Put(d.w, &info{int32(i + 1), name, int64(d.dice.IntN(5000))})
	}
}

// customer adds a customer; those of the demo have all that belongs to one.
func (d *demoWriter) customer(i int) {
	c := &customer{
		ID: int32(i + 1), Name: "", SignID: 1, TypeID: int32(3 + d.dice.IntN(len(typeNames)-2)),
		KindID: int32(1 + d.dice.IntN(len(kindNames))), OwnerID: d.user(), Created: stampOf(d.now),
	}
	city := d.dice.IntN(len(cities))
	c.Tel = fmt.Sprintf("%s-%08d", areaCodes[city], 20_000_000+d.dice.IntN(70_000_000))
	c.Address = fmt.Sprintf("%s市%s%d号", cities[city], pick(d.dice, roads), 1+d.dice.IntN(999))
	if c.Name = companyName(i, city); i%12 == 11 {
		c.Name, c.SignID, c.Tel = d.person(), 2, d.mobile()
	}
	if i%10 == 9 {
		c.IsPublic, c.OwnerID = true, 0
	}
	if i < demoCustomers {
		d.spoil(i, c)
	}
	putCustomer(d.tx, c)
	if i < demoCustomers {
		d.surround(c, i)
	}
}

// surround gives a customer link men, contacts, plans, contracts, calls and what else there is.
func (d *demoWriter) surround(c *customer, i int) {
	for n := range d.dice.IntN(4) {
		d.linkMan(c, n == 0)
	}
	var manID int32
	if men := d.s.linkMenOf(c.ID); len(men) > 0 {
		manID = men[0].ID
	}
	for range d.dice.IntN(3) {
		d.contact(c, manID)
	}
	if d.dice.IntN(2) == 0 {
		d.plan(c, manID)
	}
	if i%4 == 0 {
		id := int32(d.s.contracts.Len() + 1)
		d.s.contracts.Put(d.w, &contract{id, fmt.Sprintf("HT-%05d", id), c.ID, c.Name + "采购合同", id%2 == 0, id%10 == 0})
	}
	if i%8 == 0 {
		n := d.s.orders.Len() + 1
		d.s.orders.Put(d.w, &order{fmt.Sprintf("YP-2026%04d", n), c.ID, n%2 == 0, n%3 == 0})
	}
	if i%3 == 0 {
		d.call(c)
	}
	if i%6 == 0 && !c.IsPublic {
		d.s.shares.Put(d.w, &share{c.ID, c.OwnerID%demoUsers + 1})
		d.s.marks.Put(d.w, &mark{c.ID, c.OwnerID, int32(1 + d.dice.IntN(5))})
	}
	if i%15 == 0 {
		d.sms(c, i)
	}
	if i%20 == 0 {
		putEntry(d.tx, &entry{d.s.last.Entry + 1, c.ID, pick(d.dice, boardTexts), d.person(), stampOf(d.now)})
	}
}

func (d *demoWriter) linkMan(c *customer, isMain bool) {
	id := d.s.last.LinkMan + 1
	putLinkMan(d.tx, &linkMan{
		ID: id, CustomerID: c.ID, Name: d.person(), Tel: c.Tel, IsMain: isMain, Mobile: d.mobile(),
		Email: fmt.Sprintf("contact%d@example.com", id), Position: pick(d.dice, positions), Sex: pick(d.dice, []string{"男", "女"}),
		Created: stampOf(d.now),
	})
}

func (d *demoWriter) contact(c *customer, manID int32) {
	at := d.dice.IntN(len(contactTitles))
	putContact(d.tx, &contact{
		ID: d.s.last.Contact + 1, CustomerID: c.ID, TypeID: int32(at + 1), RouteID: int32(1 + d.dice.IntN(4)), LinkManID: manID,
		Title: contactTitles[at], Content: pick(d.dice, remarks), UserID: d.owner(c), Created: stampOf(d.now.Add(30 * time.Minute)),
	})
}

// plan adds a plan: those of the past are executed, the others open.
func (d *demoWriter) plan(c *customer, manID int32) {
	at := d.dice.IntN(len(contactTitles))
	p := &plan{
		ID: d.s.freePlanID(), CustomerID: c.ID, TypeID: int32(at + 1), RouteID: int32(1 + d.dice.IntN(4)), LinkManID: manID,
		Title: contactTitles[at], NextTime: stampOf(d.now.AddDate(0, 0, 1+d.dice.IntN(14))), UserID: d.owner(c), Created: stampOf(d.now),
	}
	if p.NextTime < stampOf(d.end) {
		remark := pick(d.dice, remarks)
		p.State, p.Content = planExecuted, &remark
	}
	d.relate(c, p)
	putPlan(d.tx, p)
}

func (d *demoWriter) call(c *customer) {
	seconds := d.dice.IntN(600)
	start := stampOf(d.now.Add(20 * time.Minute))
	userID := d.owner(c)
	made := &call{
		Tel: c.Tel, StartTime: start, EndTime: start + stamp(seconds), CallType: int32(1 + d.dice.IntN(2)),
		Duration: int32(seconds), Ims: fmt.Sprintf("021600%05d", userID), UserID: userID, UserName: userNames[userID-1],
	}
	if seconds > 0 {
		made.CallState, made.Record = 1, int32(d.dice.IntN(2))
	}
	d.s.calls.Put(d.w, made)
}

// owner is the customer's user, or anyone for a public customer.
func (d *demoWriter) owner(c *customer) int32 {
	if c.OwnerID != 0 {
		return c.OwnerID
	}
	return d.user()
}

func (d *demoWriter) user() int32 { return int32(d.dice.IntN(demoUsers) + 1) }

func (d *demoWriter) person() string {
	return string(surnames[d.dice.IntN(len(surnames))]) + pick(d.dice, givenNames)
}

func (d *demoWriter) mobile() string {
	return fmt.Sprintf("1%d%09d", 3+d.dice.IntN(7), d.dice.IntN(1_000_000_000))
}

// companyName is different for each i below some 400,000, and believable for all.
func companyName(i, city int) string {
	brands := len(brandHeads) * len(brandTails)
	n := i * 7919 % (brands * len(industries) * len(forms)) // 7919 is prime: neighbours look different
	head, tail := brandHeads[n%len(brandHeads)], brandTails[n/len(brandHeads)%len(brandTails)]
	rest := n / brands
	return cities[city] + string(head) + string(tail) + industries[rest%len(industries)] + forms[rest/len(industries)]
}

func pick(dice *rand.Rand, from []string) string { return from[dice.IntN(len(from))] }
