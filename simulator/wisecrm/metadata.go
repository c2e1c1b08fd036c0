package wisecrm

import (
	"fmt"
	"slices"
	"strings"
)

// Kinds of the system's records. The value is the position of the kind's table and entity; those of custom modules follow.
const (
	account = iota
	contact
	salesOrder
	salesOrderDetail
	businessUnit
	user
	kinds
)

// metadata describes all entities: those of the system, then the custom modules in the order in which they were made.
// It is replaced as a whole, never changed.
type metadata struct{ entities []*entity }

// An entity is a kind of record. It is not changed once it is part of a metadata.
type entity struct {
	kind       int
	code       int // begins the ids of its records
	name       string
	label      string
	nameField  string // the main display field
	param      string // the name of its id in parameters and answers
	listed     bool   // shown by metadata/entity and open to adv-query
	custom     bool   // a module that the tenant made
	workflow   bool   // a module whose records are approved step by step
	duplicates []string
	aliases    map[string]string // other names of fields
	fields     []*field
	byName     map[string]*field
	master     *field // of a detail record: the reference to the record it is part of (WI-Q41)
}

// Types of fields (WI-Q75).
const (
	typeString    = "string"
	typeInt       = "int"
	typeDecimal   = "decimal"
	typeBoolean   = "boolean"
	typeDate      = "date"
	typeDateTime  = "datetime"
	typePicklist  = "picklist"
	typeReference = "reference"
)

// A field is one property of an entity's records.
type field struct {
	slot        int      // the value's place in a record
	Name        string   `json:"field"`
	Label       string   `json:"name"`
	Origin      int      `json:"type"` // 1 from the system, 2 custom
	DataType    string   `json:"data_type"`
	ReferenceTo string   `json:"reference_to,omitempty"`
	Nullable    bool     `json:"nullable"`
	Creatable   bool     `json:"creatable"`
	Updatable   bool     `json:"updatable"`
	Values      []choice `json:"values,omitempty"` // of a picklist
	automatic   bool     // filled in by the system when a new record does not set it
}

// A choice is one value of a picklist.
type choice struct {
	Value int64  `json:"value"`
	Label string `json:"label"`
}

// prefix begins the ids of the entity's records.
func (e *entity) prefix() string { return fmt.Sprintf("%03d-", e.code) }

// field returns a field by its name or an alias of it, such as owning_user (WI-Q45); nil when there is none.
func (e *entity) field(name string) *field {
	if f := e.byName[name]; f != nil {
		return f
	}
	return e.byName[e.aliases[name]]
}

// find returns the entity of that internal name, or nil.
func (m *metadata) find(name string) *entity {
	for _, e := range m.entities {
		if e.name == name {
			return e
		}
	}
	return nil
}

// with returns metadata in which e has taken the place of the entity of its kind, or has been added.
func (m *metadata) with(e *entity) *metadata {
	entities := slices.Clone(m.entities)
	if e.kind == len(entities) {
		return &metadata{append(entities, e)}
	}
	entities[e.kind] = e
	return &metadata{entities}
}

// withField returns the entity with a field added or replaced; an added one takes a new slot.
func (e *entity) withField(f field) *entity {
	next := *e
	next.fields = slices.Clone(e.fields)
	if old := e.byName[f.Name]; old != nil {
		f.slot, f.automatic = old.slot, old.automatic
		next.fields[slices.Index(e.fields, old)] = &f
	} else {
		f.slot = len(e.fields)
		next.fields = append(next.fields, &f)
	}
	next.index()
	return &next
}

// index files the fields by their names. It changes none of them: other sandboxes share them.
func (e *entity) index() {
	e.byName = make(map[string]*field, len(e.fields))
	for _, f := range e.fields {
		e.byName[f.Name] = f
	}
	if e.master != nil {
		e.master = e.byName[e.master.Name]
	}
}

// id returns the field that holds the record's own id.
func (e *entity) id() *field { return e.fields[0] }

// newEntity returns an entity of the system. Its first field is the id, its last one says that no record is deleted:
// the API shows none that is (WI-Q43, WI-Q87).
func newEntity(kind, code int, name, label, id, nameField string, fields ...*field) *entity {
	own := &field{Name: id, Label: label + "ID", DataType: typeString, automatic: true}
	deleted := &field{Name: "isDeleted", Label: "是否删除", DataType: typeBoolean, automatic: true}
	e := &entity{
		kind: kind, code: code, name: name, label: label, nameField: nameField,
		param: strings.ToLower(name) + "_id", listed: true, fields: append(append([]*field{own}, fields...), deleted),
		aliases: map[string]string{"owning_user": "owningUser"},
	}
	slot := 0
	for _, ids := range []bool{false, true} { // What is searched for most lies together.
		for _, f := range e.fields {
			if (f == own || f.DataType == typeReference) == ids {
				f.slot, f.Origin = slot, max(f.Origin, 1)
				slot++
			}
		}
	}
	e.index()
	return e
}

