package dustess

import (
	"encoding/json"
	"sync"
	"testing"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/vendortest"
)

// A world is the vendor in one sandbox, whose clock stands still.
type world struct {
	*vendortest.World
	shown credentials
}

var (
	worldTime = vendortest.Now
	vendor    = sync.OnceValues(func() (*api.Vendor, error) { return New(vendortest.Options) })
)

func newWorld(t testing.TB, name string) *world {
	t.Helper()
	v, err := vendor()
	if err != nil {
		t.Fatal(err)
	}
	w := vendortest.New(t, v, name)
	return &world{w, w.Credentials["dustess"].(credentials)}
}

// send makes a call with a token in the query and in the header, and returns the answer.
func (w *world) send(operation, token, body string) []byte {
	return w.Call(w.Vendor.Document.Operation(operation), "accessToken="+token, body, "accessToken", token).Body.Bytes()
}

// token gets an access token.
func (w *world) token(t testing.TB) string {
	t.Helper()
	var got struct {
		Data struct{ AccessToken, ExpiresIn string }
	}
	op := w.Vendor.Document.Operation("getAccessToken")
	answer := w.Call(op, "", `{"clientId":"`+w.shown.ClientID+`","clientSecret":"`+w.shown.ClientSecret+`"}`)
	if err := json.Unmarshal(answer.Body.Bytes(), &got); err != nil || got.Data.AccessToken == "" {
		t.Fatalf("no token: %s", answer.Body)
	}
	return got.Data.AccessToken
}

// stored returns all records of a table by id.
func stored[R any](t testing.TB, w *world, table string) map[string]R {
	t.Helper()
	records := map[string]R{}
	for _, row := range w.Rows(t, table) {
		var r R
		if err := json.Unmarshal(row.Record, &r); err != nil {
			t.Fatal(err)
		}
		records[row.ID] = r
	}
	return records
}
