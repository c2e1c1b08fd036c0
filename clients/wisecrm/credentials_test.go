package wisecrm

import (
	"maps"
	"testing"
)

// The vectors are synthetic, computed with the steps of https://wisecrm.com/help/apidoc/auth-intro.html.
func TestSignature(t *testing.T) {
	t.Parallel()
	list := map[string]string{
		"op_user": testUser, "fields": "accountName,phone", "qname": "*企能软件", "page_no": "1", "page_size": "20",
	}
	listed := "appid=000-TEST&fields=accountName,phone&op_user=" + testUser + "&page_no=1&page_size=20&qname=*企能软件"
	add := map[string]string{"op_user": testUser, "force_add": "true"}
	added := "appid=000-TEST&force_add=true&op_user=" + testUser
	mixed := map[string]string{"alpha": "1", "Beta": "2"}
	users := map[string]string{"fields": "userId,userName"}
	tests := []struct {
		name       string
		parameters map[string]string
		signType   string // as sent
		hash       SignType
		text       string // before the sign type
		sign       string
	}{
		{"list MD5", list, "MD5", MD5, listed, "90454b56786a4a1a6f5ec0f943afb688"},
		{"list, the same text as SHA1", list, "MD5", SHA1, listed, "a3be5ba362a633c78654ac1790b10c2d07703896"},
		{"list SHA1", list, "SHA1", SHA1, listed, "2d701b2d4ebc37dbaf89d34cc35e0e7d165e343f"},
		{"add MD5", add, "MD5", MD5, added, "bcfdbdac09ea68939dccbfe3d92e43d1"},
		{"add SHA1", add, "SHA1", SHA1, added, "e0c70136aba4939282fce14c8d03af6087f42600"},
		{"add md5", add, "md5", MD5, added, "b0030d4406f56d93842940a513a214fd"},
		{"capitals first", mixed, "MD5", MD5, "Beta=2&alpha=1&appid=000-TEST", "66f266c2ae6435ee014db9ef299d9b94"},
		{"users MD5", users, "MD5", MD5, "appid=000-TEST&fields=userId,userName", "3245d830c55a2607e9ba96260e4bbd5e"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			all := maps.Clone(test.parameters)
			all["appid"], all["sign_type"], all["timestamp"] = "000-TEST", test.signType, "1500000000000"
			text := textToSign(all, "TESTKEY")
			if want := test.text + "&sign_type=" + test.signType + "&timestamp=1500000000000&appkey=TESTKEY"; text != want {
				t.Errorf("signed text\n got %s\nwant %s", text, want)
			}
			if got := digest(test.hash, text); got != test.sign {
				t.Errorf("signature %s, want %s", got, test.sign)
			}
		})
	}
}

func TestAuthenticate(t *testing.T) {
	t.Parallel()
	list := map[string]string{
		"op_user": testUser, "fields": "accountName,phone", "qname": "*企能软件", "page_no": "1", "page_size": "20",
		"empty": "", "blank": " \t", // neither sent nor signed
	}
	const common = "appid=000-TEST&fields=accountName%2Cphone&op_user=" + testUser +
		"&page_no=1&page_size=20&qname=%2A%E4%BC%81%E8%83%BD%E8%BD%AF%E4%BB%B6&sign="
	tests := []struct {
		name     string
		signType SignType
		want     string
	}{
		{"default", "", common + "90454b56786a4a1a6f5ec0f943afb688&sign_type=MD5&timestamp=1500000000000"},
		{"MD5", MD5, common + "90454b56786a4a1a6f5ec0f943afb688&sign_type=MD5&timestamp=1500000000000"},
		{"SHA1", SHA1, common + "2d701b2d4ebc37dbaf89d34cc35e0e7d165e343f&sign_type=SHA1&timestamp=1500000000000"},
		{"plain key", PlainKey, common + "TESTKEY"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			credentials := testCredentials
			credentials.SignType = test.signType
			if got := credentials.authenticate(list, testClock()).Encode(); got != test.want {
				t.Errorf("query\n got %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestAuthenticateKeepsBlanksInsideAValue(t *testing.T) {
	t.Parallel()
	credentials := Credentials{AppID: "000-TEST", AppKey: "TESTKEY", SignType: PlainKey}
	got := credentials.authenticate(map[string]string{"qname": " a b&c=+ "}, testClock()).Encode()
	if want := "appid=000-TEST&qname=+a+b%26c%3D%2B+&sign=TESTKEY"; got != want {
		t.Errorf("query\n got %s\nwant %s", got, want)
	}
}
