package socialepoch

import (
	"encoding/json"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"
)

// TestSignatureVectors holds both schemes to the vectors.
func TestSignatureVectors(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../testdata/socialepoch/signatures.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Name       string `json:"name"`
		Scheme     string `json:"scheme"`
		HeaderID   string `json:"tenant_id"`
		Timestamp  string `json:"timestamp"`
		BodyID     string `json:"tenantId"`
		UserName   string `json:"userName"`
		CreateTime string `json:"createTime"`
		APIKey     string `json:"api_key"`
		Token      string `json:"token"`
	}
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	signed := map[string]int{}
	for _, v := range vectors {
		switch v.Scheme {
		case "headers":
			millis, err := strconv.ParseInt(v.Timestamp, 10, 64)
			if err != nil {
				continue // A vector for servers: the client sends numbers only.
			}
			id, _ := strconv.ParseInt(v.HeaderID, 10, 64)
			header := http.Header{}
			Credentials{TenantID: id, APIKey: v.APIKey}.sign(header, time.UnixMilli(millis))
			if header.Get("token") != v.Token || header.Get("timestamp") != v.Timestamp || header.Get("tenant_id") != v.HeaderID {
				t.Errorf("%s: %v, want token %s", v.Name, header, v.Token)
			}
		case "body":
			id, _ := strconv.ParseInt(v.BodyID, 10, 64)
			at, err := time.ParseInLocation(time.DateTime, v.CreateTime, china)
			if err != nil {
				t.Fatal(err)
			}
			got := Credentials{TenantID: id, APIKey: v.APIKey, UserName: v.UserName}.signBody((&caller{zone: china}).date(at.UTC()))
			if got.Token != v.Token || got.CreateTime != v.CreateTime {
				t.Errorf("%s: %+v, want token %s", v.Name, got, v.Token)
			}
		}
		signed[v.Scheme]++
	}
	if signed["headers"] == 0 || signed["body"] == 0 {
		t.Errorf("signed %v", signed)
	}
}
