package quancheng

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/contracts"
)

// Env is what a spec works through.
type Env struct {
	*contracts.Case
	Client *quancheng.Client

	counted *atomic.Int64 // how many customers there were at the last look
}

// connecting returns what connects the specs of a suite.
func connecting() func(c *contracts.Case) *Env {
	var together, apart atomic.Int64 // Sandboxes of one spec each have about as many customers.
	return func(c *contracts.Case) *Env {
		if c.Spec().Control || c.Spec().Apart {
			return connect(c, &apart)
		}
		return connect(c, &together)
	}
}

func connect(c *contracts.Case, counted *atomic.Int64) *Env {
	e := &Env{Case: c, counted: counted}
	e.Client = e.clientOf(quancheng.Credentials{Token: e.Credential("token"), SiteKey: e.Credential("site_key")})
	return e
}

func (e *Env) clientOf(credentials quancheng.Credentials) *quancheng.Client {
	client, err := quancheng.NewClient(credentials, quancheng.WithBaseURL(e.BaseURL()), quancheng.WithHTTPClient(e.HTTPClient()))
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return client
}

// number returns a number from 1e9 on that is no other record's and belongs to the run.
func (e *Env) number(kind string) int {
	hash := fnv.New32a()
	hash.Write([]byte(e.Unique(kind)))
	n := 1_000_000_000 + int(hash.Sum32()%70_000_000)
	e.Claim(record(kind, strconv.Itoa(n)))
	return n
}

// phone returns a phone number that nobody else has.
func (e *Env) phone() string {
	number := fmt.Sprintf("1%010d", e.number("call"))
	e.Claim(record("call", number))
	return number
}

// Customer adds a customer and returns it as the list shows it. No operation deletes one, so it stays
// in a vendor's records.
func (e *Env) Customer(ctx context.Context) *quancheng.Customer {
	return e.Add(ctx, quancheng.CustomerChange{})
}

// Add adds a customer with these fields, and a name unless it has one.
func (e *Env) Add(ctx context.Context, change quancheng.CustomerChange) *quancheng.Customer {
	if change.Name == nil {
		change.Name = new(e.Unique("甲公司"))
	}
	done, err := e.Client.Customers.Save(ctx, change)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	ExpectWithOffset(1, done).To(BeTrue())
	found := e.Find(ctx, *change.Name)
	ExpectWithOffset(1, found).NotTo(BeNil(), "the new customer is on none of the last pages, nor on the first")
	e.Claim(record("customer", strconv.Itoa(found.ID)))
	return found
}

// Find looks for a customer by name where new ones stand: at the beginning of the list, or at its end.
// It returns nil when there is none.
func (e *Env) Find(ctx context.Context, name string) *quancheng.Customer {
	named := func(c quancheng.Customer) bool { return c.Name == name }
	page := e.page(ctx, 1, 10)
	if len(page) == 10 && !slices.ContainsFunc(page, named) {
		last := (e.count(ctx) + 9) / 10
		page = append(e.page(ctx, max(last-1, 1), 10), e.page(ctx, last, 10)...)
	}
	if at := slices.IndexFunc(page, named); at >= 0 {
		return &page[at]
	}
	return nil
}

// count finds how many customers there are, which nothing tells: it looks for the last page of one,
// with longer and longer steps, then halving. It begins where it, or another spec, ended before.
func (e *Env) count(ctx context.Context) int {
	there := func(n int) bool { return n == 0 || len(e.page(ctx, n, 1)) > 0 }
	full, step := int(e.counted.Load()), 1
	if full == 0 || !there(full) {
		full, step = 0, 256
	}
	empty := full + step
	for there(empty) {
		step *= 2
		full, empty = empty, empty+step
	}
	for empty-full > 1 {
		middle := (full + empty) / 2
		if there(middle) {
			full = middle
		} else {
			empty = middle
		}
	}
	e.counted.Store(int64(full))
	return full
}

func (e *Env) page(ctx context.Context, index, size int) []quancheng.Customer {
	page, err := e.Client.Customers.List(ctx, quancheng.ListOptions{PageIndex: index, PageSize: size})
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return page
}

