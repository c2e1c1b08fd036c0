package simulator_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/openapi/spectest"
	"github.com/crmsim/crmsim/simulator"
)

// replayed is how many requests TestAReplayIsTheSame sends.
const replayed = 4000

// TestAReplayIsTheSame: thousands of requests of all vendors, good and bad, with faults that dice throw and a clock that
// moves on, are answered alike in two simulators, to the byte, and leave the same journals and the same records.
func TestAReplayIsTheSame(t *testing.T) {
	t.Parallel()
	var examples []spectest.RequestExample
	for _, vendor := range openapi.Vendors() {
		examples = append(examples, spectest.RequestExamples(t, "../openapi/"+vendor+".yaml")...)
	}
	until := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	one, two := newWorld(t, simulator.Config{Seed: 7, DemoUntil: until}), newWorld(t, simulator.Config{Seed: 7, DemoUntil: until})
	worlds := []*world{one, two}
	for _, w := range worlds {
		w.freeze()
		w.own("PUT", "/faults", `["wisecrm=503:0.02","quancheng=garbage:0.02:after","dustess=code=5000:0.02","socialepoch=503:0.02:after"]`, http.StatusOK, nil)
	}
	dice := rand.New(rand.NewPCG(1, 2))
	seen := []string{"0"} // ids that were answered
	accepted := 0
	for n := range replayed {
		e := examples[dice.IntN(len(examples))]
		query, body := vary(dice, e, seen)
		var answers [2]string
		for i, w := range worlds {
			r := e.NewRequest("")
			r = varied(r, query, body)
			got := w.send(r)
			var text strings.Builder
			if err := got.Result().Header.Write(&text); err != nil {
				t.Fatal(err)
			}
			answers[i] = fmt.Sprint(got.Code, "\n", text.String(), got.Body)
			if i == 0 && got.Header().Get("Sim-Violation")+got.Header().Get("Sim-Fault") == "" {
				accepted++
			}
		}
		if answers[0] != answers[1] {
			t.Fatalf("request %d, %s ?%s %s, is answered\n%s\nand\n%s", n+1, e.Operation, query, body, answers[0], answers[1])
		}
		seen = append(seen, ids.FindAllString(answers[0], 3)...)
		seen = seen[max(0, len(seen)-200):]
		if dice.IntN(50) == 0 {
			for _, w := range worlds {
				w.own("PUT", "/clock", `{"advance":"7m"}`, http.StatusOK, nil)
			}
		}
	}
	if accepted < replayed/4 || accepted > replayed*9/10 {
		t.Errorf("%d of %d requests were accepted: want good ones and bad ones", accepted, replayed)
	}
	for _, path := range []string{"/journal", "/report", "/data", "/clock"} {
		if a, b := one.own("GET", path, "", http.StatusOK, nil), two.own("GET", path, "", http.StatusOK, nil); a != b {
			t.Errorf("%s differs: %d and %d bytes", path, len(a), len(b))
		}
	}
}

// ids are those that answers have, of all vendors.
var ids = regexp.MustCompile(`\b0\d\d-[0-9a-f-]{36}\b|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|"PK_ID":\d+`)

// credentials are the parameters that crmsim completes.
var credentials = []string{"appid", "sign", "sign_type", "timestamp", "op_user", "token", "accessToken", "siteKey", "tenant_id"}

// vary returns the query and the body of an example, at times with an id that was answered before, without a
// parameter, or with a slip.
func vary(dice *rand.Rand, e spectest.RequestExample, seen []string) (query, body string) {
	values := url.Values{}
	for name := range e.Query {
		if !slices.Contains(credentials, name) {
			values.Set(name, e.Query.Get(name))
		}
	}
	query, body = values.Encode(), e.Body
	id := strings.TrimPrefix(seen[dice.IntN(len(seen))], `"PK_ID":`)
	switch dice.IntN(8) {
	case 0, 1:
		query, body = ids.ReplaceAllLiteralString(query, id), ids.ReplaceAllLiteralString(body, id)
	case 2:
		pairs := strings.Split(query, "&")
		query = strings.Join(slices.Delete(pairs, 0, 1), "&")
	case 3:
		if len(body) > 0 {
			at := dice.IntN(len(body))
			body = body[:at] + body[at+1:]
		}
	case 4:
		query += "&strange=1"
	}
	return query, body
}

// varied returns a request with another query and body, which crmsim signs.
func varied(r *http.Request, query, body string) *http.Request {
	made, err := http.NewRequestWithContext(r.Context(), r.Method, r.URL.Path+"?"+query, strings.NewReader(body))
	if err != nil {
		panic(err) // The example was a request.
	}
	for name, values := range r.Header {
		if !slices.Contains(credentials, strings.ToLower(name)) {
			made.Header[name] = values
		}
	}
	made.Header.Set("Sim-Sign", "yes")
	return made
}
