package gateway

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/crmsim/crmsim/simulator/internal/journal"
)

// A hider replaces the secrets of a call's sandbox, wherever a client sent them.
type hider struct{ secrets []string }

func newHider(x *exchange) *hider { return &hider{x.vendor.Secrets(x.call.Sandbox)} }

// text returns a text without secrets, short enough to keep.
func (h *hider) text(text string) string {
	for _, secret := range h.secrets {
		text = strings.ReplaceAll(text, secret, "[redacted]")
		if escaped := url.QueryEscape(secret); escaped != secret {
			text = strings.ReplaceAll(text, escaped, "[redacted]")
		}
	}
	if len(text) > journal.MaxBody {
		return string(journal.Cut([]byte(text)))
	}
	return text
}

// body hides before it cuts: else half a secret would stay. A body without secrets is not copied.
func (h *hider) body(body []byte) []byte {
	for _, secret := range h.secrets {
		if bytes.Contains(body, []byte(secret)) || bytes.Contains(body, []byte(url.QueryEscape(secret))) {
			return []byte(h.text(string(body)))
		}
	}
	return journal.Cut(body)
}
