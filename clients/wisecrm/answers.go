package wisecrm

// The answers to the calls that succeed, one type a schema. Each embeds the outcome that all share.
// The keys differ by entity: account_id in parameters and answers to writes (WI-Q17).

type accountIDAnswer struct {
	outcome
	Data struct {
		AccountID string `json:"account_id"`
	} `json:"data"`
}

func (a accountIDAnswer) id() string      { return a.Data.AccountID }
func (a accountIDAnswer) missing() string { return lacks("data.account_id", a.id() == "") }

type contactIDAnswer struct {
	outcome
	Data struct {
		ContactID string `json:"contact_id"`
	} `json:"data"`
}

func (a contactIDAnswer) id() string      { return a.Data.ContactID }
func (a contactIDAnswer) missing() string { return lacks("data.contact_id", a.id() == "") }

type salesOrderIDAnswer struct {
	outcome
	Data struct {
		SalesOrderID string `json:"salesorder_id"`
	} `json:"data"`
}

func (a salesOrderIDAnswer) id() string      { return a.Data.SalesOrderID }
func (a salesOrderIDAnswer) missing() string { return lacks("data.salesorder_id", a.id() == "") }

type recordIDAnswer struct {
	outcome
	Data struct {
		RecordID string `json:"record_id"`
	} `json:"data"`
}

func (a recordIDAnswer) id() string      { return a.Data.RecordID }
func (a recordIDAnswer) missing() string { return lacks("data.record_id", a.id() == "") }

type recordAnswer struct {
	outcome
	Data Record `json:"data"`
}

func (a recordAnswer) missing() string { return lacks("data", a.Data == nil) }

type listAnswer struct {
	outcome
	TotalSize int      `json:"total_size"`
	PageSize  int      `json:"page_size"`
	PageNo    int      `json:"page_no"`
	Data      []Record `json:"data"`
}

func (a listAnswer) missing() string { return lacks("data", a.Data == nil) }

type entitiesAnswer struct {
	outcome
	Data []Entity `json:"data"`
}

func (a entitiesAnswer) missing() string { return lacks("data", a.Data == nil) }

type fieldsAnswer struct {
	outcome
	Data []Field `json:"data"`
}

func (a fieldsAnswer) missing() string { return lacks("data", a.Data == nil) }

type picklistsAnswer struct {
	outcome
	Data []Picklist `json:"data"`
}

func (a picklistsAnswer) missing() string { return lacks("data", a.Data == nil) }

func lacks(key string, missing bool) string {
	if missing {
		return key
	}
	return ""
}
