package wisecrm

import (
	"reflect"
	"testing"
)

func TestMetadata(t *testing.T) {
	t.Parallel()
	v := newVendor(t,
		`{"error_code":0,"error_msg":"调用成功","data":[{"code":2,"entity":"Account","name":"客户","type":1,"name_field":"accountName"}]}`,
		`{"error_code":0,"error_msg":"调用成功","data":[
			{"field":"owning_user","name":"所属用户","type":2,"data_type":"reference","reference_to":"User","nullable":false,"creatable":true,"updatable":true},
			{"field":"phone","name":"电话","type":1,"data_type":"string","nullable":true,"creatable":false,"updatable":false}]}`,
		`{"error_code":0,"error_msg":"调用成功","data":[{"field":"typeCode","values":[{"value":0,"label":"正式客户"},{"value":1,"label":"潜在客户"}]}]}`)
	client := v.client(t)

	entities, err := client.Metadata.Entities(t.Context(), KindSystem)
	if want := []Entity{{2, "Account", "客户", KindSystem, "accountName"}}; err != nil || !reflect.DeepEqual(entities, want) {
		t.Errorf("entities %+v, %v", entities, err)
	}
	fields, err := client.Metadata.Fields(t.Context(), "Account", KindAny)
	if want := []Field{
		{"owning_user", "所属用户", KindCustom, "reference", false, true, true, "User"},
		{"phone", "电话", KindSystem, "string", true, false, false, ""},
	}; err != nil || !reflect.DeepEqual(fields, want) {
		t.Errorf("fields %+v, %v", fields, err)
	}
	picklists, err := client.Metadata.Picklists(t.Context(), "Account")
	if want := []Picklist{{"typeCode", []PicklistValue{{0, "正式客户"}, {1, "潜在客户"}}}}; err != nil || !reflect.DeepEqual(picklists, want) {
		t.Errorf("picklists %+v, %v", picklists, err)
	}
}
