package contracts

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/onsi/ginkgo/v2"
)

// Control drives one sandbox of a crmsim through its control API, whether that runs in this process
// or elsewhere. Its calls are no vendor traffic, so the oracle does not see them.
type Control struct {
	Sandbox string // its name

	vendor    string
	root      *url.URL
	transport http.RoundTripper
	shift     time.Duration // of the sandbox's clock against this machine's
	frozen    time.Time     // where the clock stands still; zero when it runs
}

var errNoCRMSim = errors.New("not what crmsim answers")

// newSandbox makes a sandbox with the data of another one, or the demo data for "", and returns the vendor's credentials
// for it.
func newSandbox(ctx context.Context, o *session, vendor, from string) (*Control, map[string]string, error) {
	c := &Control{vendor: vendor, root: o.root, transport: o.transport}
	var made struct {
		Name        string
		Credentials map[string]map[string]any
	}
	if err := c.call(ctx, http.MethodPost, map[string]string{"from": from}, &made, "sandboxes"); err != nil {
		return nil, nil, err
	}
	if made.Name == "" || made.Credentials[vendor] == nil {
		return nil, nil, errNoCRMSim
	}
	c.Sandbox = made.Name
	credentials := map[string]string{}
	for name, value := range made.Credentials[vendor] {
		credentials[name] = fmt.Sprint(value)
	}
	return c, credentials, nil
}

// Another makes a second sandbox that goes with the spec, and returns the vendor's credentials for it.
func (c *Control) Another(ctx context.Context) (map[string]string, error) {
	other, credentials, err := newSandbox(ctx, &session{root: c.root, transport: c.transport}, c.vendor, "")
	if err != nil {
		return nil, err
	}
	ginkgo.DeferCleanup(other.remove)
	return credentials, nil
}

