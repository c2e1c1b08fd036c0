package dustess

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// A Contact is what a call says about a contact. What is zero is not sent, and an edit leaves it as it
// is; to make a text empty, name its field in Clear.
type Contact struct {
	ID         string `json:"id,omitempty"`          // for edits: this or ExternalID
	ExternalID string `json:"external_id,omitempty"` // in one's own system; an edit does not change it

	Remark       string   `json:"remark,omitempty"`      // the contact's name
	CategoryID   string   `json:"category_id,omitempty"` // contact type
	CorpID       string   `json:"corp_id,omitempty"`     // enterprise
	CorpFullName string   `json:"corp_full_name,omitempty"`
	Mobiles      []Mobile `json:"mobiles,omitzero"` // replaces all contact ways; not nil but empty removes them
	Position     string   `json:"position,omitempty"`
	Source       string   `json:"source,omitempty"`    // id of any level, or name (DU-Q29)
	ProvCity     string   `json:"prov_city,omitempty"` // such as 四川省-成都市-武侯区; later parts may be left out
	Address      string   `json:"address,omitempty"`
	Birthday     string   `json:"birthday,omitempty"` // yyyy-MM-dd
	Email        string   `json:"email,omitempty"`
	Gender       *int     `json:"gender,omitempty"` // GenderUnknown, GenderMale or GenderFemale
	Description  string   `json:"description,omitempty"`
	// CustomFields are set one by one: those not named stay as they are.
	CustomFields []CustomField `json:"custom_fields,omitzero"`
	Tags         []string      `json:"tags,omitzero"` // ids of friend tags; replaces all
	Age          *int          `json:"age,omitempty"`
	National     string        `json:"national,omitempty"`    // ethnic group
	Nationality  string        `json:"nationality,omitempty"` // country
	Education    string        `json:"education,omitempty"`   // 01 primary school … 07 doctor
	Major        string        `json:"major,omitempty"`       // field of study
	IDCard       string        `json:"id_card,omitempty"`
	WX           string        `json:"wx,omitempty"` // WeChat
	QQ           string        `json:"qq,omitempty"`
	Owner        string        `json:"owner,omitempty"`     // employee who follows the contact; goes before Pool
	Pool         string        `json:"pool,omitempty"`      // a pool that does not exist hides the contact (DU-Q28)
	Reason       string        `json:"reason,omitempty"`    // why the contact is invalid
	Status       string        `json:"status,omitempty"`    // follow status of contacts
	ShareUIDs    []string      `json:"share_uids,omitzero"` // employees; replaces all

	// Clear names the text fields to make empty, as Dustess spells them, such as "email".
	Clear []string `json:"-"`
}

// The values of Contact.Gender.
const (
	GenderUnknown = 0
	GenderMale    = 1
	GenderFemale  = 2
)

// MarshalJSON writes the contact as a batch takes it. It fails when Clear names a field that is no text,
// or one that has a value.
func (c Contact) MarshalJSON() ([]byte, error) {
	type plain Contact
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // Names with & go out as they are written.
	if err := encoder.Encode(plain(c)); err != nil {
		return nil, err
	}
	body := bytes.TrimSuffix(text.Bytes(), []byte("}\n"))
	for _, name := range c.Clear {
		if !c.canClear(name) {
			return nil, fmt.Errorf("clear %q: want a text field without a value", name)
		}
		if len(body) > 1 {
			body = append(body, ',')
		}
		body = append(body, `"`+name+`":""`...)
	}
	return append(body, '}'), nil
}

func (c Contact) canClear(name string) bool {
	value := reflect.ValueOf(c)
	for i := range value.NumField() {
		tag, _, _ := strings.Cut(value.Type().Field(i).Tag.Get("json"), ",")
		if tag == name {
			return value.Field(i).Kind() == reflect.String && value.Field(i).IsZero()
		}
	}
	return false
}

// A Mobile is a contact way: a telephone number, or whatever its type says. No two contacts share one.
type Mobile struct {
	Tel     string `json:"tel"`
	Type    string `json:"type,omitempty"`    // TypeMobile and so on, or the id of a ContactWay
	Display string `json:"display,omitempty"` // label
}

// The types of contact ways that every tenant has.
const (
	TypeMobile   = "mobile"
	TypeLandline = "landline"
	TypeOther    = "other"
)

// A CustomField is the value of a field that the tenant defines. TextField and its siblings make one.
type CustomField struct {
	ID          string    `json:"id"`
	Type        FieldType `json:"type,omitempty"`
	StringValue *string   `json:"string_value,omitempty"`
	FloatValue  *float64  `json:"float_value,omitempty"`
	ArrayValue  []string  `json:"array_value,omitzero"`
	FilesValue  []File    `json:"files_value,omitzero"`
}

// A FieldType is a type of custom field.
type FieldType string

// The types that Dustess names. That of attachments has no known name, so FilesField leaves it out.
const (
	FieldText          FieldType = "text"     // one line
	FieldTextarea      FieldType = "textarea" // many lines
	FieldRadio         FieldType = "radio"    // one choice
	FieldDate          FieldType = "date"
	FieldDatetime      FieldType = "datetime"
	FieldInt           FieldType = "Int"      // any number
	FieldCheckbox      FieldType = "checkbox" // many choices
	FieldCascader      FieldType = "cascader" // one path
	FieldMultiCascader FieldType = "multiCascader"
)

// TextField sets a field of type text, textarea, radio, date or datetime; "" makes it empty.
func TextField(id string, kind FieldType, value string) CustomField {
	return CustomField{ID: id, Type: kind, StringValue: &value}
}

// NumberField sets a field of type Int.
func NumberField(id string, value float64) CustomField {
	return CustomField{ID: id, Type: FieldInt, FloatValue: &value}
}

// ListField sets a field of type checkbox, cascader or multiCascader, the last two by paths such as
// 组01/组001=path/to. No values make it empty.
func ListField(id string, kind FieldType, values ...string) CustomField {
	return CustomField{ID: id, Type: kind, ArrayValue: append([]string{}, values...)}
}

// FilesField sets a list of attachments, at most five. No files make it empty.
func FilesField(id string, files ...File) CustomField {
	return CustomField{ID: id, FilesValue: append([]File{}, files...)}
}

// A File is an attachment.
type File struct {
	Name     string   `json:"name"`
	URL      string   `json:"url"`
	FileType FileType `json:"file_type,omitempty"`
}

// A FileType is a kind of attachment.
type FileType string

// The kinds of attachments.
const (
	FileWord       FileType = "word"
	FileImage      FileType = "image"
	FileText       FileType = "text"
	FilePDF        FileType = "pdf"
	FileAudio      FileType = "audio"
	FileExcel      FileType = "spreadsheetml"
	FilePowerPoint FileType = "presentationml"
	FileVideo      FileType = "video"
	FileOther      FileType = "other"
)
