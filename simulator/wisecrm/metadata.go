package wisecrm

import (
	"fmt"
	"slices"
	"strings"
)

// Kinds of records. The value is the position of the kind's table and entity.
const (
	account = iota
	contact
	salesOrder
	salesOrderDetail
	businessUnit
	user
	kinds
)

// metadata describes all entities. It is replaced as a whole, never changed.
type metadata struct{ entities [kinds]*entity }

// An entity is a kind of record. It is not changed once it is part of a metadata.
type entity struct {
	kind       int
	code       int // begins the ids of its records
	name       string
	label      string
	nameField  string // the main display field
	param      string // the name of its id in parameters and answers
	listed     bool   // shown by metadata/entity and open to adv-query
	duplicates []string
	fields     []*field
	byName     map[string]*field
	master     *field // of a detail record: the reference to the record it is part of (WI-Q41)
}

// Types of fields (WI-Q75).
const (
	typeString    = "string"
	typeInt       = "int"
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

// field returns a field by its name, or by the alias owning_user (WI-Q45); nil when there is none.
func (e *entity) field(name string) *field {
	if name == "owning_user" {
		name = "owningUser"
	}
	return e.byName[name]
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

// with returns metadata in which e has taken the place of the entity of its kind.
func (m *metadata) with(e *entity) *metadata {
	next := *m
	next.entities[e.kind] = e
	return &next
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

func newEntity(kind, code int, name, label, nameField string, fields ...*field) *entity {
	lower := strings.ToLower(name[:1]) + name[1:]
	own := &field{Name: lower + "Id", Label: label + "ID", DataType: typeString, automatic: true}
	e := &entity{
		kind: kind, code: code, name: name, label: label, nameField: nameField,
		param: strings.ToLower(name) + "_id", listed: true, fields: append([]*field{own}, fields...),
	}
	slot := 0
	for _, ids := range []bool{false, true} { // What is searched for most lies together.
		for _, f := range e.fields {
			if (f == own || f.DataType == typeReference) == ids {
				f.slot, f.Origin = slot, 1
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

func integer(name, label string) *field {
	f := text(name, label)
	f.DataType = typeInt
	return f
}

// owned are the fields that the system keeps of every record (WI-Q45, WI-Q82, WI-Q83).
func owned(fields ...*field) []*field {
	owner := required(reference("owningUser", "所属用户", "User"))
	owner.automatic = true
	system := func(f *field) *field {
		f.Nullable, f.Creatable, f.Updatable, f.automatic = false, false, false, true
		return f
	}
	moment := func(name, label string) *field {
		f := system(text(name, label))
		f.DataType = typeDateTime
		return f
	}
	return append(fields, owner,
		system(reference("owningBusinessUnit", "所属部门", "BusinessUnit")),
		system(reference("createdBy", "创建人", "User")), moment("createdOn", "创建时间"),
		system(reference("modifiedBy", "修改人", "User")), moment("modifiedOn", "修改时间"))
}

// standardMetadata is what a new tenant has. The fields are those that occur in the vendor's pages
// and in public programs (WI-Q46, WI-Q59, WI-Q65, WI-Q66); details of orders exist to be deleted
// with their order (WI-Q41, WI-Q86).
func standardMetadata() *metadata {
	kind := text("typeCode", "客户类型")
	kind.DataType = typePicklist
	kind.Values = []choice{{0, "正式客户"}, {1, "潜在客户"}, {2, "合作伙伴"}}
	accounts := newEntity(account, 2, "Account", "客户", "accountName",
		owned(required(text("accountName", "客户名称")), text("phone", "电话"), text("address", "地址"), kind)...)
	accounts.duplicates = []string{"accountName"} // WI-Q26
	contacts := newEntity(contact, 3, "Contact", "联系人", "contactName",
		owned(required(text("contactName", "联系人姓名")), text("phone", "电话"), reference("accountId", "客户", "Account"))...)
	contacts.duplicates = []string{"contactName", "phone"} // WI-Q63
	orders := newEntity(salesOrder, 4, "SalesOrder", "订单", "salesOrderName",
		owned(required(text("salesOrderName", "订单名称")), reference("accountId", "客户", "Account"))...)
	details := newEntity(salesOrderDetail, 5, "SalesOrderDetail", "订单明细", "productName",
		owned(required(text("productName", "产品名称")), required(reference("salesOrderId", "订单", "SalesOrder")), integer("quantity", "数量"))...)
	details.master = details.byName["salesOrderId"]
	units := newEntity(businessUnit, 26, "BusinessUnit", "部门", "name", required(text("name", "名称"))) // WI-Q84
	units.listed = false
	users := newEntity(user, 27, "User", "用户", "userName",
		required(text("userName", "用户姓名")), text("mobile", "手机"), reference("businessUnitId", "部门", "BusinessUnit"))
	return &metadata{[kinds]*entity{accounts, contacts, orders, details, units, users}}
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
	old := tx.State.tables[next.kind]
	tx.State.tables[next.kind] = newTable()
	for r := range old.byID.All() {
		again := *r
		tx.State.tables[next.kind].put(tx.Writer, next, &again)
	}
}
