package socialepoch

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// The demo data: a company in Shenzhen that sells phone accessories abroad, with eight agents, two
// service accounts each, and the customers they write with.
const demoCustomers = 240

// A country is where customers are, with names that fit.
type country struct {
	code     string // of its numbers
	digits   int    // after the code
	mobile   string // what mobile numbers begin with
	language string
	cities   []string
	given    []string
	family   []string
	female   int // so many of the given names, from the first, are women's
}

var countries = []country{
	{"62", 11, "8", "Indonesian (ID)", []string{"Jakarta", "Surabaya", "Bandung", "Medan"}, []string{"Siti", "Dewi", "Putri", "Budi", "Agus", "Rizky"}, []string{"Santoso", "Wijaya", "Pratama", "Lestari", "Hidayat"}, 3},
	{"55", 11, "119", "Portuguese (PT)", []string{"São Paulo", "Campinas", "Santos"}, []string{"Ana", "Juliana", "Fernanda", "João", "Lucas", "Pedro"}, []string{"Silva", "Souza", "Oliveira", "Costa", "Pereira"}, 3},
	{"91", 10, "9", "English (EN)", []string{"Mumbai", "Delhi", "Chennai", "Pune"}, []string{"Priya", "Anjali", "Deepa", "Rahul", "Amit", "Vikram"}, []string{"Sharma", "Patel", "Reddy", "Nair", "Gupta"}, 3},
	{"880", 10, "1", "English (EN)", []string{"Dhaka", "Chittagong", "Sylhet"}, []string{"Nusrat", "Farhana", "Rahim", "Tanvir", "Sajid"}, []string{"Hossain", "Rahman", "Islam", "Akter", "Chowdhury"}, 2},
	{"52", 11, "155", "Spanish (ES)", []string{"Ciudad de México", "Puebla", "Toluca"}, []string{"María", "Guadalupe", "José", "Miguel", "Carlos"}, []string{"Hernández", "García", "Martínez", "López", "Ramírez"}, 2},
	{"20", 10, "10", "Arabic (AR)", []string{"Cairo", "Alexandria", "Giza"}, []string{"Fatma", "Mariam", "Ahmed", "Mohamed", "Youssef"}, []string{"Hassan", "Ibrahim", "Mahmoud", "Ali", "Saleh"}, 2},
}

var (
	agentNames  = []string{"chenxd", "linjing", "zhaoym", "huanglh", "zhoujg", "wumin", "zhengkai", "sunjy"}
	nicknames   = []string{"陈晓东", "林静", "赵一鸣", "黄丽华", "周建国", "吴敏", "郑凯", "孙佳怡"}
	professions = []string{"retailer", "wholesaler", "phone repair", "online seller", "importer"}
	incomes     = []string{"", "under 1000 USD", "1000-5000 USD", "over 5000 USD"}
	stages      = []string{"new lead", "contacted", "quoted", "ordered", "repeat order"}
	sources     = []string{"Facebook ad", "trade fair", "website", "referral"}
	tags        = []string{"vip", "wholesale", "price sensitive", "fast charger", "cases", "sample sent"}
	greetings   = []string{"Hello, is the 65W charger in stock?", "Please send me your price list.", "Can you ship 500 pieces this month?", "The samples arrived, thank you."}
	replies     = []string{"Yes, we ship within three days.", "Here is our latest catalogue.", "The price for 500 pieces is 3.20 USD each.", "You are welcome, tell me when you are ready to order."}
)

// demo fills a new tenant. The records end at the transaction's time, but for what is planned.
func demo(tx *tx, size int) {
	for i, name := range agentNames {
		putAgent(tx, agent{Username: name, Nickname: nicknames[i]})
	}
	d := &demoWriter{tx: tx, dice: rand.New(rand.NewPCG(42, 42))}
	for i := range demoCustomers + size {
		d.customer(i)
	}
	d.accounts()
	d.noise()
	d.tasks()
}

type demoWriter struct {
	tx   *tx
	dice *rand.Rand
}

// accountNumber returns one of the two service accounts of an agent.
func accountNumber(agent, n int) string { return fmt.Sprintf("86138%08d", 10_240_000+agent*100+n) }

