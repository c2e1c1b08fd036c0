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

type envCommand struct {
	URL     string `default:"http://127.0.0.1:8080" help:"Where the crmsim runs."`
	Sandbox string `default:"default" help:"Sandbox whose credentials to print."`
}

// Run prints one export a line, such as export WISECRM_APPID='…'.
func (c *envCommand) Run(out output) error {
	var shown struct {
		Credentials map[string]map[string]any
		BaseURLs    map[string]string `json:"base_urls"`
	}
	if err := ask(c.URL, "/_sim/sandboxes/"+url.PathEscape(c.Sandbox), &shown); err != nil {
		return err
	}
	var lines []string
	for vendor, credentials := range shown.Credentials {
		lines = append(lines, export(vendor, "url", shown.BaseURLs[vendor]))
		for key, value := range credentials {
			lines = append(lines, export(vendor, key, fmt.Sprint(value)))
		}
	}
	slices.Sort(lines)
	_, err := fmt.Fprintln(out, strings.Join(lines, "\n"))
	return err
}

func export(vendor, key, value string) string {
	return fmt.Sprintf("export %s_%s='%s'", strings.ToUpper(vendor), strings.ToUpper(key), strings.ReplaceAll(value, "'", `'\''`))
}

type healthCommand struct {
	URL string `default:"http://127.0.0.1:8080" help:"Where the crmsim runs."`
}

// unhealthyError is that no crmsim answers, or not as it should.
type unhealthyError struct{ reason string }

func (e *unhealthyError) Error() string { return e.reason }

// Run prints ok, or fails with exit code 1.
func (c *healthCommand) Run(out output) error {
	var health struct{ Name, Status string }
	if err := ask(c.URL, "/_sim/health", &health); err != nil {
		return &unhealthyError{err.Error()}
	}
	if health.Name != "crmsim" || health.Status != "ok" {
		return &unhealthyError{fmt.Sprintf("%s is no healthy crmsim", c.URL)}
	}
	_, err := fmt.Fprintln(out, "ok")
	return err
}

// ask reads a JSON answer of the control API.
func ask(origin, path string, into any) error {
	client := &http.Client{Timeout: askTimeout}
	response, err := client.Get(strings.TrimRight(origin, "/") + path)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s%s answers %s", origin, path, response.Status)
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber() // Ids stay as they are.
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%s%s is no control API of crmsim: %w", origin, path, err)
	}
	return nil
}

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
