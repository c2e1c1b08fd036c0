package wisecrm

import (
	"context"
	"strings"
)

// MetadataService says what a tenant's records look like
// (https://wisecrm.com/help/apidoc/api-metadata.html). It needs no acting user.
type MetadataService struct{ caller *caller }

// A Kind says what WiseCRM365 defines from what the tenant added.
type Kind int

// The kinds of entities and fields. KindAny is only for asking.
const (
	KindAny    Kind = 0
	KindSystem Kind = 1
	KindCustom Kind = 2
)

// An Entity is a kind of record.
type Entity struct {
	Code      int    `json:"code"`       // its ids begin with this number in three digits: 2 is 002-
	Entity    string `json:"entity"`     // internal name, such as Account
	Name      string `json:"name"`       // display name
	Type      Kind   `json:"type"`       // KindSystem or KindCustom
	NameField string `json:"name_field"` // main display field, which ListOptions.QName searches
}

// Entities returns the entities of a kind.
//
// Operation: listEntities.
func (s *MetadataService) Entities(ctx context.Context, kind Kind) ([]Entity, error) {
	got, err := send[entitiesAnswer](ctx, s.caller, get("listEntities", "metadata/entity",
		map[string]string{"type": number(int(kind))}))
	return got.Data, err
}

// A Field is a field of an entity.
type Field struct {
	Field       string `json:"field"`        // internal name, such as accountName (WI-Q53)
	Name        string `json:"name"`         // display name
	Type        Kind   `json:"type"`         // KindSystem or KindCustom
	DataType    string `json:"data_type"`    // string, int, decimal, boolean, date, datetime, picklist or reference (WI-Q75)
	Nullable    bool   `json:"nullable"`     // may be empty
	Creatable   bool   `json:"creatable"`    // may be given to Add; an id may not
	Updatable   bool   `json:"updatable"`    // may be given to Update, which ignores it otherwise
	ReferenceTo string `json:"reference_to"` // the entity referred to; "" unless DataType is reference
}

// Fields returns the fields of an entity, by its internal name, that are of a kind. An unknown
// entity is refused with CodeInvalid (WI-Q55).
//
// Operation: listFields.
func (s *MetadataService) Fields(ctx context.Context, entity string, kind Kind) ([]Field, error) {
	got, err := send[fieldsAnswer](ctx, s.caller, get("listFields", "metadata/field",
		map[string]string{"entity": entity, "type": number(int(kind))}))
	return got.Data, err
}

// A Picklist is the choice that a field offers.
type Picklist struct {
	Field  string          `json:"field"` // internal name, such as typeCode
	Values []PicklistValue `json:"values"`
}

// A PicklistValue is one item of a Picklist.
type PicklistValue struct {
	Value int    `json:"value"` // what a record holds
	Label string `json:"label"` // what people see
}

// Picklists returns the picklists of the named fields of an entity, or all of its picklists when no
// field is named. An unknown entity is refused with CodeInvalid (WI-Q55).
//
// Operation: listPicklists.
func (s *MetadataService) Picklists(ctx context.Context, entity string, fields ...string) ([]Picklist, error) {
	got, err := send[picklistsAnswer](ctx, s.caller, get("listPicklists", "metadata/picklist",
		map[string]string{"entity": entity, "fields": strings.Join(fields, ",")}))
	return got.Data, err
}