// LinkMan adds a link man, who is deleted after the spec, and returns him in full.
func (e *Env) LinkMan(ctx context.Context, customerID int, change quancheng.LinkManChange) *quancheng.CustomerLinkMan {
	if change.Name == nil {
		change.Name = new(e.Unique("王"))
	}
	change.CustomerID = new(customerID)
	done, err := e.Client.LinkMen.Insert(ctx, change)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	ExpectWithOffset(1, done).To(BeTrue())
	men, err := e.Client.LinkMen.List(ctx, customerID)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	for _, m := range men {
		if m.Name == *change.Name {
			e.Claim(record("linkMan", strconv.Itoa(m.ID)))
			e.Cleanup(func(ctx context.Context) error {
				_, err := e.Client.LinkMen.Delete(ctx, m.ID)
				return err
			})
			return &m
		}
	}
	ExpectWithOffset(1, men).To(BeNil(), "the new link man is not listed")
	return nil
}

// ims returns the number of a line that nobody else has, and unlocks it after the spec.
func (e *Env) ims() string {
	ims := fmt.Sprintf("IMS%d", e.number("ims"))
	e.Claim(record("ims", ims))
	e.Cleanup(func(ctx context.Context) error {
		_, err := e.Client.Customers.UnlockIMS(ctx, ims)
		return err
	})
	return ims
}

// Call adds a call record of a new number.
func (e *Env) Call(ctx context.Context) quancheng.Call {
	made := quancheng.Call{
		Tel: e.phone(), Start: e.yesterday(), End: e.yesterday().Add(time.Minute), Answered: true, Type: quancheng.Outgoing,
		Duration: 60, IMS: "021", UserID: 1, UserName: "李婷", Remark: "报价",
	}
	done, err := e.Client.Customers.AddCallHistory(ctx, made)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	ExpectWithOffset(1, done).To(BeTrue())
	return made
}

// Plan adds an open plan of a customer under a free id and returns the id.
func (e *Env) Plan(ctx context.Context, customerID int, next time.Time) int {
	id := e.number("plan")
	done, err := e.Client.ContactPlans.Insert(ctx, id, contactOf(customerID), 0, next)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	ExpectWithOffset(1, done).To(BeTrue())
	return id
}

// contactOf is a contact with a customer and no link man.
func contactOf(customerID int) quancheng.Contact {
	return quancheng.Contact{CustomerID: customerID, Type: quancheng.CustomerCare, Route: quancheng.ByMail, Title: "节日问候"}
}

// tomorrow is a time to come, to the second.
func (e *Env) tomorrow() time.Time { return e.Now().Add(24 * time.Hour).Truncate(time.Second) }

// yesterday is a time that has passed, to the second.
func (e *Env) yesterday() time.Time { return e.Now().Add(-24 * time.Hour).Truncate(time.Second) }

// china writes a time as the vendor does.
func china(t time.Time) string {
	return t.In(time.FixedZone("Asia/Shanghai", 8*60*60)).Format(time.DateTime)
}

// HaveCode matches the refusal of a call. On a vendor's site any code will do: the vendor's own are
// not public (QC-Q09).
func (e *Env) HaveCode(code int) types.GomegaMatcher {
	matcher := Equal(code)
	if e.Live() {
		matcher = Not(BeZero())
	}
	return WithTransform(func(err error) (int, error) {
		refusal, ok := errors.AsType[*quancheng.Error](err)
		if !ok || refusal.Code == 0 {
			return 0, fmt.Errorf("want a refusal by Quancheng Cloud, got %v", err)
		}
		return refusal.Code, nil
	}, matcher)
}

// BeRefused matches an answer that is a refusal with a code, or with any on a vendor's site (QC-Q09).
func (e *Env) BeRefused(code int) types.GomegaMatcher {
	matcher := Equal(code)
	if e.Live() {
		matcher = Not(BeZero())
	}
	return WithTransform(func(a contracts.Answer) int { return a.Code }, matcher)
}

// Answering matches an answer by the JSON text of its value.
func Answering(want string) types.GomegaMatcher {
	return WithTransform(func(a contracts.Answer) string { return string(a.Data) }, Equal(want))
}

// apart is About for a spec that puts records into its sandbox, where there is one, for a read to find.
func apart(about contracts.About) contracts.About {
	about.Apart = true
	return about
}

// sameCode returns what all codes are, or -1 when they differ.
func sameCode(codes ...int) int {
	for _, code := range codes {
		if code != codes[0] {
			return -1
		}
	}
	return codes[0]
}
