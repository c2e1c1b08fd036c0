package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Prism stands between the requests of the contract suite and the answers of crmsim: each recorded request is sent
// through it, and behind it a server gives the recorded answer. So a request that Prism writes anew, or refuses itself,
// changes nothing in crmsim.

// A listed violation is one that may occur, with the reason why.
type listed struct {
	Vendor    string `json:"vendor"`
	Operation string `json:"operation"` // "" for all
	Type      string `json:"type"`      // of the answer; "" for all
	Location  string `json:"location"`  // such as request.query.token
	Code      string `json:"code"`      // "" for all
	Reason    string `json:"reason"`

	matched bool
}

// A violation is Prism's word on a part of an exchange.
type violation struct {
	Location []string `json:"location"`
	Code     any      `json:"code"`
	Message  string   `json:"message"`
}

const numberHeader = "X-Exchange"

func prism(vendor string, t *traffic) error {
	allowed, err := readListed(vendor)
	if err != nil {
		return err
	}
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.Header.Get(numberHeader))
		if err != nil || n >= len(t.exchanges) {
			http.Error(w, "no such exchange", http.StatusBadGateway)
			return
		}
		e := t.exchanges[n]
		w.Header().Set("Content-Type", e.Type)
		w.WriteHeader(e.status)
		_, _ = io.WriteString(w, e.Answer)
	}))
	defer upstream.Close()
	origin, stop, err := startPrism(vendor, upstream.URL)
	if err != nil {
		return err
	}
	defer stop()
	found, err := replay(origin, t)
	if err != nil {
		return err
	}
	return judge(t, found, allowed)
}

func readListed(vendor string) ([]*listed, error) {
	text, err := os.ReadFile("prism.json")
	if err != nil {
		return nil, err
	}
	var all []*listed
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, fmt.Errorf("prism.json: %w", err)
	}
	return slices.DeleteFunc(all, func(l *listed) bool { return l.Vendor != vendor }), nil
}

func startPrism(vendor, upstream string) (origin string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	address := listener.Addr().String()
	_, port, _ := net.SplitHostPort(address)
	if err := listener.Close(); err != nil {
		return "", nil, err
	}
	cmd := exec.Command("node", "node_modules/@stoplight/prism-cli/dist/index.js", "proxy", yamlOf(vendor), upstream,
		"--host", "127.0.0.1", "--port", port, "--verboseLevel", "fatal")
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = cmd.Process.Kill() // The error is that it has ended already.
		_ = cmd.Wait()
	}
	for range 300 {
		if c, err := net.Dial("tcp", address); err == nil {
			return "http://" + address, stop, c.Close()
		}
		time.Sleep(100 * time.Millisecond)
	}
	stop()
	return "", nil, errors.New("prism does not start")
}

// replay sends all exchanges through Prism, a few at a time, and returns what it says of each.
func replay(origin string, t *traffic) ([][]violation, error) {
	found := make([][]violation, len(t.exchanges))
	failures := make([]error, len(t.exchanges))
	var wait sync.WaitGroup
	turns := make(chan struct{}, 4)
	for n, e := range t.exchanges {
		turns <- struct{}{}
		wait.Go(func() {
			defer func() { <-turns }()
			found[n], failures[n] = sendThrough(origin, n, e)
		})
	}
	wait.Wait()
	return found, errors.Join(failures...)
}

func sendThrough(origin string, n int, e *exchange) ([]violation, error) {
	r, err := http.NewRequest(e.method, origin+e.target, bytes.NewReader(e.body))
	if err != nil {
		return nil, err
	}
	r.Header = e.header.Clone()
	r.Header.Del("Accept-Encoding")
	r.Header.Set(numberHeader, strconv.Itoa(n))
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.Operation, err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if answer.Header.Get("Content-Type") == "application/problem+json" {
		return []violation{{Location: []string{"request"}, Code: "refused", Message: string(text)}}, nil
	}
	var all []violation
	if header := answer.Header.Get("Sl-Violations"); header != "" {
		if err := json.Unmarshal([]byte(header), &all); err != nil {
			return nil, fmt.Errorf("%s: Sl-Violations: %w", e.Operation, err)
		}
	}
	return all, nil
}

// judge lets pass what is listed, and what Prism has against a request that crmsim refused or had something against too.
func judge(t *traffic, found [][]violation, allowed []*listed) error {
	problems := map[string]int{}
	for n, e := range t.exchanges {
		for _, v := range found[n] {
			place := strings.Join(v.Location, ".")
			if strings.HasPrefix(place, "request") && !e.clean || isListed(allowed, e, place, v) {
				continue
			}
			problems[fmt.Sprintf("%s %s %v: %s", e.Operation, place, v.Code, v.Message)]++
		}
	}
	var lines []string
	for _, text := range slices.Sorted(maps.Keys(problems)) {
		lines = append(lines, fmt.Sprintf("%d times %s", problems[text], text))
	}
	for _, l := range allowed {
		if !l.matched {
			lines = append(lines, fmt.Sprintf("prism.json lists %s %s %s, which does not occur", l.Operation, l.Location, l.Code))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return errors.New(strings.Join(lines[:min(len(lines), 60)], "\n"))
}

func isListed(allowed []*listed, e *exchange, place string, v violation) bool {
	for _, l := range allowed {
		if (l.Operation == "" || l.Operation == e.Operation) && strings.HasPrefix(e.Type, l.Type) &&
			place == l.Location && (l.Code == "" || l.Code == fmt.Sprint(v.Code)) {
			l.matched = true
			return true
		}
	}
	return false
}