func text(name, label string) *field {
	return &field{Name: name, Label: label, DataType: typeString, Nullable: true, Creatable: true, Updatable: true}
}

func required(f *field) *field {
	f.Nullable = false
	return f
}

func reference(name, label, to string) *field {
	f := text(name, label)
	f.DataType, f.ReferenceTo = typeReference, to
	return f
}

func typed(dataType, name, label string) *field {
	f := text(name, label)
	f.DataType = dataType
	return f
}

func picklist(name, label string, values ...choice) *field {
	f := typed(typePicklist, name, label)
	f.Values = values
	return f
}

// filled makes a field one that the system alone fills in.
func filled(f *field) *field {
	f.Nullable, f.Creatable, f.Updatable, f.automatic = false, false, false, true
	return f
}

// owned are the fields that the system keeps of every record (WI-Q45, WI-Q82, WI-Q83).
func owned(fields ...*field) []*field {
	owner := required(reference("owningUser", "所属用户", "User"))
	owner.automatic = true
	return append(fields, owner,
		filled(reference("owningBusinessUnit", "所属部门", "BusinessUnit")),
		filled(reference("createdBy", "创建人", "User")), filled(typed(typeDateTime, "createdOn", "创建时间")),
		filled(reference("modifiedBy", "修改人", "User")), filled(typed(typeDateTime, "modifiedOn", "修改时间")))
}

// standardMetadata is what a new tenant has. The fields are those that occur in the vendor's pages
// and in public programs (WI-Q46, WI-Q59, WI-Q65, WI-Q66); details of orders exist to be deleted
// with their order (WI-Q41, WI-Q86).
func standardMetadata() *metadata {
	accounts := newEntity(account, 2, "Account", "客户", "accountId", "accountName",
		owned(required(text("accountName", "客户名称")), text("phone", "电话"), text("address", "地址"),
			picklist("typeCode", "客户类型", choice{0, "正式客户"}, choice{1, "潜在客户"}, choice{2, "合作伙伴"}))...)
	accounts.duplicates = []string{"accountName"} // WI-Q26
	contacts := newEntity(contact, 3, "Contact", "联系人", "contactId", "contactName",
		owned(required(text("contactName", "联系人姓名")), text("phone", "电话"), reference("accountId", "客户", "Account"))...)
	contacts.duplicates = []string{"contactName", "phone"} // WI-Q63
	details := newEntity(salesOrderDetail, 5, "SalesOrderDetail", "订单明细", "salesOrderDetailId", "productName",
		owned(required(text("productName", "产品名称")), required(reference("salesorderId", "订单", "SalesOrder")), typed(typeInt, "quantity", "数量"))...)
	details.master = details.byName["salesorderId"]
	units := newEntity(businessUnit, 26, "BusinessUnit", "部门", "businessUnitId", "name", required(text("name", "名称"))) // WI-Q84
	units.listed = false
	users := newEntity(user, 27, "User", "用户", "userId", "userName",
		required(text("userName", "用户姓名")), text("mobile", "手机"), reference("businessUnitId", "部门", "BusinessUnit"))
	return &metadata{[]*entity{accounts, contacts, salesOrders(), details, units, users}}
}

// salesOrders has the fields of the vendor's page, whose rows say salesorderId, subject and amount, beside those that a
// program reads from its tenant (WI-Q65).
func salesOrders() *entity {
	decimal := func(name, label string) *field { return typed(typeDecimal, name, label) }
	e := newEntity(salesOrder, 4, "SalesOrder", "订单", "salesorderId", "subject",
		owned(required(text("subject", "订单主题")), decimal("amount", "金额"), reference("accountId", "客户", "Account"),
			text("orderName", "订单名称"), picklist("orderType", "订单类型", choice{1, "新签"}, choice{2, "续签"}, choice{3, "增购"}),
			typed(typeDate, "orderDate", "下单日期"), text("remark", "备注"),
			decimal("total", "总金额"), decimal("paid", "已付"), decimal("unpaid", "未付"), decimal("invoiced", "已开票"), decimal("uninvoiced", "未开票"),
			text("chanceId", "商机"))...)
	e.aliases["orderId"] = "salesorderId"
	return e
}

// setField adds a field to an entity, or replaces the one of its name.
func setField(tx *tx, e *entity, f field) {
	old := e.byName[f.Name]
	next := e.withField(f)
	tx.State.metadata = tx.State.metadata.with(next)
	if old != nil && old.cascades() != f.cascades() {
		fileAnew(tx, next)
	}
}

// setDuplicates changes which fields make a duplicate.
func setDuplicates(tx *tx, e *entity, fields []string) {
	next := *e
	next.duplicates = fields
	tx.State.metadata = tx.State.metadata.with(&next)
	fileAnew(tx, &next)
}

// fileAnew puts all records of an entity into indexes that follow its new description.
func fileAnew(tx *tx, next *entity) {
	table := tx.State.writable(next)
	old := *table
	*table = newTable()
	for r := range old.byID.All() {
		again := *r
		table.put(tx.Writer, next, &again)
	}
}