// clear removes all records of some tables.
func (c *Control) clear(ctx context.Context, tables []string) error {
	for _, table := range tables {
		ids, err := c.RecordIDs(ctx, table)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := c.DeleteRecord(ctx, table, id); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Control) remove(ctx context.Context) error {
	return c.call(ctx, http.MethodDelete, nil, nil, "sandboxes", c.Sandbox)
}

// Advance moves the sandbox's clock on. The case's Now moves with it.
func (c *Control) Advance(ctx context.Context, by time.Duration) error {
	return c.setClock(ctx, map[string]any{"advance": by.String()})
}

// SetClock sets the sandbox's clock, which then runs on. The case's Now moves with it.
func (c *Control) SetClock(ctx context.Context, now time.Time) error {
	return c.setClock(ctx, map[string]any{"now": now.UTC().Format(time.RFC3339Nano)})
}

// Freeze makes the sandbox's clock stand still, and with it the case's Now.
func (c *Control) Freeze(ctx context.Context) error {
	return c.setClock(ctx, map[string]any{"frozen": true})
}

func (c *Control) setClock(ctx context.Context, change map[string]any) error {
	if err := c.call(ctx, http.MethodPut, change, nil, "sandboxes", c.Sandbox, "clock"); err != nil {
		return err
	}
	var clock struct {
		Now    time.Time
		Frozen bool
	}
	if err := c.call(ctx, http.MethodGet, nil, &clock, "sandboxes", c.Sandbox, "clock"); err != nil {
		return err
	}
	c.shift, c.frozen = time.Until(clock.Now), time.Time{}
	if clock.Frozen {
		c.frozen = clock.Now
	}
	return nil
}

func (c *Control) now() time.Time {
	if !c.frozen.IsZero() {
		return c.frozen
	}
	return time.Now().Add(c.shift)
}

// SetFaults replaces the faults of the sandbox, such as "code=500:x1" for the named operation.
func (c *Control) SetFaults(ctx context.Context, operation string, faults ...string) error {
	full := make([]string, len(faults))
	for i, f := range faults {
		full[i] = c.vendor + "." + operation + "=" + f
	}
	return c.call(ctx, http.MethodPut, full, nil, "sandboxes", c.Sandbox, "faults")
}

// PatchRecord changes a record of one of the vendor's tables by a JSON merge patch (RFC 7396), past most rules of the vendor.
func (c *Control) PatchRecord(ctx context.Context, table, id string, patch any) error {
	return c.call(ctx, http.MethodPatch, patch, nil, "sandboxes", c.Sandbox, "data", c.vendor, table, id)
}

// PutRecord stores a record in one of the vendor's tables, in the place of the one of that id, past most rules of the vendor.
func (c *Control) PutRecord(ctx context.Context, table, id string, record any) error {
	return c.call(ctx, http.MethodPut, record, nil, "sandboxes", c.Sandbox, "data", c.vendor, table, id)
}

// Record reads a record of one of the vendor's tables into target.
func (c *Control) Record(ctx context.Context, table, id string, target any) error {
	shown := struct{ Record any }{target}
	return c.call(ctx, http.MethodGet, nil, &shown, "sandboxes", c.Sandbox, "data", c.vendor, table, id)
}

// Table returns what a table of the vendor's holds, as the control API shows it: as text, to see whether it has
// changed.
func (c *Control) Table(ctx context.Context, table string) (string, error) {
	page := c.address("sandboxes", c.Sandbox, "data", c.vendor, table)
	page.RawQuery = "limit=1000"
	text, err := c.read(ctx, http.MethodGet, page, nil)
	if err == nil && bytes.Contains(text, []byte(`"more":true`)) {
		err = fmt.Errorf("control API: the table %s has more than 1000 records", table)
	}
	return string(text), err
}

// DeleteRecord removes a record of one of the vendor's tables, past all rules of the vendor.
func (c *Control) DeleteRecord(ctx context.Context, table, id string) error {
	return c.call(ctx, http.MethodDelete, nil, nil, "sandboxes", c.Sandbox, "data", c.vendor, table, id)
}

// RecordIDs returns the ids of all records of one of the vendor's tables.
func (c *Control) RecordIDs(ctx context.Context, table string) ([]string, error) {
	var ids []string
	page := c.address("sandboxes", c.Sandbox, "data", c.vendor, table)
	query := url.Values{"limit": {"1000"}}
	for {
		var shown struct {
			Records []struct{ ID string }
			More    bool
		}
		page.RawQuery = query.Encode()
		if err := c.send(ctx, http.MethodGet, page, nil, &shown); err != nil {
			return nil, err
		}
		for _, r := range shown.Records {
			ids = append(ids, r.ID)
		}
		if !shown.More || len(shown.Records) == 0 {
			return ids, nil
		}
		query.Set("after", ids[len(ids)-1])
	}
}

// Journal returns the operations that the sandbox was asked for, oldest first.
func (c *Control) Journal(ctx context.Context) ([]string, error) {
	var journal struct{ Entries []struct{ Operation string } }
	err := c.call(ctx, http.MethodGet, nil, &journal, "sandboxes", c.Sandbox, "journal")
	var operations []string
	for _, e := range journal.Entries {
		operations = append(operations, e.Operation)
	}
	return operations, err
}

// call makes one call of the control API. It gives errNoCRMSim for any answer but the one expected.
func (c *Control) call(ctx context.Context, method string, body, target any, path ...string) error {
	return c.send(ctx, method, c.address(path...), body, target)
}

func (c *Control) address(path ...string) *url.URL { return c.root.JoinPath("_sim").JoinPath(path...) }

func (c *Control) send(ctx context.Context, method string, address *url.URL, body, target any) error {
	answer, err := c.read(ctx, method, address, body)
	if err != nil || target == nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(answer))
	decoder.UseNumber()
	if err := decoder.Decode(target); err != nil {
		return fmt.Errorf("%w: %s %s gave %w", errNoCRMSim, method, address.Path, err)
	}
	return nil
}

// read makes one call and returns the text of its answer.
func (c *Control) read(ctx context.Context, method string, address *url.URL, body any) ([]byte, error) {
	request, err := newRequest(ctx, method, address, body)
	if err != nil {
		return nil, fmt.Errorf("control API: %w", err)
	}
	response, err := c.transport.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	if err == nil && response.StatusCode/100 != 2 {
		err = fmt.Errorf("%w: %s %s gave %s", errNoCRMSim, method, request.URL.Path, response.Status)
	}
	return answer, err
}

func newRequest(ctx context.Context, method string, address *url.URL, body any) (*http.Request, error) {
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, address.String(), content)
	if err == nil && body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return request, err
}
