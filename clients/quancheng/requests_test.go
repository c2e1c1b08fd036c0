package quancheng

import (
	"context"
	"net/http"
	"testing"
	"time"
)

var (
	testTime    = time.Date(2013, 5, 5, 2, 25, 30, 0, time.UTC) // 10:25:30 in China
	testContact = Contact{CustomerID: 7, Type: AfterSalesVisit, Route: ByVisit, LinkManID: 0, Title: "回访"}
)

const aLongTimeText = "2013-05-05+10%3A25%3A30"

// calls holds every call of the client with the request that it makes, token and format aside.
var calls = []struct {
	operation string
	do        func(context.Context, *Client) error
	request   string
}{
	{"getBaseType", func(ctx context.Context, c *Client) error { _, err := c.BaseTypes.List(ctx, "industry"); return err },
		"GET CRM/BaseType/GetBaseType par_id=industry"},
	{"getContactHistory", func(ctx context.Context, c *Client) error { _, err := c.ContactHistory.Get(ctx, 5); return err },
		"GET CRM/ContactHistory/Get id=5"},
	{"addContactHistory", func(ctx context.Context, c *Client) error {
		_, err := c.ContactHistory.Add(ctx, testContact, "好")
		return err
	},
		"POST CRM/ContactHistory/Add content=%E5%A5%BD&customer_id=7&link_man_id=0&route_id=4&title=%E5%9B%9E%E8%AE%BF&type_id=3"},
	{"saveContactPlan", func(ctx context.Context, c *Client) error {
		_, err := c.ContactPlans.Execute(ctx, 9, testContact, "x", testTime)
		return err
	}, "POST CRM/ContactPlan/SaveContactPlan content=x&customer_id=7&link_man_id=0&next_time=" + aLongTimeText + "&plan_id=9&route_id=4&title=%E5%9B%9E%E8%AE%BF&type_id=3"},
	{"getContactPlan", func(ctx context.Context, c *Client) error { _, err := c.ContactPlans.Get(ctx, 5); return err },
		"GET CRM/ContactPlan/GetContactPlan id=5"},
	{"getContactPlanCount", func(ctx context.Context, c *Client) error { _, err := c.ContactPlans.Count(ctx); return err },
		"GET CRM/ContactPlan/GetContactPlanCount "},
	{"insertContactPlan", func(ctx context.Context, c *Client) error {
		_, err := c.ContactPlans.Insert(ctx, 0, testContact, 4, testTime)
		return err
	}, "POST CRM/ContactPlan/InsertContactPlan customer_id=7&history_id=4&link_man_id=0&next_time=" + aLongTimeText + "&plan_id=0&route_id=4&title=%E5%9B%9E%E8%AE%BF&type_id=3"},
	{"sampleGiftAuditById", func(ctx context.Context, c *Client) error {
		_, err := c.Contracts.AuditSampleGift(ctx, "YP-1")
		return err
	},
		"POST CRM/Contract/SampleGiftAuditById orderID=YP-1"},
	{"sampleGiftUnAuditById", func(ctx context.Context, c *Client) error {
		_, err := c.Contracts.UnAuditSampleGift(ctx, "YP-1")
		return err
	}, "POST CRM/Contract/SampleGiftUnAuditById orderID=YP-1"},
	{"contractAudit", func(ctx context.Context, c *Client) error { _, err := c.Contracts.Audit(ctx, 3); return err },
		"POST CRM/Contract/ContractAudit id=3"},
	{"contractUnAudit", func(ctx context.Context, c *Client) error { _, err := c.Contracts.UnAudit(ctx, 3); return err },
		"POST CRM/Contract/ContractUnAudit id=3"},
	{"stopContract", func(ctx context.Context, c *Client) error { _, err := c.Contracts.Stop(ctx, 3); return err },
		"POST CRM/Contract/StopContract id=3"},
	{"cancelShare", func(ctx context.Context, c *Client) error { _, err := c.Customers.CancelShare(ctx, 1, 2); return err },
		"POST CRM/Customer/CancelShare strIds=1%2C2"},
	{"removeCollection", func(ctx context.Context, c *Client) error {
		_, err := c.Customers.RemoveCollection(ctx, 4, 111, 222)
		return err
	}, "POST CRM/Customer/RemoveCollection custIdString=111%2C222&userId=4"},
	{"setCustIdentity", func(ctx context.Context, c *Client) error { _, err := c.Customers.SetIdentity(ctx, 7, 2); return err },
		"POST CRM/Customer/SetCustIdentity custId=7&identityId=2"},
	{"getAllCustomers", func(ctx context.Context, c *Client) error { _, err := c.Customers.List(ctx, ListOptions{}); return err },
		"GET CRM/Customer/GetAllList pageIndex=1&pageSize=10"},
	{"addCallHistory", func(ctx context.Context, c *Client) error {
		_, err := c.Customers.AddCallHistory(ctx, Call{Tel: "1", Start: testTime, End: testTime, Answered: true, Type: Outgoing, Duration: 60, IMS: "2", UserID: 3, UserName: "李"})
		return err
	}, "POST CRM/Customer/AddCallHistory callState=1&callType=2&duration=60&endTime=" + aLongTimeText + "&ims=2&record=0&remark=&startTime=" + aLongTimeText + "&tel=1&userID=3&userName=%E6%9D%8E"},
	{"imsLock", func(ctx context.Context, c *Client) error { _, err := c.Customers.LockIMS(ctx, 3, "021"); return err },
		"POST CRM/Customer/IMSLock ims=021&userID=3"},
	{"unIMSLock", func(ctx context.Context, c *Client) error { _, err := c.Customers.UnlockIMS(ctx, "021"); return err },
		"POST CRM/Customer/UnIMSLock ims=021"},
	{"insertSms", func(ctx context.Context, c *Client) error {
		_, err := c.Customers.InsertSMS(ctx, SMS{SenderID: 1, MobilePhone: "138", SendDate: testTime, Content: "你", SendType: SendWeekly, TemplateID: "T", Values: [6]string{"a"}})
		return err
	}, "POST CRM/Customer/InsertSms content=%E4%BD%A0&messageTempleID=T&mobilePhone=138&receiveName=&remark=&sendDate=" + aLongTimeText + "&sendType=3&senderID=1&value1=a&value2=&value3=&value4=&value5=&value6="},
	{"updateCallHistory", func(ctx context.Context, c *Client) error {
		_, err := c.Customers.UpdateCallHistory(ctx, CallUpdate{Tel: "1", Start: testTime, End: testTime, Type: Incoming, Recorded: true, IMS: "2", DisplayTel: "3", AddUserName: "4"})
		return err
	}, "POST CRM/Customer/UpdateCallHistory addUserName=4&bCallState=0&callType=1&dCallTime=" + aLongTimeText + "&displayTel=3&duration=0&endTime=" + aLongTimeText + "&record=1&sCallNumber=1&teleIms=2"},
	{"customerNameIsRepeat", func(ctx context.Context, c *Client) error {
		_, err := c.Customers.NameIsRepeat(ctx, "a", 0)
		return err
	},
		"GET CRM/Customer/NameIsRepeat id=0&sName=a"},
	{"getCustomer", func(ctx context.Context, c *Client) error { _, err := c.Customers.Get(ctx, 5); return err },
		"GET CRM/Customer/Get id=5"},
	{"updateCustomer", func(ctx context.Context, c *Client) error {
		_, err := c.Customers.Update(ctx, CustomerChange{ID: 5, Remark: new("")})
		return err
	}, "POST CRM/Customer/Update customer=%7B%22PK_ID%22%3A5%2C%22Remark%22%3A%22%22%7D"},
	{"saveCustomer", func(ctx context.Context, c *Client) error {
		_, err := c.Customers.Save(ctx, CustomerChange{Name: new("a"), IsPublic: new(false)})
		return err
	}, "POST CRM/Customer/Save json=%7B%22Name%22%3A%22a%22%2C%22IsPublic%22%3Afalse%7D"},
	{"customerTelIsRepeat", func(ctx context.Context, c *Client) error { _, err := c.Customers.TelIsRepeat(ctx, "1", 2); return err },
		"GET CRM/Customer/TelIsRepeat id=2&tel=1"},
	{"getClientSignDefault", func(ctx context.Context, c *Client) error { _, err := c.CustomerSigns.Default(ctx); return err },
		"GET CRM/CustomerSign/GetClientSignDefault "},
	{"getCustTypeBdefault", func(ctx context.Context, c *Client) error { _, err := c.CustomerSigns.Kinds(ctx); return err },
		"GET CRM/CustomerSign/GetCustTypeBdefault "},
	{"getCustomerTypes", func(ctx context.Context, c *Client) error { _, err := c.CustomerTypes.List(ctx, 0); return err },
		"GET CRM/CustomerType/GetTypeList parent_id=0"},
	{"updateBaseInfoHit", func(ctx context.Context, c *Client) error { _, err := c.ECommerce.AddHits(ctx, 1, 2); return err },
		"POST CRM/ECommerce/UpdateBaseInfoHit addHit=2&pkid=1&siteKey=site"},
	{"addMessageBoard", func(ctx context.Context, c *Client) error {
		_, err := c.ECommerce.AddMessage(ctx, BoardMessage{Content: "x"})
		return err
	}, "POST CRM/ECommerce/AddMessageBoard contact=&content=x&custID=0&siteKey=site"},
	{"listLinkMen", func(ctx context.Context, c *Client) error { _, err := c.LinkMen.ListShort(ctx, 7); return err },
		"GET CRM/LinkMan/GetList custId=7"},
	{"cancelMainMan", func(ctx context.Context, c *Client) error { _, err := c.LinkMen.CancelMain(ctx, 8); return err },
		"POST CRM/LinkMan/CancelMainMan id=8"},
	{"getLinkManList", func(ctx context.Context, c *Client) error { _, err := c.LinkMen.List(ctx, 7); return err },
		"GET CRM/LinkMan/GetLinkManList cust_id=7"},
	{"getLinkMan", func(ctx context.Context, c *Client) error { _, err := c.LinkMen.Get(ctx, 8); return err },
		"GET CRM/LinkMan/GetLinkMan id=8"},
	{"saveLinkMan", func(ctx context.Context, c *Client) error {
		_, err := c.LinkMen.Save(ctx, LinkManChange{ID: 8, IsMain: new(true)})
		return err
	}, "POST CRM/LinkMan/SaveLinkMan man=%7B%22PK_ID%22%3A8%2C%22IsMain%22%3Atrue%7D"},
	{"insertLinkMan", func(ctx context.Context, c *Client) error {
		_, err := c.LinkMen.Insert(ctx, LinkManChange{CustomerID: new(7), Name: new("b")})
		return err
	}, "POST CRM/LinkMan/InsertLinkMan man=%7B%22CustId%22%3A7%2C%22Name%22%3A%22b%22%7D"},
	{"deleteLinkMan", func(ctx context.Context, c *Client) error { _, err := c.LinkMen.Delete(ctx, 8); return err },
		"POST CRM/LinkMan/DeleteLinkMan id=8"},
	{"setPublicCust", func(ctx context.Context, c *Client) error { _, err := c.Sales.SetPublic(ctx, 7); return err },
		"POST CRM/Sale/SetPublicCust pkidList=7"},
	{"listOrganizations", func(ctx context.Context, c *Client) error { _, err := c.Organizations.List(ctx); return err },
		"GET Organization/GetList "},
	{"getToken", func(ctx context.Context, c *Client) error { _, err := c.Tokens.Get(ctx, 1, "a", "b"); return err },
		"POST Token/Get login_name=a&org_id=1&password=b"},
}

func TestRequests(t *testing.T) {
	t.Parallel()
	for _, test := range calls {
		t.Run(test.operation, func(t *testing.T) {
			t.Parallel()
			v := newVendor(t, `{"error_code":9001}`)
			_ = test.do(t.Context(), v.client(t, testCredentials)) // The answer is not the point here.
			sent := v.seen()[0]
			parameters := sent.query
			if sent.method == http.MethodPost {
				parameters = sent.form
			}
			wantToken := testCredentials.Token
			switch test.operation {
			case "listOrganizations":
				wantToken = "-1"
			case "getToken", "updateBaseInfoHit", "addMessageBoard":
				wantToken = ""
			}
			if parameters.Get("token") != wantToken || parameters.Get("format") != "json" {
				t.Errorf("token %q, format %q", parameters.Get("token"), parameters.Get("format"))
			}
			parameters.Del("token")
			parameters.Del("format")
			if got := sent.method + " " + sent.path[:len(sent.path)-len(".ashx")] + " " + parameters.Encode(); got != test.request {
				t.Errorf("got  %s\nwant %s", got, test.request)
			}
		})
	}
}