// number is different for each i, in the country's form.
func (p *country) number(i int) string {
	width := p.digits - len(p.mobile)
	space := 1
	for range width {
		space *= 10
	}
	rest := strconv.Itoa(i * 7919 % space) // 7919 is prime to the space: no number comes twice.
	return p.code + p.mobile + strings.Repeat("0", width-len(rest)) + rest
}

// customer adds a customer with a contact or two; the first ones have chats too.
func (d *demoWriter) customer(i int) {
	p := &countries[i%len(countries)]
	owner := d.dice.IntN(len(agentNames))
	given := d.dice.IntN(len(p.given))
	c := &customer{
		WhatsApp: p.number(i + 1), Principal: agentNames[owner],
		FriendName: p.given[given] + " " + pick(d.dice, p.family), Sex: "male",
		Address: pick(d.dice, p.cities), LanguageTag: p.language,
		Profession: pick(d.dice, professions), Income: pick(d.dice, incomes),
		Stage: pick(d.dice, stages), Source: pick(d.dice, sources),
	}
	if given < p.female {
		c.Sex = "female"
	}
	if d.dice.IntN(8) == 0 {
		c.Principal = ""
	}
	c.Tags = changeTags(nil, pick(d.dice, tags)+","+pick(d.dice, tags), "")
	if i < demoCustomers {
		c.Birthday = fmt.Sprintf("%d/%02d/%02d", 1965+d.dice.IntN(40), 1+d.dice.IntN(12), 1+d.dice.IntN(28))
		c.Email = fmt.Sprintf("customer%03d@example.com", i+1)
		c.Extensions = map[string]string{"Company size": pick(d.dice, []string{"1-10", "11-50", "over 50"})}
		spoil(i, c)
	}
	d.tx.State.customers.add(d.tx.Writer, c)
	d.contacts(i, owner, c)
}

// contacts makes the customer a friend of its agent's accounts. Some were deleted in the last year.
func (d *demoWriter) contacts(i, owner int, c *customer) {
	many := 1
	if i < demoCustomers {
		many += d.dice.IntN(2)
	}
	for n := range many {
		k := &contact{account: accountNumber(owner, n), friend: c.WhatsApp, agent: agentNames[owner]}
		if d.dice.IntN(10) == 0 {
			k.deleted = d.tx.Now.Add(-time.Duration(1+d.dice.IntN(365*24*60)) * time.Minute).Unix()
		}
		d.tx.State.contacts.add(d.tx.Writer, k)
	}
	if i < demoCustomers {
		d.chat(i, owner, c)
	}
}

// chat adds questions and answers, the last of which is i hours old.
func (d *demoWriter) chat(i, owner int, c *customer) {
	rounds := d.dice.IntN(4)
	for n := range rounds {
		topic := d.dice.IntN(len(greetings))
		asked := d.tx.Now.Add(-time.Duration(i)*time.Hour - time.Duration(rounds-n)*9*time.Minute)
		m := message{
			Username: agentNames[owner], WhatsID: accountNumber(owner, 0), FriendWhatsID: c.WhatsApp, FriendName: c.FriendName,
			ActionType: 2, ChatType: 1, Content: greetings[topic], ChatTime: asked.UnixMilli(), MsgID: d.msgID(i, n, 0),
		}
		d.tx.State.putMessage(d.tx.Writer, &m)
		reply := m
		reply.ActionType, reply.Content, reply.ChatTime, reply.MsgID = 1, replies[topic], asked.Add(4*time.Minute).UnixMilli(), d.msgID(i, n, 1)
		if topic == 1 {
			reply.ContentType, reply.Content = 4, "https://files.example.com/catalogue.pdf"
		}
		d.tx.State.putMessage(d.tx.Writer, &reply)
	}
}

func (d *demoWriter) msgID(customer, round, side int) string {
	return fmt.Sprintf("3EB0%012X%02X%02X", d.dice.Uint64N(1<<48), customer, round*2+side)
}

func pick(dice *rand.Rand, from []string) string { return from[dice.IntN(len(from))] }
