package wisecrm

import "maps"

// aliases returns which derived specs took the place of those that were written by hand.
func aliases() map[string]string {
	all := map[string]string{
		"WI-AUTH-06": "listUsers.credentials.plain", "WI-AUTH-08": "addAccount.credentials", "WI-AUTH-09": "listUsers.credentials",
		"WI-AUTH-10": "listUsers.credentials.unsigned", "WI-SETTING-01": "listUsers.setting.closed", "WI-SETTING-02": "listUsers.setting.limit",
		"WI-SETTING-03": "listUsers.setting.fault", "WI-SETTING-04": "listUsers.setting.denied", "WI-TENANT-01": "getAccount.elsewhere",
		"WI-TENANT-02": "listUsers.credentials.foreign", "WI-CUSTOM-01": "addCustomEntity.stored.fields",
		"WI-CUSTOM-03": "updateCustomEntity.only.fields", "WI-CUSTOM-08": "updateCustomEntity.unknown.record",
		"WI-USER-LIST-03": "listUsers.pages", "WI-USER-LIST-04": "listUsers.page", "WI-USER-LIST-05": "listUsers.required.fields",
		"WI-QUERY-18": "advQuery.pages", "WI-QUERY-19": "advQuery.page", "WI-QUERY-22": "advQuery.required",
		"WI-META-FIELD-05": "addAccount.optional.fields", "WI-META-FIELD-06": "updateAccount.readOnly.fields",
		"WI-META-FIELD-07": "listFields.required.entity", "WI-META-CUSTOM-02": "addAccount.stored.fields", "WI-Q31-02": "getAccount.unknown.op_user",
	}
	for _, m := range models() {
		maps.Copy(all, map[string]string{
			m.spec("ADD-01"): m.add + ".stored.fields", m.spec("ADD-02"): m.add + ".again", m.spec("ADD-03"): m.add + ".stored.fields",
			m.spec("ADD-04"): m.add + ".readOnly.fields", m.spec("ADD-05"): m.add + ".required.op_user", m.spec("ADD-06"): m.add + ".required.body",
			m.spec("ADD-07"): m.add + ".required.fields", m.spec("ADD-08"): m.add + ".unknown.field", m.spec("ADD-09"): m.add + ".type.fields",
			m.spec("GET-01"): m.get + ".fields", m.spec("GET-02"): m.add + ".optional.fields", m.spec("GET-03"): m.get + ".fields",
			m.spec("GET-04"): m.get + ".required", m.spec("GET-05"): m.get + ".unknown.fields", m.spec("GET-06"): m.get + ".unknown.record",
			m.spec("LIST-01"): m.list + ".fields", m.spec("LIST-04"): m.list + ".page", m.spec("LIST-05"): m.list + ".required",
			m.spec("LIST-06"): m.list + ".unknown.fields", m.spec("PAGE-01"): m.list + ".pages", m.spec("PAGE-02"): m.list + ".page",
			m.spec("PAGE-03"): m.list + ".maximum.page_size", m.spec("PAGE-04"): m.list + ".maximum.page_size",
			m.spec("UPDATE-01"): m.update + ".only.fields", m.spec("UPDATE-02"): m.update + ".only.fields",
			m.spec("UPDATE-03"): m.update + ".only.fields", m.spec("UPDATE-04"): m.update + ".readOnly.fields",
			m.spec("UPDATE-06"): m.update + ".null.fields", m.spec("UPDATE-08"): m.update + ".required",
			m.spec("UPDATE-09"): m.update + ".required.body", m.spec("UPDATE-10"): m.update + ".type.fields",
			m.spec("UPDATE-11"): m.update + ".unknown.record", m.spec("DELETE-04"): m.remove + ".required", m.spec("DELETE-05"): m.remove + ".unknown.record",
		})
	}
	return all
}
