package wisecrm

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

const authPage = "接口认证"

// awkward is a name whose raw and URL-encoded forms differ in every way that matters to a signature.
const awkward = "杨 志永 + 50% & a=b #?/é"

func signatures(s declaration) {
	for i, way := range []wisecrm.SignType{wisecrm.MD5, wisecrm.SHA1, wisecrm.PlainKey} {
		s.Spec(fmt.Sprintf("WI-AUTH-%02d", i+1), "lets a client in that proves itself by "+string(way)+", whatever its parameters hold",
			contracts.From(authPage+": 签名方式", openapi.VendorPage, "addAccount", "listAccounts"),
			func(ctx SpecContext, e *Env) {
				name := e.Unique(awkward)
				client := e.Signing(way)
				id, err := client.Accounts.Add(ctx, accounts().named(name), wisecrm.AddOptions{})
				e.Remove(accounts(), id)
				Expect(err).NotTo(HaveOccurred())
				page, err := client.Accounts.List(ctx, wisecrm.ListOptions{Fields: []string{"accountId"}, QName: name})
				Expect(err).NotTo(HaveOccurred())
				Expect(page.Records).To(Equal([]wisecrm.Record{{"accountId": id}}))
			})
	}

	s.Spec("WI-AUTH-04", "takes a signature made by the vendor's recipe, in either algorithm",
		contracts.From(authPage+": 签名方式", openapi.VendorPage, "listAccounts"),
		func(ctx SpecContext, e *Env) {
			for _, algorithm := range []string{"MD5", "SHA1"} {
				answer := e.Send(ctx, contracts.Request{Operation: "listAccounts", Query: e.Acting(
					"sign_type", algorithm, "fields", "accountId, accountName", "qname", e.Unique(awkward), "page_size", "1")})
				Expect(answer.Code).To(BeZero(), algorithm)
			}
		})

	s.Spec("WI-AUTH-05", "leaves parameters without a value out of the signature",
		contracts.From(authPage+": 空值参数", openapi.VendorPage, "listAccounts"),
		func(ctx SpecContext, e *Env) {
			query := e.Acting("fields", "accountId", "qname", "", "page_no", "", "page_size", "1")
			Expect(e.Send(ctx, contracts.Request{Operation: "listAccounts", Query: query}).Code).To(BeZero())
		})
}

func badSignatures(s declaration) {
	s.Spec("WI-AUTH-07", "refuses a signature that is not that of the call",
		contracts.From(authPage+": sign", openapi.VendorPage, "listUsers").Beyond(),
		func(ctx SpecContext, e *Env) {
			query := e.signed(contracts.Values("fields", "userId", "page_size", "1"))
			text, key := TextToSign(query), "appkey="+e.Credential("appkey")
			for _, c := range [][2]string{
				{"of nothing", Signature("", "MD5")},
				{"by another key", Signature(text+key+"x", "MD5")},
				{"without the key", Signature(strings.TrimSuffix(text, "&"), "MD5")},
				{"by another algorithm", Signature(text+key, "SHA1")},
				{"of other values", Signature(strings.Replace(text, "page_size=1", "page_size=2", 1)+key, "MD5")},
				{"of fewer parameters", Signature(strings.Replace(text, "page_size=1&", "", 1)+key, "MD5")},
				{"of a later call", Signature(strings.Replace(text, "timestamp=1", "timestamp=2", 1)+key, "MD5")},
				{"of another app's call", Signature(strings.Replace(text, "appid=", "appid=x", 1)+key, "MD5")},
				{"cut short", query.Get("sign")[:31]},
				{"continued", query.Get("sign") + "0"},
				{"that is half the key", key[len("appkey="):][:len(key)/2-len("appkey=")/2]},
				{"that is the key and more", e.Credential("appkey") + "0"},
			} {
				query.Set("sign", c[1])
				Expect(e.Send(ctx, contracts.Request{Operation: "listUsers", Query: query}).Code).NotTo(BeZero(), "a signature %s", c[0])
			}
		})
}

func window(s declaration) {
	s.Spec("WI-AUTH-11", "takes a call that arrives 29,999 ms after its timestamp",
		contracts.From(authPage+": timestamp", openapi.VendorPage, "listUsers").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			Expect(e.codeAfter(ctx, 29_999*time.Millisecond, "MD5")).To(BeZero())
			Expect(e.codeAfter(ctx, 29_999*time.Millisecond, "SHA1")).To(BeZero())
		})

	s.Spec("WI-AUTH-12", "refuses a call that arrives 30,000 ms after its timestamp",
		contracts.From(authPage+": timestamp", openapi.VendorPage, "listUsers").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			Expect(e.codeAfter(ctx, 30*time.Second, "MD5")).NotTo(BeZero())
			Expect(e.codeAfter(ctx, 30*time.Second, "SHA1")).NotTo(BeZero())
		})

	s.Spec("WI-AUTH-13", "goes by its own clock, with which a signature grows old",
		contracts.From(authPage+": timestamp", openapi.VendorPage, "listUsers").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			call := contracts.Request{Operation: "listUsers", Query: e.signed(contracts.Values("fields", "userId"))}
			Expect(e.Send(ctx, call).Code).To(BeZero())
			Expect(e.Control().Advance(ctx, time.Minute)).To(Succeed())
			Expect(e.Send(ctx, call).Code).NotTo(BeZero())
			call.Query = contracts.Values("fields", "userId")
			Expect(e.Send(ctx, call).Code).To(BeZero())
		})
}

// codeAfter returns the code of a call that was signed some time ago; a negative age lies ahead.
func (e *Env) codeAfter(ctx SpecContext, age time.Duration, algorithm string) int {
	stamp := strconv.FormatInt(e.Now().UnixMilli()-age.Milliseconds(), 10)
	return e.Send(ctx, contracts.Request{Operation: "listUsers", Query: contracts.Values("fields", "userId", "timestamp", stamp, "sign_type", algorithm)}).Code
}
