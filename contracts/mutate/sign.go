package mutate

import (
	"crypto/md5"
	"crypto/sha1"
	"encoding/hex"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// resign gives a changed query the signature that a client would have given it, where the signature covers the query
// (WI-Q05, WI-Q06): else the signature would give every change away, whether or not anybody looks at what was
// changed. One that is not right for the query that was sent, or that was itself changed, stays.
func resign(sent, changed url.Values, credential func(name string) string) {
	if proof := sent.Get("sign"); proof == "" || proof != changed.Get("sign") || proof != signature(sent, credential("appkey")) {
		return
	}
	changed.Set("sign", signature(changed, credential("appkey")))
}

func signature(query url.Values, key string) string {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if value := query.Get(name); name != "sign" && strings.TrimSpace(value) != "" {
			text.WriteString(name + "=" + value + "&")
		}
	}
	text.WriteString("appkey=" + key)
	if strings.EqualFold(query.Get("sign_type"), "SHA1") {
		sum := sha1.Sum([]byte(text.String()))
		return hex.EncodeToString(sum[:])
	}
	sum := md5.Sum([]byte(text.String()))
	return hex.EncodeToString(sum[:])
}
