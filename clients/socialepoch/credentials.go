package socialepoch

import (
	"crypto/md5"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Credentials say which tenant calls. The vendor's customer service hands them out.
type Credentials struct {
	TenantID int64
	APIKey   string // the secret; it never leaves the program
	// UserName is the tenant's admin account. ClearOwner and what deletes customers and contacts
	// need it, the rest does without.
	UserName string
}

func (c Credentials) check() error {
	if c.TenantID <= 0 || strings.TrimSpace(c.APIKey) == "" {
		return errors.New("credentials: the tenant id must be positive and the API key not blank")
	}
	return nil
}

func (c Credentials) tenantID() string { return strconv.FormatInt(c.TenantID, 10) }

// sign adds the headers that authenticate a request
// (https://doc.socialepoch.com/wa-scrm-open-api-doc/api/api.html).
func (c Credentials) sign(header http.Header, now time.Time) {
	timestamp := strconv.FormatInt(now.UnixMilli(), 10)
	header.Set("tenant_id", c.tenantID())
	header.Set("timestamp", timestamp)
	header.Set("token", digest(c.tenantID(), timestamp, c.APIKey))
}

// A legacySignature authenticates the body of a deletion, beside the headers (SE-Q03).
type legacySignature struct {
	Token      string `json:"token"`
	CreateTime string `json:"createTime"`
}

func (c Credentials) signBody(created string) legacySignature {
	return legacySignature{digest(c.tenantID(), c.UserName, created, c.APIKey), created}
}

// digest is the MD5 of the parts one after another, in lower-case hex.
func digest(parts ...string) string {
	sum := md5.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}

// china is the zone of the vendor's date-times unless WithZone says otherwise (SE-Q33). It is fixed: there has been no summer time
// since 1991, and no need of a zone database.
var china = time.FixedZone("Asia/Shanghai", 8*60*60)
