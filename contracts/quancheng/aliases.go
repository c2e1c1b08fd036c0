package quancheng

import "github.com/crmsim/crmsim/contracts"

// formerly names the operations by what the ids of their specs began with before those were derived.
var formerly = map[string]string{
	"QC-BASETYPE-GET":               "getBaseType",
	"QC-CONTACTHISTORY-ADD":         "addContactHistory",
	"QC-CONTACTHISTORY-GET":         "getContactHistory",
	"QC-CONTACTPLAN-COUNT":          "getContactPlanCount",
	"QC-CONTACTPLAN-GET":            "getContactPlan",
	"QC-CONTACTPLAN-INSERT":         "insertContactPlan",
	"QC-CONTACTPLAN-SAVE":           "saveContactPlan",
	"QC-CONTRACT-AUDIT":             "contractAudit",
	"QC-CONTRACT-SAMPLEGIFTAUDIT":   "sampleGiftAuditById",
	"QC-CONTRACT-SAMPLEGIFTUNAUDIT": "sampleGiftUnAuditById",
	"QC-CONTRACT-STOP":              "stopContract",
	"QC-CONTRACT-UNAUDIT":           "contractUnAudit",
	"QC-CUSTOMER-ADDCALLHISTORY":    "addCallHistory",
	"QC-CUSTOMER-CANCELSHARE":       "cancelShare",
	"QC-CUSTOMER-GET":               "getCustomer",
	"QC-CUSTOMER-GETALLLIST":        "getAllCustomers",
	"QC-CUSTOMER-IMSLOCK":           "imsLock",
	"QC-CUSTOMER-INSERTSMS":         "insertSms",
	"QC-CUSTOMER-NAMEISREPEAT":      "customerNameIsRepeat",
	"QC-CUSTOMER-REMOVECOLLECTION":  "removeCollection",
	"QC-CUSTOMER-SAVE":              "saveCustomer",
	"QC-CUSTOMER-SETCUSTIDENTITY":   "setCustIdentity",
	"QC-CUSTOMER-TELISREPEAT":       "customerTelIsRepeat",
	"QC-CUSTOMER-UNIMSLOCK":         "unIMSLock",
	"QC-CUSTOMER-UPDATE":            "updateCustomer",
	"QC-CUSTOMER-UPDATECALLHISTORY": "updateCallHistory",
	"QC-CUSTOMERSIGN-DEFAULT":       "getClientSignDefault",
	"QC-CUSTOMERSIGN-KINDS":         "getCustTypeBdefault",
	"QC-CUSTOMERTYPE-LIST":          "getCustomerTypes",
	"QC-ECOMMERCE-HIT":              "updateBaseInfoHit",
	"QC-ECOMMERCE-MESSAGE":          "addMessageBoard",
	"QC-LINKMAN-CANCELMAIN":         "cancelMainMan",
	"QC-LINKMAN-DELETE":             "deleteLinkMan",
	"QC-LINKMAN-GET":                "getLinkMan",
	"QC-LINKMAN-INSERT":             "insertLinkMan",
	"QC-LINKMAN-LIST":               "getLinkManList",
	"QC-LINKMAN-SAVE":               "saveLinkMan",
	"QC-LINKMAN-SHORT":              "listLinkMen",
	"QC-ORGANIZATION-LIST":          "listOrganizations",
	"QC-SALE-SETPUBLIC":             "setPublicCust",
	"QC-TOKEN-GET":                  "getToken",
}

// aliases returns which derived specs took the place of those that were written by hand.
func aliases(s *contracts.Suite) map[string]string {
	all := map[string]string{}
	for prefix, op := range formerly {
		for number, rule := range map[string]string{
			"-01": ".twin", "-02": ".xml", "-03": ".required", "-04": ".type", "-05": ".credentials", "-06": ".fault",
		} {
			if s.Has(op + rule) {
				all[prefix+number] = op + rule
			}
		}
		if id := prefix + "-04"; all[id] == "" {
			all[id] = op + ".enum"
		}
	}
	all["QC-CONTACTHISTORY-ADD-11"] = "addContactHistory.enum"
	all["QC-CONTACTPLAN-INSERT-13"] = "insertContactPlan.enum"
	all["QC-CUSTOMER-ADDCALLHISTORY-12"] = "addCallHistory.enum"
	return all
}
