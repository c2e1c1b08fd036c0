package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"
)

// askTimeout bounds a question to a running crmsim.
const askTimeout = 5 * time.Second

// loadTimeout bounds the moving of many records.
const loadTimeout = 5 * time.Minute

type envCommand struct {
	URL     string `default:"http://127.0.0.1:8080" help:"Where the crmsim runs."`
	Sandbox string `default:"default" help:"Sandbox whose credentials to print."`
}

// Run prints one export a line, such as export WISECRM_APPID='…'.
func (c *envCommand) Run(out output) error {
	variables, err := variablesOf(c.URL, c.Sandbox)
	if err != nil {
		return err
	}
	for _, v := range variables {
		if _, err := fmt.Fprintf(out, "export %s='%s'\n", v.name, strings.ReplaceAll(v.value, "'", `'\''`)); err != nil {
			return err
		}
	}
	return nil
}

// A variable is one of the environment.
type variable struct{ name, value string }

// variablesOf returns what programs read of the environment, sorted: for each vendor its URL and credentials, such
// as WISECRM_URL and WISECRM_APPID.
func variablesOf(origin, sandbox string) ([]variable, error) {
	var shown struct {
		Credentials map[string]map[string]any
		BaseURLs    map[string]string `json:"base_urls"`
	}
	if err := ask(origin, sandboxPath(sandbox, ""), &shown); err != nil {
		return nil, err
	}
	var all []variable
	for vendor, credentials := range shown.Credentials {
		all = append(all, variable{strings.ToUpper(vendor) + "_URL", shown.BaseURLs[vendor]})
		for key, value := range credentials {
			all = append(all, variable{strings.ToUpper(vendor + "_" + key), fmt.Sprint(value)})
		}
	}
	slices.SortFunc(all, func(a, b variable) int { return strings.Compare(a.name, b.name) })
	return all, nil
}

func sandboxPath(sandbox, path string) string {
	return "/_sim/sandboxes/" + url.PathEscape(sandbox) + path
}

type healthCommand struct {
	URL  string        `default:"http://127.0.0.1:8080" help:"Where the crmsim runs."`
	Wait time.Duration `help:"How long to wait for it, such as 10s."`
}

// failedError is an answer to a question of the command line that ends it with exit code 1.
type failedError struct{ reason string }

func (e *failedError) Error() string { return e.reason }

// healthEvery is how often a crmsim is asked that is waited for.
const healthEvery = 50 * time.Millisecond

// Run prints ok, or fails with exit code 1.
func (c *healthCommand) Run(out output) error {
	deadline := time.Now().Add(c.Wait)
	for {
		err := healthy(c.URL)
		if err == nil {
			_, err := fmt.Fprintln(out, "ok")
			return err
		}
		if time.Now().Add(healthEvery).After(deadline) {
			return &failedError{err.Error()}
		}
		time.Sleep(healthEvery)
	}
}

func healthy(origin string) error {
	var health struct{ Name, Status string }
	if err := ask(origin, "/_sim/health", &health); err != nil {
		return err
	}
	if health.Name != "crmsim" || health.Status != "ok" {
		return fmt.Errorf("%s is no healthy crmsim", origin)
	}
	return nil
}

// ask reads a JSON answer of the control API.
func ask(origin, path string, into any) error {
	return call(askTimeout, http.MethodGet, origin, path, nil, into)
}

// call makes one call of the control API. A refusal is an error that says why.
func call(timeout time.Duration, method, origin, path string, body []byte, into any) error {
	client := &http.Client{Timeout: timeout}
	request, err := http.NewRequest(method, strings.TrimRight(origin, "/")+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return err
	}
	if response.StatusCode/100 != 2 {
		var refusal struct{ Error string }
		_ = json.Unmarshal(text, &refusal) // What is no refusal of crmsim's says nothing.
		return fmt.Errorf("%s%s answers %s %s", origin, path, response.Status, refusal.Error)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber() // Ids stay as they are.
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%s%s is no control API of crmsim: %w", origin, path, err)
	}
	return nil
}

// maxAnswer is how many bytes of an answer are read.
const maxAnswer = 64 << 20

func logger(format string) *slog.Logger {
	switch format {
	case "json":
		return slog.New(slog.NewJSONHandler(os.Stderr, nil))
	case "off":
		return slog.New(slog.DiscardHandler)
	default:
		return slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
}
