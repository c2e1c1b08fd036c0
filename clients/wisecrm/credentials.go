package wisecrm

import (
	"crypto/md5"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Credentials say which app calls, and as whom. The app id and key are issued in WiseCRM365.
type Credentials struct {
	AppID  string
	AppKey string // the secret; it leaves the program only with PlainKey
	// OpUser is the id of the acting user, as UsersService lists it. The services Users, Metadata
	// and Query do without.
	OpUser   string
	SignType SignType // MD5 when left empty
}

// A SignType is a way to prove that one has the app key.
type SignType string

// The ways that the vendor offers (https://wisecrm.com/help/apidoc/auth-intro.html).
const (
	MD5      SignType = "MD5"
	SHA1     SignType = "SHA1"
	PlainKey SignType = "plain" // sends the key itself; the vendor advises against it
)

func (c Credentials) check() error {
	if blank(c.AppID) || blank(c.AppKey) {
		return errors.New("credentials: the app id and the app key must not be blank")
	}
	switch c.SignType {
	case "", MD5, SHA1, PlainKey:
		return nil
	}
	return fmt.Errorf("credentials: unknown sign type %q", c.SignType)
}

// authenticate returns the query to send: the parameters that have a value, and the proof.
func (c Credentials) authenticate(parameters map[string]string, now time.Time) url.Values {
	sent := map[string]string{"appid": c.AppID}
	for name, value := range parameters {
		if !blank(value) { // WI-Q05: a blank parameter is neither sent nor signed.
			sent[name] = value
		}
	}
	if c.SignType == PlainKey {
		sent["sign"] = c.AppKey
		return values(sent)
	}
	sent["sign_type"] = "MD5"
	if c.SignType == SHA1 {
		sent["sign_type"] = "SHA1"
	}
	sent["timestamp"] = strconv.FormatInt(now.UnixMilli(), 10)
	sent["sign"] = digest(c.SignType, textToSign(sent, c.AppKey))
	return values(sent)
}

// textToSign joins the parameters, sorted by character code (WI-Q06) and not URL-encoded (WI-Q07),
// and the key.
func textToSign(parameters map[string]string, appKey string) string {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		text.WriteString(name + "=" + parameters[name] + "&")
	}
	return text.String() + "appkey=" + appKey
}

// digest returns the hash in lower-case hex.
func digest(signType SignType, text string) string {
	if signType == SHA1 {
		sum := sha1.Sum([]byte(text))
		return hex.EncodeToString(sum[:])
	}
	sum := md5.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }

func values(parameters map[string]string) url.Values {
	query := make(url.Values, len(parameters))
	for name, value := range parameters {
		query.Set(name, value)
	}
	return query
}
